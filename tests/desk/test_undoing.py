"""Taking back what was just done at the desk: until somebody else has done something with the case."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts import undoing
from accounts.enums import Role
from accounts.models import AuditEvent, User
from desk.actions import cases as acts
from desk.actions import opening
from desk.enums import Topic
from tests.rig import pages
from tests.tracker import factories

pytestmark = pytest.mark.django_db
UNDO = "/accounts/undo/"
TOO_LATE = "This cannot be undone any more. It was used since, undone already, or done more than an hour ago."


def sorted_out(desk: Client, said: factories.Said) -> pages.Page:
    """Say what a case is about, and return the page that follows."""
    address = f"/desk/{said.case.pk}/"
    revision = pages.get(desk, address).one("input", name="sort-revision").get("value")
    typed = {"sort-revision": revision, "sort-topics": ["safety"], "sort-content_note": "Restraint is described"}
    assert desk.post(f"{address}sort/", typed).headers["Location"] == address
    return pages.get(desk, address)


def offered(page: pages.Page) -> dict[str, str]:
    return {"undo": page.one("input", name="undo").get("value", "")}


def test_sorting_is_taken_back_with_what_was_there_before(desk: Client, reader: User) -> None:
    said = factories.read(reader)
    acts.sort(case=said.case, topics=[Topic.RESPECT], content_note="A fall", by=reader)
    page = sorted_out(desk, said)
    assert said.case.content_note == "Restraint is described"
    page = pages.post(desk, UNDO, offered(page), follow=True)
    assert "Topics and content note are as they were before." in page.text("body")
    assert (said.case.topics, said.case.content_note) == (["respect"], "A fall")
    assert AuditEvent.objects.filter(action="undid sorting", subject=f"Case {said.case.pk}").count() == 1


def test_offer_is_on_the_next_page_only(desk: Client, reader: User) -> None:
    said = factories.read(reader)
    page = sorted_out(desk, said)
    assert len(page.all("input", name="undo")) == 1
    assert pages.get(desk, f"/desk/{said.case.pk}/").all("input", name="undo") == []


def test_undo_pressed_twice_says_that_it_was_undone(desk: Client, reader: User) -> None:
    undo = offered(sorted_out(desk, factories.read(reader)))
    pages.post(desk, UNDO, undo, follow=True)
    assert TOO_LATE in pages.post(desk, UNDO, undo, follow=True).text("body")
    assert AuditEvent.objects.filter(action="undid sorting").count() == 1


def test_undo_after_an_hour_says_so(desk: Client, reader: User) -> None:
    said = factories.read(reader)
    undo = offered(sorted_out(desk, said))
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        desk.force_login(reader)
        assert TOO_LATE in pages.post(desk, UNDO, undo, follow=True).text("body")
    assert said.case.content_note == "Restraint is described"


def test_acts_without_undo_say_so_before(desk: Client, reader: User) -> None:
    said = factories.collected()
    acknowledging = "Acknowledging cannot be undone: the person can see it at once."
    assert acknowledging in pages.get(desk, f"/desk/{said.case.pk}/").text("main")
    acts.take(case=said.case, by=reader)
    page = pages.get(desk, f"/desk/{said.case.pk}/").text("main")
    assert acknowledging not in page
    assert "A reply cannot be undone." in page
    assert "sharing cannot be undone." in page


def test_undo_after_somebody_else_used_it_changes_nothing(desk: Client, reader: User) -> None:
    said = factories.read(reader)
    undo = offered(sorted_out(desk, said))
    acts.take(case=said.case, by=factories.person(Role.COORDINATOR))
    assert TOO_LATE in pages.post(desk, UNDO, undo, follow=True).text("body")
    assert said.case.content_note == "Restraint is described"


def test_undo_of_somebody_else_is_refused(desk: Client, client: Client, reader: User) -> None:
    said = factories.read(reader)
    undo = offered(sorted_out(desk, said))
    other = Client()
    other.force_login(factories.person(Role.COORDINATOR))
    assert TOO_LATE in pages.post(other, UNDO, undo, follow=True).text("body")
    assert said.case.content_note == "Restraint is described"


@pytest.mark.parametrize("nonsense", ["", "x", "a:b:c"])
def test_nonsense_is_refused_kindly(desk: Client, nonsense: str) -> None:
    assert TOO_LATE in pages.post(desk, UNDO, {"undo": nonsense}, follow=True).text("body")


def test_role_lost_since_is_said(desk: Client, reader: User) -> None:
    said = factories.read(reader)
    undo = offered(sorted_out(desk, said))
    reader.grants.all().delete()
    assert TOO_LATE in pages.post(desk, UNDO, undo, follow=True).text("body")
    assert said.case.content_note == "Restraint is described"


def test_handing_back_is_taken_back(desk: Client, reader: User) -> None:
    said = factories.read(reader)
    address = f"/desk/{said.case.pk}/"
    revision = {"buttonform-revision": str(said.case.revision)}
    desk.post(f"{address}hand-back/", revision)
    assert said.case.reader is None
    pages.post(desk, UNDO, offered(pages.get(desk, address)), follow=True)
    assert said.case.reader == reader


def test_release_is_taken_back_unless_somebody_reads_it(desk: Client, reader: User) -> None:
    for is_read in (False, True):
        said = factories.collected(quarantined=True)
        address = f"/desk/{said.case.pk}/"
        desk.post(f"{address}release/", {"buttonform-revision": str(said.case.revision)})
        undo = offered(pages.get(desk, address))
        if is_read:
            acts.take(case=said.case, by=reader)
        pages.post(desk, UNDO, undo, follow=True)
        assert said.case.quarantined is not is_read


def test_release_is_not_taken_back_once_somebody_else_has_opened_the_words(desk: Client, reader: User) -> None:
    """What the page says: until someone else has seen or used it."""
    for opener, is_late in ((reader, False), (factories.person(Role.READER), True)):
        said = factories.collected(quarantined=True)
        address = f"/desk/{said.case.pk}/"
        desk.post(f"{address}release/", {"buttonform-revision": str(said.case.revision)})
        undo = offered(pages.get(desk, address))
        opening.open_words(case=said.case, by=opener)
        page = pages.post(desk, UNDO, undo, follow=True)
        assert (TOO_LATE in page.text("body"), said.case.quarantined) == (is_late, not is_late)


def test_somebody_else_who_opened_it_before_the_act_holds_up_nothing(desk: Client, reader: User) -> None:
    said = factories.read(reader)
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        opening.open_words(case=said.case, by=factories.person(Role.COORDINATOR))
    pages.post(desk, UNDO, offered(sorted_out(desk, said)), follow=True)
    assert said.case.content_note == ""


def test_undo_is_not_offered_to_whoever_may_no_longer_open_the_case(desk: Client, reader: User) -> None:
    """Somebody handed back what is restricted: only a coordinator assigns it."""
    said = factories.collected(keep_from="Sister Joan")
    acts.give_to(case=said.case, reader=reader, by=factories.person(Role.COORDINATOR))
    address = f"/desk/{said.case.pk}/"
    desk.post(f"{address}hand-back/", {"buttonform-revision": str(said.case.revision)})
    assert said.case.reader is None
    assert pages.get(desk, address).all("input", name="undo") == []


def test_acts_that_can_be_undone_are_these() -> None:
    assert [name for name in undoing.declared() if name.startswith("desk.")] == [
        "desk.handed_back", "desk.released", "desk.sorted",
    ]  # fmt: skip
