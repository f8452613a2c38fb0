"""`make bench`: measure, print ratios with their range, and keep the figures under benchmarks/results/.

    make bench                          every row
    make bench ARGS='intake acts'       some rows
    make bench ARGS='acts --quick'      a moment each, kept nowhere: good for trying out only

What the machine does besides makes a row noisy, and the row says so; it does not make it fail. A row that cannot be
measured after several tries is named at the end, the others are measured and kept, and only then the command fails.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import measuring, registry
from benchmarks.measuring import Outcome, Plan
from benchmarks.registry import BOTH, Row
from benchmarks.rig import at_hand, rig

RESULTS = Path(__file__).parent / "results"


def main(arguments: Sequence[str]) -> int:
    """Measure the rows that are asked for."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure.")
    parser.add_argument("rows", nargs="*", help="names of rows; all of them when none is given")
    parser.add_argument("--quick", action="store_true", help="a moment for each row, and keep nothing")
    options = parser.parse_args(arguments)
    try:
        rows = registry.chosen(options.rows)
    except registry.UnknownRowError as error:
        parser.error(str(error))
    outcomes, failed = _all(rows, measuring.QUICK if options.quick else measuring.FULL)
    if not options.quick:
        for row in rows:
            keep(row, [outcome for outcome in outcomes if outcome.row is row])
    for line in failed:
        print(line, file=sys.stderr)
    return 1 if failed else 0


def _all(rows: Sequence[Row], plan: Plan) -> tuple[list[Outcome], list[str]]:
    """Measure all rows on one kind of database after the other; return what was measured and what could not be."""
    outcomes: list[Outcome] = []
    failed: list[str] = []
    present = at_hand()
    for database in BOTH:
        wanted = [row for row in rows if database in row.databases]
        if not wanted:
            continue
        if database not in present:
            print(f"no {database} on this machine: left out {', '.join(row.name for row in wanted)}")
            continue
        with rig(database) as started:
            for row in wanted:
                try:
                    outcome = measuring.measure(row, database, row.prepare(started), plan)
                except Exception as error:  # noqa: BLE001 - whatever a row dies of, the others are measured
                    failed.append(f"{row.name} ({database}) could not be measured: {error!r}")
                    continue
                outcomes.append(outcome)
                print("\n".join(outcome.lines()), flush=True)
    return outcomes, failed


def keep(row: Row, outcomes: Sequence[Outcome], folder: Path = RESULTS) -> None:
    """Write what was measured of one row; what was kept earlier stays when nothing was."""
    if not outcomes:
        return
    folder.mkdir(exist_ok=True)
    path = folder / f"{row.name}.json"
    kept = {
        "taken_on": datetime.now(tz=UTC).date().isoformat(),
        "python": platform.python_version(),
        "row": row.name,
        "about": row.about,
        "unit": row.unit,
        "measured": [outcome.as_json() for outcome in outcomes],
    }
    path.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    print(f"written: {path.name}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
