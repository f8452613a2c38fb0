"""The desk in a browser: lists, acts, refusals, and two people at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from desk.actions import cases as acts
from desk.actions.collecting import collect
from desk.enums import CaseStatus, Topic
from desk.models import Case
from feedback.enums import MessageKind
from tests.rig import pages
from tests.tracker import factories
from tracker.models import AgendaQuote
from tracker.queries.quotes import quotes_of

Queries = Callable[..., AbstractContextManager[object]]


def address(said: factories.Said, act: str = "") -> str:
    return f"/desk/{said.case.pk}/{act}/" if act else f"/desk/{said.case.pk}/"


def shown(page: pages.Page) -> list[str]:
    """Return the addresses of the items on the list."""
    return sorted(href for href in page.links() if href.startswith("/desk/") and len(href) == len("/desk//") + 36)


def addresses(*given: factories.Said) -> list[str]:
    return sorted(address(said) for said in given)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CHAIR, Role.STEWARD, Role.EXECUTIVE, Role.TRANSLATOR, Role.ADMIN])
def test_desk_is_not_found_by_others(client: Client, role: Role) -> None:
    said = factories.collected()
    client.force_login(factories.person(role))
    for url in ("/desk/", address(said), address(said, "words")):
        assert client.get(url).status_code == 404


def test_desk_is_closed_to_those_who_are_not_signed_in(client: Client) -> None:
    assert client.get("/desk/").status_code == 302


def test_list_says_that_nothing_waits(desk: Client) -> None:
    page = pages.get(desk, "/desk/")
    assert page.text("div", class_="empty").startswith("Nothing is waiting")


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_for_one_and_for_three(
    desk: Client, reader: User, number: int, django_assert_num_queries: Queries
) -> None:
    for _number in range(number):
        factories.read(reader)
    desk.get("/desk/")
    with django_assert_num_queries(6):
        desk.get("/desk/")


@pytest.mark.parametrize("number", [1, 3])
def test_case_costs_the_same_for_one_message_and_for_three(
    desk: Client, number: int, django_assert_num_queries: Queries
) -> None:
    said = factories.collected()
    for count in range(number):
        said.add(f"Thing {count}.")
    with django_assert_num_queries(8):
        page = pages.get(desk, address(said))
    assert page.text("main").count("The person added something") == number


@pytest.mark.parametrize("number", [1, 3])
def test_case_offers_one_meeting_and_three_at_the_same_cost(
    desk: Client, reader: User, number: int, django_assert_num_queries: Queries
) -> None:
    said = factories.read(reader)
    for meeting in factories.MeetingFactory.create_batch(number):
        factories.AgendaItemFactory.create_batch(number, meeting=meeting)
    with django_assert_num_queries(10):
        page = pages.get(desk, address(said))
    groups = page.one("select", name="agenda-where").findall("optgroup")
    assert [len(group.findall("option")) for group in groups] == [number + 1] * number


def test_list_is_narrowed_by_what_was_asked(desk: Client, reader: User) -> None:
    spanish = factories.collected(language="es")
    late = factories.collected(on=timezone.localdate() - timedelta(days=60))
    sorted_out = factories.read(reader)
    acts.sort(case=sorted_out.case, topics=[Topic.RESPECT], content_note="", by=reader)
    closed = factories.read(reader)
    factories.answered(closed, reader)
    acts.close(case=closed.case, by=reader)
    everything = {
        "": addresses(spanish, late, sorted_out),
        "?view=mine": addresses(sorted_out),
        "?view=unassigned": addresses(spanish, late),
        "?view=late": addresses(late),
        "?view=council": [],
        f"?q={sorted_out.case}": addresses(sorted_out),
        "?q=nowhere": [],
        "?language=es": addresses(spanish),
        "?promise=late": addresses(late),
        "?promise=soon": addresses(spanish),
        "?promise=later": addresses(sorted_out),
        "?topic=respect": addresses(sorted_out),
        "?topic=safety": [],
        "?status=closed": [],
        "?view=all&status=closed": addresses(closed),
        "?view=all": addresses(spanish, late, sorted_out, closed),
        "?view=nonsense": addresses(spanish, late, sorted_out),
        "?status=nonsense": addresses(spanish, late, sorted_out),
    }
    assert {query: shown(pages.get(desk, f"/desk/{query}")) for query in everything} == everything


def test_list_shows_what_was_added_to_closed_feedback(desk: Client, reader: User) -> None:
    said = factories.read(reader)
    factories.answered(said, reader)
    acts.close(case=said.case, by=reader)
    said.add()
    assert shown(pages.get(desk, "/desk/")) == addresses(said)


def test_list_is_paged(desk: Client) -> None:
    for _number in range(26):
        factories.say()
    collect()
    assert len(shown(pages.get(desk, "/desk/"))) == 25
    assert len(shown(pages.get(desk, "/desk/?page=2"))) == 1


def test_buttons_do_what_they_say(desk: Client, reader: User) -> None:
    said = factories.collected()
    for act, status in (("acknowledge", "acknowledged"), ("take", "being_read"), ("hand-back", "being_read")):
        response = desk.post(address(said, act), pages.get(desk, address(said)).values())
        assert (response.status_code, said.case.status) == (302, status)
    assert said.case.reader is None
    assert [step.status for step in said.feedback.steps.order_by("position")] == [
        "received",
        "acknowledged",
        "being_read",
    ]


def test_refusal_stands_beside_its_button(desk: Client) -> None:
    page = pages.get(desk, address(factories.collected()))
    assert page.text("p", id="close-reason") == "The person has no answer yet. Reply first, then close."
    assert page.text("p", id="reply-reason").startswith("Assign it to yourself first")


def test_refused_act_keeps_what_was_typed(desk: Client) -> None:
    said = factories.collected()
    data = pages.get(desk, address(said)).values() | {"reply-text": "Dear you"}
    page = pages.post(desk, address(said, "reply"), data, status=409)
    assert page.one("textarea", name="reply-text").text == "Dear you"
    assert "Assign it to yourself first" in page.text("div", class_="govuk-error-summary")
    assert said.told() == []


def test_reply_reaches_the_receipt_without_its_author(desk: Client, reader: User) -> None:
    said = factories.read(reader, language="es")
    values = pages.get(desk, address(said)).values()
    assert values["reply-language"] == "es"
    data = values | {"reply-text": "Gracias.", "reply-answers": "on"}
    assert desk.post(address(said, "reply"), data).status_code == 302
    [news] = said.told("es")
    assert (news.kind, news.text["body"], news.language) == (MessageKind.REPLY, "Gracias.", "es")
    assert (said.case.status, said.case.answered_on) == (CaseStatus.OUTCOME_SENT, timezone.localdate())
    assert str(reader) not in str(news)


def test_reply_sent_twice_is_sent_once(desk: Client, reader: User) -> None:
    said = factories.read(reader)
    data = pages.get(desk, address(said)).values() | {"reply-text": "Thank you."}
    assert [desk.post(address(said, "reply"), data).status_code for _time in range(2)] == [302, 302]
    assert len(said.told()) == 1


def test_reply_without_words_says_what_to_do(desk: Client, reader: User) -> None:
    said = factories.read(reader)
    page = pages.post(desk, address(said, "reply"), pages.get(desk, address(said)).values())
    assert page.links()["#id_reply-text"] == "Write your reply."


def test_somebody_else_was_faster(desk: Client, reader: User, coordinator: User) -> None:
    said = factories.read(reader)
    data = pages.get(desk, address(said)).values() | {"share-shareable": "My version", "share-taken_out": "on"}
    acts.share(case=said.case, shareable="Their version", language="en", by=coordinator)
    page = pages.post(desk, address(said, "share"), data, status=409)
    sentence = f"{coordinator} changed this while you were writing. Your text is below. It is not sent yet."
    assert sentence in page.text("div", class_="messages")
    assert page.one("textarea", name="share-shareable").text == "My version"
    assert said.case.shareable == "Their version"
    again = page.values() | {"share-taken_out": "on"}
    assert desk.post(address(said, "share"), again).status_code == 302
    assert said.case.shareable == "My version"


def test_share_asks_once_more_about_addresses(desk: Client, reader: User) -> None:
    said = factories.read(reader, shareable="")
    data = pages.get(desk, address(said)).values() | {"share-shareable": "Somebody waited."}
    page = pages.post(desk, address(said, "share"), data)
    assert page.links()["#id_share-taken_out"].startswith("Read it once more")
    assert not said.case.is_shared


def test_share_can_be_looked_at_before(desk: Client, reader: User) -> None:
    said = factories.read(reader, shareable="")
    data = pages.get(desk, address(said)).values() | {"share-shareable": "Somebody <b>waited</b>.", "preview": "yes"}
    page = pages.post(desk, address(said, "share"), data)
    assert "Somebody <b>waited</b>." in [pages.words(quote) for quote in page.all("blockquote")]
    assert not said.case.is_shared


def test_agenda_makes_a_new_agenda_item(desk: Client, reader: User) -> None:
    meeting = factories.MeetingFactory()
    said = factories.read(reader)
    values = pages.get(desk, address(said)).values()
    assert values["agenda-background"] == ""
    data = values | {"agenda-where": f"meeting-{meeting.pk}", "agenda-title": "Nights", "agenda-background": "Why now."}
    assert desk.post(address(said, "agenda"), data).status_code == 302
    made = AgendaQuote.objects.get(case=said.case).agenda_item
    assert (made.meeting, made.title, made.background) == (meeting, "Nights", "Why now.")
    assert [quote.text for quote in quotes_of([made])[made.pk]] == ["Somebody waited all night."]
    assert said.case.status == CaseStatus.WITH_COUNCIL


def test_agenda_uses_an_agenda_item_there_is_once(desk: Client, reader: User) -> None:
    agenda_item = factories.AgendaItemFactory()
    said = factories.read(reader)
    for expected in (302, 409):
        data = pages.get(desk, address(said)).values() | {"agenda-where": f"item-{agenda_item.pk}"}
        assert desk.post(address(said, "agenda"), data).status_code == expected
    assert AgendaQuote.objects.filter(case=said.case).count() == 1


def test_agenda_asks_for_a_title_of_a_new_item(desk: Client, reader: User) -> None:
    meeting = factories.MeetingFactory()
    said = factories.read(reader)
    data = pages.get(desk, address(said)).values() | {"agenda-where": f"meeting-{meeting.pk}"}
    page = pages.post(desk, address(said, "agenda"), data)
    assert page.links()["#id_agenda-title"] == "Say in one line what it is about."


def test_erased_feedback_shows_nothing_to_do(desk: Client, reader: User) -> None:
    said = factories.read(reader)
    said.erase()
    collect()
    page = pages.get(desk, address(said))
    assert "The person had this erased" in page.html
    assert page.all("textarea") == []


def test_act_on_what_is_not_there_is_not_found(desk: Client) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    assert [desk.post(f"/desk/{unknown}/{act}/").status_code for act in ("take", "reply", "words")] == [404] * 3
    assert Case.objects.count() == 0
