"""The whole journey on SQLite without Redis, in Spanish without script, and in Arabic with the worker killed."""

import pytest

from tests.journeys.story import Place, Story, until
from tests.rig import shapes
from tests.rig.browser import Browser
from tests.rig.embedded import EmbeddedSite


@pytest.fixture
def place(embedded_site: EmbeddedSite, looks: shapes.Looks) -> Place:
    return Place(embedded_site.url, embedded_site.url, embedded_site.mails, looks, embedded_site.password)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_comment_in_spanish_without_script_becomes_a_change(browser: Browser, place: Place) -> None:
    Story(browser, place, "es", javascript=False, width=320).tell()


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_comment_in_arabic_becomes_a_change_though_the_worker_is_killed(
    browser: Browser, place: Place, embedded_site: EmbeddedSite
) -> None:
    killed: list[int] = []
    Story(browser, place, "ar").tell(between=lambda: killed.append(embedded_site.kill("worker")))
    until(lambda: embedded_site.child("worker") != killed[0], what="another worker runs")
