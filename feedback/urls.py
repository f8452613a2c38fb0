"""Addresses of the door, under /<language>/feedback/."""

from django.urls import path

from feedback.views import after, giving, leaving, returning

app_name = "feedback"
urlpatterns = [
    path("", giving.give, name="give"),
    path("return/", returning.come_back, name="return"),
    path("exit/", leaving.leave, name="exit"),
    path("after/equality/", after.equality, name="equality"),
    path("after/tell-me/", after.tell_me, name="tell_me"),
    path("help/", leaving.help_page, name="help"),
]
