"""After a meeting: five questions, of which nobody finds who said what, and a talk for whoever would like one."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import AuditEvent, User
from core.verdicts import Refused
from council.actions import care
from council.enums import TalkStatus
from council.models import CheckIn, Membership, Pause
from meetings import actions, queries
from meetings.actions import after
from meetings.enums import AfterAnswer, AfterQuestion, AfterShown, MeetingStatus
from meetings.models import AfterMark, AfterQuestions, AfterShare, Invitation, Meeting, SealedAfterAnswer
from meetings.queries import after as reads
from notifications.channels import wording
from notifications.enums import Channel, Kind
from notifications.models import OutboxMessage, Preference
from notifications.wanted import is_still_for
from tests.meetings.factories import CouncilFactory, ItemFactory, MeetingFactory, chair_of, coordinator
from tests.meetings.room import key_of_worker, member
from tests.rig import pages

pytestmark = pytest.mark.django_db

YES, PARTLY, NO, RATHER_NOT = AfterAnswer


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def held(people: int = 0, *, heavy: bool = False, **fields: object) -> tuple[Meeting, list[Membership]]:
    """Return a meeting that ended some minutes ago and is marked as held, and its invited members."""
    fields = {"council": fields.pop("council", None) or CouncilFactory(), "starts": time(0), "minutes": 1, **fields}
    meeting = MeetingFactory(day=timezone.localdate(), **fields)
    terms = [member(meeting) for _number in range(people)]
    if heavy:
        ItemFactory(meeting=meeting, heavy=True)
    actions.mark_held(meeting=meeting, attended=[], by=coordinator())
    meeting.refresh_from_db()
    return meeting, terms


def invitation(meeting: Meeting, term: Membership) -> Invitation:
    return Invitation.objects.select_related("meeting", "membership__user").get(meeting=meeting, membership=term)


def answer(meeting: Meeting, term: Membership, *said: AfterAnswer) -> None:
    """Answer the questions in their order; the others are left out."""
    answers = dict(zip(AfterQuestion, said, strict=False))
    actions.answer_after(invitation=invitation(meeting, term), answers=answers, by=term.user)


def closed(meeting: Meeting) -> AfterQuestions:
    """Let the days for answers pass, and count."""
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        actions.count_answers_after()
    return AfterQuestions.objects.get(meeting=meeting)


def shown(meeting: Meeting, question: AfterQuestion) -> dict[str, int]:
    return dict(AfterShare.objects.filter(questions=meeting.pk, question=question).values_list("answer", "quarters"))


def test_eight_answers_are_shown_as_shares_and_nothing_else_is_left(settings: Settings) -> None:
    key_of_worker(settings)
    meeting, terms = held(8)
    for term, said in zip(terms, (YES, YES, YES, YES, PARTLY, PARTLY, NO, NO), strict=True):
        answer(meeting, term, said, YES, RATHER_NOT)
    assert (AfterMark.objects.count(), SealedAfterAnswer.objects.count(), AfterShare.objects.count()) == (8, 8, 0)
    questions = closed(meeting)
    assert (questions.is_counted, questions.at_least) == (True, 5)
    assert shown(meeting, AfterQuestion.TAKE_PART) == {AfterShown.YES: 2, AfterShown.PARTLY: 1, AfterShown.NO: 1}
    assert shown(meeting, AfterQuestion.LISTENED) == {AfterShown.YES: 4, AfterShown.NOT_FULLY: 0}
    # Nobody said anything to the others: whoever would rather not say is not counted as saying something.
    assert AfterShare.objects.values("question").distinct().count() == 2
    assert (AfterMark.objects.count(), SealedAfterAnswer.objects.count()) == (0, 0)
    page = pages.get(browser(terms[0].user), reverse("meetings:after", args=[meeting.pk])).text("main")
    assert "About half" in page
    assert "At least 5 people answered" in page
    assert "Too few people answered this question" in page


def test_three_answers_are_destroyed_unread(settings: Settings) -> None:
    key_of_worker(settings)
    meeting, terms = held(8)
    for term in terms[:3]:
        answer(meeting, term, NO)
    # What cannot be opened does not matter: nobody opens it.
    settings.BALLOT_KEY = b""
    questions = closed(meeting)
    assert (questions.is_counted, questions.at_least, AfterShare.objects.count()) == (True, None, 0)
    assert (AfterMark.objects.count(), SealedAfterAnswer.objects.count()) == (0, 0)
    client = browser(terms[0].user)
    for address in (reverse("meetings:after", args=[meeting.pk]), reverse("meetings:meeting", args=[meeting.pk])):
        page = pages.get(client, address).text("main")
        assert "Too few people answered" in page
        assert "so that nobody can be recognised" in page
    assert meeting.title not in pages.get(client, "/meetings/after/").text("main")


def test_answers_are_of_one_size_and_open_nowhere_else(settings: Settings) -> None:
    key_of_worker(settings)
    meeting, terms = held(3)
    answer(meeting, terms[0], YES, YES, YES, YES, YES)
    answer(meeting, terms[1], NO)
    answer(meeting, terms[2], RATHER_NOT, RATHER_NOT)
    rows = list(SealedAfterAnswer.objects.all())
    assert len({len(bytes(row.sealed)) for row in rows}) == 1
    assert {after.opened(row) for row in rows} == {b"\1\1\1\1\1", b"\3\0\0\0\0", b"\0\0\0\0\0"}
    # Moved to another row, it does not open.
    rows[0].sealed = rows[1].sealed
    assert after.opened(rows[0]) is None
    # A site that has the database and not the worker's secret.
    settings.BALLOT_KEY = b"\x01" * 32
    assert {after.opened(row) for row in rows} == {None}


def test_whoever_has_answered_cannot_answer_again(settings: Settings) -> None:
    key_of_worker(settings)
    meeting, (term, other) = held(2)
    answer(meeting, term, YES)
    with pytest.raises(Refused, match="You have answered already"):
        answer(meeting, term, NO)
    with pytest.raises(Refused, match="Only people who were invited"):
        actions.answer_after(invitation=invitation(meeting, term), answers={}, by=other.user)
    assert SealedAfterAnswer.objects.count() == 1
    # Neither who nor what.
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.actor, event.details) == ("took answers after a meeting", "the system", {})


def test_answers_are_taken_until_the_last_day_ends_everywhere(settings: Settings) -> None:
    key_of_worker(settings)
    with time_machine.travel(datetime(2027, 3, 2, 12, tzinfo=UTC), tick=False):
        meeting, (term, other, third) = held(3)
        questions = AfterQuestions.objects.get()
        assert questions.answer_by == meeting.day + timedelta(days=7)
    with time_machine.travel(datetime(2027, 3, 10, 11, 59, tzinfo=UTC), tick=False):
        answer(meeting, term, YES)
        assert actions.count_answers_after() == 0
    with time_machine.travel(datetime(2027, 3, 10, 12, 0, tzinfo=UTC), tick=False):
        with pytest.raises(Refused, match="The time for answers is over"):
            answer(meeting, other, YES)
        assert actions.count_answers_after() == 1
        assert actions.count_answers_after() == 0
        with pytest.raises(Refused, match="The time for answers is over"):
            answer(meeting, third, YES)


def test_answers_sealed_to_another_key_wait_and_are_destroyed_in_the_end(settings: Settings) -> None:
    key_of_worker(settings)
    meeting, terms = held(5)
    for term in terms:
        answer(meeting, term, YES)
    settings.BALLOT_KEY = b"\x01" * 32
    assert not closed(meeting).is_counted
    assert SealedAfterAnswer.objects.count() == 5
    with time_machine.travel(timezone.now() + timedelta(days=39)):
        actions.count_answers_after()
    questions = AfterQuestions.objects.get()
    assert (questions.is_counted, questions.has_result, SealedAfterAnswer.objects.count()) == (True, False, 0)


def test_answers_that_waited_for_their_key_are_counted(settings: Settings) -> None:
    right = key_of_worker(settings)
    meeting, terms = held(5)
    for term in terms:
        answer(meeting, term, YES)
    settings.BALLOT_KEY = b"\x01" * 32
    assert not closed(meeting).is_counted
    settings.BALLOT_KEY = right
    assert closed(meeting).has_result


def test_answer_that_was_made_up_counts_for_nothing(settings: Settings) -> None:
    key_of_worker(settings)
    meeting, terms = held(5)
    for term in terms:
        answer(meeting, term, YES)
    row = SealedAfterAnswer.objects.first()
    assert row is not None
    row.sealed = bytes(row.sealed)[:-1] + b"x"
    row.save()
    # Four that can be read are too few.
    assert not closed(meeting).has_result


@pytest.mark.parametrize("total", range(4, 15))
def test_nothing_shown_says_that_exactly_one_person_gave_an_answer(total: int) -> None:
    """Whoever knows how many answered, and these rules, cannot tell one person from none or from two."""
    by_picture: dict[tuple[object, ...], list[tuple[int, int, int]]] = defaultdict(list)
    for yes, partly in product(range(total + 1), repeat=2):
        no = total - yes - partly
        if no >= 0:
            by_picture[tuple(sorted(after.shares(yes, partly, no).items()))].append((yes, partly, no))
    for found in by_picture.values():
        for place in range(3):
            values = {counts[place] for counts in found}
            # Neither that one person said it, nor that all but one did not.
            assert values != {1}, found
            assert values != {total}, found
            assert values != {total - 1}, found


def test_counting_is_in_no_order(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    key_of_worker(settings)
    meeting, terms = held(6)
    for term in terms:
        answer(meeting, term, YES)
    stored = [row.pk for row in SealedAfterAnswer.objects.all()]
    order: list[object] = []
    was = after.opened

    def noted(row: SealedAfterAnswer) -> bytes | None:
        order.append(row.pk)
        return was(row)

    monkeypatch.setattr(after, "opened", noted)
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        # Seeded, so that the test is the same each time.
        actions.count_after(questions=AfterQuestions.objects.get(), rng=Random(4))  # noqa: S311
    assert order != stored
    assert sorted(map(str, order)) == sorted(map(str, stored))


def test_everybody_invited_is_asked_the_day_after_by_their_own_clock(settings: Settings) -> None:
    key_of_worker(settings)
    with time_machine.travel(datetime(2027, 3, 2, 12, tzinfo=UTC), tick=False):
        meeting = MeetingFactory(day=date(2027, 3, 2), starts=time(10), minutes=60, time_zone="Europe/London")
        meeting.refresh_from_db()
        zones = ("Asia/Riyadh", "America/New_York", "Australia/Sydney")
        terms = [member(meeting) for _zone in zones]
        for term, zone in zip(terms, zones, strict=True):
            User.objects.filter(pk=term.user_id).update(time_zone=zone)
        silent = member(meeting)
        Preference.objects.filter(user=silent.user).update(reminders=False)
        actions.mark_held(meeting=meeting, attended=[], by=coordinator())
    messages = {message.recipient_id: message for message in OutboxMessage.objects.filter(kind=Kind.AFTER_MEETING)}
    assert set(messages) == {term.user_id for term in terms}
    for term, zone in zip(terms, zones, strict=True):
        local = messages[term.user_id].due_at.astimezone(ZoneInfo(zone))
        assert (local.date().isoformat(), local.time()) == ("2027-03-03", time(10))


@pytest.mark.parametrize("hour,expected", [(9, "05 10:00"), (14, "05 14:00"), (22, "06 10:00")])
def test_meeting_marked_as_held_later_asks_in_the_daytime(hour: int, expected: str) -> None:
    meeting = MeetingFactory(day=date(2027, 3, 2), starts=time(10), minutes=60, time_zone="UTC")
    meeting.refresh_from_db()
    term = member(meeting)
    User.objects.filter(pk=term.user_id).update(time_zone="UTC")
    with time_machine.travel(datetime(2027, 3, 5, hour, tzinfo=UTC), tick=False):
        actions.mark_held(meeting=meeting, attended=[], by=coordinator())
        assert f"{OutboxMessage.objects.get(kind=Kind.AFTER_MEETING).due_at:%d %H:%M}" == expected
    # A week to answer from then on, and not from the meeting.
    assert f"{AfterQuestions.objects.get().answer_by}" == "2027-03-12"


def test_nobody_is_asked_about_a_meeting_long_ago() -> None:
    meeting = MeetingFactory(day=timezone.localdate() - timedelta(days=20))
    member(meeting)
    actions.mark_held(meeting=meeting, attended=[], by=coordinator())
    assert (AfterQuestions.objects.count(), OutboxMessage.objects.filter(kind=Kind.AFTER_MEETING).count()) == (0, 0)


def test_message_is_sent_only_to_whoever_can_still_answer(settings: Settings) -> None:
    key_of_worker(settings)
    meeting, (term, gone, paused) = held(3)
    messages = {message.recipient_id: message for message in OutboxMessage.objects.filter(kind=Kind.AFTER_MEETING)}
    assert [is_still_for(messages[one.user_id]) for one in (term, gone, paused)] == [True, True, True]
    Membership.objects.filter(pk=gone.pk).update(ends_on=meeting.day - timedelta(days=1))
    Pause.objects.create(membership=paused, starts_on=meeting.day, ends_on=meeting.day)
    assert [is_still_for(messages[one.user_id]) for one in (term, gone, paused)] == [True, False, False]
    answer(meeting, term, YES)
    assert not is_still_for(messages[term.user_id])
    messages[term.user_id].refresh_from_db()
    assert messages[term.user_id].status == "dropped"


def test_message_says_what_and_until_when_and_offers_a_talk_only_after_something_heavy() -> None:
    with time_machine.travel(datetime(2027, 3, 2, 12, tzinfo=UTC), tick=False):
        held(1, heavy=True)
        held(1)
    bodies = [wording.of(message, "en").body for message in OutboxMessage.objects.filter(kind=Kind.AFTER_MEETING)]
    assert ["heavy" in body for body in bodies].count(True) == 1
    for body in bodies:
        assert "five short questions" in body
        assert "9 March 2027" in body
        assert "/meetings/after/" in body
        assert "stop reminders and these questions" in body


def test_person_without_email_is_written_to_by_post() -> None:
    meeting = MeetingFactory(day=timezone.localdate(), starts=time(0), minutes=1)
    term = member(meeting)
    User.objects.filter(pk=term.user_id).update(email=None)
    actions.mark_held(meeting=meeting, attended=[], by=coordinator())
    assert OutboxMessage.objects.get(kind=Kind.AFTER_MEETING).channel == Channel.POST


def test_answers_come_by_the_page_of_a_member(settings: Settings) -> None:
    key_of_worker(settings)
    meeting, (term,) = held(1)
    client = browser(term.user)
    address = reverse("meetings:after", args=[meeting.pk])
    assert "Five short questions wait" in pages.get(client, reverse("meetings:meeting", args=[meeting.pk])).text("main")
    page = pages.get(client, address)
    assert "they cannot be changed or taken back" in page.text("main")
    # An empty form says what it lacks, and takes nothing.
    assert "at least one question" in client.post(address, {}).content.decode()
    assert SealedAfterAnswer.objects.count() == 0
    assert client.post(address, {"take_part": "yes", "support": "rather_not"}).status_code == 302
    (row,) = SealedAfterAnswer.objects.all()
    assert after.opened(row) == b"\1\0\0\0\0"
    assert "We have your answers" in pages.get(client, address).text("main")
    again = client.post(address, {"take_part": "no"})
    assert (again.status_code, "You have answered already" in again.content.decode()) == (409, False)
    assert SealedAfterAnswer.objects.count() == 1


def test_answers_come_by_link_without_signing_in_and_a_scanner_changes_nothing(settings: Settings) -> None:
    key_of_worker(settings)
    meeting, (term,) = held(1, heavy=True)
    address = reverse("meetings:after_link", args=[queries.token_of(invitation(meeting, term))])
    client = Client()
    assert "How was the meeting" in pages.get(client, address).text("main")
    assert client.head(address).status_code == 200
    assert (SealedAfterAnswer.objects.count(), CheckIn.objects.count()) == (0, 0)
    assert client.post(address, {"listened": "partly"}).status_code == 302
    assert "We have your answers" in pages.get(client, address).text("main")
    assert client.post(address, {"talk": "yes"}).status_code == 302
    assert CheckIn.objects.get().status == TalkStatus.ACCEPTED
    assert "You asked for a talk" in pages.get(client, address).text("main")
    assert Client().get(address[:-3] + "x/").status_code == 404


def test_link_of_a_meeting_without_questions_opens_nothing(settings: Settings) -> None:
    key_of_worker(settings)
    meeting = MeetingFactory(day=timezone.localdate(), starts=time(0), minutes=1)
    term = member(meeting)
    address = reverse("meetings:after_link", args=[queries.token_of(invitation(meeting, term))])
    assert Client().get(address).status_code == 404
    assert browser(term.user).get(reverse("meetings:after", args=[meeting.pk])).status_code == 404
    # Over for good, with nothing left to do on its page.
    actions.mark_held(meeting=meeting, attended=[], by=coordinator())
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        assert Client().get(address).status_code == 410


def test_results_are_for_people_of_the_council_and_only_invited_people_answer(settings: Settings) -> None:
    key_of_worker(settings)
    meeting, (term,) = held(1)
    other_meeting, (stranger,) = held(1)
    address = reverse("meetings:after", args=[meeting.pk])
    assert browser(stranger.user).get(address).status_code == 404
    staff = browser(coordinator())
    assert "How was the meeting for you" not in pages.get(staff, address).text("main")
    assert staff.post(address, {"listened": "yes"}).status_code == 404
    assert staff.post(reverse("meetings:after_talk", args=[meeting.pk]), {"talk": "yes"}).status_code == 404
    assert SealedAfterAnswer.objects.count() == 0
    assert reads.asked(term.user, other_meeting) is None


def test_no_answer_is_taken_before_the_key_is_there() -> None:
    meeting, (term,) = held(1)
    with pytest.raises(Refused, match="try again in an hour"):
        answer(meeting, term, YES)
    assert AfterMark.objects.count() == 0


def test_year_shows_only_meetings_above_the_threshold(settings: Settings) -> None:
    key_of_worker(settings)
    council = CouncilFactory()
    many, terms = held(6, council=council, title="Nights on the ward")
    for term in terms:
        answer(many, term, YES, NO)
    few, others = held(2, council=council, title="The garden")
    for term in others:
        answer(few, term, NO)
    closed(few)
    page = pages.get(browser(terms[0].user), "/meetings/after/").text("main")
    assert "Nights on the ward" in page
    assert "All or nearly all" in page
    assert "Few or nobody" in page
    assert "The garden" not in page
    # Also not after a year, and not for people of another council.
    assert "Nights" not in pages.get(browser(chair_of(CouncilFactory())), "/meetings/after/").text("main")


def test_talk_is_offered_after_something_heavy_asked_for_taken_back_and_ticked(settings: Settings) -> None:
    key_of_worker(settings)
    meeting, (term, other) = held(2, heavy=True)
    boss = coordinator()
    chair = chair_of(meeting.council)
    client = browser(term.user)
    address = reverse("meetings:after", args=[meeting.pk])
    assert "A talk about it is offered" in pages.get(client, reverse("meetings:meeting", args=[meeting.pk])).text(
        "main"
    )
    assert "You need no reason" in pages.get(client, address).text("main")
    press = reverse("meetings:after_talk", args=[meeting.pk])
    client.post(press, {"talk": "yes"})
    client.post(press, {"talk": "yes"})
    (talk,) = CheckIn.objects.all()
    assert (talk.status, talk.about_meeting, talk.membership) == (TalkStatus.ACCEPTED, meeting.pk, term)
    told = OutboxMessage.objects.filter(kind=Kind.TALK_ANSWERED, status="pending")
    assert boss in {message.recipient for message in told.all()}
    # Whoever asked is in the list of coordinators, and nowhere else.
    assert "After a meeting" in pages.get(browser(boss), "/council/care/members/").text("main")
    assert browser(chair).get("/council/care/members/").status_code == 404
    assert "You asked for a talk" not in pages.get(browser(other.user), address).text("main")
    client.post(press, {"talk": "no"})
    talk.refresh_from_db()
    assert (talk.status, told.all().count()) == (TalkStatus.DECLINED, 0)
    assert "After a meeting" not in pages.get(browser(boss), "/council/care/members/").text("main")
    client.post(press, {"talk": "yes"})
    assert boss in {message.recipient for message in told.all()}
    talk.refresh_from_db()
    care.mark_check_in_held(talk=talk, by=boss)
    client.post(press, {"talk": "no"})
    assert "This changed since you opened it" in pages.get(client, address).text("body")
    assert CheckIn.objects.get().status == TalkStatus.HELD
    # What somebody wants is in no event of the log.
    events = AuditEvent.objects.filter(action__contains="talk after a meeting")
    assert not any(str(term.user_id) in str(event.details) for event in events)


def test_no_talk_is_offered_where_nothing_was_heavy(settings: Settings) -> None:
    key_of_worker(settings)
    meeting, (term,) = held(1)
    assert "Would you like to talk" not in pages.get(
        browser(term.user), reverse("meetings:after", args=[meeting.pk])
    ).text("main")
    with pytest.raises(Refused, match="No talk is offered"):
        actions.ask_for_debrief(invitation=invitation(meeting, term), by=term.user)
    assert CheckIn.objects.count() == 0


def test_mark_of_somebody_who_is_erased_is_gone(settings: Settings) -> None:
    key_of_worker(settings)
    meeting, (term,) = held(1)
    answer(meeting, term, YES)
    term.delete()
    assert (AfterMark.objects.count(), SealedAfterAnswer.objects.count()) == (0, 1)
    assert meeting.status == MeetingStatus.HELD


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_pages_are_whole_in_every_language(settings: Settings, language: str) -> None:
    key_of_worker(settings)
    meeting, terms = held(5, heavy=True)
    for term in terms[:4]:
        answer(meeting, term, YES, NO)
    last = terms[4]
    User.objects.filter(pk=last.user_id).update(language=language)
    link = reverse("meetings:after_link", args=[queries.token_of(invitation(meeting, last))])
    pages.get(Client(), link, lang=language)
    mine = browser(last.user)
    mine.cookies["django_language"] = language
    address = reverse("meetings:after", args=[meeting.pk])
    pages.get(mine, address, lang=language)
    answer(meeting, last, YES, NO)
    pages.get(Client(), link, lang=language)
    closed(meeting)
    for shown_at in (address, "/meetings/after/", reverse("meetings:meeting", args=[meeting.pk])):
        pages.get(mine, shown_at, lang=language)
    for message in OutboxMessage.objects.filter(kind=Kind.AFTER_MEETING):
        assert wording.of(message, language).subject
