"""Check the compiled requirements without a network: no address in them, hashes for all, every direct one pinned.

Usage: `python scripts/requirements.py`.
"""

import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "requirements"
PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(\[[^\]]*\])?==(?P<version>\S+)(?P<rest>.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL
)


def normalised(name: str) -> str:
    # Package indexes take these spellings for the same name, and the two files may differ in them.
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(source: Path) -> set[str]:
    """Return the names a .in file asks for, those of the files it includes among them."""
    names: set[str] = set()
    for line in source.read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("-r "):
            names |= wanted(FOLDER / text.removeprefix("-r ").strip())
        elif text:
            names.add(normalised(re.split(r"[\[<>=!~; ]", text)[0]))
    return names


def faults_of(source: Path) -> list[str]:
    compiled = source.with_suffix(".txt")
    text = compiled.read_text(encoding="utf-8")
    faults = []
    # An address would tie everybody to one index, and perhaps hold a password.
    for number, line in enumerate(text.splitlines(), 1):
        if "//" in line:
            faults.append(f"{compiled.name}: an address in line {number}")
    if "//" in source.read_text(encoding="utf-8"):
        faults.append(f"{source.name}: an address")
    pins = {normalised(match["name"]): match["rest"] for match in PIN.finditer(text)}
    for name, rest in pins.items():
        # An installation with hashes refuses all parts because of the one that has none.
        if "--hash=sha256:" not in rest:
            faults.append(f"{compiled.name}: {name} has no hash")
    unpinned = sorted(wanted(source) - set(pins))
    return faults + [f"{compiled.name}: {name} is not pinned; run make requirements" for name in unpinned]


def main() -> None:
    sources = sorted(FOLDER.glob("*.in"))
    faults = []
    for source in sources:
        faults += faults_of(source)
    print("\n".join(faults) or f"{len(sources)} requirement files are in order.")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
