"""Lines that are written at full hours only, and in no order of time."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import hourly_log
from core.hourly_log import OnceAnHour


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Iterator[OnceAnHour]:
    monkeypatch.setattr(threading.Thread, "start", lambda _thread: None)
    made = OnceAnHour()
    yield made
    made.flush()


def say(handler: OnceAnHour, *lines: str) -> None:
    for line in lines:
        handler.handle(logging.LogRecord("door", logging.ERROR, "", 0, line, None, None))


def test_lines_wait_and_come_in_the_order_of_the_alphabet(
    handler: OnceAnHour, capsys: pytest.CaptureFixture[str]
) -> None:
    say(handler, "b first", "a second")
    assert capsys.readouterr().err == ""
    handler.flush()
    handler.flush()
    assert capsys.readouterr().err == "a second\nb first\n"


def test_a_flood_of_lines_is_counted(
    handler: OnceAnHour, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hourly_log, "MOST", 2)
    say(handler, "c", "b", "a")
    handler.flush()
    assert capsys.readouterr().err == "b\nc\nand 1 more\n"


def test_lines_are_written_when_the_hour_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread sleeps until the next full hour, whatever the second in which it began."""
    slept = list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 2:
            raise SystemExit

    monkeypatch.setattr("core.hourly_log.time.sleep", sleep)
    monkeypatch.setattr("core.hourly_log.time.time", lambda: 7200 + 600.0)
    with pytest.raises(SystemExit):
        OnceAnHour()._wait()  # noqa: SLF001 - what the thread does
    assert slept == [3000.0, 3000.0]


def test_a_forked_process_leaves_the_lines_of_its_parent_to_it(handler: OnceAnHour, tmp_path: Path) -> None:
    say(handler, "of the parent")
    child = os.fork()
    if child == 0:
        say(handler, "of the child")
        (tmp_path / "child").write_text(repr(handler._lines))  # noqa: SLF001 - what it would write
        os._exit(0)
    os.waitpid(child, 0)
    assert (tmp_path / "child").read_text() == "['of the child']"
    assert handler._lines == ["of the parent"]  # noqa: SLF001
