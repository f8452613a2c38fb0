"""Check docker-compose.yml against the schema of the Compose Specification; no container engine is needed.

Usage: `python scripts/compose.py`. Variables are filled in from .env.example as `docker compose` would.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

import jsonschema
import yaml

ROOT = Path(__file__).resolve().parent.parent
VARIABLE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\}")


def settings() -> dict[str, str]:
    values = {}
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _equals, value = line.partition("=")
            values[name] = value
    return values


def filled(text: str, values: dict[str, str]) -> str:
    """Replace ${NAME}, ${NAME:-default} and ${NAME:?message}; refuse a name that nothing explains."""

    def value(match: re.Match[str]) -> str:
        # A dollar for the shell inside the container, such as the one that reads a secret from its file.
        if match[0] == "$$":
            return "$"
        if match["name"] in values:
            return values[match["name"]]
        if match["kind"] == "-":
            return match["rest"]
        # Whoever deploys edits a copy of `.env.example`: what is missing there would never be set.
        message = f"{match['name']} is used in docker-compose.yml but not explained in .env.example"
        raise LookupError(message)

    return VARIABLE.sub(value, text)


def load() -> dict[str, Any]:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    parsed: dict[str, Any] = yaml.safe_load(filled(text, settings()))
    return parsed


def faults() -> list[str]:
    schema = json.loads((ROOT / "tests/rig/vendor/compose-spec.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft201909Validator(schema)
    lines = []
    for error in validator.iter_errors(load()):
        path = "/".join(map(str, error.absolute_path))
        lines.append(f"{path}: {error.message}")
    return lines


if __name__ == "__main__":
    lines = faults()
    print("\n".join(lines) or "docker-compose.yml follows its schema.")
    sys.exit(bool(lines))
