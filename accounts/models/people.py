"""People, what they are trusted with, the name others see, and how they are reached."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from accounts.enums import COUNCIL, PaperFormat, ReachBy, Role
from core import organisation
from core.classification import DataPolicy


def default_time_zone() -> str:
    """Return the organisation's time zone: what somebody has who said nothing else."""
    return organisation.current().time_zone


class UserManager(BaseUserManager["User"]):
    """Creates people by their e-mail address; there are no user names here."""

    def create_user(self, email: str | None, password: str | None = None, **fields: object) -> User:
        """Create a person. Without a password they sign in with a code or a passkey; without an address, too."""
        # In small letters: for PostgreSQL "Ana@" and "ana@" would be two people.
        user = self.model(email=self.normalize_email(email).lower() or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a person by e-mail address in any case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who signs in. Nothing in `feedback` can point here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Empty for people who have none: they sign in with a code that staff hand over.
    email = models.EmailField(_("email address"), unique=True, null=True, blank=True)
    # One name, as the person wants it, and no first or last one: a member may go by another than their own (ADR 2).
    name = models.CharField(_("what should we call you?"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    time_zone = TimeZoneField(_("time zone"), default=default_time_zone)
    # When they answered, or passed over, the questions of the first sign-in.
    welcomed_on = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    joined_on = models.DateField(auto_now_add=True)
    # Known with the person, so that a page asks for unsent words only where there may be some.
    has_unsent_words = models.BooleanField(default=False)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    data_policy = DataPolicy(
        retention="two years after the last role ends",
        members="id name",
        staff="email language time_zone is_active joined_on last_login welcomed_on",
        secret="password has_unsent_words",  # noqa: S106 - the names of fields
    )

    def __str__(self) -> str:
        """Return what others see: never the address, which only administrators and appointers need."""
        return self.name or gettext("Someone on the staff")

    @property
    def known_as(self) -> str:
        """Return the name, or the address where there is none; only for the person and for those who appoint."""
        return self.name or self.email or gettext("Someone without a name yet")

    @property
    def running_grants(self) -> list[RoleGrant]:
        """Return the grants that hold today, read once per object."""
        # Rules ask many times for one page. The object lives as long as the request, so nothing stale is kept.
        if not hasattr(self, "_running"):
            today = timezone.localdate()
            self._running = [grant for grant in self.grants.all() if grant.runs_on(today)]
        return self._running

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles held: for the whole organisation, or, of a council, as its member or chair."""
        # A coordinator of one council is no coordinator of the desk: such a role counts in `has_role_for` alone.
        held = (grant for grant in self.running_grants if grant.council is None or Role(grant.role) in COUNCIL)
        return frozenset(Role(grant.role) for grant in held)

    @property
    def role_labels(self) -> list[str]:
        """Return the roles held, in the reader's language and always in the same order."""
        # Roles are a set: the order of the enumeration keeps pages from shuffling them.
        return [str(role.label) for role in Role if role in self.roles]

    def has_role(self, *wanted: Role) -> bool:
        """Return whether at least one of the roles is held."""
        # Someone who was deactivated while signed in loses every right with the next request.
        return self.is_active and not self.roles.isdisjoint(wanted)

    def has_role_for(self, council: uuid.UUID, *wanted: Role) -> bool:
        """Return whether a role is held for a council: for this one, or for the whole organisation."""
        if not self.is_active:
            return False
        grants = (grant for grant in self.running_grants if grant.council in {None, council})
        return any(Role(grant.role) in wanted for grant in grants)

    def councils_as(self, *wanted: Role) -> frozenset[uuid.UUID]:
        """Return the councils for which alone a role is held."""
        if not self.is_active:
            return frozenset()
        grants = (grant for grant in self.running_grants if Role(grant.role) in wanted)
        return frozenset(grant.council for grant in grants if grant.council)


class RoleGrant(models.Model):
    """One role of one person, from a day on and perhaps until one: for the whole organisation, or for one council."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    # A row and not a group of Django's: permissions are rules that answer with a reason (ADR 2).
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    # The id of a council and no link: councils are above this app. Empty: the whole organisation.
    council = models.UUIDField(_("council"), null=True, blank=True, db_index=True)
    starts_on = models.DateField(_("from this day"), default=timezone.localdate)
    # The last day. Empty: until it is taken.
    ends_on = models.DateField(_("until this day"), null=True, blank=True)
    # Given by the organisation's directory at sign-in, which alone takes it again.
    from_directory = models.BooleanField(default=False)
    granted_on = models.DateField(auto_now_add=True)

    data_policy = DataPolicy(
        retention="two years after the role ends",
        staff="id user role council starts_on ends_on from_directory granted_on",
    )

    class Meta:
        """A role is held once in the organisation; in a council once from a day on, with each term of its own."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=models.Q(council=None), name="a_role_is_held_once"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "council", "starts_on"],
                condition=models.Q(council__isnull=False),
                name="a_role_in_a_council_starts_once_on_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="a_role_does_not_end_before_it_starts",
            ),
        ]

    def runs_on(self, day: date) -> bool:
        """Return whether the role is held on a day; both ends belong to it."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def __str__(self) -> str:
        """Return the role's name."""
        return str(Role(self.role).label)


class ChosenName(models.Model):
    """The name by which others see a council member, and which of them do. Who has none here is "A member".

    `skeleton` is the name as `accounts.names` compares it: no two people have names that look alike.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="chosen_name")
    name = models.CharField(_("the name others see"), max_length=120)
    skeleton = models.CharField(max_length=500, unique=True)
    # Three answers, the most private of each first.
    to_members = models.BooleanField(_("other members see it"), default=False)
    in_minutes = models.BooleanField(_("minutes say it"), default=False)
    in_public = models.BooleanField(_("public pages say it"), default=False)
    chosen_on = models.DateField(auto_now=True)

    data_policy = DataPolicy(
        retention="as long as the account",
        members="name",
        secret="user skeleton to_members in_minutes in_public chosen_on",  # noqa: S106
    )

    class Meta:
        """A name is not empty."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(name="") & ~models.Q(skeleton=""), name="a_name_is_not_empty")
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class ContactDetails(models.Model):
    """How somebody is reached, in which format papers reach them, and who supports them."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="contact")
    reach_by = models.CharField(_("how we reach you"), max_length=10, choices=ReachBy.choices, default=ReachBy.EMAIL)
    phone = models.CharField(_("phone number"), max_length=60, blank=True)
    postal_address = models.TextField(_("postal address"), blank=True)
    paper_format = models.CharField(
        _("format of papers"), max_length=20, choices=PaperFormat.choices, default=PaperFormat.STANDARD
    )
    support_name = models.CharField(_("who supports you"), max_length=120, blank=True)
    support_relation = models.CharField(_("who they are to you"), max_length=120, blank=True)
    support_contact = models.CharField(_("how we reach them"), max_length=200, blank=True)
    changed_on = models.DateField(auto_now=True)

    data_policy = DataPolicy(
        retention="90 days after membership ends",
        secret=(  # noqa: S106
            "user reach_by phone postal_address paper_format support_name support_relation support_contact changed_on"
        ),
    )

    def __str__(self) -> str:
        """Return how the person is reached."""
        return str(ReachBy(self.reach_by).label)
