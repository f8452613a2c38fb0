"""People, what they are trusted with, what they need, and the log of what was done."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from accounts.enums import Checkpoint, Need, Role, Scope, SharedWith
from core.classification import DataPolicy


class UserManager(BaseUserManager["User"]):
    """Creates people by their e-mail address; there are no user names here."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """Create a person with an e-mail address. Without a password they sign in with a code or a passkey."""
        # In small letters: for PostgreSQL "Ana@" and "ana@" would be two people.
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a person by e-mail address in any case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who signs in. Nothing in `feedback` can point here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("email address"), unique=True)
    # One name, as the person wants it, and no first or last one: a member may go by another than their own (ADR 2).
    name = models.CharField(_("what should we call you?"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    time_zone = TimeZoneField(_("time zone"), default="Europe/London")
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
        staff="email language time_zone is_active joined_on last_login",
        secret="password has_unsent_words",  # noqa: S106 - the names of fields
    )

    def __str__(self) -> str:
        """Return what others see: never the address, which only administrators and appointers need."""
        return self.name or gettext("Someone on the staff")

    @property
    def known_as(self) -> str:
        """Return the name, or the address where there is none; only for the person and for administrators."""
        return self.name or self.email

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles held, read once per object."""
        # Rules ask many times for one page. The object lives as long as the request, so nothing stale is kept.
        if not hasattr(self, "_roles"):
            self._roles = frozenset(Role(grant.role) for grant in self.grants.all())
        return self._roles

    @property
    def role_labels(self) -> list[str]:
        """Return the roles held, in the reader's language and always in the same order."""
        # Roles are a set: the order of the enumeration keeps pages from shuffling them.
        return [str(role.label) for role in Role if role in self.roles]

    def has_role(self, *wanted: Role) -> bool:
        """Return whether at least one of the roles is held."""
        # Someone who was deactivated while signed in loses every right with the next request.
        return self.is_active and not self.roles.isdisjoint(wanted)


class RoleGrant(models.Model):
    """One role of one person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    # A row and not a group of Django's: permissions are rules that answer with a reason (ADR 2).
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    granted_on = models.DateField(auto_now_add=True)

    data_policy = DataPolicy(retention="the role ends", staff="id user role granted_on")

    class Meta:
        """A role is held once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "role"], name="a_role_is_held_once")]

    def __str__(self) -> str:
        """Return the role's name."""
        return str(Role(self.role).label)


class AccessNeed(models.Model):
    """What somebody needs to take part, and who may know."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_needs")
    kind = models.CharField(_("what I need"), max_length=30, choices=Need.choices)
    note = models.CharField(_("more about it"), max_length=300, blank=True)
    shared_with = models.CharField(
        _("who may know"), max_length=20, choices=SharedWith.choices, default=SharedWith.BOOKING
    )
    # Saving it again, with or without a change, confirms it.
    confirmed_on = models.DateField(auto_now=True)

    data_policy = DataPolicy(
        retention="90 days after membership ends",
        secret="id user kind note shared_with confirmed_on",  # noqa: S106
    )

    class Meta:
        """A need is kept once; something else may be kept several times."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "kind"], condition=~models.Q(kind=Need.OTHER), name="a_need_is_kept_once"
            )
        ]

    def __str__(self) -> str:
        """Return the need's name."""
        return str(Need(self.kind).label)


class ApiToken(models.Model):
    """A key for a program. Only its digest is stored; the key itself is shown once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("what is it for?"), max_length=80)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = models.JSONField(default=list)
    created_on = models.DateField(auto_now_add=True)
    expires_on = models.DateField()
    # A day without a time: it shows keys that nobody uses, not when somebody works.
    last_used_on = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(
        retention="30 days after it expires",
        staff="id user name scopes created_on expires_on last_used_on",
        secret="digest",  # noqa: S106
    )

    def __str__(self) -> str:
        """Return its name."""
        return self.name

    @property
    def scope_labels(self) -> list[str]:
        """Return what it may read, in the reader's language."""
        return [str(scope.label) for scope in Scope if scope.value in self.scopes]


class AuditEvent(models.Model):
    """One act, in words that survive what they describe; linked into a chain after its commit so that a change shows.

    `mac` covers `nonce` and the words. `position`, `previous` and `digest` are the link; an event without them waits.
    """

    # Gaps in it prove nothing: an act that is taken back uses a number up. Positions have none (ADR 23).
    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    # Words and no foreign key: the log outlives the people and things that it names (ADR 9).
    actor = models.CharField(max_length=500)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    details = models.JSONField(default=dict)
    # Unique, so that the database itself refuses a copy of an event.
    nonce = models.BinaryField(max_length=16, unique=True)
    mac = models.BinaryField(max_length=32)
    position = models.PositiveBigIntegerField(null=True, unique=True)
    previous = models.BinaryField(max_length=32, null=True)
    digest = models.BinaryField(max_length=32, null=True, unique=True)

    data_policy = DataPolicy(
        retention="seven years", staff="id at actor action subject details nonce mac position previous digest"
    )

    class Meta:
        """A link is whole or not there; the events that wait are found without a look at the others."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(position=None, previous=None, digest=None)
                | models.Q(position__isnull=False, previous__isnull=False, digest__isnull=False),
                name="a_link_is_whole",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(position=None), name="events_that_wait"),
        ]

    def __str__(self) -> str:
        """Return the event as a line."""
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor}: {self.action} {self.subject}"


class AuditHead(models.Model):
    """The end of the chain; one row, locked by whoever links events, never by an act. `mac` covers the other two."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    digest = models.BinaryField(max_length=32)
    count = models.PositiveBigIntegerField(default=0)
    mac = models.BinaryField(max_length=32)

    data_policy = DataPolicy(retention="seven years", staff="id digest count mac")

    class Meta:
        """There is one end."""

        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="the_chain_has_one_end")]

    def __str__(self) -> str:
        """Return how long the chain is."""
        return f"{self.count} events"


class AuditCheckpoint(models.Model):
    """How far the chain was verified; `mac` covers the row, so that nobody without the key can move it."""

    kind = models.CharField(max_length=10, primary_key=True, choices=Checkpoint.choices)
    count = models.PositiveBigIntegerField()
    digest = models.BinaryField(max_length=32)
    event_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    mac = models.BinaryField(max_length=32)

    data_policy = DataPolicy(
        retention="it is replaced by the next of its kind", staff="kind count digest event_at made_at mac"
    )

    def __str__(self) -> str:
        """Return its kind and how far it reaches."""
        return f"{self.kind}: {self.count} events"


class AuditBreak(models.Model):
    """A place where verification found that the chain does not hold. Stays; somebody may have looked into it."""

    # Every run finds the same break again, and it is kept once.
    text = models.CharField(max_length=300, unique=True)
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=500, blank=True)

    data_policy = DataPolicy(retention="seven years", staff="id text found_at seen_at seen_by")

    def __str__(self) -> str:
        """Return the place in words."""
        return self.text
