"""Fixtures for every test. What they start is in tests/rig; what a machine lacks is skipped and named at the end."""

import contextlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.template.base import Template
from django.test.utils import _TestState
from playwright.sync_api import Browser as Chromium

from core import organisation
from feedback import queries, shared_counters
from tests.rig import browser as browsers
from tests.rig import csrf, embedded, prepared, production, services, shapes
from tests.rig import firefox as firefoxes
from tests.rig.browser import Browser
from tests.rig.embedded import EmbeddedSite
from tests.rig.firefox import Window
from tests.rig.mail import SmtpSink
from tests.rig.production import ProductionSite

pytest_plugins = ["tests.rig.missing"]

# A busy machine is no fault of the code: how long an example took, or took to make, decides nothing.
hypothesis.settings.register_profile(
    "without a clock", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("without a clock")


@pytest.fixture(autouse=True)
def _counted_from_zero() -> None:
    """Rate limits live in the cache and in the door's levels: what one test used up must not be missing in the next."""
    cache.clear()
    (Path(settings.FORM_KEYS_DIR) / shared_counters.NAME).unlink(missing_ok=True)


@pytest.fixture(scope="session", autouse=True)
def _no_organisation_at_first() -> None:
    organisation.memory.remember(None, seconds=1e9)


@pytest.fixture(autouse=True)
def _organisation_of_the_environment() -> Iterator[None]:
    """No test knows the row of another one; until one is saved through the actions, none asks for it."""
    organisation.memory.remember(None, seconds=1e9)
    yield
    # What is made for a whole module comes before the first test of it, and may not ask either.
    organisation.memory.remember(None, seconds=1e9)


@pytest.fixture(scope="session", autouse=True)
def _forged_forms_are_refused() -> Iterator[None]:
    """The check for forged forms is on for every request of every test, as it is in production."""
    with csrf.checked():
        yield


@pytest.fixture(scope="session", autouse=True)
def _plain_rendering(django_test_environment: None) -> None:
    """Render templates as a site does: no test asks for `response.context`, and keeping copies of it takes time."""
    Template._render = _TestState.saved_data.template_render  # type: ignore[attr-defined]  # noqa: SLF001


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


@pytest.fixture(autouse=True)
def _opening() -> None:
    """The first page of the door asks for its key again: another test had another one."""
    queries.opening.forget()


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


@pytest.fixture
def firefox(tmp_path: Path) -> Callable[..., contextlib.AbstractContextManager[Window]]:
    """Return how to open a stock Firefox at an address, as a context; opened twice in a test, it has one profile."""
    return partial(firefoxes.window, tmp_path / "firefox profile")


@pytest.fixture(scope="session")
def prepared_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of the embedded service with the demo in it, to be copied: made once in a whole run."""
    return prepared.once(tmp_path_factory, "embedded", prepared.embedded_data)


@pytest.fixture(scope="session")
def looks(tmp_path_factory: pytest.TempPathFactory) -> shapes.Looks:
    """What was looked at already in this run, whichever worker did it."""
    return shapes.Looks(prepared.once(tmp_path_factory, "looks", Path.mkdir))


@pytest.fixture(scope="session")
def embedded_site(tmp_path_factory: pytest.TempPathFactory, prepared_data: Path) -> Iterator[EmbeddedSite]:
    """The embedded service, really started: SQLite, no Redis, demo people."""
    with embedded.embedded_site(tmp_path_factory.mktemp("embedded site"), prepared=prepared_data) as site:
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
