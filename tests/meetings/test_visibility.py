"""What one may not see does not exist; names are those people chose; needs are known to whom they want."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Need, SharedWith
from accounts.models import AccessNeed, User
from meetings import queries
from meetings.enums import MeetingStatus
from tests.meetings.factories import (
    BookingFactory,
    CouncilFactory,
    InvitationFactory,
    ItemFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    chair_of,
    coordinator,
    invited,
    member_of,
)
from tests.rig import pages

pytestmark = pytest.mark.django_db


def test_members_see_meetings_of_their_council_and_coordinators_all() -> None:
    meeting, another = MeetingFactory(), MeetingFactory()
    assert list(queries.visible_to(member_of(meeting.council))) == [meeting]
    assert set(queries.visible_to(coordinator())) == {meeting, another}
    assert list(queries.visible_to(PersonFactory(roles=["executive"]))) == []


def test_after_the_term_only_meetings_in_it_are_seen() -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    invitation = InvitationFactory(membership__ends_on=yesterday, meeting__day=yesterday)
    later = MeetingFactory(council=invitation.meeting.council)
    InvitationFactory(meeting=later, membership=invitation.membership)
    assert list(queries.visible_to(invitation.membership.user)) == [invitation.meeting]


def test_a_term_and_an_invitation_show_a_meeting_once() -> None:
    invitation = InvitationFactory()
    assert list(queries.visible_to(invitation.membership.user)) == [invitation.meeting]


PLACES = ["", "calendar.ics", "change/", "cancel/", "held/", "agenda/new/"]


@pytest.mark.parametrize("place", PLACES)
def test_a_meeting_of_another_council_is_not_found(client: Client, place: str) -> None:
    client.force_login(MembershipFactory().user)
    assert client.get(f"/meetings/{MeetingFactory().pk}/{place}").status_code == 404


@pytest.mark.parametrize("place", ["answer/", "invite/", "cancel/", "held/"])
def test_acting_on_a_meeting_of_another_council_is_not_found(client: Client, place: str) -> None:
    client.force_login(MembershipFactory().user)
    assert client.post(f"/meetings/{MeetingFactory().pk}/{place}").status_code == 404


def test_things_of_a_meeting_of_another_council_are_not_found(client: Client) -> None:
    item, booking = ItemFactory(), BookingFactory()
    client.force_login(MembershipFactory().user)
    assert client.get(f"/meetings/agenda/{item.pk}/outcome/").status_code == 404
    assert client.post(f"/meetings/agenda/{item.pk}/move/").status_code == 404
    assert client.post(f"/meetings/bookings/{booking.pk}/").status_code == 404


@pytest.mark.parametrize("place", ["change/", "cancel/", "held/", "agenda/new/"])
def test_members_see_why_they_cannot_plan(client: Client, place: str) -> None:
    meeting = MeetingFactory()
    client.force_login(member_of(meeting.council))
    page = pages.get(client, f"/meetings/{meeting.pk}/{place}", status=403)
    assert "Only coordinators and the chair of the council can plan its meetings." in page.html


def test_alias_is_all_that_others_see(client: Client) -> None:
    person = PersonFactory(name="Real Name", email="real@example.org")
    invitation = InvitationFactory(membership__alias="Robin", membership__user=person)
    BookingFactory(invitation=invitation, need__shared_with=SharedWith.COUNCIL)
    council = invitation.meeting.council
    for other in (member_of(council), chair_of(council), coordinator()):
        client.force_login(other)
        html = pages.get(client, f"/meetings/{invitation.meeting.pk}/").html
        assert "Robin" in html
        assert "Real Name" not in html
        assert "real@example.org" not in html


@pytest.mark.parametrize("shared_with", SharedWith)
def test_needs_are_known_to_whom_they_are_meant_for(shared_with: SharedWith) -> None:
    booking = BookingFactory(need__shared_with=shared_with)
    council = booking.meeting.council
    knows = {
        "self": invited(booking).membership.user,
        "coordinator": coordinator(),
        "chair": chair_of(council),
        "member": member_of(council),
        "chair elsewhere": chair_of(CouncilFactory()),
    }
    seen = {who for who, person in knows.items() if queries.bookings_visible_to(person).exists()}
    expected = {"self", "coordinator"}
    expected |= {"chair"} if shared_with in {SharedWith.CHAIR, SharedWith.COUNCIL} else set()
    expected |= {"member"} if shared_with == SharedWith.COUNCIL else set()
    assert seen == expected


@pytest.mark.parametrize("closer", [SharedWith.CHAIR, SharedWith.BOOKING])
def test_need_kept_closer_after_the_invitation_is_known_to_fewer(closer: SharedWith) -> None:
    booking = BookingFactory(need__shared_with=SharedWith.COUNCIL)
    council = booking.meeting.council
    people = {"coordinator": coordinator(), "chair": chair_of(council), "member": member_of(council)}
    AccessNeed.objects.update(shared_with=closer)
    seen = {who for who, person in people.items() if queries.bookings_visible_to(person).exists()}
    assert seen == {"coordinator", "chair"} - ({"chair"} if closer == SharedWith.BOOKING else set())


@pytest.mark.parametrize("lost", ["role", "account"])
def test_seat_without_role_or_account_shows_no_meeting(lost: str) -> None:
    invitation = InvitationFactory()
    person = invitation.membership.user
    if lost == "role":
        person.grants.all().delete()
    else:
        User.objects.filter(pk=person.pk).update(is_active=False)
    assert list(queries.visible_to(User.objects.get(pk=person.pk))) == []


def test_members_do_not_see_answers_or_notes_of_others(client: Client) -> None:
    invitation = InvitationFactory(note="I had a bad week", answer="no")
    client.force_login(member_of(invitation.meeting.council))
    page = pages.get(client, f"/meetings/{invitation.meeting.pk}/")
    assert "I had a bad week" not in page.html
    assert str(invitation.membership.shown_name) not in page.html


def test_list_costs_the_same_for_one_and_three_meetings(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    council = CouncilFactory()
    client.force_login(member_of(council))
    for count in (1, 2):
        for meeting in MeetingFactory.create_batch(count, council=council):
            InvitationFactory(meeting=meeting)
        for meeting in MeetingFactory.create_batch(
            count, council=council, day=timezone.localdate() - timedelta(days=3)
        ):
            InvitationFactory(meeting=meeting)
        for view in ("coming", "past"):
            # The first visit also notes how the list was left.
            client.get(f"/meetings/?view={view}")
            with django_assert_num_queries(9):
                client.get(f"/meetings/?view={view}")


def test_page_costs_the_same_for_one_and_three_of_everything(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    meeting = MeetingFactory()
    chair = chair_of(meeting.council)
    client.force_login(chair)
    for count in (1, 2):
        ItemFactory.create_batch(count, meeting=meeting, outcome="Yes", recorded_on=timezone.localdate())
        for invitation in InvitationFactory.create_batch(count, meeting=meeting):
            BookingFactory(invitation=invitation, need__shared_with=SharedWith.CHAIR, status="failed")
        with django_assert_num_queries(40):
            client.get(f"/meetings/{meeting.pk}/")


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_a_member_the_same_for_one_and_three_needs(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    mine = InvitationFactory()
    for kind in list(Need)[:number]:
        BookingFactory(invitation=mine, need__kind=kind)
    for invitation in InvitationFactory.create_batch(number, meeting=mine.meeting):
        BookingFactory(invitation=invitation, need__shared_with=SharedWith.COUNCIL)
    ItemFactory.create_batch(number, meeting=mine.meeting)
    client.force_login(mine.membership.user)
    with django_assert_num_queries(27):
        page = pages.get(client, f"/meetings/{mine.meeting.pk}/")
    others = next(part for part in page.all("section") if part.get("aria-labelledby") == "others")
    assert len(list(others.iter("li"))) == number


@pytest.mark.parametrize("number", [1, 3])
def test_people_who_were_there_are_offered_at_the_same_cost(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    meeting = MeetingFactory()
    InvitationFactory.create_batch(number, meeting=meeting)
    client.force_login(coordinator())
    with django_assert_num_queries(8):
        page = pages.get(client, f"/meetings/{meeting.pk}/held/")
    assert len(page.all("input", name="attended")) == number


@pytest.mark.parametrize("number", [1, 3])
def test_councils_to_plan_for_are_offered_at_the_same_cost(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    CouncilFactory.create_batch(number)
    client.force_login(coordinator())
    with django_assert_num_queries(6):
        page = pages.get(client, "/meetings/new/")
    assert len([option for option in page.one("select", name="council") if option.get("value")]) == number


def titles(page: pages.Page) -> list[str]:
    """Return the meetings on the list, as they are ordered."""
    rows = [row for row in page.all("tr") if row.get("id", "").startswith("meeting-")]
    # Without the day, which is said to whoever listens.
    return [pages.words(row.findall(".//a")[0]).partition(",")[0] for row in rows]


def test_list_is_shown_by_view_and_search(client: Client) -> None:
    council, today = CouncilFactory(), timezone.localdate()
    for title, days in (("Later", 9), ("Soon", 2), ("Long ago", -90), ("Lately", -3)):
        MeetingFactory(council=council, title=title, day=today + timedelta(days=days))
    for title, days in (("Off", 4), ("Was off", -4)):
        off = MeetingFactory(
            council=council, title=title, day=today + timedelta(days=days), status=MeetingStatus.CANCELLED
        )
        # Announced before it was called off; a draft that was called off nobody ever heard of.
        InvitationFactory(meeting=off)
    MeetingFactory(council=council, title="Held early", day=today + timedelta(days=1), status=MeetingStatus.HELD)
    client.force_login(member_of(council))
    coming = ["Soon", "Off", "Later"]
    expected = {
        "": coming,
        "?view=coming": coming,
        "?view=past": ["Held early", "Lately", "Was off", "Long ago"],
        "?view=cancelled": ["Off", "Was off"],
        "?q=SOON": ["Soon"],
        "?q=long": [],
        "?view=past&q=long": ["Long ago"],
        "?view=nonsense": coming,
        "?page=nonsense": coming,
    }
    assert {query: titles(pages.get(client, f"/meetings/{query}")) for query in expected} == expected


def test_list_puts_the_meeting_first_that_begins_first_wherever_it_is(client: Client) -> None:
    council, day = CouncilFactory(), timezone.localdate() + timedelta(days=5)
    zones = {"London": "Europe/London", "Sydney": "Australia/Sydney", "Lima": "America/Lima"}
    for title, zone in zones.items():
        MeetingFactory(council=council, title=title, day=day, starts=time(10), time_zone=ZoneInfo(zone))
    client.force_login(member_of(council, user__time_zone=ZoneInfo("Europe/London")))
    page = pages.get(client, "/meetings/")
    assert titles(page) == ["Sydney", "London", "Lima"]
    # On the reader's clock first, and on the meeting's where that shows another time.
    whens = [pages.words(row.findall("td")[0]) for row in page.one("tbody").findall("tr")]
    assert [when.count("United Kingdom time") for when in whens] == [1, 1, 1]
    assert [when.count("Where the meeting is held:") for when in whens] == [1, 0, 1]
    assert whens[2].index("United Kingdom time") < whens[2].index("Lima")


def test_list_says_what_is_empty_and_what_was_left_out(client: Client) -> None:
    council = CouncilFactory()
    MeetingFactory(council=council, title="Soon")
    client.force_login(member_of(council))
    said = {
        "?view=past": "No meeting is past yet",
        "?view=cancelled": "No meeting was cancelled",
        "?q=nowhere": "No matches",
    }
    for query, title in said.items():
        assert pages.get(client, f"/meetings/{query}").text("div", class_="empty").startswith(title)
    assert pages.get(client, "/meetings/?view=past&q=soon").links()["?q=soon&view=coming"] == "Coming (1)"
    assert "nonsense" in pages.get(client, "/meetings/?view=nonsense").text("div", class_="tone-attention")


def test_meeting_leads_back_to_the_list_as_it_was_left(client: Client) -> None:
    meeting = MeetingFactory(title="Long ago", day=timezone.localdate() - timedelta(days=90))
    client.force_login(member_of(meeting.council))
    client.get("/meetings/?view=past")
    page = pages.get(client, f"/meetings/{meeting.pk}/")
    assert page.links()[f"/meetings/?view=past#meeting-{meeting.pk}"] == "All meetings"


def test_list_is_kind_when_there_is_nothing(client: Client) -> None:
    client.force_login(MembershipFactory().user)
    assert "No meeting is planned right now." in pages.get(client, "/meetings/").html
