"""People, sealed feedback and what becomes of it: real parts, from the door to the receipt."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

import factory
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from council.enums import SeatKind
from council.models import Membership
from desk.actions import cases as desk
from desk.actions import collecting
from desk.models import Case
from feedback import actions as door
from feedback import codes, timeline
from feedback.enums import MessageKind
from feedback.models import Feedback
from feedback.queries import by_lookup, conversation
from meetings.enums import MeetingStatus
from meetings.models import AgendaItem, Meeting
from policies import actions as policies
from policies.models import PolicyDocument
from tests.accounts.factories import PersonFactory
from tests.council import factories as committee
from tests.council.factories import CouncilFactory
from tests.feedback.conversations import content
from tests.keys import prepared
from tracker.actions import changes
from tracker.actions import recommendations as council
from tracker.actions.agenda import put_on_agenda
from tracker.enums import Outcome, ReasonKind
from tracker.models import Decision, PolicyChange, Recommendation


class MembershipFactory(committee.MembershipFactory):
    """A running term, under a chosen name."""

    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=300))

    @factory.post_generation
    def alias(self: Any, create: bool, extracted: str | None, **_kwargs: Any) -> None:  # noqa: FBT001
        if create and extracted != "":
            committee.call(self.user, extracted or "Robin")


class MeetingFactory(factory.django.DjangoModelFactory[Meeting]):
    class Meta:
        model = Meeting

    council = factory.SubFactory(CouncilFactory)
    title = "Spring meeting"
    day = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=20))
    starts = time(14)
    access_deadline = factory.LazyAttribute(lambda o: o.day - timedelta(days=10))
    contact = "council@example.org"
    status = MeetingStatus.INVITED


class AgendaItemFactory(factory.django.DjangoModelFactory[AgendaItem]):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    position = factory.Sequence(lambda number: number + 1)
    title = "Night visits"
    outcome = "We ask for visits at night."
    recorded_on = factory.LazyFunction(timezone.localdate)


def person(*roles: Role) -> User:
    """Return somebody with these roles."""
    made: User = PersonFactory(roles=list(roles))
    return made


@dataclass
class Said:
    """What somebody said, and the code they wrote down."""

    code: str
    feedback: Feedback

    @property
    def case(self) -> Case:
        """Return staff's side of it, fresh."""
        return Case.objects.select_related("feedback").get(feedback=self.feedback)

    def told(self, language: str = "en") -> list[timeline.Entry]:
        """Return what the code shows to its holder, but for versions others may read."""
        return [one for one in self.everything(language) if one.kind != MessageKind.SHAREABLE]

    def versions(self) -> list[timeline.Entry]:
        """Return the versions others may read that the code shows."""
        return [one for one in self.everything() if one.kind == MessageKind.SHAREABLE]

    def everything(self, language: str = "en") -> list[timeline.Entry]:
        """Return every message that the code shows."""
        opened = codes.opened(self.code)
        feedback = by_lookup(opened.lookup)
        assert feedback is not None
        return timeline.entries(feedback, conversation(feedback), opened.wrap_key, language)

    def erase(self) -> None:
        """Have it destroyed at the door."""
        assert door.erase(lookup=codes.opened(self.code).lookup, on=timezone.localdate())

    def add(self, text: str = "One more thing.", *, noticed: bool = True) -> None:
        """Add something with the code; `noticed` when the desk has asked the door since."""
        lookup = codes.opened(self.code).lookup
        assert door.add_words(
            lookup=lookup, addition={"text": text, "language": "en"}, submission=uuid.uuid4(), on=timezone.localdate()
        )
        if noticed:
            collecting.collect()


def say(
    text: str = "Nobody came at night.",
    *,
    language: str = "en",
    for_council: bool = True,
    for_public: bool = True,
    on: date | None = None,
    quarantined: bool = False,
    **more: Any,
) -> Said:
    """Say something at the door, sealed, without collecting it; `more` are other words by their names."""
    on = on or timezone.localdate()
    prepared.keep(on)
    answers = {"helped": "The tea.", "place": "Ward 7", "about": "patient", **more}
    words = content(text=text, language=language, for_council=for_council, for_public=for_public, **answers)
    code, submission = codes.new(), uuid.uuid4()
    assert door.submit(content=words, code=code, submission=submission, on=on, quarantined=quarantined)
    return Said(code, Feedback.objects.get(submission=submission))


def collected(**kwargs: Any) -> Said:
    """Say something and have it collected."""
    said = say(**kwargs)
    collecting.collect()
    return said


def read(by: User, *, shareable: str = "Somebody waited all night.", **kwargs: Any) -> Said:
    """Say something that `by` has taken; with a version others may see unless `shareable` is empty."""
    said = collected(**kwargs)
    desk.take(case=said.case, by=by)
    if shareable:
        desk.share(case=said.case, shareable=shareable, language="en", by=by)
    return said


def answered(said: Said, by: User, text: str = "Thank you. We will look at nights.") -> None:
    """Answer what somebody said."""
    desk.reply(case=said.case, text=text, language="en", answers=True, submission=uuid.uuid4(), by=by)


def with_council(by: User, agenda_item: AgendaItem, **kwargs: Any) -> Said:
    """Say something that stands on an agenda."""
    said = read(by, **kwargs)
    put_on_agenda(case=said.case, agenda_item=agenda_item, by=by)
    return said


def recommendation(agenda_item: AgendaItem | None = None, *sources: Said) -> Recommendation:
    """Return a recommendation of a council, from these pieces of feedback."""
    made: AgendaItem = agenda_item or AgendaItemFactory()
    return council.recommend(
        agenda_item=made,
        title="Visits at night",
        text=f"Let families visit at night, in {made.recommendations.count() + 1} wards.",
        language="en",
        sources=[said.case for said in sources],
        by=person(Role.COORDINATOR),
    )


def decision(asked: Recommendation | None = None, outcome: Outcome = Outcome.WILL_CHANGE) -> Decision:
    """Return an executive's decision."""
    is_yes = outcome in {Outcome.WILL_CHANGE, Outcome.PARTLY, Outcome.TRYING}
    return council.decide(
        recommendation=asked or recommendation(),
        outcome=outcome,
        reason="Because nights are long.",
        language="en",
        reason_kind=ReasonKind.NONE if is_yes else ReasonKind.COST,
        target_on=timezone.localdate() + timedelta(days=30) if is_yes else None,
        by=person(Role.EXECUTIVE),
    )


def policy(steward: User | None = None, slug: str = "visits") -> PolicyDocument:
    """Return a policy with two clauses."""
    return policies.add_document(
        title="Visits",
        slug=slug,
        language="en",
        clauses=[("1.1", "Visits end at eight."), ("1.2", "Two people at a time.")],
        in_force_from=date(2020, 1, 1),
        by=steward or person(Role.STEWARD),
    )


def planned(document: PolicyDocument | None = None, because: Decision | None = None) -> PolicyChange:
    """Return a planned change of clause 1.1."""
    document = document or policy()
    clause = document.versions.get(number=1).clauses.get(reference="1.1")
    assert document.steward
    return changes.plan(decision=because or decision(), document=document, clause=clause, by=document.steward)


def written(document: PolicyDocument | None = None, because: Decision | None = None) -> PolicyChange:
    """Return a change whose new words are written."""
    change = planned(document, because)
    assert change.document.steward
    return changes.write(
        change=change,
        text="Visits are possible at night.",
        title="You can visit at night",
        summary="Families can come at any hour.",
        by=change.document.steward,
    )


def in_force(
    document: PolicyDocument | None = None, because: Decision | None = None, evidence: str = "A sign hangs at the door."
) -> PolicyChange:
    """Return a change in force."""
    change = written(document, because)
    assert change.document.steward
    return changes.put_in_force(change=change, on=timezone.localdate(), evidence=evidence, by=change.document.steward)


def member_for(change: PolicyChange, kind: SeatKind = SeatKind.LIVED_EXPERIENCE) -> Membership:
    """Return a member of the council that asked for a change."""
    made: Membership = MembershipFactory(council=change.decision.recommendation.agenda_item.meeting.council, kind=kind)
    return made


def confirmed(document: PolicyDocument | None = None, because: Decision | None = None) -> PolicyChange:
    """Return a change that a member has signed."""
    change = in_force(document, because)
    return changes.sign(change=change, by=member_for(change).user)
