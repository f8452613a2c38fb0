"""Addresses of meetings."""

from django.urls import path

from meetings.views import agenda, answering, calendars, planning, polling, reading, series, told, writing

app_name = "meetings"
urlpatterns = [
    path("", reading.index, name="list"),
    path("new/", planning.plan, name="plan"),
    path("calendar/", calendars.my_calendar, name="my_calendar"),
    path("calendar/address/", calendars.make_address, name="make_calendar_address"),
    path("calendar/address/end/", calendars.revoke_address, name="revoke_calendar_address"),
    path("answer/<str:token>/", answering.answer_link, name="answer_link"),
    path("writing/<str:token>/", writing.written_link, name="written_link"),
    path("series/<uuid:pk>/", series.series, name="series"),
    path("polls/", polling.index, name="polls"),
    path("polls/new/", polling.make, name="make_poll"),
    path("polls/answer/<str:token>/", polling.answer_link, name="poll_answer"),
    path("polls/answers/<uuid:pk>/", polling.enter, name="enter_poll_answer"),
    path("polls/<uuid:pk>/", polling.poll, name="poll"),
    path("polls/<uuid:pk>/change/", polling.correct, name="correct_poll"),
    path("polls/<uuid:pk>/close/", polling.close, name="close_poll"),
    path("polls/<uuid:pk>/withdraw/", polling.withdraw, name="withdraw_poll"),
    path("agenda/<uuid:pk>/move/", agenda.move, name="move_item"),
    path("agenda/<uuid:pk>/outcome/", agenda.outcome, name="outcome"),
    path("bookings/<uuid:pk>/", answering.set_booking, name="set_booking"),
    path("<uuid:pk>/", reading.meeting, name="meeting"),
    path("<uuid:pk>/calendar.ics", reading.calendar_file, name="calendar"),
    path("<uuid:pk>/change/", planning.change, name="change"),
    path("<uuid:pk>/invite/", planning.invite, name="invite"),
    path("<uuid:pk>/cancel/", planning.cancel, name="cancel"),
    path("<uuid:pk>/held/", planning.mark_held, name="mark_held"),
    path("<uuid:pk>/missed/", planning.note_missed, name="note_missed"),
    path("<uuid:pk>/copy/", planning.copy, name="copy"),
    path("<uuid:pk>/invite/following/", series.invite, name="invite_following"),
    path("<uuid:pk>/told/", told.told, name="told"),
    path("<uuid:pk>/told/<uuid:message>/", told.note_call, name="note_call"),
    path("<uuid:pk>/writing/", writing.writing, name="writing"),
    path("<uuid:pk>/writing/result/", writing.result, name="write_result"),
    path("<uuid:pk>/answer/", answering.answer, name="answer"),
    path("<uuid:pk>/agenda/new/", agenda.add, name="add_item"),
]
