"""Councils: made, changed, closed and opened again; their seats and the rules they agree on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core.verdicts import Conflict, Refused
from council import rules
from council.actions.terms import end_term, undo_appointment
from council.enums import SeatKind
from council.models import Council, CouncilRules, Membership, Seat

Translations = Mapping[str, Mapping[str, str]]


@transaction.atomic
def make_council(  # noqa: PLR0913 - what a council is
    *,
    name: str,
    purpose: str,
    language: str,
    by: User,
    charter: str = "",
    translations: Translations | None = None,
    parent: Council | None = None,
    takes_applications: bool = True,
) -> Council:
    """Make a council without seats; its name, purpose and charter in `language`, perhaps also in others."""
    rules.may_make_council(by).enforce()
    council = Council.objects.create(
        name=name,
        purpose=purpose,
        charter=charter,
        language=language,
        translations=kept_translations(translations, language),
        parent=parent,
        takes_applications=takes_applications,
    )
    audit.record("made a council", council, by=by)
    return council


@transaction.atomic
def change_council(  # noqa: PLR0913 - what a council is
    *,
    council: Council,
    name: str,
    purpose: str,
    language: str,
    by: User,
    charter: str = "",
    translations: Translations | None = None,
    parent: Council | None = None,
    takes_applications: bool = True,
) -> Council:
    """Change what a council is called and is for, and of which other one it is a part."""
    # All of them, so that two councils do not become parts of each other at the same time.
    list(Council.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    rules.may_change_council(by, council).enforce()
    rules.may_be_part_of(by, council, parent).enforce()
    Council.objects.filter(pk=council.pk).update(
        name=name,
        purpose=purpose,
        charter=charter,
        language=language,
        translations=kept_translations(translations, language),
        parent=parent,
        takes_applications=takes_applications,
    )
    council.refresh_from_db()
    audit.record("changed a council", council, by=by)
    return council


@transaction.atomic
def close_council(*, council: Council, last_day: date, by: User, end_terms: bool = False) -> Council:
    """Let a council come to its end; `last_day` still belongs to it. With `end_terms` its terms end that day.

    Refused while terms go on, meetings are ahead or parts of it are open.
    """
    council = _locked(council)
    rules.may_close_council(by, council, last_day).enforce()
    if end_terms:
        _end_terms(council, last_day, by)
    rules.may_close_now(council, last_day).enforce()
    Council.objects.filter(pk=council.pk).update(closed_on=last_day)
    council.refresh_from_db()
    audit.record("closed a council", council, by=by, last_day=f"{last_day}")
    return council


@transaction.atomic
def reopen_council(*, council: Council, by: User) -> Council:
    """Open a council again that was closed by mistake."""
    council = _locked(council)
    rules.may_reopen_council(by, council).enforce()
    Council.objects.filter(pk=council.pk).update(closed_on=None)
    council.refresh_from_db()
    audit.record("opened a council again", council, by=by)
    return council


@transaction.atomic
def add_seats(*, council: Council, kind: SeatKind, count: int, votes: bool, by: User) -> list[Seat]:
    """Add seats of one kind, numbered after the last that there ever was."""
    # Locked, or two who add at once would give one number twice.
    council = _locked(council)
    rules.may_add_seats(by, council, count).enforce()
    rules.may_vote(kind, votes=votes).enforce()
    last = council.seats.aggregate(last=Max("number"))["last"] or 0
    added = [
        Seat.objects.create(council=council, number=number, kind=kind, votes=votes)
        for number in range(last + 1, last + count + 1)
    ]
    audit.record("added seats", council, by=by, kind=kind.value, count=count, votes=votes)
    return added


@transaction.atomic
def retype_seat(*, seat: Seat, kind: SeatKind, votes: bool, by: User) -> Seat:
    """Say for whom a seat is from now on, and whether it votes. Whoever sits there stays."""
    seat.council = _locked(seat.council)
    rules.may_change_council(by, seat.council).enforce()
    rules.may_vote(kind, votes=votes).enforce()
    old = seat.kind
    Seat.objects.filter(pk=seat.pk).update(kind=kind, votes=votes)
    seat.refresh_from_db()
    audit.record("retyped a seat", seat, by=by, seat=seat.number, old=old, kind=kind.value, votes=votes)
    return seat


@transaction.atomic
def retire_seat(*, seat: Seat, on: date, by: User) -> Seat:
    """Let nobody take a seat from a day on. Its number stays its own."""
    seat.council = _locked(seat.council)
    rules.may_retire_seat(by, seat, on).enforce()
    if Seat.objects.filter(pk=seat.pk, retired_on=None).update(retired_on=on) != 1:
        raise Conflict
    seat.refresh_from_db()
    audit.record("retired a seat", seat, by=by, seat=seat.number, since=f"{on}")
    return seat


@transaction.atomic
def bring_back_seat(*, seat: Seat, by: User) -> Seat:
    """Let a retired seat be taken again."""
    seat.council = _locked(seat.council)
    rules.may_bring_back_seat(by, seat).enforce()
    Seat.objects.filter(pk=seat.pk).update(retired_on=None)
    seat.refresh_from_db()
    audit.record("brought a seat back", seat, by=by, seat=seat.number)
    return seat


@transaction.atomic
def set_rules(  # noqa: PLR0913 - what a council agrees on
    *,
    council: Council,
    holds_from: date,
    by: User,
    term_months: int,
    renewals: int,
    quorum_share: Decimal,
    lived_share: Decimal,
    meetings_a_year: int,
    pause_months: int,
    late_votes: bool = False,
) -> CouncilRules:
    """Write down what a council agreed on, from a day on. Terms that run keep their end; renewals follow the new rule.

    Rules of the same day are replaced.
    """
    council = _locked(council)
    rules.may_set_rules(by, council, holds_from).enforce()
    agreed = {
        "term_months": term_months,
        "renewals": renewals,
        "quorum_share": quorum_share,
        "lived_share": lived_share,
        "meetings_a_year": meetings_a_year,
        "pause_months": pause_months,
        "late_votes": late_votes,
    }
    made, _is_new = CouncilRules.objects.update_or_create(council=council, holds_from=holds_from, defaults=agreed)
    audit.record(
        "set the rules of a council", council, by=by, since=f"{holds_from}", **{k: f"{v}" for k, v in agreed.items()}
    )
    return made


def _locked(council: Council) -> Council:
    """Return the council as it is now, locked until the transaction ends, as those who seat people lock it."""
    return Council.objects.select_for_update().get(pk=council.pk)


def kept_translations(translations: Translations | None, language: str) -> dict[str, dict[str, str]]:
    """Return what is not empty, and nothing in the council's own language."""
    kept: dict[str, dict[str, str]] = {}
    for code, words in (translations or {}).items():
        said = {field: text for field, text in words.items() if text}
        if said and code != language:
            kept[code] = said
    return kept


def _end_terms(council: Council, last_day: date, by: User) -> None:
    """End what terms go on after a day, those that begin later first: a renewal falls with the term before it."""
    ahead: list[UUID] = list(
        Membership.objects.filter(seat__council=council, ends_on__gt=last_day)
        .order_by("starts_on", "pk")
        .values_list("pk", flat=True)
    )
    for pk in ahead:
        term = Membership.objects.select_related("seat__council", "user").filter(pk=pk).first()
        if term is None:
            # A renewal that fell with the term before it.
            continue
        if term.starts_on < last_day:
            end_term(term=term, last_day=last_day, by=by)
        elif term.starts_on >= timezone.localdate():
            undo_appointment(term=term, reason=_("The council comes to its end."), by=by)
        else:
            raise Refused(_("A term began on or after the last day. Choose a later day."))
