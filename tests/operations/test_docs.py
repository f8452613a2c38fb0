"""What our pages name exists: files, folders, recipes, commands, settings, models and everything else in back-ticks."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from scripts.reference.pages import PAGES
from tests.rig import documents
from tests.rig.documents import ROOT, Known

# Written from the code itself; `make check` compares them with it.
GENERATED = frozenset(f"docs/reference/{name}" for name in PAGES)
# What a page may name although it is not in the code, and why.
EXCEPTIONS = {
    "utils.py": "CONTRIBUTING names what the contracts refuse",
    "helpers.py": "CONTRIBUTING names what the contracts refuse",
    "ModelForm.save": "CONTRIBUTING names what we do not use of Django",
    "notifications/channels/sms.py": "the example of a recipe: a file to be written",
    "daytime": "the example of a recipe: a question to be asked",
    "var/": "made by `make run`",
    "var/demo-codes.txt": "made by `make run`",
    "secrets/": "made by scripts/make_secrets.py",
    "council.example.org": "an invented host name",
    "feedback.example.org": "an invented host name",
    "healthy": "what Docker calls a container that answers",
    "LoadCredential": "a setting of systemd",
}

# The same in docstrings and comments.
IN_CODE = {
    "kiosk/ward-3/": "the end of an address",
    "blocktranslate": "a tag of Django",
    "templates/FOLDER/**/*.html": "an argument, with the name of a folder to be put in",
}


@pytest.fixture(scope="module")
def known() -> Known:
    return documents.known()


def pages(known: Known) -> list[str]:
    return sorted(path for path in known.paths if path.endswith(".md") and path not in GENERATED)


def test_everything_that_a_page_names_exists(known: Known) -> None:
    found = [
        f"{page}: {fault}"
        for page in pages(known)
        for fault in documents.faults(
            (ROOT / page).read_text(encoding="utf-8"), known, folder=Path(page).parent.as_posix(), left_out=EXCEPTIONS
        )
    ]
    assert found == []


def test_every_exception_is_needed(known: Known) -> None:
    texts = [(ROOT / page).read_text(encoding="utf-8") for page in pages(known)]
    quoted = {quote for text in texts for quote in documents.quoted(text)}
    assert [name for name in EXCEPTIONS if name not in quoted or not documents.fault(name, known)] == []


def test_everything_that_a_docstring_or_a_comment_names_exists(known: Known) -> None:
    found = []
    for path in sorted(path for path in known.paths if path.endswith(".py") and path != documents.PLANTS):
        text = documents.explanations((ROOT / path).read_text(encoding="utf-8"))
        for quote in documents.quoted(text):
            # Inside an app its modules are named without the app.
            names = (quote, f"{path.split('/')[0]}.{quote}")
            if quote not in IN_CODE and all(documents.fault(name, known) for name in names):
                found.append(f"{path}: {documents.fault(quote, known)}")
    assert found == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("`core/verdict.py`", "no file or folder core/verdict.py"),
        ("`core/verd*.txt`", "no file or folder core/verd*.txt"),
        ("`fedback/`", "no file or folder fedback/"),
        ("`verdict.py`", "no file or folder verdict.py"),
        ("`gunicorn -c config/gunicorns.py`", "no file or folder config/gunicorns.py"),
        ("`core.verdicts.Verdikt`", "nothing called core.verdicts.Verdikt"),
        ("`accounts.Person`", "nothing called accounts.Person"),
        ("`desk.colect`", "nothing called desk.colect"),
        ("`Case.raeder`", "nothing called Case.raeder"),
        ("`first_yes()`", "nothing called first_yes"),
        ("`WORDS_DAYS`", "nothing called WORDS_DAYS"),
        ("`WORDS_DAYS=3`", "nothing called WORDS_DAYS"),
        ("`make tset`", "no recipe tset"),
        ("`make fix chek`", "no recipe chek"),
        ("```\nmake runn\n```", "no recipe runn"),
        ("`manage.py kyes`", "no command kyes"),
        ("`manage.py keys mislay`", "no mislay of the command keys"),
        ("`keys retire --no`", "no --no of the command keys"),
        ("`--replaced`", "no option --replaced"),
        ("```\npython manage.py retention --forever\n```", "no --forever of the command retention"),
        ("[the keys](docs/how-to/key.md)", "no page docs/how-to/key.md"),
        ("```mermaid\nerDiagram\n    Council ||--|{ Chair : has\n```", "no table Chair"),
    ],
)
def test_a_planted_name_of_nothing_is_found(known: Known, text: str, fault: str) -> None:
    assert documents.faults(text, known) == [fault]


@pytest.mark.parametrize(
    "text",
    [
        "`core/verdicts.py`",
        "`tests/attacks/test_27*`",
        "`feedback/`",
        "`templates/notifications/<kind>.subject.txt`",
        "`verdicts.py`",
        "`gunicorn -c config/gunicorn.py config.wsgi`",
        "`core.verdicts.Verdict`",
        "`accounts.User`",
        "`desk.collect`",
        "`Case.reader`",
        "`first_no()`",
        "`WORDS_MONTHS=3`",
        "`make fix check test`",
        "`manage.py keys rotate --key-encryption-key`",
        "`--replace`",
        "`/changes/` and `no-store` are not ours to look up",
        "[the keys](docs/how-to/keys.md#the-ceremony)",
        "```mermaid\nerDiagram\n    Council ||--|{ Seat : has\n```",
    ],
)
def test_a_name_of_something_is_not_objected_to(known: Known, text: str) -> None:
    assert documents.faults(text, known) == []


def test_a_record_may_name_what_is_gone_where_it_says_what_there_is_now(known: Known) -> None:
    record = "**Decision.** A row `Translatable` in `tracker/texts.py`."
    gone = ["nothing called Translatable", "no file or folder tracker/texts.py"]
    assert documents.faults(record, known) == gone
    now = "**Now.** `Translatable` of `tracker/texts.py` is `Translated` in `translations/models.py`."
    assert documents.faults(f"{record}\n\n{now}\n", known) == []
    wrong = now.replace("translations/models.py", "translations/rows.py")
    assert documents.faults(f"{record}\n\n{wrong}\n", known) == ["no file or folder translations/rows.py"]


# A row of the glossary: the word, its meaning, and its name in a file.
WORD = re.compile(r"^\| ([^|]+) \| ([^|]+\.) \| `(\w+)` in `([\w/.]+)` \|$", re.MULTILINE)


def lost(glossary: str) -> list[str]:
    """Return the words of a glossary whose name is not in their file."""
    return [
        word
        for word, _meaning, name, path in WORD.findall(glossary)
        if not (ROOT / path).is_file() or not re.search(rf"\b{name}\b", (ROOT / path).read_text(encoding="utf-8"))
    ]


def test_every_word_of_the_house_is_where_the_glossary_says() -> None:
    glossary = (ROOT / "docs/reference/words.md").read_text(encoding="utf-8")
    words = [word for word, *_rest in WORD.findall(glossary)]
    # Every row but the head of the table is read, each word comes once, and they are in order.
    assert len(words) == sum(line.startswith("| ") for line in glossary.splitlines()) - 2
    assert words == sorted(set(words), key=str.lower)
    assert lost(glossary) == []


def test_a_word_that_moved_is_noticed() -> None:
    row = "| verdict | The answer of a rule. | `{}` in `{}` |"
    assert lost(row.format("Verdict", "core/verdicts.py")) == []
    assert lost(row.format("Verdikt", "core/verdicts.py")) == ["verdict"]
    assert lost(row.format("Verdict", "core/rules.py")) == ["verdict"]


def unsaid(tutorial: str, catalogue: str) -> list[str]:
    """Return what a tutorial tells people to look for, in bold, that no page says."""
    texts = {text.casefold() for text in re.findall(r'^msgid "(.+)"$', catalogue, re.MULTILINE)}
    bold = [" ".join(words.split()) for words in re.findall(r"\*\*([^*]+)\*\*", tutorial)]
    return [words for words in bold if words.casefold() not in texts]


def test_the_tutorial_names_buttons_and_headings_as_pages_do() -> None:
    tutorial = (ROOT / "docs/tutorials/first-day.md").read_text(encoding="utf-8")
    # Any catalogue will do: each holds every text of the source.
    catalogue = (ROOT / "locale/pl/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    assert [words for words in unsaid(tutorial, catalogue) if words != "private window"] == []
    assert unsaid("Press **Go on to\n send**, then **Sned**.", catalogue) == ["Sned"]


def chain(text: str) -> list[list[str]]:
    """Return the layers of apps that a page draws with arrows, from the top."""
    (drawn,) = re.findall(r"config (?:->|→)[\w\s|→>-]+core", text)
    return [sorted(layer.split(" | ")) for layer in re.split(r" (?:->|→) ", " ".join(drawn.split()))]


def test_pages_draw_the_layers_of_apps_as_the_contract_has_them() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = [contract["layers"] for contract in contracts if contract["id"] == "apps"]
    expected = [sorted(re.split(r" [|:] ", layer)) for layer in layers]
    for page in ("CONTRIBUTING.md", "docs/explanation/architecture.md"):
        assert chain((ROOT / page).read_text(encoding="utf-8")) == expected, page
