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

from accounts.enums import Need, Role, Scope, SharedWith
from core.classification import Kept


class People(BaseUserManager["User"]):
    """Makes people; there are no user names here."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """Create a person with an e-mail address. Without a password they sign in with a code or a passkey."""
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
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("what should we call you?"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    time_zone = TimeZoneField(_("time zone"), default="Europe/London")
    is_active = models.BooleanField(default=True)
    joined_on = models.DateField(auto_now_add=True)

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    kept = Kept(
        until="two years after the last role ends",
        members="id name",
        staff="email language time_zone is_active joined_on last_login",
        secret="password",  # noqa: S106 - the name of a field
    )

    def __str__(self) -> str:
        """Return what others see: never the address, which only administrators and appointers need."""
        return self.name or gettext("Somebody on the staff")

    @property
    def known_as(self) -> str:
        """Return the name or else the address, for themselves and for those who look after accounts."""
        return self.name or self.email

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles held, read once per object."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(Role(grant.role) for grant in self.grants.all())
        return self._roles

    @property
    def role_labels(self) -> list[str]:
        """Return the roles held, in the reader's language and always in the same order."""
        return [str(role.label) for role in Role if role in self.roles]

    def has_role(self, *wanted: Role) -> bool:
        """Return whether at least one of the roles is held."""
        return self.is_active and not self.roles.isdisjoint(wanted)


class RoleGrant(models.Model):
    """One role of one person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    granted_on = models.DateField(auto_now_add=True)

    kept = Kept(until="the role ends", staff="id user role granted_on")

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
    confirmed_on = models.DateField(auto_now=True)

    kept = Kept(until="90 days after membership ends", secret="id user kind note shared_with confirmed_on")  # noqa: S106

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
    """A key for a programme. Only its digest is kept; the key itself is shown once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("what is it for?"), max_length=80)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = models.JSONField(default=list)
    created_on = models.DateField(auto_now_add=True)
    expires_on = models.DateField()
    last_used_on = models.DateField(null=True, blank=True)

    kept = Kept(
        until="30 days after it expires",
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
    """One thing that was done, in words that survive what they describe; chained so that a change shows."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=500)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    details = models.JSONField(default=dict)
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32, unique=True)

    kept = Kept(until="seven years", staff="id at actor action subject details previous digest")

    def __str__(self) -> str:
        """Return the event as a line."""
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor}: {self.action} {self.subject}"


class AuditHead(models.Model):
    """The end of the chain; one row, locked while an event is added."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    digest = models.BinaryField(max_length=32)
    count = models.PositiveBigIntegerField(default=0)

    kept = Kept(until="seven years", staff="id digest count")

    class Meta:
        """There is one end."""

        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="the_chain_has_one_end")]

    def __str__(self) -> str:
        """Return how long the chain is."""
        return f"{self.count} events"
