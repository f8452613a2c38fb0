"""What the walk over every page looks for is found where it is planted."""

import pytest

from tests.rig import stretching
from tests.rig.browser import Browser
from tests.rig.embedded import EmbeddedSite

MENU = "<header class=header><div class=brand><bdi>Ours</bdi></div><div class=menu></div></header>"
FINE = f"{MENU}<main><p>Ours: words and words</p><div><select name=s></select></div></main>"
RULES = "<style>body { margin: 0; overflow-wrap: anywhere } select { max-width: 100%% } %s</style>"


def found(browser: Browser, rules: str, body: str = FINE) -> list[str]:
    page = browser.page()
    page.set_content(RULES % rules + body)
    return list(stretching.faults(page))


def test_page_that_gives_way_has_no_faults(browser: Browser) -> None:
    assert found(browser, "") == []


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        ("p { height: 1.2rem; overflow: hidden; width: 5rem }", "words are cut with wide text spacing: p.: Ours"),
        ("p { height: 1.2rem; width: 5rem }", "words are cut with wide text spacing: p.: Ours"),
        ("p { white-space: nowrap; width: 10rem }", "words are cut with wide text spacing: p.: Ours"),
        ("select { min-width: 30rem; max-width: none }", "the choice s is wider than what is around it"),
        ("bdi { white-space: nowrap }", f"runs out of the window with the name {stretching.LONG_NAMES[0]}"),
        ("bdi { overflow-wrap: normal }", f"runs out of the window with the name {stretching.LONG_NAMES[1]}"),
        ("bdi { font-size: 3rem }", "the header takes more than a quarter of a phone with the name North"),
    ],
)
def test_what_does_not_give_way_is_found(browser: Browser, rules: str, fault: str) -> None:
    assert [line for line in found(browser, rules) if line.startswith(fault)] != []


def test_labels_of_a_chart_wrap_and_its_table_is_reached_by_the_keyboard(
    browser: Browser, embedded_site: EmbeddedSite
) -> None:
    page = browser.page(base_url=embedded_site.url, width=320)
    page.goto("/components/?lang=en")
    cut = """chart => [...chart.querySelectorAll('*')].filter(element =>
        element.getBoundingClientRect().right > chart.getBoundingClientRect().right + 1).length"""
    chart = page.locator("figure.chart", has=page.locator("#bar-chart-title"))
    chart.locator(".chart__picture bdi").first.evaluate("label => { label.textContent = 'Words '.repeat(40); }")
    assert chart.evaluate(cut) == 0
    box = chart.locator(".table-box")
    box.focus()
    assert box.evaluate("box => document.activeElement === box")
