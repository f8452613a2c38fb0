"""Unsent words on the pages of signed-in people: `{% load unsent %}`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from django import template
from django.utils import timezone

from accounts.queries import active
from drafts import queries
from drafts.enums import Why
from drafts.models import FormDraft

register = template.Library()
SHOWN = {"GET", "HEAD"}
BEING_WRITTEN = timedelta(hours=1)


@dataclass(slots=True)
class Unsent:
    """What a page says about unsent words: those of its own forms, and whether others wait elsewhere."""

    here: list[FormDraft] = field(default_factory=list)
    elsewhere: bool = False


@register.simple_tag(takes_context=True)
def unsent_words(context: template.Context) -> Unsent:
    """Return the reader's unsent words without the words themselves; with one query, where there may be some."""
    found = Unsent()
    request = context.get("request")
    # A page that answers a form has the words in the form itself.
    if request is None or request.method not in SHOWN:
        return found
    person = active(request.user)
    if person is None or not person.has_unsent_words:
        return found
    for draft in queries.listed_for(person):
        if request.path in {draft.page, draft.address}:
            found.here.append(draft)
        elif _waits(draft):
            found.elsewhere = True
    return found


def _waits(draft: FormDraft) -> bool:
    """Return whether words wait elsewhere; what is being written in another tab at the same time does not."""
    return draft.why != Why.TYPING or draft.saved_at < timezone.now() - BEING_WRITTEN
