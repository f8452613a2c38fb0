"""Addresses of meetings."""

from django.urls import path

from meetings.views import agenda, answering, bookings, calendars, planning, polling, reading

app_name = "meetings"
urlpatterns = [
    path("", reading.index, name="list"),
    path("new/", planning.plan, name="plan"),
    path("calendar/", calendars.my_calendar, name="my_calendar"),
    path("calendar/address/", calendars.make_address, name="make_calendar_address"),
    path("calendar/address/end/", calendars.revoke_address, name="revoke_calendar_address"),
    path("answer/<str:token>/", answering.answer_link, name="answer_link"),
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
    path("bookings/", bookings.index, name="bookings"),
    path("bookings/export/", bookings.export, name="export_bookings"),
    path("bookings/failures/", bookings.failures, name="access_failures"),
    path("bookings/<uuid:pk>/", bookings.booking, name="booking"),
    path("bookings/<uuid:pk>/details/", bookings.details, name="booking_details"),
    path("bookings/<uuid:pk>/override/", bookings.override, name="override_booking"),
    path("needs/<uuid:pk>/waive/", bookings.waive, name="waive_need"),
    path("needs/<uuid:pk>/rate/", bookings.rate, name="rate_need"),
    path("<uuid:pk>/", reading.meeting, name="meeting"),
    path("<uuid:pk>/calendar.ics", reading.calendar_file, name="calendar"),
    path("<uuid:pk>/change/", planning.change, name="change"),
    path("<uuid:pk>/invite/", planning.invite, name="invite"),
    path("<uuid:pk>/cancel/", planning.cancel, name="cancel"),
    path("<uuid:pk>/confirm/", bookings.confirm, name="confirm"),
    path("<uuid:pk>/needs/", bookings.my_needs, name="my_needs"),
    path("<uuid:pk>/held/", planning.mark_held, name="mark_held"),
    path("<uuid:pk>/answer/", answering.answer, name="answer"),
    path("<uuid:pk>/agenda/new/", agenda.add, name="add_item"),
]
