"""Invitations, codes that staff hand over, stand-ins, and what was handed over when somebody left."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from people.enums import InvitationStatus


class Invitation(models.Model):
    """An invitation by e-mail to somebody who has no account yet: a link that works once.

    The account is made when it is accepted, so that a mistyped address opens nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("email address"))
    name = models.CharField(_("what should we call them?"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    # Such as a reader, {"role": "reader"}, or the coordinator of one council, {"role": ..., "council": "<id>"}.
    roles = models.JSONField(default=list)
    # What else happens when it is accepted, by the app that asked for it: {"seat": "<id>", "starts_on": ...}.
    then = models.JSONField(default=dict)
    # Of the link; another one each time that it is sent.
    token_digest = models.BinaryField(max_length=32, unique=True)
    status = models.CharField(max_length=10, choices=InvitationStatus.choices, default=InvitationStatus.SENT)
    sent_on = models.DateField(default=timezone.localdate)
    times_sent = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="invitations_sent"
    )
    # The person, once it was accepted.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="invited_with"
    )

    data_policy = DataPolicy(
        retention="90 days after it is used, withdrawn or expired",
        staff="id email name language roles then status sent_on times_sent expires_at invited_by user",
        secret="token_digest",  # noqa: S106
    )

    class Meta:
        """The newest first; one open invitation for an address."""

        ordering: ClassVar = ["-sent_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["email"], condition=models.Q(status="sent"), name="an_address_has_one_open_invitation"
            ),
        ]

    def __str__(self) -> str:
        """Return whom it is for."""
        return self.name or self.email

    @property
    def has_expired(self) -> bool:
        """Return whether its link is too old."""
        return self.status == InvitationStatus.SENT and self.expires_at <= timezone.now()


class SignInCode(models.Model):
    """A code to sign in with, for somebody without e-mail; staff hand it over. Only its digest is stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_in_codes")
    digest = models.BinaryField(max_length=32, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="sign_in_codes_made"
    )
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    data_policy = DataPolicy(
        retention="30 days after it expires",
        staff="id user made_by made_at expires_at used_at",
        secret="digest",  # noqa: S106
    )

    def __str__(self) -> str:
        """Return until when it opens."""
        return f"{self.expires_at:%Y-%m-%d %H:%M}"


class Entry(models.Model):
    """That staff wrote down what somebody said about themselves, with whose help, and that the person agreed."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="entry"
    )
    helper = models.CharField(_("who helped, and who they are to the person"), max_length=150, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="entries_made"
    )
    # Without consent there is no row, and no account.
    consented_on = models.DateField(default=timezone.localdate)

    data_policy = DataPolicy(
        retention="90 days after membership ends",
        secret="user helper entered_by consented_on",  # noqa: S106
    )

    def __str__(self) -> str:
        """Return when it was."""
        return f"{self.consented_on}"


class StandIn(models.Model):
    """Who does somebody's work while they are away, from a day until a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stand_ins")
    stand_in = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stands_in_for")
    starts_on = models.DateField(_("from this day"), default=timezone.localdate)
    ends_on = models.DateField(_("until this day"), null=True, blank=True)

    data_policy = DataPolicy(retention="two years", staff="id user stand_in starts_on ends_on")

    class Meta:
        """Nobody stands in for themselves."""

        ordering: ClassVar = ["-starts_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(user=models.F("stand_in")), name="nobody_stands_in_for_themselves"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="a_stand_in_does_not_end_before_it_starts",
            ),
        ]

    def __str__(self) -> str:
        """Return the stand-in."""
        return str(self.stand_in)

    @property
    def runs_or_comes(self) -> bool:
        """Return whether its last day is not over."""
        return self.ends_on is None or self.ends_on >= timezone.localdate()


class Handover(models.Model):
    """What hung on somebody and who took it over, with a note for them. Words that survive both."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The one who leaves; empty once their account is erased.
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="handovers_left"
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="handovers_taken"
    )
    # Each as a kind, an id and a title, such as {"kind": "policy", ...}.
    things = models.JSONField(default=list)
    note = models.TextField(_("note for whoever takes it over"), blank=True)
    made_on = models.DateField(default=timezone.localdate)

    data_policy = DataPolicy(retention="two years", staff="id left_by taken_by things note made_on")

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-made_on", "id"]

    def __str__(self) -> str:
        """Return when it was."""
        return f"{self.made_on}"


class ErasureReceipt(models.Model):
    """That somebody was erased: what was deleted, what stays and why. Holds nothing about the person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    made_on = models.DateField(default=timezone.localdate)
    # Of the account's id: a backup that is restored is cleaned again of whoever is listed here.
    digest = models.BinaryField(max_length=32, unique=True)
    # {"deleted": {"access needs": 3, ...}, "kept": [{"what": ..., "why": ...}]}
    content = models.JSONField(default=dict)

    data_policy = DataPolicy(retention="seven years", staff="id made_on digest content")

    def __str__(self) -> str:
        """Return when it was."""
        return f"{self.made_on}"
