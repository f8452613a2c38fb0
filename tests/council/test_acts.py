"""Seating, ending, renewing and choosing a name: what is allowed, what is refused and with which words."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.enums import Role
from accounts.models import AuditEvent, User
from core.verdicts import Conflict, Refused
from council import actions, queries, rules
from council.models import Membership
from tests.accounts.factories import PersonFactory
from tests.council.factories import MembershipFactory, SeatFactory

pytestmark = pytest.mark.django_db

TODAY = date(2027, 6, 15)


@pytest.fixture
def coordinator() -> User:
    return PersonFactory(roles=[Role.COORDINATOR])


@pytest.fixture
def member() -> User:
    return PersonFactory(roles=[Role.MEMBER])


def last_action() -> str:
    return AuditEvent.objects.latest("id").action


def test_member_is_seated_for_a_term_of_the_council(coordinator: User, member: User) -> None:
    seat = SeatFactory()
    term = actions.seat_member(seat=seat, person=member, starts_on=TODAY, chairs=True, by=coordinator)
    assert (term.seat, term.user, term.chairs, term.term_number) == (seat, member, True, 1)
    assert (term.starts_on, term.ends_on, last_action()) == (TODAY, date(2029, 6, 14), "seated a member")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_seating_ending_and_renewing_are_for_coordinators(role: Role, member: User) -> None:
    other, term = PersonFactory(roles=[role]), MembershipFactory()
    refusal = "Only coordinators can change who sits where."
    assert rules.may_fill(other).reason == refusal
    with pytest.raises(Refused, match=refusal):
        actions.seat_member(seat=SeatFactory(), person=member, starts_on=TODAY, chairs=False, by=other)
    with pytest.raises(Refused, match=refusal):
        actions.end_term(term=term, last_day=TODAY, by=other)
    with pytest.raises(Refused, match=refusal):
        actions.renew(term=term, by=other)
    assert list(Membership.objects.values_list("ends_on", flat=True)) == [date(2027, 12, 31)]
    assert AuditEvent.objects.count() == 0


@pytest.mark.parametrize("starts_on", [TODAY, date(2025, 1, 2), date(2027, 12, 31), date(2027, 1, 1)])
def test_taken_seat_is_refused(coordinator: User, member: User, starts_on: date) -> None:
    seat = MembershipFactory().seat
    with pytest.raises(Refused, match="Someone holds this seat in that time"):
        actions.seat_member(seat=seat, person=member, starts_on=starts_on, chairs=False, by=coordinator)


@pytest.mark.parametrize("starts_on", [date(2028, 1, 1), date(2025, 1, 1)])
def test_seat_is_free_before_and_after_a_term(coordinator: User, member: User, starts_on: date) -> None:
    seat = MembershipFactory().seat
    actions.seat_member(seat=seat, person=member, starts_on=starts_on, chairs=False, by=coordinator)
    assert seat.memberships.count() == 2


def test_anybody_who_can_sign_in_can_be_seated(coordinator: User) -> None:
    reader = PersonFactory(roles=[Role.READER])
    actions.seat_member(seat=SeatFactory(), person=reader, starts_on=TODAY, by=coordinator)
    gone = PersonFactory(is_active=False)
    with pytest.raises(Refused, match="This person cannot sign in"):
        actions.seat_member(seat=SeatFactory(), person=gone, starts_on=TODAY, by=coordinator)


def test_second_seat_of_one_council_is_refused(coordinator: User) -> None:
    term = MembershipFactory()
    other = SeatFactory(council=term.seat.council)
    with pytest.raises(Refused, match="One person has one seat"):
        actions.seat_member(seat=other, person=term.user, starts_on=TODAY, chairs=False, by=coordinator)


def test_seat_of_another_council_is_possible(coordinator: User) -> None:
    term = MembershipFactory()
    actions.seat_member(seat=SeatFactory(), person=term.user, starts_on=TODAY, chairs=False, by=coordinator)
    assert Membership.objects.filter(user=term.user).count() == 2


def test_term_is_ended_earlier(coordinator: User) -> None:
    term = actions.end_term(term=MembershipFactory(), last_day=TODAY, by=coordinator)
    assert (term.ends_on, last_action()) == (TODAY, "ended a term")


@pytest.mark.parametrize("last_day", [date(2026, 12, 31), date(2027, 1, 1), date(2028, 1, 1)])
def test_term_cannot_be_made_longer_or_end_before_it_begins(coordinator: User, last_day: date) -> None:
    with pytest.raises(Refused, match="Choose a last day"):
        actions.end_term(term=MembershipFactory(), last_day=last_day, by=coordinator)


def test_term_that_is_over_cannot_be_ended_or_renewed(coordinator: User) -> None:
    term = MembershipFactory(starts_on=date(2026, 1, 1), ends_on=date(2027, 6, 14))
    assert rules.may_end(coordinator, term).reason == "This term is over already."
    assert rules.may_renew(coordinator, term).reason == "This term is over already."


def test_renewing_looks_at_the_seat_as_it_is_now(coordinator: User) -> None:
    seat = MembershipFactory().seat
    (term,) = queries.terms_of(seat)
    MembershipFactory(seat=seat, starts_on=date(2028, 1, 1), ends_on=date(2028, 12, 31))
    with pytest.raises(Refused, match="The seat is taken after this term ends"):
        actions.renew(term=term, by=coordinator)


def test_term_changed_by_somebody_else_is_not_changed_again(coordinator: User) -> None:
    term = MembershipFactory()
    Membership.objects.filter(pk=term.pk).update(ends_on=date(2027, 9, 30))
    with pytest.raises(Conflict):
        actions.end_term(term=term, last_day=TODAY, by=coordinator)


def test_renewed_term_follows_in_the_same_seat_under_the_same_name(coordinator: User) -> None:
    term = MembershipFactory(alias="Blue", chairs=True)
    following = actions.renew(term=term, by=coordinator)
    # An office ends with the term it was held in.
    assert (following.seat, following.user, following.shown_name) == (term.seat, term.user, "Blue")
    assert following.offices.count() == 0
    assert (following.starts_on, following.ends_on, following.term_number) == (
        date(2028, 1, 1),
        date(2029, 12, 31),
        2,
    )
    assert last_action() == "renewed a term"


def test_term_is_renewed_once_only_while_the_seat_is_free(coordinator: User) -> None:
    term = MembershipFactory()
    actions.renew(term=term, by=coordinator)
    with pytest.raises(Refused, match="The seat is taken after this term ends"):
        actions.renew(term=term, by=coordinator)


def test_term_is_not_renewed_more_often_than_agreed(coordinator: User) -> None:
    term = MembershipFactory(term_number=2)
    with pytest.raises(Refused, match="as many terms in a row as the council agreed on"):
        actions.renew(term=term, by=coordinator)
