"""Attack 20: somebody puts their code, or a number that leads to them, into their words."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback import cleaning, codes
from feedback.cleaning import Identifier
from feedback.models import Feedback
from tests.feedback.conftest import Visitor
from tests.rig import pages

TELLING = [
    ("write to anna.k@example.org please", {Identifier.ADDRESS}),
    ("call 07700 900123", {Identifier.NUMBER}),
    ("+48 601-234-567", {Identifier.NUMBER}),
    ("my card is 943 476 5919", {Identifier.NUMBER}),
    ("رقمي ٠٧٧٠٠٩٠٠١٢٣", {Identifier.NUMBER}),
    ("7700900123 or a@b.example", {Identifier.NUMBER, Identifier.ADDRESS}),
]
PLAIN = ["on 12 March at 10:30 in room 7", "I waited 120 minutes", "24/7", "£35 at 9 pm", "me @ home"]


@pytest.mark.parametrize(("text", "found"), TELLING)
def test_what_leads_to_a_person_is_noticed(text: str, found: set[Identifier]) -> None:
    assert cleaning.find_identifiers(text) == found


@pytest.mark.parametrize("text", PLAIN)
def test_times_and_dates_are_not_taken_for_numbers(text: str) -> None:
    assert cleaning.find_identifiers(text) == set()


@pytest.mark.usefixtures("month_key")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_somebody_is_warned_and_chooses(visitor: Visitor, language: str) -> None:
    visitor.language = language
    page = pages.get(visitor.client, visitor.address)
    page = visitor.answer(page, step="words", text="call 07700 900123")
    assert page.one("textarea", name="text").text == "call 07700 900123"
    steps = [button.get("value") for button in page.all("button", name="step")]
    assert "words-anyway" in steps
    kept = visitor.answer(page, step="words-anyway", text="call 07700 900123")
    taken_out = visitor.answer(page, step="words", text="call me")
    for after in (kept, taken_out):
        assert "code" in [button.get("value") for button in after.all("button", name="step")]


@st.composite
def written_somehow(draw: st.DrawFn) -> tuple[str, str]:
    code = codes.new()
    apart = draw(st.sampled_from(["", " ", "-", "–", ".", "\n", " - "]))
    size = draw(st.integers(1, 10))
    text = apart.join(code[start : start + size] for start in range(0, len(code), size))
    text = text.lower() if draw(st.booleans()) else text
    if draw(st.booleans()):
        text = text.replace("0", "o").replace("1", "l")
    return (
        code,
        f"{draw(st.sampled_from(['', 'my code is ', 'رمزي ']))}{text}{draw(st.sampled_from(['', '!', ' thanks']))}",
    )


@given(written_somehow())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_code_is_found_in_any_writing(written: tuple[str, str]) -> None:
    code, text = written
    assert codes.contains_code(code, text)


@pytest.mark.usefixtures("month_key")
@pytest.mark.parametrize(("part", "box"), [("place", "place"), ("readers", "keep_from")])
def test_the_code_is_refused_on_every_page(visitor: Visitor, part: str, box: str) -> None:
    page = visitor.write(text="x")
    refused = visitor.answer(page, step=part, status=422, **{box: codes.shown(visitor.code).lower()})
    assert "Your private code is in your text." in refused.text("main")
    assert Feedback.objects.count() == 0


DATES = [
    "29/11/2026", "29.11.2026", "29-11-2026", "2026-11-29", "11/29/26", "29. 11. 2026", "٢٩/١١/٢٠٢٦", "1998-2003",
    "On 29/11/2026 at 10:30", "from 29/11/2026 to 03/12/2026", "2026-11-29 22:15", "between 10:30 and 11:45 on 3/4/26",
]  # fmt: skip


@pytest.mark.parametrize("text", DATES)
def test_day_and_time_are_no_number_of_a_person(text: str) -> None:
    assert cleaning.find_identifiers(text) == set()


NUMBERS_LIKE_DATES = [
    "99/88/7777", "07/700/900123", "07700 900123", "01632-960-123", "29/11/2026 07700 900123", "29112026",
    "20261129", "943 476 5919", "020 7946 0018", "+48 22 123 45 67", "12.34.56.78", "12/11/20261", "1998-20031234",
]  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS_LIKE_DATES)
def test_number_beside_or_like_a_date_is_still_found(text: str) -> None:
    assert cleaning.find_identifiers(text) == {Identifier.NUMBER}
