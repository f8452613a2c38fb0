"""Every promise about how long something about people is kept is run by a rule, and the privacy page says it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from accounts.enums import Need, Role
from accounts.models import AccessNeed, ContactDetails, NeedEvent, RoleGrant, User
from council.enums import ApplicationStatus, ClaimKind, ClaimStatus, SeatKind
from council.models import Application, CheckIn, Claim, Membership, ParticipationPlan
from people.models import Handover, Invitation, SignInCode
from people.queries.my_data import is_empty
from retention import definitions
from retention.actions import apply_retention
from tests.council.factories import CouncilFactory, MembershipFactory
from tests.meetings.factories import PersonFactory
from tests.rig import pages
from tests.tracker import factories as story

pytestmark = pytest.mark.django_db

TODAY = date(2027, 6, 15)
OURS = {"accounts", "council", "people", "notifications", "drafts"}
A_TIME = re.compile(r"\b(\d+|two|five|six|seven) (days?|months?|years?)\b")
# Promised a time, and destroyed by no rule: each with its reason.
WITHOUT_A_RULE = {
    # The log is a chain: taking its beginning away needs a new start that is signed (ADR 23).
    "accounts.AuditEvent",
    "accounts.AuditHead",
    "accounts.AuditBreak",
}


@pytest.fixture(autouse=True)
def _in_june_2027() -> Any:
    with time_machine.travel(datetime(2027, 6, 15, 12, tzinfo=UTC), tick=False):
        yield


def promised() -> set[str]:
    """Return the models about people that are kept for a time, or as long as the account."""
    found = set()
    for model in apps.get_models():
        if model._meta.app_label not in OURS:
            continue
        words = model.data_policy.retention  # type: ignore[attr-defined]
        if A_TIME.search(words) or words == "as long as the account":
            found.add(model._meta.label)
    return found


def test_every_promise_about_people_is_run_by_a_rule() -> None:
    run = {model for rule in definitions.rules() for model in rule.models}
    assert sorted(promised() - run) == sorted(WITHOUT_A_RULE)


@pytest.mark.parametrize(
    "name",
    ["needs", "applications", "invitations", "sign_in_codes", "roles", "check_ins", "claims", "meeting_invitations"],
)
def test_every_rule_fits_into_a_receipt_and_is_on_the_privacy_page(name: str) -> None:
    (rule,) = [rule for rule in definitions.rules() if rule.name == name]
    assert len(rule.name) <= 20
    assert str(rule.label) in pages.get(Client(), "/en/privacy/").text()


def test_lengths_are_those_that_the_models_promise() -> None:
    lengths = {rule.name: (rule.length(), rule.unit) for rule in definitions.rules() if rule.since}
    assert lengths["needs"] == lengths["contact_details"] == lengths["plans"] == (90, "days")
    assert lengths["applications"] == (6, "months")
    assert lengths["invitations"] == (90, "days")
    assert lengths["sign_in_codes"] == (30, "days")
    assert lengths["roles"] == lengths["check_ins"] == lengths["pauses"] == (2, "years")
    assert lengths["terms"] == lengths["interests"] == (5, "years")
    assert lengths["claims"] == lengths["receipts"] == (7, "years")


def left(days_ago: int) -> User:
    """Return somebody whose only seat ended so long ago, with what members have."""
    term = MembershipFactory(user=PersonFactory(), starts_on=date(2025, 1, 1), ends_on=TODAY - timedelta(days=days_ago))
    person: User = term.user
    AccessNeed.objects.create(user=person, kind=Need.CAPTIONS)
    NeedEvent.objects.create(user=person, kind=Need.CAPTIONS, event="told")
    ContactDetails.objects.create(user=person)
    ParticipationPlan.objects.create(user=person, text="Quiet")
    return person


def what_is_left(person: User) -> list[bool]:
    return [
        model.objects.filter(user=person).exists()  # type: ignore[attr-defined]
        for model in (AccessNeed, NeedEvent, ContactDetails, ParticipationPlan)
    ]


def test_needs_go_ninety_days_after_the_last_seat() -> None:
    gone, still = left(91), left(90)
    apply_retention(on=TODAY)
    assert what_is_left(gone) == [False] * 4
    assert what_is_left(still) == [True] * 4
    assert apply_retention(on=TODAY) == []


def test_needs_of_somebody_with_another_seat_or_role_stay() -> None:
    seated, working = left(200), left(200)
    MembershipFactory(user=seated, starts_on=date(2027, 1, 1))
    RoleGrant.objects.create(user=working, role=Role.READER, starts_on=date(2020, 1, 1))
    apply_retention(on=TODAY)
    assert what_is_left(seated) == what_is_left(working) == [True] * 4


def application(status: ApplicationStatus, moved_on: date) -> Application:
    return Application.objects.create(
        council=CouncilFactory(),
        name="Ana",
        experience=SeatKind.LIVED_EXPERIENCE,
        status=status,
        moved_on=moved_on,
        decline_words="Not now.",
    )


def test_applications_go_six_months_after_they_are_decided() -> None:
    application(ApplicationStatus.DECLINED, date(2026, 12, 14))
    young = application(ApplicationStatus.DECLINED, date(2026, 12, 15))
    waiting = application(ApplicationStatus.TALKING, date(2020, 1, 1))
    apply_retention(on=TODAY)
    assert set(Application.objects.all()) == {young, waiting}


def test_codes_invitations_handovers_and_check_ins_go_in_their_time() -> None:
    person = PersonFactory(roles=[Role.READER])
    old, young = datetime(2027, 5, 15, tzinfo=UTC), datetime(2027, 5, 16, tzinfo=UTC)
    kept_code = SignInCode.objects.create(user=person, digest=b"1" * 32, expires_at=young)
    SignInCode.objects.create(user=person, digest=b"2" * 32, expires_at=old)
    Invitation.objects.create(
        email="a@example.org", token_digest=b"1" * 32, expires_at=datetime(2027, 3, 16, tzinfo=UTC)
    )
    kept = Invitation.objects.create(
        email="b@example.org", token_digest=b"2" * 32, expires_at=datetime(2027, 3, 17, tzinfo=UTC)
    )
    Handover.objects.create(made_on=date(2025, 6, 14))
    kept_handover = Handover.objects.create(made_on=date(2025, 6, 15))
    term = MembershipFactory()
    CheckIn.objects.create(membership=term, offered_on=date(2025, 6, 14))
    kept_talk = CheckIn.objects.create(membership=term, offered_on=date(2025, 6, 15))
    apply_retention(on=TODAY)
    assert list(SignInCode.objects.all()) == [kept_code]
    assert list(Invitation.objects.all()) == [kept]
    assert list(Handover.objects.all()) == [kept_handover]
    assert list(CheckIn.objects.all()) == [kept_talk]


def claim(status: ClaimStatus, sent_on: date, paid_on: date | None = None) -> Claim:
    person, approver = PersonFactory(), PersonFactory()
    is_paid = status == ClaimStatus.PAID
    return Claim.objects.create(
        council=CouncilFactory(),
        claimant=person,
        recorded_by=person,
        kind=ClaimKind.TRAVEL,
        activity_on=sent_on,
        amount=Decimal(5),
        currency="GBP",
        status=status,
        sent_on=sent_on,
        approved_by=approver if is_paid else None,
        approved_on=sent_on if is_paid else None,
        paid_on=paid_on,
    )


def test_claims_go_seven_years_after_they_were_paid() -> None:
    claim(ClaimStatus.PAID, date(2020, 1, 1), date(2020, 6, 14))
    paid_later = claim(ClaimStatus.PAID, date(2020, 1, 1), date(2020, 6, 15))
    waiting = claim(ClaimStatus.SENT, date(2019, 1, 1))
    apply_retention(on=TODAY)
    assert set(Claim.objects.all()) == {paid_later, waiting}


def test_terms_go_after_five_years_but_for_those_that_signed() -> None:
    change = story.confirmed()
    signed = change.signed_by
    Membership.objects.filter(pk=signed.pk).update(starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1))
    old = MembershipFactory(starts_on=date(2020, 1, 1), ends_on=date(2022, 6, 14))
    young = MembershipFactory(starts_on=date(2020, 1, 1), ends_on=date(2022, 6, 15))
    apply_retention(on=TODAY)
    existing = set(Membership.objects.values_list("pk", flat=True))
    assert (signed.pk in existing, old.pk in existing, young.pk in existing) == (True, False, True)


def account(joined_on: date, ends_on: date | None, *, last_login: datetime | None = None) -> User:
    person: User = PersonFactory()
    User.objects.filter(pk=person.pk).update(joined_on=joined_on, last_login=last_login)
    if ends_on:
        RoleGrant.objects.create(user=person, role=Role.READER, starts_on=date(2020, 1, 1), ends_on=ends_on)
    return person


def test_accounts_are_emptied_two_years_after_the_last_role() -> None:
    long_ago = date(2020, 1, 1)
    gone = account(long_ago, date(2025, 6, 14))
    roleless = account(long_ago, None)
    young = account(long_ago, date(2025, 6, 15))
    visiting = account(long_ago, None, last_login=datetime(2027, 6, 1, tzinfo=UTC))
    working = PersonFactory(roles=[Role.ADMIN])
    User.objects.filter(pk=working.pk).update(joined_on=long_ago)
    apply_retention(on=TODAY)
    people = [gone, roleless, young, visiting, working]
    assert [is_empty(User.objects.get(pk=one.pk)) for one in people] == [True, True, False, False, False]
    assert apply_retention(on=TODAY) == []
