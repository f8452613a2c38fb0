"""Roles have days and are of the organisation or of one council; somebody can always give them."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.enums import OF_A_COUNCIL, Role
from accounts.models import AuditEvent, RoleGrant, User
from core.verdicts import Refused
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PersonFactory
from tests.council.factories import CouncilFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db
LAST = "This is the last administrator."


def address(person: User, part: str = "") -> str:
    return f"/accounts/people/{person.pk}/{part}"


def days(person: User) -> list[tuple[str, date, date | None]]:
    return list(person.grants.order_by("starts_on", "role").values_list("role", "starts_on", "ends_on"))


def give(client: Client, person: User, **data: str) -> int:
    return client.post(address(person, "roles/"), data).status_code


def test_role_is_given_for_one_council_with_its_days(signed_in: SignedIn) -> None:
    _admin, client = signed_in(Role.ADMIN)
    person, council = PersonFactory(), CouncilFactory(name="North")
    page = pages.get(client, address(person, "roles/"))
    assert "North" in page.text("main")
    today, last = timezone.localdate(), timezone.localdate() + timedelta(days=30)
    sent = {"role": "coordinator", "council": str(council.pk), "starts_on": str(today), "ends_on": str(last)}
    assert give(client, person, **sent) == 302
    now = User.objects.get(pk=person.pk)
    assert (now.has_role_for(council.pk, Role.COORDINATOR), now.has_role(Role.COORDINATOR)) == (True, False)
    assert days(person) == [("coordinator", today, last)]
    shown = pages.get(client, address(person)).text("main")
    assert ("North" in shown, "Roles that are over" in shown) == (True, False)
    event = AuditEvent.objects.get(action="gave a role")
    assert event.details == {
        "role": "coordinator",
        "council": str(council.pk),
        "starts_on": str(today),
        "ends_on": str(last),
    }


@pytest.mark.parametrize("role", Role)
def test_only_roles_of_a_council_are_given_for_one(signed_in: SignedIn, role: Role) -> None:
    _admin, client = signed_in(Role.ADMIN)
    person, council = PersonFactory(), CouncilFactory()
    status = give(client, person, role=role.value, council=str(council.pk), starts_on="2026-11-30")
    assert (status, person.grants.exists()) == ((302, True) if role in OF_A_COUNCIL else (409, False))


def test_council_that_is_not_there_is_no_choice(signed_in: SignedIn) -> None:
    _admin, client = signed_in(Role.ADMIN)
    person = PersonFactory()
    data = {"role": "member", "council": str(uuid4()), "starts_on": "2026-11-30"}
    page = pages.post(client, address(person, "roles/"), data)
    assert (page.values()["starts_on"], person.grants.count()) == ("2026-11-30", 0)


def test_last_day_before_the_first_is_refused_and_what_was_typed_kept(signed_in: SignedIn) -> None:
    _admin, client = signed_in(Role.ADMIN)
    person = PersonFactory()
    data = {"role": "finance", "starts_on": "2027-02-01", "ends_on": "2027-01-01"}
    page = pages.post(client, address(person, "roles/"), data, status=409)
    assert "The last day is before the first one." in page.text("main")
    assert (page.values()["ends_on"], person.grants.count()) == ("2027-01-01", 0)


def test_role_in_a_council_is_not_held_twice_on_a_day(signed_in: SignedIn) -> None:
    _admin, client = signed_in(Role.ADMIN)
    person, council = PersonFactory(), CouncilFactory()
    same = {"role": "member", "council": str(council.pk)}
    assert give(client, person, **same, starts_on="2027-01-01", ends_on="2027-06-30") == 302
    assert give(client, person, **same, starts_on="2027-06-30") == 409
    assert give(client, person, **same, starts_on="2027-07-01") == 302
    assert give(client, person, **same, starts_on="2026-12-01") == 409
    # The same first day is the same role, with another last day.
    assert give(client, person, **same, starts_on="2027-01-01", ends_on="2027-05-31") == 302
    assert days(person) == [
        ("member", date(2027, 1, 1), date(2027, 5, 31)),
        ("member", date(2027, 7, 1), None),
    ]


def test_role_that_is_taken_ends_at_once_and_stays_as_history(signed_in: SignedIn) -> None:
    _admin, client = signed_in(Role.ADMIN)
    person = PersonFactory(roles=[Role.READER])
    grant = person.grants.get()
    part = f"roles/{grant.pk}/"
    pages.get(client, address(person, part))
    assert client.post(address(person, part)).status_code == 302
    yesterday = timezone.localdate() - timedelta(days=1)
    assert days(person) == [("reader", date(2000, 1, 1), yesterday)]
    assert not User.objects.get(pk=person.pk).has_role(Role.READER)
    assert "Roles that are over" in pages.get(client, address(person)).text("main")
    assert AuditEvent.objects.get().action == "took a role"


def test_role_that_never_counted_leaves_no_history(signed_in: SignedIn) -> None:
    _admin, client = signed_in(Role.ADMIN)
    person = PersonFactory()
    grant = RoleGrant.objects.create(user=person, role=Role.READER, starts_on=timezone.localdate())
    client.post(address(person, f"roles/{grant.pk}/"))
    assert days(person) == []


def test_role_of_somebody_else_is_not_found_under_this_person(signed_in: SignedIn) -> None:
    _admin, client = signed_in(Role.ADMIN)
    other = PersonFactory(roles=[Role.READER]).grants.get()
    pages.post(client, address(PersonFactory(), f"roles/{other.pk}/"), status=404)
    assert RoleGrant.objects.get(pk=other.pk).ends_on is None


def test_unticked_role_stays_as_history_and_is_given_again(signed_in: SignedIn) -> None:
    _admin, client = signed_in(Role.ADMIN)
    person = PersonFactory(roles=[Role.READER, Role.STEWARD])
    client.post(address(person), {"roles": ["reader"], "is_active": "on"})
    yesterday = timezone.localdate() - timedelta(days=1)
    assert days(person) == [("reader", date(2000, 1, 1), None), ("steward", date(2000, 1, 1), yesterday)]
    client.post(address(person), {"roles": ["reader", "steward"], "is_active": "on"})
    assert days(person)[1] == ("steward", timezone.localdate(), None)


def test_ticks_leave_councils_and_the_directory_alone(signed_in: SignedIn) -> None:
    _admin, client = signed_in(Role.ADMIN)
    person, council = PersonFactory(), CouncilFactory()
    RoleGrant.objects.create(user=person, role=Role.MEMBER, council=council.pk, starts_on=date(2020, 1, 1))
    RoleGrant.objects.create(user=person, role=Role.READER, from_directory=True, starts_on=date(2020, 1, 1))
    assert pages.get(client, address(person)).values()["roles"] == "reader"
    client.post(address(person), {"roles": [], "is_active": "on"})
    assert days(person) == [("member", date(2020, 1, 1), None), ("reader", date(2020, 1, 1), None)]


def test_role_of_the_directory_is_not_taken_here(signed_in: SignedIn) -> None:
    _admin, client = signed_in(Role.ADMIN)
    person = PersonFactory()
    grant = RoleGrant.objects.create(user=person, role=Role.READER, from_directory=True, starts_on=date(2020, 1, 1))
    page = pages.get(client, address(person, f"roles/{grant.pk}/"))
    assert "It can only be taken away there." in page.text("main")
    pages.post(client, address(person, f"roles/{grant.pk}/"), status=409)
    assert days(person) == [("reader", date(2020, 1, 1), None)]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", [None, *(role for role in Role if role != Role.ADMIN)])
def test_roles_are_given_and_taken_by_administrators_alone(signed_in: SignedIn, role: Role | None, method: str) -> None:
    person, client = signed_in(*([role] if role else []))
    grant = PersonFactory(roles=[Role.READER]).grants.get()
    for part in ("roles/", f"roles/{grant.pk}/"):
        assert getattr(client, method)(address(grant.user, part)).status_code == 404
    assert RoleGrant.objects.filter(ends_on=None).count() == len(person.roles) + 1


def test_own_roles_are_not_given_either(signed_in: SignedIn) -> None:
    admin, client = signed_in(Role.ADMIN)
    assert "Ask another administrator" in pages.get(client, address(admin, "roles/")).text("main")
    pages.post(client, address(admin, "roles/"), {"role": "reader", "starts_on": "2026-11-30"}, status=409)
    assert User.objects.get(pk=admin.pk).roles == {Role.ADMIN}


# The last administrator


def only_with_an_end() -> tuple[User, User]:
    """An administrator without a last day, and one who has one."""
    lasting, other = PersonFactory(roles=[Role.ADMIN]), PersonFactory(roles=[Role.ADMIN])
    other.grants.update(ends_on=timezone.localdate() + timedelta(days=3))
    return lasting, User.objects.get(pk=other.pk)


def test_last_administrator_is_not_taken_in_any_way() -> None:
    lasting, other = only_with_an_end()
    today = timezone.localdate()
    later = today + timedelta(days=1)
    with pytest.raises(Refused, match=LAST):
        actions.set_roles(person=lasting, roles=[Role.READER], is_active=True, by=other)
    with pytest.raises(Refused, match=LAST):
        actions.set_roles(person=lasting, roles=[Role.ADMIN], is_active=False, by=other)
    with pytest.raises(Refused, match=LAST):
        actions.take_role(grant=lasting.grants.get(), by=other)
    with pytest.raises(Refused, match=LAST):
        actions.give_role(person=lasting, role=Role.ADMIN, council=None, starts_on=today, ends_on=today, by=other)
    with pytest.raises(Refused, match=LAST):
        actions.give_role(person=lasting, role=Role.ADMIN, council=None, starts_on=later, ends_on=None, by=other)
    assert User.objects.get(pk=lasting.pk).has_role(Role.ADMIN)


def test_last_administrator_is_said_on_the_page_and_ticks_kept(signed_in: SignedIn) -> None:
    lasting, other = only_with_an_end()
    client = Client()
    client.force_login(other)
    page = pages.post(client, address(lasting), {"roles": ["reader"], "is_active": "on"})
    assert (LAST in page.text("main"), page.values()["roles"]) == (True, "reader")


def test_administrator_who_is_switched_off_counts_for_nothing() -> None:
    lasting, other = only_with_an_end()
    PersonFactory(roles=[Role.ADMIN], is_active=False)
    with pytest.raises(Refused, match=LAST):
        actions.take_role(grant=lasting.grants.get(), by=other)


@pytest.mark.needs_postgres
def test_two_administrators_who_take_each_others_role_at_once_leave_one(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("this run uses SQLite, which has one writer")
    pair = [PersonFactory(roles=[Role.ADMIN]), PersonFactory(roles=[Role.ADMIN])]
    together, refused = threading.Barrier(2), []

    def work(by: User, person: User) -> None:
        try:
            # Both have been found to be administrators, as by a page that is open.
            assert by.has_role(Role.ADMIN)
            together.wait()
            actions.set_roles(person=person, roles=[], is_active=True, by=by)
        except Refused as reason:
            refused.append(str(reason))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=order) for order in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left = [person.pk for person in pair if User.objects.get(pk=person.pk).has_role(Role.ADMIN)]
    assert (len(left), len(refused)) == (1, 1)
    assert refused[0].startswith(LAST)
