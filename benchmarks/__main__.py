"""`make bench`: measure, print ratios, and keep the figures under benchmarks/results/."""

from __future__ import annotations

import json
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import door, intake

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Run every measurement once; `--quick` takes a few seconds and is good for trying out only."""
    quick = "--quick" in sys.argv
    rows: list[dict[str, Any]] = list(intake.measure(seconds=2 if quick else 12))
    print(f"{'database':<12}{'at once':>8}{'ours/s':>10}{'bare/s':>10}{'ratio':>8}{'p50 ms':>9}{'p95 ms':>9}")
    for row in rows:
        print(
            f"{row['database']:<12}{row['at_once']:>8}{row['ours']['per_second']:>10}{row['bare']['per_second']:>10}"
            f"{row['ratio']:>8}{row['ours']['p50_ms']:>9}{row['ours']['p95_ms']:>9}"
        )
    for row in rows:
        print(f"intake ratio ({row['database']}, {row['at_once']} at once): {row['ratio']}")
    doors = list(door.measure(seconds=2 if quick else 8))
    print("\n".join(door.shown(doors)))
    if not quick:
        _keep("intake", rows)
        _keep("door", doors)


def _keep(name: str, rows: list[dict[str, Any]]) -> None:
    RESULTS.mkdir(exist_ok=True)
    today = datetime.now(tz=UTC).date().isoformat()
    outcome = {"taken_on": today, "python": platform.python_version(), name: rows}
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(outcome, indent=2) + "\n", encoding="utf-8")
    print(f"written: {path.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
