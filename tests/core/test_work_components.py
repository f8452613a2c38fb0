"""Components of work pages: what they keep of an address, what they say to whoever listens, and what they post."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import html5lib
import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from tests.rig.pages import Page, words


def render(source: str, address: str = "/desk/", **values: object) -> Page:
    context = {"request": RequestFactory().get(address), "LANGUAGE_CODE": "en", "csrf_token": "t", **values}
    html = Template(source).render(Context(context))
    return Page(html5lib.HTMLParser(namespaceHTMLElements=False).parse(html), html, None)


def numbered(pages: int, shown: int) -> Any:
    return Paginator(range(pages * 10), 10).get_page(shown)


def test_pages_of_a_list_say_where_one_is() -> None:
    page = render('{% component "pagination" page=page %}', page=numbered(100, 3))
    assert words(page.all("p")[0]) == "Page 3 of 100, 1,000 in all"


def test_pages_of_a_list_keep_what_was_asked_for() -> None:
    page = render('{% component "pagination" page=page %}', "/desk/?status=new&page=3&tag=a&tag=b", page=numbered(9, 3))
    assert list(page.links()) == [f"?status=new&tag=a&tag=b&page={number}" for number in (2, 1, 3, 4, 9)]
    assert page.values() == {"status": "new", "tag": ["a", "b"], "page": "3"}


def test_pages_of_a_list_offer_all_numbers_while_they_are_few() -> None:
    page = render('{% component "pagination" page=page name="part" %}', page=numbered(7, 1))
    assert list(page.links()) == [f"?part={number}" for number in (1, 2, 3, 4, 5, 6, 7)]
    assert page.all("form") == []
    assert [link.get("href") for link in page.all("a", aria_current="page")] == ["?part=1"]


def test_one_page_needs_no_links() -> None:
    assert render('{% component "pagination" page=page %}', page=numbered(1, 1)).html == ""


def test_search_keeps_the_filters_and_begins_at_the_first_page() -> None:
    page = render('{% component "search_box" label="Search" value="a<b" %}', "/desk/?q=old&status=new&page=4")
    assert page.values() == {"status": "new", "q": "a<b"}


def test_filter_keeps_the_search_and_gives_its_own_names_again() -> None:
    source = (
        '{% blockcomponent "filter_panel" replaces="status page" %}<input name="status" value="closed">'
        "{% endblockcomponent %}"
    )
    assert render(source, "/desk/?q=word&status=new&page=4").values() == {"q": "word", "status": "closed"}


def test_filter_in_use_is_a_link_that_says_what_it_takes_away() -> None:
    tags = [{"name": "Status", "value": "<New>", "href": "?q=word"}]
    assert render('{% component "filter_tags" tags=tags %}', tags=tags).links() == {
        "?q=word": "Remove filter: Status: <New> ×"
    }


def test_heading_says_how_it_is_sorted() -> None:
    source = '{% component "sort_header" text="Due" href="?sort=-due" order=order %}'
    table = "<table><tr>" + source + "</tr></table>"
    assert [render(table, order=order).one("th").get("aria-sort") for order in ("", "ascending", "descending")] == [
        "none",
        "ascending",
        "descending",
    ]


def test_label_of_a_cell_is_not_heard_beside_its_heading() -> None:
    page = render('<table><tr>{% blockcomponent "cell" label="Due" %}today{% endblockcomponent %}</tr></table>')
    label = page.one("span", class_="cell__label")
    assert (words(label), label.get("aria-hidden")) == ("Due", "true")
    assert page.text("td") == "Due today"


def test_row_is_ticked_for_the_bar_it_belongs_to() -> None:
    page = render(
        '<table><tr>{% component "select_row" form="bar" id="c1" value="7" label=label %}</tr></table>'
        '{% blockcomponent "action_bar" id="bar" label="Selected cases" %}'
        '{% component "button" text="Assign" name="act" value="assign" %}{% endblockcomponent %}',
        label="Select <Ana>",
    )
    box = page.one("input", type="checkbox")
    assert (box.get("form"), box.get("name"), box.get("value")) == (page.one("form").get("id"), "chosen", "7")
    assert page.text("label", for_="c1") == "Select <Ana>"
    # Without a script nothing counts along, and nothing says that something did.
    assert page.one("p", class_="action-bar__count").get("hidden") is not None


def test_badge_is_heard_in_words() -> None:
    page = render('{% component "badge" number=120 words="120 new answers" %}')
    assert [(e.get("aria-hidden"), words(e)) for e in page.one("span", class_="badge")] == [
        ("true", "99+"),
        (None, "120 new answers"),
    ]
    assert render('{% component "badge" number=0 words="none" %}').html == ""


@pytest.mark.parametrize(
    "at, machine, shown",
    [
        (date(2026, 3, 27), "2026-03-27", "27 March 2026"),
        (datetime(2026, 7, 1, 9, 5, tzinfo=UTC), "2026-07-01T09:05+00:00", "1 July 2026, 09:05"),
    ],
)
def test_moment_is_read_by_people_and_machines(at: date, machine: str, shown: str, settings: Any) -> None:
    settings.TIME_ZONE = "UTC"
    time = render('{% component "moment" at=at %}', at=at).one("time")
    assert (time.get("datetime"), words(time)) == (machine, shown)


def test_what_was_done_says_when_and_by_whom() -> None:
    source = '{% component "timeline_item" title="Read" at=at by=by by_note="left" %}'
    page = render(source, at=date(2026, 3, 27), by="<Sam>")
    assert page.text("p", class_="timeline__when") == "27 March 2026 <Sam> left"


def test_message_says_whose_it_is_in_words_and_in_which_language() -> None:
    page = render(
        '{% blockcomponent "message" who="The person wrote" language="ar" %}<p>شكرًا</p>{% endblockcomponent %}'
    )
    assert page.text("h3") == "The person wrote"
    said = page.one("div", class_="thread__words")
    assert (said.get("lang"), said.get("dir")) == ("ar", "auto")
    assert page.text("p", class_="thread__when") == "Language of these words: Arabic"


def test_link_that_changes_an_answer_says_which() -> None:
    rows = [{"key": "Title", "value": "A & B", "href": "/title/"}, {"key": "Note", "value": ""}]
    page = render('{% component "summary_card" title="Change" rows=rows %}', rows=rows)
    assert page.links() == {"/title/": "Change (Title, Change)"}
    assert [words(value) for value in page.all("dd")] == ["A & B", "Change (Title, Change)", "Not given"]


def test_undo_posts_its_token() -> None:
    page = render('{% component "undo_banner" text="Done." address="/undo/" name="token" value="a<b" %}')
    form = page.one("form")
    assert (form.get("method"), form.get("action")) == ("post", "/undo/")
    assert page.values()["token"] == "a<b"


def test_confirming_asks_once_and_offers_one_way_back() -> None:
    page = render(
        '{% component "confirm_page" title="Erase it?" happens="It is erased." cannot="For good." button="Erase" '
        'back="/case/" %}'
    )
    assert page.text("h1") == "Erase it?"
    assert [words(button) for button in page.all("button")] == ["Erase"]
    assert page.links() == {"/case/": "No, go back"}


@pytest.mark.parametrize(
    "state, bars, links",
    [("running", 1, {"?": "Look again how far it is"}), ("done", 0, {}), ("failed", 0, {})],
)
def test_work_that_goes_on_can_be_looked_at_again(state: str, bars: int, links: dict[str, str]) -> None:
    source = '{% component "progress" id="p" title="Report" words="3 of 10" state=state value=3 total=10 again="?" %}'
    page = render(source, state=state)
    assert (len(page.all("progress")), page.links()) == (bars, links)


def test_what_somebody_else_changed_is_shown_beside_what_was_written() -> None:
    changes = [{"name": "Title", "now": "<theirs>", "yours": "mine\ntoo"}]
    page = render('{% component "changed_notice" by=by changes=changes %}', changes=changes, by="<Sam>")
    assert page.text("h2") == "<Sam> changed this while you were writing"
    assert [words(text) for text in page.all("p", class_="changed__words")] == ["<theirs>", "minetoo"]


def test_numbers_of_a_chart_are_heard_once() -> None:
    bars = [{"label": "New", "value": 3, "share": 100, "shown": "3"}]
    page = render('{% component "chart_bar" id="c" title="By status" bars=bars %}', bars=bars)
    heard = [e for e in page.one("figure").iter() if page.one("div", aria_hidden="true") not in ancestors(page, e)]
    assert sum((element.text or "").strip() == "3" for element in heard) == 1
    assert page.one("table").get("aria-labelledby") == page.one("figcaption").get("id")


def ancestors(page: Page, element: Any) -> list[Any]:
    found = [element]
    while (parent := page.parents.get(found[-1])) is not None:
        found.append(parent)
    return found


def test_tabs_show_a_count_where_there_is_one() -> None:
    tabs = [
        {"name": "Mine", "href": "?a", "count": 1200, "current": True},
        {"name": "All", "href": "?b", "count": None, "current": False},
    ]
    with translation.override("en"):
        page = render('{% component "tabs_counted" label="Views" tabs=tabs %}', tabs=tabs)
    assert page.links() == {"?a": "Mine (1,200)", "?b": "All"}
    assert page.text("a", aria_current="page") == "Mine (1,200)"
