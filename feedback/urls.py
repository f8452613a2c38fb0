"""Addresses of the door, under /<language>/feedback/."""

from django.urls import path

from feedback.views import giving, leaving, returning

app_name = "feedback"
urlpatterns = [
    path("", giving.give, name="give"),
    path("return/", returning.come_back, name="return"),
    path("exit/", leaving.leave, name="exit"),
    path("help/", leaving.help_page, name="help"),
]
