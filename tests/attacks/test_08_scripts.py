"""Attack 8: words that want to be script, style, address or layout, in every box, before everybody who reads them.

The browser is told to ignore the pages' content security policy, so that escaping has to hold alone; the last tests
look at the policy alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role
from accounts.models import User
from desk.actions import cases as desk
from desk.actions import collecting
from feedback import actions as door
from feedback import codes
from feedback.models import Feedback, Place
from keys import interface as keys
from policies import actions as policies
from tests.attacks import hostile
from tests.attacks.hostile import Watch
from tests.feedback.conversations import content
from tests.rig.browser import Browser
from tests.tracker import factories
from tests.tracker.factories import Said
from tracker.actions import changes
from tracker.actions import recommendations as council
from tracker.actions.agenda import put_on_agenda
from tracker.enums import Outcome
from tracker.models import PolicyChange

NARROW = 320
IMAGE = "<img src=x onerror="


@pytest.fixture
def beacon() -> Iterator[tuple[str, list[str]]]:
    with hostile.listener() as listening:
        yield listening


@pytest.fixture
def watch(browser: Browser, live_server: LiveServer, beacon: tuple[str, list[str]]) -> Iterator[Watch]:
    """A narrow window without the pages' policy. At the end nobody must have called the listener."""
    keys.keep(timezone.localdate())
    context = browser.context(base_url=live_server.url, width=NARROW, bypass_csp=True)
    made = Watch(context, beacon[0], live_server.url)
    made.attach()
    yield made
    assert made.seen
    assert beacon[1] == []


def signed_in(watch: Watch, person: User) -> Page:
    """Return a new page of the watched window, in which somebody is signed in."""
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    watch.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": watch.origin}])
    return watch.context.new_page()


def press(page: Page, button: str | Locator) -> None:
    """Press a button, and wait until the page it leads to is there with its styles."""
    with page.expect_navigation():
        (page.locator(button).first if isinstance(button, str) else button).click()


# What staff and members write as well


@dataclass
class Story:
    """One piece of feedback and everything that became of it, all of it hostile."""

    said: Said
    change: PolicyChange
    reader: User
    member: User


def said(beacon: str, mark: str, line: str, **more: Any) -> Said:
    """Send hostile words as somebody who gives feedback."""
    words, code, submission = hostile.long_words(beacon, mark), codes.new(), uuid4()
    given: dict[str, Any] = {"text": words, "helped": words, "better": words, "place": line, **more}
    told = content(**given, language="en", for_council=True, for_public=True, notes=["death"])
    assert door.submit(content=told, code=code, submission=submission, on=timezone.localdate())
    collecting.collect()
    return Said(code, Feedback.objects.get(submission=submission))


def story(beacon: str, mark: str, line: str) -> Story:
    """Let staff, council, leaders and steward write hostile words about one piece of feedback."""
    long, reader = hostile.long_words(beacon, mark), factories.person(Role.READER)
    given = said(beacon, mark, line[:200])
    given.add(long)
    desk.take(case=given.case, by=reader)
    desk.sort(case=given.case, topics=[], content_note=line[:160], by=reader)
    desk.share(case=given.case, shareable=long, language="en", by=reader)
    desk.reply(case=given.case, text=long, language="en", answers=True, submission=uuid4(), by=reader)
    meeting = factories.MeetingFactory(title=line[:160], council__name=line[:120])
    entry = factories.AgendaItemFactory(title=line[:160], meeting=meeting)
    put_on_agenda(case=given.case, agenda_item=entry, by=reader)
    asked = council.recommend(
        agenda_item=entry, title=line[:160], text=long, language="en", sources=[given.case],
        by=factories.person(Role.COORDINATOR),
    )  # fmt: skip
    decided = council.decide(
        recommendation=asked, outcome=Outcome.WILL_CHANGE, reason=long, language="en",
        target_on=timezone.localdate(), by=factories.person(Role.EXECUTIVE),
    )  # fmt: skip
    steward = factories.person(Role.STEWARD)
    document = policies.add_document(
        title=line[:160], slug=mark, language="en", clauses=[(line[:20], long)], by=steward
    )
    clause = document.versions.get(number=1).clauses.get()
    change = changes.plan(decision=decided, document=document, clause=clause, by=steward)
    changes.write(change=change, text=f"{long} New.", title=line[:160], summary=long, by=steward)
    changes.put_in_force(change=change, on=timezone.localdate(), evidence=long, by=steward)
    member = factories.MembershipFactory(council=meeting.council, alias=line[:80]).user
    changes.doubt(change=change, words=long, language="en", by=member)
    changes.sign(change=change, by=member)
    return Story(given, change, reader, member)


def stories(beacon: str) -> list[Story]:
    """Return a story for every way of filling a box of one line."""
    return [story(beacon, f"mark{number}", line) for number, line in enumerate(hostile.lines(beacon))]


# Who looks


@pytest.mark.long
def test_what_somebody_types_is_shown_to_them_as_words(watch: Watch) -> None:
    page, words = watch.context.new_page(), hostile.long_words(watch.beacon, "mark")
    for number, line in enumerate(hostile.lines(watch.beacon)):
        Place.objects.create(code=f"place-{number}", names={"en": line[:80]})
    for number, line in enumerate(hostile.lines(watch.beacon)):
        page.goto(f"/en/feedback/at/place-{number}/")
        watch.look(page)
        press(page, "button[value=begin]")
        for box in ("text", "helped", "better"):
            page.fill(f"[name={box}]", words)
        if number == 0:
            press(page, "button[value=pause-words]")
            press(page, "button[value=pause-back]")
            watch.look(page, IMAGE, "</textarea>")
        press(page, "button[value=words]")
        for part, box in (("place", "place"), ("readers", "keep_from")):
            press(page, f"button[value=to-{part}]")
            page.fill(f"[name={box}]", line[:200])
            press(page, f"button[value={part}]")
            press(page, f"button[value=to-{part}]")
            watch.look(page, "mark")
            press(page, "button[value=hub]")
        press(page, "button[value=to-files]")
        name = f"{line[:80]}.ogg".replace("/", "_")
        page.set_input_files("#id_file", {"name": name, "mimeType": "audio/ogg", "buffer": b"OggS" + b"\0" * 99})
        press(page, "button[value=add-file]")
        watch.look(page)
        press(page, "button[value=files]")
        press(page, "button[value=code]")
        watch.look(page, IMAGE, "</textarea>")
        code = codes.read(page.locator(".receipt__code").inner_text())
        press(page, "button[value=send-kept]")
        watch.look(page)
    _add(watch, page, code, words)


def come_back(page: Page, code: str) -> None:
    page.goto("/en/feedback/return/")
    page.fill("[name=code]", codes.shown(code))
    press(page, "main form button[type=submit]")


def _add(watch: Watch, page: Page, code: str, words: str) -> None:
    """Add hostile words with a code, once refused because the code stands in them, once when all is destroyed."""
    come_back(page, code)
    page.fill("[name=text]", f"{words} {codes.shown(code)}")
    press(page, "button[value=add]")
    watch.look(page, IMAGE)
    page.fill("[name=text]", words)
    press(page, "button[value=add]")
    watch.look(page)
    page.fill("[name=text]", words)
    door.erase(lookup=codes.opened(code).lookup, on=timezone.localdate())
    press(page, "button[value=add]")
    watch.look(page, IMAGE)


@pytest.mark.long
def test_what_staff_wrote_is_shown_to_who_spoke_as_words(watch: Watch) -> None:
    page = watch.context.new_page()
    for told in stories(watch.beacon):
        come_back(page, told.said.code)
        watch.look(page, IMAGE, "</textarea>", "mark")
        assert page.locator("section.entry blockquote").count() >= 3, "reply, version and decision are here"
        for act in page.locator("button[name=about]").all():
            assert act.is_visible()
        press(page, "button[name=about]")
        watch.look(page, IMAGE)


@pytest.mark.long
def test_what_somebody_said_is_shown_to_staff_as_words(watch: Watch) -> None:
    told = stories(watch.beacon)
    page = signed_in(watch, told[0].reader)
    for one in told:
        where = f"/desk/{one.said.case.pk}/"
        for opening in ("words", "added"):
            page.goto(where)
            press(page, f"form[action$='/{opening}/'] button")
            watch.look(page, IMAGE, "</textarea>", "mark")
        press(page, "form[action$='/share/'] button[name=preview]")
        watch.look(page, "mark")
    page.goto("/desk/?view=all")
    watch.look(page, "mark")


@pytest.mark.long
def test_who_is_not_to_read_and_names_of_places_are_shown_to_coordinators_as_words(watch: Watch) -> None:
    page = signed_in(watch, factories.person(Role.COORDINATOR, Role.ADMIN))
    for number, line in enumerate(hostile.lines(watch.beacon)):
        place = Place.objects.create(code=f"place-{number}", names={"en": line[:80]})
        kept = said(watch.beacon, "mark", line[:200], keep_from=line[:200], place_id=str(place.pk))
        page.goto(f"/desk/{kept.case.pk}/")
        press(page, "form[action$='/named/'] button")
        watch.look(page, "mark")
        press(page, "form[action$='/words/'] button")
        watch.look(page, IMAGE, "mark")
        for where in (f"/places/place-{number}/", f"/places/place-{number}/poster/?in=en"):
            page.goto(where)
            watch.look(page, "mark")
        page.goto("/desk/enter/")
        page.fill("[name=text]", hostile.long_words(watch.beacon, "mark"))
        page.fill("[name=place]", line[:200])
        press(page, page.locator("main form button[type=submit]").last)
        watch.look(page, IMAGE, "mark")
    for where in ("/places/", "/accounts/log/"):
        page.goto(where)
        watch.look(page)


@pytest.mark.long
def test_what_the_council_and_everybody_read_is_words(watch: Watch) -> None:
    told = stories(watch.beacon)
    for one in told:
        page = signed_in(watch, one.member)
        for where in (
            "/council/heard/",
            "/recommendations/?view=all",
            f"/recommendations/{one.change.decision.recommendation_id}/",
            f"/meetings/{one.change.decision.recommendation.agenda_item.meeting_id}/",
            f"/follow-up/{one.change.pk}/",
            f"/policies/{one.change.document.slug}/",
        ):
            page.goto(where)
            watch.look(page, "mark")
        page.goto(f"/en/changes/{one.change.pk}/")
        watch.look(page, IMAGE, "</textarea>", "mark")
        assert page.locator("blockquote").count() >= 4
        page.close()
    page = watch.context.new_page()
    page.goto("/en/changes/")
    watch.look(page, "mark0", "mark1", "mark2")


@pytest.mark.long
def test_an_address_is_never_part_of_a_page(watch: Watch) -> None:
    page = watch.context.new_page()
    hurt = f"%22%3E%3Cimg src=x onerror=%22{hostile.ACT.format(beacon=watch.beacon)}%22%3E"
    for where in ("feedback/", "feedback/return/", "feedback/at/{}/", "changes/", "{}", "../{}/feedback/"):
        page.goto(f"/en/{where.format(hurt)}?q={hurt}#{hurt}")
        watch.look(page)
        assert page.locator("h1").count() == 1


def spoilt(route: Route, live: str) -> None:
    """Answer with the page as it is, but for words in it that nobody has escaped."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("</main>", f"{live}</main>"))


# That the watch sees, and that the policy holds by itself


@pytest.fixture
def blank(browser: Browser, beacon: tuple[str, list[str]]) -> tuple[Watch, Page]:
    """An empty page of nobody's, watched."""
    watch = Watch(browser.context(width=NARROW), beacon[0], "http://blank.example")
    watch.attach()
    page = watch.context.new_page()
    page.route("http://blank.example/*", lambda route: route.fulfill(body="<p>", content_type="text/html"))
    page.goto("http://blank.example/")
    return watch, page


@pytest.mark.parametrize("payload", hostile.LIVE)
def test_each_payload_is_seen_where_nothing_escapes_it(blank: tuple[Watch, Page], payload: str) -> None:
    watch, page = blank
    (live,) = hostile.filled(watch.beacon, [payload])
    page.set_content(f"<title>x</title><main>{live}<p>mark</p></main>", wait_until="commit")
    with pytest.raises(AssertionError):
        watch.look(page)


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        ("<p>\u202eturned</p><p>our words</p>", ""),
        ("<p>by \u202ename <b>our words</b></p>", "turned round"),
        (f"<p>{hostile.LONG}</p>", "hangs out|hang out|wide"),
        ("<div style='width:9em'><p style='width:30em'>ours</p></div>", "has style|hangs out"),
    ],
)
def test_a_layout_that_gives_way_is_seen(blank: tuple[Watch, Page], markup: str, line: str) -> None:
    _watch, page = blank
    page.set_content(f"<main>{markup}</main>")
    found = " ".join(page.evaluate(hostile.LOOK))
    assert re.search(line, found) if line else found == ""


def test_the_policy_alone_stops_what_is_not_escaped(
    browser: Browser, live_server: LiveServer, beacon: tuple[str, list[str]]
) -> None:
    keys.keep(timezone.localdate())
    context = browser.context(base_url=live_server.url)
    watch = Watch(context, beacon[0], live_server.url)
    watch.attach()
    # A page that leads away by itself is nothing that a policy knows of; only escaping holds there.
    live = "".join(part for part in hostile.filled(beacon[0], hostile.LIVE) if "refresh" not in part)
    for where in ("/en/feedback/", "/en/changes/"):
        page = context.new_page()
        page.route(f"{live_server.url}{where}", lambda route: spoilt(route, live))
        page.goto(where)
        expect(page.locator("table[background]")).to_have_count(1)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.ran") is None
        page.close()
    assert [line for line in watch.heard if line.startswith("dialog")] == []
    assert beacon[1] == []
