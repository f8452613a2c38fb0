"""Who may plan, change and answer, and when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import DESK
from accounts.models import User
from core.verdicts import YES, Verdict, first_no
from council.models import Council
from council.queries import coordinated_by
from meetings import queries
from meetings.enums import NEXT, MeetingStatus, PollStatus, VoteStatus
from meetings.models import AccessBooking, AgendaItem, DatePoll, Invitation, Meeting, PollAnswer, PollOption

FEWEST_DATES = 3
URGENT_WITHIN = timedelta(hours=24)
# The fields of a meeting of whose change everybody is told, whoever thinks it small.
OWED = frozenset(
    {
        *("kind", "day", "starts", "fold", "minutes", "time_zone", "place", "join_link", "join_phone"),
        *("no_phone_reason", "question", "closes_on", "closes_at", "access_deadline"),
    }
)


def may_plan_for(user: User, council: Council) -> Verdict:
    """Coordinators plan for every council, chairs for their own."""
    if queries.councils_planned_by(user).filter(pk=council.pk).exists():
        return YES
    return Verdict(_("Only coordinators and the chair of the council can plan its meetings."))


def may_plan(user: User) -> Verdict:
    """Whoever plans for at least one council can begin a meeting."""
    if queries.councils_planned_by(user).exists():
        return YES
    return Verdict(_("Only coordinators and the chair of a council can plan meetings."))


def is_still_open(meeting: Meeting) -> Verdict:
    """Nothing changes about a meeting that was cancelled or is over."""
    if meeting.status == MeetingStatus.CANCELLED:
        return Verdict(_("This meeting was cancelled."))
    if meeting.is_over:
        return Verdict(_("This meeting is over."))
    return YES


def _can_become(meeting: Meeting, status: MeetingStatus, reason: Verdict) -> Verdict:
    if status in NEXT[MeetingStatus(meeting.status)]:
        return YES
    return reason


def may_change(user: User, meeting: Meeting) -> Verdict:
    """A meeting can be changed until it is over or cancelled."""
    return first_no(may_plan_for(user, meeting.council), is_still_open(meeting))


def may_invite(user: User, meeting: Meeting) -> Verdict:
    """People can be invited until the meeting is over; again for members who joined the council since."""
    return may_change(user, meeting)


def may_cancel(user: User, meeting: Meeting) -> Verdict:
    """A meeting that is not over can be cancelled."""
    reason = Verdict(_("This meeting was held or cancelled already."))
    may_plan = may_plan_for(user, meeting.council)
    if not (verdict := first_no(may_plan, _can_become(meeting, MeetingStatus.CANCELLED, reason))):
        return verdict
    if meeting.ends_at <= timezone.now():
        return Verdict(_("The time of this meeting is over. Say whether it was held."))
    return YES


def may_note_missed(user: User, meeting: Meeting) -> Verdict:
    """When its time is over, a meeting that did not take place can be noted as such."""
    reason = Verdict(_("This meeting was held or cancelled already."))
    may_plan = may_plan_for(user, meeting.council)
    if not (verdict := first_no(may_plan, _can_become(meeting, MeetingStatus.CANCELLED, reason))):
        return verdict
    if meeting.ends_at > timezone.now():
        return Verdict(_("The time of this meeting is not over. You can cancel it."))
    return YES


def may_mark_held(user: User, meeting: Meeting) -> Verdict:
    """A meeting people were invited to is marked as held when it has begun; a question in writing when it closes."""
    reason = Verdict(_("Only a meeting that people were invited to can be marked as held."))
    verdict = first_no(may_plan_for(user, meeting.council), _can_become(meeting, MeetingStatus.HELD, reason))
    if verdict and not meeting.has_begun:
        return Verdict(_("This meeting has not taken place yet."))
    if verdict and meeting.is_in_writing and meeting.ends_at > timezone.now():
        return Verdict(_("People can still answer."))
    if verdict and meeting.votes.filter(status=VoteStatus.OPEN).exists():
        return Verdict(_("A vote is still open. Close it or withdraw it first."))
    return verdict


def may_be_small(changed: Collection[str]) -> Verdict:
    """A small correction, of which nobody is told, is about words: not about when it is, where, or how to join."""
    if OWED.intersection(changed):
        return Verdict(_("People need to know of a new time, a new place or a new way to join. Take out the tick."))
    return YES


def is_urgent(*starts: datetime) -> bool:
    """Return whether a change comes within a day of one of these moments, so that it cannot wait for a morning."""
    now = timezone.now()
    return any(now < start <= now + URGENT_WITHIN for start in starts)


def may_add_item(user: User, meeting: Meeting) -> Verdict:
    """The agenda can grow until the meeting is over; people who read feedback bring it there."""
    if user.has_role(*DESK):
        return is_still_open(meeting)
    return may_change(user, meeting)


def may_move_item(user: User, item: AgendaItem) -> Verdict:
    """The order of an agenda can change until the meeting is over."""
    return may_change(user, item.meeting)


def may_answer(user: User | None, invitation: Invitation) -> Verdict:
    """Only the invited person answers, or whoever holds their signed link (`user` is None), until it is over."""
    if user is not None and invitation.membership.user_id != user.pk:
        return Verdict(_("You can only answer your own invitation."))
    if invitation.meeting.is_in_writing:
        return Verdict(_("This meeting is in writing: answer its question instead."))
    return is_still_open(invitation.meeting)


def may_take_off(user: User, person: User, council: Council) -> Verdict:
    """Whoever plans the meetings of a council takes somebody off them, and so does whoever leaves."""
    if user.pk == person.pk:
        return YES
    return may_plan_for(user, council)


def may_arrange(user: User, booking: AccessBooking) -> Verdict:
    """Whoever plans the meeting and may know of the need records whether it is arranged."""
    if not (verdict := may_plan_for(user, booking.meeting.council)):
        return verdict
    if queries.bookings_visible_to(user).filter(pk=booking.pk).exists():
        return YES
    return Verdict(_("Only the person who books this can change it."))


def are_fit_dates(dates: Sequence[datetime]) -> Verdict:
    """A poll offers at least three different moments ahead, and not one weekday alone."""
    if len(dates) < FEWEST_DATES:
        return Verdict(_("Offer at least three dates."))
    moments = {moment.astimezone(UTC) for moment in dates}
    if len(moments) < len(dates):
        return Verdict(_("Two of the dates are the same. Change one of them."))
    if any(moment <= timezone.now() for moment in dates):
        return Verdict(_("One of the dates is over. Choose dates ahead."))
    # Whoever works, cares or has treatment on one weekday could never come.
    if len({moment.weekday() for moment in dates}) == 1:
        return Verdict(_("All dates are on the same weekday. Offer another weekday, too."))
    return YES


def is_open(poll: DatePoll) -> Verdict:
    """Answers and changes are taken until a poll is closed or withdrawn."""
    if poll.status == PollStatus.CLOSED:
        return Verdict(_("A date is chosen already."))
    if poll.status == PollStatus.WITHDRAWN:
        return Verdict(_("We do not ask about these dates any more."))
    return YES


def may_run(user: User, poll: DatePoll) -> Verdict:
    """Whoever plans for the council corrects, closes and withdraws its polls while they are open."""
    return first_no(may_plan_for(user, poll.council), is_open(poll))


def may_choose(user: User, option: PollOption) -> Verdict:
    """Any date can be chosen that is still ahead."""
    if not (verdict := may_run(user, option.poll)):
        return verdict
    if option.is_past:
        return Verdict(_("This date is over. Choose one that is ahead."))
    return YES


def may_answer_poll(user: User | None, answer: PollAnswer) -> Verdict:
    """Whoever holds the signed link answers (`user` is None), or a coordinator enters what they heard by phone."""
    # Not the chair: members never see who cannot come, and the chair is one of them.
    if user is not None and not coordinated_by(user).filter(pk=answer.poll.council_id).exists():
        return Verdict(_("Only coordinators can enter an answer for somebody."))
    return is_open(answer.poll)
