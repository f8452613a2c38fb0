"""When somebody goes, nothing freezes: it is listed, taken over or left open where others see it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import actions as accounts
from accounts.enums import Role
from accounts.models import User
from core.verdicts import Conflict, Refused
from council import actions as council
from council.enums import Office
from council.models import Membership
from council.models import Office as OfficeHeld
from meetings import queries as meeting_queries
from meetings.actions import invite_everybody
from meetings.models import Invitation
from notifications.actions import send_due
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage
from people import hanging
from people.actions import leaving as actions
from people.hanging import Going
from people.models import Handover, StandIn
from people.queries import leaving as queries
from policies import actions as policies
from policies import rules as policy_rules
from policies.models import PolicyDocument
from tests.accounts.conftest import SignedIn
from tests.meetings.factories import MeetingFactory, MembershipFactory, PersonFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 6, 15, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_june_2027() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def steward() -> User:
    made: User = PersonFactory(roles=[Role.STEWARD])
    return made


def admin() -> User:
    made: User = PersonFactory(roles=[Role.ADMIN])
    return made


def coordinator() -> User:
    made: User = PersonFactory(roles=[Role.COORDINATOR])
    return made


def policy_of(person: User, title: str = "Visits at night") -> PolicyDocument:
    return policies.add_document(
        title=title, slug=title.lower().replace(" ", "-"), language="en", clauses=[("1", "Nobody visits.")], by=person
    )


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def names(going: Going) -> dict[str, list[str]]:
    return {group.responsibility.name: [thing.title for thing in group.things] for group in queries.hanging_on(going)}


def test_what_hangs_is_listed_by_the_roles_that_are_lost() -> None:
    person = steward()
    policy_of(person)
    assert names(Going(person)) == {"policy": ["Visits at night"]}
    assert names(Going(person, frozenset({Role.READER}))) == {"policy": ["Visits at night"]}
    assert names(Going(person, frozenset({Role.STEWARD}))) == {}


def test_hand_over_gives_the_policy_tells_the_successor_once_and_keeps_words() -> None:
    person, successor, by = steward(), steward(), admin()
    document = policy_of(person)
    choices = {("policy", str(document.pk)): successor}
    (made,) = actions.hand_over(going=Going(person), choices=choices, note=" Ask Mo. ", by=by)
    document.refresh_from_db()
    assert document.steward == successor
    assert (made.left_by, made.taken_by, made.note) == (person, successor, "Ask Mo.")
    assert [(thing["kind"], thing["title"]) for thing in made.things] == [("policy", "Visits at night")]
    (message,) = OutboxMessage.objects.filter(kind=Kind.HANDED_OVER)
    assert message.recipient == successor
    # Neither title nor note: both may name a ward.
    assert message.values["lines"] == ["Policies: 1"]
    assert policy_rules.may_steward(fresh(successor), document)


def test_hand_over_leaves_open_what_nobody_takes() -> None:
    person, by = steward(), admin()
    document = policy_of(person)
    actions.hand_over(going=Going(person), choices={}, note="", by=by)
    document.refresh_from_db()
    assert document.steward is None
    assert [row.taken_by for row in Handover.objects.all()] == [None]
    # Any steward takes it from the list; of two the second is told.
    other = steward()
    seen_before = PolicyDocument.objects.get(pk=document.pk)
    policies.adopt(document=document, by=other)
    with pytest.raises(Conflict):
        policies.adopt(document=seen_before, by=steward())
    document.refresh_from_db()
    assert document.steward == other


def test_hand_over_refuses_somebody_who_could_not_see_to_it() -> None:
    person, by = steward(), admin()
    document = policy_of(person)
    reader = PersonFactory(roles=[Role.READER])
    with pytest.raises(Refused, match="cannot take this over"):
        actions.hand_over(going=Going(person), choices={("policy", str(document.pk)): reader}, note="", by=by)
    document.refresh_from_db()
    assert document.steward == person
    assert not Handover.objects.exists()


def test_hand_over_is_for_administrators() -> None:
    person = steward()
    policy_of(person)
    with pytest.raises(Refused, match="Only administrators"):
        actions.hand_over(going=Going(person), choices={}, note="", by=coordinator())


def test_a_role_that_is_taken_elsewhere_leaves_nothing_frozen() -> None:
    person, by = steward(), admin()
    document = policy_of(person)
    accounts.set_roles(person=person, roles=[Role.READER], is_active=True, by=by)
    document.refresh_from_db()
    assert document.steward is None
    assert Handover.objects.get().things[0]["title"] == "Visits at night"
    # Nothing hangs any more, so nothing is written down a second time.
    accounts.set_roles(person=person, roles=[], is_active=False, by=by)
    assert Handover.objects.count() == 1


def test_the_page_of_a_person_leads_over_the_page_of_leaving(signed_in: SignedIn) -> None:
    by, client = signed_in(Role.ADMIN)
    person, successor = steward(), steward()
    document = policy_of(person)
    answer = client.post(f"/accounts/people/{person.pk}/", {"roles": ["reader"], "is_active": "on"})
    address = answer["Location"]
    assert address == f"/accounts/people/{person.pk}/leaving/?way=roles&roles=reader"
    assert fresh(person).roles == {Role.STEWARD}
    page = pages.get(client, address)
    assert "Visits at night" in page.text("form", method="post", class_="narrow")
    name = f"policy-{document.pk}"
    assert page.values()[name] == str(successor.pk)
    client.post(address, {name: str(successor.pk), "note": "Ask Mo."})
    document.refresh_from_db()
    assert document.steward == successor
    assert fresh(person).roles == {Role.READER}
    # And where nothing hangs, no page comes between.
    answer = client.post(f"/accounts/people/{person.pk}/", {"is_active": "on"})
    assert answer["Location"] == "/accounts/people/"
    assert by.pk != person.pk


def test_leaving_is_not_found_for_others_and_for_oneself(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.COORDINATOR)
    pages.get(client, f"/accounts/people/{steward().pk}/leaving/", status=404)
    admin_, client = signed_in(Role.ADMIN)
    pages.get(client, f"/accounts/people/{admin_.pk}/leaving/", status=404)
    pages.get(client, f"/accounts/people/{steward().pk}/leaving/?way=nowhere", status=404)
    pages.get(client, f"/accounts/people/{person.pk}/leaving/?way=term&term=x&last_day=y", status=404)


def test_switching_off_hands_over_and_ends_both_or_neither(signed_in: SignedIn) -> None:
    _by, client = signed_in(Role.ADMIN)
    person = steward()
    document = policy_of(person)
    reader = PersonFactory(roles=[Role.READER])
    page = pages.post(
        client,
        f"/accounts/people/{person.pk}/leaving/",
        {f"policy-{document.pk}": str(reader.pk), "note": "Keep this"},
    )
    assert "Keep this" in page.html
    assert fresh(person).is_active
    pages.get(client, f"/accounts/people/{person.pk}/leaving/")
    client.post(f"/accounts/people/{person.pk}/leaving/", {f"policy-{document.pk}": "", "note": ""})
    assert not fresh(person).is_active
    document.refresh_from_db()
    assert document.steward is None


def test_successor_sees_list_and_note_and_others_do_not(signed_in: SignedIn) -> None:
    successor, client = signed_in(Role.STEWARD)
    person = steward()
    document = policy_of(person)
    choices = {("policy", str(document.pk)): successor}
    (made,) = actions.hand_over(going=Going(person), choices=choices, note="Ask Mo.", by=admin())
    page = pages.get(client, f"/accounts/handovers/{made.pk}/")
    assert "Ask Mo." in page.text()
    assert page.links()["/policies/visits-at-night/"] == "Visits at night"
    assert f"/accounts/handovers/{made.pk}/" in pages.get(client, "/accounts/handovers/").links()
    _other, client = signed_in(Role.STEWARD)
    pages.get(client, f"/accounts/handovers/{made.pk}/", status=404)


@pytest.mark.parametrize("language", ["en", "es", "ar", "pl"])
def test_message_to_the_successor_in_every_language_names_nothing(language: str, mailoutbox: list[Any]) -> None:
    person = steward()
    successor = PersonFactory(roles=[Role.STEWARD], language=language)
    document = policy_of(person, "Eating disorders ward")
    actions.hand_over(
        going=Going(person), choices={("policy", str(document.pk)): successor}, note="Ask Mo.", by=admin()
    )
    send_due()
    (mail,) = mailoutbox
    assert "Eating disorders" not in mail.subject + mail.body
    assert "/accounts/handovers/" in mail.body


# Stand-ins


def away(person: User, stand_in: User, days: int = 7) -> StandIn:
    today = timezone.localdate()
    return actions.arrange_stand_in(
        person=person, stand_in=stand_in, starts_on=today, ends_on=today + timedelta(days=days), by=person
    )


def test_stand_in_sees_to_a_policy_on_these_days_only() -> None:
    person, stand_in = steward(), steward()
    document = policy_of(person)
    assert not policy_rules.may_steward(fresh(stand_in), document)
    away(person, stand_in)
    assert policy_rules.may_steward(fresh(stand_in), document)
    assert queries.on_duty(person) == stand_in
    with time_machine.travel(NOON + timedelta(days=8), tick=False):
        assert not policy_rules.may_steward(fresh(stand_in), document)
        assert queries.on_duty(person) == person


def test_stand_in_without_the_role_may_nothing_by_it() -> None:
    person = steward()
    document = policy_of(person)
    reader = PersonFactory(roles=[Role.READER])
    away(person, reader)
    assert not policy_rules.may_steward(fresh(reader), document)


def test_stand_in_is_suggested_for_what_hangs() -> None:
    person, stand_in, _third = steward(), steward(), steward()
    policy_of(person)
    (group,) = queries.hanging_on(Going(person))
    assert group.suggested is None
    away(person, stand_in)
    (group,) = queries.hanging_on(Going(person))
    assert group.suggested == stand_in


def test_stand_in_is_refused_twice_for_oneself_and_to_members() -> None:
    person, stand_in = steward(), steward()
    today = timezone.localdate()
    with pytest.raises(Refused, match="nobody stands in for themselves"):
        actions.arrange_stand_in(person=person, stand_in=person, starts_on=today, ends_on=None, by=person)
    with pytest.raises(Refused, match="Only coordinators and administrators"):
        actions.arrange_stand_in(person=person, stand_in=stand_in, starts_on=today, ends_on=None, by=stand_in)
    member = PersonFactory(roles=[Role.MEMBER])
    with pytest.raises(Refused, match="Members have no stand-in"):
        actions.arrange_stand_in(person=member, stand_in=stand_in, starts_on=today, ends_on=None, by=member)
    with pytest.raises(Refused, match="somebody who works here"):
        actions.arrange_stand_in(person=person, stand_in=member, starts_on=today, ends_on=None, by=person)
    away(person, stand_in)
    with pytest.raises(Refused, match="on these days already"):
        away(person, steward())


def test_stand_in_is_arranged_and_ended_on_its_page(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.STEWARD)
    stand_in = steward()
    fields = {"person": str(person.pk), "stand_in": str(stand_in.pk), "starts_on": "2027-06-15", "ends_on": ""}
    pages.get(client, "/accounts/stand-ins/")
    client.post("/accounts/stand-ins/", fields)
    row = StandIn.objects.get()
    assert (row.user, row.stand_in, row.ends_on) == (person, stand_in, None)
    page = pages.post(client, "/accounts/stand-ins/", {**fields, "ends_on": "2027-06-14"})
    assert "not before the first" in page.text()
    pages.post(client, "/accounts/stand-ins/", fields, status=409)
    client.post(f"/accounts/stand-ins/{row.pk}/end/")
    assert not StandIn.objects.exists()
    _member, client = signed_in(Role.MEMBER)
    pages.get(client, "/accounts/stand-ins/", status=404)


# A seat that ends


@pytest.fixture
def seat() -> Membership:
    made: Membership = MembershipFactory(chairs=True)
    return made


def test_end_of_a_term_asks_who_takes_the_chair(signed_in: SignedIn, seat: Membership) -> None:
    _by, client = signed_in(Role.COORDINATOR)
    other = MembershipFactory(council=seat.seat.council)
    answer = client.post(f"/council/terms/{seat.pk}/end/", {"last_day": "2027-06-20"})
    address = answer["Location"]
    page = pages.get(client, address)
    office = OfficeHeld.objects.get(membership=seat)
    assert page.values()[f"office-{office.pk}"] == str(other.user.pk)
    client.post(address, {f"office-{office.pk}": str(other.user.pk), "note": ""})
    seat.refresh_from_db()
    assert seat.ends_on == date(2027, 6, 20)
    assert other.offices_on(date(2027, 6, 16)) == [Office.CHAIR]
    assert Membership.objects.get(pk=seat.pk).offices_on(date(2027, 6, 16)) == []


def test_end_of_a_term_on_which_nothing_hangs_needs_no_page(signed_in: SignedIn) -> None:
    _by, client = signed_in(Role.COORDINATOR)
    term = MembershipFactory()
    answer = client.post(f"/council/terms/{term.pk}/end/", {"last_day": "2027-06-20"})
    assert answer["Location"] == f"/council/seats/{term.seat_id}/"
    term.refresh_from_db()
    assert term.ends_on == date(2027, 6, 20)


def test_chair_who_is_switched_off_leaves_the_office_vacant(seat: Membership) -> None:
    accounts.set_roles(person=seat.user, roles=[Role.MEMBER], is_active=False, by=admin())
    assert Membership.objects.get(pk=seat.pk).offices_on(timezone.localdate()) == []


# Meetings after the last day


def invited(term: Membership, day: date) -> Invitation:
    meeting = MeetingFactory(council=term.seat.council, day=day, access_deadline=day)
    invite_everybody(meeting=meeting, by=coordinator())
    return Invitation.objects.get(meeting=meeting, membership=term)


def about(invitation: Invitation) -> dict[str, str]:
    person = invitation.membership.user
    messages = OutboxMessage.objects.filter(recipient=person, dedupe_key__contains=f"{invitation.meeting_id}")
    return {message.kind: message.status for message in messages}


def test_leaver_hears_no_more_and_each_meeting_goes_out_of_their_calendar(mailoutbox: list[Any]) -> None:
    term = MembershipFactory()
    before = invited(term, date(2027, 6, 18))
    after = [invited(term, date(2027, 7, 18)), invited(term, date(2027, 8, 18))]
    send_due()
    mailoutbox.clear()
    council.end_term(term=term, last_day=date(2027, 6, 20), by=coordinator())
    send_due()
    # And one that says that the term ends earlier.
    files = [
        [part.get_payload(decode=True).decode() for part in mail.message().walk() if part.get_filename()]
        for mail in mailoutbox
        if "calendar" in mail.body
    ]
    # One meeting in each message: of several files many mail services take only the first.
    assert [len(each) for each in files] == [1, 1]
    for invitation in after:
        (content,) = [each[0] for each in files if f"UID:{invitation.meeting_id}" in each[0]]
        assert "METHOD:CANCEL" in content
        # Above what their calendar has, or it would keep the meeting.
        assert f"SEQUENCE:{invitation.meeting.revision + 1}" in content
    assert not [each for each in files if f"{before.meeting_id}" in each[0]]


def test_message_that_waits_in_quiet_hours_is_not_sent_to_who_left(mailoutbox: list[Any]) -> None:
    term = MembershipFactory()
    after = invited(term, date(2027, 7, 18))
    assert about(after) == {Kind.INVITATION: Status.PENDING}
    council.end_term(term=term, last_day=date(2027, 6, 20), by=coordinator())
    assert about(after) == {Kind.INVITATION: Status.DROPPED}
    send_due()
    # They had not heard of it, so there is nothing to clear either: only that the term ends earlier.
    assert [mail for mail in mailoutbox if "calendar" in mail.body] == []
    assert len(mailoutbox) == 1


def test_others_on_the_council_still_get_their_invitation() -> None:
    term = MembershipFactory()
    other = MembershipFactory(council=term.seat.council)
    invited(term, date(2027, 7, 18))
    council.end_term(term=term, last_day=date(2027, 6, 20), by=coordinator())
    waiting = OutboxMessage.objects.filter(kind=Kind.INVITATION, status=Status.PENDING)
    assert [message.recipient for message in waiting] == [other.user]


def test_old_answer_link_says_that_its_owner_has_left(client: Client) -> None:
    term = MembershipFactory()
    after = invited(term, date(2027, 7, 18))
    link = f"/meetings/answer/{meeting_queries.token_of(after)}/"
    pages.get(client, link)
    council.end_term(term=term, last_day=date(2027, 6, 20), by=coordinator())
    page = pages.get(client, link, status=410)
    assert "You have left the council. Your last day was Sunday 20 June 2027." in page.text()
    assert client.post(link, {"answer": "yes"}).status_code == 410
    after.refresh_from_db()
    assert after.answer == "none"


def test_renewed_early_and_resigned_frees_the_seat_in_the_years_of_the_renewal() -> None:
    term = MembershipFactory(starts_on=date(2025, 7, 1), ends_on=date(2027, 6, 30))
    by = coordinator()
    renewal = council.renew(term=term, by=by)
    after = invited(renewal, date(2027, 9, 1))
    council.leave_council(last_day=date(2027, 6, 20), by=term.user)
    assert list(Membership.objects.filter(user=term.user).values_list("ends_on", flat=True)) == [date(2027, 6, 20)]
    assert not Invitation.objects.filter(pk=after.pk).exists() or about(after) == {Kind.INVITATION: Status.DROPPED}


def test_every_responsibility_says_what_becomes_of_it() -> None:
    for responsibility in hanging.responsibilities():
        assert str(responsibility.label)
        assert str(responsibility.left_open).endswith(".")


@pytest.mark.needs_postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_two_administrators_hand_over_at_once_and_nothing_is_given_twice() -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    person, first, second = steward(), steward(), steward()
    document = policy_of(person)
    by = [admin(), admin()]

    def give(to: User, administrator: User) -> int:
        try:
            choices = {("policy", str(document.pk)): to}
            made = actions.hand_over(going=Going(person), choices=choices, note="", by=administrator)
            return len(made)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        made = sorted(pool.map(give, [first, second], by))
    assert made == [0, 1]
    assert Handover.objects.count() == 1
