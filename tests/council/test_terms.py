"""Terms put right, taken back, paused; offices within them; the role that ends with them; what people are told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.enums import Role
from accounts.models import AuditEvent, RoleGrant, User
from core.verdicts import Conflict, Refused
from council import actions, queries
from council.enums import Office as OfficeKind
from council.models import Membership, Office, Pause
from notifications.channels import wording
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage
from people.joining import handlers_of, read_query
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PersonFactory
from tests.council.factories import MembershipFactory, RulesFactory, SeatFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db

TODAY = date(2027, 6, 15)


@pytest.fixture
def coordinator() -> User:
    return PersonFactory(roles=[Role.COORDINATOR])


def told(person: User, language: str = "en") -> list[str]:
    """Return what waits to be told to somebody: the bodies, the oldest first."""
    waiting = OutboxMessage.objects.filter(recipient=person, status=Status.PENDING).order_by("due_at", "pk")
    return [wording.of(message, language).body for message in waiting]


def seated(coordinator: User, starts_on: date = TODAY, **fields: object) -> Membership:
    return actions.seat_member(seat=SeatFactory(), person=PersonFactory(**fields), starts_on=starts_on, by=coordinator)


def at(day: date) -> time_machine.travel:
    return time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), tick=False)


def again(person: User) -> User:
    """Return somebody without what was read of them before."""
    return User.objects.get(pk=person.pk)


def test_role_comes_and_ends_with_the_term(coordinator: User) -> None:
    term = seated(coordinator, starts_on=date(2027, 7, 1))
    council = term.seat.council_id
    found = {}
    for day in (date(2027, 6, 30), date(2027, 7, 1), date(2029, 6, 30), date(2029, 7, 1)):
        with at(day):
            person = again(term.user)
            found[day.isoformat()] = (person.has_role(Role.MEMBER), person.has_role_for(council, Role.MEMBER))
    assert found == {
        "2027-06-30": (False, False),
        "2027-07-01": (True, True),
        "2029-06-30": (True, True),
        "2029-07-01": (False, False),
    }


def test_role_of_the_chair_ends_with_the_office(coordinator: User) -> None:
    term = seated(coordinator)
    actions.hold_office(term=term, kind=OfficeKind.CHAIR, starts_on=TODAY, ends_on=date(2027, 12, 31), by=coordinator)
    with at(date(2027, 12, 31)):
        assert again(term.user).has_role(Role.CHAIR)
    with at(date(2028, 1, 1)):
        assert again(term.user).roles == {Role.MEMBER}


def test_seat_is_free_from_the_day_after_an_early_end_also_in_the_renewal(coordinator: User) -> None:
    term = MembershipFactory()
    renewal = actions.renew(term=term, by=coordinator)
    actions.hold_office(term=renewal, kind=OfficeKind.CHAIR, starts_on=renewal.starts_on, by=coordinator)
    actions.end_term(term=Membership.objects.get(pk=term.pk), last_day=date(2027, 6, 30), by=coordinator)
    assert list(Membership.objects.values_list("ends_on", flat=True)) == [date(2027, 6, 30)]
    # Nothing of the renewal is left: neither its role nor that of its chair.
    assert not RoleGrant.objects.filter(user=term.user, starts_on__gte=date(2028, 1, 1)).exists()
    other = PersonFactory()
    actions.seat_member(seat=term.seat, person=other, starts_on=date(2027, 7, 1), by=coordinator)


def test_later_appointment_after_a_gap_does_not_fall_with_a_term(coordinator: User) -> None:
    term = MembershipFactory()
    later = actions.seat_member(seat=term.seat, person=term.user, starts_on=date(2029, 1, 1), by=coordinator)
    actions.end_term(term=term, last_day=TODAY, by=coordinator)
    assert Membership.objects.filter(pk=later.pk).exists()


def test_appointment_is_undone_as_if_it_had_never_been(coordinator: User) -> None:
    term = seated(coordinator, starts_on=date(2027, 7, 1))
    actions.hold_office(term=term, kind=OfficeKind.CHAIR, starts_on=date(2027, 8, 1), by=coordinator)
    actions.renew(term=term, by=coordinator)
    actions.undo_appointment(term=term, reason="Wrong person chosen", by=coordinator)
    assert (Membership.objects.count(), Office.objects.count()) == (0, 0)
    assert not RoleGrant.objects.filter(user=term.user).exists()
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.details["reason"]) == ("took back an appointment", "Wrong person chosen")
    with pytest.raises(Conflict):
        actions.undo_appointment(term=term, reason="Again", by=coordinator)


def test_term_that_has_begun_is_not_undone(coordinator: User) -> None:
    term = MembershipFactory(starts_on=date(2027, 6, 14))
    with pytest.raises(Refused, match="This term has begun"):
        actions.undo_appointment(term=term, reason="Wrong", by=coordinator)


def test_person_who_has_not_heard_of_an_appointment_hears_nothing_of_its_undoing(coordinator: User) -> None:
    term = seated(coordinator)
    actions.undo_appointment(term=term, reason="Wrong person", by=coordinator)
    assert told(term.user) == []
    heard = seated(coordinator)
    now = datetime.now(tz=UTC)
    OutboxMessage.objects.filter(recipient=heard.user).update(status=Status.SENT, sent_at=now)
    actions.undo_appointment(term=heard, reason="Wrong person", by=coordinator)
    (body,) = told(heard.user)
    assert "had been given to you by mistake" in body


def test_mistyped_end_is_put_right_with_role_and_office(coordinator: User) -> None:
    term = MembershipFactory(starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31), chairs=True)
    RoleGrant.objects.create(
        user=term.user,
        role=Role.MEMBER,
        council=term.seat.council_id,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
    )
    actions.correct_end(term=term, ends_on=date(2028, 12, 31), reason="Wrong year", by=coordinator)
    grant = RoleGrant.objects.get(user=term.user, council=term.seat.council_id)
    assert (grant.ends_on, Office.objects.get().ends_on) == (date(2028, 12, 31), date(2028, 12, 31))
    event = AuditEvent.objects.latest("id")
    assert event.details == {"planned": "2027-12-31", "until": "2028-12-31", "reason": "Wrong year"}


@pytest.mark.parametrize(
    "ends_on, refusal",
    [
        (date(2027, 6, 14), "Choose today or a later day"),
        (date(2026, 1, 1), "after the first day of the term"),
        (date(2037, 1, 2), "A term lasts ten years at most"),
        (date(2028, 6, 1), "The seat is taken after this term ends"),
    ],
)
def test_end_is_not_put_where_it_cannot_be(coordinator: User, ends_on: date, refusal: str) -> None:
    term = MembershipFactory()
    MembershipFactory(seat=term.seat, starts_on=date(2028, 1, 1), ends_on=date(2028, 12, 31))
    with pytest.raises(Refused, match=refusal):
        actions.correct_end(term=term, ends_on=ends_on, reason="Wrong", by=coordinator)


def test_term_beyond_the_limit_is_refused(coordinator: User) -> None:
    with pytest.raises(Refused, match="A term lasts ten years at most"):
        actions.seat_member(
            seat=SeatFactory(), person=PersonFactory(), starts_on=TODAY, ends_on=date(2207, 6, 15), by=coordinator
        )
    with pytest.raises(Refused, match="A term lasts ten years at most"):
        actions.renew(term=MembershipFactory(), ends_on=date(2208, 1, 1), by=coordinator)


def test_terms_of_unequal_length_follow_each_other(coordinator: User) -> None:
    seat, ends_on = SeatFactory(), date(2027, 9, 30)
    term = actions.seat_member(seat=seat, person=PersonFactory(), starts_on=TODAY, ends_on=ends_on, by=coordinator)
    following = actions.renew(term=term, ends_on=date(2028, 2, 29), by=coordinator)
    assert (following.starts_on, following.ends_on) == (date(2027, 10, 1), date(2028, 2, 29))


def test_term_from_the_29th_of_february_ends_the_day_before_the_28th(coordinator: User) -> None:
    with at(date(2028, 2, 29)):
        seat = SeatFactory()
        RulesFactory(council=seat.council, term_months=12)
        term = actions.seat_member(seat=seat, person=PersonFactory(), starts_on=date(2028, 2, 29), by=coordinator)
        assert term.ends_on == date(2029, 2, 27)
        following = actions.renew(term=term, by=coordinator)
        assert (following.starts_on, following.ends_on) == (date(2029, 2, 28), date(2030, 2, 27))
        actions.pause(term=term, starts_on=date(2028, 2, 29), ends_on=date(2028, 8, 28), by=coordinator)


def test_renewal_is_taken_back_before_it_begins(coordinator: User) -> None:
    term = MembershipFactory()
    with pytest.raises(Refused, match="This is a first term"):
        actions.take_back_renewal(term=term, reason="Wrong", by=coordinator)
    renewal = actions.renew(term=term, by=coordinator)
    with at(date(2028, 1, 1)), pytest.raises(Refused, match="This term has begun"):
        actions.take_back_renewal(term=renewal, reason="Wrong", by=coordinator)
    actions.take_back_renewal(term=renewal, reason="They changed their mind", by=coordinator)
    assert list(Membership.objects.all()) == [term]


def test_pause_is_within_the_term_and_as_long_as_agreed(coordinator: User) -> None:
    term = MembershipFactory()
    RulesFactory(council=term.seat.council, pause_months=2)
    for starts_on, ends_on, refusal in (
        (TODAY, date(2027, 8, 15), "keeps a seat for a shorter time"),
        (date(2027, 12, 1), date(2028, 1, 1), "inside the term"),
        (date(2027, 7, 1), date(2027, 6, 30), "inside the term"),
    ):
        with pytest.raises(Refused, match=refusal):
            actions.pause(term=term, starts_on=starts_on, ends_on=ends_on, by=term.user)
    actions.pause(term=term, starts_on=TODAY, ends_on=date(2027, 8, 14), by=term.user)
    with pytest.raises(Refused, match="a pause in these days already"):
        actions.pause(term=term, starts_on=date(2027, 8, 1), ends_on=date(2027, 9, 1), by=term.user)


def test_member_in_a_pause_keeps_the_seat_and_is_not_invited(coordinator: User) -> None:
    term = MembershipFactory()
    pause = actions.pause(term=term, starts_on=TODAY, ends_on=date(2027, 8, 14), by=coordinator)
    assert list(queries.running(TODAY)) == [term]
    assert list(queries.taking_part(TODAY)) == []
    actions.end_pause(pause=pause, by=term.user)
    assert list(queries.taking_part(TODAY)) == [term]
    # Whoever reads the log must not learn for how long somebody was away.
    assert [event.details for event in AuditEvent.objects.all()] == [{}, {}]


def test_nobody_else_pauses_for_a_member() -> None:
    term = MembershipFactory()
    other = MembershipFactory(council=term.seat.council).user
    with pytest.raises(Refused, match="Only the member and coordinators"):
        actions.pause(term=term, starts_on=TODAY, ends_on=date(2027, 7, 1), by=other)


def test_chair_is_handed_over_within_the_term(coordinator: User) -> None:
    term = MembershipFactory(chairs=True)
    to = MembershipFactory(council=term.seat.council)
    office = actions.hand_over_office(office=term.offices.get(), to=to, on=date(2027, 7, 1), by=coordinator)
    held = list(Office.objects.order_by("starts_on").values_list("membership", "starts_on", "ends_on"))
    assert held == [
        (term.pk, date(2027, 1, 1), date(2027, 6, 30)),
        (to.pk, date(2027, 7, 1), date(2027, 12, 31)),
    ]
    assert (office.kind, again(to.user).has_role(Role.CHAIR)) == (OfficeKind.CHAIR, False)
    with at(date(2027, 7, 1)):
        assert again(to.user).has_role(Role.CHAIR)
    assert Membership.objects.count() == 2


def test_role_of_a_chair_follows_the_offices_that_bring_it(coordinator: User) -> None:
    term = MembershipFactory(chairs=True)
    chair = term.offices.get()
    RoleGrant.objects.create(
        user=term.user, role=Role.CHAIR, council=term.seat.council_id, starts_on=chair.starts_on, ends_on=chair.ends_on
    )
    lasts = {"starts_on": chair.starts_on, "by": coordinator}
    deputy = actions.hold_office(term=term, kind=OfficeKind.DEPUTY, **lasts)
    actions.end_office(office=deputy, last_day=TODAY, by=coordinator)
    held = RoleGrant.objects.get(user=term.user, role=Role.CHAIR, council=term.seat.council_id)
    assert held.ends_on == chair.ends_on
    actions.hold_office(term=term, kind=OfficeKind.CO_CHAIR, ends_on=date(2027, 8, 31), **lasts)
    actions.end_office(office=chair, last_day=TODAY, by=coordinator)
    held.refresh_from_db()
    assert held.ends_on == date(2027, 8, 31)


@pytest.mark.parametrize("day", [date.min, TODAY - timedelta(days=2)])
def test_office_that_was_held_is_not_made_as_if_it_had_not_been(coordinator: User, day: date) -> None:
    term = MembershipFactory(chairs=True)
    to = MembershipFactory(council=term.seat.council)
    office = term.offices.get()
    with pytest.raises(Refused, match="What has been is not changed"):
        actions.hand_over_office(office=office, to=to, on=day, by=coordinator)
    with pytest.raises(Refused, match="What has been is not changed"):
        actions.end_office(office=office, last_day=day, by=coordinator)
    assert Office.objects.get() == office


def test_nobody_leaves_in_the_past_by_the_page_of_those_who_coordinate(client: Client) -> None:
    term = MembershipFactory()
    client.force_login(term.user)
    yesterday = TODAY - timedelta(days=1)
    address = f"/accounts/people/{term.user_id}/leaving/?way=term&term={term.pk}&last_day={yesterday}"
    assert client.post(address, {}).status_code == 404
    term.refresh_from_db()
    assert term.ends_on == date(2027, 12, 31)


def test_office_does_not_go_to_another_council_or_beyond_its_end(coordinator: User) -> None:
    term = MembershipFactory(chairs=True)
    office = term.offices.get()
    with pytest.raises(Refused, match="somebody else of the same council"):
        actions.hand_over_office(office=office, to=MembershipFactory(), on=date(2027, 7, 1), by=coordinator)
    with pytest.raises(Refused, match="before this office ends anyway"):
        actions.end_office(office=office, last_day=date(2028, 1, 1), by=coordinator)
    with pytest.raises(Refused, match="Someone else is the chair"):
        actions.hold_office(
            term=MembershipFactory(council=term.seat.council),
            kind=OfficeKind.CHAIR,
            starts_on=TODAY,
            by=coordinator,
        )


def test_each_change_is_told_in_the_language_of_the_person(coordinator: User) -> None:
    term = seated(coordinator, language="ar")
    council = term.seat.council
    council.translations = {"ar": {"name": "مجلس النهر"}}
    council.save()
    term = Membership.objects.get(pk=term.pk)
    pause = actions.pause(term=term, starts_on=TODAY, ends_on=date(2027, 7, 1), by=term.user)
    actions.end_pause(pause=pause, by=term.user)
    office = actions.hold_office(term=term, kind=OfficeKind.CO_CHAIR, starts_on=TODAY, by=coordinator)
    actions.end_office(office=office, last_day=date(2027, 8, 1), by=coordinator)
    renewal = actions.renew(term=term, by=coordinator)
    actions.take_back_renewal(term=renewal, reason="Wrong", by=coordinator)
    term = actions.correct_end(
        term=Membership.objects.get(pk=term.pk), ends_on=date(2029, 1, 31), reason="Wrong", by=coordinator
    )
    actions.end_term(term=term, last_day=date(2028, 1, 31), by=coordinator)
    messages = OutboxMessage.objects.filter(recipient=term.user)
    news = sorted(message.values.get("news", "") for message in messages)
    assert news == [
        "", "back", "end_moved", "ended", "office_ended", "office_given", "paused", "renewal_taken_back", "renewed",
    ]  # fmt: skip
    changed = messages.filter(kind=Kind.SEAT_CHANGED)
    assert {message.values["council"] for message in changed} == {"مجلس النهر"}
    for message in changed:
        # A sentence of its own for each: the body is longer than greeting and links alone, in every language.
        assert "مجلس النهر" in wording.of(message, "ar").body
        assert council.name not in wording.of(message, "en").subject


# Pages


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_of_a_term_open(signed_in: SignedIn, language: str) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    term = MembershipFactory(chairs=True)
    MembershipFactory(council=term.seat.council)
    office = term.offices.get()
    pause = Pause.objects.create(membership=term, starts_on=TODAY, ends_on=date(2027, 7, 1))
    addresses = [
        *(f"terms/{term.pk}/{act}/" for act in ("undo", "correct", "end", "renew", "take-back", "pause", "office")),
        f"offices/{office.pk}/end/",
        f"offices/{office.pk}/hand-over/",
        f"pauses/{pause.pk}/end/",
        f"seats/{term.seat_id}/",
        f"seats/{term.seat_id}/appoint/",
    ]
    for address in addresses:
        pages.get(client, f"/council/{address}?lang={language}")


def test_appointment_is_undone_in_the_browser_with_a_reason(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.COORDINATOR)
    term = seated(person, starts_on=date(2027, 7, 1))
    address = f"/council/terms/{term.pk}/undo/"
    assert "Take back this appointment" in pages.get(client, f"/council/seats/{term.seat_id}/").text("main")
    page = pages.post(client, address, {"reason": ""})
    assert page.links()["#id_reason"].startswith("Write in a few words why.")
    client.post(address, {"reason": "Wrong person"})
    assert Membership.objects.count() == 0


def test_refusal_keeps_what_was_typed(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    term = MembershipFactory()
    said = {"ends_on": "2047-01-01", "reason": "Wrong year"}
    page = pages.post(client, f"/council/terms/{term.pk}/correct/", said, status=409)
    assert "A term lasts ten years at most." in page.text("main")
    assert {name: page.values()[name] for name in said} == said


def test_member_pauses_and_comes_back(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.MEMBER)
    term = MembershipFactory(user=person)
    address = f"/council/terms/{term.pk}/pause/"
    said = {"starts_on": "2027-06-15", "ends_on": "2027-07-31"}
    assert pages.get(client, address).values()["ends_on"] == "2027-12-14"
    assert client.post(address, said).headers["Location"] == "/council/me/"
    pause = Pause.objects.get()
    assert "I pause from Tuesday 15 June 2027" in pages.get(client, "/council/me/").text("main")
    pages.get(client, f"/council/pauses/{pause.pk}/end/")
    client.post(f"/council/pauses/{pause.pk}/end/")
    assert Pause.objects.count() == 0


def test_pause_of_somebody_else_is_not_there(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.MEMBER)
    term = MembershipFactory()
    pause = Pause.objects.create(membership=term, starts_on=TODAY, ends_on=date(2027, 7, 1))
    pages.get(client, f"/council/terms/{term.pk}/pause/", status=404)
    pages.get(client, f"/council/pauses/{pause.pk}/end/", status=404)


def test_chair_is_given_and_handed_over_in_the_browser(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    term = MembershipFactory()
    to = MembershipFactory(council=term.seat.council)
    said = {"kind": "chair", "starts_on": "2027-06-15", "ends_on": "2027-12-31"}
    client.post(f"/council/terms/{term.pk}/office/", said)
    office = Office.objects.get()
    client.post(f"/council/offices/{office.pk}/hand-over/", {"to": str(to.pk), "on": "2027-08-01"})
    holders = [office.membership for office in Office.objects.order_by("starts_on")]
    assert holders == [term, to]
    page = pages.post(client, f"/council/offices/{office.pk}/end/", {"last_day": "2027-12-31"}, status=409)
    assert "before this office ends anyway" in page.text("main")


def test_somebody_new_is_invited_to_a_seat(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.COORDINATOR)
    seat = SeatFactory()
    links = pages.get(client, f"/council/seats/{seat.pk}/appoint/").links()
    (href,) = [href for href, words in links.items() if words == "Invite somebody new to this seat"]
    assert f"seat {seat.number}" in pages.get(client, href).text("main")
    then = read_query(href.partition("then=")[2].replace("%3A", ":"))
    ((_name, handler),) = handlers_of(then)
    newcomer = PersonFactory()
    handler(newcomer, then, person)
    term = Membership.objects.get()
    assert (term.seat, term.user, term.starts_on) == (seat, newcomer, TODAY)
