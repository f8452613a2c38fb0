"""What planners read about a poll: which date suits best and why, who said what, and whom to phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.enums import ReachBy
from accounts.models import User
from meetings import queries
from meetings.actions.poll_notices import MOST_OFTEN_ASKED
from meetings.enums import CAN_COME, Availability
from meetings.models import DatePoll, PollAnswer, PollOption
from notifications.queries import preference_of

# By the place of what decided in `Suitability.merit`.
_REASONS = (
    _("On this date, most of those can come for whom something has to be arranged."),
    _("On this date, enough members with lived experience and carers can come to decide."),
    _("On this date, the most people can come."),
    _("On this date, the most people can come without difficulty."),
)
_FIRST_OF_EQUALS = _("Other dates suit as many people. This one is the earliest of them.")

TONES = {
    Availability.YES: "good",
    Availability.IF_NEEDED: "info",
    Availability.NO: "stop",
    Availability.CANNOT_SAY: "waiting",
}


@dataclass(frozen=True, slots=True)
class Suitability:
    """How many people can come on a date: with access needs, with lived experience, in all, and without difficulty."""

    option: PollOption
    needs: int
    lived: int
    is_quorate: bool
    total: int
    sure: int

    @property
    def merit(self) -> tuple[int, int, int, int]:
        """Return what dates are compared by, the weightiest first."""
        return self.needs, int(self.is_quorate), self.total, self.sure


@dataclass(frozen=True, slots=True)
class Proposal:
    """The date that suits best, and one sentence that says why."""

    option: PollOption
    reason: str | Promise


@dataclass(frozen=True, slots=True)
class PhoneCall:
    """Somebody to phone, and what one has to know for it."""

    answer: PollAnswer
    phone: str
    language: str
    support: str


def ranked(poll: DatePoll, options: Sequence[PollOption], answers: Sequence[PollAnswer]) -> list[Suitability]:
    """Return the dates that are still ahead, the most suitable first; of equals, the earlier."""
    # Ahead, and not once for each date.
    prefetch_related_objects([poll.council], "rules")
    seated = _invited_by_option(poll, options)
    lived_terms = list(queries.lived_terms(poll))
    rows = []
    for option in options:
        if option.is_past:
            continue
        voters = {term.user_id for term in lived_terms if term.runs_on(option.day)}
        # Rules that nobody agreed on are not saved, and their share is still text.
        needed = Decimal(poll.council.rules_on(option.day).quorum_share) * len(voters)
        coming: dict[UUID, Availability] = {}
        with_needs = 0
        for answer in answers:
            person = answer.membership.user
            said = _said(answer, option)
            if said in CAN_COME and person.pk in seated[option.pk]:
                coming[person.pk] = said
                with_needs += bool(person.access_needs.all())
        lived = len(voters & set(coming))
        rows.append(
            Suitability(
                option=option,
                needs=with_needs,
                lived=lived,
                # Without anybody in such a seat there is nothing that could be reached.
                is_quorate=bool(voters) and lived >= needed,
                total=len(coming),
                sure=list(coming.values()).count(Availability.YES),
            )
        )
    # Sorting keeps the order of equals: the options come by time.
    return sorted(rows, key=lambda row: row.merit, reverse=True)


def proposal(rows: list[Suitability]) -> Proposal | None:
    """Return the first of ranked dates with what set it apart from the second; none where nobody can come at all."""
    if not rows or rows[0].total == 0:
        return None
    best = rows[0]
    reason: str | Promise = _REASONS[2]
    if len(rows) > 1:
        pairs = zip(_REASONS, best.merit, rows[1].merit, strict=True)
        reason = next((words for words, mine, other in pairs if mine > other), _FIRST_OF_EQUALS)
    return Proposal(best.option, reason)


def _invited_by_option(poll: DatePoll, options: Sequence[PollOption]) -> dict[UUID, set[UUID]]:
    """Return who would be invited on each date: seated on that day, and in no pause."""
    terms = list(queries.in_dates(poll))
    found = {}
    for option in options:
        people = {term.user_id for term in terms if term.runs_on(option.day)}
        for term in terms:
            if any(pause.runs_on(option.day) for pause in term.pauses.all()):
                people.discard(term.user_id)
        found[option.pk] = people
    return found


def _said(answer: PollAnswer, option: PollOption) -> Availability | None:
    for choice in answer.choices.all():
        if choice.option_id == option.pk:
            return Availability(choice.availability)
    return None


def table(answers: Sequence[PollAnswer], options: Sequence[PollOption]) -> list[dict[str, object]]:
    """Return a row for each member: what they said to each date, for coordinators."""
    rows: list[dict[str, object]] = []
    for answer in answers:
        cells: list[dict[str, object]] = []
        for option in options:
            said = _said(answer, option)
            if said is None:
                cells.append({"text": "", "tone": "waiting"})
            else:
                cells.append({"text": said.label, "tone": TONES[said]})
        rows.append({"answer": answer, "cells": cells})
    return rows


def to_phone(answers: Sequence[PollAnswer]) -> list[PhoneCall]:
    """Return whom to phone: people who have not answered, and whom no further message will ask."""
    calls = []
    for answer in answers:
        person = answer.membership.user
        if not answer.is_answered and _needs_call(answer, person):
            calls.append(_call(answer, person))
    return calls


def _needs_call(answer: PollAnswer, person: User) -> bool:
    preference = preference_of(person)
    contact = getattr(person, "contact", None)
    by_message = contact is None or contact.reach_by == ReachBy.EMAIL
    is_asked_no_more = answer.times_asked >= MOST_OFTEN_ASKED or not preference.reminders
    return is_asked_no_more or not by_message or not person.email or not preference.email


def _call(answer: PollAnswer, person: User) -> PhoneCall:
    contact = getattr(person, "contact", None)
    phone = ""
    support = ""
    if contact is not None:
        phone = contact.phone
        support = " · ".join(filter(None, [contact.support_name, contact.support_relation, contact.support_contact]))
    return PhoneCall(answer, phone, person.get_language_display(), support)
