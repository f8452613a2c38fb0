"""Addresses of the door, under /<language>/feedback/.

They are numbers, so that a browser's history does not tell what somebody did here (ADR 29).
"""

from django.urls import path

from feedback.views import after, earlier, leaving, modes, returning, wizard

app_name = "feedback"
# Addresses on posters and of tablets may stand without a language; they lead to the browser's.
WITHOUT_LANGUAGE = ("feedback/at/<slug:code>/", "feedback/kiosk/", "feedback/kiosk/<slug:code>/")
urlpatterns = [
    path("", wizard.give, name="give"),
    path("1/", returning.come_back, name="return"),
    path("2/", modes.easy, name="easy"),
    path("3/", modes.pictures, name="pictures"),
    path("4/", modes.paper, name="paper"),
    path("5/", leaving.help_page, name="help"),
    path("6/", leaving.leave, name="exit"),
    path("7/", after.equality, name="equality"),
    path("8/", after.tell_me, name="tell_me"),
    path("kiosk/", modes.kiosk, name="kiosk"),
    path("kiosk/<slug:code>/", modes.kiosk, name="kiosk_at"),
    path("at/<slug:code>/", modes.at, name="at"),
]
# What they were called once; printed forms and cards still say so.
EARLIER = {
    "return/": "return",
    "easy/": "easy",
    "pictures/": "pictures",
    "paper/": "paper",
    "help/": "help",
    "exit/": "exit",
    "after/equality/": "equality",
    "after/tell-me/": "tell_me",
}
urlpatterns += [path(address, earlier.lead_on, {"name": name}) for address, name in EARLIER.items()]
