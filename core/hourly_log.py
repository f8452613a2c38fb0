"""A log whose lines are written at full hours only: whoever keeps them, with whatever clock, learns the hour at most.

Lines about a request at the door would otherwise say when somebody came, also without a time of their own: what runs
the process writes down when each line arrived.
"""

from __future__ import annotations

import atexit
import logging
import os
import sys
import threading
import time

HOUR_S = 3600
# So many lines of an hour are kept; the rest is counted.
MOST = 500


class OnceAnHour(logging.Handler):
    """Keeps lines in memory until the hour is over, and writes them in the order of the alphabet."""

    def __init__(self) -> None:
        """Begin with nothing; what is kept when the process ends is written then."""
        super().__init__()
        self._lines: list[str] = []
        self._left_out = 0
        self._waits = False
        atexit.register(self.flush)
        os.register_at_fork(after_in_child=self._begin_again)

    def _begin_again(self) -> None:
        # The parent writes its lines itself, and a thread does not come along into a forked process.
        self._lines, self._left_out, self._waits = [], 0, False

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line. The lock of the handler is held."""
        if len(self._lines) < MOST:
            self._lines.append(self.format(record))
        else:
            self._left_out += 1
        if not self._waits:
            self._waits = True
            threading.Thread(target=self._wait, daemon=True).start()

    def flush(self) -> None:
        """Write what is there."""
        with self.lock or threading.RLock():
            lines, left_out = sorted(self._lines), self._left_out
            self._lines, self._left_out = [], 0
        if left_out:
            lines.append(f"and {left_out} more")
        if lines:
            sys.stderr.write("\n".join(lines) + "\n")
            sys.stderr.flush()

    def _wait(self) -> None:
        while True:
            time.sleep(HOUR_S - time.time() % HOUR_S)
            self.flush()
