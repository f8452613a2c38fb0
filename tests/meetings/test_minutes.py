"""Minutes: made of what was written down, written by several, sent, corrected, approved for good, published."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone

from accounts.models import ChosenName, User
from core.verdicts import Conflict, Refused
from council.models import Membership
from meetings import actions
from meetings.actions.undoing import not_approved
from meetings.enums import CorrectionStatus, MeetingStatus, MinutesStatus, PersonKind, Presence
from meetings.models import Meeting, Minutes, MinutesVersion
from meetings.queries import minutes as queries
from meetings.queries.draft_minutes import Words, draft
from meetings.retention import minutes_due
from notifications.channels import wording
from notifications.enums import Kind
from notifications.models import OutboxMessage
from notifications.wanted import is_still_for
from people.actions.erasing import erase
from tests.meetings.factories import (
    CouncilFactory,
    InvitationFactory,
    ItemFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    coordinator,
)
from tests.meetings.room import chair, meeting_today, member
from tests.rig import pages
from tests.rig.racing import in_thread, wait_until_it_waits

pytestmark = pytest.mark.django_db

INSERTED = """
INSERT INTO meetings_minutesversion (minutes_id, number, people, text, to_do, what_changed, made_at)
SELECT id, 9, '', 'forged', '', '', approved_at FROM meetings_minutes
"""


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def held(council: object = None, days: int = 10, **fields: object) -> Meeting:
    """A meeting some days ago."""
    day = timezone.localdate() - timedelta(days=days)
    made: Meeting = MeetingFactory(
        council=council or CouncilFactory(),
        day=day,
        access_deadline=day,
        status=MeetingStatus.HELD,
        **fields,
    )
    return made


def named(term: Membership, name: str, *, minutes: bool = True, public: bool = False) -> Membership:
    ChosenName.objects.filter(user=term.user).update(
        name=name, skeleton=name.casefold(), to_members=True, in_minutes=minutes, in_public=public
    )
    return Membership.objects.get(pk=term.pk)


def typed(minutes: Minutes, **parts: str) -> Words:
    version = queries.current(minutes)
    now = {"people": version.people, "text": version.text, "to_do": version.to_do}
    return Words(**{**now, **parts})


def save(minutes: Minutes, by: User, *, base: int = 0, **parts: str) -> actions.SavedMinutes:
    minutes.refresh_from_db()
    number = base or minutes.version
    return actions.save_minutes(minutes=minutes, base=number, words=typed(minutes, **parts), what_changed="", by=by)


def sent(meeting: Meeting, **parts: str) -> Minutes:
    minutes = actions.draft_minutes(meeting=meeting, by=coordinator())
    if parts:
        save(minutes, coordinator(), base=0, **parts)
    minutes.refresh_from_db()
    actions.send_minutes(minutes=minutes, seen=minutes.version, by=coordinator())
    minutes.refresh_from_db()
    return minutes


def approved(meeting: Meeting | None = None, **parts: str) -> Minutes:
    meeting = meeting or held()
    minutes = sent(meeting, **parts)
    later = held(meeting.council, days=2)
    actions.approve_minutes(minutes=minutes, approved_in=later, seen=minutes.version, by=coordinator())
    minutes.refresh_from_db()
    return minutes


def messages(kind: Kind = Kind.MINUTES_SENT) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind).exclude(status="dropped").order_by("pk"))


def test_draft_is_made_of_everything_that_was_written_down() -> None:
    meeting = meeting_today()
    by = chair(meeting)
    ash, quiet, away = (member(meeting) for _ in range(3))
    named(ash, "Ash")
    named(quiet, "Hidden", minutes=False)
    named(away, "Willow")
    one = ItemFactory(meeting=meeting, title="Garden", position=1)
    ItemFactory(meeting=meeting, title="", kind="break", position=2)
    two = ItemFactory(meeting=meeting, title="Letters", position=3)
    for term in (ash, quiet):
        actions.note_arrival(meeting=meeting, membership=term, how=Presence.THERE, by=by)
    actions.note_guest(meeting=meeting, kind=PersonKind.INTERPRETER, name="", how=Presence.THERE, by=by)
    actions.save_note(agenda_item=one, base=0, text="Hidden asked for light.", outcome="Open until nine.", by=by)
    vote = actions.open_vote(
        meeting=meeting, item=two, question="Agree?", language="en", options=["Yes", "No"], is_secret=False, by=by
    )
    yes = vote.options.get(position=1)
    for term in (ash, quiet):
        actions.cast(vote=vote, option=yes, term=term, by=term.user)
    vote.refresh_from_db()
    actions.close_vote(vote=vote, by=by)
    actions.add_action(
        meeting=meeting, text="Write to the gardener", language="en", due_on=date(2027, 3, 1), owner=ash, by=by
    )
    words = draft(meeting)
    assert words.people.splitlines() == [
        "- There: Ash, 1 member who is not named",
        "- Interpreter: 1",
        "",
        "# Who was not there",
        # With the chair, who chose a name like everybody in these tests.
        f"- {Membership.objects.get(user=by).minutes_name}, Willow",
    ]
    assert words.text.splitlines() == [
        "# Garden",
        "A member asked for light.",
        "Decided: Open until nine.",
        "",
        "# Letters",
        "Open vote: Agree?",
        "- Yes: 2 (Ash)",
        "- No: 0",
        "Members there who count: 2. Needed: 2. They were enough to decide.",
    ]
    assert words.to_do == "- Write to the gardener (Ash, by Monday 1 March 2027)"


def test_secret_vote_and_recusals_name_nobody_who_does_not_want_it() -> None:
    meeting = meeting_today()
    ash = named(member(meeting), "Ash")
    quiet = named(member(meeting), "Hidden", minutes=False)
    item = ItemFactory(meeting=meeting, title="Contract")
    for term in (ash, quiet):
        actions.step_back_from(meeting=meeting, item=item, vote=None, interest=None, text="My firm", by=term.user)
    text = draft(meeting).text
    assert text.splitlines() == ["# Contract", "Stepped back: Ash, 1 member who is not named"]


def test_meeting_without_agenda_notes_or_people_has_minutes_too() -> None:
    meeting = held()
    person = coordinator()
    client = signed_in(person)
    page = pages.get(client, f"/meetings/{meeting.pk}/minutes/")
    assert "Nobody has begun the minutes." in page.text("main")
    client.post(f"/meetings/{meeting.pk}/minutes/make/")
    minutes = Minutes.objects.get()
    assert typed(minutes) == Words(people="Who was there was not written down.")
    page = pages.get(client, f"/meetings/{meeting.pk}/minutes/write/")
    assert page.values()["text"] == ""
    client.post(
        f"/meetings/{meeting.pk}/minutes/write/",
        {"base": "1", "people": "Three of us", "text": "We talked.", "to_do": "", "what_changed": ""},
    )
    assert queries.current(Minutes.objects.get()).text == "We talked."


def test_question_in_writing_has_its_question_and_result() -> None:
    day = timezone.localdate() - timedelta(days=9)
    meeting = held(
        kind="writing", question="Which letter?", closes_on=day, closes_at=time(12), result="The bill.", result_on=day
    )
    assert draft(meeting).text.splitlines() == ["# The question", "Which letter?", "", "# What came of it", "The bill."]


def test_draft_made_again_overwrites_nothing_and_shows_the_fresh_text_beside() -> None:
    meeting = held()
    person = coordinator()
    minutes = actions.draft_minutes(meeting=meeting, by=person)
    save(minutes, person, text="Typed by hand")
    ItemFactory(meeting=meeting, title="Forgotten")
    assert actions.draft_minutes(meeting=meeting, by=person) == minutes
    page = pages.get(signed_in(person), f"/meetings/{meeting.pk}/minutes/write/?fresh=yes")
    assert page.values()["text"] == "Typed by hand"
    assert "# Forgotten" in page.text("main")
    assert MinutesVersion.objects.count() == 2


def test_second_save_from_the_same_version_keeps_both() -> None:
    minutes = actions.draft_minutes(meeting=held(), by=coordinator())
    save(minutes, coordinator(), base=1, text="From the first")
    saved = save(minutes, coordinator(), base=1, text="From the second")
    assert saved.was_merged
    assert saved.touching == [("From the first", "From the second")]
    assert queries.current(saved.minutes).text == "From the first\nFrom the second"
    assert MinutesVersion.objects.get(number=2).text == "From the first"


def test_page_shows_both_texts_to_the_second_keeper() -> None:
    meeting = held()
    minutes = actions.draft_minutes(meeting=meeting, by=coordinator())
    save(minutes, coordinator(), text="From the first")
    data = {"base": "1", "people": "", "text": "From the second", "to_do": "", "what_changed": ""}
    page = pages.post(signed_in(coordinator()), f"/meetings/{meeting.pk}/minutes/write/", data)
    assert "Someone else wrote in the same place" in page.text("main")
    assert page.values()["text"] == "From the first\nFrom the second"
    assert page.values()["base"] == "3"


def test_saving_the_same_words_makes_no_version() -> None:
    minutes = actions.draft_minutes(meeting=held(), by=coordinator())
    save(minutes, coordinator())
    assert MinutesVersion.objects.count() == 1


def test_everybody_of_then_and_now_is_told_once_and_of_news_once() -> None:
    meeting = held()
    then_and_now = MembershipFactory(council=meeting.council, starts_on=date(2026, 1, 1))
    only_then = MembershipFactory(council=meeting.council, ends_on=meeting.day)
    only_now = MembershipFactory(council=meeting.council, starts_on=timezone.localdate())
    MembershipFactory(council=CouncilFactory())
    minutes = sent(meeting)
    readers = {then_and_now.user, only_then.user, only_now.user}
    told = messages()
    assert {message.recipient for message in told} == readers
    words = wording.of(told[0], "en")
    assert f"/meetings/{meeting.pk}/minutes/" in words.body
    assert minutes.status == MinutesStatus.SENT
    # A small correction is told to nobody.
    save(minutes, coordinator(), text="A comma")
    assert len(messages()) == 3
    OutboxMessage.objects.update(status="sent", sent_at=timezone.now())
    actions.save_minutes(
        minutes=minutes,
        base=2,
        words=Words(text="Another day"),
        what_changed="The day was wrong",
        tell=True,
        by=coordinator(),
    )
    news = [message for message in messages() if message.values["again"]]
    assert {message.recipient for message in news} == readers
    assert "The day was wrong" in wording.of(news[0], "en").body
    minutes.refresh_from_db()
    with pytest.raises(Refused, match="Members were told of this version"):
        actions.send_minutes(minutes=minutes, seen=minutes.version, by=coordinator())


def test_sending_what_somebody_changed_meanwhile_is_a_conflict() -> None:
    minutes = actions.draft_minutes(meeting=held(), by=coordinator())
    save(minutes, coordinator(), text="Newer")
    with pytest.raises(Conflict):
        actions.send_minutes(minutes=minutes, seen=1, by=coordinator())
    page = pages.post(
        signed_in(coordinator()), f"/meetings/{minutes.meeting_id}/minutes/send/", {"seen": "1"}, status=409
    )
    assert page.values()["seen"] == "2"
    assert messages() == []


def test_member_who_has_left_before_it_is_sent_is_not_told() -> None:
    meeting = held()
    term = MembershipFactory(council=meeting.council)
    sent(meeting)
    message = messages()[0]
    assert is_still_for(message)
    Membership.objects.filter(pk=term.pk).update(starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1))
    assert not is_still_for(message)


def test_members_correction_is_answered_and_told() -> None:
    meeting = held()
    ash = MembershipFactory(council=meeting.council)
    minutes = sent(meeting)
    client = signed_in(ash.user)
    answer = client.post(
        f"/meetings/{meeting.pk}/minutes/correct/", {"text": "No era martes.", "language": "es"}, follow=False
    )
    assert answer.status_code == 302
    asked = minutes.corrections.get()
    assert (asked.text, asked.language, asked.status) == ("No era martes.", "es", CorrectionStatus.WAITING)
    page = pages.get(client, f"/meetings/{meeting.pk}/minutes/")
    assert "No era martes." in page.text("main")
    # Another member does not read it.
    other = signed_in(MembershipFactory(council=meeting.council).user)
    assert "No era martes." not in pages.get(other, f"/meetings/{meeting.pk}/minutes/").text("main")
    staff = signed_in(coordinator())
    path = f"/meetings/minutes/corrections/{asked.pk}/"
    page = pages.post(staff, path, {"status": "not_taken_up", "answer": ""})
    assert "Write a few kind words." in page.text("main")
    staff.post(path, {"status": "not_taken_up", "answer": "Thank you. It was a Tuesday."})
    asked.refresh_from_db()
    assert asked.status == CorrectionStatus.NOT_TAKEN_UP
    told = messages(Kind.MINUTES_CORRECTION_ANSWERED)
    assert [message.recipient for message in told] == [ash.user]
    body = wording.of(told[0], "en").body
    assert "It was a Tuesday." in body
    assert "No era martes." not in body
    with pytest.raises(Conflict):
        actions.answer_correction(correction=asked, status=CorrectionStatus.TAKEN_UP, answer="", by=coordinator())


def test_chair_does_not_answer_their_own_wish() -> None:
    meeting = held()
    person = chair(meeting)
    minutes = sent(meeting)
    asked = actions.ask_for_correction(minutes=minutes, text="x", language="en", by=person)
    with pytest.raises(Refused, match="Somebody else answers"):
        actions.answer_correction(correction=asked, status=CorrectionStatus.TAKEN_UP, answer="", by=person)


def test_approval_waits_for_answers_and_for_a_later_meeting() -> None:
    meeting = held()
    ash = MembershipFactory(council=meeting.council)
    minutes = sent(meeting)
    held(meeting.council, days=20)
    with pytest.raises(Refused, match="No later meeting"):
        actions.approve_minutes(minutes=minutes, approved_in=meeting, seen=1, by=coordinator())
    second = held(meeting.council, days=2)
    first = held(meeting.council, days=5)
    assert queries.later_meetings(meeting) == [first, second]
    asked = actions.ask_for_correction(minutes=minutes, text="x", language="en", by=ash.user)
    with pytest.raises(Refused, match="waits for an answer"):
        actions.approve_minutes(minutes=minutes, approved_in=first, seen=1, by=coordinator())
    actions.answer_correction(correction=asked, status=CorrectionStatus.TAKEN_UP, answer="", by=coordinator())
    client = signed_in(coordinator())
    page = pages.get(client, f"/meetings/{meeting.pk}/minutes/approve/")
    assert page.values()["approved_in"] == str(first.pk)
    client.post(f"/meetings/{meeting.pk}/minutes/approve/", {"approved_in": str(second.pk), "seen": "1"})
    minutes.refresh_from_db()
    assert (minutes.status, minutes.approved_in) == (MinutesStatus.APPROVED, second)


def test_approved_minutes_cannot_be_changed_by_anybody() -> None:
    minutes = approved(text="As it was")
    with pytest.raises(Conflict):
        save(minutes, coordinator(), text="Other words")
    data = {"base": "2", "people": "", "text": "Other words", "to_do": "", "what_changed": ""}
    page = pages.post(signed_in(coordinator()), f"/meetings/{minutes.meeting_id}/minutes/write/", data, status=409)
    # Nothing that was typed is lost.
    assert page.values()["text"] == "Other words"
    assert queries.current(minutes).text == "As it was"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meetings_minutesversion SET text = 'forged'",
        "UPDATE meetings_minutesversion SET number = number + 7",
        INSERTED,
        "UPDATE meetings_minutes SET version = 1",
        "UPDATE meetings_minutes SET language = 'es'",
        "UPDATE meetings_minutes SET approved_at = '2020-01-01 00:00:00'",
    ],
)
def test_approved_minutes_cannot_be_changed_in_the_database(statement: str) -> None:
    approved(text="As it was")
    with pytest.raises(DatabaseError, match="constraint failed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_approval_is_not_taken_back_in_the_database_after_an_hour() -> None:
    minutes = approved()
    Minutes.objects.filter(pk=minutes.pk).update(status=MinutesStatus.SENT, approved_at=None, approved_in=None)
    old = timezone.now() - timedelta(hours=2)
    Minutes.objects.filter(pk=minutes.pk).update(status=MinutesStatus.APPROVED, approved_at=old)
    with pytest.raises(DatabaseError, match="approved_minutes_are_fixed"), transaction.atomic():
        Minutes.objects.filter(pk=minutes.pk).update(status=MinutesStatus.SENT, approved_at=None)
    with pytest.raises(Conflict):
        not_approved(coordinator(), {"minutes": str(minutes.pk)})


def test_version_of_a_draft_is_never_rewritten_but_its_author_can_go() -> None:
    minutes = actions.draft_minutes(meeting=held(), by=coordinator())
    with pytest.raises(DatabaseError, match="never_changed"), transaction.atomic():
        minutes.versions.update(text="forged")
    assert minutes.versions.update(made_by=None) == 1


def test_slip_is_taken_back_within_the_hour_until_it_is_published() -> None:
    minutes = approved()
    person = coordinator()
    not_approved(person, {"minutes": str(minutes.pk)})
    minutes.refresh_from_db()
    assert (minutes.status, minutes.approved_at) == (MinutesStatus.SENT, None)
    later = queries.later_meetings(minutes.meeting)[0]
    actions.approve_minutes(minutes=minutes, approved_in=later, seen=minutes.version, by=person)
    actions.publish_minutes(minutes=minutes, because="Agreed on 3 May", by=person)
    with pytest.raises(Conflict):
        not_approved(person, {"minutes": str(minutes.pk)})


def test_published_page_names_only_those_who_chose_it() -> None:
    meeting = held()
    named(MembershipFactory(council=meeting.council), "Ash", public=True)
    willow = named(MembershipFactory(council=meeting.council), "Willow")
    actions.note_guest(meeting=meeting, kind=PersonKind.GUEST, name="Noor Haddad", how=Presence.THERE, by=coordinator())
    minutes = approved(meeting, text="# Garden\nAsh, Willow and Noor Haddad spoke.\n- Willows grow there")
    client = Client()
    address = f"/en/minutes/{minutes.pk}/"
    assert client.get(address).status_code == 404
    assert "Nothing is published yet." in pages.get(client, "/en/minutes/").text("main")
    actions.publish_minutes(minutes=minutes, because="Agreed on 3 May", by=coordinator())
    page = pages.get(client, address)
    assert "Ash, A member and Guest spoke." in page.text("main")
    # A name that is a part of another word is none.
    assert "Willows grow there" in page.text("main")
    assert address in pages.get(client, "/en/minutes/").html
    # Members read the names that are chosen for minutes; whoever changes their mind is not named from then on.
    reader = signed_in(willow.user)
    inside = f"/meetings/{meeting.pk}/minutes/"
    assert "Ash, Willow and Noor Haddad spoke." in pages.get(reader, inside).text("main")
    ChosenName.objects.filter(user=willow.user).update(in_minutes=False)
    assert "Ash, A member and Noor Haddad spoke." in pages.get(reader, inside).text("main")
    signed_in(coordinator()).post(f"/meetings/{meeting.pk}/minutes/unpublish/")
    assert client.get(address).status_code == 404


def test_name_of_somebody_erased_is_read_by_nobody() -> None:
    meeting = held()
    term = named(MembershipFactory(council=meeting.council), "Willow", public=True)
    minutes = approved(meeting, text="Willow spoke.")
    actions.publish_minutes(minutes=minutes, because="Agreed on 3 May", by=coordinator())
    assert "Willow spoke." in pages.get(Client(), f"/en/minutes/{minutes.pk}/").text("main")
    erase(person=User.objects.get(pk=term.user_id), by=PersonFactory(roles=["admin"]), reason="They asked for it.")
    assert "A member spoke." in pages.get(Client(), f"/en/minutes/{minutes.pk}/").text("main")
    assert "A member spoke." in pages.get(signed_in(coordinator()), f"/meetings/{meeting.pk}/minutes/").text("main")


def test_minutes_are_kept_five_years() -> None:
    minutes = approved()
    today = timezone.localdate()
    assert list(minutes_due(today + timedelta(days=4 * 365))) == []
    due = minutes_due(today + timedelta(days=5 * 366))
    assert list(due) == [minutes]
    due.delete()
    assert not MinutesVersion.objects.exists()


def test_members_read_nothing_before_it_is_sent() -> None:
    meeting = held()
    client = signed_in(MembershipFactory(council=meeting.council).user)
    actions.draft_minutes(meeting=meeting, by=coordinator())
    for end in ("", "print/", "minutes.pdf", "write/", "versions/", "send/", "correct/"):
        assert client.get(f"/meetings/{meeting.pk}/minutes/{end}").status_code == 404
    assert "Read the minutes" not in pages.get(client, f"/meetings/{meeting.pk}/").text("main")


def test_member_who_takes_notes_writes_and_does_not_send() -> None:
    meeting = held()
    by = coordinator()
    term = MembershipFactory(council=meeting.council)
    row = actions.note_arrival(meeting=meeting, membership=term, how=Presence.THERE, by=by)
    actions.let_take_notes(attendance=row, takes_notes=True, by=by)
    client = signed_in(term.user)
    assert client.post(f"/meetings/{meeting.pk}/minutes/make/").status_code == 302
    assert client.get(f"/meetings/{meeting.pk}/minutes/write/").status_code == 200
    for end in ("send", "approve", "publish"):
        assert client.get(f"/meetings/{meeting.pk}/minutes/{end}/").status_code == 403


def test_coming_meeting_has_no_minutes_yet() -> None:
    with pytest.raises(Refused, match="has not taken place yet"):
        actions.draft_minutes(meeting=MeetingFactory(), by=coordinator())


def test_next_agenda_says_which_minutes_wait() -> None:
    meeting = held(title="Spring meeting")
    sent(meeting)
    ahead = MeetingFactory(council=meeting.council)
    InvitationFactory(meeting=ahead)
    page = pages.get(signed_in(coordinator()), f"/meetings/{ahead.pk}/")
    assert "wait to be approved: Spring meeting" in page.text("main")
    Minutes.objects.update(status=MinutesStatus.APPROVED, approved_at=timezone.now())
    page = pages.get(signed_in(coordinator()), f"/meetings/{ahead.pk}/")
    assert "wait to be approved" not in page.text("main")


def test_home_lists_meetings_of_over_a_week_ago_without_minutes() -> None:
    held(days=3, title="Recent")
    late = held(days=12, title="Forgotten")
    Meeting.objects.filter(pk=held(days=30, title="Off").pk).update(status=MeetingStatus.CANCELLED)
    person = coordinator()
    page = pages.get(signed_in(person), "/home/")
    assert "Minutes to write" in page.text("main")
    assert "Forgotten" in page.text("main")
    actions.draft_minutes(meeting=late, by=person)
    assert "Minutes to write" not in pages.get(signed_in(person), "/home/").text("main")


def test_versions_are_compared_word_by_word() -> None:
    meeting = held()
    person = coordinator()
    minutes = actions.draft_minutes(meeting=meeting, by=person)
    save(minutes, person, text="We met on Tuesday.\nThe same line.")
    save(minutes, person, text="We met on Friday.\nThe same line.")
    page = pages.get(signed_in(person), f"/meetings/{meeting.pk}/minutes/versions/")
    changed = page.html.split("<ins>")[1].split("</ins>")[0]
    assert "Friday" in changed
    assert "same line" not in changed
    assert "Tuesday" in page.html.split("<del>")[1].split("</del>")[0]


@pytest.mark.django_db(transaction=True)
def test_save_that_waits_for_an_approval_is_a_conflict() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    meeting = held()
    minutes = sent(meeting)
    later = held(meeting.council, days=2)
    person = coordinator()
    with transaction.atomic():
        actions.approve_minutes(minutes=minutes, approved_in=later, seen=1, by=person)
        thread, results = in_thread(
            lambda: actions.save_minutes(
                minutes=minutes, base=1, words=Words(text="Too late"), what_changed="", by=person
            )
        )
        wait_until_it_waits(thread)
    thread.join()
    assert [type(result) for result in results] == [Conflict]
    assert MinutesVersion.objects.filter(number=F("minutes__version")).get().text == ""


def test_page_after_an_approval_offers_to_take_it_back() -> None:
    meeting = held()
    sent(meeting)
    later = held(meeting.council, days=2)
    client = signed_in(coordinator())
    path = f"/meetings/{meeting.pk}/minutes/"
    client.post(f"{path}approve/", {"approved_in": str(later.pk), "seen": "1"})
    page = pages.get(client, path)
    assert client.post("/accounts/undo/", {"undo": page.values()["undo"]}).status_code == 302
    assert Minutes.objects.get().status == MinutesStatus.SENT
