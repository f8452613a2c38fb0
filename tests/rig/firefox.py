"""A stock Firefox, driven over Marionette, the socket that every Firefox has: what its own driver program would say.

with firefox.window(folder, "http://127.0.0.1:8000") as window:
    window.open("/en/feedback/")
    window.click("button[value=begin]")

It is the browser as people have it: its password manager, its history and its session file are switched on.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import Any, TypeVar

from tests.rig import processes, services

T = TypeVar("T")
START_S = 60.0
PATIENCE_S = 15.0
PAUSE_S = 0.05
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
ENTER = "\ue007"
SHIFT = "\ue008"
CONTROL = "\ue009"
ALT = "\ue00a"
META = "\ue03d"
TAB = "\ue004"
# Nothing is asked of the outside world, no page of its own comes first, and what was open comes back at the next start.
PREFERENCES: dict[str, object] = {
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.sessionstore.interval": 500,
    "browser.sessionstore.resume_from_crash": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 3,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.disable_beforeunload": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.type": 1,
    "remote.prefs.recommended": False,
    "signon.debug": True,
}


class FirefoxError(Exception):
    """What Firefox answered instead of doing it; `kind` is WebDriver's word for it."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__(f"{answer['error']}: {answer['message']}")
        self.kind = str(answer["error"])


class Window:
    """One window. What is looked for is waited for."""

    def __init__(self, connection: socket.socket, stream: BufferedReader, base_url: str) -> None:
        self._socket = connection
        self._stream = stream
        self._base_url = base_url
        self._number = 0
        self._receive()

    def _receive(self) -> Any:
        length = b""
        while (one := self._stream.read(1)) != b":":
            if not one:
                raise ConnectionError("Firefox has closed the connection.")
            length += one
        return json.loads(self._stream.read(int(length)))

    def do(self, command: str, **arguments: object) -> Any:
        """Send one command of Marionette and return its answer."""
        self._number += 1
        message = json.dumps([0, self._number, command, arguments]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _kind, _number, error, result = self._receive()
        if error:
            raise FirefoxError(error)
        return result.get("value", result) if isinstance(result, dict) else result

    def open(self, path: str) -> None:
        self.do("WebDriver:Navigate", url=f"{self._base_url}{path}")

    def find(self, selector: str) -> str:
        """Return the element that a selector names, once there is one."""
        answer = self.wait(lambda: self.do("WebDriver:FindElement", using="css selector", value=selector))
        return str(answer[ELEMENT])

    def click(self, selector: str) -> None:
        with _error_pages():
            self.do("WebDriver:ElementClick", id=self.find(selector))

    def type(self, selector: str, text: str) -> None:
        self.do("WebDriver:ElementSendKeys", id=self.find(selector), text=text)

    def press(self, *keys: str, holding: str = "") -> None:
        """Press keys one after the other, wherever the focus is."""
        strokes = [stroke for key in keys for stroke in (_down(key), _up(key))]
        if holding:
            strokes = [_down(holding), *strokes, _up(holding)]
        self.do("WebDriver:PerformActions", actions=[{"type": "key", "id": "keys", "actions": strokes}])

    def text(self, selector: str = "body") -> str:
        # In a list, so that no words are an answer too; a page that goes away meanwhile is asked again.
        return self.wait(lambda: [str(self.do("WebDriver:GetElementText", id=self.find(selector)))])[0]

    def source(self) -> str:
        """Return the whole page, also what is in closed parts and in boxes."""
        return str(self.wait(lambda: self.do("WebDriver:GetPageSource")))

    def run(self, script: str, *arguments: object) -> Any:
        """Run a script in the page, which says `return`."""
        return self.do("WebDriver:ExecuteScript", script=script, args=list(arguments))

    @property
    def path(self) -> str:
        """Return the address without the site, or the whole one elsewhere."""
        return str(self.do("WebDriver:GetCurrentURL")).removeprefix(self._base_url)

    def back(self) -> None:
        with _error_pages():
            self.do("WebDriver:Back")

    def reload(self) -> None:
        """Load the page again; where a form has to be sent again for that, say yes."""
        before = self.find("html")
        with contextlib.suppress(FirefoxError):
            self.do("WebDriver:Refresh")
        with contextlib.suppress(FirefoxError):
            self.do("WebDriver:AcceptAlert")
        self.wait(lambda: self._is_gone(before))

    def _is_gone(self, element: str) -> bool:
        try:
            self.do("WebDriver:IsElementEnabled", id=element)
        except FirefoxError:
            return True
        return False

    def wait_to_be_away(self) -> None:
        """Wait until another site is asked for: where it leads there is no network."""
        self.wait(lambda: not self.path.startswith("/"))

    def wait(self, ask: Callable[[], T]) -> T:
        """Return what is true at last; what Firefox cannot do yet is tried again."""
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                found = ask()
            except FirefoxError:
                if time.monotonic() > end:
                    raise
                found = None
            if found:
                return found
            if time.monotonic() > end:
                raise TimeoutError
            time.sleep(PAUSE_S)

    def quit(self) -> None:
        """Close Firefox as a person does, so that it writes down what it keeps."""
        with contextlib.suppress(FirefoxError, ConnectionError):
            self.do("Marionette:Quit", flags=["eAttemptQuit"])


@contextlib.contextmanager
def _error_pages() -> Iterator[None]:
    """Take a page on which the browser itself says that there is nothing for a page like any other."""
    try:
        yield
    except FirefoxError as error:
        if "error page" not in str(error):
            raise


def _down(key: str) -> dict[str, str]:
    return {"type": "keyDown", "value": key}


def _up(key: str) -> dict[str, str]:
    return {"type": "keyUp", "value": key}


@contextlib.contextmanager
def window(profile: Path, base_url: str, **preferences: object) -> Iterator[Window]:
    """Yield a window of a Firefox with this profile; it is closed in the end, and the profile is left there."""
    program = services.firefox()
    if program is None:
        raise LookupError("no Firefox on PATH")
    port = processes.free_port()
    _write_preferences(profile, {**PREFERENCES, "marionette.port": port, **preferences})
    command = [
        program,
        "--headless",
        "--marionette",
        "--remote-allow-system-access",
        "--no-remote",
        "--profile",
        str(profile),
    ]
    environment = {**os.environ, "HOME": str(profile)}
    with (profile / "firefox.log").open("ab") as log:
        # A group of its own: Firefox is several processes.
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        with _connected(process, port) as connection, connection.makefile("rb") as stream:
            opened = Window(connection, stream, base_url)
            opened.do("WebDriver:NewSession", capabilities={"alwaysMatch": {"unhandledPromptBehavior": "ignore"}})
            yield opened
            opened.quit()
        process.wait(START_S)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _write_preferences(profile: Path, preferences: dict[str, object]) -> None:
    profile.mkdir(parents=True, exist_ok=True)
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items()]
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")


def _connected(process: subprocess.Popen[bytes], port: int) -> socket.socket:
    end = time.monotonic() + START_S
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=START_S)
        except OSError:
            if process.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(PAUSE_S)
