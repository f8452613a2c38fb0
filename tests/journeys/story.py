"""The main job from end to end, through a real browser: what somebody says, and what it changes.

Everything is found by address, field name or button value, so the same story is told in every language.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from django.utils import timezone
from playwright.sync_api import Page

from feedback import codes
from tests.rig import shapes
from tests.rig.browser import Browser, axe

TOLD = {
    "en": "Nobody told us how long the letter would take, and the date was hidden on page three.",
    "es": "La carta tenía tres páginas y no encontré la fecha. Tuve miedo de llegar tarde.",
    "ar": "كانت الرسالة طويلة ولم أجد الموعد فيها. خفت أن أتأخر.",
}
SHARED = {
    "en": "In a long letter the date could not be found.",
    "es": "En una carta larga no se encontraba la fecha.",
    "ar": "لم يمكن العثور على الموعد في رسالة طويلة.",
}
WHERE = ZoneInfo("Pacific/Honolulu")
NEW_WORDS = "Letters begin with the date, the place and a phone number."
REASON = "A letter should help. We agree, and it costs nothing."
REPLY = {"en": "Thank you, we are sorry.", "es": "Gracias. Lo sentimos mucho.", "ar": "شكراً لك. نحن آسفون."}


@dataclass
class Place:
    """Where the story happens. `mails` returns everything that was sent so far."""

    site: str
    door: str
    mails: Callable[[], list[EmailMessage]]
    looks: shapes.Looks
    password: str = "demo-only-passphrase"


def until(ask: Callable[[], bool], *, seconds: float = 90, what: str) -> None:
    """Ask again and again."""
    end = time.monotonic() + seconds
    while not ask():
        assert time.monotonic() < end, f"{what}: not within {seconds:g} seconds"
        time.sleep(0.5)


def plain(mail: EmailMessage) -> str:
    """Return the words of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@dataclass
class Story:
    """One telling, in one language, with or without script for who speaks."""

    browser: Browser
    place: Place
    language: str
    javascript: bool = True
    width: int = 390
    code: str = ""
    path: str = ""
    seen: list[str] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)

    # Looking

    def check(self, page: Page) -> None:
        """Look at a page as strictly as axe-core does, and that it does not run out of the window."""
        self.seen.append(page.url)
        direction = "rtl" if self.language == "ar" else "ltr"
        root = page.locator("html")
        assert (root.get_attribute("lang"), root.get_attribute("dir")) == (self.language, direction), page.url
        if page.context.browser and page.evaluate("1") == 1 and self._scripted(page):
            self._look_once(page, direction)
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
        assert not wide, f"{page.url} runs out of a window {self.width} wide"

    def _look_once(self, page: Page, direction: str) -> None:
        """Let axe look at the page, unless it has seen one of this shape, written in this direction, in any story."""
        if self.place.looks.is_first(f"{direction} {shapes.of_drawn(page)}"):
            assert axe(page) == [], page.url

    def _scripted(self, page: Page) -> bool:
        return page is not self.pages.get("visitor") or self.javascript

    def visitor(self) -> Page:
        """Return the window of who speaks; it is forgotten after each visit."""
        if "visitor" in self.pages:
            self.pages.pop("visitor").context.close()
        page = self.browser.page(
            base_url=self.place.door, javascript=self.javascript, width=self.width, locale=self.language
        )
        self.pages["visitor"] = page
        return page

    def somebody(self, role: str) -> Page:
        """Return a signed-in window of one of the demo people, in the story's language."""
        if role not in self.pages:
            page = self.browser.page(base_url=self.place.site, width=1280, locale=self.language)
            page.goto(f"/accounts/login/?lang={self.language}")
            self.check(page)
            page.fill("[name=login]", f"{role}@demo.example")
            page.fill("[name=password]", self.place.password)
            page.locator("[name=password]").press("Enter")
            page.wait_for_url(lambda url: "/accounts/login" not in url)
            self.pages[role] = page
        return self.pages[role]

    # Acting

    def press(self, page: Page, form: str) -> None:
        """Send a form, found by the end of its address; opens what it is folded into."""
        found = page.locator(f"form[action$='{form}']").first
        refused = found.locator(".verdict p")
        assert refused.count() == 0, f"{form} on {page.url}: {refused.first.inner_text()}"
        found.locator("button[type=submit]").first.click()
        page.wait_for_load_state()
        self.check(page)

    def unfold(self, page: Page) -> None:
        """Open everything that is folded away."""
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")

    # The story

    def speak(self) -> None:
        """Somebody says what happened, keeps the code and sends."""
        page = self.visitor()
        page.goto(f"/{self.language}/feedback/")
        self.check(page)
        page.click("button[value=begin]")
        self.check(page)
        page.fill("[name=text]", TOLD[self.language])
        page.click("button[value=words]")
        self.check(page)
        page.click("button[value=to-readers]")
        self.check(page)
        page.check("[name=for_council]")
        page.check("[name=for_public]")
        page.click("button[value=readers]")
        self.check(page)
        page.click("button[value=code]")
        self.check(page)
        self.code = codes.read(page.locator(".receipt__code").inner_text())
        page.click("button[value=send-kept]")
        self.check(page)
        assert codes.read(page.locator(".receipt__code").inner_text()) == self.code
        assert page.context.cookies() == []

    def plan_meeting(self) -> None:
        """The coordinator plans a meeting and invites everybody.

        It is today, late, where the day ends last: ahead of everybody, and yet on the day that is to be recorded.
        """
        page = self.somebody("coordinator")
        page.goto("/meetings/new/")
        self.check(page)
        day = timezone.localdate(timezone=WHERE)
        page.select_option("[name=time_zone]", WHERE.key)
        page.fill("[name=title]", f"Letters ({self.language})")
        page.fill("[name=day]", day.isoformat())
        page.fill("[name=starts]", "23:58")
        page.fill("[name=place]", "Library")
        page.fill("[name=join_phone]", "+44 20 7946 0000")
        page.fill("[name=access_deadline]", day.isoformat())
        page.fill("[name=contact]", "Carla, +44 20 7946 0001")
        # The other button only shows what o'clock it is for everybody.
        page.locator("main form button[type=submit]:not([name])").click()
        page.wait_for_url(re.compile(r"/meetings/[0-9a-f-]{36}/$"))
        self.path = page.url.removeprefix(self.place.site)
        self.check(page)
        self.press(page, "/invite/")

    def read(self) -> None:
        """The reader opens the words, writes the version others may see, replies, and puts it on the agenda."""
        page = self.somebody("reader")
        item = ""

        def arrived() -> bool:
            nonlocal item
            page.goto(f"/desk/?status=received&language={self.language}")
            links = [link.get_attribute("href") or "" for link in page.locator("main a[href^='/desk/']").all()]
            for href in links:
                if re.fullmatch(r"/desk/[0-9a-f-]{36}/", href) and self._is_ours(page, href):
                    item = href
                    return True
            return False

        until(arrived, what="the new feedback is on the desk")
        self.check(page)
        self.press(page, "/take/")
        self.unfold(page)
        page.fill("[name$=shareable]", SHARED[self.language])
        page.check("[name$=taken_out]")
        self.press(page, "/share/")
        self.unfold(page)
        page.fill("form[action$='/reply/'] textarea", REPLY[self.language])
        self.press(page, "/reply/")
        self.unfold(page)
        where = page.locator(f"option[value='meeting-{self.path.strip('/').split('/')[1]}']")
        page.select_option("[name$=where]", where.get_attribute("value"))
        page.fill("form[action$='/agenda/'] [name$=title]", "Letters")
        self.press(page, "/agenda/")

    def _is_ours(self, page: Page, href: str) -> bool:
        page.goto(href)
        self.press(page, "/words/")
        return TOLD[self.language] in page.locator("main").inner_text()

    def answer(self) -> None:
        """A member answers by the link in the message, which is in their own language, without signing in."""
        links: list[str] = []

        def invited() -> bool:
            for mail in self.place.mails():
                found = re.search(r"\S+/meetings/answer/\S+", plain(mail))
                if "member@demo.example" in str(mail["To"]) and found and f"({self.language})" in plain(mail):
                    links[:] = [found[0], plain(mail)]
            return bool(links)

        until(invited, what="the member's invitation arrived")
        assert "اجتماع" in links[1]
        page = self.browser.page(width=390)
        page.goto(links[0])
        assert page.locator("html").get_attribute("lang") == "ar"
        page.click("button[name=answer][value=yes]")
        page.wait_for_load_state()
        assert axe(page) == []

    def meet(self) -> None:
        """The chair records what was decided, and the council recommends."""
        page = self.somebody("chair")
        page.goto(self.path)
        self.check(page)
        page.click("a[href$='/outcome/']")
        self.check(page)
        page.fill("[name=outcome]", "Put the date first.")
        page.locator("main form button[type=submit]").last.click()
        page.goto(self.path)
        self.check(page)
        page.click("a[href^='/recommendations/new/']")
        self.check(page)
        page.fill("[name=title]", f"Begin letters with the date ({self.language})")
        page.fill("[name=text]", "Nobody should have to look for the date.")
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_url(re.compile(r"/recommendations/[0-9a-f-]{36}/$"))
        self.check(page)
        self.recommended = page.url.removeprefix(self.place.site)

    def decide(self) -> None:
        """The executive decides, with a reason."""
        page = self.somebody("executive")
        page.goto(self.recommended)
        self.check(page)
        page.check("[name$=outcome][value=will_change]")
        page.fill("[name$=reason]", REASON)
        page.fill("[name$=target_on]", (timezone.localdate() + timedelta(days=30)).isoformat())
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_load_state()
        self.check(page)
        assert REASON in page.locator("main").inner_text()

    def change(self) -> None:
        """The steward changes the clause and puts it in force."""
        page = self.somebody("steward")
        page.goto("/policies/letters-and-messages/")
        self.check(page)
        self.unfold(page)
        option = page.locator("select[name$=decision] option", has_text=f"({self.language})")
        page.select_option("select[name$=decision]", option.get_attribute("value"))
        page.select_option("select[name$=clause]", index=1)
        page.locator("form:has(select[name$=decision]) button[type=submit]").click()
        page.wait_for_url(re.compile(r"/follow-up/[0-9a-f-]{36}/$"))
        self.follow_up = page.url.removeprefix(self.place.site)
        self.check(page)
        self.unfold(page)
        page.fill("form[action$='/write/'] [name$=text]", NEW_WORDS)
        page.fill("form[action$='/write/'] [name$=title]", f"Letters begin with the date ({self.language})")
        page.fill("form[action$='/write/'] [name$=summary]", "You see the date first.")
        self.press(page, "/write/")
        self.unfold(page)
        page.fill("form[action$='/in-force/'] [name$=on]", timezone.localdate().isoformat())
        page.fill("form[action$='/in-force/'] [name$=evidence]", "Twenty letters were looked at; all begin with it.")
        self.press(page, "/in-force/")

    def sign(self) -> None:
        """A council member sees that it is really different, and signs under the name they chose."""
        page = self.somebody("member")
        page.goto(self.follow_up)
        self.check(page)
        self.press(page, "/sign/")

    def come_back(self) -> str:
        """Who spoke comes back with the code, and reads reply, decision and change; returns the page's words."""
        page = self.visitor()
        page.goto(f"/{self.language}/feedback/return/")
        self.check(page)
        page.fill("[name=code]", codes.shown(self.code).lower())
        page.locator("main form button[type=submit]").click()
        page.wait_for_load_state()
        self.check(page)
        assert page.context.cookies() == []
        return page.locator("main").inner_text()

    def public(self) -> str:
        """Anybody reads it on the public page, without a cookie; returns its words."""
        page = self.browser.page(base_url=self.place.site, width=320, locale=self.language)
        page.goto(f"/{self.language}/changes/")
        self.check(page)
        page.click(f"main a:has-text('({self.language})')")
        page.wait_for_load_state()
        self.check(page)
        assert page.context.cookies() == []
        return page.locator("main").inner_text()

    def tell(self, between: Callable[[], None] = lambda: None) -> None:
        """Tell the whole story; `between` happens before the invitations are on their way."""
        self.speak()
        between()
        self.plan_meeting()
        self.read()
        self.answer()
        self.meet()
        self.decide()
        self.change()
        self.sign()
        returned, public = self.come_back(), self.public()
        for words in (REPLY[self.language], REASON, NEW_WORDS):
            assert words in returned, words
        for words in (SHARED[self.language], REASON, NEW_WORDS, "Jasmin"):
            assert words in public, words
        assert TOLD[self.language] not in public
