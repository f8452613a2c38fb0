"""Addresses that anyone may open, under the language of the page."""

from django.urls import path

from tracker.views import public

app_name = "changes"
urlpatterns = [
    path("", public.changes, name="list"),
    path("<uuid:pk>/", public.change, name="change"),
]
