"""Addresses of the council's pages, under /council/."""

from django.urls import path

from council.views import councils, me, seats, terms

app_name = "council"
urlpatterns = [
    path("", councils.council, name="council"),
    path("me/", me.me, name="me"),
    path("seats/<uuid:pk>/", seats.seat, name="seat"),
    path("seats/<uuid:pk>/appoint/", terms.appoint, name="appoint"),
    path("terms/<uuid:pk>/end/", terms.end, name="end"),
    path("terms/<uuid:pk>/renew/", terms.renew, name="renew"),
]
