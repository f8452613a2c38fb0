"""Whose service this is, for both processes: the row that the set-up makes, or else the variables of the environment.

The row is remembered by the process for some seconds, so that most pages ask no database for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import Error
from django.utils.translation import get_language

from core.workingdays import add_working_days

if TYPE_CHECKING:
    from core.models import Organisation


@dataclass(frozen=True, slots=True)
class Details:
    """The organisation as pages need it. `languages` are codes, the first of them the organisation's own."""

    names: tuple[tuple[str, str], ...]
    region: str
    time_zone: str
    languages: tuple[str, ...]
    contact: str
    outside_contact: str
    local_help_lines: str
    acknowledge_days: int
    answer_days: int
    # Whether the door takes feedback.
    is_open: bool

    @property
    def name(self) -> str:
        """Return the name in the language of the page; the organisation's own where there is none in it."""
        names = dict(self.names)
        for code in (get_language() or "", *self.languages):
            if names.get(code):
                return names[code]
        return next(iter(names.values()), "")

    @property
    def language(self) -> str:
        """Return the organisation's own language."""
        return self.languages[0]

    @property
    def zone(self) -> ZoneInfo:
        """Return its time zone, in which its days begin."""
        return ZoneInfo(self.time_zone)

    def acknowledge_by(self, came_on: date) -> date:
        """Return the day by which somebody is promised a first word."""
        return add_working_days(came_on, self.acknowledge_days, self.region)

    def answer_by(self, came_on: date) -> date:
        """Return the day by which somebody is promised an answer."""
        return add_working_days(came_on, self.answer_days, self.region)


READ = (
    "names", "region", "time_zone", "languages", "contact", "outside_contact", "local_help_lines", "acknowledge_days",
    "answer_days", "opened_on",
)  # fmt: skip


class Memory:
    """What the process remembers of the row, for `SECONDS`."""

    SECONDS = 10.0

    def __init__(self) -> None:
        """Know nothing."""
        self._row: Details | None = None
        self._until = 0.0

    def forget(self) -> None:
        """Ask again at the next page."""
        self._until = 0.0

    def remember(self, row: Details | None, seconds: float = SECONDS) -> None:
        """Take what is known already; None is an installation without a row."""
        self._row = row
        self._until = monotonic() + seconds

    def row(self) -> Details | None:
        """Return what the row says, or None where there is none."""
        if monotonic() >= self._until:
            self._ask()
        return self._row

    def _ask(self) -> None:
        try:
            self.remember(_stored())
        except Error:
            # The database is away: what was known goes on to hold, and pages that need no database are shown.
            self.remember(self._row)


memory = Memory()


def current() -> Details:
    """Return the organisation as it is now."""
    # The variables are read each time, and cost nothing.
    return memory.row() or of_environment()


def forget() -> None:
    """Let this process ask again, after the row was changed; others do within `Memory.SECONDS`."""
    memory.forget()


def of_environment() -> Details:
    """Return what the variables of the environment say. Such a service is open."""
    return Details(
        names=((settings.LANGUAGE_CODE, settings.ORGANISATION_NAME),),
        region=settings.REGION,
        time_zone=settings.TIME_ZONE,
        languages=tuple(code for code, _name in settings.LANGUAGES),
        # The door is not given it.
        contact=getattr(settings, "ACCESSIBILITY_CONTACT", ""),
        outside_contact=settings.OUTSIDE_CONTACT,
        local_help_lines=settings.LOCAL_HELP_LINES,
        acknowledge_days=settings.ACK_WORKING_DAYS,
        answer_days=settings.ANSWER_WORKING_DAYS,
        is_open=True,
    )


def _stored() -> Details | None:
    # Here and not above: this module is read before there are models.
    from core.models import Organisation  # noqa: PLC0415

    # No more than these: the door's database role may not read who checked something.
    row = Organisation.objects.only(*READ).first()
    if row is None:
        return None
    return of_row(row)


def of_row(row: Organisation) -> Details:
    """Return what the row says; where it has no name yet, the environment's."""
    given = of_environment()
    return Details(
        names=tuple(row.names.items()) or given.names,
        region=row.region,
        time_zone=row.time_zone,
        languages=tuple(row.languages) or given.languages,
        contact=row.contact,
        outside_contact=row.outside_contact,
        local_help_lines=row.local_help_lines,
        acknowledge_days=row.acknowledge_days,
        answer_days=row.answer_days,
        is_open=row.opened_on is not None,
    )
