"""The pages of docs/reference/ say what the code says, and a difference is noticed."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.utils import translation

from accounts.enums import Role
from accounts.models import User
from config import variables
from core.verdicts import YES, Verdict
from retention import definitions
from scripts.reference import __main__ as command
from scripts.reference import data, lives, who_may, writing
from scripts.reference import variables as reference
from scripts.reference.meanings import MEANINGS
from scripts.reference.pages import PAGES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Freshly written pages."""
    command.write(command.written_pages(), tmp_path)
    return tmp_path


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def check(folder: Path) -> list[str]:
    return command.faults(command.written_pages(), folder)


def test_reference_of_the_tree_is_up_to_date() -> None:
    assert check(settings.BASE_DIR / "docs" / "reference") == []


def test_reference_written_twice_is_the_same(folder: Path) -> None:
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    with translation.override("ar"):
        assert command.write(command.written_pages(), folder) == []
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert sorted(first) == sorted(PAGES)


def test_check_names_the_page_that_was_changed_and_writes_nothing(folder: Path) -> None:
    page = folder / "lives.md"
    changed = page.read_text().replace("Being read", "Being red")
    page.write_text(changed)
    assert check(folder) == ["lives.md is out of date."]
    assert page.read_text() == changed


def test_check_names_a_page_that_is_missing_and_one_that_is_not_ours(folder: Path) -> None:
    (folder / "data.md").rename(folder / "dates.md")
    assert check(folder) == ["data.md is out of date.", "dates.md is not written from the code."]


def test_check_notices_a_change_of_the_code(folder: Path) -> None:
    with patch.dict(MEANINGS, ARGS="for pytest"):
        assert check(folder) == ["settings.md is out of date."]
    with patch.object(variables, "PORT", replace(variables.PORT, meaning="where it listens")):
        assert check(folder) == ["settings.md is out of date."]


@pytest.mark.slow
def test_check_ends_with_what_is_wrong(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "scripts.reference", "--check", "--folder", str(tmp_path)]
    done = subprocess.run(program, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (1, "Run: make reference")


def test_lives_show_every_move_once(english: None) -> None:
    names = [name for name, _moves in lives.tables()]
    assert names == [
        "notifications.enums.NEXT",
        "desk.enums.CASE_TRANSITIONS",
        "meetings.enums.NEXT",
        "tracker.enums.CHANGE_TRANSITIONS",
    ]
    for _name, moves in lives.tables():
        arrows = [line for line in lives.diagram(moves).splitlines() if "-->" in line and "[*]" not in line]
        assert len(arrows) == len(set(arrows)) == sum(len(following) for following in moves.values())


def test_every_life_says_of_each_state_what_follows_and_reaches_it() -> None:
    for name, moves in lives.tables():
        first, *others = type(next(iter(moves)))
        assert set(moves) == {first, *others}, name
        reached = {state for following in moves.values() for state in following}
        assert [state for state in others if state not in reached] == [], name


def test_data_names_every_rule_that_destroys_by_itself(english: None) -> None:
    page = data.page()
    for rule in definitions.rules():
        assert f"| `{rule.name}` | {rule.label} |" in page


def test_who_may_lists_every_rule_of_every_app(english: None) -> None:
    written = {(app, name.strip("`")) for app, name, *_others in who_may.rows()}
    paths = [*settings.BASE_DIR.glob("*/rules.py"), *settings.BASE_DIR.glob("*/rules/*.py")]
    in_source = {
        (path.relative_to(settings.BASE_DIR).parts[0], name)
        for path in paths
        for name in re.findall(r"^def (may_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    about_things = {
        (app, rule.__name__)
        for app in writing.OURS
        for module in who_may.modules(app)
        for rule in who_may.all_rules(module)
        if rule not in who_may.rules(module)
    }
    assert written | about_things == in_source
    assert about_things == {
        ("council", "may_apply"),
        ("council", "may_close_now"),
        ("council", "may_vote"),
        ("meetings", "may_answer_as_guest"),
        ("meetings", "may_be_small"),
        ("meetings", "may_become"),
        ("meetings", "may_own"),
        ("meetings", "may_vote"),
        ("meetings", "may_wait_for_absent"),
        ("people", "may_still_invite"),
    }


@pytest.mark.parametrize(
    ("app", "rule", "roles", "depends"),
    [
        # Asked.
        ("accounts", "may_read_audit", "Auditor, Administrator", "–"),
        ("translations", "may_see", "Coordinator, Translator", "–"),
        # Read: in the rule itself, in the one it asks first, and in both at once.
        ("desk", "may_see", "Coordinator, Reader of feedback", "`case`"),
        ("desk", "may_reply", "Coordinator, Reader of feedback", "`case`"),
        ("desk", "may_give", "Coordinator", "`case`"),
        ("policies", "may_steward", "Policy steward", "`document`"),
        # Roles of somebody else are not those of the person who acts.
        ("council", "may_seat", "Coordinator", "`seat`, `person`, `starts_on`, `ends_on`"),
        # One of several ways, or none by role.
        ("tracker", "may_take_back", "–", "`change`"),
        ("meetings", "may_add_item", "–", "`meeting`"),
        ("meetings", "may_plan", "–", "what is stored about the person"),
    ],
)
def test_who_may_says_which_role_is_needed(english: None, app: str, rule: str, roles: str, depends: str) -> None:
    (row,) = [row for row in who_may.rows() if row[:2] == (app, f"`{rule}`")]
    assert row[3:] == (roles, depends)


def may_both(user: User, case: object) -> Verdict:
    """Nobody holds a role of both kinds by holding one."""
    if not user.has_role(Role.READER):
        return Verdict("no")
    return YES if user.has_role(Role.ADMIN) else Verdict("no")


def may_either(user: User, case: object) -> Verdict:
    """One way for executives, another for stewards."""
    if user.has_role(Role.EXECUTIVE):
        return YES
    if not user.has_role(Role.STEWARD):
        return Verdict("no")
    return YES


def test_who_may_says_nothing_that_it_cannot_be_sure_of(english: None) -> None:
    assert who_may.needed(may_either) == who_may.EVERYBODY
    with pytest.raises(who_may.NotUnderstoodError, match="may_both"):
        who_may.row("desk", may_both)


def test_data_describes_every_field_and_every_table_of_a_library(english: None) -> None:
    assert "NOT DECLARED" not in data.page()
    assert sorted(data.LIBRARIES) == data.of_libraries()


def test_settings_refuse_a_variable_that_is_not_explained() -> None:
    with pytest.raises(reference.UnexplainedVariableError, match=r"^NEW_ONE is read but not explained: "):
        reference.meanings([*MEANINGS, "NEW_ONE"])
    with pytest.raises(reference.UnexplainedVariableError, match=r"^ARGS is explained but not read: "):
        reference.meanings(set(MEANINGS) - {"ARGS"})


def test_settings_show_every_declared_variable_with_what_holds_without_it(english: None) -> None:
    lines = reference.page().splitlines()
    for variable in variables.declared():
        defaults = [reference.default_of(variable, embedded=embedded) for embedded in (True, False)]
        cells = [f"`{variable.name}`", ", ".join(sorted(variable.readers)), *defaults, variable.meaning]
        assert lines.count(f"| {' | '.join(cells)} |") == 1
