"""A passkey, with the browser's own virtual authenticator: made, signed out, signed in again with it."""

from playwright.sync_api import Page

from tests.rig.browser import Browser
from tests.rig.embedded import EmbeddedSite


def with_authenticator(page: Page) -> None:
    """Give the browser a built-in authenticator that says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_made_and_opens_the_account_again(browser: Browser, embedded_site: EmbeddedSite) -> None:
    # Passkeys belong to a name, not to a number: the same service under its other name.
    page = browser.page(base_url=embedded_site.url.replace("127.0.0.1", "localhost"), locale="en")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    with_authenticator(page)
    page.goto("/accounts/login/")
    page.fill("[name=login]", "admin@demo.example")
    page.fill("[name=password]", embedded_site.password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    page.goto("/accounts/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.fill("[name=password]", embedded_site.password)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url("**/webauthn/add/**")
    page.fill("[name=name]", "My phone")
    if page.locator("[name=passwordless]").count():
        page.check("[name=passwordless]")
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    page.goto("/accounts/2fa/webauthn/")
    assert "My phone" in page.locator("main").inner_text()
    page.goto("/accounts/logout/")
    page.locator("main form button").first.click()
    page.goto("/accounts/login/")
    assert page.locator("[name=login]").count() == 1
    page.locator("#passkey_login").click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    page.goto("/accounts/people/")
    assert page.url.endswith("/accounts/people/")
    assert said == []
