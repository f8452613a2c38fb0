"""Attack 18: the answer gets lost, somebody presses twice, or the same message is sent two hundred times."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Error, Page

from tests.attacks import driver
from tests.attacks.visit import Visit
from tests.rig.browser import Browser
from tests.rig.production import ProductionSite

REPLAYS = 200


@dataclass
class Proxy:
    """Stands between a browser and the door. While `loses` is set, answers are taken and thrown away."""

    upstream: tuple[str, int]
    loses: bool = False
    lost: int = 0
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        """Take connections until the listener is closed."""
        while True:
            try:
                client, _address = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, socket.create_connection(self.upstream) as server:
            while True:
                ready, _, _ = select.select([client, server], [], [], 30)
                for side in ready:
                    data = side.recv(65536)
                    if side is server and self.loses:
                        self.lost += 1
                        return
                    if not data:
                        return
                    (server if side is client else client).sendall(data)
                if not ready:
                    return


@pytest.fixture
def proxy(production_site: ProductionSite) -> Iterator[Proxy]:
    where = urlsplit(production_site.door_url)
    made = Proxy((where.hostname or "", where.port or 0))
    threading.Thread(target=made.serve, daemon=True).start()
    yield made
    made.listener.close()


def kept(site: ProductionSite) -> tuple[int, ...]:
    """Return how many rows of each kind the door has."""
    tables = ("feedback_feedback", "feedback_datakey", "feedback_step")
    with psycopg.connect(site.site_environment["DATABASE_URL"]) as owner:
        rows = [owner.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() for table in tables]  # noqa: S608
    return tuple(row[0] for row in rows if row)


def send_and_see(page: Page) -> None:
    """Press Send and wait a little for what happens next."""
    page.click("button[value=send-kept]")
    page.wait_for_load_state()
    page.locator(".timeline").wait_for(timeout=3000)


def more(before: tuple[int, ...], after: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(new - old for old, new in zip(before, after, strict=True))


def test_a_lost_answer_and_a_reload_make_one_item(
    browser: Browser, production_site: ProductionSite, proxy: Proxy
) -> None:
    page = browser.page(base_url=proxy.url, javascript=False, locale="pl")
    before = kept(production_site)
    code = driver.reach_code(page, "pl", "Nikt nie przyszedł.")
    proxy.loses = True
    with pytest.raises(Error):
        send_and_see(page)
    assert proxy.lost >= 1
    proxy.loses = False
    page.reload()
    page.locator(".timeline").first.wait_for()
    assert more(before, kept(production_site)) == (1, 1, 1)
    driver.come_back(page, "pl", code)
    assert page.locator(".timeline").count() >= 1


def test_the_same_message_two_hundred_times_is_one_item(production_site: ProductionSite) -> None:
    visit = Visit(production_site.door_url)
    visit.reach_code("Once is enough.")
    note, before = visit.note, kept(production_site)

    def send(_number: int) -> tuple[int, bool]:
        other = Visit(production_site.door_url)
        other.post(visit.address, token=note, step="send-kept")
        return other.last, "already received" in other.page

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(REPLAYS)))
    assert more(before, kept(production_site)) == (1, 1, 1)
    # Where too many codes are opened at once somebody is asked to try again; nobody is told anything untrue.
    assert {status for status, _already in answers} <= {200, 429}
    assert [already for status, already in answers if status == 200].count(False) == 1
    visit.come_back()
    assert visit.last == 200
