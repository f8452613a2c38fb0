"""A program that sends feedback in children and ends one at a chosen word with the database.

Reads a line of JSON for each child: code, submission, text, and perhaps `point` ("before 3", "after 3", "before
commit", "after commit", "shown") with a `deed`: "die" (SIGKILL of the child itself) or "crash" (of the server, whose
number is in `server`). Answers with a line: what the child said before it ended, and how it ended. Nothing in the
product knows of this.
"""

from __future__ import annotations

import datetime
import json
import os
import signal
import sys
import time
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import django
from django.db import connection

Order = dict[str, Any]


def ended(pid: int) -> bool:
    """Say whether a process is gone, or only waits to be collected."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return True


class Watch:
    """Counts the words of this process with the database and does its deed at one of them."""

    def __init__(self, order: Order, say: Callable[[str], None]) -> None:
        self.order, self.say, self.number = order, say, 0

    def at(self, point: str) -> None:
        if self.order.get("point") != point:
            return
        if self.order["deed"] == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        os.kill(self.order["server"], signal.SIGQUIT)
        while not ended(self.order["server"]):
            time.sleep(0.01)

    def statement(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - as Django calls it
        self.number += 1
        number = self.number
        self.at(f"before {number}")
        result = execute(sql, params, many, context)
        self.at(f"after {number}")
        return result

    def commit(self, real: Callable[[], None]) -> Callable[[], None]:
        def watched() -> None:
            self.at("before commit")
            real()
            self.say("committed")
            self.at("after commit")

        return watched


def send(order: Order, say: Callable[[str], None]) -> None:
    """Send one piece of feedback; say "shown" where the confirmation would be on its way."""
    from feedback import actions

    watch = Watch(order, say)
    connection._commit = watch.commit(connection._commit)  # type: ignore[attr-defined]  # noqa: SLF001
    answers = {"text": order["text"], "for_council": True}
    content = actions.FeedbackContent(answers=answers, language="en")
    today = datetime.datetime.now(tz=datetime.UTC).date()
    with connection.execute_wrapper(watch.statement):
        try:
            new = actions.submit(
                content=content, code=order["code"], submission=uuid.UUID(order["submission"]), on=today
            )
        except Exception as error:  # noqa: BLE001 - the page would be an honest error
            say(f"error {type(error).__name__}")
            return
    say(f"statements {watch.number}")
    say("shown" if new else "shown again")
    watch.at("shown")


def _tell(into: int, text: str) -> None:
    os.write(into, f"{text}\n".encode())


def child(order: Order) -> tuple[list[str], int]:
    """Run one order in a child; return what it said and its exit status (negative: the signal that ended it)."""
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(out)
            send(order, partial(_tell, into))
        finally:
            os._exit(0)
    os.close(into)
    if order.get("after_seconds"):
        time.sleep(order["after_seconds"])
        os.kill(pid, signal.SIGKILL)
    with os.fdopen(out) as said:
        lines = said.read().split("\n")[:-1]
    return lines, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main() -> None:
    django.setup()
    for line in sys.stdin:
        said, status = child(json.loads(line))
        print(json.dumps({"said": said, "status": status}), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
