"""Two who press at the same moment, over two real connections: one is let in, nothing is half done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from accounts.enums import Role
from accounts.models import AuditEvent, ContactDetails, User
from core.verdicts import Refused
from notifications import actions as outbox
from notifications.enums import Kind
from notifications.models import OutboxMessage
from people import actions
from people.actions import erasing
from people.models import Invitation, SignInCode
from tests.accounts.factories import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(press: Callable[[int], object]) -> list[object]:
    """Return what two who press at once are answered."""
    if connection.vendor == "sqlite":  # one writes at a time, and the test's database is in this thread
        return [press(number) for number in range(2)]
    together = Barrier(2)

    def pressed(number: int) -> object:
        try:
            together.wait()
            return press(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(pressed, range(2)))


def test_link_that_is_opened_twice_at_once_makes_one_account() -> None:
    actions.invite(email="a@example.org", name="A", language="en", by=PersonFactory(roles=[Role.ADMIN]))
    path = OutboxMessage.objects.get().values["path"]

    def press(_number: int) -> object:
        return Client().post(path).headers.get("Location", "")

    answers = at_once(press)
    assert answers.count("/accounts/welcome/") == 1
    assert User.objects.filter(email="a@example.org").count() == 1
    assert Invitation.objects.get().user == User.objects.get(email="a@example.org")


def test_code_that_is_typed_twice_at_once_signs_in_once() -> None:
    person = PersonFactory(email=None, welcomed_on=None)
    _row, code = actions.make_code(person=person, by=PersonFactory(roles=[Role.COORDINATOR]))

    def press(_number: int) -> object:
        return Client().post("/accounts/code/", {"code": code}).status_code

    assert sorted(map(str, at_once(press))) == ["200", "302"]
    assert SignInCode.objects.get().used_at is not None


def test_address_that_is_invited_twice_at_once_has_one_invitation() -> None:
    admins = [PersonFactory(roles=[Role.ADMIN]), PersonFactory(roles=[Role.ADMIN])]

    def press(number: int) -> object:
        client = Client()
        client.force_login(admins[number])
        form = {"email": "a@example.org", "name": "A", "language": "en"}
        return client.post("/accounts/invitations/new/", form).status_code

    assert sorted(map(str, at_once(press))) == ["302", "409"]
    assert Invitation.objects.count() == 1
    assert OutboxMessage.objects.count() == 1


def test_letter_that_is_ticked_twice_at_once_is_logged_once() -> None:
    person = PersonFactory(email=None)
    ContactDetails.objects.create(user=person, reach_by="post")
    message = outbox.queue(kind=Kind.NEED_REVIEW, recipient=person, values={}, dedupe_key="a")
    staff = [PersonFactory(roles=[Role.COORDINATOR]), PersonFactory(roles=[Role.COORDINATOR])]

    def press(number: int) -> object:
        client = Client()
        client.force_login(staff[number])
        return client.post(f"/messages/by-hand/{message.pk}/done/").status_code

    assert at_once(press) == [302, 302]
    assert AuditEvent.objects.filter(action="sent a message by hand").count() == 1


def test_two_administrators_who_are_erased_at_once_do_not_both_go() -> None:
    admins = [PersonFactory(roles=[Role.ADMIN]), PersonFactory(roles=[Role.ADMIN])]

    def press(number: int) -> object:
        person = User.objects.get(pk=admins[number].pk)
        try:
            erasing.erase(person=person, by=person)
        except Refused:
            return "refused"
        return "erased"

    assert sorted(map(str, at_once(press))) == ["erased", "refused"]
    assert User.objects.filter(is_active=True).count() == 1
