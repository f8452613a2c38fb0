"""What came when very many came at once: in quarantine, counted, and never dropped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent, User
from core.verdicts import Refused
from desk.actions import cases as acts
from desk.queries import queue as queries
from desk.rules import cases as rules
from tests.rig import pages
from tests.tracker import factories


def quarantined(**more: object) -> factories.Said:
    return factories.collected(quarantined=True, **more)


def shown(page: pages.Page) -> list[str]:
    return sorted(href for href in page.links() if href.startswith("/desk/") and len(href) == len("/desk//") + 36)


def address(said: factories.Said) -> str:
    return f"/desk/{said.case.pk}/"


def test_collecting_keeps_apart_what_the_door_quarantined() -> None:
    assert (quarantined().case.quarantined, factories.collected().case.quarantined) == (True, False)


def test_promises_run_from_the_day_it_came(reader: User) -> None:
    one, other = quarantined(), factories.collected()
    before = (one.case.acknowledge_by, one.case.answer_by)
    assert before == (other.case.acknowledge_by, other.case.answer_by)
    moved = acts.release(case=one.case, by=reader)
    assert (moved.quarantined, moved.acknowledge_by, moved.answer_by) == (False, *before)


def test_desk_shows_it_in_a_list_of_its_own(desk: Client) -> None:
    apart, rest = quarantined(), factories.collected()
    page = pages.get(desk, "/desk/")
    assert shown(page) == [address(rest)]
    assert page.links()["?view=quarantine"] == "In quarantine (1)"
    assert shown(pages.get(desk, "/desk/?view=quarantine")) == [address(apart)]
    assert shown(pages.get(desk, "/desk/?view=all")) == sorted([address(apart), address(rest)])


def test_late_among_them_is_counted_with_what_is_overdue(desk: Client) -> None:
    apart = quarantined(on=timezone.localdate() - timedelta(days=60))
    page = pages.get(desk, "/desk/?view=late")
    assert (page.links()["?view=late"], shown(page)) == ("Overdue (1)", [address(apart)])


def test_warnings_count_it() -> None:
    apart = quarantined(on=timezone.localdate() - timedelta(days=60))
    assert list(queries.needing_care()) == [apart.case]


def test_moving_it_in_the_browser_is_logged(desk: Client) -> None:
    said = quarantined()
    data = pages.get(desk, address(said)).values()
    assert desk.post(f"{address(said)}release/", data).status_code == 302
    assert not said.case.quarantined
    assert AuditEvent.objects.filter(action="released from quarantine", subject=f"Case {said.case.pk}").count() == 1
    assert shown(pages.get(desk, "/desk/")) == [address(said)]


def test_taking_it_moves_it(reader: User) -> None:
    assert not acts.take(case=quarantined().case, by=reader).quarantined


def test_moving_twice_is_refused_with_a_reason(reader: User) -> None:
    said = factories.collected()
    assert str(rules.may_release(reader, said.case).reason) == "This has been released already."
    with pytest.raises(Refused):
        acts.release(case=said.case, by=reader)


def test_moving_is_for_the_desk() -> None:
    with pytest.raises(Refused):
        acts.release(case=quarantined().case, by=factories.person(Role.EXECUTIVE))
