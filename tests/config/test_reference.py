"""The pages of docs/reference/ say what the code says, and a difference is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from config.reference import PAGES, data, lives, variables
from config.reference.meanings import MEANINGS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Freshly written pages."""
    call_command("reference", folder=tmp_path, stdout=StringIO())
    return tmp_path


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def check(folder: Path) -> str:
    said = StringIO()
    call_command("reference", check=True, folder=folder, stdout=said)
    return said.getvalue()


def test_reference_of_the_tree_is_up_to_date() -> None:
    assert check(settings.BASE_DIR / "docs" / "reference") == "The reference is up to date.\n"


def test_reference_written_twice_is_the_same(folder: Path) -> None:
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    with translation.override("ar"):
        call_command("reference", folder=folder, stdout=StringIO())
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert sorted(first) == sorted(PAGES)


def test_check_names_the_page_that_was_changed_and_writes_nothing(folder: Path) -> None:
    page = folder / "lives.md"
    changed = page.read_text().replace("Being read", "Being red")
    page.write_text(changed)
    with pytest.raises(CommandError) as error:
        check(folder)
    assert str(error.value) == "lives.md is out of date.\nRun: manage.py reference"
    assert error.value.returncode == 1
    assert page.read_text() == changed


def test_check_names_a_page_that_is_missing_and_one_that_is_not_ours(folder: Path) -> None:
    (folder / "data.md").rename(folder / "dates.md")
    with pytest.raises(CommandError) as error:
        check(folder)
    assert str(error.value).splitlines()[:2] == ["data.md is out of date.", "dates.md is not written from the code."]


def test_check_notices_a_change_of_the_code(folder: Path) -> None:
    with (
        patch.dict(MEANINGS, PORT="where it listens"),
        pytest.raises(CommandError, match=r"^settings\.md is out of date"),
    ):
        check(folder)


def test_lives_show_every_move_once(english: None) -> None:
    names = [name for name, _moves in lives.tables()]
    assert names == [
        "notifications.enums.NEXT",
        "meetings.enums.NEXT",
        "tracker.enums.ITEM_NEXT",
        "tracker.enums.CHANGE_NEXT",
    ]
    for _name, moves in lives.tables():
        arrows = [line for line in lives.diagram(moves).splitlines() if "-->" in line and "[*]" not in line]
        assert len(arrows) == len(set(arrows)) == sum(len(following) for following in moves.values())


def test_data_describes_every_field_and_every_table_of_a_library(english: None) -> None:
    assert "NOT DECLARED" not in data.page()
    assert sorted(data.LIBRARIES) == data.of_libraries()


def test_settings_refuse_a_variable_that_is_not_explained(tmp_path: Path) -> None:
    (tmp_path / "settings.py").write_text('X = env.int("NEW_ONE", default=1 if EMBEDDED else 2)\n')
    (found,) = variables.in_code(tmp_path)
    assert found == variables.Variable("NEW_ONE", "members' site", "1", "2")
    with pytest.raises(variables.NotExplained, match=r"^NEW_ONE is read but not explained: "):
        variables.explained([*MEANINGS, "NEW_ONE"])
    with pytest.raises(variables.NotExplained, match=r"^PORT is explained but not read: "):
        variables.explained(set(MEANINGS) - {"PORT"})


def test_settings_say_what_production_insists_on() -> None:
    rows = {(row.name, row.reader): row for row in variables.in_code(settings.BASE_DIR / "config")}
    insisted = {name for (name, _reader), row in rows.items() if row.production == variables.MUST}
    assert insisted == {
        "AUDIT_KEY", "DATABASE_URL", "DOOR_SECRET_KEY", "DOOR_URL", "EMAIL_URL", "KEY_ENCRYPTION_KEY",
        "RECEIPT_PEPPER", "RECEIPT_SALT", "REDIS_URL", "SECRET_KEY", "SITE_URL",
    }  # fmt: skip
