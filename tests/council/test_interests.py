"""Interests with their days, the register, and stepping back."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.enums import Role
from accounts.models import AuditEvent, RoleGrant, User
from core.verdicts import Refused
from council import actions
from council.actions import interests
from council.enums import RecusalAnswer
from council.models import Interest, Membership, Recusal
from notifications.enums import Kind
from notifications.models import OutboxMessage
from tests.accounts.factories import PersonFactory
from tests.council.factories import CouncilFactory, MembershipFactory, SeatFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db

SINCE = date(2026, 3, 1)
TODAY = date(2027, 6, 15)


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def term() -> Membership:
    return MembershipFactory(alias="Blue")


@pytest.fixture
def coordinator() -> User:
    return PersonFactory(roles=[Role.COORDINATOR])


@pytest.fixture
def interest(term: Membership) -> Interest:
    return interests.declare_interest(text="My sister works for the trust.", starts_on=SINCE, by=term.user)


def test_interest_is_declared_corrected_and_ended_on_its_page(term: Membership) -> None:
    mine = browser(term.user)
    page = pages.post(
        mine, "/council/interests/new/", {"text": "A", "starts_on": "2027-02-01", "ends_on": "2027-01-01"}
    )
    assert "Choose a last day that is not before the first." in page.text("main")
    mine.post("/council/interests/new/", {"text": "I work for a shop.", "starts_on": "2027-02-01", "ends_on": ""})
    declared = Interest.objects.get()
    assert (declared.user, declared.text, declared.declared_on) == (term.user, "I work for a shop.", TODAY)
    mine.post(
        f"/council/interests/{declared.pk}/", {"text": "I worked there.", "starts_on": "2027-01-01", "ends_on": ""}
    )
    pages.get(mine, "/council/interests/?lang=ar", lang="ar", follow=True)
    mine.post(f"/council/interests/{declared.pk}/end/")
    declared.refresh_from_db()
    assert (declared.text, declared.starts_on, declared.ends_on) == ("I worked there.", date(2027, 1, 1), TODAY)
    # The log says that, and not what.
    assert "shop" not in str(list(AuditEvent.objects.values_list("details", "subject")))


def test_interest_of_the_future_ends_on_its_first_day(term: Membership) -> None:
    later = interests.declare_interest(text="x", starts_on=date(2027, 9, 1), by=term.user)
    interests.end_interest(interest=later, by=term.user)
    later.refresh_from_db()
    assert later.ends_on == date(2027, 9, 1)


def test_interest_is_changed_by_the_member_alone(interest: Interest, coordinator: User) -> None:
    for person in (coordinator, MembershipFactory().user):
        with pytest.raises(Refused, match="Only the member can change what they declared"):
            interests.correct_interest(interest=interest, text="x", starts_on=SINCE, by=person)
        with pytest.raises(Refused, match="Only the member can change what they declared"):
            interests.end_interest(interest=interest, by=person)
        assert browser(person).get(f"/council/interests/{interest.pk}/").status_code == 404


def test_database_refuses_an_interest_that_ends_before_it_starts(interest: Interest) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Interest.objects.filter(pk=interest.pk).update(ends_on=date(2026, 1, 1))


def test_register_is_for_coordinators_and_the_chair_of_that_council(
    term: Membership, interest: Interest, coordinator: User
) -> None:
    council = term.seat.council
    of_council = PersonFactory()
    RoleGrant.objects.create(user=of_council, role=Role.COORDINATOR, council=council.pk, starts_on=SINCE)
    chair = MembershipFactory(council=council, chairs=True).user
    for person in (coordinator, of_council, chair):
        words = pages.get(browser(person), "/council/interests/register/").text("main")
        assert "My sister works for the trust." in words
        assert f"Seat {term.seat.number}: Blue" in words
    elsewhere = PersonFactory()
    RoleGrant.objects.create(user=elsewhere, role=Role.COORDINATOR, council=CouncilFactory().pk, starts_on=SINCE)
    other_chair = MembershipFactory(chairs=True).user
    for person in (elsewhere, other_chair):
        assert "sister" not in pages.get(browser(person), "/council/interests/register/").text("main")
    fellow = MembershipFactory(council=council).user
    assert browser(fellow).get("/council/interests/register/").status_code == 404
    assert "sister" not in pages.get(browser(fellow), "/council/interests/").text("main")
    assert browser(PersonFactory(roles=[Role.ADMIN])).get("/council/interests/register/").status_code == 404


def test_register_says_nothing_of_another_council_of_the_member(
    term: Membership, interest: Interest, coordinator: User
) -> None:
    elsewhere = MembershipFactory(user=term.user, seat=SeatFactory(number=73)).seat.council
    its_chair = MembershipFactory(council=elsewhere, chairs=True).user
    actions.offer_recusal(interest=interest, kind="other", subject=uuid.uuid4(), title="The rota", by=its_chair)
    chair = MembershipFactory(council=term.seat.council, chairs=True).user
    words = pages.get(browser(chair), "/council/interests/register/").text("main")
    assert (f"Seat {term.seat.number}: Blue" in words, "The rota" in words) == (True, False)
    assert "The rota" in pages.get(browser(coordinator), "/council/interests/register/").text("main")


def test_ended_interest_leaves_the_register(interest: Interest, coordinator: User) -> None:
    Interest.objects.filter(pk=interest.pk).update(ends_on=date(2027, 6, 14))
    assert "sister" not in pages.get(browser(coordinator), "/council/interests/register/").text("main")


def test_stepping_back_is_offered_once_and_answered_by_the_member(
    term: Membership, interest: Interest, coordinator: User
) -> None:
    subject = uuid.uuid4()
    about: dict[str, Any] = {
        "interest": interest,
        "kind": "agenda item",
        "subject": subject,
        "title": "Contract with the trust",
    }
    recusal = actions.offer_recusal(**about, by=coordinator)
    assert actions.offer_recusal(**about, by=coordinator) == recusal
    messages = OutboxMessage.objects.filter(kind=Kind.RECUSAL_OFFERED)
    assert [message.recipient for message in messages] == [term.user]
    mine = browser(term.user)
    assert "Contract with the trust" in pages.get(mine, "/council/interests/").text("main")
    assert mine.post(f"/council/interests/recusals/{recusal.pk}/", {"answer": "perhaps"}).status_code == 404
    mine.post(f"/council/interests/recusals/{recusal.pk}/", {"answer": "steps_back"})
    recusal.refresh_from_db()
    assert (recusal.answer, recusal.answered_on) == (RecusalAnswer.STEPS_BACK, TODAY)
    assert "Steps back" in pages.get(browser(coordinator), "/council/interests/register/").text("main")
    with pytest.raises(Refused, match="Only the member can answer this"):
        actions.answer_recusal(recusal=recusal, answer=RecusalAnswer.STAYS, by=coordinator)
    actions.answer_recusal(recusal=recusal, answer=RecusalAnswer.STAYS, by=term.user)
    events = AuditEvent.objects.filter(action="answered whether to step back").order_by("id")
    assert [event.details["answer"] for event in events] == ["steps_back", "stays"]


def test_stepping_back_is_offered_by_the_chair_and_coordinators_of_that_council(
    term: Membership, interest: Interest
) -> None:
    about: dict[str, Any] = {"interest": interest, "kind": "decision", "subject": uuid.uuid4(), "title": "x"}
    for person in (MembershipFactory(council=term.seat.council).user, MembershipFactory(chairs=True).user):
        with pytest.raises(Refused, match="Only the chair and coordinators"):
            actions.offer_recusal(**about, by=person)
    with pytest.raises(Refused, match="You cannot offer this to yourself"):
        actions.offer_recusal(**about, by=term.user)
    chair = MembershipFactory(council=term.seat.council, chairs=True).user
    assert actions.offer_recusal(**about, by=chair).answer == RecusalAnswer.OFFERED


def test_coordinator_offers_it_from_the_register(interest: Interest, coordinator: User) -> None:
    client = browser(coordinator)
    pages.get(client, f"/council/interests/{interest.pk}/touches/")
    client.post(f"/council/interests/{interest.pk}/touches/", {"title": "Contract"})
    assert [recusal.title for recusal in Recusal.objects.all()] == ["Contract"]
