"""Addresses of meetings."""

from django.urls import path

from meetings.views import agenda, answering, calendars, planning, reading

app_name = "meetings"
urlpatterns = [
    path("", reading.index, name="list"),
    path("new/", planning.plan, name="plan"),
    path("calendar/", calendars.my_calendar, name="my_calendar"),
    path("calendar/address/", calendars.make_address, name="make_calendar_address"),
    path("calendar/address/end/", calendars.revoke_address, name="revoke_calendar_address"),
    path("answer/<str:token>/", answering.answer_link, name="answer_link"),
    path("agenda/<uuid:pk>/move/", agenda.move, name="move_item"),
    path("agenda/<uuid:pk>/outcome/", agenda.outcome, name="outcome"),
    path("bookings/<uuid:pk>/", answering.set_booking, name="set_booking"),
    path("<uuid:pk>/", reading.meeting, name="meeting"),
    path("<uuid:pk>/calendar.ics", reading.calendar_file, name="calendar"),
    path("<uuid:pk>/change/", planning.change, name="change"),
    path("<uuid:pk>/invite/", planning.invite, name="invite"),
    path("<uuid:pk>/cancel/", planning.cancel, name="cancel"),
    path("<uuid:pk>/held/", planning.mark_held, name="mark_held"),
    path("<uuid:pk>/answer/", answering.answer, name="answer"),
    path("<uuid:pk>/agenda/new/", agenda.add, name="add_item"),
]
