"""Attack 10: somebody compares when things arrived with who was there."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils import timezone

from desk.actions import collecting
from desk.actions.collecting import SENDING_TIMES
from desk.models import Case
from feedback.models import Feedback
from keys import interface as keys
from notifications.models import OutboxMessage
from tests.feedback.conftest import Visitor
from tests.tracker import factories

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 11, 23, 9, 1, tzinfo=datetime.UTC)
EVENING = datetime.datetime(2026, 11, 23, 16, 59, tzinfo=datetime.UTC)
RANDOM = (models.UUIDField, models.BinaryField, models.ForeignKey, models.OneToOneField)


def plain_cells(feedback: Feedback) -> dict[str, list[dict[str, Any]]]:
    """Return every cell of the door's rows of one conversation that is neither random nor sealed."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for model in apps.get_app_config("feedback").get_models():
        belongs = [field.name for field in model._meta.fields if field.related_model is Feedback]
        if model is not Feedback and not belongs:
            continue
        found = model._default_manager.filter(**{belongs[0] if belongs else "pk": feedback.pk})
        names = [field.name for field in model._meta.fields if not isinstance(field, RANDOM)]
        rows[model.__name__] = list(found.values(*names)) if names else [{}] * found.count()
    return rows


def test_morning_and_evening_differ_in_random_cells_only(client: Client) -> None:
    pages = []
    for moment in (MORNING, EVENING):
        with time_machine.travel(moment, tick=False):
            keys.keep(timezone.localdate())
            pages.append(Visitor(client).give(text="x"))
    first, second = Feedback.objects.all()
    assert plain_cells(first) == plain_cells(second)
    masked = [re.sub(r'[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}|value="[^"]+"', "", page.html) for page in pages]
    assert masked[0] == masked[1]


def test_answers_carry_no_time(client: Client) -> None:
    keys.keep(timezone.localdate())
    response = client.get("/en/feedback/")
    assert not {"Last-Modified", "ETag", "Expires", "Age"} & (set(response.headers) - {"Expires"})
    assert response.headers.get("Expires", "") in {"", response.headers.get("Date", "")}


def test_staff_see_both_alike_after_collecting(client: Client) -> None:
    for moment in (MORNING, EVENING):
        with time_machine.travel(moment, tick=False):
            keys.keep(timezone.localdate())
            Visitor(client).give(text="x")
    with time_machine.travel(EVENING + datetime.timedelta(hours=2), tick=False):
        collecting.collect()
    names = [field.name for field in Case._meta.fields if not isinstance(field, RANDOM)]
    first, second = Case.objects.values(*names)
    assert first == second


@pytest.mark.usefixtures("reader")
def test_mail_about_feedback_leaves_in_fixed_slots_only() -> None:
    for hour in range(24):
        moment = datetime.datetime(2026, 11, 25, hour, 17, tzinfo=datetime.UTC)
        OutboxMessage.objects.all().delete()
        with time_machine.travel(moment, tick=False):
            factories.collected(on=datetime.date(2026, 11, 2))
            collecting.warn_of_promises(moment)
        due = {timezone.localtime(message.due_at).time() for message in OutboxMessage.objects.all()}
        assert due <= set(SENDING_TIMES)
        assert due or hour >= max(slot.hour for slot in SENDING_TIMES)


@pytest.mark.usefixtures("reader")
def test_log_of_staff_names_no_arrival() -> None:
    before = {event.action for event in apps.get_model("accounts", "AuditEvent").objects.all()}
    factories.collected()
    after = {event.action for event in apps.get_model("accounts", "AuditEvent").objects.all()}
    assert after - before <= {"made a monthly key", "made a key for files", "published the key for reminders"}
