"""What people need is arranged, told, waived, released, rated; and a meeting is confirmed only when it is."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts import actions as accounts
from accounts.enums import Need, Role, SharedWith
from accounts.models import AccessNeed, AuditEvent, User
from core import workingdays
from core.verdicts import Conflict, Refused
from meetings import actions, queries
from meetings.actions.booking_notices import is_still_confirmed, is_still_news
from meetings.actions.bookings import BookingDetails, due_day
from meetings.enums import (
    BOOKING_BY_HAND,
    BOOKING_NEXT,
    OF_THE_ROOM,
    Answer,
    BookingStatus,
    FailureCause,
    MeetingStatus,
    Rating,
)
from meetings.models import AccessBooking, AccessFailure, BookedNeed, Invitation, Meeting
from meetings.queries import bookings as booking_queries
from meetings.retention import _sweep as sweep
from meetings.rules import bookings as rules
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage
from people.actions import erasing
from tests.accounts.factories import PersonFactory
from tests.council.factories import CouncilFactory
from tests.meetings.factories import (
    BookingFactory,
    InvitationFactory,
    MeetingFactory,
    MembershipFactory,
    chair_of,
    coordinator,
    invited,
    member_of,
    need,
)
from tests.meetings.test_actions import details
from tests.rig import pages
from tests.rig.racing import in_thread, wait_until_it_waits

pytestmark = pytest.mark.django_db
# A Sunday; the meetings are on Monday, 1 February.
NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)
DAY = date(2027, 2, 1)
ASKED, BOOKED, CONFIRMED = BookingStatus.ASKED, BookingStatus.BOOKED, BookingStatus.CONFIRMED
FAILED, TO_RELEASE = BookingStatus.FAILED, BookingStatus.TO_RELEASE


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def planned(**fields: object) -> Meeting:
    made: Meeting = MeetingFactory(**{"day": DAY, "status": MeetingStatus.PLANNED, "place": "Library", **fields})
    return made


def messages(kind: Kind) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind).exclude(status=Status.DROPPED).order_by("due_at", "pk"))


def set_to(booking: AccessBooking, status: BookingStatus, by: User, words: str = "") -> AccessBooking | None:
    booking.refresh_from_db()
    return actions.set_booking(booking=booking, status=status, by=by, words=words)


def status_of(booking: AccessBooking) -> str:
    booking.refresh_from_db()
    return booking.status


def filled(booking: AccessBooking, **changes: object) -> BookingDetails:
    names = BookingDetails.__annotations__
    return {**{name: getattr(booking, name) for name in names}, **changes}  # type: ignore[typeddict-item]


# From needs to bookings


def test_room_is_booked_once_for_everybody_and_personal_things_for_each() -> None:
    meeting = planned()
    for person in (member_of(meeting.council), member_of(meeting.council)):
        need(person, Need.STEP_FREE)
        need(person, Need.CAPTIONS)
    invitations = actions.invite_everybody(meeting=meeting, by=coordinator())
    assert sorted(meeting.access_bookings.values_list("kind", flat=True)) == ["captions", "captions", "step_free"]
    step_free = meeting.access_bookings.get(kind=Need.STEP_FREE)
    assert {one.invitation for one in step_free.served.all()} == set(invitations)


@pytest.mark.parametrize(("minutes", "quantity"), [(60, 1), (61, 2)])
def test_interpreters_take_turns_beyond_an_hour(minutes: int, quantity: int) -> None:
    meeting = planned(minutes=minutes)
    person = member_of(meeting.council)
    for kind in (Need.SIGN_LANGUAGE, Need.SPOKEN_INTERPRETER, Need.CAPTIONS):
        need(person, kind)
    actions.invite_everybody(meeting=meeting, by=coordinator())
    counts = dict(meeting.access_bookings.values_list("kind", "quantity"))
    assert counts == {"sign_language": quantity, "spoken_interpreter": quantity, "captions": 1}


def test_nine_needs_at_once_each_with_its_own_booking_owner_and_day() -> None:
    meeting = planned()
    person = member_of(meeting.council)
    kinds = [kind for kind in Need if kind != Need.OTHER][:8]
    for kind in kinds:
        need(person, kind)
    need(person, Need.OTHER, note="a lamp")
    booker = coordinator()
    actions.invite_everybody(meeting=meeting, by=booker)
    bookings = meeting.access_bookings.all()
    assert len(bookings) == 9
    assert {booking.owner for booking in bookings} == {booker}
    # Ten working days before Monday, 1 February.
    assert {booking.due_on for booking in bookings} == {date(2027, 1, 18)}


def test_nobody_with_needs_has_no_bookings_and_the_meeting_can_be_confirmed() -> None:
    meeting = planned()
    person = member_of(meeting.council)
    booker = coordinator()
    actions.invite_everybody(meeting=meeting, by=booker)
    assert not AccessBooking.objects.exists()
    assert actions.confirm_meeting(meeting=meeting, by=booker) == 1
    assert meeting.confirmed_on == NOW.date()
    (message,) = messages(Kind.MEETING_CONFIRMED)
    assert message.recipient == person


def test_day_that_would_be_over_is_today() -> None:
    meeting = planned(day=date(2027, 1, 13))
    assert due_day(meeting, 10) == NOW.date()


@pytest.mark.parametrize(
    ("day", "days", "before"),
    [
        (date(2027, 2, 1), 1, date(2027, 1, 29)),
        (date(2027, 2, 1), 3, date(2027, 1, 27)),
        # The first of January is a holiday.
        (date(2027, 1, 4), 3, date(2026, 12, 29)),
        (date(2027, 1, 31), 0, date(2027, 1, 31)),
    ],
)
def test_working_days_are_counted_backwards(day: date, days: int, before: date) -> None:
    assert workingdays.working_days_before(day, days, "GB-ENG") == before


# Told to the member


def test_booked_confirmed_and_failed_are_told_in_the_members_language() -> None:
    meeting = planned()
    person = member_of(meeting.council)
    User.objects.filter(pk=person.pk).update(language="ar")
    need(person, Need.SIGN_LANGUAGE)
    booker = coordinator()
    actions.invite_everybody(meeting=meeting, by=booker)
    booking = meeting.access_bookings.get()
    for status in (BookingStatus.ARRANGING, BOOKED, CONFIRMED, FAILED):
        set_to(booking, status, booker)
    told = messages(Kind.BOOKING_NEWS)
    assert sorted(message.values["status"] for message in told) == ["booked", "confirmed", "failed"]
    assert {message.recipient for message in told} == {person}
    assert {message.values["what"] for message in told} == {"مترجم لغة الإشارة"}
    # Only the newest is still true.
    assert [message.values["status"] for message in told if is_still_news(message)] == ["failed"]


def test_failure_on_the_day_passes_quiet_hours_and_one_long_before_does_not() -> None:
    near, far = BookingFactory(invitation__meeting__day=date(2027, 1, 11)), BookingFactory()
    booker = coordinator()
    set_to(near, FAILED, booker)
    set_to(far, FAILED, booker)
    passes = {message.values["booking"]: message.ignores_quiet_hours for message in messages(Kind.BOOKING_NEWS)}
    assert passes == {str(near.pk): True, str(far.pk): False}


def test_failure_is_on_the_home_page_of_coordinators_until_it_is_solved(client: Client) -> None:
    booking = BookingFactory(status=CONFIRMED)
    booker = coordinator()
    client.force_login(booker)
    assert "Access to solve now" not in pages.get(client, "/home/").html
    set_to(booking, FAILED, booker)
    assert f"/meetings/bookings/{booking.pk}/" in pages.get(client, "/home/").links()
    set_to(booking, CONFIRMED, booker)
    assert "Access to solve now" not in pages.get(client, "/home/").html
    failure = AccessFailure.objects.get()
    assert (failure.cause, failure.solved_on) == (FailureCause.FAILED, NOW.date())


# Changes of need, answer and meeting


def test_need_changed_after_it_was_confirmed_is_told_to_whoever_sees_to_it() -> None:
    booker = coordinator()
    coordinator()
    booking = BookingFactory(status=CONFIRMED, owner=booker, need__note="BSL")
    person = invited(booking).membership.user
    accounts.keep_need(kind=Need.CAPTIONS, note="ASL", by=person)
    assert status_of(booking) == ASKED
    assert [message.recipient for message in messages(Kind.BOOKING_TO_CHECK)] == [booker]


def test_no_to_an_invitation_releases_what_is_booked_and_forgets_what_is_not() -> None:
    booker = coordinator()
    invitation = InvitationFactory(meeting__day=DAY)
    booked = BookingFactory(invitation=invitation, status=BOOKED, owner=booker)
    BookingFactory(invitation=invitation, need__kind=Need.BREAKS)
    actions.answer(invitation=invitation, answer=Answer.NO, note="", by=invitation.membership.user)
    assert [(one.pk, one.status) for one in AccessBooking.objects.all()] == [(booked.pk, TO_RELEASE)]
    (message,) = messages(Kind.BOOKING_TO_RELEASE)
    assert (message.recipient, message.values["release_by"]) == (booker, "2027-01-27")
    actions.answer(invitation=invitation, answer=Answer.YES, note="", by=invitation.membership.user)
    assert status_of(booked) == BOOKED
    assert sorted(AccessBooking.objects.values_list("kind", "status")) == [("breaks", "asked"), ("captions", "booked")]


def test_room_stays_booked_until_the_last_one_who_needs_it_says_no() -> None:
    meeting = planned()
    for _person in range(2):
        need(member_of(meeting.council), Need.HEARING_LOOP)
    booker = coordinator()
    first, second = actions.invite_everybody(meeting=meeting, by=booker)
    loop = meeting.access_bookings.get()
    set_to(loop, CONFIRMED, booker)
    actions.answer(invitation=first, answer=Answer.NO, note="")
    assert status_of(loop) == CONFIRMED
    actions.answer(invitation=second, answer=Answer.NO, note="")
    assert status_of(loop) == TO_RELEASE
    # Released with a no, and not taken back: who says yes after all has it asked for again.
    set_to(loop, BookingStatus.RELEASED, booker)
    actions.answer(invitation=second, answer=Answer.YES, note="")
    assert status_of(loop) == ASKED


def test_meeting_that_moves_asks_again_and_shows_what_day_the_supplier_has() -> None:
    booker = coordinator()
    booking = BookingFactory(invitation__meeting__day=DAY, status=CONFIRMED)
    meeting = booking.meeting
    Meeting.objects.filter(pk=meeting.pk).update(confirmed_on=NOW.date())
    meeting.refresh_from_db()
    actions.change(meeting=meeting, by=booker, **details(meeting, day=date(2027, 3, 1)))
    booking.refresh_from_db()
    assert (booking.status, booking.other_day, booking.due_on) == (ASKED, DAY, date(2027, 2, 15))
    assert Meeting.objects.get().confirmed_on is None
    # Nobody needs it any more, and the supplier still has the old day.
    actions.answer(invitation=invited(booking), answer=Answer.NO, note="")
    booking.refresh_from_db()
    assert (booking.status, booking.release_by) == (TO_RELEASE, date(2027, 1, 27))


def test_other_place_asks_again_for_the_room_and_not_for_the_interpreter() -> None:
    invitation = InvitationFactory(meeting__day=DAY)
    room = BookingFactory(invitation=invitation, need__kind=Need.STEP_FREE, status=CONFIRMED)
    captions = BookingFactory(invitation=invitation, status=CONFIRMED)
    actions.change(meeting=room.meeting, by=coordinator(), **details(room.meeting, place="Town hall"))
    assert (status_of(room), status_of(captions)) == (ASKED, CONFIRMED)


def test_longer_meeting_needs_a_second_interpreter() -> None:
    booking = BookingFactory(need__kind=Need.SIGN_LANGUAGE, status=BOOKED, invitation__meeting__minutes=60)
    actions.change(meeting=booking.meeting, by=coordinator(), **details(booking.meeting, minutes=90))
    booking.refresh_from_db()
    assert (booking.status, booking.quantity) == (ASKED, 2)


def test_cancelled_meeting_releases_what_suppliers_keep_and_forgets_the_rest() -> None:
    invitation = InvitationFactory(meeting__day=DAY)
    booked = BookingFactory(invitation=invitation, status=BOOKED)
    BookingFactory(invitation=invitation, need__kind=Need.BREAKS, status=FAILED)
    actions.cancel(meeting=booked.meeting, by=coordinator())
    assert list(AccessBooking.objects.values_list("pk", "status")) == [(booked.pk, TO_RELEASE)]


def test_whoever_is_not_expected_any_more_frees_what_is_booked_and_has_it_again() -> None:
    booking = BookingFactory(invitation__meeting__day=DAY, status=BOOKED)
    term = invited(booking).membership
    pause = term.pauses.create(starts_on=DAY - timedelta(days=3), ends_on=DAY + timedelta(days=3))
    assert actions.settle_absent() == 1
    assert actions.settle_absent() == 0
    assert status_of(booking) == TO_RELEASE
    pause.delete()
    assert actions.settle_absent() == 1
    assert status_of(booking) == BOOKED


def test_erased_person_leaves_nothing_and_the_supplier_is_not_forgotten() -> None:
    booking = BookingFactory(invitation__meeting__day=DAY, status=BOOKED)
    person = invited(booking).membership.user
    erasing.erase(person=person, by=person)
    assert not BookedNeed.objects.exists()
    assert status_of(booking) == TO_RELEASE


def test_taken_back_need_is_forgotten_at_meetings_that_are_over() -> None:
    booking = BookingFactory(invitation__meeting__day=date(2027, 1, 4), status=BookingStatus.DONE)
    wanted = AccessNeed.objects.get()
    accounts.forget_need(need=wanted, by=wanted.user)
    assert not BookedNeed.objects.exists()
    assert not AccessBooking.objects.filter(pk=booking.pk).exists()


# Whoever books


def test_every_move_by_hand_is_a_move_of_the_life() -> None:
    for status, following in BOOKING_BY_HAND.items():
        assert following <= BOOKING_NEXT[status]


@pytest.mark.parametrize(("status", "to"), [(ASKED, TO_RELEASE), (BOOKED, BookingStatus.RELEASED), (ASKED, "done")])
def test_moves_that_are_not_in_the_table_are_refused(status: BookingStatus, to: BookingStatus) -> None:
    booking = BookingFactory(status=status)
    with pytest.raises(Refused):
        set_to(booking, BookingStatus(to), coordinator())


def test_it_was_there_can_be_said_on_the_day_and_not_before() -> None:
    ahead = BookingFactory(status=CONFIRMED, invitation__meeting__day=NOW.date() + timedelta(days=1))
    today = BookingFactory(status=CONFIRMED, invitation__meeting__day=NOW.date())
    with pytest.raises(Refused, match="not taken place"):
        set_to(ahead, BookingStatus.DONE, coordinator())
    set_to(today, BookingStatus.DONE, coordinator())
    assert status_of(today) == BookingStatus.DONE


def test_details_are_saved_and_a_concurrent_change_is_noticed() -> None:
    booking = BookingFactory(invitation__meeting__day=DAY)
    booker = coordinator()
    stale = AccessBooking.objects.get(pk=booking.pk)
    price = {"cost": Decimal("120.50"), "currency": "GBP"}
    actions.save_booking(
        booking=booking,
        by=booker,
        **filled(booking, owner=booker, supplier="Hands", **price),
    )
    booking.refresh_from_db()
    assert (booking.owner, booking.supplier, booking.cost) == (booker, "Hands", Decimal("120.50"))
    with pytest.raises(Conflict):
        actions.save_booking(booking=stale, by=booker, **filled(stale, supplier="Ears"))
    with pytest.raises(Conflict):
        actions.set_booking(booking=stale, status=BOOKED, by=booker)
    event = AuditEvent.objects.get(action="changed an access booking")
    assert event.details == {"what": ["cost", "currency", "owner", "supplier"]}


def test_day_that_is_over_and_a_member_as_owner_are_refused() -> None:
    booking = BookingFactory(invitation__meeting__day=DAY)
    booker = coordinator()
    for wrong in ({"due_on": NOW.date() - timedelta(days=1)}, {"due_on": DAY + timedelta(days=1)}):
        with pytest.raises(Refused):
            actions.save_booking(booking=booking, by=booker, **filled(booking, **wrong))
    with pytest.raises(Refused, match="coordinators"):
        actions.save_booking(booking=booking, by=booker, **filled(booking, owner=member_of(booking.meeting.council)))


# Confirming


def test_meeting_is_not_confirmed_while_something_that_is_needed_is_not() -> None:
    booking = BookingFactory(invitation__meeting__day=DAY, status=BOOKED)
    booker = coordinator()
    with pytest.raises(Refused, match="is not confirmed yet"):
        actions.confirm_meeting(meeting=booking.meeting, by=booker)
    set_to(booking, CONFIRMED, booker)
    assert actions.confirm_meeting(meeting=booking.meeting, by=booker) == 1
    with pytest.raises(Refused, match="told already"):
        actions.confirm_meeting(meeting=booking.meeting, by=booker)
    (message,) = messages(Kind.MEETING_CONFIRMED)
    assert is_still_confirmed(message)
    actions.cancel(meeting=booking.meeting, by=booker)
    assert not is_still_confirmed(message)


def test_need_of_somebody_who_said_no_keeps_no_meeting_from_being_confirmed() -> None:
    booking = BookingFactory(invitation__meeting__day=DAY)
    Invitation.objects.update(answer=Answer.NO)
    assert rules.may_confirm(coordinator(), booking.meeting)


@pytest.mark.parametrize("how", ["by phone", "their page"])
def test_member_can_do_without_this_time_and_change_their_mind(how: str) -> None:
    booking = BookingFactory(invitation__meeting__day=DAY, status=FAILED)
    booker = coordinator()
    served = booking.served.get()
    by_phone = how == "by phone"
    speaker = booker if by_phone else invited(booking).membership.user
    actions.waive(served=served, waived=True, by=speaker)
    assert rules.may_confirm(booker, booking.meeting)
    assert (served.waived_on, served.waived_by_phone) == (NOW.date(), by_phone)
    actions.waive(served=served, waived=False, by=speaker)
    assert not rules.may_confirm(booker, booking.meeting)
    assert {event.details["how"] for event in AuditEvent.objects.filter(action__contains="waive")} == {how}


def test_nobody_else_speaks_for_a_member() -> None:
    booking = BookingFactory(need__shared_with=SharedWith.COUNCIL)
    council = booking.meeting.council
    for other in (chair_of(council), member_of(council)):
        with pytest.raises(Refused):
            actions.waive(served=booking.served.get(), waived=True, by=other)


def test_coordinator_overrides_with_a_reason_which_is_an_access_failure_and_told() -> None:
    booking = BookingFactory(invitation__meeting__day=DAY, need__shared_with=SharedWith.CHAIR)
    booker = coordinator()
    with pytest.raises(Refused):
        actions.override(booking=booking, reason="No time", by=chair_of(booking.meeting.council))
    actions.override(booking=booking, reason="Nobody was free", by=booker)
    failure = AccessFailure.objects.get()
    assert (failure.cause, failure.kind, failure.words) == (FailureCause.OVERRIDDEN, "captions", "Nobody was free")
    (message,) = messages(Kind.BOOKING_NEWS)
    assert (message.recipient, message.values["overridden"]) == (invited(booking).membership.user, True)
    assert actions.confirm_meeting(meeting=booking.meeting, by=booker) == 1


# Afterwards


def test_member_rates_after_the_meeting_and_a_no_is_a_failure_until_it_is_changed() -> None:
    booking = BookingFactory(invitation__meeting__day=DAY, status=CONFIRMED)
    served = booking.served.get()
    person = invited(booking).membership.user
    with pytest.raises(Refused, match="after the meeting"):
        actions.rate(served=served, had_it=Rating.YES, words="", by=person)
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        with pytest.raises(Refused):
            actions.rate(served=served, had_it=Rating.YES, words="", by=coordinator())
        actions.rate(served=served, had_it=Rating.NO, words="Nobody came", by=person)
        assert AccessFailure.objects.get().cause == FailureCause.MISSED
        actions.rate(served=served, had_it=Rating.PARTLY, words="Late", by=person)
        assert not AccessFailure.objects.exists()
    served.refresh_from_db()
    assert (served.had_it, served.rating_words) == (Rating.PARTLY, "Late")


def test_what_was_arranged_is_forgotten_after_a_year_and_failures_after_five() -> None:
    booking = BookingFactory(invitation__meeting__day=DAY, status=CONFIRMED)
    set_to(booking, FAILED, coordinator(), "Ill")
    assert sweep(DAY + timedelta(days=300))["access_bookings"] == []
    assert len(list(sweep(DAY + timedelta(days=370))["access_bookings"])) == 2
    assert AccessFailure.objects.get().booking is None
    sweep(DAY + timedelta(days=5 * 366))
    assert not AccessFailure.objects.exists()


# Pages


def test_list_shows_what_is_due_first_and_is_filtered(client: Client) -> None:
    booker = coordinator()
    late = BookingFactory(due_on=date(2027, 1, 9), owner=booker, invitation__meeting__title="Late one")
    later = BookingFactory(due_on=date(2027, 1, 30), invitation__meeting__title="Later one")
    BookingFactory(status=FAILED, invitation__meeting__title="Failed one")
    BookingFactory(status=TO_RELEASE, invitation__meeting__title="Released one")
    client.force_login(booker)

    def titles(view: str) -> list[str]:
        html = pages.get(client, f"/meetings/bookings/?view={view}").html
        names = ("Late one", "Later one", "Failed one", "Released one")
        return sorted((name for name in names if name in html), key=html.index)

    assert titles("to_arrange") == ["Late one", "Failed one", "Later one"]
    assert titles("mine") == ["Late one"]
    assert titles("due") == ["Late one", "Failed one"]
    assert titles("failed") == ["Failed one"]
    assert titles("to_release") == ["Released one"]
    page = pages.get(client, "/meetings/bookings/?view=due")
    assert "Overdue" in page.text("main")
    sent = {f"b{late.pk.hex}-status": "booked", f"b{late.pk.hex}-revision": "0", "from": "list"}
    answer = client.post(f"/meetings/bookings/{late.pk}/", sent)
    assert answer["Location"] == f"/meetings/bookings/?view=due#booking-{late.pk}"
    assert status_of(late) == BOOKED
    # A second press of a page that is old by now changes nothing.
    client.post(f"/meetings/bookings/{late.pk}/", {**sent, f"b{late.pk.hex}-status": "failed"})
    assert (status_of(late), status_of(later)) == (BOOKED, ASKED)


@pytest.mark.parametrize("number", [3, 300])
def test_list_costs_the_same_for_three_and_three_hundred(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    booker = coordinator()
    meeting = planned(status=MeetingStatus.INVITED)
    invitation = InvitationFactory(meeting=meeting)
    wanted = need(invitation.membership.user, Need.OTHER, note="a lamp")
    bookings = [
        AccessBooking(meeting=meeting, kind="other", lead_days=10, due_on=DAY, owner=booker) for _one in range(number)
    ]
    AccessBooking.objects.bulk_create(bookings)
    # On the first page, so that somebody is told who looked.
    bookings.sort(key=lambda booking: booking.pk)
    needs = [BookedNeed(booking=booking, invitation=invitation, need=None) for booking in bookings]
    needs[0].need = wanted
    BookedNeed.objects.bulk_create(needs)
    client.force_login(booker)
    # The first visit also notes how the list was left, and who has looked.
    client.get("/meetings/bookings/")
    with django_assert_num_queries(11):
        page = pages.get(client, "/meetings/bookings/")
    assert len(page.all("tr")) == min(number, 50) + 1


def test_file_holds_what_the_list_shows_and_no_formula(client: Client) -> None:
    booker = coordinator()
    BookingFactory(supplier="=cmd()", invitation__meeting__title="One", invitation__membership__alias="Heron")
    BookingFactory(status=FAILED, invitation__meeting__title="Two")
    client.force_login(booker)
    assert client.get("/meetings/bookings/export/").status_code == 405
    response = client.post("/meetings/bookings/export/?view=to_arrange&q=One")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["meeting"], row["for"], row["supplier"]) for row in rows] == [("One", "Heron", "'=cmd()")]
    assert AuditEvent.objects.filter(action="exported access bookings").exists()


def test_chair_sees_of_a_room_only_whom_they_may_know(client: Client) -> None:
    meeting = planned()
    open_one, closed = member_of(meeting.council, alias="Heron"), member_of(meeting.council, alias="Owl")
    need(open_one, Need.STEP_FREE, shared_with=SharedWith.CHAIR)
    need(closed, Need.STEP_FREE, shared_with=SharedWith.BOOKING, note="a ramp")
    need(closed, Need.CAPTIONS, shared_with=SharedWith.BOOKING)
    actions.invite_everybody(meeting=meeting, by=coordinator())
    chair = chair_of(meeting.council)
    client.force_login(chair)
    (booking,) = booking_queries.to_arrange_by(chair)
    for address in ("/meetings/bookings/", f"/meetings/bookings/{booking.pk}/", f"/meetings/{meeting.pk}/"):
        needs = pages.get(client, address).text("main")
        assert "Heron" in needs
        assert "a ramp" not in needs
    hidden = meeting.access_bookings.get(kind=Need.CAPTIONS)
    assert client.get(f"/meetings/bookings/{hidden.pk}/").status_code == 404
    assert client.get("/meetings/bookings/failures/").status_code == 404
    client.force_login(open_one)
    assert client.get("/meetings/bookings/").status_code == 403


def test_booking_page_saves_details_and_keeps_what_was_typed(client: Client) -> None:
    booking = BookingFactory(invitation__meeting__day=DAY)
    client.force_login(coordinator())
    address = f"/meetings/bookings/{booking.pk}/"
    typed = {
        "owner": "",
        "supplier": "Hands",
        "supplier_contact": "",
        "quantity": "2",
        "cost": "120,50",
        "currency": "GBP",
        "lead_days": "10",
        "due_on": "2027-01-09",
        "note": "",
        "revision": "0",
    }
    page = pages.post(client, f"{address}details/", typed)
    assert "This day is over. Choose today or a later day." in page.text("main")
    assert page.values()["supplier"] == "Hands"
    client.post(f"{address}details/", {**typed, "due_on": "2027-01-20", "cost": "1", "currency": "JPY"})
    assert AccessBooking.objects.get().currency == "JPY"
    stale = client.post(f"{address}details/", {**typed, "due_on": "2027-01-20", "supplier": "Ears"})
    assert stale.status_code == 409
    assert "Ears" in stale.content.decode()


def test_member_waives_and_rates_on_their_own_page(client: Client) -> None:
    booking = BookingFactory(invitation__meeting__day=DAY, status=BOOKED, need__note="Spanish")
    served = booking.served.get()
    person = invited(booking).membership.user
    client.force_login(person)
    address = f"/meetings/{booking.meeting_id}/needs/"
    assert address in pages.get(client, f"/meetings/{booking.meeting_id}/").links()
    assert "Spanish" in pages.get(client, address).text("main")
    client.post(f"/meetings/needs/{served.pk}/waive/", {"waived": "yes"})
    assert "You can do without this time" in pages.get(client, address).text("main")
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        client.force_login(person)
        page = pages.post(client, f"/meetings/needs/{served.pk}/rate/", {})
        assert "Choose one of the three answers." in page.text("main")
        key = f"n{served.pk.hex}"
        client.post(f"/meetings/needs/{served.pk}/rate/", {f"{key}-had_it": "yes", f"{key}-rating_words": "Fine"})
    assert BookedNeed.objects.get().had_it == Rating.YES
    client.force_login(member_of(booking.meeting.council))
    assert client.post(f"/meetings/needs/{served.pk}/rate/", {}).status_code == 404
    assert client.get(address).status_code == 404


def test_confirm_button_says_why_not_and_then_confirms(client: Client) -> None:
    booking = BookingFactory(invitation__meeting__day=DAY)
    booker = coordinator()
    client.force_login(booker)
    address = f"/meetings/{booking.meeting_id}/"
    assert "is not confirmed yet" in pages.get(client, address).text("main")
    client.post(f"{address}confirm/")
    assert "is not confirmed yet" in pages.get(client, address).html
    set_to(booking, CONFIRMED, booker)
    client.post(f"{address}confirm/")
    assert "The meeting is confirmed. 1 person is told." in pages.get(client, address).html


def test_report_counts_by_council_and_quarter(client: Client) -> None:
    booker = coordinator()
    booking = BookingFactory(status=BOOKED)
    CouncilFactory(name="Quiet council")
    set_to(booking, FAILED, booker)
    client.force_login(booker)
    page = pages.get(client, "/meetings/bookings/failures/")
    tables = [table for table in page.all("table") if "Confirmed without it" in pages.words(table)]
    assert len(tables) == 2
    rows = [pages.words(row) for table in tables for row in table.iter("tr")]
    assert "January to March 2027 1 0 0 0" in rows
    assert "Live captions by a person: 1" in page.text("main")


@pytest.mark.parametrize("language", ["en", "es", "ar", "pl"])
def test_every_page_is_whole_in_every_language(client: Client, language: str) -> None:
    person = PersonFactory(roles=[Role.COORDINATOR], language=language)
    member = PersonFactory(roles=["member"], language=language)
    invitation = InvitationFactory(meeting__day=DAY, membership__user=member)
    shown = [
        BookingFactory(invitation=invitation, status=ASKED),
        BookingFactory(
            invitation=invitation, status=TO_RELEASE, need__kind=Need.BREAKS, cost=Decimal(12), currency="EUR"
        ),
        BookingFactory(invitation=invitation, status=FAILED, need__kind=Need.QUIET_SPACE, supplier="X"),
    ]
    client.force_login(person)
    addresses = ["/meetings/bookings/?view=all", "/meetings/bookings/failures/"]
    for booking in shown:
        addresses += [f"/meetings/bookings/{booking.pk}/", f"/meetings/bookings/{booking.pk}/override/"]
    for address in addresses:
        pages.get(client, address, lang=language)
    client.force_login(member)
    pages.get(client, f"/meetings/{invitation.meeting_id}/needs/", lang=language)


# Two at the same time


@pytest.mark.long
@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_tell_the_same_need_of_the_room_at_once_are_served_by_one_booking() -> None:
    meeting = planned(status=MeetingStatus.INVITED)
    people_ = [MembershipFactory(council=meeting.council) for _one in range(2)]
    for term in people_:
        InvitationFactory(meeting=meeting, membership=term)
    first, second = (term.user for term in people_)
    with transaction.atomic():
        accounts.keep_need(kind=Need.STEP_FREE, note="", by=first)
        thread, _results = in_thread(lambda: accounts.keep_need(kind=Need.STEP_FREE, note="", by=second))
        wait_until_it_waits(thread)
    thread.join()
    assert AccessBooking.objects.get().served.count() == 2


@pytest.mark.long
@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_say_what_became_of_a_booking_one_is_told_that_it_changed() -> None:
    booking = BookingFactory()
    stale = AccessBooking.objects.get(pk=booking.pk)
    booker = coordinator()
    with transaction.atomic():
        actions.set_booking(booking=booking, status=BOOKED, by=booker)
        thread, results = in_thread(lambda: actions.set_booking(booking=stale, status=FAILED, by=booker))
        wait_until_it_waits(thread)
    thread.join()
    assert isinstance(results[0], Conflict)
    assert status_of(booking) == BOOKED


def test_needs_of_the_room_are_the_three_that_the_building_has() -> None:
    assert {Need.STEP_FREE, Need.HEARING_LOOP, Need.QUIET_SPACE} == OF_THE_ROOM
    assert queries.bookings_visible_to(coordinator()).count() == 0
