"""Addresses of coming and going, under /accounts/, before those of accounts and allauth."""

from django.urls import path

from people.views import codes, invitations, leaving, my_data

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
    path("people/<uuid:pk>/leaving/", leaving.leaving, name="leaving"),
    path("people/<uuid:pk>/erase/", my_data.erase_for, name="erase_for"),
    path("handovers/", leaving.handovers, name="handovers"),
    path("handovers/<uuid:pk>/", leaving.handover, name="handover"),
    path("stand-ins/", leaving.stand_ins, name="stand_ins"),
    path("stand-ins/<int:pk>/end/", leaving.end_stand_in, name="end_stand_in"),
    path("my-data/", my_data.my_data, name="my_data"),
    path("my-data/download/", my_data.download, name="download"),
    path("my-data/leave/", my_data.leave, name="leave"),
    path("my-data/erase/", my_data.erase, name="erase"),
    path("my-data/receipt/<uuid:pk>/", my_data.receipt, name="receipt"),
    path("my-data/receipt/<uuid:pk>/text/", my_data.receipt_text, name="receipt_text"),
]
