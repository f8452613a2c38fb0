"""Addresses of messages."""

from django.urls import path

from notifications import views

app_name = "notifications"
# Under /messages/by-hand/, with a name of their own.
by_hand_urls = (
    [
        path("", views.by_hand, name="list"),
        path("<uuid:pk>/", views.letter, name="letter"),
        path("<uuid:pk>/done/", views.done, name="done"),
    ],
    "by_hand",
)
urlpatterns = [
    path("", views.mine, name="mine"),
    path("no-reminders/", views.no_reminders, name="no_reminders"),
    path("unsent/", views.unsent, name="unsent"),
    path("unsent/again/", views.all_again, name="all_again"),
    path("unsent/<uuid:pk>/again/", views.again, name="again"),
]
