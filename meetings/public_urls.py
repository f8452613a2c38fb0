"""Addresses that need no signing in: calendars, which programs fetch, and minutes that a council published."""

from django.urls import path

from meetings.views import calendars, minutes

app_name = "calendar"
urlpatterns = [
    path("<str:secret>/feed.ics", calendars.feed, name="feed"),
]
# Under the language of the page.
minutes_urls = (
    [
        path("", minutes.published, name="list"),
        path("<uuid:pk>/", minutes.published_one, name="one"),
    ],
    "public_minutes",
)
