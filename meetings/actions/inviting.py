"""Invite people with what they need, and store their answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import actions as people
from accounts import audit
from accounts.enums import Need
from accounts.models import User
from core.transitions import transition
from council.models import Council, Membership
from council.queries import taking_part
from meetings import queries, rules
from meetings.actions import bookings, guests, needs, notices
from meetings.enums import NEXT, Answer, Attending, MeetingStatus
from meetings.models import Invitation, Meeting


@transaction.atomic
def invite_everybody(*, meeting: Meeting, by: User, coming: Collection[UUID] = ()) -> list[Invitation]:
    """Invite everybody whose term runs on the day of the meeting, who is in no pause, and not invited yet.

    `coming` are the ids of people who have said already that they can come: they are not asked again. Returns the new
    invitations, and those of people who had left and are back. Guests hear of it together with them.
    """
    rules.may_invite(by, meeting).enforce()
    # Again for members who joined since: the meeting then stays as it is, unless somebody has just cancelled it.
    transition(meeting, MeetingStatus.INVITED, NEXT, or_stay=True)
    members = taking_part(meeting.day).filter(seat__council=meeting.council)
    # By the person and not by the term: a renewal or another seat is no second invitation.
    already = Invitation.objects.filter(meeting=meeting)
    missing = members.exclude(user__in=already.values("membership__user"))
    # What the messages need of each person is read for all of them at once.
    missing = missing.select_related("user__preference", "user__calendar_choice").prefetch_related("user__access_needs")
    known = set(already.values_list("pk", flat=True))
    invitations = [_invite(meeting, membership, is_coming=membership.user_id in coming) for membership in missing]
    # Each need becomes something that somebody has to arrange, never a note alone (docs/explanation/care.md).
    bookings.ask_for_all(meeting, invitations, by)
    notices.notify_invited(meeting, invitations)
    guests.notify_guests_invited(meeting)
    back = [one for one in queries.to_tell(meeting).filter(pk__in=known) if notices.notify_put_back(one)]
    for one in back:
        needs.ask_again(one)
    audit.record("invited everybody", meeting, by=by, new=len(invitations), back=len(back))
    return [*invitations, *back]


def _invite(meeting: Meeting, membership: Membership, *, is_coming: bool) -> Invitation:
    invitation = Invitation(meeting=meeting, membership=membership)
    if is_coming:
        invitation.answer = Answer.YES
        invitation.answered_on = timezone.localdate()
    invitation.save()
    return invitation


@transaction.atomic
def answer(  # noqa: PLR0913 - what an answer is
    *,
    invitation: Invitation,
    answer: Answer,
    note: str,
    how: Attending | str = "",
    companion: str = "",
    thoughts: str = "",
    needs: Iterable[Need] = (),
    by: User | None = None,
) -> Invitation:
    """Store an answer; the latest one counts. `by` is None where it came through the signed link.

    `note` is for coordinators alone, `thoughts` for everybody who is invited. `needs` are told for good, as on the
    person's own page: they reach every meeting ahead.
    """
    rules.may_answer(by, invitation).enforce()
    invitation.answer = answer
    invitation.note = note.strip()
    invitation.how = str(how)
    invitation.companion = companion.strip()
    invitation.thoughts = thoughts.strip()
    invitation.answered_on = timezone.localdate()
    invitation.save(update_fields=["answer", "note", "how", "companion", "thoughts", "answered_on"])
    person = invitation.membership.user
    known = set(person.access_needs.values_list("kind", flat=True))
    for need in needs if answer != Answer.NO else ():
        # What is there keeps its note and its readers.
        if need not in known:
            people.keep_need(kind=need, note="", by=person)
    if answer == Answer.NO:
        notices.drop_reminder(invitation)
    bookings.answered(invitation)
    # Through the link nobody knows who pressed: whoever holds the message can answer.
    through = "their page" if by else "the signed link"
    audit.record("answered an invitation", invitation, by=by, answer=str(answer.value), through=through)
    return invitation


@transaction.atomic
def take_out_of_calendars(*, term: Membership, after: date, by: User | None) -> int:
    """Take the meetings of a council after a day out of the calendar of somebody whose term is over by then.

    Returns of how many meetings they are told, each in a message of its own: of several files in one message many mail
    services take only the first. Called a second time it does nothing. Their invitations stay as they are: once the
    term has its new end, nobody counts them any more. `by` is None where the end came by its date alone.
    """
    if by is not None:
        rules.may_take_off(by, term.user, term.seat.council).enforce()
    count = 0
    for invitation in queries.after_last_day(term, after):
        needs.release(invitation)
        count += notices.notify_taken_off(invitation)
    if count:
        council = str(term.seat.council_id)
        audit.record("took meetings out of a calendar", term.user, by=by, council=council, meetings=count)
    return count


@transaction.atomic
def put_back_into_calendars(*, user: User, council: Council, by: User) -> int:
    """Undo `take_out_of_calendars` for the meetings that somebody is expected at after all; returns how many."""
    rules.may_take_off(by, user, council).enforce()
    expected = set(queries.still_invited().filter(membership__user=user).values_list("pk", flat=True))
    again = [invitation for invitation in queries.ahead_of(user, council) if invitation.pk in expected]
    count = 0
    for invitation in again:
        if notices.notify_put_back(invitation):
            needs.ask_again(invitation)
            count += 1
    if count:
        audit.record("put meetings back into a calendar", user, by=by, council=str(council.pk), meetings=count)
    return count
