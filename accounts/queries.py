"""Reads about people that more than one caller needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.models import Q, QuerySet
from django.db.models.functions import Now, TruncDate
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts import audit
from accounts.enums import COUNCIL, STAFF, ReachBy, Role
from accounts.models import (
    AccessNeed,
    ApiToken,
    AuditBreak,
    AuditEvent,
    ContactDetails,
    NeedEvent,
    RoleGrant,
    User,
)
from core.slots import STANDS_IN_FOR

# Every event is between these days.
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2200, 1, 1)


class MemberRequest(HttpRequest):
    """A request of a signed-in person: views are closed to everybody else unless marked open."""

    user: User


def active(user: object) -> User | None:
    """Return the signed-in person behind a request's user, or None."""
    if isinstance(user, User) and user.is_active:
        return user
    return None


def running() -> Q:
    """Return the condition that a grant holds today."""
    today = timezone.localdate()
    return Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))


def grants_on(day: date, *roles: Role, council: UUID | None = None) -> QuerySet[RoleGrant]:
    """Return the grants of some roles that hold on a day, as `User.roles` counts them.

    With `council` also those for this council alone; without, of councils only their members and chairs.
    """
    running = RoleGrant.objects.filter(role__in=roles, starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))
    if council is not None:
        return running.filter(Q(council=None) | Q(council=council))
    return running.filter(Q(council=None) | Q(role__in=COUNCIL))


def had_role(user: User) -> bool:
    """Return whether somebody once held a role and holds none now, nor is going to."""
    grants = RoleGrant.objects.filter(user=user)
    lasting = grants.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()))
    return grants.exists() and not lasting.exists()


def users_with_role(*roles: Role, council: UUID | None = None) -> QuerySet[User]:
    """Return active people who hold at least one of the roles today; with `council` also for that council alone."""
    held = grants_on(timezone.localdate(), *roles, council=council)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name", "email")


def people_of(councils: Collection[UUID], *, since: date) -> QuerySet[User]:
    """Return who is a member or chair of one of these councils, will be, or was until a day or later."""
    held = RoleGrant.objects.filter(Q(ends_on=None) | Q(ends_on__gte=since), council__in=councils, role__in=COUNCIL)
    return User.objects.filter(pk__in=held.values("user"))


def grants_between(person: User, role: Role, council: UUID, first: date, last: date | None) -> QuerySet[RoleGrant]:
    """Return the grants of a role in a council that share a day with these; the one that begins with them is it."""
    found = RoleGrant.objects.filter(user=person, role=role, council=council).exclude(starts_on=first)
    found = found.filter(Q(ends_on=None) | Q(ends_on__gte=first))
    if last is not None:
        found = found.filter(starts_on__lte=last)
    return found


def grants_of(person: User) -> QuerySet[RoleGrant]:
    """Return everything somebody holds, held or will hold, the newest first."""
    return RoleGrant.objects.filter(user=person).select_related("user").order_by("-starts_on", "role", "pk")


def lasting_administrators() -> QuerySet[User]:
    """Return active people who are administrators today, with no last day."""
    held = RoleGrant.objects.filter(role=Role.ADMIN, council=None, starts_on__lte=timezone.localdate(), ends_on=None)
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def people() -> QuerySet[User]:
    """Return everybody with their roles, for administrators."""
    return User.objects.prefetch_related("grants").order_by("name", "email")


def people_by_name() -> QuerySet[User]:
    """Return everybody by name and address, and nothing else of them."""
    return User.objects.only("name", "email").order_by("name", "email")


def holding(*roles: Role) -> Q:
    """Return the condition that somebody holds one of the roles; without roles, any at all."""
    # A function of the day and not of the page: a condition is made once, when views are listed.
    grants = RoleGrant.objects.filter(role__in=roles) if roles else RoleGrant.objects.all()
    running = grants.filter(starts_on__lte=TruncDate(Now())).exclude(ends_on__lt=TruncDate(Now()))
    return Q(pk__in=running.values("user"))


def search_people(found: QuerySet[User], words: str) -> QuerySet[User]:
    """Narrow to names and addresses that hold some words."""
    return found.filter(Q(name__icontains=words) | Q(email__icontains=words))


def is_to_be_welcomed(user: User) -> bool:
    """Return whether somebody on a council has not been asked the questions of the first sign-in yet."""
    return user.welcomed_on is None and user.has_role(*COUNCIL)


def acts_for(user: User) -> frozenset[UUID]:
    """Return the ids of those for whom somebody acts today: their own, and those for whom they stand in."""
    # Read once for a page, like the roles.
    if not hasattr(user, "_acts_for"):
        found = {user.pk}
        for stands_in_for in STANDS_IN_FOR:
            found |= stands_in_for(user)
        user._acts_for = frozenset(found)  # type: ignore[attr-defined]  # noqa: SLF001
    return user._acts_for  # type: ignore[attr-defined,no-any-return]  # noqa: SLF001


def needs_of(user: User) -> QuerySet[AccessNeed]:
    """Return what a person said they need."""
    return AccessNeed.objects.filter(user=user).order_by("kind", "pk")


def needs_to_review(day: date) -> QuerySet[AccessNeed]:
    """Return the needs that were last confirmed a year before a day or earlier, and not asked about in that year."""
    a_year_ago = day - relativedelta(years=1)
    asked_lately = Q(review_asked_on__gt=a_year_ago)
    due = AccessNeed.objects.filter(confirmed_on__lte=a_year_ago, user__is_active=True).exclude(asked_lately)
    # Who has left is not asked: what they need is destroyed soon.
    here = RoleGrant.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day)).values("user")
    return due.filter(user__in=here).select_related("user").order_by("user", "pk")


def need_events_of(user: User) -> QuerySet[NeedEvent]:
    """Return what happened to what a person needs, and who looked, the newest first."""
    return NeedEvent.objects.filter(user=user)


def name_of_reader(user: User) -> str:
    """Return by which name somebody is told of who looked: staff by their own, members by the one others see."""
    if user.has_role(*STAFF) or user.councils_as(Role.COORDINATOR):
        # In English where there is none, and translated when it is read: what is stored has no language.
        return user.name or gettext_noop("Someone on the staff")
    chosen = getattr(user, "chosen_name", None)
    if chosen is not None and chosen.to_members:
        return str(chosen.name)
    return gettext_noop("A member")


def greeted_as(user: User) -> str:
    """Return the name that somebody is greeted by in messages: the one they chose, or their own; empty without any."""
    chosen = getattr(user, "chosen_name", None)
    return chosen.name if chosen else user.name


def contact_of(user: User) -> ContactDetails:
    """Return how a person is reached; the defaults, not saved, where they never said."""
    found = ContactDetails.objects.filter(user=user).first()
    if found is not None:
        return found
    return ContactDetails(user=user, reach_by=ReachBy.EMAIL if user.email else ReachBy.POST)


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Return a person's own keys for programmes, the newest first."""
    return ApiToken.objects.filter(user=user).order_by("-created_on", "name", "pk")


def events() -> QuerySet[AuditEvent]:
    """Return everything that was done, the newest first."""
    return AuditEvent.objects.order_by("-id")


def search_events(found: QuerySet[AuditEvent], words: str) -> QuerySet[AuditEvent]:
    """Narrow to subjects that hold some words, such as an identifier."""
    return found.filter(subject__icontains=words)


def filtered_events(found: QuerySet[AuditEvent], criteria: Mapping[str, str]) -> QuerySet[AuditEvent]:
    """Narrow to a `person`, a `kind` of thing, an `act`, and days from `since` to `until`, both included."""
    if person := criteria.get("person"):
        # By what the words begin with: an id, which nobody can choose.
        found = found.filter(actor__startswith=person)
    if kind := criteria.get("kind"):
        found = found.filter(Q(subject=kind) | Q(subject__startswith=f"{kind} "))
    if act := criteria.get("act"):
        found = found.filter(action__icontains=act)
    if since := criteria.get("since"):
        found = found.filter(at__gte=_midnight(date.fromisoformat(since)))
    if until := criteria.get("until"):
        found = found.filter(at__lt=_midnight(date.fromisoformat(until)) + timedelta(days=1))
    return found


def _midnight(day: date) -> datetime:
    """Return the beginning of a day on the clock of the page."""
    # The first and last days of the calendar have no beginning or end in some time zone; nothing was done near them.
    near = min(max(day, FIRST_DAY), LAST_DAY)
    return timezone.make_aware(datetime.combine(near, time.min))


def breaks_of_the_log() -> QuerySet[AuditBreak]:
    """Return every place where verification found that the log does not hold, the first found first."""
    return AuditBreak.objects.order_by("id")


def changed_since(subject: object, since: datetime, *, but: User) -> str:
    """Return the name of whoever else changed something last since a moment, or nothing. To open is not to change."""
    events = AuditEvent.objects.filter(subject=audit.label(subject), at__gte=since)
    others = events.exclude(actor__startswith=str(but.pk)).exclude(action__startswith="opened")
    last = others.order_by("-id").first()
    if last is None:
        return ""
    # An event holds words and no link: they begin with the id.
    person = User.objects.filter(pk__in=_ids(last.actor)).first()
    if person is None:
        return ""
    return str(person)


def used_since(subject: object, since: datetime, *, but: User) -> bool:
    """Return whether anybody else has done something with a subject since a moment; to open it counts."""
    events = AuditEvent.objects.filter(subject=audit.label(subject), at__gte=since)
    return events.exclude(actor__startswith=str(but.pk)).exists()


def _ids(actor: str) -> list[UUID]:
    try:
        return [UUID(actor.partition(" ")[0])]
    except ValueError:
        return []
