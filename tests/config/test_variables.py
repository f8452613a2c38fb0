"""Variables of the environment: each is declared once, read where its declaration says, and in no other way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import variables
from config.base import database
from config.environment import InvalidVariableError, Need, Reader, Variable
from scripts.reference.writing import OURS

READERS = {
    "base.py": Reader.BOTH,
    "door.py": Reader.DOOR,
    "settings.py": Reader.SITE,
    "gunicorn.py": Reader.WEB_SERVER,
    "probe.py": Reader.HEALTH_CHECK,
    "door_role.py": Reader.DOOR_ROLE,
    "__main__.py": Reader.MAKE_RUN,
}
MENTION = re.compile(r"\bvariables\.([A-Z_]+)\b")
ENVIRONMENT = re.compile(r"os\.environ|\bgetenv\b|environ\.(?:FileAware)?Env\(")
# Every line of ours in which the environment is touched.
KNOWN = {
    "config/celery.py": ['os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")'],
    "config/door_wsgi.py": ['os.environ["DJANGO_SETTINGS_MODULE"] = "config.door"'],
    "config/wsgi.py": ['os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"'],
    "config/environment.py": [
        'text = os.environ.get(self.name, "")',
        'return os.environ.get(MODE) == "embedded"',
    ],
    "config/secrets_store.py": [
        'path = os.environ.get(f"{name}_FILE")',
        'return os.environ.get(name, "")',
    ],
    "embedded/__main__.py": ["**os.environ,"],
    "embedded/lifeline.py": ['tie_to_parent(int(os.environ.pop("ANSWERABLE_PARENT", os.getppid())))'],
    "embedded/prepare.py": ['os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"'],
}


def sources() -> Iterator[tuple[str, str]]:
    """Yield path and text of every module of ours."""
    for app in OURS:
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            yield path.relative_to(settings.BASE_DIR).as_posix(), path.read_text(encoding="utf-8")


def test_every_variable_is_read_where_its_declaration_says_and_nowhere_else() -> None:
    mentioned: set[tuple[str, Reader]] = set()
    for path, text in sources():
        if path not in {"config/variables.py", "config/environment.py"}:
            for name in MENTION.findall(text):
                mentioned.add((name, READERS[path.rpartition("/")[2]]))
    declared: set[tuple[str, Reader]] = set()
    for name, value in vars(variables).items():
        if isinstance(value, Variable):
            declared.update((name, reader) for reader in value.readers)
    assert mentioned == declared


def test_nothing_reads_the_environment_past_the_declarations() -> None:
    touched = {}
    for path, text in sources():
        lines = [line.strip() for line in text.splitlines() if ENVIRONMENT.search(line)]
        if lines:
            touched[path] = lines
    assert touched == KNOWN


def test_one_reader_knows_a_name_once() -> None:
    known = [(variable.name, reader) for variable in variables.declared() for reader in variable.readers]
    assert len(known) == len(set(known))


def test_one_name_has_one_meaning() -> None:
    meanings = {(variable.name, variable.meaning) for variable in variables.declared()}
    assert len(meanings) == len({variable.name for variable in variables.declared()})


@pytest.mark.parametrize(("meaning", "readers"), [("", (Reader.SITE,)), ("what it means", ())])
def test_a_variable_that_is_not_explained_is_refused(meaning: str, readers: tuple[Reader, ...]) -> None:
    with pytest.raises(InvalidVariableError, match=r"^NEW_ONE needs a meaning and somebody who reads it\.$"):
        Variable("NEW_ONE", meaning, readers, str, "", "")


def test_settings_say_what_production_insists_on() -> None:
    insisted = {variable.name for variable in variables.declared() if variable.needs and variable.needs[1] == Need.MUST}
    assert insisted == {
        "AUDIT_KEY", "DATABASE_URL", "DOOR_SECRET_KEY", "DOOR_URL", "EMAIL_URL", "KEY_ENCRYPTION_KEY",
        "RECEIPT_PEPPER", "RECEIPT_SALT", "REDIS_URL", "SECRET_KEY", "SITE_URL",
    }  # fmt: skip


@pytest.mark.parametrize(("mode", "default"), [("embedded", 0), ("production", 3), ("", 3)])
def test_default_is_that_of_the_mode(monkeypatch: pytest.MonkeyPatch, mode: str, default: int) -> None:
    monkeypatch.setenv("ANSWERABLE_MODE", mode)
    for given in (None, ""):
        monkeypatch.delenv("OBJECT_DAYS", raising=False)
        if given is not None:
            monkeypatch.setenv("OBJECT_DAYS", given)
        assert variables.OBJECT_DAYS.read() == default
    monkeypatch.setenv("OBJECT_DAYS", "7")
    assert variables.OBJECT_DAYS.read() == 7


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        (variables.BEAT_SPEED, "2.5", 2.5),
        (variables.HTTPS, "On", True),
        (variables.HTTPS, "no", False),
        (variables.ALLOWED_HOSTS, "a.example, b.example,", ["a.example", "b.example"]),
        (variables.DATA_DIR, "/srv/../data", Path("/data")),
        (variables.ORGANISATION_NAME, "$HOME & Sons", "$HOME & Sons"),
    ],
)
def test_value_is_read_as_its_kind(
    monkeypatch: pytest.MonkeyPatch, variable: Variable[object], text: str, value: object
) -> None:
    monkeypatch.setenv(variable.name, text)
    assert variable.read() == value


@pytest.mark.parametrize(
    ("variable", "text", "message"),
    [
        (variables.OBJECT_DAYS, "hunter2", "OBJECT_DAYS cannot be understood: it must be a whole number, 0 or more."),
        (variables.OBJECT_DAYS, "9" * 11, "OBJECT_DAYS cannot be understood: it must not be above 1000000."),
        (variables.RECEIPT_PASSES, "0", "RECEIPT_PASSES cannot be understood: it must be a whole number, 1 or more."),
        (variables.WEB_THREADS, "0", "WEB_THREADS cannot be understood: it must be a whole number, 1 or more."),
        (
            variables.QUICK_EXIT_URL,
            "javascript:alert(1)",
            "QUICK_EXIT_URL cannot be understood: it must begin with https:// or http://.",
        ),
        (variables.WORDS_MONTHS, "-1", "WORDS_MONTHS cannot be understood: it must be a whole number, 0 or more."),
        (variables.WORDS_MONTHS, "--5", "WORDS_MONTHS cannot be understood: it must be a whole number, 0 or more."),
        (variables.BEAT_SPEED, "hunter2", "BEAT_SPEED cannot be understood: it must be a number above 0."),
        (variables.BEAT_SPEED, "0", "BEAT_SPEED cannot be understood: it must be a number above 0."),
        (variables.BEAT_SPEED, "nan", "BEAT_SPEED cannot be understood: it must be a number above 0."),
        (variables.BEAT_SPEED, "inf", "BEAT_SPEED cannot be understood: it must be a number above 0."),
        (variables.HTTPS, "ture", "HTTPS cannot be understood: it must be true or false."),
    ],
)
def test_value_that_is_none_is_refused_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, variable: Variable[object], text: str, message: str
) -> None:
    monkeypatch.setenv(variable.name, text)
    with pytest.raises(InvalidVariableError) as refusal:
        variable.read()
    assert str(refusal.value) == message


@pytest.mark.parametrize("address", ["hunter2", "postgre://door:hunter2@db/answerable"])
def test_database_address_that_is_none_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        database(address)
    assert str(refusal.value) == (
        "DATABASE_URL cannot be understood: it must begin with the kind of the database, as in postgres://."
    )
