"""Addresses of the translator's desk."""

from django.urls import path

from translations import views

app_name = "translations"
urlpatterns = [
    path("", views.listed, name="list"),
    path("<slug:kind>/<uuid:about>/<slug:language>/", views.translate, name="translate"),
]
