"""Planning, inviting, changing, deciding: what is written and who is told."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from accounts import actions as people
from accounts.enums import Need, SharedWith
from accounts.models import AuditEvent, User
from core.verdicts import Conflict, Refused
from council.models import Membership
from meetings import actions
from meetings.actions.planning import Details
from meetings.enums import Answer, BookingStatus, MeetingStatus, Participation
from meetings.models import Meeting
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage
from tests.meetings.factories import (
    BookingFactory,
    CouncilFactory,
    InvitationFactory,
    ItemFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    chair_of,
    coordinator,
    member_of,
    need,
)

pytestmark = pytest.mark.django_db


def details(meeting: Meeting | None = None, **changes: object) -> Details:
    source = meeting or MeetingFactory.build()
    return {**{name: getattr(source, name) for name in Details.__annotations__}, **changes}  # type: ignore[typeddict-item]


def told(kind: Kind | None = None) -> list[OutboxMessage]:
    messages = OutboxMessage.objects.exclude(status=Status.DROPPED).order_by("recipient__email")
    return list(messages.filter(kind=kind) if kind else messages)


def test_plan_tells_nobody() -> None:
    council = CouncilFactory()
    member_of(council)
    meeting = actions.plan(council=council, by=chair_of(council), **details(title="Spring"))
    meeting.refresh_from_db()
    assert (meeting.title, meeting.status, meeting.revision) == ("Spring", MeetingStatus.PLANNED, 0)
    assert told() == []
    assert AuditEvent.objects.get().action == "planned a meeting"


def test_plan_is_refused_to_members() -> None:
    council = CouncilFactory()
    with pytest.raises(Refused, match="Only coordinators and the chair"):
        actions.plan(council=council, by=member_of(council), **details())


def test_invite_asks_everybody_whose_term_runs_on_the_day() -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED)
    running = MembershipFactory(council=meeting.council)
    MembershipFactory(council=meeting.council, ends_on=meeting.day - timedelta(days=1))
    MembershipFactory(council=meeting.council, user=PersonFactory(is_active=False, roles=["member"]))
    MembershipFactory(council=meeting.council, user=PersonFactory(roles=["executive"]))
    MembershipFactory()
    new = actions.invite_everybody(meeting=meeting, by=coordinator())
    assert [invitation.membership for invitation in new] == [running]
    meeting.refresh_from_db()
    assert meeting.status == MeetingStatus.INVITED
    assert [message.recipient for message in told(Kind.INVITATION)] == [running.user]


def test_invite_again_asks_only_who_is_new() -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED)
    member_of(meeting.council)
    actions.invite_everybody(meeting=meeting, by=coordinator())
    newcomer = member_of(meeting.council)
    new = actions.invite_everybody(meeting=meeting, by=coordinator())
    assert [invitation.membership.user for invitation in new] == [newcomer]
    assert len(told()) == 2
    assert actions.invite_everybody(meeting=meeting, by=coordinator()) == []


def test_invite_brings_what_people_need_and_who_may_know() -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED)
    person = member_of(meeting.council)
    need(person, Need.CAPTIONS, shared_with=SharedWith.CHAIR, note="in Spanish")
    need(person, Need.OTHER, note="a lamp")
    need(person, Need.OTHER, note="a chair with arms")
    (invitation,) = actions.invite_everybody(meeting=meeting, by=coordinator())
    assert sorted(
        invitation.booked_needs.values_list("need__kind", "need__note", "need__shared_with", "booking__status")
    ) == [
        ("captions", "in Spanish", "chair", "asked"),
        ("other", "a chair with arms", "booking", "asked"),
        ("other", "a lamp", "booking", "asked"),
    ]


def test_booking_goes_with_the_need_and_follows_its_words() -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED)
    person = member_of(meeting.council)
    forgotten, kept = need(person, Need.QUIET_SPACE), need(person, Need.CAPTIONS, note="in Spanish")
    (invitation,) = actions.invite_everybody(meeting=meeting, by=coordinator())
    people.keep_need(kind=kept.kind, note="in Catalan", shared_with=SharedWith.CHAIR, by=person)
    people.forget_need(need=forgotten, by=person)
    assert list(invitation.booked_needs.values_list("need__kind", "need__note", "need__shared_with")) == [
        ("captions", "in Catalan", "chair")
    ]


def test_invite_speaks_each_persons_language_and_brings_a_calendar_file() -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED)
    member_of(meeting.council, user=PersonFactory(language="es", roles=["member"]))
    actions.invite_everybody(meeting=meeting, by=coordinator())
    (message,) = told(Kind.INVITATION)
    file = Calendar.from_ical(message.values["attachments"]["invite.ics"])
    assert file.walk("VEVENT")[0]["UID"] == str(meeting.pk)
    assert message.values["when"] == meeting.starts_at.isoformat()
    assert message.useful_until == meeting.ends_at


def test_invite_to_a_cancelled_meeting_is_refused() -> None:
    meeting = MeetingFactory(status=MeetingStatus.CANCELLED)
    with pytest.raises(Refused, match="This meeting was cancelled"):
        actions.invite_everybody(meeting=meeting, by=coordinator())


def test_change_tells_who_heard_and_invites_who_did_not() -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED)
    heard, unaware = member_of(meeting.council), member_of(meeting.council)
    actions.invite_everybody(meeting=meeting, by=coordinator())
    OutboxMessage.objects.filter(recipient=heard).update(status=Status.SENT, sent_at=timezone.now())
    actions.change(meeting=meeting, by=coordinator(), **details(meeting, place="Library"))
    (changed,) = told(Kind.MEETING_CHANGED)
    assert changed.recipient == heard
    assert changed.values["place"] == "Library"
    waiting = OutboxMessage.objects.get(recipient=unaware, status=Status.PENDING)
    assert (waiting.kind, waiting.values["place"]) == (Kind.INVITATION, "Library")
    file = Calendar.from_ical(changed.values["attachments"]["invite.ics"])
    assert file.walk("VEVENT")[0]["SEQUENCE"] == 1


def test_change_of_place_keeps_answers_and_bookings() -> None:
    meeting = MeetingFactory()
    invitation = InvitationFactory(meeting=meeting, answer=Answer.YES)
    booking = BookingFactory(invitation=invitation, status=BookingStatus.BOOKED)
    actions.change(meeting=meeting, by=coordinator(), **details(meeting, place="Library"))
    invitation.refresh_from_db()
    booking.refresh_from_db()
    assert (invitation.answer, booking.status) == (Answer.YES, BookingStatus.BOOKED)
    assert told()[0].values["ask_again"] is False


@pytest.mark.parametrize("new", [{"starts": time(14)}, {"time_zone": ZoneInfo("Europe/Madrid")}])
def test_change_of_time_asks_again_and_books_again(new: dict[str, object]) -> None:
    meeting = MeetingFactory()
    invitation = InvitationFactory(meeting=meeting, answer=Answer.YES, note="By bus")
    booked = BookingFactory(invitation=invitation, status=BookingStatus.BOOKED)
    failed = BookingFactory(invitation=invitation, status=BookingStatus.FAILED, need__kind=Need.BREAKS)
    actions.change(meeting=meeting, by=coordinator(), **details(meeting, **new))
    for row in (invitation, booked, failed):
        row.refresh_from_db()
    assert (invitation.answer, invitation.note) == (Answer.NONE, "By bus")
    assert (booked.status, failed.status) == (BookingStatus.ASKED, BookingStatus.FAILED)
    assert told()[0].values["ask_again"] is True


def test_change_of_nothing_tells_nobody() -> None:
    meeting = InvitationFactory().meeting
    actions.change(meeting=meeting, by=coordinator(), **details(meeting))
    meeting.refresh_from_db()
    assert (meeting.revision, told()) == (0, [])


def test_change_notices_that_somebody_was_faster() -> None:
    meeting = MeetingFactory()
    Meeting.objects.update(revision=1)
    with pytest.raises(Conflict):
        actions.change(meeting=meeting, by=coordinator(), **details(meeting, place="Library"))
    assert Meeting.objects.get().place == "Community hall"


def test_second_change_replaces_a_first_one_that_still_waits() -> None:
    meeting = InvitationFactory().meeting
    for place in ("Library", "School"):
        actions.change(meeting=meeting, by=coordinator(), **details(meeting, place=place))
    assert [message.values["place"] for message in told(Kind.MEETING_CHANGED)] == ["School"]


def test_cancel_tells_who_heard_and_spares_who_did_not() -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED)
    heard, unaware = member_of(meeting.council), member_of(meeting.council)
    actions.invite_everybody(meeting=meeting, by=coordinator())
    OutboxMessage.objects.filter(recipient=heard).update(status=Status.SENT, sent_at=timezone.now())
    actions.cancel(meeting=meeting, by=coordinator())
    meeting.refresh_from_db()
    assert (meeting.status, meeting.revision) == (MeetingStatus.CANCELLED, 1)
    (message,) = told(Kind.MEETING_CHANGED)
    assert message.recipient == heard
    assert message.values["cancelled"] is True
    assert "METHOD:CANCEL" in message.values["attachments"]["invite.ics"]
    assert not OutboxMessage.objects.filter(recipient=unaware).exclude(status=Status.DROPPED).exists()


@pytest.mark.parametrize("act", ["change", "cancel"])
def test_who_left_hears_nothing_and_who_was_renewed_does(act: str) -> None:
    meeting = MeetingFactory()
    last_day = meeting.day - timedelta(days=1)
    left, renewed, off, changed = InvitationFactory.create_batch(4, meeting=meeting)
    Membership.objects.filter(pk__in=[left.membership_id, renewed.membership_id]).update(ends_on=last_day)
    MembershipFactory(seat=renewed.membership.seat, user=renewed.membership.user, starts_on=meeting.day)
    User.objects.filter(pk=off.membership.user_id).update(is_active=False)
    changed.membership.user.grants.update(role="executive")
    if act == "change":
        actions.change(meeting=meeting, by=coordinator(), **details(meeting, place="Library"))
    else:
        actions.cancel(meeting=meeting, by=coordinator())
    assert [message.recipient for message in told(Kind.MEETING_CHANGED)] == [renewed.membership.user]


def test_cancel_twice_is_refused() -> None:
    meeting = MeetingFactory()
    actions.cancel(meeting=meeting, by=coordinator())
    with pytest.raises(Refused):
        actions.cancel(meeting=meeting, by=coordinator())


def test_cancel_notices_that_somebody_was_faster() -> None:
    meeting = MeetingFactory()
    Meeting.objects.update(status=MeetingStatus.HELD)
    with pytest.raises(Conflict):
        actions.cancel(meeting=meeting, by=coordinator())


def test_hold_keeps_who_was_there() -> None:
    meeting = MeetingFactory(day=timezone.localdate(), starts=time(0))
    there, _away = InvitationFactory(meeting=meeting), InvitationFactory(meeting=meeting)
    actions.mark_held(meeting=meeting, attended={there.pk}, by=coordinator())
    assert Meeting.objects.get().status == MeetingStatus.HELD
    assert [row.membership for row in meeting.attendances.all()] == [there.membership]


def test_add_item_stands_at_the_end() -> None:
    meeting = MeetingFactory()
    by = PersonFactory(roles=["reader"])
    items = [
        actions.add_item(
            meeting=meeting,
            title=title,
            background="",
            language="en",
            content_note="",
            minutes=20,
            participation=Participation.DECIDED_TOGETHER,
            by=by,
        )
        for title in ("One", "Two")
    ]
    assert [(item.title, item.position) for item in items] == [("One", 1), ("Two", 2)]


def test_move_item_changes_places_and_stops_at_the_ends() -> None:
    meeting = MeetingFactory()
    first, second, third = (ItemFactory(meeting=meeting, position=position) for position in (1, 4, 9))
    by = coordinator()
    assert actions.move_item(item=third, up=True, by=by) is True
    assert list(meeting.agenda.all()) == [first, third, second]
    assert actions.move_item(item=first, up=False, by=by) is True
    assert list(meeting.agenda.all()) == [third, first, second]
    assert actions.move_item(item=third, up=True, by=by) is False
    assert actions.move_item(item=second, up=False, by=by) is False


def test_move_item_is_refused_to_members() -> None:
    item = ItemFactory()
    with pytest.raises(Refused):
        actions.move_item(item=item, up=True, by=member_of(item.meeting.council))


def test_record_outcome_can_be_taken_back() -> None:
    item = ItemFactory(meeting__day=timezone.localdate())
    by = chair_of(item.meeting.council)
    actions.record_outcome(agenda_item=item, outcome=" We ask for lamps. ", by=by)
    item.refresh_from_db()
    assert (item.outcome, item.recorded_on) == ("We ask for lamps.", timezone.localdate())
    actions.record_outcome(agenda_item=item, outcome="", by=by)
    item.refresh_from_db()
    assert (item.outcome, item.recorded_on) == ("", None)


def test_record_outcome_is_refused_to_members() -> None:
    item = ItemFactory()
    with pytest.raises(Refused):
        actions.record_outcome(agenda_item=item, outcome="x", by=member_of(item.meeting.council))


def test_answer_is_kept_and_the_latest_counts() -> None:
    invitation = InvitationFactory()
    person = invitation.membership.user
    actions.answer(invitation=invitation, answer=Answer.YES, note="", by=person)
    actions.answer(invitation=invitation, answer=Answer.NO, note=" Ill ", by=person)
    invitation.refresh_from_db()
    assert (invitation.answer, invitation.note, invitation.answered_on) == ("no", "Ill", timezone.localdate())


def test_answer_for_somebody_else_is_refused() -> None:
    with pytest.raises(Refused, match="your own invitation"):
        actions.answer(invitation=InvitationFactory(), answer=Answer.YES, note="", by=coordinator())


def test_answer_by_link_is_audited_as_such() -> None:
    actions.answer(invitation=InvitationFactory(), answer=Answer.YES, note="")
    event = AuditEvent.objects.get()
    assert (event.actor, event.details) == ("the system", {"answer": "yes", "through": "the signed link"})


def test_set_booking_is_kept_and_refused_to_who_may_not_know() -> None:
    booking = BookingFactory()
    actions.set_booking(booking=booking, status=BookingStatus.FAILED, by=coordinator())
    booking.refresh_from_db()
    assert booking.status == BookingStatus.FAILED
    with pytest.raises(Refused):
        actions.set_booking(booking=booking, status=BookingStatus.BOOKED, by=chair_of(booking.meeting.council))
