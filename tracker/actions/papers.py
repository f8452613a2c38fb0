"""What stands of people's words in the papers of meetings: only what they let the council read, and only once it may.

Words are found where they stand word for word. What staff wrote in other words is theirs.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from meetings.models import AgendaItem
from tracker.models import AgendaLink, Item


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def _following(item: Item, language: str) -> str:
    """Return the sentence that stands where a version will stand. With its short name: another may wait beside it."""
    with override(language):
        return _("A new version of these words follows (%(name)s).") % {"name": item}


def take_out_of_papers() -> int:
    """Bring papers up to date with what people want. Returns in how many something changed.

    Versions whose consent was taken back are taken out, those that others may not read yet or any more give way to a
    sentence, and come when they may. What stands on a public page stays.
    """
    taken_back = Item.objects.filter(
        feedback__for_council=False, shareable_on__isnull=False, published_on=None, agenda_links__isnull=False
    )
    changed = sum(take_out(item) for item in taken_back.distinct())
    return changed + sum(put_into_papers(item) for item in _moving().distinct())


def _moving() -> QuerySet[Item]:
    """Return items in papers whose version may not be read yet or any more, or whose place is kept for it."""
    young = timezone.localdate() - timedelta(days=settings.OBJECT_DAYS)
    moves = Q(agenda_links__waits=True) | Q(feedback__change_asked=True) | Q(shareable_on__gt=young)
    agreed = Q(feedback__for_council=True) | Q(published_on__isnull=False)
    return Item.objects.filter(moves, agreed, agenda_links__isnull=False, shareable_on__isnull=False)


@transaction.atomic
def take_out(item: Item) -> int:
    """Take the version of one piece of feedback out of every paper it stands in. Returns how many papers."""
    if item.published_on or not item.shareable:
        return 0
    return sum(_put(number, item, stays=False) for number in _papers_of(item))


@transaction.atomic
def put_into_papers(item: Item, before: str = "") -> int:
    """Put the version there is now where an earlier one stands, or where its place is kept. Returns how many papers.

    As long as others may not read it, a sentence stands there instead. Word for word, so that it can be taken out
    later.
    """
    return sum(_put(number, item, before, stays=True) for number in _papers_of(item))


def _papers_of(item: Item) -> list[UUID]:
    return list(AgendaLink.objects.filter(item=item).values_list("agenda_item", flat=True))


def _put(number: UUID, item: Item, before: str = "", *, stays: bool) -> bool:
    """Put what is to stand in a paper in place of what stands there of an item. Returns whether anything changed.

    `before` is a version that there was until now.

    Read anew and held while it is written: another piece of feedback may stand in the same paper.
    """
    paper = AgendaItem.objects.select_for_update().get(pk=number)
    following = _following(item, paper.language)
    if stays:
        said = _lines(item.shareable) if item.is_settled else following
    else:
        with override(paper.language):
            said = _("The person has taken these words back.")
    background = _lines(paper.background)
    for text in (before, item.shareable, following):
        if text and _lines(text) != said:
            background = background.replace(_lines(text), said)
    AgendaLink.objects.filter(agenda_item=number, item=item).update(waits=following in background)
    if background == _lines(paper.background):
        return False
    AgendaItem.objects.filter(pk=number).update(background=background)
    return True
