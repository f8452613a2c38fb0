"""Who helps at once: right for the region, with numbers that can be dialled, and words in every language."""

import pytest
from django.test import override_settings
from django.utils import translation

from core import context, helplines
from core.regions import REGIONS

EVERY_LINE = [
    line
    for region in REGIONS.values()
    for line in (*region.help.lines, *region.help.without_voice, *region.help.other_languages)
]


@pytest.mark.parametrize(
    ("region", "emergency", "crisis"),
    [
        ("GB-ENG", "999", ["111", "116 123"]),
        ("GB-WLS", "999", ["111", "116 123"]),
        ("GB-SCT", "999", ["111", "116 123"]),
        ("GB-NIR", "999", ["0808 808 8000", "116 123"]),
        ("US", "911", ["988"]),
        ("US-MA", "911", ["988", "833 773 2445"]),
        ("AU", "000", ["13 11 14"]),
    ],
)
def test_every_region_has_its_own_numbers(region: str, emergency: str, crisis: list[str]) -> None:
    with override_settings(REGION=region):
        assert [line.number for line in context.site_context().printed()["emergency"]] == [emergency, *crisis]  # type: ignore[attr-defined]


@pytest.mark.parametrize("line", EVERY_LINE, ids=lambda line: line.href)
def test_what_a_line_opens_is_what_it_prints(line: helplines.HelpLine) -> None:
    scheme, _colon, address = line.href.partition(":")
    assert scheme in {"tel", "sms", "https"}
    assert address.strip("/") == line.number.replace(" ", "")


def test_numbers_with_an_interpreter_are_among_the_region_s_own() -> None:
    for region in REGIONS.values():
        assert set(region.help.interpreted) <= {line.number for line in region.help.lines}


def test_a_line_says_what_to_do_once_it_rings_in_the_language_of_the_page() -> None:
    lifeline, samaritans = REGIONS["US"].help.lines[1], REGIONS["GB-ENG"].help.lines[2]
    hints = {}
    for language in ("en", "es", "ar"):
        with translation.override(language):
            hints[language] = (str(lifeline.hint), str(samaritans.hint))
    assert hints["en"] == ("", "")
    assert "2" in hints["es"][0]
    assert hints["es"][1] != ""
    assert hints["ar"][0] == ""
    assert hints["ar"][1] not in {"", "they speak English"}


@pytest.mark.parametrize("text", ["Team 0800", ": 0800 123", "Team:", "Team: call us", "A: 123; B"])
def test_a_line_that_is_no_line_is_refused_with_what_is_wrong(text: str) -> None:
    with pytest.raises(ValueError, match="is not a name, a colon and a telephone number"):
        helplines.of_place(text)


def test_the_organisation_s_lines_may_be_none() -> None:
    assert helplines.of_place("") == helplines.of_place(" ; ") == ()


def test_lines_of_a_place_are_parted_by_the_semicolon_of_either_keyboard() -> None:
    typed = "فريق الأزمات: 0800 123 456\N{ARABIC SEMICOLON} Ward: 0123 456"
    assert [line.number for line in helplines.of_place(typed)] == ["0800 123 456", "0123 456"]
