"""How we are doing: counted right, small counts nowhere in the page, for the council and staff."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.enums import COUNCIL, STAFF, Role
from desk.enums import CaseStatus
from insights import queries
from insights.enums import InTime
from insights.queries import Bar
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PersonFactory
from tests.api.factories import DAY, ChangeFactory, DecisionFactory, ItemFactory, confirmed
from tests.rig import pages
from tracker.enums import Outcome

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"
DUE = date(2027, 6, 29)
KEPT, LATE = {"answered_on": DUE}, {"answered_on": DUE + timedelta(days=1)}


def cases(number: int, **fields: object) -> None:
    for _ in range(number):
        ItemFactory(**fields)


@pytest.mark.parametrize("role", [None, *Role])
def test_page_is_for_the_council_and_staff(signed_in: SignedIn, role: Role | None) -> None:
    _person, client = signed_in(*([role] if role else []))
    pages.get(client, "/insights/", status=200 if role in COUNCIL | STAFF else 404)


@pytest.mark.parametrize("role", sorted(COUNCIL | STAFF))
def test_threshold_is_lower_for_staff(role: Role) -> None:
    assert queries.threshold_for(PersonFactory(roles=[role])) == (5 if role in STAFF else 11)


def test_page_without_anything_says_so(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.MEMBER)
    text = pages.get(client, "/insights/").text("main")
    words = ["Nothing was said yet", "Nothing was decided yet", "Nothing has changed yet", "too few answers"]
    assert [word for word in words if word not in text] == []


def test_hidden_counts_are_nowhere_in_the_page(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.MEMBER)
    cases(29, status=CaseStatus.BEING_READ)
    cases(31, status=CaseStatus.OUTCOME_SENT, language="es")
    cases(3, status=CaseStatus.CLOSED, language="ar", **KEPT)
    page = pages.get(client, "/insights/")
    # All of them: nothing was decided and nothing changed, so each counts what people said.
    charts = page.all("figure", class_="chart")
    cells = [[pages.words(cell) for cell in chart.iter("td")] for chart in charts]
    of_status_and_language = [found for found in cells if "31" in found]
    assert of_status_and_language == [
        ["0", "0", "not shown", "0", "0", "31", "not shown"],
        ["not shown", "31", "not shown", "0"],
    ]
    numbers = {
        number for chart in charts for element in chart.iter() if (number := (element.text or "").strip()).isdigit()
    }
    assert numbers == {"0", "31"}
    lengths = {rect.get("width") for chart in charts for rect in chart.iter(f"{SVG}rect") if rect.get("class") == "bar"}
    assert lengths == {"0%", "100%"}


def test_table_and_picture_say_the_same(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.READER)
    cases(6, status=CaseStatus.BEING_READ)
    page = pages.get(client, "/insights/")
    table = page.one("table", aria_labelledby="by-status-title")
    rows = [[pages.words(cell) for cell in row] for row in table.iter("tr")][1:]
    # Seen beside the table and not heard a second time.
    picture = page.all("div", class_="chart__picture", aria_hidden="true")[0]
    assert pages.words(picture) == " ".join(f"{label} {shown}" for label, shown in rows)


def test_picture_without_any_number_is_left_out(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.READER)
    for status in list(CaseStatus)[:5]:
        ItemFactory(status=status)
    page = pages.get(client, "/insights/")
    assert page.text("main").count("Some groups are so small that no number can be shown for them.") == 1
    assert [caption.get("id") for caption in page.all("figcaption")] == ["by-language-title"]


def test_few_pieces_altogether_are_not_counted_out(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.MEMBER)
    cases(10)
    page = pages.get(client, "/insights/")
    assert "Too little was said to show numbers" in page.text("main")
    assert page.all("figure") == []


def test_erased_feedback_is_not_counted() -> None:
    cases(6)
    cases(7, status=CaseStatus.ERASED, language="es", answered_on=DUE)
    assert (queries.by_status(5).total, queries.by_language(5).total) == (5, 5)
    assert queries.in_time(4) == InTime.TOO_FEW


def test_language_we_do_not_ship_is_counted_by_its_code() -> None:
    cases(6, language="so")
    assert queries.bars(queries.by_language(5).counts, {})[-1] == Bar("so", 5, "5", 100)


@pytest.mark.parametrize(
    "kept, late, words",
    [
        (0, 0, InTime.TOO_FEW),
        (9, 0, InTime.TOO_FEW),
        (10, 0, InTime.ALL),
        (0, 10, InTime.NONE),
        (7, 3, InTime.MOST),
        (6, 4, InTime.HALF),
        (4, 6, InTime.HALF),
        (3, 7, InTime.FEW),
    ],
)
def test_promises_kept_are_a_word(kept: int, late: int, words: InTime) -> None:
    cases(kept, **KEPT)
    cases(late, **LATE)
    cases(3)
    assert queries.in_time(5) == words


def test_somebody_waiting_too_long_is_said() -> None:
    today = timezone.localdate()
    ItemFactory(answer_by=today)
    ItemFactory(answer_by=today - timedelta(days=1), answered_on=today)
    ItemFactory(answer_by=today - timedelta(days=1), status=CaseStatus.CLOSED)
    assert queries.some_are_late() is False
    ItemFactory(answer_by=today - timedelta(days=1))
    assert queries.some_are_late() is True


def test_decisions_are_counted_by_outcome_and_all_say_why(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.MEMBER)
    for outcome in (Outcome.WILL_CHANGE, Outcome.WILL_CHANGE, Outcome.NOT_YET):
        DecisionFactory(outcome=outcome)
    counted = {outcome: number for outcome, number in queries.decisions().items() if number}
    assert counted == {"will_change": 2, "not_yet": 1}
    assert "Every decision says why." in pages.get(client, "/insights/").text("main")


def test_decision_without_a_reason_is_told(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.MEMBER)
    DecisionFactory()
    DecisionFactory(reasons=[])
    assert "1 decision does not say why yet." in pages.get(client, "/insights/").text("main")


def test_changes_are_counted_by_state() -> None:
    ChangeFactory()
    confirmed()
    confirmed()
    ChangeFactory(status="planned", in_force_on=None)
    ChangeFactory(status="reversed", reversed_on=DAY)
    assert queries.changes() == {"in_force": 1, "confirmed": 2, "reversed": 1}


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_same_queries(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    _person, client = signed_in(Role.MEMBER)
    for _ in range(number):
        confirmed()
        ItemFactory()
    with django_assert_num_queries(10):
        pages.get(client, "/insights/")


def test_what_is_hidden_and_rounded_is_said_of_feedback_only(signed_in: SignedIn) -> None:
    # Decisions and changes stand one by one on public pages: their numbers are whole.
    cases(12)
    _person, client = signed_in(Role.READER)
    page = pages.get(client, "/insights/")
    said = [one.get("aria-labelledby") for one in page.all("section") if "rounded down" in pages.words(one)]
    assert said == ["feedback"]
