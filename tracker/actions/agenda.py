"""Bringing feedback to a council's meeting and back."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from core.verdicts import AlreadyMoved
from meetings.actions.agenda import add_item
from meetings.enums import Participation
from meetings.models import AgendaItem, Meeting
from tracker.actions.moves import change, move
from tracker.enums import ItemStatus
from tracker.models import AgendaLink, Item
from tracker.rules import desk as rules


@transaction.atomic
def put_on_agenda(  # noqa: PLR0913 - an agenda item is several things
    *,
    item: Item,
    by: User,
    agenda_item: AgendaItem | None = None,
    meeting: Meeting | None = None,
    title: str = "",
    background: str = "",
    minutes: int = 20,
    participation: Participation = Participation.ASKED,
) -> AgendaLink:
    """Let a council talk about it: under an agenda item there is, or under a new one of `meeting`."""
    rules.may_put_on_agenda(by, item).enforce()
    if agenda_item is None:
        if meeting is None:
            raise ValueError("Name an agenda item or a meeting.")
        agenda_item = add_item(
            meeting=meeting,
            title=title,
            background=background,
            language=item.shareable_language,
            content_note=item.content_note,
            minutes=minutes,
            participation=participation,
            by=by,
        )
    if item.status == ItemStatus.WITH_COUNCIL:
        change(item)
    else:
        move(item, ItemStatus.WITH_COUNCIL)
    try:
        with transaction.atomic():
            link = AgendaLink.objects.create(agenda_item=agenda_item, item=item)
    except IntegrityError as error:
        raise AlreadyMoved from error
    audit.record("put on an agenda", item, by=by, agenda_item=f"{agenda_item.pk}")
    return link


@transaction.atomic
def bring_back(*, item: Item, by: User) -> Item:
    """Answer at the desk what the council did not ask anything about."""
    rules.may_bring_back(by, item).enforce()
    move(item, ItemStatus.BEING_READ)
    audit.record("brought back from the council", item, by=by)
    return item
