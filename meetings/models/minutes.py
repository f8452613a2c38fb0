"""Minutes of a meeting: their versions, who is named in them, what members ask to be corrected, translations."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from council.models import Membership
from meetings.enums import CorrectionStatus, MinutesStatus
from meetings.models.meetings import Meeting
from translations.models import Translated

FIVE_YEARS = "minutes: five years"
# The parts of minutes, each a text of its own: columns of a version and of a translation.
PARTS = ("people", "text", "to_do")


class Minutes(models.Model):
    """What is kept of a meeting: written as a draft, sent to the members, approved at a later meeting.

    Once they are approved, the database refuses any other words (migration 0004).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Not "minutes": that is how long a meeting takes.
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="written_minutes")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    status = models.CharField(_("status"), max_length=10, choices=MinutesStatus.choices, default=MinutesStatus.DRAFT)
    # The number of the newest version. Whoever writes, sends or approves says which one they have seen.
    version = models.PositiveIntegerField(default=0)
    # The number of the version of which members were told last. What came after it is a small correction.
    told_version = models.PositiveIntegerField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    # The later meeting that approved them.
    approved_in = models.ForeignKey(
        Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="minutes_approved"
    )
    published_on = models.DateField(null=True, blank=True)
    # By what the council said so: "Agreed on 3 May, item 4".
    published_because = models.CharField(_("how the council agreed"), max_length=300, blank=True)

    data_policy = DataPolicy(
        retention=FIVE_YEARS,
        members=(
            "id meeting language status version told_version sent_on approved_at approved_in published_on"
            " published_because"
        ),
    )

    class Meta:
        """The newest meeting first."""

        ordering: ClassVar = ["-meeting__day", "-meeting__starts", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status=MinutesStatus.APPROVED, approved_at__isnull=False)
                | ~models.Q(status=MinutesStatus.APPROVED) & models.Q(approved_at=None, approved_in=None),
                name="approved_minutes_say_when",
            ),
            models.CheckConstraint(
                condition=models.Q(status=MinutesStatus.DRAFT, sent_on=None)
                | ~models.Q(status=MinutesStatus.DRAFT) & models.Q(sent_on__isnull=False),
                name="sent_minutes_say_since_when",
            ),
            models.CheckConstraint(
                condition=models.Q(published_on=None, published_because="")
                | (
                    models.Q(status=MinutesStatus.APPROVED, published_on__isnull=False)
                    & ~models.Q(published_because="")
                ),
                name="only_approved_minutes_are_published_and_say_why",
            ),
        ]

    def __str__(self) -> str:
        """Return the title of the meeting."""
        return str(self.meeting)

    @property
    def is_draft(self) -> bool:
        """Return whether only those who keep them may read them."""
        return self.status == MinutesStatus.DRAFT

    @property
    def is_sent(self) -> bool:
        """Return whether members read them and nobody has approved them yet."""
        return self.status == MinutesStatus.SENT

    @property
    def is_approved(self) -> bool:
        """Return whether they are fixed."""
        return self.status == MinutesStatus.APPROVED

    @property
    def is_published(self) -> bool:
        """Return whether anyone may read them."""
        return self.published_on is not None

    @property
    def tone(self) -> str:
        """Return the tone of their status for a tag."""
        tones = {MinutesStatus.APPROVED: "good", MinutesStatus.SENT: "waiting"}
        return tones.get(MinutesStatus(self.status), "neutral")


class MinutesVersion(models.Model):
    """The whole text of minutes after one save. It is never changed; of approved minutes there is no further one.

    In each part, a line that begins with "#" is a heading, and one that begins with "-" is a part of a list.
    """

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    people = models.TextField(_("who was there"), blank=True)
    text = models.TextField(_("what we talked about and decided"), blank=True)
    to_do = models.TextField(_("what is to be done"), blank=True)
    what_changed = models.CharField(_("what changed"), max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    data_policy = DataPolicy(
        retention=FIVE_YEARS, members="id minutes number people text to_do what_changed made_at", staff="made_by"
    )

    class Meta:
        """The newest first; two people who save at once get two numbers."""

        ordering: ClassVar = ["minutes", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["minutes", "number"], name="a_version_of_minutes_has_its_own_number")
        ]

    def __str__(self) -> str:
        """Return its number."""
        return f"{self.number}"


class MinutesName(models.Model):
    """Under which name somebody is written in minutes: how the name can be left out where it may not be said."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="names")
    # Empty for somebody without a seat: nobody asked them whether public pages may say it.
    # A term may be forgotten before the minutes are; its name stays out of public pages.
    membership = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=120)

    data_policy = DataPolicy(retention=FIVE_YEARS, secret="id minutes membership name")  # noqa: S106

    class Meta:
        """Each name of a person once."""

        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["minutes", "membership", "name"], name="a_name_is_in_minutes_once")
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class MinutesCorrection(models.Model):
    """What a member asks to be corrected in minutes, in their words and language, and what they were answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="corrections")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="minutes_corrections")
    text = models.TextField(_("what should be corrected"))
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    status = models.CharField(max_length=12, choices=CorrectionStatus.choices, default=CorrectionStatus.WAITING)
    # For the member, in kind words; must say something where it was not taken up.
    answer = models.TextField(_("what we answered"), blank=True)
    asked_on = models.DateField(default=timezone.localdate)
    answered_on = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(
        retention=FIVE_YEARS, staff="id minutes membership text language status answer asked_on answered_on"
    )

    class Meta:
        """The oldest first; a no has its reason."""

        ordering: ClassVar = ["asked_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(status=CorrectionStatus.NOT_TAKEN_UP) | ~models.Q(answer=""),
                name="a_correction_not_taken_up_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(status=CorrectionStatus.WAITING, answered_on=None)
                | ~models.Q(status=CorrectionStatus.WAITING) & models.Q(answered_on__isnull=False),
                name="an_answered_correction_says_when",
            ),
        ]

    def __str__(self) -> str:
        """Return what is to be corrected."""
        return self.text

    @property
    def is_waiting(self) -> bool:
        """Return whether nobody has answered it yet."""
        return self.status == CorrectionStatus.WAITING

    @property
    def tone(self) -> str:
        """Return the tone of its status for a tag."""
        tones = {CorrectionStatus.TAKEN_UP: "good", CorrectionStatus.WAITING: "waiting"}
        return tones.get(CorrectionStatus(self.status), "neutral")


class MinutesText(Translated):
    """Minutes in one language. The original is the newest version once they are sent; the others translate it."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="texts")
    people = models.TextField(_("who was there"), blank=True)
    text = models.TextField(_("what we talked about and decided"), blank=True)
    to_do = models.TextField(_("what is to be done"), blank=True)

    data_policy = DataPolicy(
        retention=FIVE_YEARS,
        members="id minutes language state people text to_do",
        staff="source_hash checked_by",
    )

    class Meta:
        """One text per language."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["minutes", "language"], name="minutes_have_one_text_per_language")
        ]

    def words(self) -> str:
        """Return the words of all parts."""
        return "\n\f\n".join(getattr(self, part) for part in PARTS)
