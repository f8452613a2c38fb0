"""The harness of `make bench`: arithmetic, turns, warming up, trying again, and the words for what was noisy."""

from __future__ import annotations

import http.server
import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

import benchmarks.__main__ as command
from benchmarks import acting, figures, load, measuring, registry
from benchmarks.figures import Ratio, Series
from benchmarks.measuring import Outcome, Plan, UnmeasurableError
from benchmarks.registry import POSTGRESQL, SQLITE, Row, Sides

pytestmark = pytest.mark.slow

PLAN = Plan(rounds=3, seconds=1.0, most_warm_ups=4)


def row(*, is_rate: bool = True, name: str = "planted") -> Row:
    return Row(name, "things per second", (SQLITE,), ("ours", "bare"), is_rate, lambda _rig: Sides(lambda _s: 1.0))


def following(*figures: float) -> Callable[[float], float]:
    """Return a side that measures these figures one after the other, and the last one from then on."""
    left = list(figures)
    return lambda _seconds: left.pop(0) if len(left) > 1 else left[0]


def test_ratio_is_that_of_the_medians_with_the_range_of_the_rounds() -> None:
    ours = Series((10.0, 20.0, 60.0))
    bare = Series((20.0, 50.0, 40.0))
    assert figures.ratio(ours, bare, is_rate=True) == Ratio(middle=0.5, lowest=0.4, highest=1.5)


def test_ratio_of_durations_is_over_one_where_we_are_faster() -> None:
    ours = Series((10.0, 10.0))
    bare = Series((20.0, 30.0))
    assert figures.ratio(ours, bare, is_rate=False) == Ratio(middle=2.5, lowest=2.0, highest=3.0)


def test_ratio_is_printed_with_its_range() -> None:
    assert str(Ratio(0.5, 0.4, 1.5)) == "0.50 (0.40 to 1.50)"


def test_nothing_measured_makes_no_ratio_but_no_error() -> None:
    nothing = Series((0.0,))
    assert figures.ratio(Series((1.0,)), nothing, is_rate=True) == Ratio(0.0, 0.0, 0.0)
    assert nothing.spread == 0.0


@pytest.mark.parametrize(
    ("ours", "bare", "words"),
    [
        ((10.0, 11.0), (20.0, 21.0), "steady"),
        ((10.0, 20.0), (20.0, 21.0), "noisy: rounds of ours differ by 67%"),
        ((10.0, 20.0), (10.0, 30.0), "noisy: rounds of ours differ by 67%, rounds of bare differ by 100%"),
    ],
)
def test_noise_is_said_in_words(ours: tuple[float, ...], bare: tuple[float, ...], words: str) -> None:
    assert figures.noise({"ours": Series(ours), "bare": Series(bare)}) == words


@pytest.mark.parametrize(
    ("taken", "is_steady"), [([], False), ([10.0], False), ([10.0, 10.5], True), ([10.5, 10.4, 20.0], False)]
)
def test_two_rounds_alike_are_steady(taken: list[float], is_steady: bool) -> None:  # noqa: FBT001 - a column of the table
    assert figures.is_steady(taken) is is_steady


def test_sides_take_turns_and_go_first_in_turn() -> None:
    order: list[str] = []

    def side(name: str) -> Callable[[float], float]:
        def measure(_seconds: float) -> float:
            order.append(name)
            return 1.0

        return measure

    measuring.measure(row(), SQLITE, Sides(side("o"), side("b")), PLAN)
    # Two rounds of each are alike at once; then three rounds are measured.
    assert "".join(order) == "oobb" + "ob" + "bo" + "ob"


def test_warming_up_ends_when_it_is_steady_and_is_not_counted() -> None:
    outcome = measuring.measure(row(), SQLITE, Sides(following(1.0, 5.0, 5.0, 6.0, 7.0, 8.0)), PLAN)
    assert (outcome.ours, outcome.remarks) == (Series((6.0, 7.0, 8.0)), ())


def test_warming_up_that_never_ends_is_bounded_and_said() -> None:
    outcome = measuring.measure(row(), SQLITE, Sides(following(1.0, 2.0, 4.0, 8.0, 9.0)), PLAN)
    assert (outcome.ours, outcome.noise) == (
        Series((9.0, 9.0, 9.0)),
        "steady; ours was not steady after 4 rounds of warming up",
    )


def test_quick_plan_says_nothing_of_warming_up() -> None:
    outcome = measuring.measure(row(), SQLITE, Sides(following(1.0)), measuring.QUICK)
    assert outcome.noise == "steady"


def test_round_that_fails_gets_more_time() -> None:
    given: list[float] = []

    def side(seconds: float) -> float:
        given.append(seconds)
        if seconds < 4:
            raise UnmeasurableError("nobody finished")
        return 1.0

    plan = Plan(rounds=1, seconds=1.0, most_warm_ups=0)
    assert measuring.measure(row(), SQLITE, Sides(side), plan).ours == Series((1.0,))
    assert given == [1.0, 2.0, 4.0]


def test_round_that_keeps_failing_is_an_error() -> None:
    def side(_seconds: float) -> float:
        raise UnmeasurableError("nobody finished")

    with pytest.raises(UnmeasurableError, match="nobody finished"):
        measuring.measure(row(), SQLITE, Sides(side), PLAN)


def test_outcome_is_printed_and_kept(tmp_path: Path) -> None:
    outcome = Outcome(row(), SQLITE, Series((10.0, 20.0)), Series((20.0, 20.0)), ())
    assert list(outcome.lines()) == [
        "planted (sqlite): ratio 0.75 (0.50 to 1.00)",
        "planted (sqlite): ours 15, bare 20 things per second; noisy: rounds of ours differ by 67%",
    ]
    command.keep(outcome.row, [outcome], tmp_path)
    kept = json.loads((tmp_path / "planted.json").read_text(encoding="utf-8"))
    assert kept["measured"] == [
        {
            "database": "sqlite",
            "ours": {"median": 15.0, "rounds": [10.0, 20.0]},
            "bare": {"median": 20.0, "rounds": [20.0, 20.0]},
            "ratio": {"middle": 0.75, "lowest": 0.5, "highest": 1.0},
            "noise": "noisy: rounds of ours differ by 67%",
        }
    ]
    assert (kept["row"], kept["unit"]) == ("planted", "things per second")


def test_figure_without_another_side_stands_alone() -> None:
    outcome = Outcome(row(), SQLITE, Series((12386.0,)), None, ())
    assert list(outcome.lines()) == ["planted (sqlite): ours 12,386 things per second; steady"]
    assert outcome.as_json() == {
        "database": "sqlite",
        "ours": {"median": 12386.0, "rounds": [12386.0]},
        "noise": "steady",
    }


def test_nothing_measured_keeps_what_was_kept(tmp_path: Path) -> None:
    (tmp_path / "planted.json").write_text("{}", encoding="utf-8")
    command.keep(row(), [], tmp_path)
    assert (tmp_path / "planted.json").read_text(encoding="utf-8") == "{}"


def test_registry_knows_every_row_and_what_it_says_of_itself() -> None:
    rows = registry.registered()
    assert [found.name for found in rows] == [
        "acts", "board", "first-page-ar", "first-page-en", "first-page-es", "first-page-pl", "first-page-rate",
        "first-page-requests", "giving-100k", "giving-1m", "intake", "intake-8", "intake-8-former-cost",
        "inviting", "meeting", "meetings", "members", "memory", "return-100k", "return-1m",
    ]  # fmt: skip
    assert all(found.about.endswith(".") for found in rows)
    assert [found.name for found in rows if found.databases == (POSTGRESQL,)] == [
        "acts", "giving-1m", "return-1m",
    ]  # fmt: skip


def test_rows_are_chosen_by_name() -> None:
    assert [found.name for found in registry.chosen(["memory", "acts"])] == ["memory", "acts"]


def test_unknown_row_is_refused_with_the_names_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["intakes"])
    assert "There is no row called intakes. There are: acts, board, first-page-ar," in capsys.readouterr().err


def test_two_rows_of_one_name_are_refused() -> None:
    registry.registered()
    with pytest.raises(ValueError, match="two rows are called intake"):
        registry.row("intake", unit="x")(lambda _rig: Sides(lambda _seconds: 1.0))


@pytest.fixture
def server() -> Iterator[tuple[str, list[int]]]:
    """A server that answers with the statuses of a list, and with 200 when it is empty."""
    statuses: list[int] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(statuses.pop(0) if statuses else 200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"127.0.0.1:{running.server_address[1]}", statuses
        running.shutdown()
        thread.join()


def fetch(visitor: load.Visitor) -> None:
    visitor.get("/")


@pytest.mark.parametrize("statuses", [[429], [503, 429, 429, 503]])
def test_visitor_who_is_asked_to_wait_comes_again(server: tuple[str, list[int]], statuses: list[int]) -> None:
    host, answers = server
    answers += statuses
    visitor = load.Visitor(host)
    load.patiently(fetch, visitor, pause=0)
    visitor.connection.close()
    assert answers == []


@pytest.mark.parametrize("statuses", [[429] * load.TRIES, [500]])
def test_visitor_who_is_never_let_in_says_so(server: tuple[str, list[int]], statuses: list[int]) -> None:
    host, answers = server
    answers += statuses
    visitor = load.Visitor(host)
    with pytest.raises(UnmeasurableError):
        load.patiently(fetch, visitor, pause=0)
    visitor.connection.close()


def test_round_lasts_until_somebody_has_finished(server: tuple[str, list[int]]) -> None:
    """As on a machine that is too busy to finish one visit in the time that was meant for a round."""
    host, _answers = server
    rate, taken = load.run(host, fetch, at_once=1, seconds=0)
    assert (len(taken), rate > 0) == (load.LEAST_VISITS, True)


def test_round_in_which_nobody_finishes_ends_with_an_error(server: tuple[str, list[int]]) -> None:
    host, _answers = server
    with pytest.raises(UnmeasurableError, match="nobody finished a visit within 0 seconds"):
        load.run(host, fetch, at_once=1, seconds=0, longest=0)


def test_acts_are_done_together_at_least_once() -> None:
    done: list[int] = []
    left: list[int] = []
    acts = [partial(done.append, number) for number in range(50)]
    rate = acting.together(acts, seconds=0, leave=partial(left.append, 1))
    assert (sorted(done), len(left), rate > 0) == (list(range(50)), acting.CONNECTIONS, True)
