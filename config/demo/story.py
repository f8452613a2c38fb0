"""The demo story, told with the same actions that people use: nothing is put into tables past them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import models
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from config.demo import words
from council.models import Council
from feedback import actions as door
from feedback import codes
from meetings.actions import agenda, inviting, planning
from meetings.models import Meeting
from tracker import keys
from tracker.actions import changes, collecting, council, desk, policies, texts
from tracker.actions.agenda import put_on_agenda
from tracker.enums import Outcome, ReasonKind, TextKind, Topic
from tracker.models import Decision, Item, PolicyChange, PolicyDocument, Recommendation
from tracker.queries.texts import job, parents

People = dict[Role, User]


def _give(said: door.Words, today: date) -> tuple[str, uuid.UUID]:
    code, submission = codes.new(), uuid.uuid4()
    door.submit(words=said, code=code, submission=submission, on=today)
    return code, submission


def _item(submission: uuid.UUID) -> Item:
    return Item.objects.get(feedback__submission=submission)


def _read(item: Item, topics: list[Topic], shareable: str, language: str, by: User, note: str = "") -> Item:
    desk.take(item=item, by=by)
    desk.sort(item=item, topics=topics, content_note=note, by=by)
    return desk.share(item=item, shareable=shareable, language=language, by=by)


def _later(days: int) -> None:
    """Let time pass: move every date of what is there into the past."""
    for label in ("feedback", "tracker", "meetings"):
        for model in apps.get_app_config(label).get_models():
            fields = [f.name for f in model._meta.concrete_fields if type(f) is models.DateField]
            if not fields or model.__name__ == "SealingKey":
                continue
            rows: list[Any] = list(model._default_manager.all())
            for row in rows:
                for name in fields:
                    if (day := getattr(row, name)) is not None:
                        setattr(row, name, day - timedelta(days=days))
                row.save(update_fields=fields)


def _meeting(group: Council, title: str, day: date, by: User) -> Meeting:
    return planning.plan(
        council=group,
        by=by,
        title=title,
        language="en",
        day=day,
        starts=time(14, 0),
        minutes=90,
        time_zone=ZoneInfo("Europe/London"),
        place="Riverside Library, room 2 (step-free)",
        join_link="https://meet.demo.example/riverside",
        join_phone="+44 20 7946 0000",
        access_deadline=day - timedelta(days=7),
        contact="Carla, coordinator@demo.example, +44 20 7946 0001",
    )


def _translate(kind: TextKind, by: User) -> None:
    """Add draft translations of everything the demo has words for."""
    for parent in parents(kind):
        for language in ("es", "ar"):
            found = job(kind, parent, language)
            if found is None or found.text is not None:
                continue
            names = [name for name in ("reason", "text", "title", "summary") if getattr(found.source, name, "")]
            said = {name: words.TRANSLATIONS.get(getattr(found.source, name), {}).get(language, "") for name in names}
            if all(said.values()):
                texts.translate(job=found, words=said, is_checked=False, by=by)


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
    decision: Decision, document: PolicyDocument, reference: str, said: tuple[str, str, str], by: User
) -> PolicyChange:
    version = document.versions.get(number=1)
    clause = version.clauses.get(reference=reference)
    planned = changes.plan(decision=decision, document=document, clause=clause, by=by)
    text, title, summary = said
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


def _talk(items: Iterable[tuple[Item, str, str]], meeting: Meeting, reader: User, chair: User) -> list[Any]:
    """Put items on the agenda, hold the meeting 21 days ago, and record what it said."""
    links = [put_on_agenda(item=item, meeting=meeting, title=title, by=reader) for item, title, _ in items]
    inviting.invite_everybody(meeting=meeting, by=chair)
    _later(30)
    meeting.refresh_from_db()
    planning.hold(meeting=meeting, attended=[row.pk for row in meeting.invitations.all()], by=chair)
    for link, (_, _, outcome) in zip(links, items, strict=True):
        link.agenda_item.refresh_from_db()
        agenda.record_outcome(agenda_item=link.agenda_item, outcome=outcome, by=chair)
    return [link.agenda_item for link in links]


def tell(people: People, group: Council) -> list[tuple[str, str]]:
    """Tell the whole story; returns (language, code) of three receipts worth trying."""
    today = timezone.localdate()
    coordinator, reader, chair = people[Role.COORDINATOR], people[Role.READER], people[Role.CHAIR]
    steward, executive, translator = people[Role.STEWARD], people[Role.EXECUTIVE], people[Role.TRANSLATOR]
    keys.keep(today)
    waiting_policy, night_policy, _letters = _documents(steward, today)
    given = [_give(said, today) for said in (words.WAITING_ES, words.NIGHT_AR, words.GARDEN_EN, words.THANKS_EN)]
    collecting.collect()
    waiting, night, garden, thanks = (_item(submission) for _code, submission in given)
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
    desk.take(item=thanks, by=reader)
    desk.reply(
        item=thanks,
        text="Thank you for telling us. We have read your words to the whole team, and it moved them.",
        language="en",
        answers=True,
        submission=uuid.uuid4(),
        by=reader,
    )
    first = _meeting(group, "Waiting, nights and the garden", today + timedelta(days=9), coordinator)
    told = _talk(
        [
            (waiting, "Waiting without a word", "Everybody agreed: say how long it takes, even when it is not sure."),
            (night, "Light and checks at night", "Knock first, dim light, and ask each person."),
            (garden, "The garden in the evening", "Most want it open until nine."),
        ],
        first,
        reader,
        chair,
    )
    asked = [
        council.recommend(agenda_item=about, title=title, text=text, language="en", sources=[item], by=chair)
        for about, item, title, text in (
            (
                told[0],
                waiting,
                "Tell people every 30 minutes how long it may take",
                "Waiting without a word frightens people. Please tell everybody who waits, every half hour.",
            ),
            (
                told[1],
                night,
                "Knock, use a dim light, and ask how people want it",
                "A torch in the face every hour hurts people who have been hurt before.",
            ),
            (told[2], garden, "Open the garden until nine", "Visitors with work can only come in the evening."),
        )
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
    for kind in TextKind:
        _translate(kind, translator)
    _later(6)
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
    changes.sign(change=changed, by=chair)
    _now(people, group, today)
    return [
        (said.language, code)
        for (code, _s), said in zip(given, (words.WAITING_ES, words.NIGHT_AR, words.GARDEN_EN), strict=False)
    ]


def _now(people: People, group: Council, today: date) -> None:
    """What is going on today: new feedback, something to recommend, a meeting ahead."""
    reader, coordinator = people[Role.READER], people[Role.COORDINATOR]
    _code, submission = _give(words.LETTERS_EN, today)
    _give(words.NEW_AR, today)
    _give(words.NEW_ES, today)
    collecting.collect()
    letters = _read(
        _item(submission),
        [Topic.COMMUNICATION],
        "A letter was so long that the date of the appointment could not be found in it.",
        "en",
        reader,
    )
    ahead = _meeting(group, "Letters people can read", today + timedelta(days=16), coordinator)
    put_on_agenda(item=letters, meeting=ahead, title="Letters about appointments", by=reader)
    inviting.invite_everybody(meeting=ahead, by=coordinator)
