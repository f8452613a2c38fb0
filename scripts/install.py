"""Make .venv and install one of the two sets of hashed requirements into it; standard library only.

Usage: `python3 scripts/install.py core|dev`. Does nothing when the requirement files have not changed.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"


def fingerprint(kind: str) -> str:
    # Another Python needs other builds of the same releases.
    digest = hashlib.sha256(str(sys.version_info[:2]).encode())
    names = ["bootstrap", "core"]
    if kind == "dev":
        names.append("dev")
    for name in names:
        digest.update((REQUIREMENTS / f"{name}.txt").read_bytes())
    return digest.hexdigest()


def stamp(kind: str) -> Path:
    return VENV / f"installed-{kind}"


def is_current(kind: str) -> bool:
    return PYTHON.exists() and stamp(kind).exists() and stamp(kind).read_text(encoding="ascii") == fingerprint(kind)


def say(text: str, *, end: str = "\n") -> None:
    print(text, end=end, flush=True)


def run(label: str, *command: str) -> bool:
    """Run a command, showing for how long it has been at it; say what it printed only when it fails."""
    begun = time.monotonic()
    shown = -1
    live = sys.stdout.isatty()
    if not live:
        say(f"{label} ...")
    # A file and not a pipe: a pipe that nobody empties fills up, and the command would wait for ever.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
        while process.poll() is None:
            seconds = int(time.monotonic() - begun)
            if live and seconds != shown:
                say(f"\r{label} ... {seconds} s ", end="")
            # A log cannot take a line back, so it gets one every ten seconds instead of one a second.
            elif not live and seconds // 10 != max(shown, 0) // 10:
                say(f"{label} ... {seconds} s")
            shown = seconds
            time.sleep(0.1)
        if live:
            say(f"\r{label} ... {time.monotonic() - begun:.0f} s")
        if process.returncode:
            output.seek(0)
            say(output.read()[-4000:])
    return process.returncode == 0


def make_environment() -> None:
    if PYTHON.exists():
        # An environment whose Python was removed or replaced is made again.
        probe = subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False)
        if probe.returncode == 0:
            return
    if not run("[1/3] Making a place for the parts (.venv)", sys.executable, "-m", "venv", "--clear", str(VENV)):
        sys.exit("Python could not make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv")


def install(kind: str) -> None:
    pip = (str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes")
    wanted = REQUIREMENTS / f"{kind}.txt"
    lines = wanted.read_text(encoding="utf-8").splitlines()
    count = sum(line[:1].isalpha() for line in lines)
    label = f"[3/3] Installing {count} parts (once; about a minute)"
    make_environment()
    # A new environment has pip and no uv, so pip fetches it, by its hash like everything else.
    fetched = run("[2/3] Getting the installer", *pip, "-r", str(REQUIREMENTS / "bootstrap.txt"))
    uv = (str(PYTHON), "-m", "uv", "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode")
    if fetched and run(label, *uv, "--python", str(PYTHON), str(wanted)):
        return
    say("The fast installer did not manage; trying the ordinary one, which takes longer.")
    if not run(label, *pip, "-r", str(wanted)):
        sys.exit("The parts could not be installed. Is there a connection to a package index? Run the command again.")


def main() -> None:
    kind = sys.argv[1]
    # An environment for developers holds everything: never take the tools away again.
    if kind == "core" and (is_current("dev") or stamp("dev").exists()):
        kind = "dev"
    if is_current(kind):
        return
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    install(kind)
    # Last, so that an installation that was interrupted is done again.
    stamp(kind).write_text(fingerprint(kind), encoding="ascii")
    say("Installed.")


if __name__ == "__main__":
    main()
