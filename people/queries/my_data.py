"""Everything that is held about one person, for their download and before they are erased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from core.moments import day_words, moment_words
from people import holdings
from people.holdings import Fate, Holding
from people.models import ErasureReceipt


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer: the name of its column, its label, and its value, plain and in words."""

    name: str
    label: str
    value: object
    words: str


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of thing that is held; `not_exported` says why it has no rows here."""

    key: str
    label: str
    rows: list[list[Cell]]
    not_exported: str = ""


def sections_of(person: User) -> list[Section]:
    """Return everything that is held about somebody, the account first."""
    found = [_section(holding, person) for holding in reversed(holdings.holdings())]
    return [section for section in found if section.rows or section.not_exported]


def _section(holding: Holding, person: User) -> Section:
    if not holding.fields:
        reason = str(holding.not_exported) if holding.rows(person).exists() else ""
        return Section(holding.key, str(holding.label), [], reason)
    rows = [_row(holding, row, person) for row in holding.rows(person)]
    return Section(holding.key, str(holding.label), rows)


def _row(holding: Holding, row: Any, person: User) -> list[Cell]:
    cells = []
    for name in holding.fields:
        value = getattr(row, name)
        # By its meeting: the name of an invitation is the member's own.
        if name == "invitation":
            value = value.meeting
        label = holdings.label_of_field(row, name)
        cells.append(Cell(name, label, _plain(value), _words(row, name, value, person)))
    return cells


def _plain(value: Any) -> object:
    """Return a value as JSON holds it."""
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


def _words(row: Any, name: str, value: Any, person: User) -> str:
    """Return a value as a person reads it."""
    display = getattr(row, f"get_{name}_display", None)
    if display is not None:
        return str(display())
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return moment_words(value, person.time_zone)
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, list):
        return ", ".join(_listed(entry) for entry in value) or "–"
    return str(value)


def _listed(entry: object) -> str:
    if isinstance(entry, Mapping):
        return str(entry.get("title", ""))
    return str(entry)


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one kind of thing, how much there is of it, and why it stays where it does."""

    label: str | Promise
    count: int
    why: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes and what stays when somebody is erased."""

    deleted: list[Line]
    kept: list[Line]


def plan_for(person: User) -> Plan:
    """Return what would go and what would stay, with how much there is now."""
    deleted = []
    kept = []
    for holding in holdings.holdings():
        count = holding.rows(person).count()
        if count and holding.fate is Fate.DELETED:
            deleted.append(Line(holding.label, count))
        elif count:
            kept.append(Line(holding.label, count, holding.why))
    return Plan(deleted, kept)


def plan_of(receipt: ErasureReceipt) -> Plan:
    """Return what went and what stays, as a receipt says it, in the reader's language."""
    known = {holding.key: holding for holding in holdings.holdings()}
    deleted = [Line(_label(key, known), count) for key, count in receipt.content["deleted"].items()]
    kept = []
    for key, count in receipt.content["kept"].items():
        why = known[key].why if key in known else ""
        kept.append(Line(_label(key, known), count, why))
    return Plan(deleted, kept)


def _label(key: str, known: Mapping[str, Holding]) -> str | Promise:
    """Return what a kind of thing is called; a receipt outlives the app that knew it."""
    if key == "sessions":
        return _("Where you were signed in")
    if key in known:
        return known[key].label
    return key


def backups_gone_on(receipt: ErasureReceipt) -> date:
    """Return the day by which no backup holds any more what was erased."""
    return receipt.made_on + timedelta(days=settings.BACKUP_DAYS)


def is_empty(person: User) -> bool:
    """Return whether an account has been erased."""
    return not person.is_active and person.email is None and not person.name and not person.has_usable_password()
