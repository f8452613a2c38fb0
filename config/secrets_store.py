"""Where secrets come from: files made under DATA_DIR in the embedded mode, the environment in production."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config import variables
from config.environment import Need, Reader, Variable

KEY_BYTES = 32


def _made_here(name: str, folder: Path) -> str:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name.lower()
    try:
        # Of several processes that start at once, one makes the file; the others read what it wrote.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES))
    return path.read_text(encoding="ascii").strip()


def _given(name: str) -> str:
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, "")


class Secrets:
    """The secrets and addresses that are declared for one process: all of them, or it refuses to start.

    A secret is 32 bytes as 64 hexadecimal characters, except addresses (`..._URL`) and `SECRET_KEY`, which are text.
    It is read from the variable of its name, or from the file named by `<NAME>_FILE`; in the embedded mode it is made
    where it is not given.
    """

    def __init__(self, reader: Reader, *, embedded: bool, folder: Path) -> None:
        """Read every one of them; raises `ImproperlyConfigured` with the names of those that are missing."""
        self._values: dict[str, str] = {}
        missing = []
        for variable in variables.declared():
            if reader not in variable.readers or variable.needs is None:
                continue
            in_embedded, in_production = variable.needs
            need = in_embedded if embedded else in_production
            value = _given(variable.name)
            if not value and need == Need.MADE:
                value = _made_here(variable.name, folder)
            if not value and need == Need.MUST:
                missing.append(variable.name)
            self._values[variable.name] = value
        if missing:
            message = (
                "This process will not start without: "
                + ", ".join(missing)
                + ". Set each as an environment variable, or point <NAME>_FILE at a file that holds it."
                + " See .env.example."
            )
            raise ImproperlyConfigured(message)

    def text(self, variable: Variable[str]) -> str:
        """Return a secret or an address as it was given, or its default."""
        return self._values[variable.name] or variable.default

    def key(self, variable: Variable[str]) -> bytes:
        """Return the 32 bytes of a secret, or nothing for one that this process is not given.

        Raises `ImproperlyConfigured` with what is wrong with it.
        """
        value = self._values[variable.name]
        if not value:
            return b""
        try:
            key = bytes.fromhex(value)
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            message = (
                f"{variable.name} must be 64 hexadecimal characters (32 bytes). Make one with: openssl rand -hex 32"
            )
            raise ImproperlyConfigured(message)
        return key
