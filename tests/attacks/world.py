"""One of everything, belonging to somebody, and every address of the URLconf filled in with it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache as once
from http.cookies import SimpleCookie
from itertools import product
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from accounts.enums import Role, Scope
from accounts.models import AccessNeed, ApiToken, AuditBreak, RoleGrant, User
from council.models import Council, Membership, Office, Pause
from desk.actions import cases as desk
from desk.actions import emergencies
from desk.actions.collecting import collect
from desk.models import Case
from drafts.models import FormDraft
from feedback.models import Place
from meetings import actions as meeting_actions
from meetings.enums import CardKind
from meetings.models import ActionItem, AfterQuestions, Attendance, DatePoll, Meeting, MeetingSeries, RoomCard, Vote
from meetings.queries import poll_token_of, token_of
from meetings.queries.guests import guest_token_of
from meetings.queries.votes import vote_token_of
from notifications.enums import Channel, Status
from notifications.models import OutboxMessage
from pages.models import SetupLink
from pages.queries import digest
from people.models import ErasureReceipt, Handover, Invitation, StandIn
from tests.accounts.factories import NeedFactory, PersonFactory
from tests.config.test_open_routes import FITTING, written
from tests.council.factories import ApplicationFactory
from tests.meetings import factories as meetings
from tests.notifications.factories import MessageFactory
from tests.tracker import factories

NOBODY, NO_ROLE, DISABLED = "anonymous", "no role", "disabled"
PEOPLE = (NOBODY, NO_ROLE, *Role.values, DISABLED)
# What a receipt of an erasure says where nothing was held.
NOTHING: dict[str, dict[str, int]] = {"deleted": {}, "kept": {}}
UNKNOWN = uuid.UUID("6b6f3a53-5d09-4a5e-8b61-7c8f3f0a4a11")
# Addresses with an object of each kind, by their beginning: the longest that fits counts.
CASES = ("own", "another's", "restricted", "erased")
MEETINGS = ("own", "another's")


@dataclass(frozen=True)
class Target:
    """An address with its parts named, one object that they stand for, and the address filled in."""

    pattern: str
    thing: str
    path: str

    @property
    def has_object(self) -> bool:
        return self.thing != "-"


@dataclass
class World:
    people: dict[str, User]
    clients: dict[str, Client]
    things: dict[str, dict[str, dict[str, object]]]

    def targets(self) -> list[Target]:
        """Return every address, once for each object that it has one for."""
        return [target for pattern, names, regex in addresses() for target in self._targets(pattern, names, regex)]

    def _targets(self, pattern: str, names: list[str], regex: str) -> Iterator[Target]:
        readable = "/" + pattern % {name: f"<{name}>" for name in names}
        if not names:
            yield Target(readable, "-", readable)
            return
        fitting = [beginning for beginning in self.things if readable.startswith(beginning)]
        kinds = self.things[max(fitting, key=len)] if fitting else {"unknown": {}}
        for thing, values in kinds.items():
            yield Target(readable, thing, filled(pattern, names, regex, values))


@once
def addresses() -> list[tuple[str, list[str], str]]:
    """Return every address of the URLconf once, in its order."""
    found: dict[str, tuple[str, list[str], str]] = {}
    for pattern, names, regex in written(get_resolver().url_patterns):
        found.setdefault(pattern, (pattern, names, regex))
    return list(found.values())


def filled(pattern: str, names: list[str], regex: str, values: dict[str, object]) -> str:
    """Return an address with these values, and with something that fits for the parts that have none."""
    missing = [name for name in names if name not in values]
    for chosen in product(FITTING, repeat=len(missing)):
        candidate = pattern % {**values, **dict(zip(missing, chosen, strict=True))}
        if re.fullmatch(regex, candidate):
            return f"/{candidate}"
    message = f"nothing fits {pattern}"
    raise LookupError(message)


def _people() -> dict[str, User]:
    people: dict[str, User] = {NO_ROLE: PersonFactory()}
    for role in Role:
        people[role.value] = factories.person(role)
    # Somebody who could do nearly everything yesterday.
    people[DISABLED] = PersonFactory(roles=list(Role))
    return people


def _clients(people: dict[str, User]) -> dict[str, Client]:
    clients = {NOBODY: Client(raise_request_exception=False)}
    for name, person in people.items():
        clients[name] = Client(raise_request_exception=False)
        clients[name].force_login(person)
    # With the session that was open when it happened.
    User.objects.filter(pk=people[DISABLED].pk).update(is_active=False)
    return clients


def _cases(people: dict[str, User]) -> dict[str, dict[str, object]]:
    other = factories.person(Role.READER)
    restricted, erased = factories.collected(keep_from="canary-name"), factories.read(other)
    desk.take(case=restricted.case, by=factories.person(Role.COORDINATOR))
    erased.erase()
    collect()
    own = factories.read(people[Role.READER])
    cases = dict(zip(CASES, (own, factories.read(other), restricted, erased), strict=True))
    return {thing: {"pk": said.case.pk, "file_pk": UNKNOWN} for thing, said in cases.items()}


def _emergency() -> dict[str, object]:
    said = factories.collected(keep_from="canary-name")
    access = emergencies.ask(case=said.case, reason="It cannot wait.", by=factories.person(Role.READER))
    return {"pk": access.pk}


def _council(people: dict[str, User]) -> Council:
    """Return the council on which the member and the chair of the table sit."""
    made: Council = meetings.CouncilFactory()
    meetings.MembershipFactory(council=made, user=people[Role.MEMBER])
    meetings.MembershipFactory(council=made, user=people[Role.CHAIR], chairs=True)
    return made


def _meetings(own: Council) -> dict[str, dict[str, dict[str, object]]]:
    """Return the objects of both councils' meetings, by the addresses that lead to them."""
    words = "meeting item booking token paper version invitation proposal need guest guest_token series call"
    words += " minutes correction"
    found: dict[str, dict[str, dict[str, object]]] = {name: {} for name in words.split()}
    councils: tuple[Council, Council] = (own, meetings.CouncilFactory())
    for thing, council in zip(MEETINGS, councils, strict=True):
        # The whole day: in the afternoon, one in the morning would be over.
        meeting = meetings.MeetingFactory(council=council, day=timezone.localdate(), starts=time(0), minutes=1439)
        for membership in Membership.objects.filter(seat__council=council):
            meetings.InvitationFactory(meeting=meeting, membership=membership)
        booking = meetings.BookingFactory(invitation=meetings.InvitationFactory(meeting=meeting))
        found["meeting"][thing] = {"pk": meeting.pk}
        series = MeetingSeries.objects.create(council=council, title="x", repeat="weeks_1", repeat_until=meeting.day)
        Meeting.objects.filter(pk=meeting.pk).update(series=series, series_day=meeting.day)
        found["series"][thing] = {"pk": series.pk}
        # Of no message that there is.
        found["call"][thing] = {"pk": meeting.pk, "message": uuid4()}
        _room(found, thing, meeting)
        # Sent, so that members read them.
        minutes = meeting_actions.draft_minutes(meeting=meeting, by=factories.person(Role.COORDINATOR))
        meeting_actions.send_minutes(minutes=minutes, seen=1, by=factories.person(Role.COORDINATOR))
        correction = minutes.corrections.create(membership=meetings.invited(booking).membership, text="x")
        found["minutes"][thing] = {"pk": minutes.pk}
        found["correction"][thing] = {"pk": correction.pk}
        found["item"][thing] = {"pk": meetings.ItemFactory(meeting=meeting).pk}
        found["booking"][thing] = {"pk": booking.pk}
        invited = meetings.invited(booking)
        found["need"][thing] = {"pk": booking.served.get().pk}
        found["token"][thing] = {"token": token_of(invited)}
        guest = meeting.guests.create(role="guest", name="Noor", phone="1")
        found["guest"][thing] = {"pk": guest.pk}
        found["guest_token"][thing] = {"token": guest_token_of(guest)}
        # Ready, so that members read it.
        meeting.releases.create(number=1, released_on=meeting.day)
        paper = meeting.papers.create(title="x")
        version = paper.versions.create(slot="standard", language="en", content=b"x", media_type="image/png")
        proposal = invited.membership.proposals.create(meeting=meeting, title="x", proposed_on=meeting.day)
        found["paper"][thing] = {"pk": paper.pk}
        found["version"][thing] = {"pk": version.pk}
        found["invitation"][thing] = {"pk": invited.pk}
        found["proposal"][thing] = {"pk": proposal.pk}
    return found


def _room(found: dict[str, dict[str, dict[str, object]]], thing: str, meeting: Meeting) -> None:
    """Add what there is in the room of a meeting."""
    today = timezone.localdate()
    term = meetings.MembershipFactory(council=meeting.council)
    AfterQuestions.objects.create(meeting=meeting, answer_by=today)
    vote = Vote.objects.create(meeting=meeting, question="x")
    for position in (1, 2):
        vote.options.create(position=position, text=f"{position}")
    rows: dict[str, dict[str, object]] = {
        "attendance": {"pk": Attendance.objects.create(meeting=meeting, membership=term).pk},
        "card": {"pk": RoomCard.objects.create(meeting=meeting, membership=term, kind=CardKind.BREAK).pk},
        "vote": {"pk": vote.pk},
        "vote_token": {"token": vote_token_of(vote, term)},
        "action": {"pk": ActionItem.objects.create(meeting=meeting, text="x", owner=term, due_on=today).pk},
    }
    for name, values in rows.items():
        found.setdefault(name, {})[thing] = values


def _polls(own: Council) -> dict[str, dict[str, dict[str, object]]]:
    """Return the polls about dates of both councils, by the addresses that lead to them."""
    found: dict[str, dict[str, dict[str, object]]] = {"poll": {}, "answer": {}, "token": {}}
    today = timezone.localdate()
    councils: tuple[Council, Council] = (own, meetings.CouncilFactory())
    for thing, council in zip(MEETINGS, councils, strict=True):
        poll = DatePoll.objects.create(council=council, title="x", contact="x", answer_by=today)
        for days in (10, 11, 12):
            poll.options.create(day=today + timedelta(days=days), starts=time(10))
        answer = poll.answers.create(membership=meetings.MembershipFactory(council=council))
        found["poll"][thing] = {"pk": poll.pk}
        found["answer"][thing] = {"pk": answer.pk}
        found["token"][thing] = {"token": poll_token_of(answer)}
    return found


def _policies(people: dict[str, User]) -> dict[str, dict[str, dict[str, object]]]:
    found: dict[str, dict[str, dict[str, object]]] = {"policy": {}, "change": {}}
    for thing, steward in (("own", people[Role.STEWARD]), ("another's", factories.person(Role.STEWARD))):
        document = factories.policy(steward, slug=thing.replace("'", ""))
        change = factories.in_force(document)
        found["policy"][thing] = {"slug": document.slug, "number": 1}
        found["change"][thing] = {"pk": change.pk}
    return found


def _translation(change: object) -> dict[str, object]:
    return {"kind": "change", "about": change, "language": "es"}


def _one(**values: object) -> dict[str, dict[str, object]]:
    return {"another's": values}


def _receipt() -> ErasureReceipt:
    return ErasureReceipt.objects.create(digest=b"d" * 32, content=NOTHING)


def _third() -> User:
    made: User = PersonFactory(roles=[Role.READER])
    return made


def build() -> World:
    """Make one of everything, and people of every role who are signed in."""
    people = _people()
    policies = _policies(people)
    own = _council(people)
    meeting = _meetings(own)
    poll = _polls(own)
    other = PersonFactory()
    recommendation = factories.recommendation()
    term = meetings.MembershipFactory()
    chairing = Office.objects.get(membership__seat__council=own)
    pause = Pause.objects.create(membership=term, starts_on=timezone.localdate(), ends_on=timezone.localdate())
    # Over: nothing that is asked of this person changes with it.
    grant = RoleGrant.objects.create(
        user=other, role=Role.FINANCE, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31)
    )
    need: AccessNeed = NeedFactory(user=other)
    token = ApiToken.objects.create(
        user=other, name="x", digest=b"x" * 32, scopes=list(Scope), expires_on=timezone.localdate() + timedelta(days=9)
    )
    draft = FormDraft.objects.create(
        user=other, address="/x/", page="/x/", writing="1", sealed=b"x", saved_at=timezone.now()
    )
    place = Place.objects.create(code="ward-7", names={"en": "Ward 7"})
    broken = AuditBreak.objects.create(text="x", found_at=timezone.now())
    cases = _cases(people)
    invitation = Invitation.objects.create(
        email="new@example.org",
        token_digest=b"x" * 32,
        roles=[{"role": "reader"}],
        expires_at=timezone.now() + timedelta(days=9),
        invited_by=people[Role.ADMIN],
    )
    letter: OutboxMessage = MessageFactory(recipient=other, channel=Channel.POST)
    things: dict[str, dict[str, dict[str, object]]] = {
        "/desk/<pk>/": cases,
        "/desk/emergency/": _one(**_emergency()),
        "/places/": {"any": {"code": place.code}},
        "/en/feedback/": {"any": {"code": place.code}},
        "/feedback/": {"any": {"code": place.code}},
        "/recommendations/new/": {thing: {"agenda_item": values["pk"]} for thing, values in meeting["item"].items()},
        "/recommendations/": {"any": {"pk": recommendation.pk}},
        "/policies/": policies["policy"],
        "/follow-up/": policies["change"],
        "/en/changes/": {"any": policies["change"]["own"]},
        "/typed/": _one(pk=draft.pk),
        "/translations/": {"any": _translation(policies["change"]["own"]["pk"])},
        "/setup/": {"any": {"token": _link()}, "unknown": {"token": "unknown"}},
        "/meetings/after/": meeting["token"],
        "/meetings/answer/": meeting["token"],
        "/meetings/writing/": meeting["token"],
        "/meetings/series/": meeting["series"],
        "/meetings/<pk>/told/<message>/": meeting["call"],
        "/meetings/polls/answer/": poll["token"],
        "/meetings/polls/answers/": poll["answer"],
        "/meetings/polls/": poll["poll"],
        # Nobody made it.
        "/calendar/": {"any": {"secret": "nothing"}},
        "/meetings/votes/answer/": meeting["vote_token"],
        "/meetings/votes/": meeting["vote"],
        "/meetings/attendance/": meeting["attendance"],
        "/meetings/cards/": meeting["card"],
        "/meetings/actions/": meeting["action"],
        "/meetings/agenda/": meeting["item"],
        "/meetings/guest/": meeting["guest_token"],
        "/meetings/guests/": meeting["guest"],
        "/meetings/bookings/": meeting["booking"],
        "/meetings/proposals/": meeting["proposal"],
        "/meetings/papers/": meeting["paper"],
        "/meetings/papers/versions/": meeting["version"],
        "/meetings/papers/for/": meeting["invitation"],
        "/meetings/minutes/for/": meeting["invitation"],
        "/meetings/minutes/corrections/": meeting["correction"],
        "/meetings/needs/": meeting["need"],
        "/meetings/": meeting["meeting"],
        "/notifications/unsent/": _one(pk=MessageFactory(recipient=other, status=Status.DEAD).pk),
        "/council/<pk>/": {"own": {"pk": own.pk}, "another's": {"pk": term.seat.council_id}},
        "/council/applications/": {"any": {"pk": ApplicationFactory(council=own).pk}},
        "/council/offices/": {"any": {"pk": chairing.pk}},
        "/council/pauses/": _one(pk=pause.pk),
        # Not published.
        "/en/minutes/": {"any": meeting["minutes"]["own"]},
        "/en/council/apply/": {"unknown": {"token": "unknown"}},
        "/council/seats/": {"any": {"pk": term.seat.pk}},
        "/council/terms/": {"any": {"pk": term.pk}},
        "/accounts/needs/": _one(pk=need.pk),
        "/accounts/tokens/": _one(pk=token.pk),
        "/accounts/people/": _one(pk=other.pk, grant=grant.pk),
        "/accounts/people/<pk>/code/": _one(pk=PersonFactory(email=None).pk),
        "/accounts/invitations/": _one(pk=invitation.pk),
        "/accounts/invitations/<token>/": {"unknown": {"token": "unknown"}},
        "/accounts/welcome/<name>/": {"own": {"name": "needs"}},
        "/messages/by-hand/": _one(pk=letter.recipient_id),
        "/messages/by-hand/<pk>/done/": _one(pk=letter.pk),
        "/accounts/handovers/": _one(pk=Handover.objects.create(left_by=other).pk),
        "/accounts/stand-ins/": _one(pk=StandIn.objects.create(user=other, stand_in=_third()).pk),
        "/accounts/my-data/receipt/": {"any": {"pk": _receipt().pk}},
        "/accounts/sessions/": _one(name="0" * 32),
        "/accounts/log/": {"any": {"pk": broken.pk}},
        "/api/v1/policies/": policies["policy"],
        "/api/v1/changes/": {"any": policies["change"]["own"]},
        "/api/v1/feedback/": cases,
        "/api/v1/meetings/": meeting["meeting"],
        "/api/v1/councils/": {"own": {"pk": own.pk}, "another's": {"pk": term.seat.council_id}},
        "/api/v1/terms/": {"own": {"pk": chairing.membership_id}, "another's": {"pk": term.pk}},
    }
    return World(people, _clients(people), things)


def _link() -> str:
    """Return the token of a link for the set-up that works."""
    token = "a-link"
    SetupLink.objects.create(digest=digest(token), expires_at=timezone.now() + timedelta(hours=1))
    return token


def revisions(case: Case) -> dict[str, object]:
    """Return the revision of a case for each of its forms, as its page would send them."""
    forms = ("buttonform", "giveto", "sort", "share", "reply", "agenda")
    return {f"{form}-revision": case.revision for form in forms}


def asked(client: Client, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
    """Ask once, and take back what it did to the database, to the browser and to what is counted."""
    cookies = client.cookies.output()
    cache.clear()
    with transaction.atomic():
        response = client.generic(method, path) if data is None else client.post(path, data)
        transaction.set_rollback(True)
    if client.cookies.output() != cookies:
        client.cookies = SimpleCookie(cookies.replace("Set-Cookie: ", ""))
    return response


def status(client: Client, method: str, path: str, data: dict[str, Any] | None = None) -> str:
    """Ask once, as if nobody had asked before and nobody after, and return the answer in one word."""
    response = asked(client, method, path, data)
    if response.headers.get("Location", "").startswith("/accounts/login/"):
        return "login"
    return str(response.status_code)
