"""Interests that members declare, and what they step back from."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import User
from council import rules
from council.enums import RecusalAnswer
from council.models import Interest, Recusal
from notifications.actions import queue
from notifications.enums import Kind
from notifications.keys import message_key


@transaction.atomic
def declare_interest(*, text: str, starts_on: date, by: User, ends_on: date | None = None) -> Interest:
    """Declare something outside the council that could touch what it decides."""
    interest = Interest.objects.create(user=by, text=text, starts_on=starts_on, ends_on=ends_on)
    # Not in the words of the member: the log is kept longer than what they declared.
    audit.record("declared an interest", interest, by=by)
    return interest


@transaction.atomic
def correct_interest(
    *, interest: Interest, text: str, starts_on: date, by: User, ends_on: date | None = None
) -> Interest:
    """Put right what was declared, or say when it ended."""
    rules.may_change_interest(by, interest).enforce()
    Interest.objects.filter(pk=interest.pk).update(text=text, starts_on=starts_on, ends_on=ends_on)
    interest.refresh_from_db()
    audit.record("corrected an interest", interest, by=by, until=f"{ends_on or ''}")
    return interest


@transaction.atomic
def end_interest(*, interest: Interest, by: User) -> None:
    """Say that an interest is over from tomorrow on."""
    rules.may_change_interest(by, interest).enforce()
    # One that was to begin later ends on its first day: the database wants it so.
    last_day = max(timezone.localdate(), interest.starts_on)
    Interest.objects.filter(pk=interest.pk).update(ends_on=last_day)
    audit.record("ended an interest", interest, by=by, until=f"{last_day}")


@transaction.atomic
def offer_recusal(*, interest: Interest, kind: str, subject: UUID, title: str, by: User) -> Recusal:
    """Offer a member to step back from one thing. `kind` and `subject` say which; offered twice, it is one offer."""
    rules.may_offer_recusal(by, interest).enforce()
    recusal, is_new = Recusal.objects.get_or_create(
        interest=interest, kind=kind, subject=subject, defaults={"title": title}
    )
    if is_new:
        queue(
            kind=Kind.RECUSAL_OFFERED,
            recipient=interest.user,
            values={"path": reverse("council:interests")},
            dedupe_key=message_key(Kind.RECUSAL_OFFERED, recusal.pk),
        )
        audit.record("offered to step back", recusal, by=by, about=f"{kind} {subject}")
    return recusal


@transaction.atomic
def say_it_touches(  # noqa: PLR0913 - what is touched is said in three words
    *, interest: Interest, kind: str, subject: UUID, title: str, answer: RecusalAnswer, by: User
) -> Recusal:
    """Let a member say by themselves that something touches their interest, and whether they step back from it."""
    rules.may_say_it_touches(by, interest).enforce()
    recusal, is_new = Recusal.objects.get_or_create(
        interest=interest, kind=kind, subject=subject, defaults={"title": title}
    )
    if is_new:
        audit.record("said that something touches an interest", recusal, by=by, about=f"{kind} {subject}")
    return answer_recusal(recusal=recusal, answer=answer, by=by)


@transaction.atomic
def answer_recusal(*, recusal: Recusal, answer: RecusalAnswer, by: User) -> Recusal:
    """Step back, or take part and say so. An answer can be changed; the log keeps each."""
    rules.may_answer_recusal(by, recusal).enforce()
    Recusal.objects.filter(pk=recusal.pk).update(answer=answer, answered_on=timezone.localdate())
    recusal.refresh_from_db()
    audit.record("answered whether to step back", recusal, by=by, answer=answer.value)
    return recusal


@transaction.atomic
def step_back(*, interest: Interest, kind: str, subject: UUID, title: str, by: User) -> Recusal:
    """Step back from one thing because of one's own interest, without waiting until somebody offers it."""
    rules.may_change_interest(by, interest).enforce()
    recusal, _is_new = Recusal.objects.get_or_create(
        interest=interest, kind=kind, subject=subject, defaults={"title": title}
    )
    return answer_recusal(recusal=recusal, answer=RecusalAnswer.STEPS_BACK, by=by)
