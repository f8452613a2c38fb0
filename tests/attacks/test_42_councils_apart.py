"""Attack 42: one council read and changed by people of another.

Every address, as those who coordinate, chair or sit elsewhere, or sat there long ago.
Whatever is written about the other councils, their people and what they do bears a mark; none of it may be in an
answer, and no press may change anything of it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from http.cookies import SimpleCookie

import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import ContactDetails, RoleGrant, User
from council.enums import ClaimKind
from council.models import (
    Agreement,
    CheckIn,
    Claim,
    Council,
    ExitTalk,
    Interest,
    Office,
    ParticipationPlan,
    Pause,
    Rate,
    Receipt,
    Recusal,
    WelcomeStep,
)
from meetings.models import Minutes, MinutesVersion
from people.models import Entry
from tests.attacks import test_21_permissions as matrix
from tests.attacks import world as worlds
from tests.attacks.world import Target, World
from tests.council.factories import call, grant
from tests.meetings import factories as meetings
from tests.meetings.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.long]
MARK = "Canaryx"
OK = 200
SERVER_ERROR = 500
MARKS = re.compile(MARK, re.IGNORECASE)
# Public by intention, or by a link that is somebody's key.
OPEN = (
    "/en/council/apply/", "/meetings/answer/", "/meetings/polls/answer/", "/meetings/votes/answer/",
    "/meetings/guest/", "/meetings/after/<", "/healthz",
)  # fmt: skip
# Their rows are about councils and their people. Recommendations, decisions and changes are for every council.
MARKED = ("council", "meetings", "people")
# What a code means, and not what somebody wrote.
CODES = frozenset({"language", "currency", "kind", "media_type", "time_zone", "locale"})
READERS = ("coordinator", "chair", "member", "past member")


def life(council: Council, thing: str) -> dict[str, dict[str, dict[str, object]]]:
    """Add the rest of a council's life; return it by the addresses that lead to it."""
    today = timezone.localdate()
    term = meetings.MembershipFactory(council=council, chairs=True)
    person = term.user
    ContactDetails.objects.create(user=person, phone="x", postal_address="x", support_name="x")
    Entry.objects.create(user=person, helper="x")
    rate = Rate.objects.create(council=council, names={"en": "x"}, amount=Decimal(5), currency="GBP", holds_from=today)
    claim = Claim.objects.create(
        council=council, claimant=person, recorded_by=person, kind=ClaimKind.TRAVEL, activity_on=today,
        amount=Decimal(5), currency="GBP", note="x",
    )  # fmt: skip
    receipt = Receipt.objects.create(claim=claim, content=b"x", media_type="image/png")
    interest = Interest.objects.create(user=person, text="x", starts_on=today)
    recusal = Recusal.objects.create(interest=interest, kind="other", subject=uuid.uuid4(), title="x")
    plan = ParticipationPlan.objects.create(user=person, text="x")
    check_in = CheckIn.objects.create(membership=term, offered_on=today)
    talk = ExitTalk.objects.create(membership=term, offered_on=today, for_the_council="x")
    agreement = Agreement.objects.create(council=council, version=1, texts={"en": "x"})
    step = WelcomeStep.objects.create(council=council, texts={"en": "x"})
    pause = Pause.objects.create(membership=term, starts_on=today, ends_on=today)
    return {
        "/council/<pk>/": {thing: {"pk": council.pk}},
        "/council/seats/": {thing: {"pk": term.seat_id}},
        "/council/terms/": {thing: {"pk": term.pk}},
        "/council/offices/": {thing: {"pk": Office.objects.get(membership=term).pk}},
        "/council/pauses/": {thing: {"pk": pause.pk}},
        "/council/papers/": {thing: {"pk": term.pk}},
        "/council/welcome/": {thing: {"pk": council.pk}},
        "/council/welcome/terms/": {thing: {"pk": term.pk, "step": step.pk}},
        "/council/welcome/steps/": {thing: {"pk": step.pk}},
        "/council/welcome/agreement/": {thing: {"pk": agreement.pk}},
        "/council/care/talks/": {thing: {"pk": check_in.pk}},
        "/council/care/last/": {thing: {"pk": talk.pk}},
        "/council/care/members/": {thing: {"pk": term.pk}},
        "/council/plan/shared/": {thing: {"pk": plan.pk}},
        "/council/interests/": {thing: {"pk": interest.pk}},
        "/council/interests/recusals/": {thing: {"pk": recusal.pk}},
        "/council/claims/": {thing: {"pk": claim.pk}},
        "/council/claims/rates/": {thing: {"pk": rate.pk}},
        "/council/claims/receipts/": {thing: {"pk": receipt.pk}},
        "/accounts/people/": {thing: {"pk": person.pk, "grant": person.grants.get().pk}},
        "/accounts/people/<pk>/code/": {thing: {"pk": person.pk}},
    }


def mark_everything() -> None:
    """Write the mark into every text there is about a council or its people."""
    for model in apps.get_models():
        if model._meta.app_label in MARKED and model is not MinutesVersion:
            fields = [field for field in model._meta.concrete_fields if _is_words(field)]
            for row in model._default_manager.all():
                said = {field.name: _marked(field) for field in fields if getattr(row, field.name)}
                if said:
                    model._default_manager.filter(pk=row.pk).update(**said)
    for number, person in enumerate(User.objects.filter(memberships__isnull=False).distinct()):
        User.objects.filter(pk=person.pk).update(name=f"{MARK} {number}", email=f"{MARK}{number}@example.org".lower())
        call(person, f"{MARK} chosen {number}")
    # A version is never changed: another one follows it.
    for minutes in Minutes.objects.all():
        number = minutes.version + 1
        words = {"people": MARK, "text": MARK, "to_do": MARK, "what_changed": MARK}
        MinutesVersion.objects.create(minutes=minutes, number=number, **words)
        Minutes.objects.filter(pk=minutes.pk).update(version=number)
    said = {"en": MARK}
    Rate.objects.update(names=said)
    Agreement.objects.update(texts=said)
    WelcomeStep.objects.update(texts=said)
    Receipt.objects.update(content=MARK.encode())


def _is_words(field: models.Field) -> bool:
    words = isinstance(field, models.CharField | models.TextField)
    return words and not field.choices and not field.unique and field.name not in CODES


def _marked(field: models.Field) -> str:
    if isinstance(field, models.URLField):
        return f"https://example.org/{MARK}"
    if isinstance(field, models.EmailField):
        return f"{MARK}@example.org"
    return MARK


def readers(own: Council) -> dict[str, Client]:
    """Make people of a council of their own."""
    today = timezone.localdate()
    people = {
        "member": meetings.MembershipFactory(council=own, alias="").user,
        "chair": meetings.MembershipFactory(council=own, chairs=True, alias="").user,
        "past member": meetings.MembershipFactory(council=own, alias="").user,
        "coordinator": PersonFactory(),
    }
    grant(people["coordinator"], Role.COORDINATOR, own)
    grant(people["chair"], Role.CHAIR, own)
    # Of one of the others, some time ago.
    theirs = meetings.CouncilFactory(name="Formerly")
    meetings.MembershipFactory(council=theirs, user=PersonFactory(name=MARK, roles=[Role.MEMBER]), alias=MARK)
    ended = {"starts_on": today - timedelta(days=700), "ends_on": today - timedelta(days=300)}
    meetings.MembershipFactory(council=theirs, user=people["past member"], alias="", **ended)
    clients = {}
    for name, person in people.items():
        clients[name] = Client(raise_request_exception=False)
        clients[name].force_login(person)
    return clients


@pytest.fixture
def world() -> World:
    world = worlds.build()
    theirs = life(Council.objects.order_by("pk")[0], "theirs")
    mark_everything()
    own = meetings.CouncilFactory(name="Our own")
    ours = life(own, "ours")
    world.things |= {beginning: {**theirs[beginning], **ours[beginning]} for beginning in theirs}
    world.clients = readers(own)
    return world


def targets(world: World) -> Iterator[Target]:
    """Yield every address that is not open to whoever holds it, or to everybody."""
    for target in world.targets():
        if not target.pattern.startswith(OPEN):
            yield target


def body_of(response: object) -> str:
    if getattr(response, "streaming", False):
        return b"".join(response.streaming_content).decode(errors="replace")  # type: ignore[attr-defined]
    return response.content.decode(errors="replace")  # type: ignore[attr-defined,no-any-return]


def about_councils() -> dict[tuple[str, object], tuple[str, ...]]:
    """Return every row about councils, meetings and roles as it is."""
    found = {}
    for model in apps.get_models():
        if model._meta.app_label in MARKED or model is RoleGrant:
            for row in model._default_manager.values():
                found[model._meta.label, row[model._meta.pk.attname]] = tuple(map(str, row.values()))
    return found


def pressed(world: World, reader: str) -> Iterator[tuple[str, str]]:
    """Press every button there is; yield address and answer, and an empty answer where a row was changed."""
    before = about_councils()
    for target in targets(world):
        data = matrix.sent(world, target)
        client = world.clients[reader]
        cookies = client.cookies.output()
        with transaction.atomic():
            response = client.post(target.path, data)
            after = about_councils()
            transaction.set_rollback(True)
        # Signed out, or in as somebody else: the next press is this person's again.
        client.cookies = SimpleCookie(cookies.replace("Set-Cookie: ", ""))
        yield target.path, body_of(response)
        if any(after.get(key) != row for key, row in before.items() if MARK in "".join(row)):
            yield target.path, MARK


@pytest.mark.parametrize("reader", READERS)
def test_nothing_of_another_council_is_read(world: World, reader: str) -> None:
    found = set()
    for target in targets(world):
        response = worlds.asked(world.clients[reader], "GET", target.path)
        assert response.status_code != SERVER_ERROR, target.path
        found |= around_marks(target.path, body_of(response))
    assert sorted(found) == []


@pytest.mark.parametrize("reader", READERS)
def test_nothing_of_another_council_is_changed(world: World, reader: str) -> None:
    found = set()
    for path, body in pressed(world, reader):
        found |= around_marks(path, body)
    assert sorted(found) == []
    # Still the same person in the end.
    assert world.clients[reader].get("/accounts/me/").status_code == OK


def around_marks(path: str, body: str) -> set[tuple[str, str]]:
    return {(path, body[max(0, at.start() - 90) : at.end() + 20]) for at in MARKS.finditer(body)}
