"""Addresses of joining, under /accounts/, before those of accounts and allauth."""

from django.urls import path

from people.views import codes, invitations

app_name = "people"
urlpatterns = [
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/new/", invitations.invite, name="invite"),
    # The address where administrators made accounts before there were invitations.
    path("people/invite/", invitations.moved),
    path("invitations/<uuid:pk>/again/", invitations.resend, name="resend"),
    path("invitations/<uuid:pk>/withdraw/", invitations.withdraw, name="withdraw"),
    path("invitations/<str:token>/", invitations.accept, name="accept"),
    path("invitations/<str:token>/ask/", invitations.ask, name="ask"),
    path("people/add/", codes.add, name="add"),
    path("people/<uuid:pk>/code/", codes.hand_over, name="hand_over"),
    path("code/", codes.sign_in, name="code"),
]
