"""Taking words out of the papers of meetings when the person does not want the council to see them any more."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from meetings.models import AgendaItem
from tracker.models import AgendaLink, Item


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


@transaction.atomic
def take_out_of_papers() -> int:
    """Take out versions whose consent was taken back, where they stand word for word. Returns how many papers.

    What staff wrote in other words is theirs, and what stands on a public page stays.
    """
    links = AgendaLink.objects.filter(
        item__feedback__for_council=False, item__shareable_on__isnull=False, item__published_on=None
    ).select_related("item", "agenda_item")
    changed = 0
    for link in links:
        words, paper = _lines(link.item.shareable), _lines(link.agenda_item.background)
        if words in paper:
            with override(link.agenda_item.language):
                said = _("The person has taken these words back.")
            AgendaItem.objects.filter(pk=link.agenda_item_id).update(background=paper.replace(words, said))
            changed += 1
    return changed


def put_into_papers(item: Item, before: str) -> None:
    """Put the version there is now where an earlier one stands word for word, so that it can be taken out later."""
    if not before:
        return
    for link in AgendaLink.objects.filter(item=item).select_related("agenda_item"):
        paper = _lines(link.agenda_item.background)
        now = paper.replace(_lines(before), _lines(item.shareable))
        if now != paper:
            AgendaItem.objects.filter(pk=link.agenda_item_id).update(background=now)
