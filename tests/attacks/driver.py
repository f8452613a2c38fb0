"""Somebody at the door with a real browser, in any language."""

from __future__ import annotations

from playwright.sync_api import Page

from feedback import codes


def reach_code(page: Page, language: str, text: str) -> str:
    """Go from the first page to the one with the code, and return the code. The window is at the door's origin."""
    page.goto(f"/{language}/feedback/")
    page.click("button[value=begin]")
    page.fill("[name=text]", text)
    page.click("button[value=words]")
    page.click("button[value=code]")
    return codes.read(page.locator(".receipt__code").inner_text())


def tell(page: Page, language: str, text: str) -> str:
    """Give feedback to the end, and return the code."""
    code = reach_code(page, language, text)
    page.click("button[value=send-kept]")
    page.wait_for_load_state()
    return code


def come_back(page: Page, language: str, code: str) -> None:
    """Open a conversation with its code."""
    page.goto(f"/{language}/feedback/1/")
    page.fill("[name=code]", codes.shown(code).lower())
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def leave(page: Page) -> None:
    """Press the button for leaving in a hurry; where it leads there is no network."""
    page.locator("form[data-exit] button").click(no_wait_after=True)
    page.wait_for_timeout(300)
