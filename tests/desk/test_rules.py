"""What may be done at the desk, and the sentence where it may not."""

from __future__ import annotations

import pytest

from accounts.enums import Role
from accounts.models import User
from core.verdicts import Conflict, Refused, Verdict
from desk.actions import cases as desk
from desk.actions.collecting import collect
from desk.enums import CASE_TRANSITIONS, CaseStatus
from desk.models import Case
from desk.rules import cases as rules
from desk.transitions import transition
from tests.tracker import factories
from tracker.actions import agenda
from tracker.rules import agenda as agenda_rules

ONLY_DESK = "Only people who read feedback can do this."
ERASED = "The person had this erased. There is nothing left to do."
TAKE_FIRST = "Assign it to yourself first, so that the person can see that someone is reading it."
EVERY_RULE = [
    rules.may_open,
    rules.may_take,
    rules.may_hand_back,
    rules.may_acknowledge,
    rules.may_sort,
    rules.may_share,
    rules.may_reply,
    agenda_rules.may_put_on_agenda,
    agenda_rules.may_bring_back,
    rules.may_close,
]


def said(verdict: Verdict) -> str:
    """Return the sentence of a refusal."""
    return str(verdict.reason)


@pytest.mark.parametrize("rule", EVERY_RULE)
@pytest.mark.parametrize("role", [Role.MEMBER, Role.CHAIR, Role.STEWARD, Role.EXECUTIVE, Role.TRANSLATOR, Role.ADMIN])
def test_desk_is_for_those_who_read_feedback(rule: object, role: Role) -> None:
    case = factories.collected().case
    assert said(rule(factories.person(role), case)) == ONLY_DESK  # type: ignore[operator]


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_erased_feedback_is_left_alone(rule: object, reader: User) -> None:
    given = factories.read(reader)
    given.erase()
    collect()
    assert said(rule(reader, given.case)) == ERASED  # type: ignore[operator]


def test_take_refuses_what_one_reads_already(reader: User) -> None:
    assert said(rules.may_take(reader, factories.read(reader).case)) == "This is assigned to you already."


def test_take_refuses_what_somebody_else_reads(reader: User) -> None:
    case = factories.read(factories.person(Role.READER)).case
    assert said(rules.may_take(reader, case)) == "This is assigned to someone else. A coordinator can take it over."


def test_take_lets_a_coordinator_take_over(coordinator: User, reader: User) -> None:
    case = desk.take(case=factories.read(reader).case, by=coordinator)
    assert (case.reader, case.status) == (coordinator, CaseStatus.BEING_READ)


def test_take_counts_as_acknowledging(reader: User) -> None:
    case = desk.take(case=factories.collected().case, by=reader)
    assert (case.status, case.acknowledged_on) == (CaseStatus.BEING_READ, case.received_on)


def test_take_of_closed_feedback_begins_a_new_promise(reader: User) -> None:
    given = factories.read(reader)
    factories.answered(given, reader)
    desk.close(case=given.case, by=reader)
    case = desk.take(case=given.case, by=reader)
    assert (case.status, case.answered_on) == (CaseStatus.BEING_READ, None)


def test_hand_back_needs_no_reason_but_ones_own_item(reader: User) -> None:
    given = factories.read(reader)
    assert desk.hand_back(case=given.case, by=reader).reader is None
    assert said(rules.may_hand_back(reader, given.case)) == "You can hand back only what is assigned to you."


def test_acknowledge_happens_once(reader: User) -> None:
    given = factories.collected()
    case = desk.acknowledge(case=given.case, by=reader)
    assert (case.status, case.acknowledged_on) == (CaseStatus.ACKNOWLEDGED, case.received_on)
    assert said(rules.may_acknowledge(reader, case)) == "This has been acknowledged already."


@pytest.mark.parametrize("rule", [rules.may_share, rules.may_reply, agenda_rules.may_put_on_agenda])
def test_reading_comes_before_writing(rule: object, reader: User) -> None:
    assert said(rule(reader, factories.collected().case)) == TAKE_FIRST  # type: ignore[operator]


def test_share_needs_the_persons_consent(reader: User) -> None:
    case = factories.read(reader, shareable="", for_council=False, for_public=False).case
    expected = "The person did not agree that others see their words. Only staff may read them."
    assert said(rules.may_share(reader, case)) == expected
    with pytest.raises(Refused, match="did not agree"):
        desk.share(case=case, shareable="Something", language="en", by=reader)


def test_agenda_needs_consent_for_the_council(reader: User) -> None:
    case = factories.read(reader, for_council=False).case
    assert said(agenda_rules.may_put_on_agenda(reader, case)) == "The person did not agree that the council sees this."


def test_agenda_needs_a_version_without_names(reader: User) -> None:
    expected = "Write the version others may see first. The council does not see the original words."
    assert said(agenda_rules.may_put_on_agenda(reader, factories.read(reader, shareable="").case)) == expected


def test_agenda_refuses_what_is_closed(reader: User) -> None:
    given = factories.read(reader)
    factories.answered(given, reader)
    desk.close(case=given.case, by=reader)
    assert said(agenda_rules.may_put_on_agenda(reader, given.case)) == "This is closed. Assign it to yourself first."


def test_close_waits_for_an_answer(reader: User) -> None:
    given = factories.read(reader)
    assert said(rules.may_close(reader, given.case)) == "The person has no answer yet. Reply first, then close."
    with pytest.raises(Refused):
        desk.close(case=given.case, by=reader)
    assert given.case.status == CaseStatus.BEING_READ


def test_close_waits_for_what_the_council_does(reader: User) -> None:
    given = factories.with_council(reader, factories.AgendaItemFactory())
    factories.answered(given, reader)
    assert given.case.status == CaseStatus.WITH_COUNCIL
    assert said(rules.may_close(reader, given.case)) == "The outcome has not been sent to the person yet."


def test_close_waits_for_what_was_added(reader: User) -> None:
    given = factories.read(reader)
    factories.answered(given, reader)
    given.add()
    assert said(rules.may_close(reader, given.case)) == "The person has added something. Open it first."


def test_close_happens_once(reader: User) -> None:
    given = factories.read(reader)
    factories.answered(given, reader)
    assert desk.close(case=given.case, by=reader).status == CaseStatus.CLOSED
    assert said(rules.may_close(reader, given.case)) == "This is closed already."


def test_bring_back_is_for_what_is_with_the_council(reader: User) -> None:
    agenda_item = factories.AgendaItemFactory()
    assert said(agenda_rules.may_bring_back(reader, factories.read(reader).case)) == "This is not with the council."
    given = factories.with_council(reader, agenda_item)
    assert agenda.bring_back(case=given.case, by=reader).status == CaseStatus.BEING_READ


def test_bring_back_waits_for_a_decision(reader: User) -> None:
    agenda_item = factories.AgendaItemFactory()
    given = factories.with_council(reader, agenda_item)
    factories.recommendation(agenda_item, given)
    expected = "The council has asked for something because of this. It waits for a decision."
    assert said(agenda_rules.may_bring_back(reader, given.case)) == expected


@pytest.mark.parametrize("status", CaseStatus)
@pytest.mark.parametrize("to", CaseStatus)
def test_case_moves_only_as_its_table_allows(status: CaseStatus, to: CaseStatus) -> None:
    given = factories.collected()
    Case.objects.filter(pk=given.case.pk).update(status=status)
    if to in CASE_TRANSITIONS[status]:
        transition(given.case, to)
        assert given.case.status == to
    else:
        with pytest.raises(Conflict):
            transition(given.case, to)
        assert given.case.status == status


def test_case_written_from_an_older_page_is_refused(reader: User) -> None:
    given = factories.read(reader)
    seen = given.case
    desk.sort(case=given.case, topics=[], content_note="A fall", by=reader)
    with pytest.raises(Conflict):
        desk.share(case=seen, shareable="Older words", language="en", by=reader)
    assert given.case.shareable == "Somebody waited all night."
