"""Every place that names the languages names the same ones."""

from __future__ import annotations

from django.conf import settings

from accounts.models import User
from core import language
from meetings.models import Meeting
from scripts import catalogues
from tests.rig import pages

OURS = [code for code, _name in settings.LANGUAGES]
SOURCE = "en"


def test_every_language_has_its_own_name_in_the_switch() -> None:
    assert list(language.OWN_NAMES) == OURS, "core/language.py: OWN_NAMES"
    assert list(language.NAMES) == OURS, "core/language.py: NAMES"


def test_every_language_but_that_of_the_source_has_a_catalogue() -> None:
    translated = [code for code in OURS if code != SOURCE]
    assert list(catalogues.LANGUAGES) == translated, "scripts/catalogues.py: LANGUAGES"
    folders = {path.name for path in (settings.BASE_DIR / "locale").iterdir()}
    assert folders == set(translated), "locale/: make messages"


def test_pages_are_checked_strictly_in_every_language() -> None:
    assert set(OURS) == pages.LANGUAGES, "tests/rig/pages.py: LANGUAGES"


def test_the_forms_of_people_and_meetings_offer_every_language() -> None:
    for model in (User, Meeting):
        assert [code for code, _label in model._meta.get_field("language").flatchoices] == OURS
