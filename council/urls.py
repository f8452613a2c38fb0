"""Addresses of the council's pages, under /council/."""

from django.urls import path

from council import views

app_name = "council"
urlpatterns = [
    path("", views.council, name="council"),
    path("me/", views.me, name="me"),
    path("seats/<uuid:pk>/", views.seat, name="seat"),
    path("seats/<uuid:pk>/appoint/", views.appoint, name="appoint"),
    path("terms/<uuid:pk>/end/", views.end, name="end"),
    path("terms/<uuid:pk>/renew/", views.renew, name="renew"),
]
