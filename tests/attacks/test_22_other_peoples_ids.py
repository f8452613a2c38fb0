"""Attack 22: other people's ids in the address, in a form, in a file's link; and fields that no form has."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Collection, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from accounts.enums import Role
from accounts.models import User
from desk.models import Case
from feedback.enums import FileKind, FileState
from feedback.models import DataKey, File
from policies.models import Clause
from tests.attacks import test_21_permissions as matrix
from tests.attacks import world as worlds
from tests.attacks.world import CASES, MEETINGS, PEOPLE, UNKNOWN, Target, World
from tests.tracker import factories

pytestmark = [pytest.mark.django_db, pytest.mark.long]

# What differs from one answer to the next whatever was asked: the token of a form.
VARYING = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+|(?<=name="page_token" value=")[^"]+')
# What a page is asked about where there is nothing, by what its address needs.
NOTHING: dict[str, object] = {"code": "nowhere", "slug": "nothing", "number": 99, "token": "nothing", "kind": "nothing"}
UNCOUNTED = ("accounts.AuditEvent", "accounts.AuditHead", "drafts.FormDraft")


@pytest.fixture
def world(settings: Settings) -> World:
    # More fields than a form may have: each column of ours is tried.
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
    return worlds.build()


def unknown(world: World, target: Target) -> Target:
    """Return the same address about something that was never there."""
    things = world.things
    world.things = {beginning: {target.thing: _nothing(found)} for beginning, found in things.items()}
    try:
        return next(one for one in world.targets() if (one.pattern, one.thing) == (target.pattern, target.thing))
    finally:
        world.things = things


def _nothing(found: dict[str, dict[str, object]]) -> dict[str, object]:
    values = next(iter(found.values()))
    nothing = dict(NOTHING)
    for name, value in values.items():
        if name not in nothing:
            nothing[name] = 999_999 if isinstance(value, int) else UNKNOWN
    return {name: nothing[name] for name in values}


def told(response: HttpResponse, path: str) -> tuple[int, str, list[str]]:
    """Return all that an answer tells, without what it repeats of the address."""
    # The page in other languages is the same address behind another word.
    body = VARYING.sub("", response.content.decode()).replace(path.removeprefix("/en"), "")
    return response.status_code, body, sorted(response.headers)


def hidden(world: World) -> Iterator[tuple[str, Target, str]]:
    """Yield what the reviewed table says is not there, for the first and the last kind of person it says so to."""
    table = matrix.reviewed()
    for target in world.targets():
        for method in matrix.METHODS:
            said = table[method, target.pattern, target.thing]
            people = [person for person in PEOPLE if said.get(person) == "404"]
            if target.has_object and target.thing != "unknown":
                yield from ((method, target, person) for person in {*people[:1], *people[-1:]})


def test_what_is_another_persons_answers_as_what_was_never_there(world: World) -> None:
    differing, number = [], 0
    for method, target, person in hidden(world):
        nowhere = unknown(world, target)
        answers = []
        for one in (target, nowhere):
            data = matrix.sent(world, target) if method == "POST" else None
            answers.append(told(worlds.asked(world.clients[person], method, one.path, data), one.path))
        number += 1
        if answers[0] != answers[1]:
            differing.append((method, target.pattern, target.thing, person))
    assert differing == []
    # Otherwise the table would have hidden nothing, and nothing would have been compared.
    assert number > 150


def case_of(world: World, thing: str) -> Case:
    return Case.objects.get(pk=str(_pk(world, "/desk/<pk>/", thing)))


def _file(case: Case) -> File:
    key = DataKey.objects.filter(feedback=case.feedback_id).first()
    assert key is not None
    file: File = File.objects.create(
        feedback=case.feedback,
        kind=FileKind.PICTURE,
        position=1,
        state=FileState.READY,
        media="image/jpeg",
        content=b"x",
        sealing_key=key.sealing_key,
    )
    return file


@pytest.mark.parametrize("role", [Role.READER, Role.COORDINATOR])
def test_a_file_is_not_found_under_another_case_also_not_a_restricted_one(world: World, role: Role) -> None:
    cases = {thing: case_of(world, thing) for thing in CASES}
    file = _file(cases["restricted"])
    for thing in ("own", "another's"):
        path = f"/desk/{cases[thing].pk}/file"
        client = world.clients[role]
        answers = [told(worlds.asked(client, "POST", f"{path}/{pk}/", {}), str(pk)) for pk in (file.pk, uuid.uuid4())]
        assert answers[0] == answers[1]
        assert answers[0][0] == 404


def ids_of(world: World, *, but: Collection[str] = ()) -> set[str]:
    """Return every id there is, of people and of things."""
    rows: set[str] = set()
    for model in apps.get_models():
        if hasattr(model, "data_policy") and isinstance(model._meta.pk, models.UUIDField):
            rows |= {str(pk) for pk in model._default_manager.values_list("pk", flat=True)}
    return rows - set(but)


def _offered(world: World, role: Role, method: str, path: str) -> set[str]:
    """Return every id in the page that shows a form: those that it offers, and those of what it is about."""
    response = worlds.asked(world.clients[role], method, path, {} if method == "POST" else None)
    assert response.status_code == 200
    return set(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", response.content.decode()))


def _pk(world: World, beginning: str, thing: str) -> object:
    values = world.things[beginning][thing]
    return next(iter(values.values()))


Address = Callable[[World], str]
Shown = Callable[[World], tuple[str, str] | None]
# Its name, who sends it, its address, the page that shows it where that is another one, its field, what else it needs.
FORMS: list[tuple[str, Role, Address, Shown, str, dict[str, object]]] = [
    (
        "give a case to somebody",
        Role.COORDINATOR,
        lambda world: f"/desk/{_pk(world, '/desk/<pk>/', 'restricted')}/give-to/",
        lambda world: ("POST", f"/desk/{_pk(world, '/desk/<pk>/', 'restricted')}/named/"),
        "giveto-reader",
        {},
    ),
    (
        "appoint somebody",
        Role.COORDINATOR,
        lambda world: f"/council/seats/{_pk(world, '/council/seats/', 'any')}/appoint/",
        lambda _world: None,
        "person",
        {"starts_on_0": 1, "starts_on_1": 1, "starts_on_2": 2029, "starts_on": "2029-01-01"},
    ),
    (
        "plan a change because of a decision",
        Role.STEWARD,
        lambda _world: "/policies/own/plan/",
        lambda _world: ("GET", "/policies/own/"),
        "decision",
        {"clause": "new"},
    ),
    (
        "mark who was there",
        Role.CHAIR,
        lambda world: f"/meetings/{_pk(world, '/meetings/', 'own')}/held/",
        lambda _world: None,
        "attended",
        {},
    ),
    (
        "plan a meeting of a council",
        Role.CHAIR,
        lambda _world: "/meetings/new/",
        lambda _world: None,
        "council",
        {},
    ),
]


def rows() -> set[tuple[object, ...]]:
    """Return every row of ours, without what is random, counted or a time, so that two states can be compared."""
    found: set[tuple[object, ...]] = set()
    for model in apps.get_models():
        if not hasattr(model, "data_policy") or model._meta.label in UNCOUNTED:
            continue
        for row in model._default_manager.values(*_compared(model)):
            found.add((model._meta.label, *map(str, row.values())))
    return found


def _compared(model: type[models.Model]) -> list[str]:
    unlike = (models.BinaryField, models.DateTimeField, models.AutoField, models.BigAutoField)
    return [field.attname for field in model._meta.concrete_fields if not isinstance(field, unlike)]


@pytest.mark.parametrize(
    ("role", "path", "shown", "field", "more"), [form[1:] for form in FORMS], ids=[form[0] for form in FORMS]
)
def test_an_id_that_the_form_does_not_offer_is_refused(
    world: World,
    role: Role,
    path: Address,
    shown: Shown,
    field: str,
    more: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The page of the form then lists everybody it takes, where it would ask for a search.
    monkeypatch.setattr("council.forms.terms.MOST_OFFERED", 1000)
    address = path(world)
    offered = _offered(world, role, *(shown(world) or ("GET", address)))
    strangers = sorted(ids_of(world, but=offered))
    assert strangers
    before = rows()
    target = next(one for one in world.targets() if one.path == address)
    for pk in [*strangers[:: max(1, len(strangers) // 12)], str(UNKNOWN), "1", "nothing"]:
        data = {**matrix.sent(world, target), **more, field: pk}
        with transaction.atomic():
            response = world.clients[role].post(address, data)
            changed = rows() ^ before
            transaction.set_rollback(True)
        assert (response.status_code, changed) == (200, set())
        # Refused because of the id, and not because of something else that is missing.
        assert f'href="#id_{field}' in response.content.decode()


def test_a_restricted_case_is_not_taken_with_the_others_that_were_ticked(world: World) -> None:
    restricted = case_of(world, "restricted")
    assert restricted.reader is not None
    open_one = factories.collected().case
    world.clients[Role.READER].post("/desk/selected/", {"act": "take", "chosen": [restricted.pk, open_one.pk, UNKNOWN]})
    readers = {case.pk: case.reader_id for case in Case.objects.filter(pk__in=[restricted.pk, open_one.pk])}
    assert readers == {restricted.pk: restricted.reader_id, open_one.pk: world.people[Role.READER].pk}


def test_feedback_that_is_not_quoted_there_is_no_source_of_a_recommendation(world: World) -> None:
    item = _pk(world, "/recommendations/new/", MEETINGS[0])
    case = case_of(world, "own")
    data = {"title": "Visits", "text": "Let them visit.", "language": "en", "sources": [str(case.pk)]}
    world.clients[Role.CHAIR].post(f"/recommendations/new/{item}/", data)
    assert not case.recommendations.exists()


def test_a_clause_of_another_policy_is_not_planned(world: World) -> None:
    newest = Clause.objects.order_by("version__number")
    decision = factories.decision()
    answered = {}
    for slug in ("anothers", "own"):
        clause = newest.filter(version__document__slug=slug, reference="1.2").last()
        assert clause is not None
        data = {"decision": decision.pk, "clause": clause.pk}
        response = world.clients[Role.STEWARD].post("/policies/own/plan/", data)
        answered[slug] = (response.status_code, decision.changes.count())
    assert answered == {"anothers": (200, 0), "own": (302, 1)}


def extras() -> dict[str, object]:
    """Return a value for every column of every model of ours, under the column's name."""
    found: dict[str, object] = {}
    for model in apps.get_models():
        if not hasattr(model, "data_policy"):
            continue
        for field in model._meta.concrete_fields:
            found[field.name] = found[field.attname] = _something(field)
    return {**found, "is_superuser": "on", "is_staff": "on", "grants": Role.ADMIN, "by": UNKNOWN, "user": UNKNOWN}


def _something(field: models.Field[Any, Any]) -> object:
    if isinstance(field, models.BooleanField):
        return "on"
    if field.choices:
        return next(iter(value for value, _label in field.flatchoices))
    if isinstance(field, models.DateField):
        return "2001-01-01"
    if isinstance(field, (models.ForeignKey, models.UUIDField)):
        return UNKNOWN
    return "7"


def fields_of(html: str) -> set[str]:
    return set(re.findall(r'name="([^"]+)"', html))


def form_of(client: Client, path: str) -> set[str]:
    """Return the names of the fields that an address takes: those of its own page, or of the page above it."""
    response = client.get(path)
    if response.status_code != 200:
        response = client.get(path.rsplit("/", 2)[0] + "/")
    return fields_of(response.content.decode())


def changed(world: World, person: str, target: Target, data: dict[str, object]) -> list[tuple[object, ...]]:
    """Return what one press changes in the tables, without the ids that it makes."""
    before = rows()
    with transaction.atomic():
        world.clients[person].post(target.path, data)
        after = rows()
        transaction.set_rollback(True)
    known = {str(value) for row in before for value in row}
    # What is made by the press: an id, a number, a moment in a text.
    new = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|^\d{3,}$|^\d{4}-\d\d-\d\dT\d\d:\d\d:")
    return sorted(
        tuple("new" if new.search(str(value)) and str(value) not in known else str(value) for value in row)
        for row in after ^ before
    )


def done(world: World) -> Iterator[tuple[str, Target]]:
    """Yield every press that does something, with the first person who may."""
    for (method, pattern, thing), said in matrix.reviewed().items():
        person = next((person for person in PEOPLE[1:] if said.get(person) == "302"), None)
        if method == "POST" and person and not pattern.startswith(("/accounts/2fa", "/components/", "/accounts/login")):
            found = [one for one in world.targets() if (one.pattern, one.thing) == (pattern, thing)]
            yield person, found[0]


def test_fields_that_no_form_has_change_nothing(world: World) -> None:
    differing, did = [], 0
    for person, target in done(world):
        data = matrix.sent(world, target)
        # What the form itself asks for, under its own names, is not an extra.
        own = form_of(world.clients[person], target.path)
        more = {name: value for name, value in extras().items() if name not in own and name not in data}
        plain = changed(world, person, target, data)
        did += bool(plain)
        if changed(world, person, target, {**more, **data}) != plain:
            differing.append((person, target.pattern, target.thing))
    assert differing == []
    assert did > 15


def test_nobody_gives_themselves_a_role_or_another_account(world: World) -> None:
    person = world.people[worlds.NO_ROLE]
    mine = {"name": "Ana", "language": "es", "time_zone": "Europe/Madrid"}
    more = {**extras(), **mine, "roles": list(Role), "email": "admin@example.org", "is_active": "", "id": UNKNOWN}
    world.clients[worlds.NO_ROLE].post("/accounts/me/", more)
    found = User.objects.get(pk=person.pk)
    assert (found.name, found.email, found.is_active, found.roles) == ("Ana", person.email, True, frozenset())
