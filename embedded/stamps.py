"""Remember what was done for which state of the source, so that it need not be done again."""

import hashlib
from collections.abc import Mapping
from pathlib import Path


def of_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def of_files(*paths: Path) -> str:
    """Return a fingerprint of names and contents, in whatever order the files are listed."""
    digest = hashlib.sha256()
    for path in sorted(set(filter(Path.is_file, paths))):
        digest.update(f"{path}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


class Stamps:
    """One small file per step under a folder; a missing one means that the step was never finished."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def holds(self, step: str, stamp: str | None) -> bool:
        """Say whether the step was finished for this very state; `None` is a state that is never the same."""
        path = self.folder / step
        return stamp is not None and path.exists() and path.read_text(encoding="ascii") == stamp

    def remember(self, done: Mapping[str, str | None]) -> None:
        for step, stamp in done.items():
            (self.folder / step).write_text(stamp or "", encoding="ascii")

    def forget(self, *steps: str) -> None:
        for step in steps:
            (self.folder / step).unlink(missing_ok=True)
