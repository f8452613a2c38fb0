"""Meetings of a council."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Agendas, invitations, access bookings and what was decided."""

    name = "meetings"
