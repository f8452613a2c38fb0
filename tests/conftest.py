"""Fixtures for every test. What they start is in tests/rig; what a machine lacks is skipped and named at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Browser as Chromium

from feedback import levels
from tests.rig import browser as browsers
from tests.rig import embedded, production, services
from tests.rig.browser import Browser
from tests.rig.embedded import EmbeddedSite
from tests.rig.mail import SmtpSink
from tests.rig.production import ProductionSite

pytest_plugins = ["tests.rig.missing"]


@pytest.fixture(autouse=True)
def _counted_from_zero() -> None:
    """Rate limits live in the cache and in the door's levels: what one test used up must not be missing in the next."""
    cache.clear()
    (Path(settings.FORM_KEYS_DIR) / levels.NAME).unlink(missing_ok=True)


@pytest.fixture(scope="session")
def postgres() -> services.Postgres:
    """The PostgreSQL server of this machine; make databases with `postgres.database()`."""
    found = services.postgres()
    assert found is not None
    return found


@pytest.fixture
def redis_url() -> Iterator[str]:
    """An empty Redis database of one's own."""
    with services.redis_database() as url:
        yield url


@pytest.fixture
def smtp_sink() -> Iterator[SmtpSink]:
    """A mail server that keeps what arrives; `smtp_sink.url` for EMAIL_URL, `smtp_sink.faults` to misbehave."""
    sink = SmtpSink()
    sink.up()
    yield sink
    sink.down()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    with browsers.chromium() as started:
        yield started


@pytest.fixture
def browser(chromium: Chromium) -> Iterator[Browser]:
    """A real browser: `browser.page(locale="ar", javascript=False, width=320, base_url=site.url)`."""
    factory = Browser(chromium)
    yield factory
    factory.close_all()


@pytest.fixture(scope="session")
def embedded_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedSite]:
    """The embedded service, really started: SQLite, no Redis, demo people."""
    with embedded.embedded_site(tmp_path_factory.mktemp("embedded site")) as site:
        yield site


@pytest.fixture(scope="session")
def production_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProductionSite]:
    """Every production process on loopback: PostgreSQL, Redis, door and members' site apart, nobody in it yet."""
    with production.production_site(tmp_path_factory.mktemp("production")) as site:
        yield site


@pytest.fixture
def vendor() -> Path:
    """The folder of other people's files used by tests."""
    return Path(__file__).parent / "rig" / "vendor"
