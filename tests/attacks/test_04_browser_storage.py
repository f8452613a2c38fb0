"""Attack 4: what the pages leave in the browser's cookies and stores."""

from playwright.sync_api import Page

from tests.attacks import driver
from tests.rig.browser import Browser
from tests.rig.embedded import EmbeddedSite

STORES = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length, cookies: document.cookie,
})"""
NOTHING = {"local": [], "session": [], "databases": 0, "caches": 0, "workers": 0, "cookies": ""}


def test_nothing_is_kept_in_the_browser(browser: Browser, embedded_site: EmbeddedSite) -> None:
    page = browser.page(base_url=embedded_site.url, locale="es")
    seen = page.context.new_cdp_session(page)

    def look(page: Page) -> None:
        assert seen.send("Storage.getCookies")["cookies"] == []
        assert page.evaluate(STORES) == NOTHING, page.url

    code = driver.tell(page, "es", "canary-stores")
    look(page)
    driver.come_back(page, "es", code)
    look(page)
    page.fill("[name=text]", "canary-more")
    page.click("button[value=add]")
    page.wait_for_load_state()
    look(page)
    page.click("button[value=rotate]")
    page.wait_for_load_state()
    look(page)
    page.goto("/es/feedback/")
    page.click("button[value=begin]")
    page.fill("[name=text]", "canary-paused")
    page.click("button[value=pause-words]")
    page.click("button[value=pause-keep]")
    look(page)
    page.goto("/es/feedback/")
    driver.leave(page)
    assert seen.send("Storage.getCookies")["cookies"] == []
