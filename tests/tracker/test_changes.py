"""Policies and their changes: written by the steward, seen by a council member, told to everybody."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent, RoleGrant, User
from core.verdicts import Conflict, Refused
from council.enums import SeatKind
from desk.enums import CaseStatus
from feedback.enums import MessageKind
from meetings.models import AgendaItem
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage
from policies import actions as policies
from policies import queries
from policies.models import ClauseText, PolicyDocument
from tests.rig import pages
from tests.tracker import factories
from tracker.actions import changes
from tracker.enums import CHANGE_TRANSITIONS, ChangeStatus, Outcome
from tracker.models import OutcomeNotice, PolicyChange
from tracker.outcomes import notify_change
from tracker.rules import changes as rules
from tracker.views.changes import RULES
from translations.enums import TextState

Queries = Callable[..., AbstractContextManager[object]]
TEMPLATES = settings.BASE_DIR / "templates" / "tracker" / "change"
NOT_STEWARD = "Only the steward of this policy can do this."


def clauses_of(document: PolicyDocument) -> dict[str, str]:
    """Return the clauses in force with their original words."""
    found = queries.clauses(queries.in_force(document))
    return {clause.reference: clause.texts.get(state=TextState.SOURCE).text for clause in found}


def policy_with(number: int) -> PolicyDocument:
    """Return a policy with so many clauses, and as many versions that are or were in force."""
    document = policies.add_document(
        title="Visits",
        slug="visits",
        language="en",
        clauses=[(f"1.{count}", f"Words {count}.") for count in range(number)],
        in_force_from=date(2020, 1, 1),
        by=factories.person(Role.STEWARD),
    )
    first = document.versions.get()
    for later in range(2, number + 1):
        version = document.versions.create(number=later, in_force_from=date(2020, later, 1))
        for clause in first.clauses.all():
            copy = version.clauses.create(reference=clause.reference, position=clause.position)
            text = clause.texts.get()
            copy.texts.create(language=text.language, state=text.state, text=text.text)
    return document


def steward_of(change: PolicyChange) -> User:
    assert change.document.steward
    return change.document.steward


def test_steward_alone_changes_a_policy() -> None:
    change, other = factories.planned(), factories.person(Role.STEWARD)
    acts = [rules.may_write, rules.may_put_in_force, rules.may_show_evidence, rules.may_take_back]
    assert [str(act(other, change).reason) for act in acts] == [NOT_STEWARD] * 4
    assert str(rules.may_plan(other, change.document).reason) == NOT_STEWARD


def test_policy_without_a_steward_stays_as_it_is() -> None:
    document = factories.policy()
    PolicyDocument.objects.update(steward=None)
    document.refresh_from_db()
    expected = "This policy has no steward yet, so nobody can change it."
    assert str(rules.may_plan(factories.person(Role.STEWARD), document).reason) == expected


def test_steward_who_lost_the_role_changes_nothing() -> None:
    change = factories.planned()
    steward = steward_of(change)
    steward.grants.all().delete()
    fresh = User.objects.get(pk=steward.pk)
    assert str(rules.may_write(fresh, change).reason) == NOT_STEWARD


def test_plan_needs_a_decision_that_something_changes() -> None:
    document = factories.policy()
    refused = factories.decision(outcome=Outcome.WILL_NOT_CHANGE)
    with pytest.raises(Refused, match="did not agree"):
        factories.planned(document, refused)


def test_write_makes_the_next_version_and_copies_the_rest() -> None:
    change = factories.written()
    assert change.after is not None
    version = change.after.version
    words = {clause.reference: clause.texts.get().text for clause in version.clauses.all()}
    assert (version.number, version.in_force_from) == (2, None)
    assert words == {"1.1": "Visits are possible at night.", "1.2": "Two people at a time."}
    assert clauses_of(change.document)["1.1"] == "Visits end at eight."


def test_write_keeps_old_translations_as_stale() -> None:
    change = factories.planned()
    assert change.before is not None
    ClauseText.objects.create(
        clause=change.before, language="es", text="Hasta las ocho.", state=TextState.REVIEWED, source_hash="x"
    )
    change = changes.write(change=change, text="New", title="New", summary="New", by=steward_of(change))
    assert change.after is not None
    states = dict(change.after.texts.values_list("language", "state"))
    assert states == {"en": TextState.SOURCE, "es": TextState.STALE}


def test_write_can_be_done_again_until_it_is_in_force() -> None:
    change = factories.written()
    steward = steward_of(change)
    changes.write(change=change, text="Better words.", title="Better", summary="Better.", by=steward)
    assert change.document.versions.count() == 2
    change = changes.put_in_force(change=change, on=timezone.localdate(), evidence="", by=steward)
    expected = "These words are in force. To change them again, plan a new change."
    assert str(rules.may_write(steward, change).reason) == expected


def test_write_waits_for_another_change_of_the_policy() -> None:
    first = factories.written()
    second = factories.planned(first.document)
    assert str(rules.may_write(steward_of(first), second).reason).startswith("Another change of this policy")
    with pytest.raises(Refused):
        changes.write(change=second, text="x", title="x", summary="x", by=steward_of(first))


def test_write_adds_a_new_clause_at_the_end() -> None:
    document = factories.policy()
    steward = document.steward
    assert steward
    change = changes.plan(decision=factories.decision(), document=document, clause=None, by=steward)
    changes.write(change=change, reference="2", text="Pets may visit.", title="Pets", summary="Pets.", by=steward)
    changes.put_in_force(change=change, on=timezone.localdate(), evidence="", by=steward)
    assert list(clauses_of(document)) == ["1.1", "1.2", "2"]


def test_force_waits_for_words() -> None:
    change = factories.planned()
    assert str(rules.may_put_in_force(steward_of(change), change).reason) == "Write the new words first."


def test_force_does_not_run_ahead() -> None:
    change = factories.written()
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused, match="day is in the future"):
        changes.put_in_force(change=change, on=tomorrow, evidence="", by=steward_of(change))


def test_force_asks_the_members_with_lived_experience() -> None:
    change = factories.written()
    member = factories.member_for(change)
    factories.member_for(change, SeatKind.STAFF)
    factories.MembershipFactory()
    changes.put_in_force(change=change, on=timezone.localdate(), evidence="A sign", by=steward_of(change))
    message = OutboxMessage.objects.get(kind=Kind.CHANGE_TO_SIGN)
    assert (message.recipient, message.values) == (member.user, {"path": f"/follow-up/{change.pk}/"})
    assert clauses_of(change.document)["1.1"] == "Visits are possible at night."
    changes.sign(change=change, by=member.user)
    message.refresh_from_db()
    assert message.status == Status.DROPPED


def test_sign_needs_a_seat_of_lived_experience_on_that_council() -> None:
    change = factories.in_force()
    expected = "Only a member with lived experience, on the council that asked for this, can say so."
    past = factories.member_for(change)
    type(past).objects.filter(pk=past.pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    users = [
        factories.person(Role.EXECUTIVE),
        factories.MembershipFactory().user,
        factories.member_for(change, SeatKind.STAFF).user,
        past.user,
    ]
    assert [str(rules.may_sign(user, change).reason) for user in users] == [expected] * 4
    assert rules.may_sign(factories.member_for(change, SeatKind.CARER_FAMILY).user, change)


def test_sign_is_not_for_the_steward() -> None:
    change = factories.in_force()
    member = factories.member_for(change)
    type(member).objects.filter(pk=member.pk).update(user=change.document.steward)
    RoleGrant.objects.create(user=steward_of(change), role=Role.MEMBER)
    expected = "You are the steward of this policy, so another member has to confirm the change."
    assert str(rules.may_sign(steward_of(change), change).reason) == expected


def test_sign_needs_evidence() -> None:
    change = factories.in_force(evidence="  ")
    member = factories.member_for(change).user
    expected = "There is no evidence yet. Ask the steward to add it."
    assert str(rules.may_sign(member, change).reason) == expected
    changes.show_evidence(change=change, evidence="A sign hangs there.", by=steward_of(change))
    assert rules.may_sign(member, change)


def test_sign_waits_for_force_and_happens_once() -> None:
    change = factories.written()
    member = factories.member_for(change).user
    assert str(rules.may_sign(member, change).reason) == "This is not in force, so there is nothing to see yet."
    change = changes.put_in_force(change=change, on=timezone.localdate(), evidence="Look", by=steward_of(change))
    seen = PolicyChange.objects.get(pk=change.pk)
    changes.sign(change=change, by=member)
    assert str(rules.may_sign(member, change).reason) == "A council member has confirmed this already."
    with pytest.raises(Conflict):
        changes.sign(change=seen, by=member)


def test_database_refuses_a_confirmed_change_without_signature_or_evidence() -> None:
    change = factories.in_force()
    for fields in ({"status": "confirmed"}, {"status": "confirmed", "evidence": "", "signed_on": timezone.localdate()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PolicyChange.objects.filter(pk=change.pk).update(**fields)


def test_database_refuses_force_without_words() -> None:
    change = factories.planned()
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyChange.objects.filter(pk=change.pk).update(status="in_force", in_force_on=timezone.localdate())


@pytest.mark.parametrize("status", ChangeStatus)
def test_change_moves_only_as_its_table_allows(status: ChangeStatus) -> None:
    change = factories.confirmed()
    reversed_on = timezone.localdate() if status == ChangeStatus.REVERSED else None
    PolicyChange.objects.filter(pk=change.pk).update(status=status, reversed_on=reversed_on)
    for to in set(ChangeStatus) - CHANGE_TRANSITIONS[status]:
        with pytest.raises(Conflict), transaction.atomic():
            changes._move(PolicyChange.objects.get(pk=change.pk), to)  # noqa: SLF001 - the table's own guard


@pytest.mark.parametrize("status", ChangeStatus)
def test_change_in_every_state_has_a_page_with_reasons(client: Client, status: ChangeStatus) -> None:
    change = factories.confirmed()
    reversed_on = timezone.localdate() if status == ChangeStatus.REVERSED else None
    PolicyChange.objects.filter(pk=change.pk).update(status=status, reversed_on=reversed_on)
    assert change.document.steward
    client.force_login(change.document.steward)
    assert str(status.label) in pages.get(client, f"/follow-up/{change.pk}/").text("main")


def test_plan_taken_back_was_never_in_force() -> None:
    change = factories.planned()
    steward = change.document.steward
    assert steward
    changes.take_back(change=change, reason="We asked again.", by=steward)
    reasons = {str(rule(steward, change).reason) for rule in (rules.may_write, rules.may_put_in_force)}
    assert reasons == {"This has been taken back already."}


def test_every_rule_about_a_change_is_on_its_page() -> None:
    about_a_change = {name for name in vars(rules) if name.startswith("may_")} - {"may_plan", "may_steward"}
    assert {rule.__name__ for rule in RULES.values()} == about_a_change
    shown = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("**/*.html"))
    assert [name for name in RULES if f"verdicts.{name}" not in shown] == []
    assert [name for name in RULES if f'"tracker:{name}"' not in shown] == []


def test_confirmed_change_is_told_to_every_receipt(reader: User) -> None:
    agenda_item: AgendaItem = factories.AgendaItemFactory()
    said = factories.with_council(reader, agenda_item, language="es")
    change = factories.confirmed(because=factories.decision(factories.recommendation(agenda_item, said)))
    decision, news = said.told()
    assert (decision.kind, news.kind, news.link) == (
        MessageKind.DECISION,
        MessageKind.CHANGE,
        f"/changes/{change.pk}/",
    )
    assert news.text == {
        "heading": "You can visit at night",
        "label": "Changed, and confirmed by a council member",
        "body": "Families can come at any hour.",
        "draft": False,
        "before": "Visits end at eight.",
        "after": "Visits are possible at night.",
    }
    assert said.told("es")[1].foreign
    assert said.case.status == CaseStatus.OUTCOME_SENT
    assert notify_change(change) == 0
    assert (len(said.told()), OutcomeNotice.objects.filter(case=said.case).count()) == (2, 2)


def test_signature_stands_under_the_name_the_member_chose() -> None:
    change = factories.confirmed()
    assert (change.signed_name, change.signed_on) == ("Robin", timezone.localdate())


def test_doubt_leaves_the_change_as_it_is_and_reaches_the_steward(client: Client) -> None:
    change = factories.in_force()
    member = factories.member_for(change)
    client.force_login(member.user)
    address = f"/follow-up/{change.pk}/"
    data = pages.get(client, address).values() | {"doubt-words": "The door is still locked."}
    assert client.post(f"{address}doubt/", data).status_code == 302
    change.refresh_from_db()
    assert change.status == ChangeStatus.IN_FORCE
    doubt = change.doubts.get()
    assert (doubt.words, doubt.membership) == ("The door is still locked.", member)
    assert AuditEvent.objects.get(action="doubted a change").details == {"doubt": str(doubt.pk)}
    message = OutboxMessage.objects.get(kind=Kind.CHANGE_DOUBTED)
    assert (message.recipient, message.values) == (steward_of(change), {"path": address})
    client.force_login(steward_of(change))
    assert "The door is still locked." in pages.get(client, address).html
    assert "A council member says a change has not happened yet" in pages.get(client, "/policies/").html


def test_taken_back_change_restores_the_words_and_is_told(reader: User) -> None:
    agenda_item: AgendaItem = factories.AgendaItemFactory()
    said = factories.with_council(reader, agenda_item)
    change = factories.confirmed(because=factories.decision(factories.recommendation(agenda_item, said)))
    changes.take_back(change=change, reason="A fire door broke.", by=factories.person(Role.EXECUTIVE))
    assert clauses_of(change.document) == {"1.1": "Visits end at eight.", "1.2": "Two people at a time."}
    assert change.document.versions.count() == 3
    news = said.told()[-1]
    assert (news.text["label"], news.text["body"]) == ("Taken back", "A fire door broke.")
    assert str(rules.may_take_back(steward_of(change), change).reason) == "This has been taken back already."


def test_taking_back_says_first_what_happens(client: Client) -> None:
    change = factories.in_force()
    client.force_login(steward_of(change))
    address = f"/follow-up/{change.pk}/take-back/"
    assert pages.get(client, f"/follow-up/{change.pk}/").links()[address] == "Take it back"
    page = pages.get(client, address)
    assert page.text("p", class_="lead").startswith("The words from before the change are in force again")
    again = pages.post(client, address, page.values() | {"take_back-reason": " "})
    assert again.links()["#id_take_back-reason"].startswith("Say why it is taken back.")
    change.refresh_from_db()
    assert change.status == ChangeStatus.IN_FORCE
    answer = client.post(address, page.values() | {"take_back-reason": "A fire door broke."})
    assert answer.headers["Location"] == f"/follow-up/{change.pk}/"
    change.refresh_from_db()
    assert change.is_reversed
    late = pages.get(client, address)
    assert late.text("p", id="take-back-reason") == "This has been taken back already."
    page = pages.post(client, address, page.values() | {"take_back-reason": "Once more."}, status=409)
    # The page has no form any more that could take the words: they are given back.
    assert "cannot take this form any more" in page.text("main")
    assert page.text("textarea") == "Once more."


def test_taking_back_is_refused_to_others(client: Client) -> None:
    change = factories.in_force()
    client.force_login(factories.member_for(change).user)
    address = f"/follow-up/{change.pk}/take-back/"
    page = pages.get(client, address)
    assert page.all("textarea") == []
    pages.post(client, address, {"take_back-reason": "No."}, status=409)
    change.refresh_from_db()
    assert change.status == ChangeStatus.IN_FORCE


def test_taken_back_new_clause_goes_away() -> None:
    document = factories.policy()
    steward = document.steward
    assert steward
    change = changes.plan(decision=factories.decision(), document=document, clause=None, by=steward)
    changes.write(change=change, reference="2", text="Pets may visit.", title="Pets", summary="Pets.", by=steward)
    changes.put_in_force(change=change, on=timezone.localdate(), evidence="", by=steward)
    changes.take_back(change=change, reason="Allergies.", by=steward)
    assert list(clauses_of(document)) == ["1.1", "1.2"]


def test_taken_back_draft_leaves_no_version() -> None:
    change = factories.written()
    changes.take_back(change=change, reason="Not needed.", by=steward_of(change))
    assert change.document.versions.count() == 1
    assert (change.status, change.after, change.is_public) == (ChangeStatus.REVERSED, None, False)


def test_steward_goes_the_whole_way_in_the_browser(client: Client) -> None:
    decision, document = factories.decision(), factories.policy()
    assert document.steward
    client.force_login(document.steward)
    page = pages.get(client, "/policies/visits/")
    clause = document.versions.get().clauses.get(reference="1.1")
    data = {"decision": str(decision.pk), "clause": str(clause.pk)}
    response = client.post("/policies/visits/plan/", page.values() | data)
    change = PolicyChange.objects.get()
    address = f"/follow-up/{change.pk}/"
    assert response.headers["Location"] == address
    page = pages.get(client, address)
    assert page.one("details", open="").get("class")
    words = {"write-text": "New words.", "write-title": "New", "write-summary": "All is new."}
    assert client.post(f"{address}write/", page.values() | words).status_code == 302
    page = pages.post(client, f"{address}in-force/", {"in_force-on": "2999-01-01"})
    assert page.links()["#id_in_force-on"].startswith("This day is in the future.")
    assert client.post(f"{address}in-force/", {"in_force-on": timezone.localdate().isoformat()}).status_code == 302
    assert client.post(f"{address}evidence/", {"evidence-evidence": "A sign."}).status_code == 302
    member = factories.member_for(change)
    client.force_login(member.user)
    page = pages.get(client, address)
    assert "A signature cannot be undone." in page.text("main")
    assert client.post(f"{address}sign/", {"sign-seen": page.values()["sign-seen"]}).status_code == 302
    change.refresh_from_db()
    assert change.status == ChangeStatus.CONFIRMED


def test_sign_refused_says_why(client: Client) -> None:
    change = factories.in_force(evidence="")
    client.force_login(factories.member_for(change).user)
    seen = {"sign-seen": change.fingerprint}
    page = pages.post(client, f"/follow-up/{change.pk}/sign/", seen, status=409)
    assert "Ask the steward to add it." in page.text("div", class_="govuk-error-summary")
    assert "Ask the steward to add it." in page.text("p", id="sign-reason")


def test_policy_is_added_clause_by_clause(client: Client) -> None:
    client.force_login(factories.person(Role.STEWARD))
    data = {
        "title": "Meals at night",
        "language": "en",
        "text": "1.1 Tea is there.\n\nSoup too.\n\n3) Bread.",
        "in_force_from": "2024-01-01",
    }
    assert client.post("/policies/new/", data).headers["Location"] == "/policies/meals-at-night/"
    document = PolicyDocument.objects.get()
    assert clauses_of(document) == {"1.1": "Tea is there.", "2": "Soup too.", "3": "Bread."}
    page = pages.post(client, "/policies/new/", data)
    assert page.links()["#id_slug"] == "Another policy has this address. Choose another short name."


def test_policies_are_not_found_by_those_without_a_role(client: Client) -> None:
    factories.policy()
    client.force_login(factories.person())
    urls = ("/policies/", "/policies/visits/", "/policies/visits/versions/1/", "/policies/new/")
    assert [client.get(url).status_code for url in urls] == [404] * 4


def test_draft_version_is_not_shown(client: Client) -> None:
    factories.written()
    client.force_login(factories.person(Role.EXECUTIVE))
    assert client.get("/policies/visits/versions/2/").status_code == 404
    assert "Visits are possible at night." not in pages.get(client, "/policies/visits/").html


@pytest.mark.parametrize("number", [1, 3])
def test_policies_cost_the_same_for_one_and_for_three(
    client: Client, number: int, django_assert_num_queries: Queries
) -> None:
    for count in range(number):
        factories.in_force(factories.policy(slug=f"policy-{count}"))
    client.force_login(factories.person(Role.EXECUTIVE))
    # The first visit also notes how the list was left.
    client.get("/policies/")
    with django_assert_num_queries(7):
        client.get("/policies/")


@pytest.mark.parametrize("number", [1, 3])
def test_policy_costs_the_same_for_one_change_and_for_three(
    client: Client, number: int, django_assert_num_queries: Queries
) -> None:
    document = factories.policy()
    for _count in range(number):
        factories.planned(document)
    client.force_login(factories.person(Role.EXECUTIVE))
    with django_assert_num_queries(10):
        client.get("/policies/visits/")


@pytest.mark.parametrize("number", [1, 3])
def test_policy_costs_the_same_for_one_clause_and_version_and_for_three(
    client: Client, number: int, django_assert_num_queries: Queries
) -> None:
    document = policy_with(number)
    client.force_login(factories.person(Role.EXECUTIVE))
    with django_assert_num_queries(9):
        page = pages.get(client, "/policies/visits/")
    assert [f"Words {count}." in page.text("main") for count in range(number)] == [True] * number
    assert document.versions.count() == number
    with django_assert_num_queries(7):
        pages.get(client, "/policies/visits/versions/1/")


@pytest.mark.parametrize("number", [1, 3])
def test_plan_offers_one_decision_and_three_at_the_same_cost(
    client: Client, number: int, django_assert_num_queries: Queries
) -> None:
    document = policy_with(number)
    for _count in range(number):
        factories.decision()
    assert document.steward
    client.force_login(document.steward)
    with django_assert_num_queries(13):
        page = pages.get(client, "/policies/visits/")
    # Besides them: choose one, and a new clause.
    assert len(page.one("select", name="decision").findall("option")) == number + 1
    assert len(page.one("select", name="clause").findall("option")) == number + 2


@pytest.mark.parametrize("number", [1, 3])
def test_change_costs_the_same_for_one_doubt_and_for_three(
    client: Client, number: int, django_assert_num_queries: Queries
) -> None:
    change = factories.in_force()
    for count in range(number):
        changes.doubt(change=change, words=f"Doubt {count}.", language="en", by=factories.member_for(change).user)
    client.force_login(steward_of(change))
    with django_assert_num_queries(14):
        page = pages.get(client, f"/follow-up/{change.pk}/")
    assert [f"Doubt {count}." in page.text("main") for count in range(number)] == [True] * number


@pytest.mark.parametrize("number", [1, 3])
def test_change_costs_a_translator_the_same_for_one_translation_and_for_three(
    client: Client, number: int, django_assert_num_queries: Queries
) -> None:
    change = factories.in_force()
    for language in ("es", "ar", "pl")[:number]:
        change.texts.create(language=language, state=TextState.DRAFT, title="Title", summary="Summary.")
    client.force_login(factories.person(Role.TRANSLATOR))
    with django_assert_num_queries(17):
        pages.get(client, f"/follow-up/{change.pk}/")
