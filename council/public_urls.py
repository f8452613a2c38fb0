"""Addresses under which anybody applies for a seat, under the language of the page."""

from django.urls import path

from council.views import applying

app_name = "apply"
urlpatterns = [
    path("", applying.apply, name="apply"),
    path("<str:token>/", applying.status, name="status"),
]
