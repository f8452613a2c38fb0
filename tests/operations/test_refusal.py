"""A production process does not start without its secrets, and says which are missing."""

import subprocess
import sys

import pytest

from tests.rig import processes, program

pytestmark = pytest.mark.slow

environments = program.load("environments")
SITE = [
    "AUDIT_KEY",
    "DATABASE_URL",
    "DOOR_URL",
    "EMAIL_URL",
    "KEY_ENCRYPTION_KEY",
    "REDIS_URL",
    "SECRET_KEY",
    "SITE_URL",
]
DOOR = ["DATABASE_URL", "DOOR_SECRET_KEY", "RECEIPT_PEPPER", "RECEIPT_SALT"]
SETTINGS = {"config.settings": (SITE, environments.site), "config.door": (DOOR, environments.door)}


def start(settings: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"import {settings}"],
        cwd=processes.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("settings", SETTINGS)
def test_process_without_secrets_names_each(settings: str, tmp_path: object) -> None:
    names, _make = SETTINGS[settings]
    done = start(settings, processes.clean_environment({"DATA_DIR": str(tmp_path)}))
    assert done.returncode != 0
    assert f"will not start without: {', '.join(names)}." in done.stderr


@pytest.mark.parametrize("settings,name", [(settings, name) for settings in SETTINGS for name in SETTINGS[settings][0]])
def test_process_names_the_one_secret_that_is_missing(settings: str, name: str, tmp_path: object) -> None:
    environment = SETTINGS[settings][1](str(tmp_path))
    del environment[name]
    done = start(settings, environment)
    assert done.returncode != 0
    assert f"will not start without: {name}." in done.stderr


@pytest.mark.parametrize("settings", SETTINGS)
def test_process_with_all_its_secrets_starts(settings: str, tmp_path: object) -> None:
    done = start(settings, SETTINGS[settings][1](str(tmp_path)))
    assert (done.returncode, done.stderr) == (0, "")


def test_key_of_the_wrong_length_is_refused(tmp_path: object) -> None:
    done = start("config.settings", {**environments.site(str(tmp_path)), "AUDIT_KEY": "abc"})
    assert done.returncode != 0
    assert "AUDIT_KEY must be 64 hexadecimal characters" in done.stderr


def test_mode_unknown_is_refused(tmp_path: object) -> None:
    done = start("config.settings", {**environments.site(str(tmp_path)), "ANSWERABLE_MODE": "demo"})
    assert done.returncode != 0
    assert "ANSWERABLE_MODE must be embedded or production" in done.stderr


@pytest.mark.parametrize("settings", SETTINGS)
def test_threshold_that_protects_nobody_is_refused(settings: str, tmp_path: object) -> None:
    done = start(settings, {**SETTINGS[settings][1](str(tmp_path)), "SMALL_CELL_THRESHOLD": "3"})
    assert done.returncode != 0
    assert "SMALL_CELL_THRESHOLD must be 4 or more" in done.stderr
