"""What the council hears, asks for, and is answered; and who is told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent, User
from core.verdicts import Refused
from desk.actions import cases as acts
from desk.enums import CaseStatus
from desk.models import Case
from feedback.enums import MessageKind
from meetings.models import AgendaItem
from notifications.enums import Kind
from notifications.models import OutboxMessage
from tests.rig import pages
from tests.tracker import factories
from tracker.actions.recommendations import decide
from tracker.enums import Outcome
from tracker.models import OutcomeNotice, Recommendation
from tracker.outcomes import notify_decision
from tracker.rules import recommendations as rules

Queries = Callable[..., AbstractContextManager[object]]


@pytest.fixture
def agenda_item() -> AgendaItem:
    made: AgendaItem = factories.AgendaItemFactory()
    return made


def quotes(page: pages.Page) -> list[str]:
    return [pages.words(quote) for quote in page.all("blockquote")]


def sign_in_member(client: Client, agenda_item: AgendaItem) -> None:
    member = factories.MembershipFactory(council=agenda_item.meeting.council)
    client.force_login(member.user)


def test_heard_shows_only_what_people_agreed_to(client: Client, reader: User, agenda_item: AgendaItem) -> None:
    factories.read(reader, shareable="For the council.", for_public=False)
    factories.read(reader, shareable="For the public only.", for_council=False)
    factories.read(reader, shareable="")
    sign_in_member(client, agenda_item)
    assert quotes(pages.get(client, "/council/heard/")) == ["For the council."]


def test_heard_closes_what_may_be_hard_to_read(client: Client, reader: User, agenda_item: AgendaItem) -> None:
    said = factories.read(reader)
    acts.sort(case=said.case, topics=[], content_note="Restraint is described", by=reader)
    sign_in_member(client, agenda_item)
    details = pages.get(client, "/council/heard/").one("details", class_="govuk-details")
    assert details.get("open") is None
    assert "Restraint is described" in pages.words(details)


def test_heard_shows_what_came_of_it(client: Client, reader: User, agenda_item: AgendaItem) -> None:
    made = factories.recommendation(agenda_item, factories.with_council(reader, agenda_item))
    sign_in_member(client, agenda_item)
    assert pages.get(client, "/council/heard/").links()[f"/recommendations/{made.pk}/"] == "Visits at night"


def test_heard_is_for_members_whose_term_runs(client: Client) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    past = factories.MembershipFactory(ends_on=yesterday)
    for user, status in (
        (past.user, 404),
        (factories.person(Role.EXECUTIVE), 404),
        (factories.person(Role.READER), 200),
    ):
        client.force_login(user)
        assert client.get("/council/heard/").status_code == status


@pytest.mark.parametrize("number", [1, 3])
def test_heard_costs_the_same_for_one_and_for_three(
    client: Client, reader: User, agenda_item: AgendaItem, number: int, django_assert_num_queries: Queries
) -> None:
    for _number in range(number):
        factories.recommendation(agenda_item, factories.with_council(reader, agenda_item))
    sign_in_member(client, agenda_item)
    # The first visit also notes how the list was left.
    client.get("/council/heard/")
    with django_assert_num_queries(9):
        page = pages.get(client, "/council/heard/")
    assert len(quotes(page)) == number


def test_recommending_is_for_the_chair_of_that_council(agenda_item: AgendaItem) -> None:
    chair = factories.MembershipFactory(council=agenda_item.meeting.council, chairs=True)
    stranger = factories.MembershipFactory(chairs=True)
    assert rules.may_recommend(chair.user, agenda_item)
    assert rules.may_recommend(factories.person(Role.COORDINATOR), agenda_item)
    refused = "Only the chair of the council or a coordinator can write down a recommendation."
    for user in (stranger.user, factories.person(Role.MEMBER), factories.person(Role.EXECUTIVE)):
        assert str(rules.may_recommend(user, agenda_item).reason) == refused


def test_recommending_waits_for_the_minutes(coordinator: User) -> None:
    fresh = factories.AgendaItemFactory(outcome="", recorded_on=None)
    assert str(rules.may_recommend(coordinator, fresh).reason) == "First record what the meeting decided about this."


def test_recommending_begins_with_the_outcome_and_its_sources(
    client: Client, coordinator: User, agenda_item: AgendaItem
) -> None:
    said = factories.with_council(coordinator, agenda_item)
    client.force_login(coordinator)
    address = f"/recommendations/new/{agenda_item.pk}/"
    values = pages.get(client, address).values()
    assert (values["title"], values["text"], values["sources"]) == (
        agenda_item.title,
        agenda_item.outcome,
        str(said.case.pk),
    )
    response = client.post(address, values)
    made = Recommendation.objects.get()
    assert response.headers["Location"] == f"/recommendations/{made.pk}/"
    assert list(made.sources.all()) == [said.case]


def test_recommending_asks_the_executives(agenda_item: AgendaItem) -> None:
    executive = factories.person(Role.EXECUTIVE)
    made = factories.recommendation(agenda_item)
    message = OutboxMessage.objects.get()
    assert (message.kind, message.recipient) == (Kind.DECISION_WAITING, executive)
    assert message.values == {"path": f"/recommendations/{made.pk}/", "answer_by": made.answer_by.isoformat()}


def test_recommendation_cannot_be_deleted(agenda_item: AgendaItem) -> None:
    factories.recommendation(agenda_item)
    with pytest.raises(ProtectedError), transaction.atomic():
        agenda_item.delete()
    assert not [name for name in get_resolver("tracker.urls").reverse_dict if "delete" in str(name)]


def test_recommendation_of_another_council_is_not_found(client: Client, agenda_item: AgendaItem) -> None:
    made = factories.recommendation(agenda_item)
    client.force_login(factories.MembershipFactory().user)
    assert client.get(f"/recommendations/{made.pk}/").status_code == 404
    assert listed(pages.get(client, "/recommendations/?view=all")) == []


@pytest.mark.parametrize("number", [1, 3])
def test_recommendations_cost_the_same_for_one_and_for_three(
    client: Client, agenda_item: AgendaItem, number: int, django_assert_num_queries: Queries
) -> None:
    for _number in range(number):
        factories.decision(factories.recommendation(agenda_item))
    client.force_login(factories.person(Role.EXECUTIVE))
    # The first visit also notes how the list was left.
    client.get("/recommendations/?view=decided")
    with django_assert_num_queries(6):
        page = pages.get(client, "/recommendations/?view=decided")
    assert len(listed(page)) == number


@pytest.mark.parametrize("number", [1, 3])
def test_recommendation_costs_the_same_for_one_source_and_change_and_for_three(
    client: Client, reader: User, agenda_item: AgendaItem, number: int, django_assert_num_queries: Queries
) -> None:
    said = [factories.with_council(reader, agenda_item) for _number in range(number)]
    decision = factories.decision(factories.recommendation(agenda_item, *said))
    for count in range(number):
        factories.in_force(factories.policy(slug=f"policy-{count}"), decision)
    sign_in_member(client, agenda_item)
    with django_assert_num_queries(21):
        page = pages.get(client, f"/recommendations/{decision.recommendation.pk}/")
    changes = [link for link in page.links() if link.startswith("/follow-up/")]
    # What the council asked for and the reason of the answer are quoted as well.
    assert (len(quotes(page)), len(changes)) == (number + 2, number)


@pytest.mark.parametrize("number", [1, 3])
def test_sources_are_offered_at_the_same_cost_for_one_and_for_three(
    client: Client, coordinator: User, agenda_item: AgendaItem, number: int, django_assert_num_queries: Queries
) -> None:
    for _number in range(number):
        factories.with_council(coordinator, agenda_item)
    client.force_login(coordinator)
    with django_assert_num_queries(6):
        page = pages.get(client, f"/recommendations/new/{agenda_item.pk}/")
    assert len(page.all("input", name="sources")) == number


@pytest.mark.parametrize("number", [1, 3])
def test_meeting_costs_the_same_for_one_quote_and_for_three(
    client: Client, reader: User, agenda_item: AgendaItem, number: int, django_assert_num_queries: Queries
) -> None:
    for _number in range(number):
        factories.with_council(reader, agenda_item)
    sign_in_member(client, agenda_item)
    with django_assert_num_queries(22):
        page = pages.get(client, f"/meetings/{agenda_item.meeting.pk}/")
    assert len(quotes(page)) == number


def listed(page: pages.Page) -> list[str]:
    """Return the ids of the recommendations on the list, as they are ordered."""
    rows = [row.get("id", "") for row in page.all("tr")]
    return [row.removeprefix("recommendation-") for row in rows if row.startswith("recommendation-")]


def test_recommendations_are_shown_by_view_and_search(client: Client) -> None:
    decided, waits, late = (factories.recommendation() for _number in range(3))
    factories.decision(decided)
    yesterday = timezone.localdate() - timedelta(days=1)
    Recommendation.objects.filter(pk=late.pk).update(answer_by=yesterday, title="Meals", text="Warm at night.")
    # Decided too late, and no longer late.
    Recommendation.objects.filter(pk=decided.pk).update(answer_by=yesterday, title="Alarms")
    Recommendation.objects.filter(pk=waits.pk).update(title="Windows")
    client.force_login(factories.person(Role.EXECUTIVE))
    waiting = [str(late.pk), str(waits.pk)]
    expected = {
        "": waiting,
        "?view=waiting": waiting,
        "?view=overdue": [str(late.pk)],
        "?view=decided": [str(decided.pk)],
        "?view=all": [*waiting, str(decided.pk)],
        "?view=all&sort=title": [str(decided.pk), str(late.pk), str(waits.pk)],
        "?view=all&sort=-title": [str(waits.pk), str(late.pk), str(decided.pk)],
        "?sort=-due": [str(waits.pk), str(late.pk)],
        "?q=WARM": [str(late.pk)],
        "?q=windows": [str(waits.pk)],
        "?q=alarms": [],
        "?view=nonsense": waiting,
        "?page=nonsense": waiting,
    }
    assert {query: listed(pages.get(client, f"/recommendations/{query}")) for query in expected} == expected
    page = pages.get(client, "/recommendations/?view=all")
    assert [pages.words(tag) for tag in page.one("tbody").iter("strong")] == [
        "Overdue",
        "Waits for a decision",
        "Waits for a decision",
        "Yes, we will change this",
    ]


def test_recommendations_say_what_is_empty(client: Client) -> None:
    client.force_login(factories.person(Role.EXECUTIVE))
    assert pages.get(client, "/recommendations/").text("div", class_="empty").startswith("No recommendation yet")
    factories.decision()
    page = pages.get(client, "/recommendations/")
    assert page.text("div", class_="empty").startswith("Nothing waits for a decision")
    assert page.links()["?view=decided"] == "Decided (1)"
    overdue = pages.get(client, "/recommendations/?view=overdue")
    assert overdue.text("div", class_="empty").startswith("No answer is overdue")
    assert pages.get(client, "/recommendations/?q=nowhere").text("div", class_="empty").startswith("No matches")


def test_recommendation_leads_back_to_the_list_as_it_was_left(client: Client) -> None:
    decided = factories.decision().recommendation
    client.force_login(factories.person(Role.EXECUTIVE))
    client.get("/recommendations/?view=decided")
    page = pages.get(client, f"/recommendations/{decided.pk}/")
    assert page.links()[f"/recommendations/?view=decided#recommendation-{decided.pk}"] == "All recommendations"
    assert page.text("title").startswith("Visits at night – Recommendations")


def test_heard_is_searched_and_filtered(client: Client, reader: User, agenda_item: AgendaItem) -> None:
    factories.read(reader, shareable="Somebody waited all night.")
    calm = factories.read(reader, shareable="The garden was calm.")
    Case.objects.filter(pk=calm.case.pk).update(shareable_language="pl")
    noted = factories.read(reader, shareable="It was loud.")
    acts.sort(case=noted.case, topics=[], content_note="Restraint is described", by=reader)
    sign_in_member(client, agenda_item)
    everything = {"Somebody waited all night.", "The garden was calm.", "It was loud."}
    expected = {
        "": everything,
        "?q=GARDEN": {"The garden was calm."},
        "?q=restraint": {"It was loud."},
        "?q=nowhere": set(),
        "?language=pl": {"The garden was calm."},
        "?language=es": set(),
        "?language=nonsense": everything,
        "?view=nonsense": everything,
    }
    shown = {query: set(quotes(pages.get(client, f"/council/heard/{query}"))) for query in expected}
    assert shown == expected
    page = pages.get(client, "/council/heard/?language=nonsense&view=nonsense&q=nowhere")
    assert "left out: Language; nonsense" in page.text("div", class_="tone-attention")
    assert page.text("div", class_="empty").startswith("No matches")


def test_deciding_is_for_executives_and_happens_once(agenda_item: AgendaItem) -> None:
    made = factories.recommendation(agenda_item)
    assert str(rules.may_decide(factories.person(Role.COORDINATOR), made).reason) == (
        "Only leaders can answer a recommendation."
    )
    executive = factories.person(Role.EXECUTIVE)
    factories.decision(made)
    made.refresh_from_db()
    assert str(rules.may_decide(executive, made).reason) == (
        "This has been decided already. A decision stays as it is; the council can ask again."
    )
    with pytest.raises(Refused):
        decide(recommendation=made, outcome=Outcome.PARTLY, reason="Again", language="en", by=executive)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({}, "#id_outcome_0", "Choose what you decide."),
        ({"outcome": "will_change"}, "#id_reason", "Say why. People are owed a reason, also when it is yes."),
        ({"outcome": "will_change", "reason": "Yes."}, "#id_target_on", "Say by when it will be done."),
        (
            {"outcome": "partly", "reason": "Yes.", "target_on": "2020-01-01"},
            "#id_target_on",
            "This day is over. Choose today or a later day.",
        ),
        ({"outcome": "not_yet", "reason": "No."}, "#id_reason_kind", "Choose the kind of reason that fits best."),
    ],
)
def test_deciding_says_what_is_missing(client: Client, typed: dict[str, str], field: str, sentence: str) -> None:
    made = factories.recommendation()
    client.force_login(factories.person(Role.EXECUTIVE))
    page = pages.post(client, f"/recommendations/{made.pk}/", {"language": "en", **typed})
    assert page.links()[field] == sentence
    made.refresh_from_db()
    assert made.answer is None


def test_deciding_in_the_browser_tells_every_receipt(client: Client, reader: User, agenda_item: AgendaItem) -> None:
    english = factories.with_council(reader, agenda_item)
    spanish = factories.with_council(reader, agenda_item, language="es")
    made = factories.recommendation(agenda_item, english, spanish)
    client.force_login(factories.person(Role.EXECUTIVE))
    day = timezone.localdate() + timedelta(days=60)
    data = {"outcome": "will_change", "reason": "Nights are long.", "language": "en", "target_on": day.isoformat()}
    assert client.post(f"/recommendations/{made.pk}/", data).status_code == 302
    for said in (english, spanish):
        [news] = said.told()
        assert (news.kind, news.text["body"], news.foreign) == (MessageKind.DECISION, "Nights are long.", False)
        assert news.text["label"].startswith("Yes, we will change this")
        assert (said.case.status, said.case.answered_on) == (CaseStatus.DECIDED, timezone.localdate())
    assert AuditEvent.objects.get(action="decided").details == {"outcome": "will_change", "told": 2}


def test_decision_says_which_language_its_reason_is_in(reader: User, agenda_item: AgendaItem) -> None:
    said = factories.with_council(reader, agenda_item, language="es")
    factories.decision(factories.recommendation(agenda_item, said))
    [news] = said.told("es")
    assert (news.language, news.text["body_language"]) == ("es", "en")


def test_refusal_ends_with_telling(reader: User, agenda_item: AgendaItem) -> None:
    said = factories.with_council(reader, agenda_item)
    factories.decision(factories.recommendation(agenda_item, said), Outcome.WILL_NOT_CHANGE)
    assert said.case.status == CaseStatus.OUTCOME_SENT
    steps = [step.status for step in said.feedback.steps.order_by("position")]
    assert steps == ["received", "being_read", "with_council", "decided", "outcome_sent"]


def test_decision_is_told_once(reader: User, agenda_item: AgendaItem) -> None:
    said = factories.with_council(reader, agenda_item)
    decision = factories.decision(factories.recommendation(agenda_item, said))
    assert notify_decision(decision) == 0
    assert (len(said.told()), OutcomeNotice.objects.filter(case=said.case).count()) == (1, 1)


def test_decision_passes_over_what_was_erased(reader: User, agenda_item: AgendaItem) -> None:
    said = factories.with_council(reader, agenda_item)
    made = factories.recommendation(agenda_item, said)
    said.erase()
    factories.decision(made)
    assert OutcomeNotice.objects.count() == 0


def test_decision_names_who_decided_for_staff_only(client: Client) -> None:
    decision = factories.decision()
    executive = decision.decided_by.removesuffix(" (executive)")
    client.force_login(factories.person(Role.COORDINATOR))
    page = pages.get(client, f"/recommendations/{decision.recommendation.pk}/")
    assert executive not in page.html
    assert "A leader of the organisation" in page.html
