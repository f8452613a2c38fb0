"""Every text can be translated: no call of gettext hides where the tools that collect texts do not look."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.conftest import PACKAGES, ROOT

CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "ngettext_lazy", "pgettext_lazy", "npgettext"}


def hidden_texts(source: str) -> Iterator[int]:
    """Yield the line of each translated text that stands inside an f-string, or is not written out where it is."""
    for node in ast.walk(ast.parse(source)):
        inside = ast.walk(node) if isinstance(node, ast.JoinedStr) else ()
        for call in inside:
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CALLS:
                yield call.lineno
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in CALLS
            and node.args
            and not (isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str))
        ):
            yield node.lineno


def modules() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def test_no_text_hides_from_the_catalogues() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in modules()
        for line in hidden_texts(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("source", ["f'{_(\"day\")}'", "_(f'day {n}')", "_(name)", "gettext('a' + 'b')"])
def test_a_planted_hidden_text_is_found(source: str) -> None:
    assert list(hidden_texts(source)) == [1]


@pytest.mark.parametrize("source", ["_('day')", "_('day %(n)s') % {'n': 1}", "ngettext('a', 'b', n)", "f'{n}'"])
def test_a_plain_text_is_not_objected_to(source: str) -> None:
    assert list(hidden_texts(source)) == []
