"""Attack 20: somebody puts their code, or a number that leads to them, into their words."""

import subprocess
import sys

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from feedback import cleaning, codes
from feedback.cleaning import Identifier
from feedback.models import Feedback
from tests.feedback.conftest import Visitor
from tests.feedback.walking import press
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
@hypothesis_settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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


NOT_OF_A_PERSON = [
    ("en", "from 29.11.2026-03.12.2026"), ("en", "28 11 2026 at 10:30"), ("en", "in 2024 2025 2026"),
    ("en", "12:30-14:00 and 15:00-16:30 on 1/2/26"), ("en", "it cost £1 250 000"), ("en", "12.345.678 euros"),
    ("en", "bed 12, room 3, ward 7, 2 nurses, 14 patients"), ("en", "call 0800 068 4141"), ("en", "0808 808 8000"),
    ("pl", "1 200 000 zł"), ("pl", "od 29.11.2026 do 3.12.2026 r."), ("pl", "8:30-16:30, 28.11.2026"),
    ("es", "del 29/11/2026 al 03/12/2026"), ("es", "1.250.000 €"),
    ("ar", "من ٢٩/١١/٢٠٢٦ إلى ٣/١٢/٢٠٢٦"), ("ar", "الساعة ١٠:٣٠-١١:٤٥ يوم ٢٨ ١١ ٢٠٢٦"), ("ar", "١٬٢٠٠٬٠٠٠ جنيه"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), NOT_OF_A_PERSON)
def test_days_amounts_and_free_help_lines_are_not_pointed_out(language: str, text: str) -> None:
    with override(language):
        assert cleaning.find_identifiers(text) == set()


# As they are written in each country, also with more between the groups than a card number has.
CALLABLE = [
    ("en", "020  -  7946  -  0018"), ("en", "+44 (0) 7700 - 900 - 123"), ("en", "020 · 7946 · 0018"),
    ("pl", "601 - 234 - 567"), ("pl", "tel. 22 123 45 67"), ("pl", "+48 · 601 · 234 · 567"),
    ("es", "612 34 56 78"), ("es", "+34 · 612 · 345 · 678"),
    ("ar", "٠١٠٠ - ١٢٣ - ٤٥٦٧"), ("ar", "‎+966 50 123 4567"), ("ar", "٠٥٠ · ١٢٣ · ٤٥٦٧"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), CALLABLE)
def test_numbers_of_people_are_pointed_out_as_each_country_writes_them(language: str, text: str) -> None:
    with override(language):
        assert cleaning.find_identifiers(text) == {Identifier.NUMBER}


@pytest.mark.parametrize(("region", "found"), [("GB-ENG", set()), ("US", {Identifier.NUMBER})])
def test_help_line_of_one_region_may_be_a_number_in_another(
    settings: Settings, region: str, found: set[Identifier]
) -> None:
    settings.REGION = region
    assert cleaning.find_identifiers("0808 808 8000") == found


def test_tables_of_numbers_are_not_loaded_before_a_number_is_met() -> None:
    seen = (
        "import sys; from django.conf import settings; settings.configure("
        "REGION='GB-ENG', ORGANISATION_NAME='', OUTSIDE_CONTACT='', LOCAL_HELP_LINES='',"
        "ACK_WORKING_DAYS=3, ANSWER_WORKING_DAYS=20);"
        "from core import organisation; organisation.memory.remember(None);"
        "from feedback import cleaning;"
        "cleaning.find_identifiers('on 12 March 2026 at 10:30 in bed 7'); print('phonenumbers' in sys.modules);"
        "cleaning.find_identifiers('07700 900123'); print('phonenumbers' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True"]


@pytest.mark.usefixtures("month_key")
def test_what_was_found_is_a_heading_that_is_read_out_and_has_the_focus(visitor: Visitor) -> None:
    for way in ("", "easy/"):
        page = press(visitor.client, pages.get(visitor.client, f"{visitor.address}{way}"), "begin")
        page = press(visitor.client, page, "text" if way else "words", text="call 07700 900123")
        alert = page.one("div", role="alert")
        assert (alert.get("tabindex"), alert.get("autofocus")) == ("-1", "")
        assert pages.words(alert).startswith("Something in your words may show who you are")
        assert page.one("h2", class_="notice__title") in list(alert)
