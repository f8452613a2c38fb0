"""Lock 1: the import contracts hold, and each kind of violation is caught."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.conftest import PACKAGES, copied, plant_in, run_in

Plant = Callable[[str, str], None]
Tool = Callable[..., subprocess.CompletedProcess[str]]
PLANTED = [
    ("feedback/actions.py", "import accounts.models", "reach nothing that knows people"),
    ("feedback/queries.py", "import tracker.enums", "reach nothing that knows people"),
    ("feedback/timeline.py", "import celery", "reach nothing that knows people"),
    ("feedback/timeline.py", "import redis", "reach nothing that knows people"),
    ("feedback/views/wizard.py", "import rest_framework.views", "reach nothing that knows people"),
    ("feedback/sealing.py", "import smtplib", "reach nothing that knows people"),
    ("feedback/sealing.py", "import http.client", "reach nothing that knows people"),
    ("core/context.py", "import accounts.queries", "reach nothing that knows people"),
    ("meetings/forms/joining.py", "import feedback.models", "may open the door's tables"),
    ("accounts/queries.py", "import feedback.queries", "may open the door's tables"),
    ("council/queries.py", "import meetings.models", "know only what is below"),
    ("notifications/queries.py", "import council.models", "know only what is below"),
    ("desk/queries/cases.py", "import council.queries", "know only what is below"),
    ("desk/queries/cases.py", "import policies.models", "know only what is below"),
    ("policies/queries.py", "import tracker.models", "know only what is below"),
    ("policies/queries.py", "import desk.models", "know only what is below"),
    ("translations/queries.py", "import policies.models", "know only what is below"),
    ("translations/queries.py", "import keys.interface", "know only what is below"),
    ("retention/queries.py", "import desk.models", "know only what is below"),
    ("keys/queries.py", "import notifications.models", "know only what is below"),
    ("insights/queries.py", "import pages.views", "know only what is below"),
    ("tracker/views/public.py", "import embedded.views", "know only what is below"),
    ("demo/people.py", "import config.urls", "know only what is below"),
    ("tracker/queries/changes.py", "import keys.interface", "Only the desk and the wiring use keys"),
    ("desk/actions/opening.py", "import keys.opening", "through their one interface"),
    ("desk/views/cases.py", "import desk.transitions", "through acts, not through their parts"),
    ("tracker/views/changes.py", "import tracker.outcomes", "through acts, not through their parts"),
    ("desk/transitions.py", "import desk.actions.cases", "Inside an app"),
    ("policies/versions.py", "import policies.actions", "Inside an app"),
    ("keys/opening.py", "import keys.actions.making", "Inside an app"),
    ("accounts/audit.py", "import accounts.actions", "Inside accounts"),
    ("feedback/models/conversations.py", "import feedback.views.wizard", "Inside the door"),
    ("desk/models.py", "import desk.queries.cases", "Inside an app"),
]
# How the report begins what it says of one broken contract: its name, underlined.
HEADING = re.compile(r"^(?P<name>\S.*)\n-+$", re.MULTILINE)


def test_every_contract_is_kept(tool: Tool) -> None:
    result = tool("lint-imports", "--no-cache")
    assert result.returncode == 0, result.stdout
    assert "0 broken" in result.stdout


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is said of each broken contract, by its name, in a copy with every import of `PLANTED` in it.

    Once for all of them: to read every module of the house takes much longer than to check it.
    """
    folder = copied(tmp_path_factory.mktemp("planted"))
    for path, line, _contract in PLANTED:
        plant_in(folder, path, line)
    result = run_in(folder, "lint-imports", "--no-cache")
    assert result.returncode == 1
    _kept, *parts = HEADING.split(result.stdout)
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize(("path", "line", "contract"), PLANTED)
def test_a_planted_import_breaks_its_contract(report: dict[str, str], path: str, line: str, contract: str) -> None:
    importer = ".".join(Path(path).with_suffix("").parts)
    imported = line.removeprefix("import ")
    # Of other people's packages the report names only the whole.
    named = imported if imported.split(".")[0] in PACKAGES else imported.split(".")[0]
    chain = f"{importer} -> {named} "
    [said] = [text for name, text in report.items() if contract in name and chain in text]
    assert said


@pytest.mark.parametrize(
    "path", ["feedback/utils.py", "tracker/helpers.py", "meetings/services.py", "desk/utils.py", "keys/helpers.py"]
)
def test_a_stray_module_breaks_the_layers(plant: Plant, tool: Tool, path: str) -> None:
    plant(path, "VALUE = 1")
    result = tool("lint-imports", "--no-cache")
    assert result.returncode == 1
    assert path.removesuffix(".py").replace("/", ".") in result.stdout
