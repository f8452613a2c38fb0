"""Lock 2: Django's own parts that know people are banned in the door's folder, and only there."""

import subprocess
from collections.abc import Callable

import pytest

Plant = Callable[[str, str], None]
Tool = Callable[..., subprocess.CompletedProcess[str]]
BANNED = [
    "from django.contrib.auth import get_user_model",
    "from django.contrib.auth.decorators import login_not_required",
    "import django.contrib.sessions.models",
    "from django.contrib import messages",
    "from django.contrib.admin import site",
    "from django.contrib.contenttypes.fields import GenericForeignKey",
    "import logging",
    "from importlib import import_module",
    "from django.apps import apps",
    "from django.utils.module_loading import import_string",
]


@pytest.mark.parametrize("line", BANNED)
def test_a_planted_line_is_caught_in_the_door(plant: Plant, tool: Tool, line: str) -> None:
    plant("feedback/cleaning.py", line)
    result = tool("ruff", "check", "--no-cache", "--select", "TID251", "feedback")
    assert result.returncode == 1
    assert "TID251" in result.stdout


def test_the_door_is_clean_and_others_are_free(plant: Plant, tool: Tool) -> None:
    plant("council/queries.py", BANNED[0])
    for folder in ("feedback", "council"):
        assert tool("ruff", "check", "--no-cache", "--select", "TID251", folder).returncode == 0
