"""Attack 41: a name where none should be. Every address, as everybody, and the own name of nobody on a council.

The own name and the address of members are for those who appoint and look after people. All others read the name that a
member chose for them, or "A member".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import ChosenName, User
from council.models import Membership
from policies.models import PolicyDocument
from tests.attacks import world as worlds
from tests.attacks.world import NO_ROLE, NOBODY, World
from tests.council.factories import call
from tests.meetings import factories as meetings
from tests.tracker import factories
from tracker.models import Doubt, PolicyChange

# Those who appoint, look after accounts, check the log, or pay out, and so know who somebody is.
KNOW = frozenset({Role.COORDINATOR, Role.ADMIN, Role.AUDITOR, Role.FINANCE})
READERS = [NOBODY, NO_ROLE, *(role.value for role in Role if role not in KNOW)]
ANSWERED = {200, 403, 409}


def people_on_councils() -> list[User]:
    return list(User.objects.filter(pk__in=Membership.objects.values("user")))


def named(world: World) -> dict[str, str]:
    """Give everybody on a council an own name and an address that occur nowhere else; return whose they are."""
    whose: dict[str, str] = {}
    for number, person in enumerate(people_on_councils()):
        name, mark = f"Ownname{number}x Legalov{number}x", f"secret{number}x"
        User.objects.filter(pk=person.pk).update(name=name, email=f"{mark}@example.org")
        whose |= {f"Ownname{number}x": str(person.pk), f"Legalov{number}x": str(person.pk), mark: str(person.pk)}
    return whose


def lives(world: World) -> None:
    """Add the lives of a council: somebody who chose nothing, who left, who sits again, who signed and who doubted."""
    today = timezone.localdate()
    own = Membership.objects.get(user=world.people[Role.MEMBER]).seat.council
    meeting = meetings.MeetingFactory(council=own, day=today + timedelta(days=9))
    silent = meetings.MembershipFactory(council=own, alias="")
    left = meetings.MembershipFactory(council=own, alias="", starts_on=today - timedelta(days=700))
    again = meetings.MembershipFactory(council=own, starts_on=today - timedelta(days=700))
    Membership.objects.filter(pk__in=[left.pk, again.pk]).update(ends_on=today - timedelta(days=30))
    meetings.MembershipFactory(council=own, user=again.user, alias="")
    for membership in (silent, left, again):
        invitation = meetings.InvitationFactory(meeting=meeting, membership=membership)
        meetings.BookingFactory(invitation=invitation, need__shared_with="council")
    signed = factories.confirmed(PolicyDocument.objects.first())
    PolicyChange.objects.filter(pk=signed.pk).update(signed_by=left)
    Doubt.objects.create(change=signed, membership=silent, words="Not yet.", language="en", said_on=today)
    # A name for members alone is not for the public.
    call(again.user, "Heron")
    ChosenName.objects.filter(user=again.user).update(in_public=False, in_minutes=False)


def pages(world: World, client: Client) -> Iterator[tuple[str, str]]:
    """Yield every page that somebody gets, with its address; also files, feeds and answers of the API."""
    for target in world.targets():
        response = client.get(target.path, secure=False)
        if response.status_code not in ANSWERED:
            continue
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        yield target.path, body.decode(errors="replace")


@pytest.fixture
def world() -> World:
    world = worlds.build()
    lives(world)
    return world


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.parametrize("reader", READERS)
def test_nobody_reads_the_own_name_of_somebody_on_a_council(world: World, reader: str) -> None:
    whose = named(world)
    own = str(world.people[reader].pk) if reader in world.people else ""
    canary = re.compile("|".join(map(re.escape, whose)))
    found = set()
    for path, body in pages(world, world.clients[reader]):
        for word in canary.findall(body):
            if whose[word] != own:
                found.add((path, word))
    assert found == set()


@pytest.mark.django_db
@pytest.mark.long
def test_a_name_for_members_is_on_no_public_page(world: World) -> None:
    found = {path for path, body in pages(world, world.clients[NOBODY]) if "Heron" in body}
    assert found == set()
    seen = {path for path, body in pages(world, world.clients[Role.MEMBER]) if "Heron" in body}
    assert seen != set()


@pytest.mark.django_db
def test_a_signature_says_the_name_that_its_owner_wants_today(world: World, client: Client) -> None:
    signed = PolicyChange.objects.exclude(signed_by=None).get()
    assert signed.signed_by is not None
    path = f"/en/changes/{signed.pk}/"
    assert "A member" in client.get(path).content.decode()
    call(signed.signed_by.user, "Kingfisher")
    assert "Kingfisher" in client.get(path).content.decode()
    assert "Kingfisher" in client.get("/api/v1/changes/").content.decode()
    ChosenName.objects.filter(user=signed.signed_by.user).delete()
    assert "Kingfisher" not in client.get(path).content.decode()
