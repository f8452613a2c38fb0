"""Fetching what came in at the door: once, shuffled, and without its hour."""

from __future__ import annotations

import threading
from collections.abc import MutableSequence, Sequence
from datetime import UTC, date, datetime
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from celery import Task
from django.db import connection, connections
from django.db.models import F, QuerySet
from pytest_django import Settings

from accounts.enums import Role
from accounts.models import AuditEvent, User
from desk import tasks as desk_tasks
from desk.actions import cases as desk
from desk.actions import collecting, opening
from desk.enums import CaseStatus
from desk.models import Case
from desk.queries import cases, history
from desk.queries import queue as desk_queries
from desk.queries.history import MESSAGES
from feedback.actions import shuffling
from feedback.enums import MessageKind
from feedback.queries import without
from keys import tasks as key_tasks
from notifications.models import OutboxMessage
from retention import tasks as retention_tasks
from tests.rig import processes
from tests.tracker import factories
from tracker import tasks as tracker_tasks

MONDAY = date(2026, 6, 1)


def test_collect_counts_promises_in_working_days(settings: Settings) -> None:
    settings.ACK_WORKING_DAYS, settings.ANSWER_WORKING_DAYS, settings.REGION = 3, 20, "GB-ENG"
    with time_machine.travel(datetime(2026, 12, 23, 12, tzinfo=UTC)):
        case = factories.collected(on=date(2026, 12, 23)).case
    assert (case.received_on, case.acknowledge_by) == (date(2026, 12, 23), date(2026, 12, 30))
    assert case.answer_by == date(2027, 1, 25)


def test_collect_makes_each_item_once() -> None:
    factories.say()
    factories.say(language="es")
    assert collecting.collect() == 2
    assert collecting.collect() == 0
    assert sorted(Case.objects.values_list("language", flat=True)) == ["en", "es"]


class Descending(Random):
    """Shuffles in a way a test can foresee."""

    def shuffle(self, x: MutableSequence[Any]) -> None:
        x[:] = sorted(x, reverse=True)


def test_collect_takes_shuffled_batches_until_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    given = [factories.say().feedback.pk for _number in range(6)]
    monkeypatch.setattr(collecting, "CASES_PER_BATCH", 3)
    # Its end, and a look at the clock before each batch.
    monkeypatch.setattr(collecting, "monotonic", iter([0.0, 1.0, 1000.0]).__next__)
    assert collecting.collect(rng=Descending()) == 3
    assert set(Case.objects.values_list("feedback", flat=True)) == set(sorted(given, reverse=True)[:3])
    monkeypatch.undo()
    assert collecting.collect() == 3
    assert Case.objects.count() == 6


def test_a_flood_does_not_keep_the_rest_from_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    for _number in range(4):
        factories.say(quarantined=True)
    honest = factories.say()
    monkeypatch.setattr(collecting, "CASES_PER_BATCH", 2)
    monkeypatch.setattr(collecting, "monotonic", iter([0.0, 1.0, 1.0, 1000.0]).__next__)
    assert collecting.collect() == 3
    assert not honest.case.quarantined
    monkeypatch.undo()
    assert collecting.collect() == 2


def test_the_desk_hears_of_what_people_do_when_it_asks_and_not_at_once(reader: User) -> None:
    """Somebody who reloads a page beside a corridor must not see when a person came back."""
    said, gone = factories.read(reader), factories.read(reader)
    said.add(noticed=False)
    gone.erase()
    told = [moment.title for moment in history.of(said.case)]
    assert MESSAGES[MessageKind.FROM_PERSON] not in told
    assert not history.has_additions(said.case)
    assert cases.unread_of(said.case) == 0
    assert opening.open_additions(case=said.case, by=reader) == []
    assert CaseStatus.ERASED.label not in [moment.title for moment in history.of(gone.case)]
    collecting.collect()
    assert MESSAGES[MessageKind.FROM_PERSON] in [moment.title for moment in history.of(said.case)]
    assert cases.unread_of(said.case) == 1
    assert len(opening.open_additions(case=said.case, by=reader)) == 1
    assert CaseStatus.ERASED.label in [moment.title for moment in history.of(gone.case)]


def test_collect_leaves_no_time_behind() -> None:
    factories.say()
    before = AuditEvent.objects.count()
    collecting.collect()
    assert AuditEvent.objects.count() == before
    assert OutboxMessage.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_collect_is_safe_when_run_twice_at_once() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("an in-memory database has one connection")
    for _number in range(5):
        factories.say()
    start, failures = threading.Barrier(2), []

    def run() -> None:
        try:
            start.wait()
            collecting.collect()
        except Exception as error:  # noqa: BLE001 - reported below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Case.objects.count() == 5


def test_collect_notices_an_erasure(reader: User) -> None:
    said = factories.read(reader)
    said.erase()
    collecting.collect()
    case = said.case
    assert (case.status, case.shareable, case.shareable_on, case.reader) == (CaseStatus.ERASED, "", None, None)


def test_collect_keeps_what_stands_on_a_public_page(reader: User) -> None:
    agenda_item = factories.AgendaItemFactory()
    said = factories.with_council(reader, agenda_item)
    factories.in_force(because=factories.decision(factories.recommendation(agenda_item, said)))
    said.erase()
    collecting.collect()
    assert (said.case.status, said.case.shareable) == (CaseStatus.ERASED, "Somebody waited all night.")


def test_collect_opens_again_what_the_person_added_to(reader: User) -> None:
    said = factories.read(reader)
    factories.answered(said, reader)
    desk.close(case=said.case, by=reader)
    said.add()
    collecting.collect()
    assert (said.case.status, said.case.answered_on) == (CaseStatus.BEING_READ, None)
    revision = said.case.revision
    collecting.collect()
    assert said.case.revision == revision


def at(hour: int, day: int = 1) -> datetime:
    return datetime(2026, 6, day, hour, 7, tzinfo=ZoneInfo("Europe/London"))


def test_warning_goes_to_the_desk_once_a_day_in_a_fixed_slot(reader: User, coordinator: User) -> None:
    factories.person(Role.EXECUTIVE)
    factories.collected(on=MONDAY)
    assert collecting.warn_of_promises(at(8)) == 2
    assert collecting.warn_of_promises(at(10)) == 2
    messages = OutboxMessage.objects.order_by("recipient__email")
    assert {message.recipient for message in messages} == {reader, coordinator}
    assert {message.due_at for message in messages} == {at(9).replace(minute=0)}
    assert {tuple(sorted(message.values)) for message in messages} == {("path",)}


def test_warning_after_the_last_slot_waits_for_tomorrow(reader: User) -> None:
    factories.collected(on=MONDAY)
    assert collecting.warn_of_promises(at(17)) == 0
    assert collecting.warn_of_promises(at(8, day=2)) == 1
    assert [message.recipient for message in OutboxMessage.objects.all()] == [reader]


def test_warning_is_not_sent_on_a_day_off_or_when_nothing_is_due(reader: User) -> None:
    assert collecting.warn_of_promises(at(8)) == 0
    factories.collected(on=MONDAY)
    assert collecting.warn_of_promises(at(8, day=6)) == 0
    assert OutboxMessage.objects.filter(recipient=reader).count() == 0


def test_tasks_bear_the_names_of_the_schedule(settings: Settings) -> None:
    ours = ("desk.", "keys.", "retention.", "tracker.")
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values() if entry["task"].startswith(ours)}
    modules = (desk_tasks, key_tasks, retention_tasks, tracker_tasks)
    tasks = {task.name for module in modules for task in vars(module).values() if isinstance(task, Task)}
    assert scheduled == tasks


def test_tasks_do_what_they_say() -> None:
    key_tasks.make_missing()
    factories.say()
    desk_tasks.collect()
    desk_tasks.warn_of_promises()
    assert Case.objects.count() == 1


def test_production_collects_too_slowly_to_tell_who_just_wrote() -> None:
    environment = {
        "ANSWERABLE_MODE": "production",
        "SECRET_KEY": "x" * 50,
        **dict.fromkeys(("AUDIT_KEY", "KEY_ENCRYPTION_KEY"), "00" * 32),
        "DATABASE_URL": "sqlite://:memory:",
        "REDIS_URL": "redis://127.0.0.1:6379",
        "EMAIL_URL": "smtp://127.0.0.1:25",
        "DOOR_URL": "https://feedback.demo.example",
        "SITE_URL": "https://demo.example",
    }
    lines = "from config.celery import app; print(app.conf.beat_schedule['collect new feedback']['schedule'])"
    assert float(processes.python("-c", lines, env=environment)) == 3600


def test_nobody_waits_to_read_what_was_added_and_then_erased(reader: User) -> None:
    said = factories.read(reader, shareable="")
    said.add()
    assert desk_queries.needing_care().count() == 1
    said.erase()
    collecting.collect()
    assert desk_queries.needing_care().count() == 0
    assert cases.at_desk(reader).filter(desk_queries.WAITING).count() == 0


def test_what_is_new_is_found_by_looking_for_no_case_of_it() -> None:
    # PostgreSQL goes through the whole list of NOT IN for each row, once the list is too long to hash.
    new = str(without(Case.objects.all(), "feedback").query)
    assert "NOT (EXISTS" in new or "NOT EXISTS" in new
    assert "NOT IN" not in new.replace("NOT (", "")


def test_an_erasure_is_noticed_by_the_next_run_where_staff_wrote_at_the_same_time(
    reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = factories.read(reader)
    said.erase()
    found = cases.erased_at_the_door

    def outrun(looked_at: QuerySet[Case]) -> list[Case]:
        rows = list(found(looked_at))
        Case.objects.update(revision=F("revision") + 1)
        return rows

    monkeypatch.setattr(cases, "erased_at_the_door", outrun)
    collecting.collect()
    monkeypatch.undo()
    assert said.case.status != CaseStatus.ERASED
    collecting.collect()
    assert said.case.status == CaseStatus.ERASED


def test_a_run_that_dies_while_it_shuffles_has_lost_nothing(reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    said = factories.read(reader)
    said.erase()
    write = shuffling._write_contents  # noqa: SLF001 - the last of the steps that say that all was seen

    def die(ids: Sequence[UUID], rng: Random) -> None:
        write(ids, rng)
        raise KeyboardInterrupt

    monkeypatch.setattr(shuffling, "_write_contents", die)
    with pytest.raises(KeyboardInterrupt):
        collecting.collect()
    monkeypatch.undo()
    collecting.collect()
    assert said.case.status == CaseStatus.ERASED
