"""What makes a page one of a kind, so that what takes long is done once for each kind."""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import Page

from tests.rig import pages

LANGUAGES = [code for code, _name in settings.LANGUAGES]
VARIABLE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)|(?<=/policies/)(?!new/)[a-z-]+")
FORMS = "forms => forms.map(form => form.getAttribute('action') || '')"


def route(path: str) -> str:
    """Return an address with its variable parts taken out, so that one page of a kind is looked at."""
    plain = VARIABLE.sub("…", urlsplit(path).path)
    return re.sub(rf"^/({'|'.join(LANGUAGES)})/", "/…/", re.sub(rf"/({'|'.join(LANGUAGES)})/$", "/…/", plain))


def shape(address: str, actions: list[str]) -> str:
    """Return what makes a page one of a kind: its address and the acts that this person can do on it."""
    return " ".join([route(address), *sorted({route(action) for action in actions})])


@dataclass(frozen=True)
class Looks:
    """What was looked at already in this run of the tests, by any of its processes: an empty file for each."""

    folder: Path

    def is_first(self, what: str) -> bool:
        """Return whether nobody has looked at this yet; from now on somebody has."""
        try:
            (self.folder / sha256(what.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


def of_parsed(address: str, page: pages.Page) -> str:
    return shape(address, [form.get("action", "") for form in page.all("form")])


def of_drawn(page: Page) -> str:
    return shape(page.url, page.eval_on_selector_all("form", FORMS))
