"""Two coordinators at the same moment, each with a connection of their own: one seat has one holder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connections, transaction

from accounts.enums import Role
from core.verdicts import Conflict, Refused
from council import actions
from council.enums import ApplicationStatus
from council.enums import Office as OfficeKind
from council.models import Application, Membership, Office, Seat
from tests.accounts.factories import PersonFactory
from tests.council.factories import ApplicationFactory, MembershipFactory, SeatFactory

TODAY = date(2027, 6, 15)


def together(*acts: Callable[[], object]) -> list[Exception]:
    """Do things at the same moment, each with a connection of its own; returns what went wrong."""
    start, wrong = Barrier(len(acts)), list[Exception]()

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001 - the kind of error is what is asked for
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_seat_filled_by_two_coordinators_at_once_has_one_holder() -> None:
    seat = SeatFactory()
    coordinators = PersonFactory.create_batch(2, roles=[Role.COORDINATOR])
    people = PersonFactory.create_batch(2)

    def fill(number: int) -> Callable[[], object]:
        mine = Seat.objects.select_related("council").get(pk=seat.pk)
        return lambda: actions.seat_member(seat=mine, person=people[number], starts_on=TODAY, by=coordinators[number])

    [error] = together(fill(0), fill(1))
    assert (type(error), str(error).startswith("Someone holds this seat")) == (Refused, True)
    assert Membership.objects.filter(seat=seat).count() == 1


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_person_seated_twice_at_once_has_one_seat_of_a_council() -> None:
    seat = SeatFactory()
    other = SeatFactory(council=seat.council)
    coordinator, person = PersonFactory(roles=[Role.COORDINATOR]), PersonFactory()

    def fill(which: Seat) -> Callable[[], object]:
        mine = Seat.objects.select_related("council").get(pk=which.pk)
        return lambda: actions.seat_member(seat=mine, person=person, starts_on=TODAY, by=coordinator)

    [error] = together(fill(seat), fill(other))
    assert (type(error), "One person has one seat" in str(error)) == (Refused, True)
    assert Membership.objects.count() == 1


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_database_itself_refuses_two_holders_at_once() -> None:
    """Also where no rule was asked: both look, find the seat free, and write."""
    seat = SeatFactory()
    people = PersonFactory.create_batch(2)

    def write(number: int) -> Callable[[], object]:
        days = {"starts_on": TODAY, "ends_on": date(2027, 12, 31 - number)}

        def insert() -> None:
            with transaction.atomic():
                Membership.objects.create(seat_id=seat.pk, user_id=people[number].pk, **days)

        return insert

    [error] = together(write(0), write(1))
    assert isinstance(error, IntegrityError)
    assert Membership.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "starts_on, ends_on, is_free",
    [
        (date(2028, 1, 1), date(2028, 12, 31), True),
        (date(2026, 1, 1), date(2026, 12, 31), True),
        # Both days belong to a term.
        (date(2027, 12, 31), date(2028, 12, 31), False),
        (date(2026, 1, 1), date(2027, 1, 1), False),
        (date(2027, 3, 1), date(2027, 4, 1), False),
    ],
)
def test_database_knows_that_both_days_belong_to_a_term(starts_on: date, ends_on: date, *, is_free: bool) -> None:
    term = MembershipFactory()
    if is_free:
        MembershipFactory(seat=term.seat, starts_on=starts_on, ends_on=ends_on)
        return
    with pytest.raises(IntegrityError, match="a_seat_has_one_holder_at_a_time"), transaction.atomic():
        MembershipFactory(seat=term.seat, starts_on=starts_on, ends_on=ends_on)


@pytest.mark.django_db
def test_term_is_not_stretched_over_another_one_in_the_database() -> None:
    term = MembershipFactory()
    MembershipFactory(seat=term.seat, starts_on=date(2028, 1, 1), ends_on=date(2028, 12, 31))
    longer = Membership.objects.filter(pk=term.pk)
    with pytest.raises(IntegrityError, match="a_seat_has_one_holder_at_a_time"), transaction.atomic():
        longer.update(ends_on=date(2028, 1, 1))


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_chair_given_to_two_members_at_once_has_one_holder() -> None:
    first = MembershipFactory()
    terms = [first, MembershipFactory(council=first.seat.council)]
    coordinator = PersonFactory(roles=[Role.COORDINATOR])

    def give(number: int) -> Callable[[], object]:
        mine = Membership.objects.select_related("seat__council", "user").get(pk=terms[number].pk)
        return lambda: actions.hold_office(term=mine, kind=OfficeKind.CHAIR, starts_on=TODAY, by=coordinator)

    [error] = together(give(0), give(1))
    assert (type(error), "Someone else is the chair" in str(error)) == (Refused, True)
    assert Office.objects.count() == 1


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_term_ended_and_renewed_at_once_ends_in_words() -> None:
    term = MembershipFactory()
    coordinator = PersonFactory(roles=[Role.COORDINATOR])

    def mine() -> Membership:
        return Membership.objects.select_related("seat__council", "user").get(pk=term.pk)

    ended, renewed = mine(), mine()
    wrong = together(
        lambda: actions.end_term(term=ended, last_day=date(2027, 6, 30), by=coordinator),
        lambda: actions.renew(term=renewed, by=coordinator),
    )
    # Whoever ended it first leaves nothing to renew; whoever renewed it first sees the renewal fall.
    assert {type(error) for error in wrong} <= {Refused, Conflict}
    assert list(Membership.objects.values_list("ends_on", flat=True)) == [date(2027, 6, 30)]


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_application_moved_two_ways_at_once_moves_one_of_them() -> None:
    ApplicationFactory()
    coordinator = PersonFactory(roles=[Role.COORDINATOR])

    one, other = Application.objects.get(), Application.objects.get()
    wrong = together(
        lambda: actions.move_application(application=one, to=ApplicationStatus.OFFERED, by=coordinator),
        lambda: actions.move_application(application=other, to=ApplicationStatus.TALKING, by=coordinator),
    )
    assert [type(error) for error in wrong] == [Conflict]
