"""Addresses of the council's pages, under /council/."""

from django.urls import path

from council.views import applications, board, councils, me, offices, seats, terms

app_name = "council"
urlpatterns = [
    path("", councils.council, name="council"),
    path("new/", councils.new, name="new"),
    path("board/", board.board, name="board"),
    path("me/", me.me, name="me"),
    path("applications/", applications.listed, name="applications"),
    path("applications/new/", applications.write_down, name="write_down"),
    path("applications/<uuid:pk>/", applications.one, name="application"),
    path("applications/<uuid:pk>/decline/", applications.decline, name="application_decline"),
    path("applications/<uuid:pk>/joined/", applications.joined, name="application_joined"),
    path("applications/<uuid:pk>/answered/", applications.answered, name="application_answered"),
    path("applications/<uuid:pk>/<slug:to>/", applications.move, name="application_move"),
    path("<uuid:pk>/", councils.one, name="one"),
    path("<uuid:pk>/edit/", councils.edit, name="edit"),
    path("<uuid:pk>/rules/", councils.agree, name="rules"),
    path("<uuid:pk>/seats/", seats.seats, name="seats"),
    path("<uuid:pk>/past/", councils.past, name="past"),
    path("<uuid:pk>/close/", councils.close, name="close"),
    path("<uuid:pk>/reopen/", councils.reopen, name="reopen"),
    path("seats/<uuid:pk>/", seats.seat, name="seat"),
    path("seats/<uuid:pk>/appoint/", terms.appoint, name="appoint"),
    path("seats/<uuid:pk>/retype/", seats.retype, name="retype"),
    path("seats/<uuid:pk>/retire/", seats.retire, name="retire"),
    path("seats/<uuid:pk>/bring-back/", seats.bring_back, name="bring_back"),
    path("terms/<uuid:pk>/undo/", terms.undo, name="undo"),
    path("terms/<uuid:pk>/correct/", terms.correct, name="correct"),
    path("terms/<uuid:pk>/end/", terms.end, name="end"),
    path("terms/<uuid:pk>/renew/", terms.renew, name="renew"),
    path("terms/<uuid:pk>/take-back/", terms.take_back, name="take_back"),
    path("terms/<uuid:pk>/pause/", me.pause, name="pause"),
    path("terms/<uuid:pk>/office/", offices.give, name="give_office"),
    path("offices/<int:pk>/end/", offices.end, name="end_office"),
    path("offices/<int:pk>/hand-over/", offices.hand_over, name="hand_over_office"),
    path("pauses/<int:pk>/end/", me.come_back, name="come_back"),
]
