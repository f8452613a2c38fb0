"""Attack 34: files that hurt whoever opens them are refused or drawn, soon, in little room, and reach nothing."""

from __future__ import annotations

import json
import os
import platform
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from sanitiser import confinement
from sanitiser.kinds import MAX_BYTES, Why
from sanitiser.run import Cleaned, clean, verified
from tests.attacks.corpus import documents, hostile, pictures, sounds
from tests.rig.processes import ROOT

# Each starts the child that draws files, again and again.
pytestmark = pytest.mark.slow
MEMORY = 512 * 1024  # KiB
# How a process takes a network of its own, and how it gives rights up: denied, neither lock can be had.
UNSHARE, PRCTL = {"x86_64": (272, 157), "aarch64": (97, 167)}[platform.machine()]
NETWORK = re.compile(r"^\d+ +(socket|socketpair|connect|bind|listen|accept4?|send\w+|recv\w+)\(")
CLEAN_ALL = """
import json, pathlib, resource, sys
from sanitiser.run import clean
done = {path.name: clean(path.read_bytes()) for path in sorted(pathlib.Path(sys.argv[1]).iterdir())}
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"why": {name: one.why for name, one in done.items()}, "peak": peak}))
"""
REACH = """
import encodings.idna, os, socket, sys
from sanitiser import confinement
if os.getuid() == 0 and "as nobody" in sys.argv:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
locks = {
    "all": confinement.confine,
    "own network": confinement.own_network,
    "filter": lambda: confinement.prctl(38, 1) and confinement.deny(confinement.denied_calls()),
    "none": lambda: True,
}
assert locks[sys.argv[2]]() in {True, None}
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), 5).close()
except OSError as error:
    print(type(error).__name__)
else:
    print("reached")
"""
WITHOUT_LOCKS = """
import sys
from sanitiser import confinement
from sanitiser.run import NotIsolated, clean
confinement.prctl(38, 1)
assert confinement.deny([int(number) for number in sys.argv[2:]])
data = open(sys.argv[1], "rb").read()
try:
    print(clean(data).ok)
except NotIsolated:
    print("not isolated, and with leave", clean(data, allow_network=True).ok)
"""
HOARD = """
from sanitiser.confinement import confine
confine()
try:
    bytearray(600 << 20)
except MemoryError:
    print("no room")
try:
    open("large", "wb").write(bytes(40 << 20)); print("written")
except OSError as error:
    print(error.strerror)
"""


def script(source: str, *arguments: object, before: tuple[str, ...] = (), folder: Path | None = None) -> str:
    """Run some lines in a fresh interpreter that finds the project; return what they print."""
    command = (*before, sys.executable, "-c", source, *map(str, arguments))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    if folder:
        environment["TMPDIR"] = str(folder)
    return subprocess.run(
        command, capture_output=True, text=True, check=True, env=environment, cwd=folder, timeout=120
    ).stdout.strip()


@pytest.fixture(scope="module")
def uploads() -> dict[str, tuple[str, bytes]]:
    """What is refused, by name, with the reason."""
    return {name: (why, data) for name, why, data in hostile.refused()}


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def all_cleaned(uploads: dict[str, bytes]) -> dict[str, Cleaned]:
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(uploads, pool.map(clean, uploads.values()), strict=True))


def running_in(folder: Path, program: str = "") -> list[int]:
    """Return the processes that work in a folder below this one, and whose command names the program."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if folder in (process / "cwd").readlink().parents and program in (process / "cmdline").read_text():
                found.append(int(process.name))
        except OSError:
            continue
    return found


def test_what_cannot_be_taken_is_refused_with_its_reason(uploads: dict[str, tuple[str, bytes]]) -> None:
    done = all_cleaned({name: data for name, (_, data) in uploads.items()})
    assert {name: one.why for name, one in done.items()} == {name: why for name, (why, _) in uploads.items()}
    assert {one.data for one in done.values()} == {b""}


def test_an_upload_that_is_too_big_starts_nothing() -> None:
    assert clean(b"\xff\xd8\xff" + bytes(MAX_BYTES)).why == Why.TOO_BIG


def test_a_kind_that_was_not_asked_for_is_refused() -> None:
    assert clean(pictures.encoded(pictures.UPRIGHT, "JPEG"), kind="sound").why == Why.UNKNOWN_KIND


def test_two_files_in_one_become_one() -> None:
    made = list(hostile.two_in_one())
    assert [name for name, data, gone in made if gone not in data] == []
    done = all_cleaned({name: data for name, data, _ in made})
    assert [name for name, one in done.items() if not one.ok] == []
    assert [name for name, _, gone in made if gone in done[name].data] == []


@pytest.mark.long
def test_a_damaged_file_is_refused_or_drawn() -> None:
    done = all_cleaned(dict(hostile.damaged()))
    assert len(done) >= 30
    assert {one.why for one in done.values() if not one.ok} == {Why.BROKEN}
    assert [name for name, one in done.items() if one.ok and not one.data] == []


def honest_giants() -> dict[str, bytes]:
    """Return the largest uploads that are taken."""
    noise = Image.effect_noise((1250, 1000), 80).resize((5000, 3990)).convert("RGB")
    glass = Image.new("RGBA", (5000, 3990), (9, 9, 9, 128))
    paper = Image.effect_noise((310, 438), 80).resize((1240, 1754), Image.Resampling.BICUBIC).convert("RGB")
    return {
        "jpeg": pictures.encoded(noise, "JPEG", quality=60),
        "png": pictures.encoded(glass, "PNG"),
        "heic": pictures.encoded(Image.linear_gradient("L").resize((2016, 1512)).convert("RGB"), "HEIF", quality=40),
        "pdf": pictures.encoded(paper, "PDF", save_all=True, append_images=[paper] * 19, quality=30, resolution=150),
        "sound": sounds.tone("wav", "-ar", "8000", seconds=299.5),
    }


@pytest.mark.long
def test_little_memory_is_used(tmp_path: Path, uploads: dict[str, tuple[str, bytes]]) -> None:
    bombs = {
        name: data for name, (_, data) in uploads.items() if "million" in name or "vast" in name or "packed" in name
    }
    honest = honest_giants()
    for name, data in (bombs | honest | dict(hostile.exhausting())).items():
        (tmp_path / name).write_bytes(data)
    said = json.loads(script(CLEAN_ALL, tmp_path))
    assert {name: said["why"][name] for name in honest} == dict.fromkeys(honest, "")
    assert set(said["why"].values()) <= {"", *Why}
    assert said["peak"] < MEMORY


def stopped(processes: list[int]) -> bool:
    """Stop processes and return whether there was one to stop: a short one may be over by then."""
    found = False
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGSTOP)
            found = True
    return found


@pytest.mark.long
def test_nothing_is_left_when_time_is_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The decoder is stopped, so that it never ends by itself."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(clean, sounds.tone("wav", "-ar", "8000", seconds=290), seconds=4)
        while not waiting.done() and not stopped(running_in(tmp_path, "ffmpeg")):
            os.sched_yield()
        assert waiting.result().why == Why.TOO_SLOW
    until = time.monotonic() + 5
    while running_in(tmp_path) and time.monotonic() < until:
        os.sched_yield()
    left = running_in(tmp_path)
    for process in left:
        os.kill(process, signal.SIGKILL)
    assert left == []


@pytest.mark.needs_strace
def test_no_socket_is_opened_and_no_file_is_written(tmp_path: Path, uploads: dict[str, tuple[str, bytes]]) -> None:
    good = {
        "picture": pictures.encoded(pictures.UPRIGHT, "HEIF"),
        "document": documents.saved(documents.base()),
        "sound": sounds.tone("m4a"),
        "sound elsewhere": hostile.reference_outside(),
        "endless font": hostile.endless_font(),
    }
    bad = {name: data for name, (_, data) in uploads.items() if b"/etc/canary" in data}
    upload_folder, folder = tmp_path / "uploads", tmp_path / "temporary"
    upload_folder.mkdir()
    folder.mkdir()
    for name, data in (good | bad).items():
        (upload_folder / name).write_bytes(data)
    calls = traced(tmp_path / "calls", CLEAN_ALL, upload_folder, folder=folder)
    assert sum("execve(" in call and "ffmpeg" in call for call in calls) >= 2
    assert [call for call in calls if NETWORK.search(call) or "/etc/canary" in call] == []
    assert [call for call in calls if writes(call) and f'"{folder}/' not in call and '"/dev/null"' not in call] == []
    assert list(folder.iterdir()) == []


@pytest.mark.needs_strace
def test_the_trace_would_show_a_socket_and_a_file(tmp_path: Path) -> None:
    lines = "import socket; socket.socket().close(); open('made', 'w').close()"
    calls = traced(tmp_path / "calls", lines, folder=tmp_path)
    assert any(NETWORK.search(call) for call in calls)
    assert [call for call in calls if writes(call) and '"made"' in call]


def traced(log: Path, source: str, *arguments: object, folder: Path) -> list[str]:
    """Run some lines and return the system calls that reach for the network or a path."""
    before = ("strace", "-f", "--seccomp-bpf", "-qq", "-s", "200", "-o", str(log), "-e", "trace=network,%file")
    script(source, *arguments, before=before, folder=folder)
    return log.read_text(encoding="utf-8").splitlines()


def writes(call: str) -> bool:
    opened = "openat(" in call and any(flag in call for flag in ("O_WRONLY", "O_RDWR", "O_CREAT", "O_TMPFILE"))
    return opened or any(
        f" {name}(" in call for name in ("mkdir", "mkdirat", "rename", "link", "symlink", "mknod", "creat")
    )


@pytest.mark.parametrize("who", ["as oneself", "as nobody"])
@pytest.mark.parametrize("lock", ["all", "own network", "filter"])
def test_each_lock_alone_keeps_the_child_off_the_network(listening: int, lock: str, who: str) -> None:
    assert script(REACH, listening, "none", who) == "reached"
    assert script(REACH, listening, lock, who) in {"PermissionError", "OSError", "ConnectionRefusedError"}


def test_without_any_lock_nothing_is_read(tmp_path: Path) -> None:
    upload = tmp_path / "upload"
    upload.write_bytes(pictures.encoded(pictures.UPRIGHT, "JPEG"))
    assert script(WITHOUT_LOCKS, upload, UNSHARE) == "True"
    assert script(WITHOUT_LOCKS, upload, UNSHARE, PRCTL) == "not isolated, and with leave True"


def test_memory_and_files_are_limited(tmp_path: Path) -> None:
    assert script(HOARD, folder=tmp_path) == "no room\nFile too large"
    assert confinement.LIMITS[resource.RLIMIT_CORE] == 0


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"{}\n",
        b"[]\n",
        b'{"ok": true}\n',
        b'{"ok": true, "type": "text/html"}\n<script>',
        b'{"ok": false, "why": "because"}\n',
        b'{"ok": true, "type": "image/jpeg"}\n' + pictures.encoded(pictures.UPRIGHT, "JPEG", comment=b"zoe"),
        b'{"ok": true, "type": "application/pdf"}\n' + documents.saved(documents.base()),
        b"[" * 100_000,
    ],
    # Not by what is in them: a PDF names the second it was made in, and workers have to find the same tests.
    ids=[
        "nothing",
        "no answer",
        "a list",
        "no type",
        "a page",
        "an unknown reason",
        "a comment",
        "a plain PDF",
        "deep",
    ],
)
def test_a_child_that_lies_is_not_believed(said: bytes) -> None:
    assert verified(said) == Cleaned(ok=False, why=Why.BROKEN)
