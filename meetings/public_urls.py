"""Addresses that calendars fetch, without signing in."""

from django.urls import path

from meetings.views import calendars

app_name = "calendar"
urlpatterns = [
    path("<str:secret>/feed.ics", calendars.feed, name="feed"),
]
