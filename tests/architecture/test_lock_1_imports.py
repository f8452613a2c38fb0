"""Lock 1: the import contracts hold, and each kind of violation is caught."""

import subprocess
from collections.abc import Callable

import pytest

Plant = Callable[[str, str], None]
Tool = Callable[..., subprocess.CompletedProcess[str]]


def test_every_contract_is_kept(tool: Tool) -> None:
    result = tool("lint-imports", "--no-cache")
    assert result.returncode == 0, result.stdout
    assert "0 broken" in result.stdout


@pytest.mark.parametrize(
    ("path", "line", "contract"),
    [
        ("feedback/actions.py", "import accounts.models", "reach nothing that knows people"),
        ("feedback/queries.py", "import tracker.enums", "reach nothing that knows people"),
        ("feedback/news.py", "import celery", "reach nothing that knows people"),
        ("feedback/news.py", "import redis", "reach nothing that knows people"),
        ("feedback/views/giving.py", "import rest_framework.views", "reach nothing that knows people"),
        ("feedback/sealing.py", "import smtplib", "reach nothing that knows people"),
        ("feedback/sealing.py", "import http.client", "reach nothing that knows people"),
        ("core/context.py", "import accounts.queries", "reach nothing that knows people"),
        ("meetings/queries.py", "import feedback.models", "may open the door's tables"),
        ("accounts/queries.py", "import feedback.queries", "may open the door's tables"),
        ("council/queries.py", "import meetings.models", "know only what stands below"),
        ("notifications/queries.py", "import council.models", "know only what stands below"),
        ("feedback/models/conversations.py", "import feedback.views.giving", "Inside the door"),
        ("tracker/models/items.py", "import tracker.queries", "Inside an app"),
    ],
)
def test_a_planted_import_breaks_its_contract(plant: Plant, tool: Tool, path: str, line: str, contract: str) -> None:
    plant(path, line)
    result = tool("lint-imports", "--no-cache")
    assert result.returncode == 1
    broken = [name for name in result.stdout.splitlines() if name.endswith("BROKEN")]
    assert any(contract in name for name in broken), result.stdout


@pytest.mark.parametrize("path", ["feedback/utils.py", "tracker/helpers.py", "meetings/services.py"])
def test_a_stray_module_breaks_the_layers(plant: Plant, tool: Tool, path: str) -> None:
    plant(path, "VALUE = 1")
    result = tool("lint-imports", "--no-cache")
    assert result.returncode == 1
    assert path.removesuffix(".py").replace("/", ".") in result.stdout
