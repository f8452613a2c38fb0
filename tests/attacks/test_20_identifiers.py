"""Attack 20: somebody puts their code, or a number that leads to them, into their words."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback import cleaning, codes
from feedback.cleaning import Telling
from feedback.models import Feedback
from tests.feedback.conftest import Visitor
from tests.rig import pages

TELLING = [
    ("write to anna.k@example.org please", {Telling.ADDRESS}),
    ("call 07700 900123", {Telling.NUMBER}),
    ("+48 601-234-567", {Telling.NUMBER}),
    ("my card is 943 476 5919", {Telling.NUMBER}),
    ("رقمي ٠٧٧٠٠٩٠٠١٢٣", {Telling.NUMBER}),
    ("7700900123 or a@b.example", {Telling.NUMBER, Telling.ADDRESS}),
]
PLAIN = ["on 12 March at 10:30 in room 7", "I waited 120 minutes", "24/7", "£35 at 9 pm", "me @ home"]


@pytest.mark.parametrize(("text", "found"), TELLING)
def test_what_leads_to_a_person_is_noticed(text: str, found: set[Telling]) -> None:
    assert cleaning.telling(text) == found


@pytest.mark.parametrize("text", PLAIN)
def test_times_and_dates_are_not_taken_for_numbers(text: str) -> None:
    assert cleaning.telling(text) == set()


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
    assert codes.stands_in(code, text)


@pytest.mark.usefixtures("month_key")
@pytest.mark.parametrize(("part", "box"), [("place", "place"), ("readers", "keep_from")])
def test_the_code_is_refused_on_every_page(visitor: Visitor, part: str, box: str) -> None:
    page = visitor.write(text="x")
    refused = visitor.answer(page, step=part, status=422, **{box: codes.shown(visitor.code).lower()})
    assert "Your private code is in your text." in refused.text("main")
    assert Feedback.objects.count() == 0
