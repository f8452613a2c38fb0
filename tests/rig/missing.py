"""A pytest plugin: skip what this machine lacks, name it at the end, and let nothing pass by with REQUIRE_ALL=1."""

import os
from collections.abc import Generator

import pytest

from tests.rig import services

REQUIRE_ALL = os.environ.get("REQUIRE_ALL", "") not in {"", "0"}
# A test that asks for one of these fixtures needs what stands beside it, without saying so again.
FIXTURE_NEEDS = {
    "browser": ("needs_browser",),
    "chromium": ("needs_browser",),
    "firefox": ("needs_firefox",),
    "production_site": ("needs_postgres", "needs_redis", "production", "sites"),
    "embedded_site": ("sites",),
    "cluster": ("needs_cluster", "sites"),
    "postgres": ("needs_postgres",),
    "redis_url": ("needs_redis",),
}
# In a parallel run, tests that share a started site stay on one worker, so that it is started once; attacks on the
# production site and everything else that asks one are two groups, so that two workers have as much to do.
FIXTURE_GROUPS = {"embedded_site": "embedded", "production_site": "production", "cluster": "cluster"}
ATTACKS = "tests/attacks/"
# What takes longest is begun first: else one worker is left with it at the end while the others have nothing to do.
LONGEST_FIRST = ("every page", "production", "embedded", "production under attack", "cluster", "specimens")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        names = getattr(item, "fixturenames", ())
        for fixture, needs in FIXTURE_NEEDS.items():
            if fixture in names:
                for need in needs:
                    item.add_marker(need)
        for fixture, group in FIXTURE_GROUPS.items():
            if fixture in names and item.get_closest_marker("xdist_group") is None:
                attack = group == "production" and item.nodeid.startswith(ATTACKS)
                item.add_marker(pytest.mark.xdist_group(f"{group} under attack" if attack else group))


@pytest.hookimpl(specname="pytest_collection_modifyitems", trylast=True)
def pytest_put_longest_first(items: list[pytest.Item]) -> None:
    """Order a parallel run: what belongs together, then what draws pages, then the many quick ones."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    group = item.get_closest_marker("xdist_group")
    if group and group.args[0] in LONGEST_FIRST:
        return LONGEST_FIRST.index(group.args[0])
    is_quick = not group and not item.get_closest_marker("slow") and not item.get_closest_marker("needs_browser")
    return len(LONGEST_FIRST) + is_quick


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """End a site in a parallel run once no test of its group follows: what it does by the clock slows down the rest."""
    if "PYTEST_XDIST_WORKER" not in os.environ or not isinstance(item, pytest.Function):
        return
    following = getattr(nextitem, "fixturenames", ())
    for name in FIXTURE_GROUPS:
        if name in item.fixturenames and name not in following:
            # One that asks for it later all the same is given a new one.
            item._fixtureinfo.name2fixturedefs[name][-1].finish(item._request)  # type: ignore[arg-type]  # noqa: SLF001


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for need, (found, what) in services.NEEDS.items():
        if item.get_closest_marker(need) and not found():
            pytest.skip(f"not on this machine: {what}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and REQUIRE_ALL=1 allows no skip: {reason(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if REQUIRE_ALL and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, and REQUIRE_ALL=1 allows no skip: {reason(report)}"
    return report


def reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return the reason of a skip, without pytest's prefix."""
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        skipped[reason(report)] = skipped.get(reason(report), 0) + 1
    if skipped:
        terminalreporter.section("Not tested on this machine")
        for why, count in sorted(skipped.items()):
            terminalreporter.line(f"{count} {'test' if count == 1 else 'tests'}: {why}")
        terminalreporter.line("REQUIRE_ALL=1 makes each of these a failure.")
