"""From feedback to change, as rows: what lists and counts are tested with."""

from __future__ import annotations

import os
import uuid
from datetime import date, time
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from desk.enums import CaseStatus
from desk.models import Case
from feedback.models import Feedback
from meetings.enums import MeetingStatus
from meetings.models import AgendaItem, Invitation, Meeting
from policies.models import Clause, ClauseText, PolicyDocument, PolicyVersion
from tests.council.factories import CouncilFactory, MembershipFactory
from tracker.enums import ChangeStatus, Outcome
from tracker.models import ChangeText, Decision, DecisionText, PolicyChange, Recommendation
from translations.enums import TextState

DAY = date(2027, 6, 1)


class FeedbackFactory(DjangoModelFactory[Feedback]):
    """Sealed words that nobody opens here."""

    class Meta:
        model = Feedback

    submission = factory.LazyFunction(uuid.uuid4)
    lookup = factory.LazyFunction(lambda: os.urandom(32))
    received_on = DAY
    answer_by = DAY
    language = "en"
    for_council = True
    body = b"ORIGINAL WORDS"
    reply_public = b"p" * 32
    reply_private = b"p"


class ItemFactory(DjangoModelFactory[Case]):
    """Staff's side, received and not answered."""

    class Meta:
        model = Case

    feedback = factory.SubFactory(FeedbackFactory)
    status = CaseStatus.BEING_READ
    language = "en"
    received_on = DAY
    acknowledge_by = date(2027, 6, 4)
    answer_by = date(2027, 6, 29)


class SharedItemFactory(ItemFactory):
    """An item with a version others may see."""

    topics = ["safety"]
    content_note = "falls"
    shareable = "Somebody fell."
    shareable_language = "en"
    shareable_on = date(2026, 6, 1)


class MeetingFactory(DjangoModelFactory[Meeting]):
    """A meeting in London summer time that invitations were sent for."""

    class Meta:
        model = Meeting

    council = factory.SubFactory(CouncilFactory)
    title = factory.Sequence(lambda number: f"Meeting {number}")
    day = date(2027, 7, 1)
    starts = time(10, 0)
    minutes = 90
    time_zone = ZoneInfo("Europe/London")
    access_deadline = date(2027, 6, 20)
    contact = "Mo, 020 7946 0000"
    status = MeetingStatus.INVITED


class AgendaItemFactory(DjangoModelFactory[AgendaItem]):
    """One thing to talk about."""

    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    position = factory.Sequence(lambda number: number + 1)
    title = factory.Sequence(lambda number: f"Agenda item {number}")


class InvitationFactory(DjangoModelFactory[Invitation]):
    """A member invited to a meeting of their council."""

    class Meta:
        model = Invitation

    meeting = factory.SubFactory(MeetingFactory)
    membership = factory.SubFactory(MembershipFactory, council=factory.SelfAttribute("..meeting.council"))


class DecisionFactory(DjangoModelFactory[Decision]):
    """A yes with its reason in English and Spanish."""

    class Meta:
        model = Decision
        skip_postgeneration_save = True

    outcome = Outcome.WILL_CHANGE
    decided_by = "Secret Decider"
    decided_on = DAY

    @factory.lazy_attribute
    def recommendation(self) -> Recommendation:
        return Recommendation.objects.create(
            agenda_item=AgendaItemFactory(), title="Quiet nights", text="Please.", made_on=DAY, answer_by=DAY
        )

    @factory.post_generation
    def reasons(self: Decision, create: bool, extracted: list[str] | None, **_kwargs: object) -> None:  # noqa: FBT001 - factory_boy's own signature
        for language in extracted if extracted is not None else ["en", "es"]:
            DecisionText.objects.create(
                decision=self,
                language=language,
                state=TextState.SOURCE if language == "en" else TextState.REVIEWED,
                reason=f"reason in {language}",
            )


class PolicyFactory(DjangoModelFactory[PolicyDocument]):
    """A policy with an old and a new version of one clause, in English and Spanish, and a third being written."""

    class Meta:
        model = PolicyDocument
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda number: f"policy-{number}")
    title = factory.Sequence(lambda number: f"Policy {number}")

    @factory.post_generation
    def versions(self: PolicyDocument, create: bool, extracted: object, **_kwargs: object) -> None:  # noqa: FBT001 - as above
        for number, since in ((1, date(2026, 1, 1)), (2, DAY), (3, None)):
            version = PolicyVersion.objects.create(document=self, number=number, in_force_from=since)
            clause = Clause.objects.create(version=version, reference="3.1", position=1)
            for language, state in (("en", TextState.SOURCE), ("es", TextState.DRAFT)):
                ClauseText.objects.create(
                    clause=clause, language=language, state=state, text=f"words {number} in {language}"
                )


class ChangeFactory(DjangoModelFactory[PolicyChange]):
    """A change in force, told in English and, reviewed, in Spanish."""

    class Meta:
        model = PolicyChange
        skip_postgeneration_save = True

    decision = factory.SubFactory(DecisionFactory)
    document = factory.SubFactory(PolicyFactory)
    before = factory.LazyAttribute(
        lambda change: Clause.objects.get(version__document=change.document, version__number=1)
    )
    after = factory.LazyAttribute(
        lambda change: Clause.objects.get(version__document=change.document, version__number=2)
    )
    status = ChangeStatus.IN_FORCE
    planned_on = DAY
    in_force_on = DAY

    @factory.post_generation
    def told(self: PolicyChange, create: bool, extracted: object, **_kwargs: object) -> None:  # noqa: FBT001 - as above
        for language, state in (("en", TextState.SOURCE), ("es", TextState.REVIEWED)):
            ChangeText.objects.create(
                change=self, language=language, state=state, title=f"Title in {language}", summary=f"Sum in {language}"
            )


def confirmed(**fields: object) -> PolicyChange:
    """Return a change that a council member signed."""
    signed_by = MembershipFactory(alias="Blue")
    return ChangeFactory(
        status=ChangeStatus.CONFIRMED,
        evidence="Lights are off at ten.",
        signed_by=signed_by,
        signed_on=DAY,
        **fields,
    )
