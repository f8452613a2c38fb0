"""The gallery shows every component in all its states, and each of them is accessible."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from embedded import gallery
from tests.rig import pages
from tests.rig.browser import Browser, axe
from tests.rig.embedded import EmbeddedSite

TEMPLATES = Path(settings.BASE_DIR) / "templates"
# Django renders these for a form, a field and its errors; no page names them.
BY_DJANGO = {"form", "field", "error_list"}
# Each page has its head once, and so has the gallery.
ON_TOP = {"page_head"}


def stems(folder: str) -> list[str]:
    return sorted(path.stem for path in (TEMPLATES / folder).glob("*.html"))


def test_gallery_lists_every_component_once() -> None:
    listed = sorted(name for group in gallery.GROUPS for name in group.names)
    assert listed == stems("components")
    assert listed == stems("embedded/components")


def test_gallery_uses_every_component() -> None:
    unused = [
        name
        for name in set(stems("components")) - BY_DJANGO - ON_TOP
        if not re.search(
            rf'component "{name}"', (TEMPLATES / "embedded" / "components" / f"{name}.html").read_text(encoding="utf-8")
        )
    ]
    assert unused == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_gallery_is_a_page_like_any_other(client: Client, language: str) -> None:
    page = pages.get(client, f"/components/?lang={language}", lang=language)
    names = [name for group in gallery.GROUPS for name in group.names]
    assert [section.get("id") for section in page.all("section") if section.get("id") in names] == names
    sections = {section.get("id"): section for section in page.all("section")}
    without = [name for name in names if not any("example" in (e.get("class") or "") for e in sections[name].iter())]
    assert without == sorted(ON_TOP)


@pytest.mark.django_db
def test_gallery_shows_how_a_piece_is_written(client: Client) -> None:
    page = pages.get(client, "/components/")
    sources = [source.text for source in page.all("pre", class_="example__source")]
    assert '{% component "moment" at=today text="Yesterday" %}' in sources
    assert (
        '{% blockcomponent "two_pane" aside="first" %}\n'
        '  {% blockcomponent "pane" label="Before it" %}\n'
        "    <p>Aside, the first on a phone</p>\n"
        "  {% endblockcomponent %}\n"
        '  {% blockcomponent "pane" %}\n'
        "    <p>Main part</p>\n"
        "  {% endblockcomponent %}\n"
        "{% endblockcomponent %}"
    ) in sources


@pytest.mark.django_db
def test_pressing_a_button_of_the_gallery_leads_back(client: Client) -> None:
    answer = client.post("/components/", {"undo": "token"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/components/")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 1280])
def test_gallery_is_accessible(browser: Browser, embedded_site: EmbeddedSite, language: str, width: int) -> None:
    page = browser.page(base_url=embedded_site.url, locale="en", width=width)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(f"/components/?lang={language}")
    faults = axe(page)
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
        faults.append("runs out of the window")
    assert (faults, said) == ([], [])


def test_rows_can_be_ticked_together_and_are_counted(browser: Browser, embedded_site: EmbeddedSite) -> None:
    page = browser.page(base_url=embedded_site.url, locale="en")
    page.goto("/components/?lang=en")
    bar = page.locator("form#cases")
    said = bar.locator(".action-bar__count")
    rows = page.locator("input[form=cases]")
    expect(said).to_have_text("Selected: 1")
    page.locator("#cases-all").press("Space")
    expect(said).to_have_text("Selected: 4")
    assert [row.is_checked() for row in rows.all()] == [True] * 4
    rows.nth(2).press("Space")
    expect(said).to_have_text("Selected: 3")
    assert page.locator("#cases-all").evaluate("box => [box.checked, box.indeterminate]") == [False, True]


def test_without_script_each_row_is_ticked_and_nothing_is_counted(
    browser: Browser, embedded_site: EmbeddedSite
) -> None:
    page = browser.page(base_url=embedded_site.url, locale="en", javascript=False)
    page.goto("/components/?lang=en")
    expect(page.locator("#cases-all")).to_be_hidden()
    expect(page.locator("form#cases .action-bar__count")).to_be_hidden()
    page.locator("input[form=cases]").nth(1).press("Space")
    page.get_by_role("button", name="Put aside").press("Enter")
    page.wait_for_url("**/components/")


def test_work_that_goes_on_is_looked_at_again(browser: Browser, embedded_site: EmbeddedSite) -> None:
    page = browser.page(base_url=embedded_site.url, locale="en")
    page.clock.install()
    page.goto("/components/?lang=en")
    words = page.locator("[data-progress=progress-1] [role=status]")
    words.evaluate("element => { element.textContent = '2 of 10 months are done.'; }")
    page.clock.run_for(11_000)
    expect(words).to_have_text("3 of 10 months are done.")
    assert page.locator("[data-progress=progress-1] progress").get_attribute("value") == "3"


def test_filter_is_a_disclosure_on_a_phone_and_lies_open_elsewhere(
    browser: Browser, embedded_site: EmbeddedSite
) -> None:
    page = browser.page(base_url=embedded_site.url, locale="en", javascript=False, width=320)
    page.goto("/components/?lang=en")
    field = page.locator("#id_panel-spoken")
    expect(field).to_be_hidden()
    page.locator("#filter_panel summary").first.press("Enter")
    expect(field).to_be_visible()
    page.locator("#filter_panel summary").first.press("Enter")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(field).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_bar_hides_no_row_that_has_the_focus(browser: Browser, embedded_site: EmbeddedSite, width: int) -> None:
    page = browser.page(base_url=embedded_site.url, locale="en", width=width, height=560)
    page.goto("/components/?lang=en")
    page.locator("#cases-all").focus()
    hidden = []
    for _row in range(4):
        page.keyboard.press("Tab")
        hidden += page.evaluate(
            """() => {
              const focused = document.activeElement.getBoundingClientRect();
              const bar = document.querySelector("form#cases").getBoundingClientRect();
              return focused.bottom > bar.top && focused.top < bar.bottom ? [document.activeElement.id] : [];
            }"""
        )
    assert page.evaluate("document.activeElement.id") == "r4"
    assert hidden == []
