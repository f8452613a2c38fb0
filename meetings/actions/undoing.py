"""Taking back what was just taken off: an item of an agenda, or a paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import undoing
from accounts.models import User
from core.verdicts import Conflict
from meetings.actions.agenda import put_back_item
from meetings.actions.minutes import take_back_approval
from meetings.actions.papers import put_back_paper
from meetings.models import AgendaItem, Minutes, Paper

ITEM_REMOVED = "meetings.item_removed"
PAPER_REMOVED = "meetings.paper_removed"
MINUTES_APPROVED = "meetings.minutes_approved"


def declare() -> None:
    """Say which acts can be taken back. A correction cannot: the words there were are gone."""
    undoing.declare(ITEM_REMOVED, item_again, _("It is on the agenda again, where it was."))
    undoing.declare(PAPER_REMOVED, paper_again, _("The paper is there again."))
    undoing.declare(MINUTES_APPROVED, not_approved, _("The minutes are not approved any more."))


def item_again(by: User, data: Mapping[str, Any]) -> None:
    """Put an item back."""
    item = AgendaItem.everything.select_related("meeting__council").filter(pk=data["item"]).first()
    if item is None:
        raise Conflict
    put_back_item(item=item, by=by)


def paper_again(by: User, data: Mapping[str, Any]) -> None:
    """Put a paper back."""
    paper = Paper.everything.select_related("meeting__council").filter(pk=data["paper"]).first()
    if paper is None:
        raise Conflict
    put_back_paper(paper=paper, by=by)


def not_approved(by: User, data: Mapping[str, Any]) -> None:
    """Take back an approval."""
    minutes = Minutes.objects.filter(pk=data["minutes"]).first()
    if minutes is None:
        raise Conflict
    take_back_approval(minutes=minutes, by=by)
