"""The welcome of a council: its steps, its agreement with versions, and a member's own page."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection, connections
from django.test import Client

from accounts.enums import Role
from accounts.models import AuditEvent, RoleGrant, User
from core.verdicts import Conflict, Refused
from council.actions import welcome
from council.models import Agreement, AgreementAcceptance, Membership, WelcomeStep, WelcomeTick
from council.queries import steps_of
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PersonFactory
from tests.council.factories import CouncilFactory, MembershipFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> User:
    return PersonFactory(roles=[Role.COORDINATOR])


@pytest.fixture
def term() -> Membership:
    return MembershipFactory(alias="Blue")


@pytest.fixture
def browser_of_member(term: Membership) -> Client:
    client = Client()
    client.force_login(term.user)
    return client


def agreement(term: Membership, by: User) -> Agreement:
    texts = {"en": "We listen to each other.", "ar": "نستمع إلى بعضنا."}
    return welcome.write_agreement(council=term.seat.council, texts=texts, by=by)


def test_steps_are_added_reworded_moved_and_retired(coordinator: User) -> None:
    council = CouncilFactory()
    first = welcome.add_step(council=council, texts={"en": "See the room", "es": ""}, by=coordinator)
    second = welcome.add_step(council=council, texts={"en": "Meet the coordinator"}, by=coordinator)
    assert first.texts == {"en": "See the room"}
    welcome.reword_step(step=second, texts={"en": "Meet us", "pl": "Poznaj nas"}, by=coordinator)
    welcome.move_step(step=second, earlier=True, by=coordinator)
    # The first cannot go further up.
    welcome.move_step(step=second, earlier=True, by=coordinator)
    assert [str(step) for step in steps_of(council)] == ["Meet us", "See the room"]
    welcome.move_step(step=second, earlier=False, by=coordinator)
    assert [str(step) for step in steps_of(council)] == ["See the room", "Meet us"]
    welcome.retire_step(step=first, by=coordinator)
    assert [str(step) for step in steps_of(council)] == ["Meet us"]
    with pytest.raises(Conflict):
        welcome.move_step(step=first, earlier=True, by=coordinator)
    assert WelcomeStep.objects.count() == 2


def test_welcome_is_edited_by_coordinators_of_this_council_alone(term: Membership) -> None:
    stranger = PersonFactory()
    RoleGrant.objects.create(
        user=stranger, role=Role.COORDINATOR, council=CouncilFactory().pk, starts_on=date(2027, 1, 1)
    )
    for person in (stranger, term.user, PersonFactory(roles=[Role.ADMIN])):
        with pytest.raises(Refused, match="Only coordinators of this council can change its welcome"):
            welcome.add_step(council=term.seat.council, texts={"en": "x"}, by=person)
        with pytest.raises(Refused, match="Only coordinators of this council can change its welcome"):
            agreement(term, person)
    assert (WelcomeStep.objects.count(), Agreement.objects.count()) == (0, 0)


def test_agreement_is_accepted_in_the_language_of_the_page_and_the_version_is_kept(
    term: Membership, coordinator: User, browser_of_member: Client
) -> None:
    first = agreement(term, coordinator)
    page = pages.get(browser_of_member, f"/council/welcome/agreement/{first.pk}/?lang=ar", lang="ar", follow=True)
    assert "نستمع إلى بعضنا." in page.text("main")
    browser_of_member.post(f"/council/welcome/agreement/{first.pk}/")
    acceptance = AgreementAcceptance.objects.get()
    assert (acceptance.user, acceptance.agreement, acceptance.language) == (term.user, first, "ar")
    assert acceptance.accepted_on == date(2027, 6, 15)
    second = welcome.write_agreement(council=term.seat.council, texts={"en": "We listen more."}, by=coordinator)
    assert (first.version, second.version) == (1, 2)
    # The earlier yes stays what it was, and the new words are asked for.
    mine = pages.get(browser_of_member, "/council/welcome/?lang=en", lang="en", follow=True)
    assert "Please read it when you like." in mine.text("main")
    assert "Version 1, accepted on" in mine.text("main")
    first.refresh_from_db()
    assert first.texts["en"] == "We listen to each other."
    with pytest.raises(Refused, match="There are newer words by now"):
        welcome.accept_agreement(agreement=first, language="en", by=fellow_of(term))


def fellow_of(term: Membership) -> User:
    fellow: User = MembershipFactory(council=term.seat.council).user
    return fellow


def test_language_without_words_is_kept_as_the_one_that_was_read(
    term: Membership, coordinator: User, browser_of_member: Client
) -> None:
    version = welcome.write_agreement(council=term.seat.council, texts={"pl": "Słuchamy."}, by=coordinator)
    browser_of_member.post(f"/council/welcome/agreement/{version.pk}/?lang=es")
    browser_of_member.post(f"/council/welcome/agreement/{version.pk}/")
    assert [row.language for row in AgreementAcceptance.objects.all()] == ["pl"]
    assert AuditEvent.objects.filter(action="accepted the agreement").count() == 1


def test_agreement_of_another_council_is_not_there(term: Membership, coordinator: User) -> None:
    version = agreement(term, coordinator)
    client = Client()
    client.force_login(MembershipFactory().user)
    assert client.get(f"/council/welcome/agreement/{version.pk}/").status_code == 404
    with pytest.raises(Refused, match="Only members of this council"):
        welcome.accept_agreement(agreement=version, language="en", by=MembershipFactory().user)


def test_member_ticks_steps_sets_hours_and_sees_the_buddy(
    term: Membership, coordinator: User, browser_of_member: Client
) -> None:
    step = welcome.add_step(council=term.seat.council, texts={"en": "See the room"}, by=coordinator)
    buddy = MembershipFactory(council=term.seat.council, alias="Green")
    Membership.objects.filter(pk=term.pk).update(buddy=buddy)
    browser_of_member.post(f"/council/welcome/terms/{term.pk}/steps/{step.pk}/", {"done": "yes"})
    assert WelcomeTick.objects.get().membership == term
    page = pages.get(browser_of_member, "/council/welcome/")
    assert "Green" in page.text("main")
    assert "It is not done yet" in page.text("main")
    browser_of_member.post(f"/council/welcome/terms/{term.pk}/steps/{step.pk}/", {"done": "no"})
    assert not WelcomeTick.objects.exists()
    assert pages.post(browser_of_member, f"/council/welcome/terms/{term.pk}/hours/", {"hours": "x"}).text("main")
    browser_of_member.post(f"/council/welcome/terms/{term.pk}/hours/", {"hours": "6"})
    term.refresh_from_db()
    assert term.hours_a_month == 6
    browser_of_member.post(f"/council/welcome/terms/{term.pk}/hours/", {"hours": ""})
    term.refresh_from_db()
    assert term.hours_a_month is None


def test_step_of_another_council_is_not_ticked(term: Membership, coordinator: User) -> None:
    step = welcome.add_step(council=CouncilFactory(), texts={"en": "x"}, by=coordinator)
    with pytest.raises(Conflict):
        welcome.tick_step(term=term, step=step, done=True, by=term.user)
    own = welcome.add_step(council=term.seat.council, texts={"en": "x"}, by=coordinator)
    with pytest.raises(Refused):
        welcome.tick_step(term=term, step=own, done=True, by=MembershipFactory().user)


def test_coordinator_sees_how_far_everybody_is_without_any_lateness(
    term: Membership, coordinator: User, signed_in: SignedIn
) -> None:
    step = welcome.add_step(council=term.seat.council, texts={"en": "See the room"}, by=coordinator)
    welcome.add_step(council=term.seat.council, texts={"en": "Try the call"}, by=coordinator)
    welcome.tick_step(term=term, step=step, done=True, by=coordinator)
    agreement(term, coordinator)
    _person, client = signed_in(Role.COORDINATOR)
    words = pages.get(client, "/council/welcome/members/").text("main")
    assert "Steps: 1 of 2 done" in words
    assert "Blue" in words
    for hint in ("late", "overdue", "since", "days", "2027"):
        assert hint not in words.lower().replace("template", "")


def test_pages_of_coordinators_work(term: Membership, signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    council = term.seat.council
    fellow = MembershipFactory(council=council, alias="Green")
    pages.get(client, f"/council/welcome/{council.pk}/edit/")
    page = pages.post(client, f"/council/welcome/{council.pk}/steps/new/", {"text_en": " "})
    assert "Write it in one language at least." in page.text("main")
    client.post(f"/council/welcome/{council.pk}/steps/new/", {"text_en": "See the room", "text_ar": "انظر الغرفة"})
    client.post(f"/council/welcome/{council.pk}/steps/new/", {"text_en": "Try the call"})
    first, second = steps_of(council)
    client.post(f"/council/welcome/steps/{second.pk}/move/", {"move": "earlier"})
    assert list(steps_of(council)) == [second, first]
    pages.get(client, f"/council/welcome/steps/{first.pk}/")
    client.post(f"/council/welcome/steps/{first.pk}/", {"text_en": "See our room"})
    pages.get(client, f"/council/welcome/steps/{second.pk}/retire/")
    client.post(f"/council/welcome/steps/{second.pk}/retire/")
    assert [step.texts for step in steps_of(council)] == [{"en": "See our room"}]
    pages.get(client, f"/council/welcome/{council.pk}/agreement/new/")
    client.post(f"/council/welcome/{council.pk}/agreement/new/", {"text_en": "We listen."})
    page = pages.get(client, f"/council/welcome/{council.pk}/edit/?lang=ar", lang="ar", follow=True)
    assert "We listen." in page.text("main")
    assert "Green" in pages.get(client, f"/council/welcome/terms/{term.pk}/buddy/?lang=en", follow=True).text("main")
    client.post(f"/council/welcome/terms/{term.pk}/buddy/", {"buddy": str(fellow.pk)})
    term.refresh_from_db()
    assert term.buddy == fellow


def test_pages_of_coordinators_are_not_there_for_members(term: Membership, browser_of_member: Client) -> None:
    step = WelcomeStep.objects.create(council=term.seat.council, texts={"en": "x"})
    council = term.seat.council_id
    for address in (
        "members/",
        f"{council}/edit/",
        f"{council}/steps/new/",
        f"{council}/agreement/new/",
        f"steps/{step.pk}/",
        f"steps/{step.pk}/retire/",
        f"terms/{term.pk}/buddy/",
    ):
        assert browser_of_member.get(f"/council/welcome/{address}").status_code == 404


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_versions_written_at_once_are_two_versions() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("an in-memory database has one connection")
    term = MembershipFactory()
    people = [PersonFactory(roles=[Role.COORDINATOR]) for _number in range(2)]
    start, failures = threading.Barrier(2), list[Exception]()

    def write(person: User) -> None:
        try:
            start.wait()
            agreement(term, person)
        except Exception as error:  # noqa: BLE001 - reported below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(Agreement.objects.values_list("version", flat=True)) == [1, 2]
