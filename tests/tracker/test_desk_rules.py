"""What may be done at the desk, and the sentence where it may not."""

from __future__ import annotations

import pytest

from accounts.enums import Role
from accounts.models import User
from core.verdicts import AlreadyMoved, Refused, Verdict
from tests.tracker import factories
from tracker.actions import agenda, collect, desk, moves
from tracker.enums import ITEM_NEXT, ItemStatus
from tracker.models import Item
from tracker.rules import desk as rules

ONLY_DESK = "Only people who read feedback can do this."
ERASED = "The person had this erased. There is nothing left to do."
TAKE_FIRST = "Take it first, so that the person can see that somebody is reading it."
EVERY_RULE = [
    rules.may_open,
    rules.may_take,
    rules.may_hand_back,
    rules.may_acknowledge,
    rules.may_sort,
    rules.may_share,
    rules.may_reply,
    rules.may_put_on_agenda,
    rules.may_bring_back,
    rules.may_close,
]


def said(verdict: Verdict) -> str:
    """Return the sentence of a refusal."""
    return str(verdict.reason)


@pytest.mark.parametrize("rule", EVERY_RULE)
@pytest.mark.parametrize("role", [Role.MEMBER, Role.CHAIR, Role.STEWARD, Role.EXECUTIVE, Role.TRANSLATOR, Role.ADMIN])
def test_desk_is_for_those_who_read_feedback(rule: object, role: Role) -> None:
    item = factories.collected().item
    assert said(rule(factories.person(role), item)) == ONLY_DESK  # type: ignore[operator]


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_erased_feedback_is_left_alone(rule: object, reader: User) -> None:
    given = factories.read(reader)
    given.erase()
    collect()
    assert said(rule(reader, given.item)) == ERASED  # type: ignore[operator]


def test_take_refuses_what_one_reads_already(reader: User) -> None:
    assert said(rules.may_take(reader, factories.read(reader).item)) == "You are reading this already."


def test_take_refuses_what_somebody_else_reads(reader: User) -> None:
    item = factories.read(factories.person(Role.READER)).item
    assert said(rules.may_take(reader, item)) == "Somebody else is reading this. A coordinator can take it over."


def test_take_lets_a_coordinator_take_over(coordinator: User, reader: User) -> None:
    item = desk.take(item=factories.read(reader).item, by=coordinator)
    assert (item.reader, item.status) == (coordinator, ItemStatus.BEING_READ)


def test_take_counts_as_acknowledging(reader: User) -> None:
    item = desk.take(item=factories.collected().item, by=reader)
    assert (item.status, item.acknowledged_on) == (ItemStatus.BEING_READ, item.received_on)


def test_take_of_closed_feedback_begins_a_new_promise(reader: User) -> None:
    given = factories.read(reader)
    factories.answered(given, reader)
    desk.close(item=given.item, by=reader)
    item = desk.take(item=given.item, by=reader)
    assert (item.status, item.answered_on) == (ItemStatus.BEING_READ, None)


def test_hand_back_needs_no_reason_but_ones_own_item(reader: User) -> None:
    given = factories.read(reader)
    assert desk.hand_back(item=given.item, by=reader).reader is None
    assert said(rules.may_hand_back(reader, given.item)) == "You can hand back only what you have taken."


def test_acknowledge_happens_once(reader: User) -> None:
    given = factories.collected()
    item = desk.acknowledge(item=given.item, by=reader)
    assert (item.status, item.acknowledged_on) == (ItemStatus.ACKNOWLEDGED, item.received_on)
    assert said(rules.may_acknowledge(reader, item)) == "The person has been told already that we have it."


@pytest.mark.parametrize("rule", [rules.may_share, rules.may_reply, rules.may_put_on_agenda])
def test_reading_comes_before_writing(rule: object, reader: User) -> None:
    assert said(rule(reader, factories.collected().item)) == TAKE_FIRST  # type: ignore[operator]


def test_share_needs_the_persons_consent(reader: User) -> None:
    item = factories.read(reader, shareable="", for_council=False, for_public=False).item
    expected = "The person did not agree that others see their words. Only staff may read them."
    assert said(rules.may_share(reader, item)) == expected
    with pytest.raises(Refused, match="did not agree"):
        desk.share(item=item, shareable="Something", language="en", by=reader)


def test_agenda_needs_consent_for_the_council(reader: User) -> None:
    item = factories.read(reader, for_council=False).item
    assert said(rules.may_put_on_agenda(reader, item)) == "The person did not agree that the council sees this."


def test_agenda_needs_a_version_without_names(reader: User) -> None:
    expected = "Write the version others may see first. The council does not see the original words."
    assert said(rules.may_put_on_agenda(reader, factories.read(reader, shareable="").item)) == expected


def test_agenda_refuses_what_is_closed(reader: User) -> None:
    given = factories.read(reader)
    factories.answered(given, reader)
    desk.close(item=given.item, by=reader)
    assert said(rules.may_put_on_agenda(reader, given.item)) == "This is closed. Take it again first."


def test_close_waits_for_an_answer(reader: User) -> None:
    given = factories.read(reader)
    assert said(rules.may_close(reader, given.item)) == "The person has no answer yet. Reply first, then close."
    with pytest.raises(Refused):
        desk.close(item=given.item, by=reader)
    assert given.item.status == ItemStatus.BEING_READ


def test_close_waits_for_what_the_council_does(reader: User) -> None:
    given = factories.with_council(reader, factories.AgendaItemFactory())
    factories.answered(given, reader)
    assert given.item.status == ItemStatus.WITH_COUNCIL
    assert said(rules.may_close(reader, given.item)) == "The person has not been told yet what came of it."


def test_close_waits_for_what_was_added(reader: User) -> None:
    given = factories.read(reader)
    factories.answered(given, reader)
    given.add()
    assert said(rules.may_close(reader, given.item)) == "The person has added something. Open it first."


def test_close_happens_once(reader: User) -> None:
    given = factories.read(reader)
    factories.answered(given, reader)
    assert desk.close(item=given.item, by=reader).status == ItemStatus.CLOSED
    assert said(rules.may_close(reader, given.item)) == "This is closed already."


def test_bring_back_is_for_what_is_with_the_council(reader: User) -> None:
    agenda_item = factories.AgendaItemFactory()
    assert said(rules.may_bring_back(reader, factories.read(reader).item)) == "This is not with the council."
    given = factories.with_council(reader, agenda_item)
    assert agenda.bring_back(item=given.item, by=reader).status == ItemStatus.BEING_READ


def test_bring_back_waits_for_a_decision(reader: User) -> None:
    agenda_item = factories.AgendaItemFactory()
    given = factories.with_council(reader, agenda_item)
    factories.recommendation(agenda_item, given)
    expected = "The council has asked for something because of this. It waits for a decision."
    assert said(rules.may_bring_back(reader, given.item)) == expected


@pytest.mark.parametrize("status", ItemStatus)
@pytest.mark.parametrize("to", ItemStatus)
def test_item_moves_only_as_its_table_allows(status: ItemStatus, to: ItemStatus) -> None:
    given = factories.collected()
    Item.objects.filter(pk=given.item.pk).update(status=status)
    if to in ITEM_NEXT[status]:
        moves.move(given.item, to)
        assert given.item.status == to
    else:
        with pytest.raises(AlreadyMoved):
            moves.move(given.item, to)
        assert given.item.status == status


def test_item_written_from_an_older_page_is_refused(reader: User) -> None:
    given = factories.read(reader)
    seen = given.item
    desk.sort(item=given.item, topics=[], content_note="A fall", by=reader)
    with pytest.raises(AlreadyMoved):
        desk.share(item=seen, shareable="Older words", language="en", by=reader)
    assert given.item.shareable == "Somebody waited all night."
