"""What a meeting is about."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from council.models import Membership
from meetings.enums import ItemKind, Participation, ProposalStatus
from meetings.models.meetings import Meeting


class OnTheAgenda(models.Manager["AgendaItem"]):
    """The items that are on an agenda: not those that were taken off."""

    def get_queryset(self) -> models.QuerySet[AgendaItem]:
        """Leave out what was taken off."""
        return super().get_queryset().filter(taken_off_at=None)


class AgendaItem(models.Model):
    """One thing to talk about, how much influence people have on it, and what came of it.

    A break has no title, nor has the part about earlier topics, which is always the first. What was taken off is in
    `everything` alone, until it is destroyed some days later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    # Of what was taken off, too: nothing else gets it, so that it can be put back where it was.
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ItemKind.choices, default=ItemKind.ITEM)
    title = models.CharField(_("what it is about"), max_length=160, blank=True)
    background = models.TextField(_("what people should know before"), blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    content_note = models.CharField(_("content note"), max_length=160, blank=True)
    # Said so that people are offered a talk afterwards, and a break before it is too much.
    heavy = models.BooleanField(_("this may be heavy"), default=False)
    # In words: a guest has no account, and a member the name they chose.
    presenter = models.CharField(_("who presents it"), max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=20)
    participation = models.CharField(
        _("what influence the council has"), max_length=20, choices=Participation.choices, default=Participation.ASKED
    )
    outcome = models.TextField(_("what was decided"), blank=True)
    recorded_on = models.DateField(null=True, blank=True)
    taken_off_at = models.DateTimeField(null=True, blank=True)
    # Counts corrections: how a concurrent one is noticed.
    revision = models.PositiveSmallIntegerField(default=0)

    objects = OnTheAgenda()
    everything = models.Manager["AgendaItem"]()

    data_policy = DataPolicy(
        retention="five years; what was taken off: three days",
        members=(
            "id meeting position kind title background language content_note heavy presenter minutes participation"
            " outcome recorded_on"
        ),
        staff="taken_off_at revision",
    )

    class Meta:
        """Items have an order."""

        ordering: ClassVar = ["meeting", "position"]
        constraints: ClassVar = [
            # Two people who move items at the same time would otherwise give two of them one position.
            models.UniqueConstraint(fields=["meeting", "position"], name="an_agenda_position_stands_once"),
            models.CheckConstraint(
                condition=models.Q(recorded_on__isnull=True) | ~models.Q(outcome=""),
                name="a_recorded_item_says_what_was_decided",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=ItemKind.ITEM) | ~models.Q(title=""), name="an_item_says_what_it_is_about"
            ),
            # Once, then, and before all others.
            models.CheckConstraint(
                condition=models.Q(kind=ItemKind.EARLIER, position=0)
                | (~models.Q(kind=ItemKind.EARLIER) & models.Q(position__gt=0)),
                name="earlier_topics_come_first_in_an_agenda",
            ),
        ]

    def __str__(self) -> str:
        """Return its title, or what it is where it has none."""
        return self.title or str(ItemKind(self.kind).label)

    @property
    def is_talk(self) -> bool:
        """Return whether it is something to talk about, which a break is not."""
        return self.kind == ItemKind.ITEM

    @property
    def is_break(self) -> bool:
        """Return whether it is a break."""
        return self.kind == ItemKind.BREAK

    @property
    def is_earlier(self) -> bool:
        """Return whether it is the part about earlier topics."""
        return self.kind == ItemKind.EARLIER


class ItemProposal(models.Model):
    """What a member would like to have on an agenda, and what they were answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="proposals")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="proposals")
    # Empty once it is accepted: from then on the words are those of the agenda.
    title = models.CharField(_("what it is about"), max_length=160, blank=True)
    background = models.TextField(_("what people should know before"), blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    status = models.CharField(max_length=10, choices=ProposalStatus.choices, default=ProposalStatus.WAITING)
    # For the member, in kind words; must say something where the answer is no.
    answer = models.TextField(_("what we answered"), blank=True)
    proposed_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(
        retention="one year after the meeting",
        staff="id meeting membership title background language status answer proposed_on answered_on",
    )

    class Meta:
        """The oldest first; a no has its reason."""

        ordering: ClassVar = ["proposed_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(status=ProposalStatus.DECLINED) | ~models.Q(answer=""),
                name="a_declined_proposal_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(status=ProposalStatus.ACCEPTED) | ~models.Q(title=""),
                name="a_proposal_says_what_it_is_about",
            ),
        ]

    def __str__(self) -> str:
        """Return its title; once it is accepted, only that it was one."""
        return self.title or str(_("An item you can read on the agenda"))

    @property
    def title_language(self) -> str:
        """Return the language of its title; none where ours stand for it."""
        return self.language if self.title else ""

    @property
    def is_waiting(self) -> bool:
        """Return whether nobody has answered it yet."""
        return self.status == ProposalStatus.WAITING

    @property
    def tone(self) -> str:
        """Return the tone of its status for a tag."""
        tones = {ProposalStatus.ACCEPTED: "good", ProposalStatus.WAITING: "waiting"}
        return tones.get(ProposalStatus(self.status), "neutral")
