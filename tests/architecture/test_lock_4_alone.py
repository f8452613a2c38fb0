"""Lock 4: the door boots alone, works alone, loads nobody else's modules and sets no cookie."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

Plant = Callable[[str, str], None]
VISIT = """
import datetime, re, secrets, sys
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("check", fail_level="WARNING")
call_command("migrate", verbosity=0)
from feedback import actions, sealing
from feedback.models import Feedback
public, _private = sealing.new_keypair()
actions.publish_key(number=secrets.token_bytes(4), public_key=public,
                    valid_from=datetime.date(2020, 1, 1), valid_until=datetime.date(2090, 1, 1))
visitor = Client(enforce_csrf_checks=True)
cookies = []
def see(response):
    assert response.status_code == 200, response.status_code
    cookies.extend(response.cookies)
    found = re.search(r'name="token" value="([^"]+)"', response.content.decode())
    return found and found[1]
note = see(visitor.get("/ar/feedback/"))
note = see(visitor.post("/ar/feedback/", {"token": note, "step": "words", "text": "x"}))
note = see(visitor.post("/ar/feedback/", {"token": note, "step": "code"}))
see(visitor.post("/ar/feedback/", {"token": note, "step": "send-kept"}))
assert Feedback.objects.count() == 1
strangers = ("accounts", "council", "meetings", "notifications", "tracker", "insights", "allauth", "rest_framework",
             "celery", "kombu", "redis", "smtplib", "django.contrib.auth.models", "django.contrib.sessions.models",
             "django.contrib.messages", "django.contrib.admin", "django.contrib.contenttypes")
loaded = [name for name in sys.modules if any(name == s or name.startswith(s + ".") for s in strangers)]
print("cookies", cookies, "strangers", sorted(loaded))
"""


def _visit(folder: Path, data: Path) -> subprocess.CompletedProcess[str]:
    data.mkdir(exist_ok=True)
    code = (
        "from django.conf import settings\n"
        "settings.STORAGES = {'staticfiles': {'BACKEND': 'django.contrib.staticfiles.storage.StaticFilesStorage'}}\n"
        "settings.ALLOWED_HOSTS = ['testserver']\n"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "ANSWERABLE_MODE": "embedded",
        "DATA_DIR": str(data),
        "STATIC_ROOT": str(data),
        "DJANGO_SETTINGS_MODULE": "config.door",
    }
    return subprocess.run(
        [sys.executable, "-c", code + VISIT],
        cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_the_door_works_alone_without_strangers_or_cookies(copy: Path, tmp_path: Path) -> None:
    result = _visit(copy, tmp_path / "data")
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == "cookies [] strangers []"


@pytest.mark.parametrize(
    ("path", "line", "trace"),
    [
        ("feedback/views/wizard.py", "import smtplib", "'smtplib'"),
        ("feedback/views/wizard.py", "from django.contrib import messages", "'django.contrib.messages'"),
        ("core/context.py", "import accounts.enums", "'accounts.enums'"),
    ],
)
def test_a_planted_stranger_is_seen(copy: Path, tmp_path: Path, plant: Plant, path: str, line: str, trace: str) -> None:
    plant(path, line)
    assert trace in _visit(copy, tmp_path / "data").stdout


def test_a_planted_cookie_is_seen(copy: Path, tmp_path: Path) -> None:
    for name in ("core/stripping.py", "core/language.py"):
        text = (copy / name).read_text(encoding="utf-8")
        text = text.replace("response.cookies.clear()", "").replace(
            'response.headers.setdefault("Content-Language", language)', 'response.set_cookie("language", language)'
        )
        (copy / name).write_text(text, encoding="utf-8")
    assert "cookies ['language'" in _visit(copy, tmp_path / "data").stdout


def test_the_door_cannot_migrate_a_key_that_points_to_people(copy: Path, tmp_path: Path, plant: Plant) -> None:
    line = "Feedback.add_to_class('by', models.ForeignKey('accounts.User', models.CASCADE))"
    plant("feedback/models/conversations.py", line)
    result = _visit(copy, tmp_path / "data")
    assert result.returncode != 0
    assert "accounts.User" in result.stderr
