"""Addresses of the keys."""

from django.urls import path

from keys import views

app_name = "keys"
urlpatterns = [path("keys/", views.overview, name="overview")]
