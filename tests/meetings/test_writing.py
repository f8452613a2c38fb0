"""Questions in writing: open for some days, answered when it suits, summed up by the chair."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from django.test import Client

from core.verdicts import Refused
from meetings import actions, calendar
from meetings.enums import MeetingKind, MeetingStatus
from meetings.models import Invitation, Meeting, WrittenAnswer
from meetings.queries import calendar_reader, token_of
from notifications.channels import wording
from notifications.enums import Kind
from notifications.models import OutboxMessage
from tests.meetings import evaluator
from tests.meetings.factories import CouncilFactory, MeetingFactory, chair_of, coordinator, member_of
from tests.meetings.test_pages import form
from tests.rig import pages

pytestmark = pytest.mark.django_db
BEFORE, OPEN, CLOSED = "2027-03-20T12:00:00Z", "2027-03-24T12:00:00Z", "2027-03-30T16:00:01Z"


def question(**fields: Any) -> Meeting:
    """Return a question from Monday 22 March, 10:00, to Tuesday 30 March, 17:00 in London: clocks change in between."""
    with time_machine.travel(BEFORE, tick=False):
        meeting: Meeting = MeetingFactory(
            kind=MeetingKind.WRITING,
            question="Which three letters come first?",
            day=date(2027, 3, 22),
            closes_on=date(2027, 3, 30),
            closes_at=time(17),
            status=MeetingStatus.PLANNED,
            place="",
            join_link="",
            join_phone="",
            **fields,
        )
        member_of(meeting.council)
        actions.invite_everybody(meeting=meeting, by=coordinator())
    return meeting


def write(invitation: Invitation, text: str = "The first one.", *, is_shown: bool = False) -> WrittenAnswer:
    return actions.write_answer(
        invitation=invitation, text=text, language="en", is_shown=is_shown, by=invitation.membership.user
    )


def test_question_ends_at_its_wall_time_and_keeps_nobody_busy() -> None:
    meeting = question()
    assert meeting.ends_at.astimezone(UTC) == datetime(2027, 3, 30, 16, tzinfo=UTC)
    person = Invitation.objects.get().membership.user
    file = evaluator.read(calendar.single(meeting, calendar_reader(person)))
    (event,) = file.find("VEVENT")
    assert evaluator.utc(file, event["DTEND"]) == datetime(2027, 3, 30, 16)  # noqa: DTZ001 - naive, as it is read
    assert event["TRANSP"].value == "TRANSPARENT"


def test_invitation_asks_the_question_and_not_whether_one_comes() -> None:
    question()
    message = OutboxMessage.objects.get()
    words = wording.of(message, "en")
    assert words.subject == "A question for you, to answer in writing"
    assert "Which three letters come first?" in words.body
    assert "Will you come?" not in words.body
    assert "Monday 22 March 2027 at 10 a.m. to Tuesday 30 March 2027 at 5 p.m." in words.body
    assert "/meetings/writing/" in words.body


@pytest.mark.parametrize(
    ("now", "reason"),
    [(BEFORE, "You can answer when the question opens."), (OPEN, ""), (CLOSED, "The time to answer is over.")],
)
def test_answers_are_taken_while_it_is_open(now: str, reason: str) -> None:
    question()
    with time_machine.travel(now, tick=False):
        if not reason:
            write(Invitation.objects.get())
            return
        with pytest.raises(Refused, match=reason):
            write(Invitation.objects.get())


@time_machine.travel(OPEN, tick=False)
def test_answer_by_link_without_signing_in_can_be_changed(client: Client) -> None:
    question()
    url = f"/meetings/writing/{token_of(Invitation.objects.get())}/"
    pages.get(client, url)
    assert not WrittenAnswer.objects.exists()
    assert client.post(url, {"text": "First", "language": "en"})["Location"] == url
    client.post(url, {"text": "Second", "language": "en", "is_shown": "on"})
    answer = WrittenAnswer.objects.get()
    assert (answer.text, answer.is_shown) == ("Second", True)
    page = pages.get(client, url)
    assert page.values()["text"] == "Second"
    assert "We have your answer" in page.html


@time_machine.travel(OPEN, tick=False)
def test_empty_answer_says_what_is_missing(client: Client) -> None:
    question()
    client.force_login(Invitation.objects.get().membership.user)
    page = pages.post(client, f"/meetings/{Meeting.objects.get().pk}/writing/", {"text": " ", "language": "en"})
    assert "Write your answer." in page.text("main")


def test_what_was_typed_stays_when_the_question_closed_meanwhile(client: Client) -> None:
    question()
    with time_machine.travel(CLOSED, tick=False):
        url = f"/meetings/writing/{token_of(Invitation.objects.get())}/"
        page = pages.post(client, url, {"text": "Too late", "language": "en"}, status=409)
        assert page.values()["text"] == "Too late"
        assert "The time to answer is over." in page.text("main")
        pages.get(client, url, status=410)


@time_machine.travel(OPEN, tick=False)
def test_others_read_what_is_shown_and_the_chair_reads_all(client: Client) -> None:
    meeting = question()
    with time_machine.travel(BEFORE, tick=False):
        other = member_of(meeting.council)
        chair = chair_of(meeting.council)
        actions.invite_everybody(meeting=meeting, by=coordinator())
    first = Invitation.objects.exclude(membership__user__in=[other, chair]).get()
    second = Invitation.objects.get(membership__user=other)
    write(first, "Hidden words")
    write(second, "Shown words", is_shown=True)
    url = f"/meetings/{meeting.pk}/writing/"
    client.force_login(other)
    text = pages.get(client, url).text("main")
    assert "Shown words" in text
    assert "Hidden words" not in text
    client.force_login(chair)
    text = pages.get(client, url).text("main")
    assert "Hidden words" in text
    assert "Shown words" in text


def test_chair_writes_down_what_came_of_it_and_all_are_told(client: Client) -> None:
    meeting = question()
    with time_machine.travel(OPEN, tick=False):
        write(Invitation.objects.get())
        client.force_login(coordinator())
        url = f"/meetings/{meeting.pk}/writing/result/"
        assert "People can still answer." in pages.get(client, url).text("main")
        pages.post(client, url, {"result": "x"}, status=409)
    with time_machine.travel(CLOSED, tick=False):
        client.force_login(coordinator())
        pages.get(client, url)
        pages.post(client, url, {"result": " "})
        client.post(url, {"result": "Two of three."})
        meeting.refresh_from_db()
        assert (meeting.status, meeting.result, meeting.result_on) == ("held", "Two of three.", date(2027, 3, 30))
        (row,) = meeting.attendances.all()
        assert (row.membership, row.how, row.hears) == (Invitation.objects.get().membership, "writing", True)
        message = OutboxMessage.objects.get(kind=Kind.WRITTEN_RESULT)
        assert "What came of" in wording.of(message, "en").subject
        client.post(url, {"result": "All three."})
        client.force_login(Invitation.objects.get().membership.user)
        assert "All three." in pages.get(client, f"/meetings/{meeting.pk}/").text("main")


def test_reminder_comes_a_day_before_the_end_to_who_has_not_answered() -> None:
    meeting = question()
    with time_machine.travel(BEFORE, tick=False):
        member_of(meeting.council)
        actions.invite_everybody(meeting=meeting, by=coordinator())
    first, second = Invitation.objects.order_by("pk")
    with time_machine.travel("2027-03-29T15:59:00Z", tick=False):
        write(first)
        assert actions.remind() == 0
    with time_machine.travel("2027-03-29T16:00:00Z", tick=False):
        actions.remind()
        (message,) = OutboxMessage.objects.filter(kind=Kind.MEETING_REMINDER)
        assert message.recipient == second.membership.user
        assert "remind you of a question" in wording.of(message, "en").body


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"question": ""}, "Write the question that people answer."),
        ({"closes_on": ""}, "Choose the last day on which people can answer."),
        ({"closes_on": "2027-03-22"}, "Leave people at least a day to answer."),
        ({"closes_on": "2027-12-22"}, "A question is open for at most three months."),
        ({"closes_on": "2027-03-28", "closes_at": "01:30"}, "Clocks are moved forward on this day"),
    ],
)
@time_machine.travel(BEFORE, tick=False)
def test_question_is_planned_on_the_page(client: Client, wrong: dict[str, str], sentence: str) -> None:
    council = CouncilFactory()
    client.force_login(coordinator())
    typed = form(
        council,
        kind="writing",
        day="2027-03-22",
        access_deadline="2027-03-22",
        place="",
        question="What now?",
        closes_on="2027-03-29",
        closes_at="17:00",
    )
    page = pages.post(client, "/meetings/new/", {**typed, **wrong})
    assert sentence in page.text("main")
    client.post("/meetings/new/", typed)
    meeting = Meeting.objects.get()
    assert (meeting.kind, meeting.question, meeting.closes_at) == ("writing", "What now?", time(17))
