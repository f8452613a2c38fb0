"""A choice that is taken back counts at once, wherever a version without names is shown."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from core.verdicts import Refused
from desk.actions import cases as acts
from desk.actions.collecting import collect
from feedback import actions as door
from feedback import codes
from tests.rig import pages
from tests.tracker import factories
from tracker.actions import agenda as on_agenda
from tracker.enums import QuoteState
from tracker.models import AgendaQuote
from tracker.queries import changes
from tracker.queries.quotes import quotes_of
from tracker.quotes import refresh_quotes

VERSION = "Somebody waited all night."
NAMES = ("for_team", "for_council", "for_public", "for_training")


def choose(said: factories.Said, **consents: bool) -> None:
    """Choose again with the code; what is not named is taken back."""
    lookup = codes.opened(said.code).lookup
    assert door.choose(lookup=lookup, consents={**dict.fromkeys(NAMES, False), **consents})


def member() -> User:
    """Return somebody who sits on a council."""
    user: User = factories.MembershipFactory().user
    return user


def test_council_is_not_shown_it_any_more(client: Client, reader: User) -> None:
    said = factories.read(reader)
    client.force_login(member())
    assert VERSION in pages.get(client, "/council/heard/").html
    choose(said, for_public=True)
    assert VERSION not in pages.get(client, "/council/heard/").html
    choose(said, for_council=True)
    assert VERSION in pages.get(client, "/council/heard/").html


def test_programmes_of_the_council_are_not_given_it(client: Client, reader: User) -> None:
    said = factories.read(reader)
    client.force_login(member())
    one = f"/api/v1/feedback/{said.case.pk}/"
    assert client.get(one).status_code == 200
    choose(said)
    assert (client.get(one).status_code, client.get("/api/v1/feedback/").json()["results"]) == (404, [])


def test_public_page_does_not_begin_to_show_it(reader: User) -> None:
    agenda_item = factories.AgendaItemFactory()
    said, other = (factories.with_council(reader, agenda_item) for _number in range(2))
    asked = factories.recommendation(agenda_item, said, other)
    choose(said, for_council=True)
    change = factories.in_force(because=factories.decision(asked))
    assert list(changes.public_quotes(change)) == [other.case]
    assert said.case.published_on is None


def test_what_stands_on_a_public_page_stays(reader: User) -> None:
    agenda_item = factories.AgendaItemFactory()
    said = factories.with_council(reader, agenda_item)
    change = factories.in_force(because=factories.decision(factories.recommendation(agenda_item, said)))
    choose(said)
    assert list(changes.public_quotes(change)) == [said.case]
    assert said.case.published_on == timezone.localdate()


def test_recommendation_form_does_not_quote_it(client: Client, reader: User) -> None:
    agenda_item = factories.AgendaItemFactory()
    said = factories.with_council(reader, agenda_item)
    choose(said)
    client.force_login(factories.person(Role.COORDINATOR))
    page = pages.get(client, f"/recommendations/new/{agenda_item.pk}/")
    assert VERSION not in page.html
    assert "Words that the person has taken back" in page.text("main")


def test_recommendation_page_does_not_quote_it(client: Client, reader: User) -> None:
    agenda_item = factories.AgendaItemFactory()
    said = factories.with_council(reader, agenda_item)
    asked = factories.recommendation(agenda_item, said)
    client.force_login(factories.person(Role.COORDINATOR))
    assert VERSION in pages.get(client, f"/recommendations/{asked.pk}/").html
    choose(said)
    assert VERSION not in pages.get(client, f"/recommendations/{asked.pk}/").html


def in_paper(said: factories.Said) -> list[tuple[str, str]]:
    """Return (state, text) of each quote under the agenda item of something that was put on one."""
    quote = AgendaQuote.objects.get(case=said.case)
    return [(quoted.state, quoted.text) for quoted in quotes_of([quote.agenda_item])[quote.agenda_item_id]]


def test_papers_of_a_meeting_lose_the_words(reader: User) -> None:
    said = factories.read(reader, shareable="One line.\r\nAnother line.")
    on_agenda.put_on_agenda(
        case=said.case, meeting=factories.MeetingFactory(), title="Nights", background="Before.", by=reader
    )
    assert in_paper(said) == [(QuoteState.SHOWN, "One line.\r\nAnother line.")]
    choose(said, for_public=True)
    refresh_quotes()
    assert in_paper(said) == [(QuoteState.WITHDRAWN, "")]
    assert AgendaQuote.objects.get(case=said.case).agenda_item.background == "Before."


def test_papers_of_a_meeting_lose_erased_words(reader: User) -> None:
    said = factories.read(reader)
    on_agenda.put_on_agenda(case=said.case, meeting=factories.MeetingFactory(), title="Nights", by=reader)
    said.erase()
    collect()
    assert in_paper(said) == [(QuoteState.WITHDRAWN, "")]


def test_papers_keep_what_is_still_agreed_to(reader: User) -> None:
    said = factories.read(reader)
    on_agenda.put_on_agenda(case=said.case, meeting=factories.MeetingFactory(), title="Nights", by=reader)
    collect()
    refresh_quotes()
    assert in_paper(said) == [(QuoteState.SHOWN, VERSION)]


@pytest.mark.parametrize("name", NAMES)
def test_any_agreement_allows_a_version_and_none_forbids_it(reader: User, name: str) -> None:
    said = factories.read(reader, shareable="", for_council=False, for_public=False)
    choose(said, **{name: True})
    assert acts.share(case=said.case, shareable=VERSION, language="en", by=reader).is_shared
    choose(said)
    with pytest.raises(Refused, match="did not agree"):
        acts.share(case=said.case, shareable="More", language="en", by=reader)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("for_team", "The team it is about"),
        ("for_council", "The council"),
        ("for_public", "Everyone, on a public page, if something changes"),
        ("for_training", "Staff who learn from it"),
    ],
)
def test_item_page_shows_each_agreement_as_it_stands(desk: Client, name: str, sentence: str) -> None:
    said = factories.collected(for_council=False, for_public=False, **({name: True} if name[4] in "tT" else {}))
    if name in {"for_council", "for_public"}:
        choose(said, **{name: True})
        collect()
    assert sentence in [pages.words(line) for line in pages.get(desk, f"/desk/{said.case.pk}/").all("li")]
    choose(said)
    collect()
    assert "Nobody but the desk" in pages.get(desk, f"/desk/{said.case.pk}/").text("main")


def test_item_page_says_that_the_council_may_not_see_it_any_more(desk: Client, reader: User) -> None:
    said = factories.with_council(reader, factories.AgendaItemFactory())
    warning = "The council may not see this any more"
    assert warning not in pages.get(desk, f"/desk/{said.case.pk}/").text("main")
    choose(said)
    collect()
    assert warning in pages.get(desk, f"/desk/{said.case.pk}/").text("main")
