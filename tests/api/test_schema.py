"""The description of the interface is valid, without warnings, and served."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema() -> dict[str, Any]:
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    found: dict[str, Any] = yaml.safe_load(out.getvalue())
    return found


def test_schema_names_every_address_and_only_reading(schema: dict[str, Any]) -> None:
    assert {path: set(acts) for path, acts in schema["paths"].items()} == {
        f"/api/v1/{path}": {"get"}
        for path in (
            "changes/",
            "changes/{id}/",
            "councils/",
            "councils/{id}/",
            "feedback/",
            "feedback/{id}/",
            "meetings/",
            "meetings/{id}/",
            "policies/",
            "policies/{slug}/",
            "terms/",
            "terms/{id}/",
        )
    }


def test_schema_says_how_keys_are_sent(schema: dict[str, Any]) -> None:
    assert schema["components"]["securitySchemes"]["key"] == {"type": "http", "scheme": "bearer"}
    assert {"key": []} in schema["paths"]["/api/v1/meetings/"]["get"]["security"]


def test_schema_is_served_to_anybody(client: Client, schema: dict[str, Any]) -> None:
    response = client.get("/api/schema/")
    assert (response.status_code, yaml.safe_load(response.content)) == (200, schema)
