"""Addresses of retention."""

from django.urls import path

from retention import views

app_name = "retention"
urlpatterns = [path("retention/", views.overview, name="overview")]
