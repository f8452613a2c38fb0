"""The pages: what planners do, what was typed stays, and every page in every language."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.enums import SharedWith
from core.verdicts import Verdict
from meetings import rules
from meetings.enums import MeetingStatus
from meetings.models import AccessBooking, AgendaItem, Meeting
from notifications.models import OutboxMessage
from tests.meetings.factories import (
    BookingFactory,
    CouncilFactory,
    InvitationFactory,
    ItemFactory,
    MeetingFactory,
    PersonFactory,
    chair_of,
    coordinator,
    invited,
    member_of,
)
from tests.rig import pages

pytestmark = pytest.mark.django_db


def form(council: object = None, **changes: object) -> dict[str, object]:
    day = timezone.localdate() + timedelta(days=30)
    return {
        "council": getattr(council, "pk", ""),
        "title": "Spring meeting",
        "language": "en",
        "kind": "in_person",
        "day": day.isoformat(),
        "starts": "10:00",
        "minutes": "90",
        "time_zone": "Europe/London",
        "place": "Library",
        "join_link": "",
        "join_phone": "",
        "access_deadline": (day - timedelta(days=14)).isoformat(),
        "contact": "Mo, 020 7946 0000",
        **changes,
    }


def test_plan_makes_a_meeting(client: Client) -> None:
    council = CouncilFactory()
    client.force_login(chair_of(council))
    pages.get(client, "/meetings/new/")
    answer = client.post("/meetings/new/", form(council))
    meeting = Meeting.objects.get()
    assert answer["Location"] == f"/meetings/{meeting.pk}/"
    assert "Nobody has been told yet" in pages.get(client, answer["Location"]).html


# Both days are said, each at its field.
OVER = "This day is over. Choose today or a later day. Until then nobody can ask any more. Choose today or a later day."


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Give the meeting a title."),
        ({"day": "soon"}, "Write the day as year-month-day, such as 2027-03-29."),
        ({"day": "2020-01-01", "access_deadline": "2020-01-01"}, OVER),
        (
            {"day": "0001-01-01", "starts": "00:00", "time_zone": "Australia/Sydney", "access_deadline": "0001-01-01"},
            OVER,
        ),
        ({"day": "9999-12-31", "starts": "23:59"}, "Choose a day within the next three years."),
        ({"starts": "ten"}, "Write the time as hours and minutes, such as 10:00."),
        ({"minutes": "9"}, "A meeting takes at least 10 minutes. Write a larger number."),
        ({"place": ""}, "Say where the meeting is."),
        ({"kind": "phone"}, "Give the phone number to join."),
        (
            {"kind": "online", "join_link": "https://video.example.org/room"},
            "Give a phone number to join. If there is none, say why in the next field.",
        ),
        (
            {"kind": "hybrid", "place": "", "join_link": "https://video.example.org/room", "join_phone": "020"},
            "Say where the meeting is.",
        ),
        (
            {"join_link": "https://video.example.org/room"},
            "There is a link to join online. Choose “in person and online”, or take it out.",
        ),
        ({"join_link": "not a link"}, "Copy the whole link. It begins with https://"),
        ({"access_deadline": "2020-01-01"}, "Until then nobody can ask any more. Choose today or a later day."),
        ({"access_deadline": "2099-01-01"}, "Choose a day before the meeting."),
        ({"contact": " "}, "Say who people can ask, and how to reach them."),
    ],
)
def test_plan_keeps_what_was_typed(client: Client, wrong: dict[str, str], sentence: str) -> None:
    council = CouncilFactory()
    client.force_login(coordinator())
    typed = form(council, **wrong)
    page = pages.post(client, "/meetings/new/", typed)
    kept = page.values()
    assert {name: kept[name] for name in typed} == {name: str(value) for name, value in typed.items()}
    assert page.text("div", class_="govuk-error-summary") == f"Please check these answers {sentence}"
    assert Meeting.objects.count() == 0


@time_machine.travel("2027-02-01T12:00:00+00:00", tick=False)
def test_plan_refuses_a_time_that_clocks_skip(client: Client) -> None:
    client.force_login(coordinator())
    typed = form(CouncilFactory(), day="2027-03-28", starts="01:30", access_deadline="2027-03-01")
    assert (
        "Clocks are moved forward on this day and skip this time." in pages.post(client, "/meetings/new/", typed).html
    )


def test_plan_refuses_a_council_one_does_not_chair(client: Client) -> None:
    client.force_login(chair_of(CouncilFactory()))
    page = pages.post(client, "/meetings/new/", form(CouncilFactory()))
    assert "Choose a council from the list." in page.html


def test_plan_is_forbidden_for_members_with_the_reason(client: Client) -> None:
    client.force_login(member_of(CouncilFactory()))
    assert "Only coordinators and the chair of a council" in pages.get(client, "/meetings/new/", status=403).html
    assert "Plan a meeting" not in pages.get(client, "/meetings/").html


def test_change_is_refused_when_somebody_was_faster(client: Client) -> None:
    meeting = MeetingFactory()
    client.force_login(coordinator())
    url = f"/meetings/{meeting.pk}/change/"
    typed = {**pages.get(client, url).values(), "place": "Library"}
    Meeting.objects.update(revision=5)
    page = pages.post(client, url, typed)
    sentence = "Your text is below. Open the meeting again to see what changed."
    assert page.text("div", class_="govuk-error-summary") == f"This changed since you opened it {sentence}"
    assert page.values()["place"] == "Library"
    assert Meeting.objects.get().place == "Community hall"


def test_change_shows_the_meeting_as_it_is_and_keeps_the_new(client: Client) -> None:
    meeting = MeetingFactory()
    client.force_login(coordinator())
    url = f"/meetings/{meeting.pk}/change/"
    typed = {**pages.get(client, url).values(), "place": "Library"}
    assert client.post(url, typed)["Location"] == f"/meetings/{meeting.pk}/"
    meeting.refresh_from_db()
    assert (meeting.place, meeting.revision, meeting.starts.hour) == ("Library", 1, 10)


@pytest.mark.parametrize(
    "act, rule, starts",
    [("invite", "may_invite", 23), ("cancel", "may_cancel", 23), ("held", "may_mark_held", 0)],
)
def test_act_shows_the_meeting_as_it_is_after_a_concurrent_change(
    client: Client, monkeypatch: pytest.MonkeyPatch, act: str, rule: str, starts: int
) -> None:
    meeting = MeetingFactory(day=timezone.localdate(), starts=time(starts, 59 if starts else 0))
    ask = getattr(rules, rule)

    def ask_and_be_slow(*about: object) -> Verdict:
        verdict: Verdict = ask(*about)
        Meeting.objects.update(status=MeetingStatus.CANCELLED)
        return verdict

    monkeypatch.setattr(rules, rule, ask_and_be_slow)
    client.force_login(coordinator())
    url = f"/meetings/{meeting.pk}/"
    assert client.post(f"{url}{act}/").headers["Location"] == url
    page = pages.get(client, url)
    assert "This changed since you opened it. Here is how it is now." in page.html


def test_invite_from_the_page(client: Client) -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED)
    member_of(meeting.council)
    client.force_login(coordinator())
    client.post(f"/meetings/{meeting.pk}/invite/")
    page = pages.get(client, f"/meetings/{meeting.pk}/")
    assert "1 person is invited." in page.html
    assert OutboxMessage.objects.count() == 1


def test_cancel_asks_first(client: Client) -> None:
    meeting = MeetingFactory()
    client.force_login(coordinator())
    page = pages.get(client, f"/meetings/{meeting.pk}/cancel/")
    assert "This cannot be undone." in page.text("p", class_="lead")
    assert page.links()[f"/meetings/{meeting.pk}/"] == "Keep the meeting"
    assert Meeting.objects.get().status == MeetingStatus.INVITED
    client.post(f"/meetings/{meeting.pk}/cancel/")
    assert Meeting.objects.get().status == MeetingStatus.CANCELLED
    assert "This meeting was cancelled." in pages.get(client, f"/meetings/{meeting.pk}/").html


def test_hold_offers_those_who_said_yes(client: Client) -> None:
    meeting = MeetingFactory(day=timezone.localdate(), starts=time(0))
    yes, no = InvitationFactory(meeting=meeting, answer="yes"), InvitationFactory(meeting=meeting, answer="no")
    client.force_login(coordinator())
    url = f"/meetings/{meeting.pk}/held/"
    assert pages.get(client, url).values()["attended"] == str(yes.pk)
    client.post(url, {"attended": [str(no.pk)]})
    assert [row.membership for row in meeting.attendances.all()] == [no.membership]


def test_hold_can_be_said_when_nobody_came(client: Client) -> None:
    meeting = InvitationFactory(meeting__day=timezone.localdate(), meeting__starts=time(0)).meeting
    client.force_login(coordinator())
    client.post(f"/meetings/{meeting.pk}/held/", {})
    assert Meeting.objects.get().status == MeetingStatus.HELD


def test_hold_before_the_day_shows_why_not(client: Client) -> None:
    meeting = MeetingFactory()
    client.force_login(coordinator())
    page = pages.get(client, f"/meetings/{meeting.pk}/held/")
    assert "This meeting has not taken place yet." in page.html
    assert client.post(f"/meetings/{meeting.pk}/held/", {"attended": []}).status_code == 403


def test_agenda_grows_moves_and_is_decided(client: Client) -> None:
    meeting = MeetingFactory()
    ItemFactory(meeting=meeting, position=1, title="First")
    client.force_login(chair_of(meeting.council))
    url = f"/meetings/{meeting.pk}/agenda/new/"
    item = {"title": "Second", "language": "es", "minutes": "20", "participation": "decided_together"}
    pages.get(client, url)
    client.post(url, item)
    second = AgendaItem.objects.get(title="Second")
    client.post(f"/meetings/agenda/{second.pk}/move/", {"to": "up"})
    assert list(meeting.agenda.values_list("title", flat=True)) == ["Second", "First"]
    outcome = f"/meetings/agenda/{second.pk}/outcome/"
    assert outcome not in pages.get(client, f"/meetings/{meeting.pk}/").links()
    Meeting.objects.update(day=timezone.localdate(), access_deadline=timezone.localdate())
    assert outcome in pages.get(client, f"/meetings/{meeting.pk}/").links()
    pages.get(client, outcome)
    client.post(outcome, {"outcome": "We ask for lamps."})
    page = pages.get(client, f"/meetings/{meeting.pk}/")
    assert "We ask for lamps." in page.html
    assert "We decide together" in page.html
    assert f"/recommendations/new/{second.pk}/" in page.links()


def test_add_item_keeps_what_was_typed(client: Client) -> None:
    meeting = MeetingFactory()
    client.force_login(coordinator())
    typed = {"title": "", "background": "Long story", "language": "ar", "minutes": "lots", "content_note": "loss"}
    page = pages.post(client, f"/meetings/{meeting.pk}/agenda/new/", typed)
    assert {name: page.values()[name] for name in typed} == typed
    assert "Choose what influence the council has." in page.html


def test_members_see_no_link_to_recommend(client: Client) -> None:
    item = ItemFactory(outcome="Lamps", recorded_on=timezone.localdate())
    client.force_login(member_of(item.meeting.council))
    page = pages.get(client, f"/meetings/{item.meeting.pk}/")
    assert "Lamps" in page.html
    assert f"/recommendations/new/{item.pk}/" not in page.links()


def test_hard_words_stay_closed_behind_their_note(client: Client) -> None:
    item = ItemFactory(background="Hard words", content_note="loss of a child", language="es")
    client.force_login(member_of(item.meeting.council))
    page = pages.get(client, f"/meetings/{item.meeting.pk}/")
    (details,) = [part for part in page.all("details") if "loss of a child" in pages.words(part)]
    assert details.get("open") is None
    assert "Hard words" in pages.words(details)
    (words,) = [element for element in details.iter("div") if element.get("lang")]
    assert (words.get("lang"), words.get("dir")) == ("es", "auto")


def test_my_answer_from_the_page(client: Client) -> None:
    invitation = InvitationFactory()
    client.force_login(invitation.membership.user)
    url = f"/meetings/{invitation.meeting.pk}/"
    assert client.post(url + "answer/", {"answer": "yes", "note": "Near the door"})["Location"] == url
    page = pages.get(client, url)
    assert page.values()["note"] == "Near the door"
    assert "Yes, I will come" in page.html


def test_my_answer_without_a_button_keeps_the_note(client: Client) -> None:
    invitation = InvitationFactory()
    client.force_login(invitation.membership.user)
    page = pages.post(client, f"/meetings/{invitation.meeting.pk}/answer/", {"note": "Near the door"})
    assert page.values()["note"] == "Near the door"
    assert "Press one of the buttons" in page.html


def test_answering_after_the_meeting_says_why_not(client: Client) -> None:
    day = timezone.localdate() - timedelta(days=1)
    invitation = InvitationFactory(meeting__day=day)
    client.force_login(invitation.membership.user)
    url = f"/meetings/{invitation.meeting.pk}/"
    assert "This meeting is over." in pages.get(client, url).html
    assert client.post(url + "answer/", {"answer": "yes"}).status_code == 403


def test_who_is_not_invited_has_nothing_to_answer(client: Client) -> None:
    meeting = MeetingFactory()
    client.force_login(member_of(meeting.council))
    assert "Will you come?" not in pages.get(client, f"/meetings/{meeting.pk}/").html
    assert client.post(f"/meetings/{meeting.pk}/answer/", {"answer": "yes"}).status_code == 404


def first(booking: AccessBooking) -> dict[str, object]:
    """Return what the form of a booking that nobody changed yet sends besides."""
    return {f"b{booking.pk.hex}-revision": 0}


def test_failed_need_is_shown_as_still_to_solve(client: Client) -> None:
    booking = BookingFactory(need__shared_with=SharedWith.CHAIR, invitation__membership__alias="Robin")
    meeting = booking.meeting
    client.force_login(chair_of(meeting.council))
    assert "Still to solve" not in pages.get(client, f"/meetings/{meeting.pk}/").html
    client.post(f"/meetings/bookings/{booking.pk}/", {**first(booking), f"b{booking.pk.hex}-status": "failed"})
    page = pages.get(client, f"/meetings/{meeting.pk}/")
    assert "This could not be arranged for Robin: Live captions by a person." in " ".join(page.text("main").split())
    client.force_login(invited(booking).membership.user)
    mine = pages.get(client, f"/meetings/{meeting.pk}/")
    assert "Could not be arranged" in mine.html
    assert "Still to solve" not in mine.html


def test_booking_with_a_wrong_word_changes_nothing(client: Client) -> None:
    booking = BookingFactory()
    client.force_login(coordinator())
    client.post(f"/meetings/bookings/{booking.pk}/", {**first(booking), f"b{booking.pk.hex}-status": "purple"})
    booking.refresh_from_db()
    assert booking.status == "asked"


def test_agenda_that_is_too_long_is_said_to_planners(client: Client) -> None:
    meeting = MeetingFactory(minutes=30)
    ItemFactory(meeting=meeting, minutes=45)
    client.force_login(coordinator())
    assert "With breaks it takes 15 minutes more than planned." in pages.get(client, f"/meetings/{meeting.pk}/").html
    client.force_login(member_of(meeting.council))
    assert "more than planned" not in pages.get(client, f"/meetings/{meeting.pk}/").html


@pytest.mark.parametrize("language", ["en", "es", "ar", "pl"])
@time_machine.travel("2026-11-23T08:00:00Z", tick=False)
def test_every_page_is_whole_in_every_language(client: Client, language: str) -> None:
    booking = BookingFactory(invitation__meeting__day=timezone.localdate())
    item = ItemFactory(meeting=booking.meeting, outcome="Yes", recorded_on=timezone.localdate())
    url = f"/meetings/{item.meeting.pk}/"
    client.force_login(PersonFactory(roles=["coordinator"], language=language))
    for place in (
        "/meetings/",
        "/meetings/new/",
        url,
        *(url + part for part in ("change/", "cancel/", "held/", "agenda/new/")),
        f"/meetings/agenda/{item.pk}/outcome/",
    ):
        pages.get(client, place, lang=language)


TWICE = {"day": "2027-10-31", "starts": "01:30", "access_deadline": "2027-10-01"}


@time_machine.travel("2027-02-01T12:00:00+00:00", tick=False)
def test_plan_asks_which_of_two_times_is_meant(client: Client) -> None:
    council = CouncilFactory()
    client.force_login(coordinator())
    assert pages.get(client, "/meetings/new/").all("input", name="fold") == []
    page = pages.post(client, "/meetings/new/", form(council, **TWICE))
    assert "This time comes twice on this day. Choose which one you mean." in page.html
    assert [option.get("value") for option in page.all("input", name="fold")] == ["0", "1"]
    client.post("/meetings/new/", form(council, fold="1", **TWICE))
    meeting = Meeting.objects.get()
    assert meeting.starts_at.isoformat() == "2027-10-31T01:30:00+00:00"
    shown = pages.get(client, f"/meetings/{meeting.pk}/")
    assert "1:30 a.m. (after the clocks go back)" in shown.html
    change = pages.get(client, f"/meetings/{meeting.pk}/change/")
    assert change.values()["fold"] == "1"
    # On another day there is nothing to choose, and what was chosen is forgotten.
    client.post(f"/meetings/{meeting.pk}/change/", {**change.values(), "day": "2027-11-01"})
    meeting.refresh_from_db()
    assert (meeting.day.isoformat(), meeting.fold) == ("2027-11-01", 0)


@time_machine.travel("2026-11-01T12:00:00+00:00", tick=False)
def test_planner_sees_what_o_clock_it_is_for_everybody(client: Client) -> None:
    council = CouncilFactory()
    for zone in ("Europe/London", "Australia/Sydney", "Australia/Sydney", "America/New_York"):
        person = PersonFactory(roles=["member"], time_zone=ZoneInfo(zone), name=f"Somebody in {zone}")
        member_of(council, user=person)
    client.force_login(coordinator())
    typed = form(council, title="", day="2026-12-28", starts="10:00", access_deadline="2026-12-01", show_times="yes")
    page = pages.post(client, "/meetings/new/", typed)
    kept = page.values()
    assert {name: kept[name] for name in typed if name != "show_times"} == {
        name: str(value) for name, value in typed.items() if name != "show_times"
    }
    rows = [pages.words(row) for row in page.one("tbody").findall("tr")]
    early = "It begins before 8 in the morning."
    assert [" ".join(row.split()) for row in rows] == [
        "Monday 28 December 2026, 9 p.m. to 10:30 p.m., Sydney time 2 It goes on after 8 in the evening.",
        f"Monday 28 December 2026, 5 a.m. to 6:30 a.m., Eastern time, United States 1 {early}",
        "Monday 28 December 2026, 10 a.m. to 11:30 a.m., United Kingdom time 1 – Nothing",
    ]
    assert "It is a public holiday:" in page.html
    # Nothing is complained about that only saving needs, nothing is saved, and nobody is named.
    assert page.all("div", class_="govuk-error-summary") == []
    assert Meeting.objects.count() == 0
    assert "Somebody in" not in page.html


@time_machine.travel("2027-02-01T12:00:00+00:00", tick=False)
def test_planner_who_asks_for_times_is_told_of_one_that_clocks_skip(client: Client) -> None:
    client.force_login(coordinator())
    typed = form(CouncilFactory(), title="", day="2027-03-28", starts="01:30", show_times="yes")
    page = pages.post(client, "/meetings/new/", typed)
    assert "Clocks are moved forward on this day and skip this time." in page.html
    assert "Give the meeting a title." not in page.html
    assert page.all("tbody") == []


def test_change_shows_the_times_without_changing_anything(client: Client) -> None:
    meeting = MeetingFactory(day=timezone.localdate() + timedelta(days=14), starts=time(10))
    member_of(meeting.council, user=PersonFactory(roles=["member"], time_zone=ZoneInfo("Asia/Riyadh")))
    client.force_login(coordinator())
    url = f"/meetings/{meeting.pk}/change/"
    typed = {**pages.get(client, url).values(), "starts": "23:30", "show_times": "yes"}
    page = pages.post(client, url, typed)
    assert page.values()["starts"] == "23:30"
    assert "Saudi Arabian time" in page.text("tbody")
    assert Meeting.objects.get().starts == time(10)
