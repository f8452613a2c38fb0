"""Addresses of the door, under /<language>/feedback/."""

from django.urls import path

from feedback.views import after, leaving, modes, returning, wizard

app_name = "feedback"
# Addresses on posters and of tablets may stand without a language; they lead to the browser's.
WITHOUT_LANGUAGE = ("feedback/at/<slug:code>/", "feedback/kiosk/", "feedback/kiosk/<slug:code>/")
urlpatterns = [
    path("", wizard.give, name="give"),
    path("return/", returning.come_back, name="return"),
    path("exit/", leaving.leave, name="exit"),
    path("after/equality/", after.equality, name="equality"),
    path("after/tell-me/", after.tell_me, name="tell_me"),
    path("easy/", modes.easy, name="easy"),
    path("pictures/", modes.pictures, name="pictures"),
    path("kiosk/", modes.kiosk, name="kiosk"),
    path("kiosk/<slug:code>/", modes.kiosk, name="kiosk_at"),
    path("at/<slug:code>/", modes.at, name="at"),
    path("paper/", modes.paper, name="paper"),
    path("help/", leaving.help_page, name="help"),
]
