"""Addresses of unsent words."""

from django.urls import path

from drafts import views

app_name = "drafts"
urlpatterns = [
    path("", views.listed, name="listed"),
    path("keep/", views.keep, name="keep"),
    path("<uuid:pk>/throw-away/", views.throw_away, name="throw_away"),
]
