"""Taking words out of the papers of meetings when the person does not want the council to see them any more."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from meetings.models import AgendaItem
from tracker.models import AgendaLink, Item


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def take_out_of_papers() -> int:
    """Take out versions whose consent was taken back, where they stand word for word. Returns how many papers.

    What staff wrote in other words is theirs, and what stands on a public page stays.
    """
    taken_back = Item.objects.filter(
        feedback__for_council=False, shareable_on__isnull=False, published_on=None, agenda_links__isnull=False
    )
    return sum(take_out(item) for item in taken_back.distinct())


@transaction.atomic
def take_out(item: Item) -> int:
    """Take the version of one piece of feedback out of every paper it stands in. Returns how many papers."""
    if item.published_on or not item.shareable:
        return 0
    return sum(_put(number, item.shareable, None) for number in _papers_of(item))


def _papers_of(item: Item) -> list[UUID]:
    return list(AgendaLink.objects.filter(item=item).values_list("agenda_item", flat=True))


def _put(number: UUID, before: str, after: str | None) -> bool:
    """Put `after` where `before` stands in a paper, or a sentence that says why it is gone. Returns whether it stood.

    Read anew and held while it is written: another piece of feedback may stand in the same paper.
    """
    paper = AgendaItem.objects.select_for_update().get(pk=number)
    with override(paper.language):
        said = _lines(after) if after is not None else _("The person has taken these words back.")
    background = _lines(paper.background).replace(_lines(before), said)
    if background == _lines(paper.background):
        return False
    AgendaItem.objects.filter(pk=number).update(background=background)
    return True


@transaction.atomic
def put_into_papers(item: Item, before: str) -> None:
    """Put the version there is now where an earlier one stands word for word, so that it can be taken out later."""
    if before:
        for number in _papers_of(item):
            _put(number, before, item.shareable)
