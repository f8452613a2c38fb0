"""Keep the translation catalogues in step with the source.

Usage: `python scripts/catalogues.py` brings locale/*/LC_MESSAGES/django.po up to date (needs GNU gettext) and compiles
each to .mo, which is committed so that nobody needs gettext to run the service. `--check` changes nothing and fails
when a text of the source is missing from a catalogue, untranslated or uncertain, when plural forms or placeholders do
not match, or when a compiled file is not what its source says. English is the language of the source: no catalogue.
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import makemessages

ROOT = Path(__file__).resolve().parent.parent
# Written out, because this program loads no settings; `tests/config/test_languages.py` compares the two.
LANGUAGES = ("es", "ar", "pl")
NOT_SOURCE = [".git", ".venv", "node_modules", "var", "tests", "benchmarks", "scripts", "docs", "static", ".*_cache"]
# Not kept: dates and names of tools, which change without a change of a text.
KEPT_METADATA = {"Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms"}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdif%]|\{\w*\}")


class MakeMessages(makemessages.Command):
    """Never guesses: a changed text comes out untranslated, not with the translation of a similar one."""

    msgmerge_options = ["-q", "--backup=none", "--update", "--no-fuzzy-matching", "--no-wrap", "--sort-output"]


def catalogue(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def extract(root: Path) -> None:
    """Rewrite the .po files under `root` from the source under `root`."""
    for language in LANGUAGES:
        catalogue(root, language).parent.mkdir(parents=True, exist_ok=True)
    before = Path.cwd()
    # `makemessages` reads the working folder and can be given no other.
    os.chdir(root)
    try:
        call_command(
            MakeMessages(),
            locale=list(LANGUAGES),
            extensions=["html", "txt", "py"],
            ignore_patterns=[f"{name}/*" for name in NOT_SOURCE],
            # With line numbers every change of the source would change every catalogue.
            no_location=True,
            no_obsolete=True,
            no_wrap=True,
            verbosity=0,
        )
    finally:
        os.chdir(before)
    for language in LANGUAGES:
        tidy(catalogue(root, language), language)


def tidy(path: Path, language: str) -> None:
    """Leave out what changes without a reason, dates and tools, and show every plural form there is to fill in."""
    entries = polib.pofile(str(path), wrapwidth=0)
    forms = plural_forms(entries)
    for entry in entries:
        if entry.msgid_plural:
            entry.msgstr_plural = dict.fromkeys(range(forms), "") | entry.msgstr_plural
    for name in set(entries.metadata) - KEPT_METADATA:
        del entries.metadata[name]
    entries.metadata["Language"] = language
    entries.metadata_is_fuzzy = 0
    entries.header = (
        "Brought up to date with `make messages`; only the translations are written by hand.\n"
        "Drafts: no qualified translator has reviewed them."
    )
    entries.save(str(path))


def plural_forms(entries: polib.POFile) -> int:
    match = re.search(r"nplurals=(\d+)", entries.metadata.get("Plural-Forms", ""))
    if match is None:
        sys.exit("A catalogue does not say how many plural forms its language has.")
    return int(match[1])


def compiled(path: Path) -> bytes:
    return bytes(polib.pofile(str(path)).to_binary())


def texts(path: Path) -> dict[tuple[str | None, str], polib.POEntry]:
    found = {}
    for entry in polib.pofile(str(path)):
        if not entry.obsolete:
            found[entry.msgctxt, entry.msgid] = entry
    return found


def faults_of(language: str, source: Path) -> list[str]:
    """Compare the committed catalogue of a language with one just extracted from the source."""
    path = catalogue(ROOT, language)
    if not path.exists():
        return [f"{language}: no catalogue; run make messages"]
    committed = texts(path)
    extracted = texts(catalogue(source, language))
    faults = []
    for _context, text in extracted.keys() - committed.keys():
        faults.append(f"not in the catalogue: {text!r}")
    for _context, text in committed.keys() - extracted.keys():
        faults.append(f"no longer in the source: {text!r}")
    plurals = plural_forms(polib.pofile(str(path)))
    for key in extracted.keys() & committed.keys():
        faults += faults_of_entry(committed[key], plurals)
    binary = path.with_suffix(".mo")
    if not binary.exists() or binary.read_bytes() != compiled(path):
        faults.append("the compiled file is out of date; run make messages")
    return [f"{language}: {fault}" for fault in faults]


def faults_of_entry(entry: polib.POEntry, plurals: int) -> list[str]:
    # What is uncertain is left out of the compiled file: readers would find English there.
    if entry.fuzzy:
        return [f"uncertain: {entry.msgid!r}"]
    translations = [entry.msgstr]
    if entry.msgid_plural:
        translations = list(entry.msgstr_plural.values())
        if len(translations) != plurals:
            return [f"untranslated: {entry.msgid!r}"]
    if not all(translations):
        return [f"untranslated: {entry.msgid!r}"]
    wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
    faults = []
    for text in translations:
        used = set(PLACEHOLDER.findall(text))
        # A plural form for exactly one or two things may say the number in words; no form may invent a placeholder.
        is_right = used <= wanted if entry.msgid_plural else used == wanted
        if not is_right:
            faults.append(f"placeholders {sorted(wanted)} became {sorted(used)}: {entry.msgid!r}")
    return faults


def check() -> list[str]:
    with tempfile.TemporaryDirectory(prefix="answerable-catalogues-") as folder:
        source = Path(folder) / "source"
        # In a copy, because extracting writes into the tree that it reads and a check changes nothing.
        shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*NOT_SOURCE))
        extract(source)
        faults = []
        for language in LANGUAGES:
            faults += faults_of(language, source)
        return faults


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    if shutil.which("xgettext") is None:
        sys.exit("GNU gettext is needed for this: apt-get install gettext")
    settings.configure(USE_I18N=True, LOCALE_PATHS=[])
    if arguments.check:
        faults = check()
        print("\n".join(faults) or "The catalogues are complete.")
        sys.exit(bool(faults))
    extract(ROOT)
    for language in LANGUAGES:
        path = catalogue(ROOT, language)
        path.with_suffix(".mo").write_bytes(compiled(path))
        entries = polib.pofile(str(path))
        print(f"{language}: {len(entries)} texts, {len(entries.untranslated_entries())} to translate")


if __name__ == "__main__":
    main()
