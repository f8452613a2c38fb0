"""The demo story, told with the same actions that people use: nothing is put into tables past them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import models
from django.utils import timezone

from accounts.enums import Need, Role
from accounts.models import User
from council.models import Council
from demo import minutes, words
from desk.actions import cases as desk
from desk.actions import collecting
from desk.enums import Topic
from desk.models import Case
from feedback import actions as door
from feedback import codes
from feedback.models import SealingKey
from keys import interface as keys
from meetings.actions import (
    after,
    agenda,
    ballots,
    bookings,
    inviting,
    noting,
    papers,
    planning,
    proposals,
    series,
    writing,
)
from meetings.enums import AfterAnswer, AfterQuestion, BookingStatus, MeetingKind, PaperSlot, Participation, Repeat
from meetings.models import AgendaItem, Meeting
from policies import actions as policies
from policies.models import PolicyDocument
from tracker.actions import changes
from tracker.actions import recommendations as council
from tracker.actions.agenda import put_on_agenda
from tracker.enums import Outcome, ReasonKind
from tracker.models import Decision, PolicyChange, Recommendation
from translations import actions as texts
from translations import registry
from translations.queries import job

People = dict[Role, User]

# Supplier, cost, and what becomes of it, one after the other; all else is still asked for.
ARRANGED: dict[Need, tuple[str, Decimal | None, tuple[BookingStatus, ...]]] = {
    Need.CAPTIONS: ("Words Live", Decimal("180.00"), (BookingStatus.ARRANGING, BookingStatus.BOOKED)),
    Need.SPOKEN_INTERPRETER: ("Two Voices", Decimal("240.00"), (BookingStatus.ARRANGING, BookingStatus.FAILED)),
    Need.STEP_FREE: ("Riverside Library", None, (BookingStatus.BOOKED, BookingStatus.CONFIRMED)),
}


@dataclass(frozen=True, slots=True)
class Given:
    """A submission as the person who sent it knows it."""

    language: str
    code: str
    submission: uuid.UUID

    @property
    def case(self) -> Case:
        """Return its case, once the desk has collected it."""
        return Case.objects.get(feedback__submission=self.submission)


def _give(content: door.FeedbackContent, today: date) -> Given:
    given = Given(content.language, codes.new(), uuid.uuid4())
    door.submit(content=content, code=given.code, submission=given.submission, on=today)
    return given


def _read(case: Case, topics: list[Topic], shareable: str, language: str, by: User, note: str = "") -> Case:
    desk.take(case=case, by=by)
    desk.sort(case=case, topics=topics, content_note=note, by=by)
    return desk.share(case=case, shareable=shareable, language=language, by=by)


def _later(days: int) -> None:
    """Let time pass: move every stored date into the past."""
    # Not the councils: their terms have to run today.
    for label in ("feedback", "desk", "policies", "tracker", "meetings"):
        for model in apps.get_app_config(label).get_models():
            # Exactly days: a field with a clock time is a kind of this one, and no clock is turned back.
            fields = [field for field in model._meta.concrete_fields if type(field) is models.DateField]
            # Keys stay in their months: the door seals to the one of today.
            if not fields or model is SealingKey:
                continue
            for row in model._default_manager.all():
                _move_back(row, fields, days)


def _move_back(row: Any, fields: Iterable[models.DateField[Any, Any]], days: int) -> None:
    for field in fields:
        day = getattr(row, field.name)
        if day is not None:
            setattr(row, field.name, day - timedelta(days=days))
    row.save(update_fields=[field.name for field in fields])


def _meeting(group: Council, title: str, day: date, by: User) -> Meeting:
    return planning.plan(
        council=group,
        by=by,
        kind=MeetingKind.HYBRID,
        title=title,
        language="en",
        day=day,
        starts=time(14, 0),
        minutes=90,
        time_zone=ZoneInfo("Europe/London"),
        place="Riverside Library, room 2 (step-free)",
        join_link="https://meet.demo.example/riverside",
        # From the numbers that Ofcom keeps free for drama.
        join_phone="+44 20 7946 0000",
        access_deadline=day - timedelta(days=7),
        contact="Carla, coordinator@demo.example, +44 20 7946 0001",
    )


def _translate(by: User) -> None:
    """Add draft translations of everything the demo has words for."""
    for kind in registry.kinds():
        for owner in list(kind.sources().values_list(kind.owner_id, flat=True)):
            # Those that the demo has words for (CONTRIBUTING.md, "Add a language").
            for language in ("es", "ar"):
                _translate_one(kind, owner, language, by)


def _translate_one(kind: registry.TextKind, owner: uuid.UUID, language: str, by: User) -> None:
    open_job = job(kind, owner, language)
    if open_job is None or open_job.text is not None:
        return
    translations = {}
    for name in kind.fields():
        original = getattr(open_job.source, name)
        if original:
            translations[name] = words.TRANSLATIONS.get(original, {}).get(language, "")
    # All or none: half a translation would be stored as if it were one. A draft, because nobody has checked it.
    if all(translations.values()):
        texts.translate(job=open_job, words=translations, is_checked=False, by=by)


def _recommend(about: AgendaItem, case: Case, title: str, text: str, by: User) -> Recommendation:
    return council.recommend(agenda_item=about, title=title, text=text, language="en", sources=[case], by=by)


def _decide(
    asked: Recommendation,
    outcome: Outcome,
    reason: str,
    by: User,
    kind: ReasonKind = ReasonKind.NONE,
    target: date | None = None,
) -> Decision:
    return council.decide(
        recommendation=asked, outcome=outcome, reason=reason, language="en", by=by, reason_kind=kind, target_on=target
    )


def _change(
    decision: Decision, document: PolicyDocument, reference: str, new_words: tuple[str, str, str], by: User
) -> PolicyChange:
    version = document.versions.get(number=1)
    clause = version.clauses.get(reference=reference)
    planned = changes.plan(decision=decision, document=document, clause=clause, by=by)
    text, title, summary = new_words
    return changes.write(change=planned, text=text, title=title, summary=summary, by=by)


def _documents(by: User, today: date) -> list[PolicyDocument]:
    return [
        policies.add_document(
            title=policy["title"],
            slug=policy["slug"],
            language="en",
            clauses=policy["clauses"],
            by=by,
            in_force_from=today - timedelta(days=400),
            review_on=today + timedelta(days=180),
        )
        for policy in (words.WAITING_POLICY, words.NIGHT_POLICY, words.LETTER_POLICY)
    ]


def _talk(cases: Iterable[tuple[Case, str, str]], meeting: Meeting, reader: User, chair: User) -> list[AgendaItem]:
    """Put cases on the agenda, mark the meeting held 21 days ago, and record its outcomes."""
    outcomes = {}
    for case, title, outcome in cases:
        quote = put_on_agenda(case=case, meeting=meeting, title=title, by=reader)
        outcomes[quote.agenda_item] = outcome
    inviting.invite_everybody(meeting=meeting, by=chair)
    _later(30)
    # Its day was moved in the database, not in this object.
    meeting.refresh_from_db()
    attended = list(meeting.invitations.values_list("pk", flat=True))
    planning.mark_held(meeting=meeting, attended=attended, by=chair)
    for agenda_item, outcome in outcomes.items():
        agenda_item.refresh_from_db()
        noting.record_outcome(agenda_item=agenda_item, outcome=outcome, by=chair)
    return list(outcomes)


def _plan_earlier(group: Council, today: date, by: User) -> list[Meeting]:
    """Plan two meetings that have been held when the story is told, and invite everybody."""
    woken = _meeting(group, "How we are woken at night", today + timedelta(days=18), by)
    agenda.add_item(
        meeting=woken,
        title="Being woken",
        background="",
        language="en",
        content_note="Fear",
        minutes=30,
        participation=Participation.ASKED,
        heavy=True,
        by=by,
    )
    leaflet = _meeting(group, "The new leaflet", today + timedelta(days=20), by)
    for meeting in (woken, leaflet):
        inviting.invite_everybody(meeting=meeting, by=by)
    return [woken, leaflet]


def _say_how_it_was(meetings: Iterable[Meeting], by: User) -> None:
    """Mark the two as held; after the first many people say how it was for them, after the second too few."""
    # Without the key nobody could be asked.
    if ballots.publish() is None:
        return
    for meeting, answers in zip(meetings, words.AFTER_MEETINGS, strict=True):
        # Its day was moved in the database, not in this object.
        meeting.refresh_from_db()
        planning.mark_held(meeting=meeting, attended=meeting.invitations.values_list("pk", flat=True), by=by)
        invited = list(meeting.invitations.select_related("meeting", "membership__user").order_by("pk"))
        for invitation, said in zip(invited, answers, strict=False):
            chosen = {question: AfterAnswer(word) for question, word in zip(AfterQuestion, said, strict=True)}
            after.answer_after(invitation=invitation, answers=chosen)
        if meeting.agenda.filter(heavy=True).exists():
            after.ask_for_debrief(invitation=invited[0])


def tell(people: People, group: Council) -> list[tuple[str, str]]:
    """Tell the whole story; returns (language, code) of three receipts worth trying."""
    today = timezone.localdate()
    coordinator = people[Role.COORDINATOR]
    reader = people[Role.READER]
    chair = people[Role.CHAIR]
    steward = people[Role.STEWARD]
    executive = people[Role.EXECUTIVE]
    # Without this month's key the door takes nothing.
    keys.keep(today)
    waiting_policy, night_policy, _letters = _documents(steward, today)
    given_waiting = _give(words.WAITING_ES, today)
    given_night = _give(words.NIGHT_AR, today)
    given_garden = _give(words.GARDEN_EN, today)
    given_thanks = _give(words.THANKS_EN, today)
    collecting.collect()
    waiting = given_waiting.case
    night = given_night.case
    garden = given_garden.case
    thanks = given_thanks.case
    _read(
        waiting,
        [Topic.PROCESSES, Topic.COMMUNICATION],
        "Una persona esperó horas con su madre y nadie les dijo qué pasaba.",
        "es",
        reader,
    )
    _read(
        night,
        [Topic.RESPECT, Topic.SAFETY],
        "يوقظ ضوء المصباح الناس كل ساعة في الليل، وهذا يخيفهم.",
        "ar",
        reader,
        "Being woken at night, fear",
    )
    _read(
        garden, [Topic.ENVIRONMENT], "Visitors can only come in the evening, when the garden is closed.", "en", reader
    )
    desk.take(case=thanks, by=reader)
    desk.reply(
        case=thanks,
        text="Thank you for telling us. We have read your words to the whole team, and it moved them.",
        language="en",
        answers=True,
        submission=uuid.uuid4(),
        by=reader,
    )
    earlier = _plan_earlier(group, today, coordinator)
    # Ahead when people are invited, and past once time has passed: nobody can be invited to what is over.
    first = _meeting(group, "Waiting, nights and the garden", today + timedelta(days=9), coordinator)
    # Four and two weeks ago, once the days of the story have passed.
    days = (today + timedelta(days=16), today + timedelta(days=30))
    later = minutes.plan(_meeting, group, days, people)
    discussed = _talk(
        [
            (waiting, "Waiting without a word", "Everybody agreed: say how long it takes, even when it is not sure."),
            (night, "Light and checks at night", "Knock first, dim light, and ask each person."),
            (garden, "The garden in the evening", "Most want it open until nine."),
        ],
        first,
        reader,
        chair,
    )
    _say_how_it_was(earlier, chair)
    asked = [
        _recommend(
            discussed[0],
            waiting,
            "Tell people every 30 minutes how long it may take",
            "Waiting without a word frightens people. Please tell everybody who waits, every half hour.",
            chair,
        ),
        _recommend(
            discussed[1],
            night,
            "Knock, use a dim light, and ask how people want it",
            "A torch in the face every hour hurts people who have been hurt before.",
            chair,
        ),
        _recommend(
            discussed[2],
            garden,
            "Open the garden until nine",
            "Visitors with work can only come in the evening.",
            chair,
        ),
    ]
    _later(8)
    yes = _decide(asked[0], Outcome.WILL_CHANGE, words.WAITING_REASON, executive, target=today + timedelta(days=30))
    partly = _decide(
        asked[1], Outcome.PARTLY, words.NIGHT_REASON, executive, ReasonKind.LAW, today + timedelta(days=30)
    )
    _decide(asked[2], Outcome.WILL_NOT_CHANGE, words.GARDEN_REASON, executive, ReasonKind.WORSE_FOR_OTHERS)
    changed = _change(
        yes, waiting_policy, "2.1", (words.WAITING_NEW, words.WAITING_TITLE, words.WAITING_SUMMARY), steward
    )
    nearly = _change(partly, night_policy, "1.2", (words.NIGHT_NEW, words.NIGHT_TITLE, words.NIGHT_SUMMARY), steward)
    # After the decisions, so that people are told once more in their language, as on a real site.
    _translate(people[Role.TRANSLATOR])
    _later(6)
    # Their days were moved in the database, not in these objects.
    for change in (changed, nearly):
        change.refresh_from_db()
    changes.put_in_force(
        change=changed,
        on=today - timedelta(days=5),
        by=steward,
        evidence="A board in every waiting room; in 20 visits, people were told within 30 minutes 18 times.",
    )
    changes.put_in_force(
        change=nearly,
        on=today - timedelta(days=1),
        by=steward,
        evidence="Dim lights were given to every ward; a walk round at night saw them used.",
    )
    _later(2)
    changed.refresh_from_db()
    # Only this one, so that the public page also shows what is in force and not yet confirmed.
    changes.sign(change=changed, by=chair)
    after.count_answers_after()
    # Last, so that nothing of today is moved into the past.
    minutes.write(first, later, today, people)
    _now(people, group, today)
    return [(given.language, given.code) for given in (given_waiting, given_night, given_garden)]


def _again(group: Council, today: date, coordinator: User) -> None:
    """Plan the next half year in one go; nobody is invited yet."""
    first = today + timedelta(days=45)
    series.plan_series(
        council=group,
        by=coordinator,
        repeat=Repeat.MONTHS_2_WEEKDAY,
        repeat_until=first + timedelta(days=150),
        kind=MeetingKind.HYBRID,
        title="Council meeting",
        language="en",
        day=first,
        starts=time(14, 0),
        minutes=90,
        time_zone=ZoneInfo("Europe/London"),
        place="Riverside Library, room 2 (step-free)",
        join_link="https://meet.demo.example/riverside",
        join_phone="+44 20 7946 0000",
        access_deadline=first - timedelta(days=14),
        contact="Carla, coordinator@demo.example, +44 20 7946 0001",
    )


def _question(group: Council, today: date, people: People) -> None:
    """Ask something in writing that one member has answered already."""
    question = planning.plan(
        council=group,
        by=people[Role.COORDINATOR],
        kind=MeetingKind.WRITING,
        title="Which letter comes first?",
        question="Three letters are hard to read: the appointment, the bill and the results. Which one comes first?",
        language="en",
        day=today,
        starts=time(0, 0),
        minutes=90,
        closes_on=today + timedelta(days=10),
        closes_at=time(17, 0),
        time_zone=ZoneInfo("Europe/London"),
        place="",
        join_link="",
        join_phone="",
        access_deadline=today,
        contact="Carla, coordinator@demo.example, +44 20 7946 0001",
    )
    invited = inviting.invite_everybody(meeting=question, by=people[Role.COORDINATOR])
    if invited:
        person = invited[0].membership.user
        text = "The results. I read them three times and still had to phone."
        writing.write_answer(invitation=invited[0], text=text, language="en", is_shown=True, by=person)


def _now(people: People, group: Council, today: date) -> None:
    """What is going on today: new feedback, something to recommend, a meeting ahead."""
    reader = people[Role.READER]
    coordinator = people[Role.COORDINATOR]
    given_letters = _give(words.LETTERS_EN, today)
    _give(words.NEW_AR, today)
    _give(words.NEW_ES, today)
    collecting.collect()
    letters = _read(
        given_letters.case,
        [Topic.COMMUNICATION],
        "A letter was so long that the date of the appointment could not be found in it.",
        "en",
        reader,
    )
    ahead = _meeting(group, "Letters people can read", today + timedelta(days=16), coordinator)
    put_on_agenda(case=letters, meeting=ahead, title="Letters about appointments", by=reader)
    inviting.invite_everybody(meeting=ahead, by=coordinator)
    _again(group, today, coordinator)
    _question(group, today, people)
    _papers(ahead, people)
    _arrange(ahead, coordinator)


def _papers(meeting: Meeting, people: People) -> None:
    """A paper in two languages and easy read, and something that a member proposes."""
    coordinator = people[Role.COORDINATOR]
    item = meeting.agenda.first()
    paper = papers.add_paper(
        meeting=meeting, item=item, title="A letter as it is today", language="en", content_note="", by=coordinator
    )
    for slot, language, text in words.PAPERS:
        papers.save_version(paper=paper, slot=PaperSlot(slot), language=language, words=text, file=None, by=coordinator)
    agenda.add_break(meeting=meeting, minutes=10, by=coordinator)
    papers.tell_ready(meeting=meeting, seen=0, by=coordinator)
    proposals.propose_item(
        meeting=meeting,
        title="A quiet place in the waiting room",
        background="It is loud there, and the screen is always on.",
        language="en",
        by=people[Role.MEMBER],
    )


def _arrange(meeting: Meeting, by: User) -> None:
    """Arrange what people need: some of it is booked, some confirmed, and one thing failed and is still to solve."""
    for booking in meeting.access_bookings.all():
        supplier, cost, statuses = ARRANGED.get(Need(booking.kind), ("", None, ()))
        if supplier:
            booked = bookings.save_booking(
                booking=booking,
                by=by,
                owner=by,
                supplier=supplier,
                supplier_contact="bookings@supplier.demo.example",
                cost=cost,
                currency="GBP",
                quantity=booking.quantity,
                lead_days=booking.lead_days,
                due_on=booking.due_on,
                note="",
            )
            booking.revision = booked.revision
        for status in statuses:
            bookings.set_booking(booking=booking, status=status, by=by, words="Nobody is free that afternoon")
