"""Attack 17: an oracle. Whoever holds a found or stolen code, or tries many, must not learn what was ever here."""

from __future__ import annotations

import http.client
import random
import re
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from feedback import actions, codes
from feedback.content import Notice
from feedback.enums import MessageKind
from feedback.models import Feedback
from tests.attacks.given import OPENED, Given, come_back, come_back_to, give_at, today
from tests.attacks.measuring import likeness
from tests.rig.production import ProductionSite

Give = Callable[..., Given]
SEALED = re.compile(rb'value="[A-Za-z0-9_=-]{200,}"')
TOMBSTONE = "Your feedback is destroyed"


def rotated(given: Given) -> str:
    """Take a new code for a conversation; return the old one."""
    opened = given.opened
    assert actions.rotate(lookup=opened.lookup, wrap_key=opened.wrap_key, new_code=codes.new())
    return given.code


def seen(response: Any) -> tuple[int, dict[str, str], int, bytes]:
    """Return everything about an answer that its receiver can see, but for the moment it took."""
    # The sealed number of a visit is another one on each page, and as long as any other.
    content = SEALED.sub(b'value="sealed"', response.content)
    return response.status_code, dict(response.headers), len(response.content), content


def test_every_code_that_opens_nothing_gets_the_same_answer(client: Client, give: Give, settings: Settings) -> None:
    """Never given, given up for a new one, and a code of another place: to the last header and byte."""
    pepper, settings.RECEIPT_PEPPER = settings.RECEIPT_PEPPER, b"\x07" * 32
    elsewhere = give("At another site").code
    settings.RECEIPT_PEPPER = pepper
    answers = [seen(come_back(client, code)) for code in (codes.new(), codes.new(), rotated(give()), elsewhere)]
    assert answers[0][0] == 200
    assert [answer for answer in answers if answer != answers[0]] == []


def test_a_code_tells_as_little_by_head_and_options_as_any_other(client: Client, give: Give) -> None:
    code = give().code
    for method in ("get", "head", "options", "put", "delete"):
        answers = [getattr(client, method)("/en/feedback/1/", {"code": typed}) for typed in (code, codes.new())]
        assert seen(answers[0]) == seen(answers[1]), method


def test_what_was_erased_shows_a_tombstone_to_its_holder_alone(client: Client, give: Give) -> None:
    given, other = give("canary-words"), give()
    before = seen(come_back(client, codes.new()))
    actions.erase(lookup=given.opened.lookup, on=today())
    page = come_back(client, given.code).content.decode()
    assert TOMBSTONE in page
    assert "canary-words" not in page
    assert "<textarea" not in page
    assert seen(come_back(client, codes.new())) == before
    assert TOMBSTONE not in come_back(client, other.code).content.decode()


def test_erased_things_answer_alike_whatever_they_were(client: Client, give: Give) -> None:
    """What is left of a word and of five thousand letters, answered or not, must not tell which it was."""
    small, large = give("x"), give("y" * 5000)
    notice: Notice = {"language": "en", "texts": {"en": {"heading": "A reply", "body": "z" * 900}}}
    actions.send_notice(
        feedback_id=large.feedback.pk, kind=MessageKind.REPLY, notice=notice, on=today(), submission=uuid.uuid4()
    )
    for given in (small, large):
        actions.erase(lookup=given.opened.lookup, on=today())
    answers = [come_back(client, given.code) for given in (small, large)]
    assert len({(len(answer.content), answer.status_code) for answer in answers}) == 1
    assert {len(bytes(row.body)) for row in Feedback.objects.all()} == {0}


def timings(url: str, kinds: dict[str, list[str]]) -> dict[str, list[float]]:
    """Return the seconds each code took, asked in shuffled order over one kept connection."""
    turns = [(kind, code) for kind, found in kinds.items() for code in found]
    random.shuffle(turns)
    parts, taken = urlsplit(url), {kind: list[float]() for kind in kinds}
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    for kind, code in turns:
        started = time.perf_counter()
        status, page = come_back_to(url, code, connection)
        taken[kind].append(time.perf_counter() - started)
        assert (status, OPENED in page) == (200, False)
    connection.close()
    return taken


@pytest.mark.clock
@pytest.mark.long
@pytest.mark.timeout(600)
def test_the_clock_does_not_tell_codes_that_open_nothing_apart(production_site: ProductionSite) -> None:
    """Three kinds, 250 each. One comparison in a hundred fails by chance, so a difference has to show twice."""
    [given] = give_at(production_site, "Rotated away")
    rotate = (
        "from feedback import actions, codes\n"
        f"opened = codes.opened({given['code']!r})\n"
        "print(actions.rotate(lookup=opened.lookup, wrap_key=opened.wrap_key, new_code=codes.new()))"
    )
    assert production_site.door_manage("shell", "--no-imports", "-c", rotate).strip() == "True"
    suspected = {"rotated", "elsewhere"}
    for _attempt in range(2):
        kinds = {
            "absent": [codes.new() for _ in range(250)],
            "rotated": [given["code"]] * 250,
            "elsewhere": [codes.new() for _ in range(250)],
        }
        taken = timings(production_site.door_url, kinds)
        suspected &= {kind for kind in suspected if likeness(taken["absent"], taken[kind]) <= 0.01}
    assert suspected == set()


def test_the_measure_sees_a_difference_of_a_millisecond() -> None:
    """The measure itself is measured, on answers of 30 ms that scatter by 3."""
    chance = random.Random(17)  # noqa: S311 - a repeatable sample
    fast = [chance.gauss(0.030, 0.003) for _ in range(250)]
    slow = [chance.gauss(0.031, 0.003) for _ in range(250)]
    assert likeness(fast, slow) < 0.01
    assert likeness(fast, fast[::-1]) > 0.99
