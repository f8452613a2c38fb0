"""Typed words in a real browser: kept while one writes, after a crash, in another language, beside another form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role
from accounts.models import User
from desk.models import Case
from drafts.models import FormDraft
from tests.journeys.story import until
from tests.rig import processes
from tests.rig.browser import Browser, axe
from tests.rig.embedded import EmbeddedSite
from tests.tracker import factories

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
WORDS = "Thank you for telling us.\nWe will look at the nights."
NOT_SENT = "You wrote something here that was not sent"
PASSPHRASE = "a long enough passphrase"


@pytest.fixture
def browser(browser: Browser) -> Iterator[Browser]:
    """A browser whose last pages save nothing while they are closed: the database is on its way out by then."""
    yield browser
    for context in browser.chromium.contexts:
        context.route("**/typed/keep/", lambda route: route.abort())


def window(browser: Browser, server: LiveServer, person: User, **options: Any) -> BrowserContext:
    """Return a window in which somebody is signed in."""
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    context = browser.context(base_url=server.url, **options)
    context.add_cookies([{"name": session.key, "value": session.value, "url": server.url}])
    return context


@pytest.fixture
def reader() -> User:
    return factories.person(Role.READER)


@pytest.fixture
def case(reader: User) -> Case:
    return factories.read(reader).case


def reply_on(page: Page, case: Case) -> None:
    """Open the page of a case and write a reply."""
    page.clock.install()
    page.goto(reverse("desk:case", args=[case.pk]))
    page.locator("summary", has_text="Reply to the person").click()
    page.locator("#id_reply-text").fill(WORDS)


def test_a_window_that_is_gone_loses_nothing(
    browser: Browser, live_server: LiveServer, reader: User, case: Case
) -> None:
    page = window(browser, live_server, reader).new_page()
    reply_on(page, case)
    page.clock.fast_forward(11_000)
    # One full stop, also after "p.m."; there is none of the time's own at noon and at midnight.
    saved = re.compile(r"^Saved for you at [^.]+(\.m\.)?, not sent yet\.$")
    expect(page.locator("[role=status].typed", has_text=saved)).to_be_visible()
    assert axe(page) == []
    # As when the browser crashes: nothing is said good-bye to.
    [draft] = FormDraft.objects.all()
    after = window(browser, live_server, reader).new_page()
    after.goto(reverse("desk:case", args=[case.pk]))
    expect(after.get_by_role("heading", name=NOT_SENT)).to_be_visible()
    assert axe(after) == []
    after.get_by_role("button", name="Show it again").click()
    expect(after.locator("#id_reply-text")).to_have_value(WORDS)
    after.get_by_role("button", name="Send the reply").click()
    expect(after.locator(".messages", has_text="Your reply is saved.")).to_be_visible()
    assert not FormDraft.objects.filter(pk=draft.pk).exists()


def test_what_could_not_be_saved_is_said(browser: Browser, live_server: LiveServer, reader: User, case: Case) -> None:
    context = window(browser, live_server, reader)
    page = context.new_page()
    reply_on(page, case)
    context.set_offline(True)
    page.clock.fast_forward(11_000)
    status = page.locator("[role=status].typed")
    expect(status.filter(has_text="Not saved: no connection.")).to_be_visible()
    context.set_offline(False)
    page.clock.fast_forward(11_000)
    expect(status.filter(has_text="Saved for you at")).to_be_visible()


def test_another_form_of_the_page_is_kept_when_one_is_sent(
    browser: Browser, live_server: LiveServer, reader: User, case: Case
) -> None:
    page = window(browser, live_server, reader).new_page()
    reply_on(page, case)
    page.locator("summary", has_text="Write the version others may see").click()
    page.locator("#id_share-shareable").fill("Somebody waited for hours at night.")
    page.get_by_role("button", name="Send the reply").click()
    expect(page.locator(".messages", has_text="Your reply is saved.")).to_be_visible()
    page.get_by_role("button", name="Show it again").click()
    expect(page.locator("#id_share-shareable")).to_have_value("Somebody waited for hours at night.")
    [draft] = FormDraft.objects.all()
    assert draft.address == reverse("desk:share", args=[case.pk])


def test_another_language_offers_what_was_typed(
    browser: Browser, live_server: LiveServer, reader: User, case: Case
) -> None:
    page = window(browser, live_server, reader).new_page()
    reply_on(page, case)
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator("button[name=_again]").click()
    expect(page.locator("#id_reply-text")).to_have_value(WORDS)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


@pytest.mark.parametrize("options", [{}, {"javascript": False}])
def test_a_page_with_one_form_changes_its_language_with_the_words(
    browser: Browser, live_server: LiveServer, reader: User, options: dict[str, bool]
) -> None:
    page = window(browser, live_server, reader, width=320, **options).new_page()
    page.goto(reverse("desk:enter"))
    page.locator("#id_text").fill(WORDS)
    # On a phone the languages are in the menu.
    page.locator(".menu__button").click()
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("#id_text")).to_have_value(WORDS)
    assert page.locator("[autofocus], .govuk-error-summary").count() == 0
    if not options:
        assert axe(page) == []
    # The Enter key sends the form; it does not press a button of the language switch.
    page.locator("#id_paper_code").press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.locator("#id_text")).to_have_value(WORDS)


def test_signed_out_in_another_tab(browser: Browser, live_server: LiveServer, reader: User, case: Case) -> None:
    reader.set_password(PASSPHRASE)
    reader.save()
    context = window(browser, live_server, reader)
    page = context.new_page()
    reply_on(page, case)
    other = context.new_page()
    other.goto("/accounts/me/")
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url("**/")
    page.get_by_role("button", name="Send the reply").click()
    expect(page.locator(".messages")).to_contain_text("We kept what you wrote: sign in and it is there.")
    page.locator("#id_login").fill(str(reader.email))
    page.locator("#id_password").fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"/desk/[-0-9a-f]{36}/$"))
    page.get_by_role("button", name="Show it again").click()
    expect(page.locator("#id_reply-text")).to_have_value(WORDS)


def test_letters_are_counted_near_the_limit(
    browser: Browser, live_server: LiveServer, reader: User, case: Case
) -> None:
    page = window(browser, live_server, reader).new_page()
    reply_on(page, case)
    box = page.locator("#id_reply-text")
    box.fill("x" * 4_990)
    page.clock.fast_forward(2_000)
    expect(page.get_by_text("Room for 10 more letters.")).to_be_visible()
    box.fill("x" * 6_007)
    page.clock.fast_forward(2_000)
    expect(page.get_by_text("1,007 letters too long. Nothing is cut off.")).to_be_visible()
    expect(box).to_have_value("x" * 6_007)


@pytest.mark.slow
def test_a_server_that_was_killed_takes_the_form_of_an_older_page(
    browser: Browser, embedded_site: EmbeddedSite
) -> None:
    page = browser.page(base_url=embedded_site.url)
    page.goto("/accounts/login/?lang=en")
    page.locator("#id_login").fill("reader@demo.example")
    page.locator("#id_password").fill(embedded_site.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    page.goto("/desk/enter/")
    page.locator("#id_text").fill(WORDS)
    killed = embedded_site.kill("web")
    until(lambda: embedded_site.child("web") != killed, what="another server runs")
    processes.wait_healthy(embedded_site.url)
    page.get_by_role("button", name="Save and show the code").click()
    # Not sent, because nobody said how it came: the page is whole, and so are the words.
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose how it came.")
    expect(page.locator("#id_text")).to_have_value(WORDS)
