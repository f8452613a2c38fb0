"""Lock 3: no column of the door names, counts or times a person, and only the desk and the keys point in."""

import uuid
from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

TELLING = ("ip", "addr", "agent", "referer", "referrer", "session", "fingerprint", "user", "email", "phone", "device")
CLOCKS = (models.DateTimeField, models.TimeField, models.DurationField)
COUNTERS = (models.AutoField, models.BigAutoField, models.SmallAutoField)


def telling_columns(door: Iterable[type[models.Model]]) -> list[str]:
    """Return a line for every column that could tell who somebody is, or when they came."""
    found = []
    for model in door:
        for field in model._meta.get_fields():
            name = f"{model.__name__}.{field.name}"
            target: Any = field.related_model
            app = target if isinstance(target, str) or target is None else target._meta.app_label
            if getattr(field, "auto_created", False) and not field.concrete:
                if app not in {"desk", "feedback", "keys"}:
                    found.append(f"{name}: {app} points in")
                continue
            if app not in {None, "feedback"}:
                found.append(f"{name} points out")
            if isinstance(field, CLOCKS):
                found.append(f"{name} holds a clock time")
            if isinstance(field, COUNTERS):
                found.append(f"{name} counts")
            if isinstance(field, models.GenericIPAddressField) or set(field.name.split("_")) & set(TELLING):
                found.append(f"{name} names somebody")
            if getattr(field, "primary_key", False) and not (
                isinstance(field, models.UUIDField) and field.default is uuid.uuid4
            ):
                found.append(f"{name} is not random")
    return found


def test_no_column_of_the_door_tells_who_or_when() -> None:
    assert telling_columns(apps.get_app_config("feedback").get_models()) == []


@pytest.mark.parametrize(
    ("field", "line"),
    [
        (models.DateTimeField(), "Planted.column holds a clock time"),
        (models.GenericIPAddressField(), "Planted.column names somebody"),
        (models.ForeignKey("accounts.User", models.CASCADE), "Planted.column points out"),
    ],
)
def test_a_planted_column_is_found(field: models.Field, line: str) -> None:
    with isolate_apps("feedback"):
        planted = type(
            "Planted",
            (models.Model,),
            {
                "__module__": "feedback.models",
                "id": models.UUIDField(primary_key=True, default=uuid.uuid4),
                "column": field.clone(),
            },
        )
        assert telling_columns([planted]) == [line]


def test_a_planted_counter_is_found() -> None:
    with isolate_apps("feedback"):
        planted = type(
            "Planted", (models.Model,), {"__module__": "feedback.models", "id": models.BigAutoField(primary_key=True)}
        )
        assert telling_columns([planted]) == ["Planted.id counts", "Planted.id is not random"]


def test_every_field_of_every_model_is_declared() -> None:
    own = {
        *(
            "accounts",
            "council",
            "demo",
            "desk",
            "drafts",
            "embedded",
            "feedback",
            "insights",
            "keys",
            "meetings",
            "notifications",
        ),
        *("pages", "policies", "retention", "tracker", "translations"),
    }
    undeclared, unknown = [], []
    for model in apps.get_models():
        if model._meta.app_label not in own:
            continue
        columns = {field.name for field in (*model._meta.concrete_fields, *model._meta.local_many_to_many)}
        declared = model.data_policy.fields()  # type: ignore[attr-defined]
        undeclared += [f"{model.__name__}.{name}" for name in sorted(columns - set(declared))]
        unknown += [f"{model.__name__}.{name}" for name in declared if name not in columns or declared.count(name) > 1]
    assert (undeclared, unknown) == ([], [])
