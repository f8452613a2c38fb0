"""What the set-up shows on the home page of administrators."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.queries import active
from core import organisation
from core.slots import HOME, ROWS_PER_PANEL, HomePanel, HomeRow
from pages import presenters, queries, rules


def fill_slots() -> None:
    """Put everything where it is shown."""
    HOME.fill("set-up", set_up, order=1)


def set_up(request: HttpRequest) -> HomePanel | None:
    """Return what is still missing before the door may open, or that it is still closed."""
    person = active(request.user)
    # An organisation that is given by the environment is not asked for here.
    if person is None or not rules.may_set_up(person) or organisation.memory.row() is None:
        return None
    row = queries.organisation()
    if row is None:
        return None
    facts = queries.facts(row, person)
    found = presenters.missing(facts)
    rows = [HomeRow(line.text, line.href, tag=_("Missing"), tone="attention") for line in found[:ROWS_PER_PANEL]]
    address = reverse("setup:overview")
    if not found and not facts.is_open:
        rows = [HomeRow(_("Everything is there. You can open the door."), address, tag=_("Closed"), tone="waiting")]
    if not rows:
        return None
    return HomePanel(_("Before the door opens"), rows, address, _("The whole list"), len(found))
