"""Finding a date: who is asked, how they answer, which date is proposed and why, and what closing makes of it."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.enums import ReachBy, Role, SharedWith
from accounts.models import AuditEvent, ContactDetails, User
from core.verdicts import Conflict, Refused
from council.enums import SeatKind
from council.models import Council, Membership, Pause
from meetings import actions, presenters, queries, tasks
from meetings.enums import Answer, Availability, PollStatus
from meetings.models import DatePoll, Meeting, PollAnswer, PollChoice, PollOption
from notifications.channels import wording
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage, Preference
from tests.accounts.factories import PersonFactory
from tests.meetings.factories import (
    CouncilFactory,
    MembershipFactory,
    chair_of,
    coordinator,
    member_of,
    need,
)
from tests.rig import pages
from tests.rig.racing import in_thread, wait_until_it_waits

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2027, 3, 1, 12, tzinfo=LONDON)
TUESDAY = actions.OfferedDate(date(2027, 4, 6), time(10))
THURSDAY = actions.OfferedDate(date(2027, 4, 8), time(14))
FRIDAY = actions.OfferedDate(date(2027, 4, 9), time(18))
DATES = [TUESDAY, THURSDAY, FRIDAY]
ANSWER_BY = date(2027, 3, 15)
YES, IF_NEEDED, NO, CANNOT_SAY = Availability


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def details(**changes: Any) -> Any:
    return {
        "title": "Spring meeting",
        "language": "en",
        "minutes": 90,
        "time_zone": LONDON,
        "contact": "Mo, 020 7946 0000",
        "answer_by": ANSWER_BY,
        **changes,
    }


def made(council: Council, dates: list[actions.OfferedDate] | None = None, **changes: Any) -> DatePoll:
    return actions.make_poll(council=council, dates=dates or DATES, by=coordinator(), **details(**changes))


def answer_of(poll: DatePoll, person: User) -> PollAnswer:
    return PollAnswer.objects.get(poll=poll, membership__user=person)


def option_of(poll: DatePoll, offered: actions.OfferedDate) -> PollOption:
    return poll.options.get(day=offered.day, starts=offered.starts)


def say(poll: DatePoll, person: User, *said: Availability, by: User | None = None, note: str = "") -> PollAnswer:
    """Answer to each date in order."""
    choices = dict(zip([option.pk for option in poll.options.all()], said, strict=True))
    return actions.answer_poll(answer=answer_of(poll, person), choices=choices, note=note, by=by)


def link(answer: PollAnswer) -> str:
    return f"/meetings/polls/answer/{queries.poll_token_of(answer)}/"


def typed(poll: DatePoll, *said: str, **more: str) -> dict[str, str]:
    fields = [f"option_{option.pk.hex}" for option in poll.options.all()]
    return {**dict(zip(fields, said, strict=True)), **more}


def messages(kind: Kind = Kind.POLL) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind, status=Status.PENDING).order_by("pk"))


def arrangements(**changes: Any) -> Any:
    return {
        "place": "Library",
        "join_link": "",
        "join_phone": "020 7946 0001",
        "access_deadline": date(2027, 3, 25),
        **changes,
    }


def poll_form(council: Council, **changes: str) -> dict[str, str]:
    return {
        "council": str(council.pk),
        "title": "Spring meeting",
        "language": "en",
        "minutes": "90",
        "time_zone": "Europe/London",
        "answer_by": "2027-03-15",
        "contact": "Mo",
        "day_1": "2027-04-06",
        "starts_1": "10:00",
        "day_2": "2027-04-08",
        "starts_2": "14:00",
        "day_3": "2027-04-09",
        "starts_3": "18:00",
        **changes,
    }


# Who is asked.


def test_everybody_is_asked_once_in_their_language_and_zone() -> None:
    council = CouncilFactory()
    person = PersonFactory(language="ar", time_zone="Asia/Riyadh", roles=["member"])
    member_of(council, user=person)
    poll = made(council)
    [message] = messages()
    assert message.recipient == person
    words = wording.of(message, "ar")
    # 10:00 in London is noon in Riyadh: two hours more in summer.
    lines = [line for line in words.body.splitlines() if "توقيت السعودية" in line]
    assert len(lines) == len(DATES)
    assert "12" in lines[0]
    # Wall time and zone, not the words: the clocks of the place may be changed by law before this is read.
    first = message.values["date_list"][0]
    assert (first["when_zone"], first["when"][:16]) == ("Europe/London", f"{TUESDAY.day}T{TUESDAY.starts:%H:%M}")
    assert link(answer_of(poll, person)) in words.body


def test_message_lists_the_dates_and_names_nothing_in_the_subject() -> None:
    council = CouncilFactory(name="Diabetes council")
    member_of(council)
    made(council, title="Insulin")
    words = wording.of(messages()[0], "en")
    assert words.subject == "When can you come to a meeting?"
    assert "Tuesday 6 April 2027 at 10 a.m." in words.body
    assert "Please answer by Monday 15 March 2027." in words.body


def test_whoever_is_in_a_pause_today_is_not_asked() -> None:
    council = CouncilFactory()
    pausing = MembershipFactory(council=council)
    Pause.objects.create(membership=pausing, starts_on=NOW.date(), ends_on=date(2027, 3, 20))
    asked = member_of(council)
    poll = made(council)
    assert [answer.membership.user for answer in poll.answers.all()] == [asked]


def test_whoever_pauses_on_every_date_is_not_asked() -> None:
    council = CouncilFactory()
    pausing = MembershipFactory(council=council)
    Pause.objects.create(membership=pausing, starts_on=date(2027, 4, 1), ends_on=date(2027, 4, 30))
    assert made(council).answers.count() == 0


def test_renewed_term_between_two_dates_asks_once() -> None:
    council = CouncilFactory()
    first = MembershipFactory(council=council, ends_on=date(2027, 4, 7))
    Membership.objects.create(
        seat=first.seat, user=first.user, starts_on=date(2027, 4, 8), ends_on=date(2028, 4, 7), term_number=2
    )
    poll = made(council)
    assert poll.answers.count() == 1
    assert len(messages()) == 1


@pytest.mark.parametrize("lost", ["account", "role", "term"])
def test_whoever_left_is_not_asked(lost: str) -> None:
    council = CouncilFactory()
    term = MembershipFactory(council=council)
    if lost == "account":
        User.objects.filter(pk=term.user_id).update(is_active=False)
    elif lost == "role":
        term.user.grants.all().delete()
    else:
        Membership.objects.filter(pk=term.pk).update(ends_on=date(2027, 3, 31))
    assert made(council).answers.count() == 0


# Which dates can be offered.


@pytest.mark.parametrize(
    ("dates", "sentence"),
    [
        ([TUESDAY, THURSDAY], "Offer at least three dates."),
        ([TUESDAY, TUESDAY, FRIDAY], "Two of the dates are the same. Change one of them."),
        ([TUESDAY, THURSDAY, actions.OfferedDate(date(2027, 2, 1), time(9))], "One of the dates is over."),
        (
            [
                TUESDAY,
                actions.OfferedDate(date(2027, 4, 13), time(10)),
                actions.OfferedDate(date(2027, 4, 20), time(9)),
            ],
            "All dates are on the same weekday. Offer another weekday, too.",
        ),
    ],
)
def test_dates_that_suit_nobody_are_refused(dates: list[actions.OfferedDate], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        made(CouncilFactory(), dates)
    assert DatePoll.objects.count() == 0


def test_planner_makes_a_poll_on_a_page(client: Client) -> None:
    council = CouncilFactory()
    member_of(council)
    client.force_login(chair_of(council))
    pages.get(client, "/meetings/polls/new/")
    answer = client.post("/meetings/polls/new/", poll_form(council))
    poll = DatePoll.objects.get()
    assert answer["Location"] == f"/meetings/polls/{poll.pk}/"
    assert "2 people are asked." in pages.get(client, answer["Location"]).html
    assert [str(option) for option in poll.options.all()] == [
        "2027-04-06 10:00",
        "2027-04-08 14:00",
        "2027-04-09 18:00",
    ]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day_3": "", "starts_3": ""}, "Choose a day."),
        ({"day_4": "2027-04-12"}, "Write the time that belongs to this day, or leave both empty."),
        ({"starts_4": "10:00"}, "Choose the day that belongs to this time, or leave both empty."),
        ({"day_2": "2027-04-06", "starts_2": "10:00"}, "Two of the dates are the same. Change one of them."),
        ({"day_1": "2027-03-28", "starts_1": "01:30"}, "Clocks are moved forward on this day and skip this time."),
        (
            {"day_1": "2027-10-31", "starts_1": "01:30"},
            "Clocks go back on this day. Say which of the two times you mean.",
        ),
        ({"answer_by": "2027-04-06"}, "Choose a day before the first date."),
        ({"answer_by": "2027-02-01"}, "This day is over. Choose today or a later day."),
        ({"day_1": "2029-04-06"}, "Choose a day within a year from now."),
    ],
)
def test_what_was_typed_stays_where_something_is_wrong(client: Client, wrong: dict[str, str], sentence: str) -> None:
    council = CouncilFactory()
    client.force_login(chair_of(council))
    sent = poll_form(council, **wrong)
    page = pages.post(client, "/meetings/polls/new/", sent)
    assert sentence in page.text()
    shown = page.values()
    assert {name: shown[name] for name in sent} == sent
    assert DatePoll.objects.count() == 0


def test_hour_that_comes_twice_is_asked_about_and_kept(client: Client) -> None:
    council = CouncilFactory()
    person = coordinator()
    client.force_login(person)
    sent = poll_form(council, day_1="2027-10-31", starts_1="01:30")
    page = pages.post(client, "/meetings/polls/new/", sent)
    assert len(page.all("input", name="fold_1", type="radio")) == 2
    client.post("/meetings/polls/new/", {**sent, "fold_1": "1"})
    poll = DatePoll.objects.get()
    option = poll.options.get(day=date(2027, 10, 31))
    assert option.fold == 1
    assert option.starts_at.astimezone(ZoneInfo("UTC")).time() == time(1, 30)
    # Corrected later, the page still says which of the two it is.
    page = pages.get(client, f"/meetings/polls/{poll.pk}/change/")
    assert page.values()["fold_3"] == "1"


# Answering by the link.


def test_looking_answers_nothing(client: Client) -> None:
    council = CouncilFactory()
    member_of(council)
    poll = made(council)
    answer = poll.answers.get()
    for query in ("", "?lang=es", f"?option_{poll.options.all()[0].pk.hex}=yes"):
        pages.get(client, link(answer) + query)
    client.head(link(answer))
    answer.refresh_from_db()
    assert (answer.is_answered, answer.choices.count()) == (False, 0)
    assert "sessionid" not in client.cookies


def test_answer_needs_no_sign_in_and_can_be_changed_until_it_closes(client: Client) -> None:
    council = CouncilFactory()
    person = member_of(council)
    poll = made(council)
    answer = answer_of(poll, person)
    for said in (["yes", "if_needed", "no"], ["no", "cannot_say", "yes"]):
        reply = client.post(link(answer), typed(poll, *said, note="I come by train"))
        assert (reply.status_code, reply["Location"]) == (302, link(answer))
        page = pages.get(client, link(answer))
        assert "We have your answer" in page.html
        shown = page.values()
        assert [shown[name] for name in typed(poll, *said)] == said
    answer.refresh_from_db()
    assert (answer.answered_on, answer.note, answer.by_phone) == (NOW.date(), "I come by train", False)


def test_page_shows_the_dates_in_the_readers_zone_first(client: Client) -> None:
    council = CouncilFactory()
    person = member_of(council, user=PersonFactory(time_zone="Asia/Riyadh", roles=["member"]))
    poll = made(council)
    html = pages.get(client, link(answer_of(poll, person))).html
    theirs = html.index("Tuesday 6 April 2027 at noon")
    assert theirs < html.index("Tuesday 6 April 2027 at 10 a.m.")


def test_page_shows_a_date_once_where_clocks_agree(client: Client) -> None:
    council = CouncilFactory()
    person = member_of(council, user=PersonFactory(time_zone="Europe/London", roles=["member"]))
    poll = made(council)
    assert pages.get(client, link(answer_of(poll, person))).html.count("Tuesday 6 April 2027") == 1


def test_every_date_is_answered_and_nothing_is_lost(client: Client) -> None:
    council = CouncilFactory()
    person = member_of(council)
    poll = made(council)
    sent = typed(poll, "yes", "no", "", note="Mornings are hard")
    page = pages.post(client, link(answer_of(poll, person)), sent)
    assert "Choose one answer to this date, also if you cannot say yet." in page.text()
    assert page.values()["note"] == "Mornings are hard"
    assert [value for name, value in page.values().items() if name.startswith("option_")] == ["yes", "no"]
    assert PollChoice.objects.count() == 0


@pytest.mark.parametrize("language", ["en", "es", "ar", "pl"])
def test_pages_of_the_link_are_in_the_language_of_the_person(client: Client, language: str) -> None:
    council = CouncilFactory()
    person = member_of(council, user=PersonFactory(language=language, roles=["member"]))
    poll = made(council)
    answer = answer_of(poll, person)
    pages.get(client, link(answer), lang=language, headers={"Accept-Language": "en"})
    actions.withdraw_poll(poll=poll, by=coordinator())
    pages.get(client, link(answer), lang=language, status=410)


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t[::-1], lambda t: t + "x", lambda _: "nonsense"])
def test_changed_link_is_refused_helpfully(client: Client, change: Callable[[str], str]) -> None:
    council = CouncilFactory()
    member_of(council)
    token = change(queries.poll_token_of(made(council).answers.get()))
    page = pages.get(client, f"/meetings/polls/answer/{token}/", status=404)
    assert "/home/" in page.links()


def test_link_of_somebody_who_left_is_unknown(client: Client) -> None:
    council = CouncilFactory()
    person = member_of(council)
    poll = made(council)
    answer = answer_of(poll, person)
    person.grants.all().delete()
    pages.get(client, link(answer), status=404)
    assert client.post(link(answer), typed(poll, "yes", "yes", "yes")).status_code == 404


def test_link_to_an_invitation_is_no_link_to_a_poll(client: Client) -> None:
    council = CouncilFactory()
    member_of(council)
    poll = made(council)
    meeting = actions.close_poll(option=option_of(poll, TUESDAY), by=coordinator(), **arrangements())
    token = queries.token_of(meeting.invitations.get())
    pages.get(client, f"/meetings/polls/answer/{token}/", status=404)


def test_closed_poll_says_the_date_and_keeps_what_was_typed(client: Client) -> None:
    council = CouncilFactory()
    person = member_of(council, user=PersonFactory(time_zone="Asia/Riyadh", roles=["member"]))
    poll = made(council)
    answer = answer_of(poll, person)
    sent = typed(poll, "yes", "if_needed", "no", note="Mornings are hard")
    actions.close_poll(option=option_of(poll, THURSDAY), by=coordinator(), **arrangements())
    page = pages.post(client, link(answer), sent, status=410)
    assert page.text("h1") == "A date is chosen already."
    words = page.text("main")
    assert "The meeting is on this date: Thursday 8 April 2027 at 4 p.m." in words
    for kept in ("Yes, I can come", "If needed", "No, I cannot come", "Mornings are hard", "Mo, 020 7946 0000"):
        assert kept in words
    assert PollChoice.objects.count() == 0


def test_withdrawn_poll_says_so(client: Client) -> None:
    council = CouncilFactory()
    person = member_of(council)
    poll = made(council)
    actions.withdraw_poll(poll=poll, by=coordinator())
    page = pages.get(client, link(answer_of(poll, person)), status=410)
    assert page.text("h1") == "We do not ask about these dates any more."


def test_members_read_nobodys_name_on_the_page(client: Client) -> None:
    council = CouncilFactory()
    other = MembershipFactory(council=council, alias="Quiet Fox")
    person = member_of(council)
    poll = made(council)
    say(poll, other.user, NO, NO, NO)
    assert "Quiet Fox" not in pages.get(client, link(answer_of(poll, person))).html


# By phone.


def test_coordinator_enters_what_was_said_by_phone(client: Client) -> None:
    council = CouncilFactory()
    person = member_of(council, user=PersonFactory(time_zone="Australia/Sydney", roles=["member"]))
    poll = made(council)
    answer = answer_of(poll, person)
    client.force_login(coordinator())
    page = pages.get(client, f"/meetings/polls/answers/{answer.pk}/")
    assert "Tuesday 6 April 2027 at 7 p.m." in page.text()
    reply = client.post(f"/meetings/polls/answers/{answer.pk}/", typed(poll, "yes", "no", "cannot_say"))
    assert reply["Location"] == f"/meetings/polls/{poll.pk}/"
    answer.refresh_from_db()
    assert (answer.is_answered, answer.by_phone) == (True, True)


def test_answer_by_phone_to_a_closed_poll_keeps_what_was_typed(client: Client) -> None:
    council = CouncilFactory()
    person = member_of(council)
    poll = made(council)
    actions.withdraw_poll(poll=poll, by=coordinator())
    client.force_login(coordinator())
    url = f"/meetings/polls/answers/{answer_of(poll, person).pk}/"
    page = pages.post(client, url, typed(poll, "yes", "no", "no", note="Rings back"), status=409)
    assert page.values()["note"] == "Rings back"
    assert "We do not ask about these dates any more." in page.text()


def test_chair_and_members_enter_nothing_for_others(client: Client) -> None:
    council = CouncilFactory()
    person = member_of(council)
    chair = chair_of(council)
    poll = made(council)
    for reader in (chair, person, PersonFactory(roles=["reader"])):
        client.force_login(reader)
        assert client.get(f"/meetings/polls/answers/{answer_of(poll, person).pk}/").status_code == 404
    with pytest.raises(Refused, match="Only coordinators"):
        say(poll, person, YES, YES, YES, by=chair)


# Asked once more, and then phoned.


def remind(clock: Any, day: date) -> list[User | None]:
    clock.move_to(datetime.combine(day, time(9), tzinfo=LONDON))
    tasks.remind_of_polls()
    return [message.recipient for message in messages(Kind.POLL_REMINDER)]


def test_who_has_not_answered_is_asked_once_more_and_others_are_left_alone(clock: Any) -> None:
    council = CouncilFactory()
    answered, silent = member_of(council), member_of(council)
    poll = made(council)
    say(poll, answered, YES, NO, CANNOT_SAY)
    assert remind(clock, date(2027, 3, 11)) == []
    for day in (12, 13, 14, 15):
        assert remind(clock, date(2027, 3, day)) == [silent]
    message = messages(Kind.POLL_REMINDER)[0]
    assert wording.of(message, "en").subject == "Once more: when can you come to a meeting?"


def test_nobody_is_asked_once_more_after_the_day(clock: Any) -> None:
    council = CouncilFactory()
    member_of(council)
    made(council)
    assert remind(clock, date(2027, 3, 16)) == []


def test_whoever_answers_gets_no_reminder_that_waits(clock: Any) -> None:
    council = CouncilFactory()
    person = member_of(council)
    poll = made(council)
    assert remind(clock, date(2027, 3, 12)) == [person]
    say(poll, person, YES, YES, YES)
    assert messages(Kind.POLL_REMINDER) == []


def test_no_reminder_in_a_pause_or_for_who_stopped_them(clock: Any) -> None:
    council = CouncilFactory()
    pausing = MembershipFactory(council=council)
    stopped = MembershipFactory(council=council)
    made(council)
    Pause.objects.create(membership=pausing, starts_on=date(2027, 3, 10), ends_on=date(2027, 3, 20))
    Preference.objects.filter(user=stopped.user).update(reminders=False)
    assert remind(clock, date(2027, 3, 12)) == []


def test_coordinator_sees_whom_to_phone_with_number_and_language(client: Client, clock: Any) -> None:
    council = CouncilFactory()
    landline = MembershipFactory(council=council, alias="Wren", user=PersonFactory(language="pl", roles=["member"]))
    ContactDetails.objects.create(user=landline.user, reach_by=ReachBy.PHONE, phone="01632 960001")
    quiet = MembershipFactory(council=council, alias="Quiet Fox")
    ContactDetails.objects.create(user=quiet.user, phone="01632 960002")
    poll = made(council)
    boss = coordinator()
    client.force_login(boss)
    url = f"/meetings/polls/{poll.pk}/"
    page = pages.get(client, url)
    assert "01632 960001" in page.html
    assert "Language: Polish" in page.text()
    # Somebody else will be asked once more by message first.
    assert "01632 960002" not in page.html
    remind(clock, date(2027, 3, 13))
    client.force_login(boss)
    assert "01632 960002" in pages.get(client, url).html
    say(poll, quiet.user, YES, YES, YES)
    assert "01632 960002" not in pages.get(client, url).html


def test_chair_sees_counts_and_neither_names_nor_numbers_nor_needs(client: Client) -> None:
    council = CouncilFactory()
    chair = chair_of(council)
    term = MembershipFactory(council=council, alias="Quiet Fox")
    ContactDetails.objects.create(user=term.user, reach_by=ReachBy.PHONE, phone="01632 960001")
    need(term.user, shared_with=SharedWith.BOOKING)
    poll = made(council)
    say(poll, term.user, NO, YES, NO, note="New medicine")
    client.force_login(chair)
    page = pages.get(client, f"/meetings/polls/{poll.pk}/")
    for secret in ("Quiet Fox", "01632", "New medicine", "need something arranged"):
        assert secret not in page.html
    assert "1 of 2" in page.text()


def test_coordinator_sees_who_cannot_by_chosen_names(client: Client) -> None:
    council = CouncilFactory()
    term = MembershipFactory(
        council=council, alias="Quiet Fox", user=PersonFactory(name="Legal Name", roles=["member"])
    )
    poll = made(council)
    say(poll, term.user, NO, YES, NO)
    client.force_login(coordinator())
    page = pages.get(client, f"/meetings/polls/{poll.pk}/")
    assert "Quiet Fox" in page.html
    assert "No, I cannot come" in page.html
    assert "Legal Name" not in page.html


@pytest.mark.parametrize("role", [Role.MEMBER, Role.READER, Role.STEWARD])
def test_polls_are_for_planners(client: Client, role: Role) -> None:
    council = CouncilFactory()
    member_of(council)
    poll = made(council)
    client.force_login(member_of(council) if role == Role.MEMBER else PersonFactory(roles=[role]))
    assert client.get("/meetings/polls/").status_code == 403
    assert client.get("/meetings/polls/new/").status_code == 403
    for part in ("", "change/", "close/", "withdraw/"):
        assert client.get(f"/meetings/polls/{poll.pk}/{part}").status_code == 404


def test_chair_of_another_council_finds_nothing(client: Client) -> None:
    poll = made(CouncilFactory())
    client.force_login(chair_of(CouncilFactory()))
    assert poll.title not in pages.get(client, "/meetings/polls/").html
    assert client.get(f"/meetings/polls/{poll.pk}/").status_code == 404


# The proposal.


def ranking(poll: DatePoll) -> list[presenters.Suitability]:
    return presenters.ranked(poll, list(poll.options.select_related("poll")), list(queries.answers_to(poll)))


def proposed(poll: DatePoll) -> tuple[date, str]:
    found = presenters.proposal(ranking(poll))
    assert found
    return found.option.day, str(found.reason)


def test_members_with_needs_come_first() -> None:
    council = CouncilFactory()
    with_need = member_of(council)
    need(with_need)
    others = [member_of(council) for _ in range(3)]
    poll = made(council)
    say(poll, with_need, NO, NO, IF_NEEDED)
    for person in others:
        say(poll, person, YES, YES, NO)
    reason = "On this date, most of those can come for whom something has to be arranged."
    assert proposed(poll) == (FRIDAY.day, reason)


def test_then_the_quorum_of_lived_experience_counts_before_all() -> None:
    council = CouncilFactory()
    lived = [member_of(council, kind=SeatKind.LIVED_EXPERIENCE), member_of(council, kind=SeatKind.CARER_FAMILY)]
    staff = [member_of(council, kind=SeatKind.STAFF) for _ in range(4)]
    poll = made(council)
    for person in staff:
        say(poll, person, YES, NO, NO)
    say(poll, lived[0], YES, YES, NO)
    say(poll, lived[1], NO, YES, NO)
    reason = "On this date, enough members with lived experience and carers can come to decide."
    assert proposed(poll) == (THURSDAY.day, reason)
    assert [(row.total, row.lived, row.is_quorate) for row in ranking(poll)] == [
        (2, 2, True),
        (5, 1, False),
        (0, 0, False),
    ]


def test_quorum_follows_the_rules_of_the_council_on_the_day() -> None:
    council = CouncilFactory()
    people = [member_of(council) for _ in range(3)]
    poll = made(council)
    say(poll, people[0], YES, NO, NO)
    assert not ranking(poll)[0].is_quorate
    council.rules.create(holds_from=date(2027, 4, 1), quorum_share="0.33")
    poll = DatePoll.objects.get()
    assert ranking(poll)[0].is_quorate


def test_then_all_and_then_those_who_can_without_difficulty() -> None:
    council = CouncilFactory()
    people = [member_of(council, kind=SeatKind.STAFF) for _ in range(2)]
    poll = made(council)
    say(poll, people[0], IF_NEEDED, YES, NO)
    say(poll, people[1], IF_NEEDED, IF_NEEDED, YES)
    assert proposed(poll) == (THURSDAY.day, "On this date, the most people can come without difficulty.")
    say(poll, people[0], YES, YES, YES)
    say(poll, people[1], NO, CANNOT_SAY, YES)
    assert proposed(poll) == (FRIDAY.day, "On this date, the most people can come.")


def test_equal_dates_propose_the_earliest_and_say_so() -> None:
    council = CouncilFactory()
    person = member_of(council)
    poll = made(council)
    say(poll, person, YES, YES, YES)
    reason = "Other dates suit as many people. This one is the earliest of them."
    assert proposed(poll) == (TUESDAY.day, reason)


def test_nothing_is_proposed_while_nobody_can() -> None:
    council = CouncilFactory()
    person = member_of(council)
    poll = made(council)
    assert presenters.proposal(ranking(poll)) is None
    say(poll, person, NO, CANNOT_SAY, NO)
    assert presenters.proposal(ranking(poll)) is None


def test_date_that_is_over_is_not_proposed_and_cannot_be_chosen(clock: Any) -> None:
    council = CouncilFactory()
    person = member_of(council)
    poll = made(council)
    say(poll, person, YES, IF_NEEDED, NO)
    clock.move_to(datetime(2027, 4, 6, 10, 1, tzinfo=LONDON))
    assert proposed(poll)[0] == THURSDAY.day
    with pytest.raises(Refused, match="This date is over"):
        actions.close_poll(option=option_of(poll, TUESDAY), by=coordinator(), **arrangements())


def test_whoever_pauses_on_a_date_does_not_count_for_it() -> None:
    council = CouncilFactory()
    term = MembershipFactory(council=council)
    poll = made(council)
    say(poll, term.user, YES, YES, NO)
    Pause.objects.create(membership=term, starts_on=date(2027, 4, 5), ends_on=date(2027, 4, 7))
    assert proposed(poll)[0] == THURSDAY.day


# Corrected and withdrawn.


def test_other_dates_ask_again_and_keep_what_was_said() -> None:
    council = CouncilFactory()
    person = member_of(council)
    poll = made(council)
    OutboxMessage.objects.update(status=Status.SENT, sent_at=NOW)
    say(poll, person, YES, NO, YES)
    monday = actions.OfferedDate(date(2027, 4, 12), time(10))
    actions.correct_poll(poll=poll, dates=[TUESDAY, THURSDAY, monday], by=coordinator(), **details())
    answer = answer_of(poll, person)
    assert not answer.is_answered
    assert sorted(answer.choices.values_list("availability", flat=True)) == ["no", "yes"]
    assert [wording.of(message, "en").subject for message in messages()] == ["Other dates: when can you come?"]


def test_nobody_is_written_to_more_than_twice(clock: Any) -> None:
    council = CouncilFactory()
    member_of(council)
    poll = made(council)
    for day in (12, 13, 14):
        OutboxMessage.objects.filter(status=Status.PENDING).update(status=Status.SENT, sent_at=NOW)
        other = actions.OfferedDate(date(2027, 4, day), time(10))
        actions.correct_poll(poll=poll, dates=[TUESDAY, THURSDAY, other], by=coordinator(), **details())
    assert remind(clock, date(2027, 3, 13)) == []
    assert OutboxMessage.objects.count() == 2
    assert len(presenters.to_phone(list(queries.answers_to(poll)))) == 1


def test_corrected_title_tells_nobody() -> None:
    council = CouncilFactory()
    person = member_of(council)
    poll = made(council)
    say(poll, person, YES, NO, YES)
    OutboxMessage.objects.all().delete()
    actions.correct_poll(poll=poll, dates=DATES, by=coordinator(), **details(title="Spring meeting."))
    assert (poll.title, messages()) == ("Spring meeting.", [])
    assert answer_of(poll, person).is_answered


def test_date_less_changes_only_messages_that_wait() -> None:
    council = CouncilFactory()
    person = member_of(council)
    monday = actions.OfferedDate(date(2027, 4, 12), time(10))
    poll = made(council, [*DATES, monday])
    actions.correct_poll(poll=poll, dates=DATES, by=coordinator(), **details())
    [message] = messages()
    assert "2027-04-12" not in str(message.values["date_list"])
    assert wording.of(message, "en").subject == "When can you come to a meeting?"
    assert answer_of(poll, person).times_asked == 1


def test_another_zone_makes_every_date_another_one() -> None:
    council = CouncilFactory()
    person = member_of(council)
    poll = made(council)
    say(poll, person, YES, NO, YES)
    actions.correct_poll(poll=poll, dates=DATES, by=coordinator(), **details(time_zone=ZoneInfo("Asia/Riyadh")))
    answer = answer_of(poll, person)
    assert (answer.is_answered, answer.choices.count()) == (False, 0)


def test_somebody_who_joined_since_is_asked_with_the_next_correction() -> None:
    council = CouncilFactory()
    poll = made(council)
    person = member_of(council)
    actions.correct_poll(poll=poll, dates=DATES, by=coordinator(), **details())
    assert [message.recipient for message in messages()] == [person]


def test_planner_corrects_on_a_page_and_a_second_one_is_told(client: Client) -> None:
    council = CouncilFactory()
    poll = made(council)
    client.force_login(coordinator())
    url = f"/meetings/polls/{poll.pk}/change/"
    sent = pages.get(client, url).values()
    sent.pop("csrfmiddlewaretoken")
    assert client.post(url, {**sent, "title": "First"}).status_code == 302
    page = pages.post(client, url, {**sent, "title": "Second"}, status=409)
    assert page.values()["title"] == "Second"
    poll.refresh_from_db()
    assert poll.title == "First"


def test_withdrawing_tells_only_those_who_had_heard() -> None:
    council = CouncilFactory()
    heard, unaware = member_of(council), member_of(council)
    poll = made(council)
    OutboxMessage.objects.filter(recipient=heard).update(status=Status.SENT, sent_at=NOW)
    actions.withdraw_poll(poll=poll, by=coordinator())
    assert [(message.recipient, wording.of(message, "en").subject) for message in messages()] == [
        (heard, "No date to choose any more")
    ]
    assert OutboxMessage.objects.get(recipient=unaware).status == Status.DROPPED


def test_planner_withdraws_on_a_page(client: Client) -> None:
    poll = made(CouncilFactory())
    client.force_login(coordinator())
    url = f"/meetings/polls/{poll.pk}/withdraw/"
    pages.get(client, url)
    assert client.post(url).status_code == 302
    poll.refresh_from_db()
    assert poll.status == PollStatus.WITHDRAWN
    pages.post(client, url, status=409)


# Closing.


def test_closing_makes_the_meeting_and_invites_with_the_yes_of_those_who_said_so() -> None:
    council = CouncilFactory()
    coming, perhaps, silent = (member_of(council) for _ in range(3))
    poll = made(council)
    say(poll, coming, YES, YES, NO)
    say(poll, perhaps, IF_NEEDED, IF_NEEDED, NO)
    meeting = actions.close_poll(option=option_of(poll, THURSDAY), by=coordinator(), **arrangements())
    poll.refresh_from_db()
    assert (poll.status, poll.meeting) == (PollStatus.CLOSED, meeting)
    assert (meeting.day, meeting.starts, meeting.time_zone, meeting.minutes) == (
        THURSDAY.day,
        time(14),
        LONDON,
        90,
    )
    answers = {invitation.membership.user: invitation.answer for invitation in meeting.invitations.all()}
    assert answers == {coming: Answer.YES, perhaps: Answer.NONE, silent: Answer.NONE}
    assert messages() == []
    assert len(messages(Kind.INVITATION)) == 3


def test_yes_of_an_earlier_term_counts_for_the_renewed_one() -> None:
    council = CouncilFactory()
    first = MembershipFactory(council=council, ends_on=date(2027, 4, 7))
    Membership.objects.create(
        seat=first.seat, user=first.user, starts_on=date(2027, 4, 8), ends_on=date(2028, 4, 7), term_number=2
    )
    poll = made(council)
    say(poll, first.user, YES, YES, YES)
    meeting = actions.close_poll(option=option_of(poll, THURSDAY), by=coordinator(), **arrangements())
    assert meeting.invitations.get().answer == Answer.YES


def test_planner_closes_on_a_page_and_may_choose_another_date(client: Client) -> None:
    council = CouncilFactory()
    person = member_of(council)
    poll = made(council)
    say(poll, person, YES, NO, IF_NEEDED)
    client.force_login(coordinator())
    url = f"/meetings/polls/{poll.pk}/close/"
    page = pages.get(client, url)
    assert page.values()["option"] == str(option_of(poll, TUESDAY).pk)
    assert "On this date, the most people can come" in page.text()
    sent = {
        "option": str(option_of(poll, FRIDAY).pk),
        "kind": "in_person",
        "place": "Library",
        "join_link": "",
        "join_phone": "",
        "access_deadline": "2027-03-25",
    }
    answer = client.post(url, sent)
    meeting = Meeting.objects.get()
    assert answer["Location"] == f"/meetings/{meeting.pk}/"
    assert meeting.day == FRIDAY.day
    # A second planner, whose page is still open, loses nothing and is told.
    page = pages.post(client, url, {**sent, "place": "Town hall"}, status=409)
    assert page.values()["place"] == "Town hall"
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"option": ""}, "Choose a date."),
        ({"place": ""}, "Say where the meeting is."),
        ({"access_deadline": "2027-02-01"}, "This day is over. Choose today or a later day."),
        ({"access_deadline": "2027-04-10"}, "Choose a day before the meeting."),
    ],
)
def test_closing_with_something_missing_keeps_what_was_typed(
    client: Client, wrong: dict[str, str], sentence: str
) -> None:
    poll = made(CouncilFactory())
    client.force_login(coordinator())
    sent = {"option": str(option_of(poll, FRIDAY).pk), "kind": "in_person", "place": "Library", **wrong}
    sent.setdefault("access_deadline", "2027-03-25")
    page = pages.post(client, f"/meetings/polls/{poll.pk}/close/", sent)
    assert sentence in page.text()
    assert page.values()["place"] == sent["place"]
    assert Meeting.objects.count() == 0


def test_date_that_was_taken_out_meanwhile_is_a_conflict() -> None:
    poll = made(CouncilFactory())
    option = PollOption.objects.select_related("poll").get(day=FRIDAY.day)
    monday = actions.OfferedDate(date(2027, 4, 12), time(10))
    actions.correct_poll(poll=poll, dates=[TUESDAY, THURSDAY, monday], by=coordinator(), **details())
    with pytest.raises(Conflict):
        actions.close_poll(option=option, by=coordinator(), **arrangements())
    poll.refresh_from_db()
    assert poll.is_open


def test_log_says_what_was_done_and_not_who_can_come() -> None:
    council = CouncilFactory()
    person = member_of(council)
    poll = made(council)
    say(poll, person, NO, NO, NO, note="Chemotherapy")
    actions.withdraw_poll(poll=poll, by=coordinator())
    events = [event for event in AuditEvent.objects.order_by("pk") if "poll" in event.action]
    assert [event.action for event in events] == [
        "made a poll about dates",
        "answered a poll about dates",
        "withdrew a poll about dates",
    ]
    assert "Chemotherapy" not in str([event.details for event in events])
    assert "no" not in events[1].details.values()


# The home page.


def test_home_page_shows_a_date_to_answer_until_it_is_answered(client: Client) -> None:
    council = CouncilFactory()
    person = member_of(council)
    poll = made(council)
    client.force_login(person)
    page = pages.get(client, "/home/")
    assert link(answer_of(poll, person)) in page.links()
    assert "A date to answer" in page.html
    say(poll, person, YES, YES, YES)
    assert "A date to answer" not in pages.get(client, "/home/").html


# Two at the same time.


@pytest.mark.long
@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_answer_that_comes_while_a_poll_closes_is_refused_and_counts_nowhere(client: Client) -> None:
    council = CouncilFactory()
    person = member_of(council)
    poll = made(council)
    answer = answer_of(poll, person)
    sent = typed(poll, "yes", "yes", "yes", note="Mornings are hard")
    address = link(answer)
    boss = coordinator()
    option = option_of(poll, THURSDAY)
    with transaction.atomic():
        meeting = actions.close_poll(option=option, by=boss, **arrangements())
        thread, results = in_thread(lambda: client.post(address, sent))
        wait_until_it_waits(thread)
    thread.join()
    [response] = results
    assert response.status_code == 410  # type: ignore[attr-defined]
    assert "Mornings are hard" in response.content.decode()  # type: ignore[attr-defined]
    assert PollChoice.objects.count() == 0
    assert meeting.invitations.get().answer == Answer.NONE


@pytest.mark.long
@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_answer_that_is_being_stored_is_counted_by_whoever_closes() -> None:
    council = CouncilFactory()
    person = member_of(council)
    poll = made(council)
    boss = coordinator()
    option = option_of(poll, THURSDAY)
    with transaction.atomic():
        say(poll, person, YES, YES, YES)
        thread, results = in_thread(lambda: actions.close_poll(option=option, by=boss, **arrangements()))
        wait_until_it_waits(thread)
    thread.join()
    [meeting] = results
    assert isinstance(meeting, Meeting)
    assert meeting.invitations.get().answer == Answer.YES


@pytest.mark.long
@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_close_at_once_make_one_meeting() -> None:
    poll = made(CouncilFactory())
    boss = coordinator()
    first, second = option_of(poll, THURSDAY), option_of(poll, FRIDAY)
    assert second.poll.is_open
    with transaction.atomic():
        actions.close_poll(option=first, by=boss, **arrangements())
        thread, results = in_thread(lambda: actions.close_poll(option=second, by=boss, **arrangements()))
        wait_until_it_waits(thread)
    thread.join()
    assert isinstance(results[0], Conflict | Refused)
    assert [meeting.day for meeting in Meeting.objects.all()] == [THURSDAY.day]


# As many queries for many as for one.

MANY = [actions.OfferedDate(date(2027, 4, day), time(10)) for day in (6, 7, 8, 9, 12, 13)]


@pytest.mark.parametrize(("dates", "members"), [(3, 1), (3, 3), (6, 3), (6, 30)])
def test_page_of_a_poll_asks_as_often_for_many_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, dates: int, members: int
) -> None:
    council = CouncilFactory()
    people = [member_of(council) for _ in range(members)]
    need(people[0])
    poll = made(council, MANY[:dates])
    for person in people:
        say(poll, person, *[YES] * dates)
    client.force_login(coordinator())
    pages.get(client, f"/meetings/polls/{poll.pk}/")
    with django_assert_num_queries(15):
        client.get(f"/meetings/polls/{poll.pk}/")


@pytest.mark.parametrize("dates", [3, 6])
def test_answer_page_asks_as_often_for_many_dates(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, dates: int
) -> None:
    council = CouncilFactory()
    person = member_of(council)
    poll = made(council, MANY[:dates])
    answer = answer_of(poll, person)
    with django_assert_num_queries(4):
        client.get(link(answer))


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_as_often_for_three_polls_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    council = CouncilFactory()
    for _ in range(number):
        made(council)
    client.force_login(coordinator())
    pages.get(client, "/meetings/polls/")
    with django_assert_num_queries(7):
        client.get("/meetings/polls/")
