"""Where secrets come from: files made under DATA_DIR in the embedded mode, the environment in production."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def _made_here(name: str, folder: Path) -> str:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name.lower()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()


def _given(name: str) -> str:
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, "")


def load(*names: str, embedded: bool, folder: Path) -> dict[str, str]:
    """Return every named secret, or refuse to start and say which are missing.

    Each is 32 bytes as 64 hexadecimal characters, except addresses (`..._URL`) and `SECRET_KEY`, which are text.
    In production a secret is read from the variable of its name, or from the file named by `<NAME>_FILE`.
    """
    if embedded:
        return {name: _given(name) or _made_here(name, folder) for name in names}
    found = {name: _given(name) for name in names}
    if missing := sorted(name for name, value in found.items() if not value):
        message = (
            "This process will not start without: "
            + ", ".join(missing)
            + ". Set each as an environment variable, or point <NAME>_FILE at a file that holds it. See .env.example."
        )
        raise ImproperlyConfigured(message)
    return found


def as_key(name: str, value: str) -> bytes:
    """Return the 32 bytes of a secret given as 64 hexadecimal characters, or say what is wrong with it."""
    try:
        key = bytes.fromhex(value)
    except ValueError:
        key = b""
    if len(key) != 32:  # noqa: PLR2004 - the length of every symmetric key here
        message = f"{name} must be 64 hexadecimal characters (32 bytes). Make one with: openssl rand -hex 32"
        raise ImproperlyConfigured(message)
    return key


def optional(name: str, *, made_in: Path | None = None) -> bytes:
    """Return the 32 bytes of a secret that not every process is given, or nothing; made where a folder is named."""
    value = _given(name) or (_made_here(name, made_in) if made_in else "")
    return as_key(name, value) if value else b""
