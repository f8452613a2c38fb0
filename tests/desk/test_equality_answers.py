"""Adding up answers about equality: many people's at once, and what the database shows while it happens."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from random import Random

import pytest
from django.db import connection
from pytest_django import Settings

from desk.actions.equality import count_answers
from feedback import actions, equality, queries
from feedback.actions import equality as equality_actions
from feedback.enums import KeyKind
from feedback.models import EqualityAnswers, Tally
from tests.rig.contacts import publish_equality_key

pytestmark = pytest.mark.django_db
ON = datetime.date(2026, 11, 23)
NOW = datetime.datetime(2026, 11, 24, 3, tzinfo=datetime.UTC)
ENGLAND = equality.PACKS["GB-ENG"]
BANDS = [name for name, _words in ENGLAND.questions[0].answers]


@pytest.fixture(autouse=True)
def _key(settings: Settings) -> None:
    settings.EQUALITY_KEY = publish_equality_key()
    settings.SMALL_CELL_THRESHOLD = 5


def answer(*ages: str, on: datetime.date = ON) -> None:
    """Let one person for each age answer."""
    for age in ages:
        actions.store_answers(pack=ENGLAND, answers={"age": [age], "sex": ["male"]}, on=on)


def numbers() -> dict[tuple[str, str], int]:
    """Return what was counted, without what nobody chose."""
    rows = Tally.objects.filter(number__gt=0).values_list("question", "answer", "number")
    return {(question, answer): number for question, answer, number in rows}


def test_the_answers_of_enough_people_are_added_up_and_destroyed() -> None:
    answer("25_34", "25_34", "75_84", "85_up", "16_17")
    assert count_answers(NOW) == 5
    assert numbers() == {
        ("age", "25_34"): 2, ("age", "75_84"): 1, ("age", "85_up"): 1, ("age", "16_17"): 1, ("sex", "male"): 5,
    }  # fmt: skip
    assert EqualityAnswers.objects.count() == 0
    assert set(Tally.objects.values_list("month", flat=True)) == {datetime.date(2026, 11, 1)}


def test_fewer_wait_until_there_are_enough() -> None:
    answer("25_34", "75_84", "85_up", "16_17")
    assert (count_answers(NOW), Tally.objects.count(), EqualityAnswers.objects.count()) == (0, 0, 4)
    answer("55_64")
    assert count_answers(NOW + datetime.timedelta(days=30)) == 5
    # Those of two months count together, in the later one: the only answer of a month would say whose it was.
    assert set(Tally.objects.values_list("month", flat=True)) == {datetime.date(2026, 12, 1)}


def test_without_the_key_of_the_worker_nothing_is_opened(settings: Settings) -> None:
    answer(*BANDS)
    settings.EQUALITY_KEY = b""
    assert (count_answers(NOW), EqualityAnswers.objects.count(), numbers()) == (0, len(BANDS), {})


def test_a_set_that_does_not_open_keeps_nobody_else_waiting() -> None:
    answer(*["25_34"] * 6)
    spoilt = EqualityAnswers.objects.order_by("id").first()
    assert spoilt is not None
    EqualityAnswers.objects.filter(pk=spoilt.pk).update(sealed=bytes(spoilt.sealed)[:-1] + b"x")
    assert (count_answers(NOW), [row.pk for row in EqualityAnswers.objects.all()]) == (5, [spoilt.pk])


def test_what_the_questions_do_not_know_is_not_counted(settings: Settings) -> None:
    answer(*["25_34"] * 4)
    # Whoever has taken the door over can seal anything.
    key = queries.current_key(ON, KeyKind.EQUALITY)
    assert key is not None
    equality_actions.waiting(ENGLAND, [("age", "my own words"), ("name", "Robin"), ("age", "25_34")], key, ON).save()
    assert count_answers(NOW) == 5
    assert numbers() == {("age", "25_34"): 5, ("sex", "male"): 4}


def test_two_counts_of_one_month_add_up() -> None:
    answer(*["25_34"] * 5)
    count_answers(NOW)
    answer(*["25_34"] * 4, "85_up")
    count_answers(NOW)
    assert numbers() == {("age", "25_34"): 9, ("age", "85_up"): 1, ("sex", "male"): 10}


def test_the_versions_of_rows_do_not_tell_which_answers_were_among_them() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("other databases keep no versions of rows")
    answer(*["25_34"] * 5)
    count_answers(NOW)
    answer(*["85_up"] * 5)
    count_answers(NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text || ' ' || cmin::text), count(*) FROM feedback_tally")
        versions, rows = cursor.fetchone()
    assert (versions, rows) == (1, sum(len(question.choices) for question in ENGLAND.questions))


def test_rows_are_opened_in_shuffled_order(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(*BANDS)
    seen: list[str] = []
    opened = equality_actions.opened_answers

    def watch(sealed: bytes, private: bytes, cell: str) -> tuple[equality.Pack, list[tuple[str, str]]]:
        pack, given = opened(sealed, private, cell)
        seen.append(given[0][1])
        return pack, given

    monkeypatch.setattr(equality_actions, "opened_answers", watch)
    count_answers(NOW, Random(3))  # noqa: S311 - an order, no secret
    assert Counter(seen) == Counter(BANDS)
    assert seen != BANDS


def test_answers_that_do_not_open_keep_no_others_from_being_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.actions.equality.MOST_AT_ONCE", 10)
    # Sealed to an earlier key, and first in every order that is always the same.
    for number in range(10):
        EqualityAnswers.objects.create(id=uuid.UUID(int=number), kept_until=ON, sealed=b"not ours")
    answer(*["25_34"] * 20)
    assert any(count_answers(NOW) for _day in range(60))
