"""Who sits where on which day, and who may know."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.enums import COUNCIL, STAFF, Role
from council import queries
from council.enums import SeatKind, Share
from council.models import Membership
from people.models import Entry, Invitation
from tests.accounts.factories import PersonFactory
from tests.council.factories import CouncilFactory, MembershipFactory, RulesFactory, SeatFactory, grant

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "day, runs",
    [
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), True),
        (date(2027, 12, 31), True),
        (date(2028, 1, 1), False),
    ],
)
def test_term_runs_from_its_first_to_its_last_day(day: date, runs: bool) -> None:  # noqa: FBT001 - a parameter of the table
    term = MembershipFactory()
    assert list(queries.running(day)) == ([term] if runs else [])


@pytest.mark.parametrize("role", Role)
def test_seat_counts_with_the_role_of_a_member_or_chair(role: Role) -> None:
    term = MembershipFactory(user__roles=[role])
    MembershipFactory()
    expected = [term] if role in COUNCIL else []
    assert list(queries.seated(term.user, date(2027, 6, 1))) == expected


def test_seat_counts_once_in_its_term_while_the_account_is_on() -> None:
    term = MembershipFactory(user__roles=sorted(COUNCIL))
    off = MembershipFactory(user__is_active=False)
    assert list(queries.seated(term.user, date(2027, 12, 31))) == [term]
    assert list(queries.seated(term.user, date(2028, 1, 1))) == []
    assert list(queries.seated(off.user, date(2027, 6, 1))) == []


@pytest.mark.parametrize("role", Role)
def test_councils_are_visible_to_staff(role: Role) -> None:
    council = CouncilFactory()
    expected = [council] if role in STAFF else []
    assert list(queries.visible_to(PersonFactory(roles=[role]))) == expected


@pytest.mark.parametrize("role", sorted(COUNCIL))
def test_members_see_their_own_council_and_no_other(role: Role) -> None:
    term = MembershipFactory(user__roles=[role])
    CouncilFactory(parent=term.seat.council)
    MembershipFactory()
    assert list(queries.visible_to(term.user)) == [term.seat.council]


def test_coordinator_of_one_council_sees_and_manages_that_one() -> None:
    term, other = MembershipFactory(), MembershipFactory()
    person = PersonFactory()
    grant(person, Role.COORDINATOR, term.seat.council)
    assert list(queries.visible_to(person)) == [term.seat.council]
    assert list(queries.coordinated_by(person)) == [term.seat.council]
    assert list(queries.terms_to_manage(person)) == [term]
    assert other.seat not in queries.seats_to_fill(person)


@pytest.mark.parametrize("role", Role)
def test_seats_and_terms_are_managed_by_coordinators(role: Role) -> None:
    term = MembershipFactory()
    person = PersonFactory(roles=[role])
    found = (list(queries.seats_to_fill(person)), list(queries.terms_to_manage(person)))
    assert found == (([term.seat], [term]) if role == Role.COORDINATOR else ([], []))


def test_candidates_can_sign_in_and_have_no_seat_of_this_council() -> None:
    term = MembershipFactory()
    elsewhere = MembershipFactory().user
    free = PersonFactory(name="Zoe")
    coordinator = PersonFactory(roles=[Role.COORDINATOR])
    PersonFactory(is_active=False)
    found = queries.candidates(SeatFactory(council=term.seat.council), date(2027, 6, 1), by=coordinator)
    assert set(found) == {elsewhere, free, coordinator}


def test_coordinator_of_a_council_is_offered_its_people_and_whom_they_brought_in() -> None:
    seat = SeatFactory()
    coordinator, former, added, joined = PersonFactory(), PersonFactory(), PersonFactory(email=None), PersonFactory()
    grant(coordinator, Role.COORDINATOR, seat.council)
    past = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31)}
    MembershipFactory(seat=SeatFactory(council=seat.council), user=former, **past)
    Entry.objects.create(user=added, entered_by=coordinator)
    until = timezone.now() + timedelta(days=9)
    Invitation.objects.create(
        email="x@example.org", token_digest=b"x", expires_at=until, invited_by=coordinator, user=joined
    )
    # Of another council, and somebody on the staff: neither is their business.
    MembershipFactory()
    PersonFactory(roles=[Role.READER])
    found = queries.candidates(seat, date(2027, 6, 1), by=coordinator)
    assert set(found) == {coordinator, former, added, joined}


def test_former_member_is_a_candidate_again() -> None:
    term = MembershipFactory()
    coordinator = PersonFactory(roles=[Role.COORDINATOR])
    assert term.user in queries.candidates(term.seat, date(2028, 1, 1), by=coordinator)


@pytest.mark.parametrize(
    "starts_on, months, ends_on",
    [
        (date(2027, 1, 15), 24, date(2029, 1, 14)),
        (date(2027, 1, 1), 12, date(2027, 12, 31)),
        (date(2027, 8, 31), 6, date(2028, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2027, 12, 1), 1, date(2027, 12, 31)),
    ],
)
def test_term_ends_the_day_before_the_same_day_of_a_later_month(starts_on: date, months: int, ends_on: date) -> None:
    council = CouncilFactory()
    RulesFactory(council=council, holds_from=date(2000, 1, 1), term_months=months)
    assert council.term_ends(starts_on) == ends_on


def test_term_has_the_length_that_holds_on_its_first_day() -> None:
    council = CouncilFactory()
    RulesFactory(council=council, holds_from=date(2027, 1, 1), term_months=12)
    RulesFactory(council=council, holds_from=date(2028, 1, 1), term_months=6)
    found = [council.term_ends(day) for day in (date(2026, 1, 1), date(2027, 12, 31), date(2028, 1, 1))]
    assert found == [date(2027, 12, 31), date(2028, 12, 30), date(2028, 6, 30)]


LIVED, STAFF_SEAT = SeatKind.LIVED_EXPERIENCE, SeatKind.STAFF


@pytest.mark.parametrize(
    "kinds, share",
    [
        ([LIVED, SeatKind.CARER_FAMILY], Share.ALL),
        ([LIVED, LIVED, STAFF_SEAT], Share.MOST),
        ([LIVED, STAFF_SEAT], Share.HALF),
        ([LIVED, STAFF_SEAT, SeatKind.GUEST], Share.FEW),
        ([STAFF_SEAT], Share.NONE),
        ([], Share.NONE),
    ],
)
def test_share_of_lived_experience_is_a_word(kinds: list[SeatKind], share: Share) -> None:
    council = CouncilFactory()
    terms = [MembershipFactory(seat__council=council, seat__kind=kind, seat__votes=False) for kind in kinds]
    assert queries.lived_share(terms) == share
    assert Membership.objects.count() == len(kinds)
