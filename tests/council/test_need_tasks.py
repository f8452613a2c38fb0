"""A need that changes after somebody has looked at it is looked at again by a coordinator."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts import actions as accounts
from accounts.enums import Need, NeedEventKind, Role
from accounts.models import AccessNeed, AuditEvent, NeedEvent, User
from core.verdicts import Conflict, Refused
from council import actions
from council.models import Membership, NeedTask
from tests.accounts.factories import PersonFactory
from tests.council.factories import CouncilFactory, MembershipFactory, grant
from tests.rig import pages

pytestmark = pytest.mark.django_db
LIST = "/council/care/needs/"


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def term() -> Membership:
    return MembershipFactory(alias="Blue")


@pytest.fixture
def coordinator() -> User:
    return PersonFactory(name="Coco", roles=[Role.COORDINATOR])


def told(term: Membership, *, looked: bool, by: User) -> AccessNeed:
    need = accounts.keep_need(kind=Need.SIGN_LANGUAGE, note="BSL", by=term.user)
    if looked:
        accounts.note_looked(needs=[need], by=by)
    return need


def tasks() -> list[tuple[str, bool]]:
    return [(task.event, task.done_on is None) for task in NeedTask.objects.order_by("pk")]


def test_need_that_nobody_looked_at_changes_without_a_task(term: Membership, coordinator: User) -> None:
    need = told(term, looked=False, by=coordinator)
    accounts.keep_need(kind=Need.SIGN_LANGUAGE, note="ASL", by=term.user)
    accounts.forget_need(need=need, by=term.user)
    assert tasks() == []


def test_need_that_is_confirmed_makes_no_task(term: Membership, coordinator: User) -> None:
    need = told(term, looked=True, by=coordinator)
    accounts.confirm_need(need=need, by=term.user)
    assert tasks() == []


def test_what_changed_after_a_look_is_one_task_that_says_what_happened_last(
    term: Membership, coordinator: User
) -> None:
    need = told(term, looked=True, by=coordinator)
    accounts.keep_need(kind=Need.SIGN_LANGUAGE, note="ASL", by=term.user)
    assert tasks() == [("changed", True)]
    accounts.forget_need(need=need, by=term.user)
    assert tasks() == [("taken_back", True)]
    # Needed again: it may still be booked, and may not fit.
    need = told(term, looked=False, by=coordinator)
    assert tasks() == [("changed", True)]
    accounts.forget_need(need=need, by=term.user)
    assert tasks() == [("taken_back", True)]


def test_looks_at_a_need_that_was_taken_back_do_not_count_for_a_new_one(term: Membership, coordinator: User) -> None:
    need = told(term, looked=True, by=coordinator)
    accounts.forget_need(need=need, by=term.user)
    actions.mark_need_task_done(task=NeedTask.objects.get(), by=coordinator)
    # At another moment than the look, as the clock stands still here.
    NeedEvent.objects.filter(event=NeedEventKind.SEEN).update(at="2027-06-01T12:00:00Z")
    need = told(term, looked=False, by=coordinator)
    accounts.forget_need(need=need, by=term.user)
    assert tasks() == [("taken_back", False)]


def test_coordinators_of_the_council_find_it_at_home_and_tick_it(term: Membership, coordinator: User) -> None:
    of_council, elsewhere = PersonFactory(name="Mo"), PersonFactory()
    grant(of_council, Role.COORDINATOR, term.seat.council)
    grant(elsewhere, Role.COORDINATOR, CouncilFactory())
    need = told(term, looked=True, by=coordinator)
    accounts.forget_need(need=need, by=term.user)
    task = NeedTask.objects.get()
    for person in (coordinator, of_council):
        home = pages.get(browser(person), "/home/").text("main")
        assert "Needs to look at again" in home
        assert f"Seat {term.seat.number}: Blue" in home
        # Which need it is, only the list says, and looking there is noted.
        assert "Sign language" not in home
        words = pages.get(browser(person), LIST).text("main")
        assert "Sign language interpreter" in words
        assert "Not needed any more" in words
    assert "Blue" not in pages.get(browser(elsewhere), LIST).text("main")
    assert browser(elsewhere).post(f"{LIST}{task.pk}/done/").status_code == 404
    for person in (elsewhere, term.user, PersonFactory(roles=[Role.ADMIN])):
        with pytest.raises(Refused, match="Only coordinators of this council"):
            actions.mark_need_task_done(task=task, by=person)
    assert browser(term.user).get(LIST).status_code == 404
    browser(of_council).post(f"{LIST}{task.pk}/done/")
    assert tasks() == [("taken_back", False)]
    with pytest.raises(Conflict):
        actions.mark_need_task_done(task=task, by=coordinator)
    assert "Needs to look at again" not in pages.get(browser(coordinator), "/home/").text("main")
    assert "Mo saw to it" in pages.get(browser(coordinator), f"{LIST}?view=done").text("main")
    event = AuditEvent.objects.get(action="saw to a need that had changed")
    assert event.details == {}


def test_whoever_reads_the_list_is_noted_for_the_person(term: Membership, coordinator: User) -> None:
    told(term, looked=True, by=PersonFactory(name="Someone else", roles=[Role.COORDINATOR]))
    accounts.keep_need(kind=Need.SIGN_LANGUAGE, note="ASL", by=term.user)
    pages.get(browser(coordinator), LIST)
    pages.get(browser(coordinator), f"{LIST}?lang=ar", lang="ar", follow=True)
    seen = NeedEvent.objects.filter(event=NeedEventKind.SEEN).values_list("by", flat=True)
    assert sorted(seen) == ["Coco", "Someone else"]


def test_each_council_of_the_person_gets_its_task(term: Membership, coordinator: User) -> None:
    other = MembershipFactory(user=term.user)
    MembershipFactory(user=term.user, starts_on="2026-01-01", ends_on="2026-12-31")
    need = told(term, looked=True, by=coordinator)
    accounts.forget_need(need=need, by=term.user)
    councils = set(NeedTask.objects.values_list("council", flat=True))
    assert councils == {term.seat.council_id, other.seat.council_id}
