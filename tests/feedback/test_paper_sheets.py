"""The paper form as it comes out of a printer: three sheets, whichever language it is in."""

import re

import pytest
from django.conf import settings

from tests.rig.browser import Browser
from tests.rig.embedded import EmbeddedSite

SHEET = re.compile(rb"/Type\s*/Page[^s]")


@pytest.mark.needs_browser
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_paper_form_takes_three_sheets(browser: Browser, embedded_site: EmbeddedSite, language: str) -> None:
    page = browser.page(base_url=embedded_site.url, locale=language)
    page.goto(f"/{language}/feedback/paper/")
    assert len(SHEET.findall(page.pdf(prefer_css_page_size=True))) == 3
