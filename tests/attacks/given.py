"""Something to attack. How feedback is given and looked up stands here, once for every attack in this folder."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client

from feedback import actions, codes
from feedback.models import Feedback
from tests.feedback.conftest import MonthKey
from tests.feedback.conversations import content
from tests.rig import cluster as clusters
from tests.rig import rate_limit
from tests.rig.cluster import Cluster
from tests.rig.door import Door, door_on
from tests.rig.production import ProductionSite

RETURN = "/en/feedback/1/"
# Stands on the page that a code opens, and on no other page of the door.
OPENED = 'class="timeline"'
# Runs in a process of the door, below a line that says what TEXTS are. Prints a line for each.
GIVE = """
import datetime, json, uuid
from feedback import actions, codes
for text in TEXTS:
    code, submission = codes.new(), uuid.uuid4()
    answers = {"text": text, "for_council": True, "for_public": False}
    content = actions.FeedbackContent(answers=answers, language="en")
    actions.submit(content=content, code=code, submission=submission, on=datetime.datetime.now(tz=datetime.UTC).date())
    print(json.dumps({"code": code, "lookup": codes.opened(code).lookup.hex(), "submission": str(submission)}))
"""


@pytest.fixture
def guarded(production_site: ProductionSite, tmp_path: Path) -> Iterator[tuple[str, int]]:
    """One more door on the same database, with the limits of a real one; its address and its process."""
    with production_site.another_door(tmp_path / "guarded", without=rate_limit.ROOMY) as found:
        yield found


@dataclass(frozen=True)
class Given:
    """Feedback that was given, and the code that opens it."""

    code: str = field(repr=False)
    feedback: Feedback

    @property
    def opened(self) -> codes.Opened:
        return codes.opened(self.code)


def today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()


def words(text: str = "Nobody came at night.") -> actions.FeedbackContent:
    return content(text=text, for_council=True)


@pytest.fixture
def give(month_key: MonthKey) -> Callable[..., Given]:
    """Give feedback in this process; takes its text."""

    def given(text: str = "Nobody came at night.") -> Given:
        code, submission = codes.new(), uuid.uuid4()
        assert actions.submit(content=words(text), code=code, submission=submission, on=today())
        return Given(code, Feedback.objects.get(submission=submission))

    return given


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server that may be killed and looked into; the tests that use it leave it running."""
    with clusters.cluster() as found:
        yield found


@pytest.fixture
def door(cluster: Cluster, tmp_path: Path) -> Iterator[Door]:
    """A door alone on that server: tables, role and key, but no process."""
    with door_on(cluster, tmp_path) as found:
        yield found


def give_at(site: ProductionSite, *texts: str, **told: str) -> list[dict[str, str]]:
    """Give feedback in a process of the production door, perhaps told something else; return what opens each."""
    program = f"TEXTS = {texts!r}\n{GIVE}"
    return [json.loads(line) for line in site.door_manage("shell", "--no-imports", "-c", program, **told).splitlines()]


def come_back(client: Client, typed: str) -> Any:
    """Type a code on the return page."""
    return client.post(RETURN, {"code": typed})


def come_back_to(url: str, typed: str, connection: HTTPConnection | None = None, **more: str) -> tuple[int, str]:
    """Type a code on the return page of a started door; return status and page. `connection` is kept open."""
    parts = urlsplit(url)
    own = connection or HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    own.request("POST", RETURN, urlencode({"code": typed, **more}), form)
    with own.getresponse() as response:
        answer = response.status, response.read().decode()
    if connection is None:
        own.close()
    return answer
