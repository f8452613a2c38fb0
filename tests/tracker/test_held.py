"""What came when very many came at once: held apart, counted, and never dropped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent, User
from core.verdicts import Refused
from feedback.enums import Lane
from tests.rig import pages
from tests.tracker import factories
from tracker.actions import desk as acts
from tracker.queries import desk as queries
from tracker.rules import desk as rules


def held(**more: object) -> factories.Said:
    return factories.collected(lane=Lane.HELD, **more)


def shown(page: pages.Page) -> list[str]:
    return sorted(href for href in page.links() if href.startswith("/desk/") and len(href) == len("/desk//") + 36)


def address(said: factories.Said) -> str:
    return f"/desk/{said.item.pk}/"


def test_collecting_holds_apart_what_the_door_held() -> None:
    assert (held().item.held, factories.collected().item.held) == (True, False)


def test_promises_run_from_the_day_it_came(reader: User) -> None:
    one, other = held(), factories.collected()
    before = (one.item.acknowledge_by, one.item.answer_by)
    assert before == (other.item.acknowledge_by, other.item.answer_by)
    moved = acts.move_to_rest(item=one.item, by=reader)
    assert (moved.held, moved.acknowledge_by, moved.answer_by) == (False, *before)


def test_desk_shows_it_in_a_list_of_its_own(desk: Client) -> None:
    apart, rest = held(), factories.collected()
    page = pages.get(desk, "/desk/")
    assert shown(page) == [address(rest)]
    assert page.links()["/desk/?lane=held"] == "Held apart (1)"
    assert shown(pages.get(desk, "/desk/?lane=held")) == [address(apart)]
    assert shown(pages.get(desk, "/desk/?status=all")) == sorted([address(apart), address(rest)])
    assert shown(pages.get(desk, "/desk/?lane=nonsense")) == [address(rest)]


def test_desk_without_any_says_nothing_about_it(desk: Client) -> None:
    factories.collected()
    assert "/desk/?lane=held" not in pages.get(desk, "/desk/").links()


def test_late_among_them_is_said(desk: Client) -> None:
    held(on=timezone.localdate() - timedelta(days=60))
    page = pages.get(desk, "/desk/")
    assert "Some answers there are later than promised." in page.text("main")
    assert "They stand first." not in page.text("main")


def test_warnings_count_it() -> None:
    apart = held(on=timezone.localdate() - timedelta(days=60))
    assert list(queries.needing_care()) == [apart.item]


def test_moving_it_in_the_browser_is_logged(desk: Client) -> None:
    said = held()
    data = pages.get(desk, address(said)).values()
    assert desk.post(f"{address(said)}move/", data).status_code == 302
    assert not said.item.held
    assert AuditEvent.objects.filter(action="moved to the rest", subject=f"Item {said.item.pk}").count() == 1
    assert shown(pages.get(desk, "/desk/")) == [address(said)]


def test_taking_it_moves_it(reader: User) -> None:
    assert not acts.take(item=held().item, by=reader).held


def test_moving_twice_is_refused_with_a_reason(reader: User) -> None:
    said = factories.collected()
    assert str(rules.may_move_to_rest(reader, said.item).reason) == "This is with the rest already."
    with pytest.raises(Refused):
        acts.move_to_rest(item=said.item, by=reader)


def test_moving_is_for_the_desk() -> None:
    with pytest.raises(Refused):
        acts.move_to_rest(item=held().item, by=factories.person(Role.EXECUTIVE))
