"""Attack 31: break-glass. One alone is refused; two agree, for an hour, with a reason; told without mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent, User
from core.verdicts import Conflict, Refused
from desk.actions import cases as desk
from desk.actions import collecting, opening
from desk.actions import emergencies as acts
from desk.models import EmergencyAccess
from desk.queries import emergencies as queries
from desk.rules import cases as rules
from feedback.models import DataKey
from tests.desk.test_restricted import EVERY_RULE, KEPT, NAME, WORDS, address, kept
from tests.rig import pages
from tests.tracker import factories

pytestmark = pytest.mark.django_db

NOW = "2027-03-02 10:00:00+00:00"
REASON = "The ward calls: somebody is in danger tonight."
TITLE = "Restricted feedback in an emergency"


@pytest.fixture
def reader() -> User:
    return factories.person(Role.READER)


@pytest.fixture
def coordinator() -> User:
    return factories.person(Role.COORDINATOR)


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def asked(said: factories.Said, by: User) -> EmergencyAccess:
    return acts.ask(case=said.case, reason=REASON, by=by)


def agreed(said: factories.Said, reader: User, coordinator: User) -> EmergencyAccess:
    access = asked(said, reader)
    acts.look_at_name(access=access, by=coordinator)
    acts.agree(access=access, by=coordinator)
    return access


def log() -> list[tuple[str, bool]]:
    """Return what was done in an emergency or opened, and whether the event names the emergency."""
    found = AuditEvent.objects.order_by("id")
    return [
        (event.action, "emergency" in event.details)
        for event in found
        if "emergency" in event.action or event.action.startswith("opened")
    ]


def home(person: User) -> str:
    return pages.get(browser(person), "/home/").text("main")


def test_one_person_alone_opens_nothing(reader: User) -> None:
    said = kept()
    access = asked(said, reader)
    for act in (acts.look_at_name, acts.agree, acts.end):
        with pytest.raises(Refused):
            act(access=access, by=reader)
    with pytest.raises(Refused, match="someone who must not read it"):
        opening.open_words(case=said.case, by=reader)
    assert log() == [("asked to open in an emergency", True)]


@pytest.mark.parametrize("role", [Role.READER, Role.ADMIN, Role.EXECUTIVE, Role.CHAIR, Role.STEWARD])
def test_only_a_coordinator_is_the_second_person(reader: User, role: Role) -> None:
    access = asked(kept(), reader)
    for act in (acts.look_at_name, acts.agree):
        with pytest.raises(Refused, match="Only a coordinator can agree to this"):
            act(access=access, by=factories.person(role))


def test_coordinator_who_became_one_does_not_agree_with_oneself(reader: User) -> None:
    access = asked(kept(), reader)
    reader.grants.create(role=Role.COORDINATOR)
    alone = User.objects.get(pk=reader.pk)
    with pytest.raises(Refused, match="Someone else has to agree"):
        acts.agree(access=access, by=alone)
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyAccess.objects.update(agreed_by=alone, agreed_at=timezone.now())


def test_nobody_agrees_without_a_look_at_who_is_named(reader: User, coordinator: User) -> None:
    access = asked(kept(), reader)
    acts.look_at_name(access=access, by=factories.person(Role.COORDINATOR))
    with pytest.raises(Refused, match="Look first who is named"):
        acts.agree(access=access, by=coordinator)


def test_nobody_agrees_where_the_name_cannot_be_read(reader: User, coordinator: User) -> None:
    said = kept()
    access = asked(said, reader)
    DataKey.objects.filter(opens=said.feedback.pk).delete()
    assert acts.look_at_name(access=access, by=coordinator).words == {}
    with pytest.raises(Refused, match="Look first who is named"):
        acts.agree(access=access, by=coordinator)


def test_two_agree_for_sixty_minutes_and_not_a_second_longer(reader: User, coordinator: User) -> None:
    said = kept()
    with time_machine.travel(NOW, tick=False) as clock:
        agreed(said, reader, coordinator)
        assert opening.open_words(case=said.case, by=reader).words["text"] == WORDS
        clock.shift(timedelta(minutes=60) - timedelta(microseconds=1))
        assert rules.may_open(reader, said.case)
        clock.shift(timedelta(microseconds=1))
        assert str(rules.may_open(reader, said.case).reason) == KEPT
        with pytest.raises(Refused):
            opening.open_words(case=said.case, by=reader)
    assert log() == [
        ("asked to open in an emergency", True),
        ("opened who is not to read it", False),
        ("agreed to open in an emergency", True),
        ("opened the words", True),
    ]


def test_it_is_open_for_this_person_and_this_case_only(reader: User, coordinator: User) -> None:
    said, other = kept(), kept()
    agreed(said, reader, coordinator)
    assert rules.may_open(reader, said.case)
    assert not rules.may_open(factories.person(Role.READER), said.case)
    assert not rules.may_open(reader, other.case)


def test_whoever_lost_the_role_meanwhile_opens_nothing(reader: User, coordinator: User) -> None:
    said = kept()
    agreed(said, reader, coordinator)
    reader.grants.all().delete()
    assert not rules.may_open(User.objects.get(pk=reader.pk), said.case)


def test_an_emergency_is_for_reading_and_nothing_else(reader: User, coordinator: User) -> None:
    said = kept()
    agreed(said, reader, coordinator)
    allowed = {rule.__name__ for rule in EVERY_RULE if rule(reader, said.case)}
    assert allowed == {"may_open"}
    with pytest.raises(Refused):
        desk.take(case=said.case, by=reader)


def test_what_was_added_stays_unread_for_whoever_it_is_assigned_to(reader: User, coordinator: User) -> None:
    said = kept()
    said.add("One more thing.")
    agreed(said, reader, coordinator)
    assert [added.words["text"] for added in opening.open_additions(case=said.case, by=reader)] == ["One more thing."]
    assert said.case.messages_seen == 0


def test_a_request_lapses_and_two_coordinators_do_not_answer_it_twice(reader: User, coordinator: User) -> None:
    said = kept()
    with time_machine.travel(NOW, tick=False) as clock:
        access = asked(said, reader)
        acts.look_at_name(access=access, by=coordinator)
        earlier = EmergencyAccess.objects.get(pk=access.pk)
        clock.shift(timedelta(hours=24))
        with pytest.raises(Refused, match="not waiting"):
            acts.agree(access=access, by=coordinator)
        clock.shift(-timedelta(hours=1))
        acts.end(access=access, by=coordinator)
        with pytest.raises(Conflict):
            acts.agree(access=earlier, by=coordinator)
        assert not rules.may_open(reader, said.case)


def test_an_administrator_ends_it_at_once(reader: User, coordinator: User) -> None:
    said = kept()
    access = agreed(said, reader, coordinator)
    acts.end(access=access, by=factories.person(Role.ADMIN))
    assert not rules.may_open(reader, said.case)


def test_a_reason_in_words_is_required_and_told_by_the_page(reader: User, coordinator: User) -> None:
    said = kept()
    desk_of_reader = browser(reader)
    page = pages.post(desk_of_reader, address(said, "emergency"), {"reason": "  "})
    assert page.links()["#id_reason"] == "Say why it cannot wait."
    assert EmergencyAccess.objects.count() == 0
    assert desk_of_reader.post(address(said, "emergency"), {"reason": REASON}).status_code == 302
    access = EmergencyAccess.objects.get()
    page = pages.get(browser(coordinator), f"/desk/emergency/{access.pk}/")
    assert REASON in page.text("main")
    assert NAME not in page.html


def test_the_whole_way_in_two_browsers(reader: User, coordinator: User) -> None:
    said = kept()
    with time_machine.travel(NOW, tick=False) as clock:
        one, two = browser(reader), browser(coordinator)
        assert one.post(address(said, "emergency"), {"reason": REASON}).status_code == 302
        assert "You have asked already" in pages.get(one, address(said)).text("main")
        its = f"/desk/emergency/{EmergencyAccess.objects.get().pk}"
        assert two.post(f"{its}/agree/", {"neither": "on"}).status_code == 409
        assert NAME in pages.post(two, f"{its}/named/").text("main")
        assert "Tick this only if it is true" in pages.post(two, f"{its}/agree/").text("main")
        assert two.post(f"{its}/agree/", {"neither": "on"}).status_code == 302
        page = pages.get(one, address(said))
        assert "Open for you in an emergency" in page.text("main")
        assert KEPT not in page.text("main")
        assert WORDS in pages.post(one, address(said, "words")).html
        clock.shift(timedelta(minutes=60))
        assert one.post(address(said, "words")).status_code == 302
        page = pages.get(one, address(said))
        assert KEPT in page.text("main")
        assert WORDS not in page.html


@pytest.mark.parametrize("role", [Role.READER, Role.EXECUTIVE, Role.MEMBER, Role.STEWARD, Role.TRANSLATOR])
def test_nobody_else_finds_the_emergency(reader: User, role: Role) -> None:
    access = asked(kept(), reader)
    other = browser(factories.person(role))
    for act in ("named", "agree", "end", "looked-into"):
        assert other.post(f"/desk/emergency/{access.pk}/{act}/").status_code == 404
    assert other.get(f"/desk/emergency/{access.pk}/").status_code == 404
    assert TITLE not in home(factories.person(role))


def test_everybody_who_answers_for_privacy_is_told_in_the_app_with_mail_down(
    reader: User, coordinator: User, settings: object
) -> None:
    # A server that nobody answers at: whatever would be sent is refused at once.
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # type: ignore[attr-defined]
    admin, third = factories.person(Role.ADMIN), factories.person(Role.COORDINATOR)
    said = kept()
    with time_machine.travel(NOW, tick=False) as clock:
        access = asked(said, reader)
        for told in (admin, third, coordinator):
            assert "Waiting for a coordinator" in home(told)
        acts.look_at_name(access=access, by=coordinator)
        acts.agree(access=access, by=coordinator)
        assert f"{reader} was allowed to open {said.case}" in home(admin)
        assert "Open now" in home(third)
        clock.shift(timedelta(days=40))
        # The two who agreed on it have nothing to look into; it waits for a third.
        assert TITLE not in home(coordinator)
        assert TITLE not in home(reader)
        assert "To be looked into" in home(admin)
        with pytest.raises(Refused, match="A third person"):
            acts.look_into(access=access, by=coordinator)
        assert browser(admin).post(f"/desk/emergency/{access.pk}/looked-into/").status_code == 302
        assert TITLE not in home(admin)
        assert TITLE not in home(third)
    assert ("looked into an emergency", True) in log()
    assert getattr(mail, "outbox", []) == []


def test_the_reason_goes_with_the_feedback_and_is_not_in_the_log(reader: User, coordinator: User) -> None:
    said = kept()
    access = agreed(said, reader, coordinator)
    said.erase()
    collecting.collect()
    access.refresh_from_db()
    assert access.reason == ""
    # That it was opened stays to be looked into.
    assert list(queries.to_look_at(factories.person(Role.ADMIN))) == [access]
    assert REASON not in str(list(AuditEvent.objects.values_list("details", flat=True)))
    assert not rules.may_open(reader, said.case)
