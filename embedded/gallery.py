"""Every component in all its states: which there are, in which order, and what they are shown with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import form_fields, language
from core.fields import Form
from core.slots import HomePanel, HomeRow
from core.verdicts import Verdict

ARABIC = "شكرًا لأنكم استمعتم إلينا"
MARKUP = 'Ana <b>"B"</b> & Søn'
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Group:
    """Components that belong together; each has a file of its name in `templates/embedded/components/`."""

    title: Promise
    names: tuple[str, ...]


GROUPS = (
    Group(
        _("Finding the way"),
        (
            "back_link",
            "breadcrumbs",
            "sub_nav",
            "side_nav",
            "tabs_counted",
            "pagination",
            "language_links",
            "language_switch",
        ),
    ),
    Group(
        _("Lists to work with"),
        (
            "list_page",
            "search_box",
            "filter_panel",
            "filter_tags",
            "work_table",
            "work_head",
            "work_row",
            "head_cell",
            "sort_header",
            "cell",
            "select_all",
            "select_row",
            "action_bar",
            "data_table",
            "empty",
            "home_panel",
        ),
    ),
    Group(
        _("One thing"),
        (
            "page_head",
            "identity_bar",
            "summary_card",
            "facts",
            "fact",
            "card",
            "section_card",
            "two_pane",
            "pane",
            "tag",
            "badge",
            "person_chip",
            "moment",
            "file_list",
            "promise",
        ),
    ),
    Group(
        _("What happened, and what was said"),
        (
            "timeline",
            "timeline_item",
            "message_thread",
            "message",
            "original_words",
            "before_after",
            "content_note",
            "changed_notice",
        ),
    ),
    Group(
        _("Forms"),
        ("field", "fieldset", "form", "error_list", "error_summary", "button", "button_link", "post_button", "way"),
    ),
    Group(
        _("Acts and answers"),
        ("verdict", "confirm_page", "undo_banner", "notice", "disclosure", "progress", "progress_steps"),
    ),
    Group(_("Pictures of numbers"), ("chart", "chart_bar", "term_lines")),
    Group(_("Help"), ("help_lines", "more_help", "exit_button", "receipt_code", "player")),
)


class Sample(Form):
    """A field of each kind."""

    name = form_fields.line(_("Name"), help_text="As you would like to be called.", required="Please write a name.")
    words = form_fields.long_text(_("What happened?"), rows=3)
    known = form_fields.known_day("When was it?", required="Please write the day.")
    at = form_fields.time("At what time?")
    between = form_fields.period("Between which days?")
    day = form_fields.day(_("Day"))
    spoken = form_fields.language(_("Language"))
    one = forms.ChoiceField(label=_("Choose one"), choices=[("a", MARKUP), ("b", ARABIC)], widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(
        label="Choose any", choices=[("a", LONG), ("b", ARABIC)], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="I agree")
    file = forms.FileField(label="File")


WRONG = {
    "wrong-name": "",
    "wrong-words": MARKUP,
    "wrong-known_day": "31",
    "wrong-known_month": "2",
    "wrong-known_year": "2026",
    "wrong-at": "late",
    "wrong-between_from": "2026-03-27",
    "wrong-between_until": "2026-03-01",
}


class SampleFilter(form_fields.FilterForm):
    """What a list may be filtered by."""

    language = forms.ChoiceField(label=_("Language"), required=False, choices=language.choices)


@dataclass(frozen=True, slots=True)
class SampleListing:
    """A list without rows of a database: what `core.listing.Listing` offers to its component."""

    query: str = "tea"
    clear_href: str = "#list_page"
    filter_names: str = "language page"
    is_narrowed: bool = True
    ignored: tuple[str, ...] = (MARKUP,)
    tags: tuple[dict[str, str], ...] = ({"name": "Search", "value": "tea", "href": "#list_page"},)

    @property
    def form(self) -> SampleFilter:
        """Return the form of the filters."""
        return self.shown_form

    @property
    def shown_form(self) -> SampleFilter:
        """Return the form as it is shown."""
        return SampleFilter(prefix="list")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart, as a presenter makes it: `share` in hundredths of the longest."""

    label: str
    value: int | None
    share: int | None
    shown: str


@dataclass(frozen=True, slots=True)
class TermBar:
    """One term in a line: where it begins and how long it is, in percent of the line."""

    x: str
    width: str


@dataclass(frozen=True, slots=True)
class TermLine:
    """One line of a picture of terms, as a presenter makes it."""

    label: str
    shown: str
    bars: list[TermBar]


def contents() -> list[dict[str, Any]]:
    """Return the side navigation: each group with a link to each of its components."""
    return [
        {"title": group.title, "links": [{"name": name, "href": f"#{name}"} for name in group.names]}
        for group in GROUPS
    ]


def samples(request: HttpRequest) -> dict[str, Any]:
    """Return what the examples are shown with."""
    return {**_words(), **_links(), **_lists(request), **_forms(), **_things()}


def _words() -> dict[str, Any]:
    return {
        "arabic": ARABIC,
        "markup": MARKUP,
        "long": LONG,
        "today": date(2026, 3, 27),
        "just_now": datetime(2026, 3, 27, 14, 30, tzinfo=UTC),
        "refused": Verdict("Only the steward of this change can close it."),
    }


def _links() -> dict[str, Any]:
    names = ["Overview", MARKUP, ARABIC, LONG]
    links = [{"name": name, "href": f"#{place}", "current": name == "Overview"} for place, name in _numbered(names)]
    tabs = [{**link, "count": count} for link, count in zip(links, (3, 0, 12345, None), strict=True)]
    return {
        "links": links,
        "one_link": links[:1],
        "tabs": tabs,
        "one_tab": tabs[:1],
        "crumbs": [*links[1:], {"name": "Here", "href": ""}],
        "groups_of_links": [{"title": "First", "links": links[:2]}, {"title": ARABIC, "links": links[2:]}],
        "tags": [{"name": "Status", "value": value, "href": "#filter_tags"} for value in ("New", MARKUP, ARABIC, LONG)],
        "languages": [language.LanguageLink("en", "English", "?lang=en", True), *_other_languages()],
    }


def _numbered(names: list[str]) -> list[tuple[str, str]]:
    """Return each name with the identifier of a component that exists, so that every link leads somewhere."""
    places = ("back_link", "sub_nav", "side_nav", "breadcrumbs")
    return list(zip(places, names, strict=True))


def _other_languages() -> list[language.LanguageLink]:
    return [language.LanguageLink(code, name, f"?lang={code}", False) for code, name in language.choices()[1:]]


def _lists(request: HttpRequest) -> dict[str, Any]:
    rows = [
        {"id": "r1", "name": "Waiting for an answer", "reference": "K7-QP", "status": "New", "tone": "waiting"},
        {"id": "r2", "name": MARKUP, "reference": "A1-BC", "status": "Overdue", "tone": "attention"},
        {"id": "r3", "name": ARABIC, "reference": "Z9-XY", "status": "Closed", "tone": "good"},
        {"id": "r4", "name": LONG, "reference": "L0-NG", "status": "", "tone": "neutral"},
    ]
    return {
        "rows": rows,
        "panels": _panels(),
        "listing": SampleListing(),
        "few": Paginator(range(70), PER_PAGE).get_page(request.GET.get("few")),
        "many": Paginator(range(1000), PER_PAGE).get_page(request.GET.get("many", 3)),
        "one_page": Paginator(range(5), PER_PAGE).get_page(1),
        "lines": [
            TermLine("Seat 1", "Until Friday 31 December 2027", [TermBar("0%", "40%"), TermBar("40%", "30%")]),
            TermLine(ARABIC, MARKUP, [TermBar("20%", "80%")]),
            TermLine(LONG, "Vacant", []),
        ],
        "bars": [Bar("New", 12, 100, "12"), Bar(ARABIC, 3, 25, "3"), Bar(MARKUP, None, None, "not shown")],
    }


def _panels() -> dict[str, HomePanel]:
    rows = [
        HomeRow("A letter nobody could read", "#home_panel", "Due on 27 March 2026", "Overdue", "stop"),
        HomeRow(ARABIC, "#home_panel", language="ar"),
        HomeRow(MARKUP, "#home_panel", LONG),
    ]
    return {
        "full": HomePanel("Your cases", rows, "#home_panel", "All your cases", 17),
        "empty": HomePanel("Unassigned cases", [], empty="Every case is assigned to someone."),
    }


def _forms() -> dict[str, Any]:
    disabled = Sample(prefix="off", initial={"name": MARKUP, "known": date(2026, 3, 27)})
    for field in disabled.fields.values():
        field.disabled = True
    wrong = Sample(WRONG, prefix="wrong")
    return {
        "sample": Sample(prefix="new"),
        "panel": Sample(prefix="panel"),
        "listed": Sample({}, prefix="listed"),
        "wrong": wrong,
        "disabled": disabled,
    }


def _things() -> dict[str, Any]:
    facts = [{"key": "Steward", "value": MARKUP}, {"key": "Due", "value": "27 March 2026"}]
    answers = [
        {"key": "Title", "value": MARKUP, "href": "#summary_card"},
        {"key": "Words", "value": f"{ARABIC}\n{ARABIC}", "language": "ar", "href": "#summary_card", "act": "Correct"},
        {"key": LONG, "value": LONG},
        {"key": "Note", "value": "", "href": "#summary_card"},
    ]
    return {
        "key_facts": facts,
        "answers": answers,
        "one_answer": answers[:1],
        "files": [
            {"name": "minutes.pdf", "kind": "PDF", "size": 245_760, "href": "#file_list"},
            {"name": f"{ARABIC}.odt", "kind": "ODT", "size": 1_048_576, "href": "#file_list"},
            {"name": f"{LONG}.png", "kind": "PNG", "size": 12, "href": "", "warning": "This file is being checked."},
        ],
        "changes": [
            {"name": "Title", "now": MARKUP, "yours": "Ana B & Son"},
            {"name": "Words", "now": ARABIC, "yours": "", "language": "ar"},
        ],
    }
