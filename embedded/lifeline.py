"""Start a program that ends when the process which started it ends, even if that one is killed outright.

Usage: `python -m embedded.lifeline PIDFILE PROGRAM [ARGUMENT ...]`. Writes its process number to PIDFILE, asks the
kernel for a SIGTERM on the death of the parent (Linux only; elsewhere the parent ends its children in good order),
then becomes PROGRAM.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1


def tie_to_parent(expected_parent: int) -> None:
    """Exit at once when the parent is gone already; else be told when it goes."""
    # In this order: a parent that dies before the request sends no signal, and is missed below.
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != expected_parent:
        sys.exit(1)


def main() -> None:
    pid_file, *command = sys.argv[1:]
    tie_to_parent(int(os.environ.pop("ANSWERABLE_PARENT", os.getppid())))
    # In one step: whoever looks at the same time sees the number before or this one, never an empty file.
    unfinished = Path(f"{pid_file}.unfinished")
    unfinished.write_text(f"{os.getpid()}\n", encoding="ascii")
    unfinished.replace(pid_file)
    os.execvp(command[0], command)  # noqa: S606 - the whole purpose: no shell, same process number


if __name__ == "__main__":
    main()
