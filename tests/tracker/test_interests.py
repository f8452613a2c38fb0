"""Stepping back from a recommendation and from the answer to it, because of a declared interest."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import AuditEvent, User
from core.verdicts import Refused
from council import actions as council
from council.enums import RecusalAnswer
from council.models import Interest, Membership, Recusal
from notifications.enums import Kind
from notifications.models import OutboxMessage
from tests.accounts.factories import PersonFactory
from tests.council.factories import grant
from tests.rig import pages
from tests.tracker import factories
from tracker.actions import changes
from tracker.actions import interests as actions
from tracker.models import Recommendation

pytestmark = pytest.mark.django_db

SINCE = date(2026, 3, 1)


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def recommendation() -> Recommendation:
    return factories.recommendation()


@pytest.fixture
def term(recommendation: Recommendation) -> Membership:
    made: Membership = factories.MembershipFactory(council=recommendation.agenda_item.meeting.council, alias="Blue")
    return made


@pytest.fixture
def interest(term: Membership) -> Interest:
    return council.declare_interest(text="My sister works nights there.", starts_on=SINCE, by=term.user)


def stepped_back(recommendation: Recommendation, interest: Interest) -> Recusal:
    return actions.say_it_touches(
        recommendation=recommendation, interest=interest, answer=RecusalAnswer.STEPS_BACK, by=interest.user
    )


def test_member_says_it_touches_a_declared_interest(
    recommendation: Recommendation, term: Membership, interest: Interest
) -> None:
    mine, address = browser(term.user), f"/recommendations/{recommendation.pk}/"
    assert "This touches an interest of mine" in pages.get(mine, address).text("main")
    page = pages.post(mine, f"{address}my-interest/", {"text": "typed"})
    for sentence in ("Choose which interest it touches.", "Choose whether you step back."):
        assert sentence in page.text("main")
    said = {"interest": str(interest.pk), "answer": "steps_back"}
    assert mine.post(f"{address}my-interest/", said).headers["Location"] == address
    recusal = Recusal.objects.get()
    assert (recusal.interest, recusal.kind, recusal.subject) == (interest, "recommendation", recommendation.pk)
    assert (recusal.title, recusal.answer) == ("Visits at night", RecusalAnswer.STEPS_BACK)
    assert AuditEvent.objects.filter(action="said that something touches an interest").count() == 1
    # Said again it is the same, with the newer answer.
    mine.post(f"{address}my-interest/", {**said, "answer": "stays"})
    assert Recusal.objects.get().answer == RecusalAnswer.STAYS


def test_member_declares_the_interest_with_it(recommendation: Recommendation, term: Membership) -> None:
    mine, address = browser(term.user), f"/recommendations/{recommendation.pk}/my-interest/"
    page = pages.post(mine, address, {"interest": "new", "answer": "stays", "text": "", "starts_on": ""})
    for sentence in ("Write what it is.", "Choose the day since when it is so."):
        assert sentence in page.text("main")
    mine.post(address, {"interest": "new", "answer": "stays", "text": "I own a shop.", "starts_on": f"{SINCE}"})
    declared = Interest.objects.get()
    assert (declared.user, declared.text, declared.starts_on) == (term.user, "I own a shop.", SINCE)
    assert [recusal.answer for recusal in declared.recusals.all()] == [RecusalAnswer.STAYS]


def test_once_decided_one_steps_back_from_the_decision(recommendation: Recommendation, interest: Interest) -> None:
    decision = factories.decision(recommendation)
    recommendation.refresh_from_db()
    recusal = stepped_back(recommendation, interest)
    assert (recusal.kind, recusal.subject) == ("decision", decision.pk)


def test_answer_is_shown_to_the_council_and_the_interest_is_not(
    recommendation: Recommendation, term: Membership, interest: Interest
) -> None:
    stepped_back(recommendation, interest)
    address = f"/recommendations/{recommendation.pk}/"
    seat = f"Seat {term.seat.number}: Blue"
    fellow = factories.MembershipFactory(council=term.seat.council).user
    coordinator = PersonFactory()
    grant(coordinator, Role.COORDINATOR, term.seat.council)
    for person in (fellow, coordinator, factories.person(Role.COORDINATOR)):
        words = pages.get(browser(person), address).text("main")
        assert seat in words
        assert "Steps back" in words
        assert "sister" not in words
    for person in (factories.person(Role.EXECUTIVE), factories.person(Role.READER)):
        assert "Steps back" not in pages.get(browser(person), address).text("main")


def test_coordinator_and_chair_ask_a_member(
    recommendation: Recommendation, term: Membership, interest: Interest
) -> None:
    address = f"/recommendations/{recommendation.pk}/"
    chair = factories.MembershipFactory(council=term.seat.council, chairs=True).user
    for person in (factories.person(Role.COORDINATOR), chair):
        client = browser(person)
        assert "This may touch an interest of a member" in pages.get(client, address).text("main")
        words = pages.get(client, f"{address}interest-of-a-member/").text("main")
        assert f"Seat {term.seat.number}: Blue – My sister works nights there." in words
        client.post(f"{address}interest-of-a-member/", {"interest": str(interest.pk)})
        assert "Not answered yet" in pages.get(client, address).text("main")
    (message,) = OutboxMessage.objects.filter(kind=Kind.RECUSAL_OFFERED)
    assert message.recipient == term.user
    # What nobody answered yet is between the two.
    fellow = factories.MembershipFactory(council=term.seat.council).user
    assert "Not answered yet" not in pages.get(browser(fellow), address).text("main")
    assert "Visits at night" in pages.get(browser(term.user), "/council/interests/").text("main")


def test_others_neither_step_back_nor_ask(recommendation: Recommendation, term: Membership, interest: Interest) -> None:
    address = f"/recommendations/{recommendation.pk}/"
    elsewhere = factories.MembershipFactory(chairs=True).user
    fellow = factories.MembershipFactory(council=term.seat.council).user
    for person in (elsewhere, fellow, factories.person(Role.EXECUTIVE), factories.person(Role.ADMIN)):
        assert browser(person).get(f"{address}interest-of-a-member/").status_code == 404
    for person in (elsewhere, factories.person(Role.EXECUTIVE), factories.person(Role.COORDINATOR)):
        assert browser(person).get(f"{address}my-interest/").status_code == 404
    with pytest.raises(Refused, match="Only members of this council"):
        stepped_back(recommendation, council.declare_interest(text="x", starts_on=SINCE, by=elsewhere))
    with pytest.raises(Refused, match="Only the member can say this"):
        actions.say_it_touches(recommendation=recommendation, interest=interest, answer=RecusalAnswer.STAYS, by=fellow)


def test_interest_that_has_ended_is_not_offered(
    recommendation: Recommendation, term: Membership, interest: Interest
) -> None:
    council.declare_interest(text="Long over.", starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1), by=term.user)
    address = f"/recommendations/{recommendation.pk}/"
    words = pages.get(browser(term.user), f"{address}my-interest/").text("main")
    assert ("sister" in words, "Long over" in words) == (True, False)
    ended = Interest.objects.get(text="Long over.")
    with pytest.raises(Refused, match="This interest has ended"):
        stepped_back(recommendation, ended)


@pytest.mark.parametrize("what", ["recommendation", "decision"])
def test_who_stepped_back_confirms_and_doubts_nothing_of_it(what: str) -> None:
    change = factories.in_force()
    member = factories.member_for(change)
    interest = council.declare_interest(text="x", starts_on=SINCE, by=member.user)
    decision = change.decision
    subject = decision.pk if what == "decision" else decision.recommendation_id
    council.say_it_touches(
        interest=interest, kind=what, subject=subject, title="x", answer=RecusalAnswer.STEPS_BACK, by=member.user
    )
    with pytest.raises(Refused, match="You stepped back from this"):
        changes.sign(change=change, by=member.user)
    with pytest.raises(Refused, match="You stepped back from this"):
        changes.doubt(change=change, words="No.", language="en", by=member.user)
    council.answer_recusal(recusal=interest.recusals.get(), answer=RecusalAnswer.STAYS, by=member.user)
    assert changes.sign(change=change, by=member.user).signed_by == member


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_same_queries_for_more_answers(
    recommendation: Recommendation, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        member = factories.MembershipFactory(council=recommendation.agenda_item.meeting.council)
        declared = council.declare_interest(text="x", starts_on=SINCE, by=member.user)
        stepped_back(recommendation, declared)
    client = browser(factories.person(Role.COORDINATOR))
    with django_assert_num_queries(13):
        assert client.get(f"/recommendations/{recommendation.pk}/").status_code == 200
