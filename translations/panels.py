"""What translations show on the home page."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.queries import active
from core.language import name_of
from core.slots import HOME, ROWS_PER_PANEL, HomePanel, HomeRow
from translations import queries


def fill_slots() -> None:
    """Put everything where it is shown."""
    HOME.fill("to translate", to_translate, order=50)


def to_translate(request: HttpRequest) -> HomePanel | None:
    """Return what has no translation yet, or an old one, for translators."""
    person = active(request.user)
    if person is None or not person.has_role(Role.TRANSLATOR):
        return None
    # One more than is shown: whether there are more can be said without counting them all.
    jobs = queries.listed(queries.visible_to(person)[: ROWS_PER_PANEL + 1])
    rows = []
    for job in jobs[:ROWS_PER_PANEL]:
        address = reverse("translations:translate", args=[job.kind.name, job.owner_id, job.language])
        note = name_of(job.language)
        rows.append(HomeRow(job.title, address, note, str(job.state_label), job.tone, job.source_language))
    return HomePanel(
        _("To translate"),
        rows,
        reverse("translations:list"),
        _("All translations"),
        empty=_("Every text is translated and checked."),
    )
