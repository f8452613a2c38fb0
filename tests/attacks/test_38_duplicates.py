"""Fault 38: everything twice. Two beats, tasks replayed, clocks set back: each thing still happens once."""

from __future__ import annotations

import ast
import re
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from celery import current_app
from django.apps import apps
from django.conf import settings as project
from django.db import connection, connections
from django.utils import timezone
from pytest_django import Settings

from accounts.enums import Role
from accounts.models import User
from desk.actions import cases as desk
from desk.models import Case
from feedback.models import Feedback, SealingKey
from keys import interface as keys
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage, Preference
from tests.meetings.factories import InvitationFactory
from tests.notifications.factories import MessageFactory
from tests.rig.mail import SmtpSink
from tests.rig.processes import ROOT
from tests.tracker import factories

LONDON = ZoneInfo("Europe/London")
# The Saturday before clocks go forward, and the working days around it.
MEETING = date(2027, 3, 30)
MONDAY_EARLY, MONDAY_SLOT = (datetime(2027, 3, 29, 8, 30, tzinfo=LONDON), datetime(2027, 3, 29, 9, 5, tzinfo=LONDON))
MONTHS_LATER = datetime(2027, 6, 2, 10, 5, tzinfo=LONDON)
PACKAGES = (
    "accounts",
    "config",
    "core",
    "council",
    "feedback",
    "insights",
    "meetings",
    "notifications",
    "people",
    "tracker",
)
# And not what hears of tasks, such as `task_prerun`.
TASK = re.compile(r"(?:\b|_)task\b")
DELAYS = {"eta", "countdown"}
SENDERS = {"delay", "apply_async", "send_task", "s", "si", "signature"}


def faults(source: str) -> list[str]:
    """Return a line for everything in a program that would send a task twice, late, or with words in it."""
    found = []
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found += [f"line {node.lineno}: {word.arg}" for word in node.keywords if word.arg in DELAYS]
            if isinstance(node.func, ast.Attribute) and node.func.attr in SENDERS:
                found += [f"line {node.lineno}: sends {argument}" for argument in _sent(node)]
        if isinstance(node, ast.FunctionDef) and any(TASK.search(ast.unparse(mark)) for mark in node.decorator_list):
            taken = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            found += [f"line {node.lineno}: takes {one.arg}" for one in taken if not one.arg.endswith("_id")]
            found += [f"line {node.lineno}: takes anything" for one in (node.args.vararg, node.args.kwarg) if one]
    return found


def _sent(call: ast.Call) -> Iterator[str]:
    """Yield what a call gives a task to carry that is not an id."""
    is_named = isinstance(call.func, ast.Attribute) and call.func.attr in {"send_task", "signature"}
    carried = [
        *call.args[1 if is_named else 0 :],
        *(word.value for word in call.keywords if word.arg in {"args", "kwargs"}),
    ]
    for value in carried:
        text = ast.unparse(value)
        if not text.endswith((".pk", ".id", "_id", ".pk)", ".id)", "_id)", "_id])", "_id]", ".pk]", ".id]")):
            yield text


def test_no_task_is_delayed_by_the_queue_or_carries_words() -> None:
    """What is late is a row with a day; a queue that holds it back delivers it again and again."""
    found = {
        str(path.relative_to(ROOT)): wrong
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if (wrong := faults(path.read_text(encoding="utf-8")))
        and ("celery" in path.read_text(encoding="utf-8") or any(word in line for line in wrong for word in DELAYS))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "send.apply_async(eta=tomorrow)",
        "send.apply_async(countdown=60)",
        "send.delay(item.words)",
        "send.delay('Nobody came')",
        "app.send_task('x', args=[text])",
        "send.apply_async(kwargs={'text': text})",
        "@shared_task\ndef send(text): ...",
        "@app.task(name='x')\ndef send(*parts): ...",
    ],
)
def test_a_planted_line_is_found(line: str) -> None:
    assert len(faults(f"from celery import shared_task\n{line}")) == 1


@pytest.mark.parametrize("line", ["send.delay(item.pk)", "send.delay(str(item.pk))", "app.send_task('x', expires=60)"])
def test_a_line_with_an_id_alone_is_let_pass(line: str) -> None:
    assert faults(line) == []


def test_queue_is_set_to_lose_nothing_and_to_carry_plain_json() -> None:
    for name, value in {
        "TASK_ACKS_LATE": True,
        "TASK_REJECT_ON_WORKER_LOST": True,
        "WORKER_PREFETCH_MULTIPLIER": 1,
        "TASK_IGNORE_RESULT": True,
        "TASK_SERIALIZER": "json",
        "ACCEPT_CONTENT": ["json"],
    }.items():
        assert getattr(project, f"CELERY_{name}") == value, name
    assert project.CELERY_TASK_TIME_LIMIT < project.CELERY_VISIBILITY_TIMEOUT


@pytest.fixture(autouse=True, scope="module")
def loaded_tasks() -> None:
    """Load every task, as a worker does when it starts: one is known once its module is loaded."""
    current_app.loader.import_default_modules()


def periodic() -> dict[str, Any]:
    """Return every task of the schedule, ready to be called."""
    names = sorted({str(entry["task"]) for entry in project.CELERY_BEAT_SCHEDULE.values()})
    return {name: current_app.tasks[name] for name in names}


def run_all() -> None:
    for task in periodic().values():
        task()


def everything() -> dict[str, Counter[str]]:
    """Return every row of every table, however it is ordered."""
    return {
        model._meta.label: Counter(
            repr([bytes(value) if isinstance(value, memoryview) else value for value in row])
            for row in model._default_manager.values_list()
        )
        for model in apps.get_models()
    }


@pytest.fixture
def smtp(smtp_sink: SmtpSink, settings: Settings) -> SmtpSink:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", smtp_sink.port, 5
    return smtp_sink


def awake(*roles: Role) -> User:
    """Return somebody without quiet hours, so that the time of day decides nothing."""
    person = factories.person(*roles)
    Preference.objects.create(user=person, quiet_from=time(0), quiet_until=time(0))
    return person


def much_to_do() -> None:
    """Lay out something for every task: promises broken, things to collect, erased, added, to be told and sent."""
    with time_machine.travel(MONDAY_EARLY - timedelta(days=60), tick=False):
        keys.keep(timezone.localdate())
        reader = factories.person(Role.READER)
        factories.collected()
        closed = factories.read(reader)
        factories.answered(closed, reader)
        desk.close(case=closed.case, by=reader)
        erased = factories.collected()
        InvitationFactory(meeting__day=MEETING, meeting__starts=time(9, 30), membership__user=awake(Role.MEMBER))
    with time_machine.travel(MONDAY_EARLY, tick=False):
        for _number in range(3):
            factories.say()
        closed.add()
        erased.erase()
        MessageFactory.create_batch(4, recipient=awake())


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.django_db
def test_every_task_run_a_hundred_times_does_no_more_than_once(smtp: SmtpSink) -> None:
    much_to_do()
    before = everything()
    for moment in (MONDAY_EARLY, MONDAY_SLOT):
        with time_machine.travel(moment, tick=False):
            run_all()
            once, mails = everything(), len(smtp.messages)
            for name, task in periodic().items():
                for _ in range(50):
                    task()
                now = everything()
                assert {label: (once[label] - now[label], now[label] - once[label]) for label in once
                        if once[label] != now[label]} == {}, name  # fmt: skip
            assert len(smtp.messages) == mails
    assert mails >= 4
    changed = {label for label, rows in everything().items() if rows != before[label]}
    assert changed >= {"desk.Case", "notifications.OutboxMessage", "notifications.Heartbeat"}


def at_the_same_time() -> list[Exception]:
    """Run every task from two beats in the same moment; return what went wrong."""
    start, wrong = threading.Barrier(2), list[Exception]()

    def beat() -> None:
        try:
            connection.ensure_connection()
            for task in periodic().values():
                start.wait(60)
                task()
        except Exception as error:  # noqa: BLE001 - reported to the test
            wrong.append(error)
            start.abort()
        finally:
            connections.close_all()

    beats = [threading.Thread(target=beat) for _ in range(2)]
    for one in beats:
        one.start()
    for one in beats:
        one.join()
    return wrong


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_two_beats_make_everything_once(smtp: SmtpSink) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("an in-memory database has one connection")
    much_to_do()
    person = awake()
    for moment in (MONDAY_EARLY, *[MONDAY_SLOT + timedelta(minutes=minute) for minute in range(5)], MONTHS_LATER):
        with time_machine.travel(moment, tick=False):
            MessageFactory.create_batch(15, recipient=person)
            keyed = SealingKey.objects.count()
            assert at_the_same_time() == []
    assert SealingKey.objects.count() > keyed
    numbers = SealingKey.objects.values_list("kind", "valid_from")
    assert len(set(numbers)) == len(numbers)
    with time_machine.travel(MONTHS_LATER, tick=False):
        once, mails = everything(), len(smtp.messages)
        run_all()
        now = everything()
        # How far the log is verified moves on with each run, and makes nothing.
        assert {label for label in once if once[label] != now[label]} <= {"accounts.AuditCheckpoint"}
        assert len(smtp.messages) == mails
    assert Case.objects.count() == Feedback.objects.count()
    sent = OutboxMessage.objects.filter(status=Status.SENT)
    assert Counter(mail["Message-ID"].split("@")[0][1:] for mail in smtp.messages) == Counter(
        str(message.pk) for message in sent
    )


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.long
def test_clocks_set_back_and_forth_remind_once(smtp: SmtpSink) -> None:
    """A day back, a day on, and over the night in which the clocks change: nobody is told the same thing twice."""
    much_to_do()
    # Two days before and after, across the change of clocks on 28 March, in an order that no clock would have.
    for days in (0, -1, 1, -2, 0, 1, -1, 0):
        for hour in (0, 1, 26, 49):
            with time_machine.travel(MONDAY_SLOT + timedelta(days=days, hours=hour), tick=False):
                run_all()
    told = [mail["Message-ID"] for mail in smtp.messages]
    assert len(set(told)) == len(told) == OutboxMessage.objects.filter(status=Status.SENT).count()
    reminders = OutboxMessage.objects.filter(kind=Kind.MEETING_REMINDER)
    assert reminders.count() == 1
    per_day = Counter(OutboxMessage.objects.filter(kind=Kind.PROMISE_DUE).values_list("recipient", "due_at__date"))
    assert set(per_day.values()) == {1}
