"""Councils begin, change, close and open again; seats come and go; what was agreed holds from a day on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.enums import Role
from accounts.models import AuditEvent, User
from core.slots import COUNCIL_HANGS, Hanging
from core.verdicts import Refused
from council import actions, rules
from council.enums import SeatKind
from council.models import Council, CouncilRules, Membership, Seat
from meetings.enums import MeetingStatus
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PersonFactory
from tests.council.factories import CouncilFactory, MembershipFactory, RulesFactory, SeatFactory, grant
from tests.meetings.factories import MeetingFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db

TODAY = date(2027, 6, 15)
AGREED: dict[str, Any] = {
    "term_months": 12,
    "renewals": 2,
    "quorum_share": Decimal("0.50"),
    "lived_share": Decimal("0.60"),
    "meetings_a_year": 6,
    "pause_months": 3,
}


@pytest.fixture
def coordinator() -> User:
    return PersonFactory(roles=[Role.COORDINATOR])


def last_action() -> str:
    return AuditEvent.objects.latest("id").action


def test_council_is_made_with_its_words_in_several_languages(coordinator: User) -> None:
    translations = {"ar": {"name": "مجلس", "purpose": ""}, "en": {"name": "Same"}, "es": {"name": "", "charter": ""}}
    council = actions.make_council(
        name="River", purpose="To be heard.", language="en", translations=translations, by=coordinator
    )
    # Nothing that is empty, and nothing in the council's own language.
    assert council.translations == {"ar": {"name": "مجلس"}}
    assert (council.name, council.takes_applications, last_action()) == ("River", True, "made a council")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_council_is_made_by_coordinators_of_the_organisation_alone(role: Role) -> None:
    other = PersonFactory(roles=[role])
    with pytest.raises(Refused, match="Only coordinators of the whole organisation"):
        actions.make_council(name="River", purpose="", language="en", by=other)


def test_coordinator_of_a_council_changes_that_one_alone() -> None:
    mine, other = CouncilFactory(), CouncilFactory()
    person = PersonFactory()
    grant(person, Role.COORDINATOR, mine)
    actions.change_council(council=mine, name="New", purpose="", language="en", by=person)
    assert Council.objects.get(pk=mine.pk).name == "New"
    with pytest.raises(Refused, match="Only coordinators of this council"):
        actions.change_council(council=other, name="New", purpose="", language="en", by=person)


def test_council_is_no_part_of_its_own_part(coordinator: User) -> None:
    whole = CouncilFactory()
    part = CouncilFactory(parent=CouncilFactory(parent=whole))
    with pytest.raises(Refused, match="cannot be a part of itself"):
        actions.change_council(council=whole, name="W", purpose="", language="en", parent=part, by=coordinator)


def test_seats_are_numbered_after_the_last_there_ever_was(coordinator: User) -> None:
    seat = SeatFactory(number=4, retired_on=date(2026, 1, 1))
    kind = SeatKind.CARER_FAMILY
    added = actions.add_seats(council=seat.council, kind=kind, count=2, votes=True, by=coordinator)
    assert [(made.number, made.kind, made.votes) for made in added] == [(5, kind, True), (6, kind, True)]


@pytest.mark.parametrize("kind", [SeatKind.STAFF, SeatKind.EX_OFFICIO, SeatKind.GUEST])
def test_staff_and_guests_have_no_vote(coordinator: User, kind: SeatKind) -> None:
    seat = SeatFactory()
    with pytest.raises(Refused, match="have a vote"):
        actions.add_seats(council=seat.council, kind=kind, count=1, votes=True, by=coordinator)
    with pytest.raises(Refused, match="have a vote"):
        actions.retype_seat(seat=seat, kind=kind, votes=True, by=coordinator)
    assert actions.retype_seat(seat=seat, kind=kind, votes=False, by=coordinator).kind == kind


@pytest.mark.parametrize("count", [0, 51])
def test_seats_are_added_in_numbers_that_are_no_typo(coordinator: User, count: int) -> None:
    with pytest.raises(Refused, match="between 1 and 50"):
        actions.add_seats(council=CouncilFactory(), kind=SeatKind.STAFF, count=count, votes=False, by=coordinator)


def test_seat_is_retired_when_nobody_holds_it_and_brought_back(coordinator: User) -> None:
    seat = MembershipFactory().seat
    with pytest.raises(Refused, match="Someone holds this seat"):
        actions.retire_seat(seat=seat, on=TODAY, by=coordinator)
    assert actions.retire_seat(seat=seat, on=date(2028, 1, 1), by=coordinator).retired_on == date(2028, 1, 1)
    with pytest.raises(Refused, match="retired already"):
        actions.retire_seat(seat=seat, on=date(2028, 1, 1), by=coordinator)
    with pytest.raises(Refused, match="no longer open"):
        actions.seat_member(seat=seat, person=PersonFactory(), starts_on=date(2028, 1, 1), by=coordinator)
    assert actions.bring_back_seat(seat=seat, by=coordinator).retired_on is None


def test_council_is_not_closed_while_terms_meetings_or_parts_go_on(coordinator: User) -> None:
    term = MembershipFactory()
    council = term.seat.council
    part = CouncilFactory(parent=council)
    with pytest.raises(Refused, match="Other councils are part of this one"):
        actions.close_council(council=council, last_day=TODAY, by=coordinator)
    actions.close_council(council=part, last_day=TODAY, by=coordinator)
    with pytest.raises(Refused, match="Terms go on after that day"):
        actions.close_council(council=council, last_day=TODAY, by=coordinator)
    meeting = MeetingFactory(council=council, day=date(2027, 7, 1))
    with pytest.raises(Refused, match="something ahead"):
        actions.close_council(council=council, last_day=TODAY, end_terms=True, by=coordinator)
    # Refused as a whole: the terms did not end either.
    assert Membership.objects.get(pk=term.pk).ends_on == date(2027, 12, 31)
    type(meeting).objects.update(status=MeetingStatus.CANCELLED)
    closed = actions.close_council(council=council, last_day=TODAY, end_terms=True, by=coordinator)
    assert (closed.closed_on, Membership.objects.get(pk=term.pk).ends_on) == (TODAY, TODAY)
    assert rules.may_change_council(coordinator, closed).reason == "This council is closed. It stays as it was."


def test_appointment_that_has_not_begun_falls_with_the_council(coordinator: User) -> None:
    seat = SeatFactory()
    actions.seat_member(seat=seat, person=PersonFactory(), starts_on=date(2027, 9, 1), by=coordinator)
    actions.close_council(council=seat.council, last_day=TODAY, end_terms=True, by=coordinator)
    assert Membership.objects.count() == 0


@pytest.mark.parametrize("last_day", [date(2027, 6, 16), date(2027, 5, 31)])
def test_council_closes_on_a_day_it_has_seen(coordinator: User, last_day: date) -> None:
    council = CouncilFactory(opened_on=date(2027, 6, 1))
    with pytest.raises(Refused, match="Choose a last day between"):
        actions.close_council(council=council, last_day=last_day, by=coordinator)


def test_council_is_opened_again_until_the_day_after(coordinator: User) -> None:
    council = CouncilFactory(opened_on=date(2027, 1, 1), closed_on=date(2027, 6, 14))
    assert actions.reopen_council(council=council, by=coordinator).closed_on is None
    with pytest.raises(Refused, match="This council is open"):
        actions.reopen_council(council=council, by=coordinator)
    long_ago = CouncilFactory(opened_on=date(2027, 1, 1), closed_on=date(2027, 6, 13))
    with pytest.raises(Refused, match="until the day after"):
        actions.reopen_council(council=long_ago, by=coordinator)


def test_rules_hold_from_a_day_and_running_terms_keep_their_end(coordinator: User) -> None:
    term = MembershipFactory(term_number=2)
    council = term.seat.council
    assert str(rules.may_renew(coordinator, term).reason).startswith("This person has served as many terms")
    actions.set_rules(council=council, holds_from=date(2028, 1, 1), by=coordinator, **AGREED)
    term.refresh_from_db()
    assert term.ends_on == date(2027, 12, 31)
    # The renewal begins under the new rule: one more of them, and a shorter one.
    following = actions.renew(term=Membership.objects.get(pk=term.pk), by=coordinator)
    assert (following.starts_on, following.ends_on) == (date(2028, 1, 1), date(2028, 12, 31))


def test_rules_of_the_past_stay(coordinator: User) -> None:
    council = CouncilFactory()
    actions.set_rules(council=council, holds_from=date(2025, 1, 1), by=coordinator, **AGREED)
    with pytest.raises(Refused, match="Choose today or a later day"):
        actions.set_rules(council=council, holds_from=date(2026, 1, 1), by=coordinator, **AGREED)
    actions.set_rules(council=council, holds_from=TODAY, by=coordinator, **{**AGREED, "renewals": 0})
    actions.set_rules(council=council, holds_from=TODAY, by=coordinator, **{**AGREED, "renewals": 5})
    assert list(CouncilRules.objects.values_list("renewals", flat=True)) == [5, 2]


# Pages


def test_council_is_made_and_gets_its_seats_in_the_browser(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    pages.get(client, "/council/new/")
    words = {"name": "River", "language": "en", "purpose": "To be heard.", "name_ar": "مجلس النهر"}
    response = client.post("/council/new/", words)
    council = Council.objects.get()
    assert response.headers["Location"] == f"/council/{council.pk}/seats/"
    assert (council.takes_applications, council.translations) == (False, {"ar": {"name": "مجلس النهر"}})
    assert "no seats yet" in pages.get(client, f"/council/{council.pk}/seats/").text("main")
    seats = {"kind": "lived_experience", "count": "3", "votes": "on"}
    client.post(f"/council/{council.pk}/seats/", seats)
    client.post(f"/council/{council.pk}/seats/", {"kind": "staff", "count": "1", "votes": "on"})
    assert list(Seat.objects.values_list("number", "votes")) == [(1, True), (2, True), (3, True), (4, False)]
    assert pages.get(client, f"/council/{council.pk}/?lang=ar").text("h1") == "مجلس النهر"


def test_council_without_a_name_keeps_what_was_typed(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    page = pages.post(client, "/council/new/", {"name": "", "language": "en", "purpose": "To be heard."})
    assert page.links()["#id_name"] == "Write the name of the council."
    assert page.values()["purpose"] == "To be heard."


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_of_a_council_open_for_its_coordinator(signed_in: SignedIn, language: str) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    term = MembershipFactory()
    council = term.seat.council
    MembershipFactory(seat=term.seat, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), alias="Blue")
    RulesFactory(council=council)
    for page in ("", "edit/", "rules/", "seats/", "past/", "close/"):
        pages.get(client, f"/council/{council.pk}/{page}?lang={language}")
    for page in ("retype/", "retire/"):
        pages.get(client, f"/council/seats/{term.seat_id}/{page}?lang={language}")


def test_pages_of_another_council_are_not_there(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.MEMBER)
    mine = MembershipFactory(user=person).seat.council
    other = MembershipFactory().seat
    assert len(pages.get(client, "/council/").all("section")) == 1
    pages.get(client, f"/council/{mine.pk}/")
    pages.get(client, f"/council/{mine.pk}/past/")
    for page in ("", "past/", "edit/", "rules/", "seats/", "close/"):
        pages.get(client, f"/council/{other.council_id}/{page}", status=404)
    # Their own one is not theirs to change either.
    for page in ("edit/", "rules/", "seats/", "close/"):
        pages.get(client, f"/council/{mine.pk}/{page}", status=404)


def test_closing_lists_what_hangs_on_the_council(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    term = MembershipFactory(alias="Blue")
    council = term.seat.council
    part = CouncilFactory(parent=council, name="Part")
    meeting = MeetingFactory(council=council, day=date(2027, 7, 1))
    COUNCIL_HANGS.fill("test", lambda _pk: [Hanging("Something else", "/else/")])
    try:
        address = f"/council/{council.pk}/close/"
        links = pages.get(client, address).links()
        assert links[f"/council/{part.pk}/edit/"] == "Part"
        assert links[f"/council/seats/{term.seat_id}/"].endswith("Blue, until Friday 31 December 2027")
        assert meeting.title in links[f"/meetings/{meeting.pk}/"]
        assert links["/else/"] == "Something else"
        page = pages.post(client, address, {"last_day": "2027-06-15"}, status=409)
        assert "Other councils are part of this one" in page.text("main")
    finally:
        COUNCIL_HANGS.empty("test")


def test_council_is_closed_and_opened_again_in_the_browser(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    council = CouncilFactory(opened_on=date(2027, 1, 1))
    client.post(f"/council/{council.pk}/close/", {"last_day": "2027-06-15"})
    assert "Open it again" in pages.get(client, f"/council/{council.pk}/").text("main")
    client.post(f"/council/{council.pk}/reopen/")
    assert Council.objects.get().closed_on is None


def test_what_a_rule_means_for_running_terms_is_said_before_it_is_saved(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    term = MembershipFactory(alias="Blue", seat__number=3)
    address = f"/council/{term.seat.council_id}/rules/"
    said = {**pages.get(client, address).values(), "term_months": "12", "holds_from": "2027-07-01", "quorum": "66"}
    page = pages.post(client, address, said)
    text = page.text("main")
    assert "Every term that runs keeps its last day." in text
    assert "Seat 3, Blue: stays until Friday 31 December 2027" in text
    assert CouncilRules.objects.count() == 0
    client.post(address, {**said, "sure": "yes"})
    agreed = CouncilRules.objects.get()
    assert (agreed.term_months, agreed.holds_from, agreed.quorum_share) == (12, date(2027, 7, 1), Decimal("0.66"))


def test_past_members_are_listed_once_by_the_name_they_chose(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.READER)
    over = MembershipFactory(starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31), alias="Blue")
    council = over.seat.council
    MembershipFactory(seat=over.seat, user=over.user, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    still = MembershipFactory(council=council, alias="Green")
    MembershipFactory(council=council, user=still.user, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
    rows = pages.get(client, f"/council/{council.pk}/past/").one("tbody").findall("tr")
    seat = f"{over.seat.number} · Lived experience"
    assert [pages.words(row) for row in rows] == [f"Member Blue Seat {seat} Until Thursday 31 December 2026"]


def test_seat_is_changed_in_the_browser(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    seat = SeatFactory()
    client.post(f"/council/seats/{seat.pk}/retype/", {"kind": "staff"})
    client.post(f"/council/seats/{seat.pk}/retire/", {"on": "2027-06-15"})
    seat.refresh_from_db()
    assert (seat.kind, seat.votes, seat.retired_on) == ("staff", False, TODAY)
    assert "Bring back" in pages.get(client, f"/council/{seat.council_id}/seats/").text("main")
    client.post(f"/council/seats/{seat.pk}/bring-back/")
    seat.refresh_from_db()
    assert seat.retired_on is None
    page = pages.post(client, f"/council/seats/{seat.pk}/retype/", {"kind": "staff", "votes": "on"}, status=409)
    assert "have a vote" in page.text("main")
