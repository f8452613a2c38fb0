"""What messages show on the home page: those that could not be sent, and whether anything is sent at all."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.queries import active
from core.slots import HOME, ROWS_PER_PANEL, HomePanel, HomeRow
from notifications import queries, rules
from notifications.models import Heartbeat


def fill_slots() -> None:
    """Put everything where it is shown."""
    HOME.fill("nothing is sent", nothing_is_sent, order=1)
    HOME.fill("unsent messages", unsent, order=45)
    HOME.fill("letters and calls", by_hand, order=40)


def nothing_is_sent(request: HttpRequest) -> HomePanel | None:
    """Return a warning when no worker has reported lately, for those who can have one started."""
    person = active(request.user)
    if person is None or not rules.may_see_unsent(person):
        return None
    oldest = timezone.now() - timedelta(seconds=settings.HEARTBEAT_STALE_SECONDS)
    if Heartbeat.objects.filter(beat_at__gt=oldest).exists():
        return None
    text = _("Messages and new feedback wait until a worker runs again. Nothing is lost.")
    row = HomeRow(text, reverse("healthz"), tag=_("Not running"), tone="stop")
    return HomePanel(_("Background work has stopped"), [row])


def by_hand(request: HttpRequest) -> HomePanel | None:
    """Return the people who wait for a letter or a call."""
    person = active(request.user)
    if person is None or not rules.may_reach_by_hand(person):
        return None
    people: dict[User, int] = {}
    for message in queries.by_hand(timezone.now(), person):
        if message.recipient is not None:
            people[message.recipient] = people.get(message.recipient, 0) + 1
    rows = []
    for reader, count in list(people.items())[:ROWS_PER_PANEL]:
        note = ngettext("%(n)s message", "%(n)s messages", count) % {"n": count}
        rows.append(HomeRow(reader.known_as, reverse("by_hand:letter", args=[reader.pk]), note))
    return HomePanel(_("Letters and calls"), rows, reverse("by_hand:list"), _("All letters and calls"), len(people))


def unsent(request: HttpRequest) -> HomePanel | None:
    """Return messages that could not be sent."""
    person = active(request.user)
    if person is None or not rules.may_see_unsent(person):
        return None
    found = queries.unsent()
    rows = []
    for message in found[:ROWS_PER_PANEL]:
        note = ""
        if message.first_failed_at:
            note = _("Not sent since %(day)s") % {"day": date_format(message.first_failed_at)}
        rows.append(HomeRow(str(message), f"{reverse('notifications:unsent')}#{message.anchor}", note))
    link = _("All unsent messages")
    return HomePanel(_("Messages that could not be sent"), rows, reverse("notifications:unsent"), link, found.count())
