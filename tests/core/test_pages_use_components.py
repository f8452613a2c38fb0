"""Pages are made of components: what one does is not written by hand, and what still is becomes less."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
# Where the pieces themselves are drawn.
PIECES = ("components/", "allauth/", "django/", "embedded/components/")
# Other people's pages change at the same time: there it may be less already.
MOVING = ("desk/", "layouts/")
CLASSES = (
    "action-bar", "back", "badge", "before-after", "breadcrumbs", "button", "card", "changed", "chart", "confirm",
    "empty", "exit", "facts", "files", "filter-panel", "filter-tags", "help-lines", "identity-bar", "languages",
    "notice", "page-head", "pages", "person", "progress", "promise", "receipt", "search-box", "side-nav", "sort",
    "steps", "sub-nav", "summary-card", "table--dense", "table-box", "tabs", "tag", "thread", "timeline", "two-pane",
    "undo", "verdict", "words",
)  # fmt: skip
BY_HAND = re.compile(
    rf'class="(?:[^"]*\s)?(?:(?:{"|".join(CLASSES)})(?=["\s{{])|govuk-)|<(?:table|details|progress|time|figure)[\s>]'
)
# How often a page does by hand what a component does. Nothing is added here; what is taken out of a page goes.
KNOWN: dict[str, int] = {
    "accounts/needs.html": 1,
    "accounts/token_made.html": 2,
    "accounts/tokens.html": 1,
    "desk/case.html": 1,
    "desk/enter.html": 1,
    "desk/entered.html": 1,
    "desk/file.html": 1,
    "desk/place.html": 2,
    "desk/places.html": 1,
    "desk/poster.html": 2,
    # The page for an error of ours asks nothing that might fail.
    "drafts/retry.html": 3,
    "drafts/written.html": 3,
    "embedded/sent.html": 1,
    "errors/500.html": 1,
    "feedback/_language_button.html": 1,
    "feedback/choices.html": 1,
    "feedback/conversation.html": 4,
    "feedback/easy_code.html": 3,
    "feedback/easy_step.html": 3,
    "feedback/erase.html": 1,
    "feedback/faces_files.html": 4,
    "feedback/faces_step.html": 2,
    "feedback/files.html": 1,
    "feedback/kiosk.html": 1,
    "feedback/kiosk_watch.html": 2,
    "feedback/new_code.html": 1,
    "feedback/paper.html": 1,
    "feedback/parts/entry.html": 1,
    "feedback/parts/recorder.html": 4,
    "feedback/parts/reread.html": 5,
    "feedback/place_chosen.html": 1,
    "feedback/say.html": 1,
    "feedback/start.html": 2,
    "layouts/members.html": 1,
    "layouts/messages.html": 1,
    "layouts/parts/menu.html": 1,
    "layouts/parts/sign_out.html": 1,
    "layouts/public.html": 1,
    "mfa/webauthn/add_form.html": 7,
    "policies/policy.html": 1,
    "policies/version.html": 1,
    "tracker/change.html": 1,
    "tracker/public/card.html": 1,
    "tracker/public/change.html": 1,
    "tracker/public/refused.html": 1,
    "tracker/recommendation.html": 1,
    "translations/translate.html": 1,
}


def by_hand() -> dict[str, int]:
    found = {}
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = path.relative_to(TEMPLATES).as_posix()
        count = len(BY_HAND.findall(path.read_text(encoding="utf-8")))
        if count and not name.startswith(PIECES):
            found[name] = count
    return found


def test_nothing_more_is_written_by_hand() -> None:
    assert {name: count for name, count in by_hand().items() if count > KNOWN.get(name, 0)} == {}


def test_list_of_what_is_written_by_hand_shrinks_with_the_pages() -> None:
    found = by_hand()
    assert {
        name: count for name, count in KNOWN.items() if count > found.get(name, 0) and not name.startswith(MOVING)
    } == {}


@pytest.mark.parametrize(
    "line",
    [
        '<p class="lead tag tone-good">',
        "<table>",
        '<input class="govuk-input">',
        '<div class="notice{% if loud %} loud{% endif %}">',
    ],
)
def test_piece_written_by_hand_is_found(line: str) -> None:
    assert BY_HAND.search(line)


@pytest.mark.parametrize(
    "line",
    ['<p class="lead">', '<ul class="cards">', '{% component "tag" text=text %}', '<p class="words-of">'],
)
def test_component_is_not_taken_for_one_written_by_hand(line: str) -> None:
    assert not BY_HAND.search(line)
