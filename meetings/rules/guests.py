"""Who may ask guests to a meeting, and when they answer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.verdicts import YES, Verdict, first_no
from council.queries import coordinated_by
from meetings import rules
from meetings.models import Guest, Invitation, Meeting


def may_add_guest(user: User, meeting: Meeting) -> Verdict:
    """Whoever plans the meeting asks guests to it, until it is over."""
    return rules.may_change(user, meeting)


def is_fit_supporter(meeting: Meeting, supports: Invitation | None) -> Verdict:
    """A support person comes with somebody who is invited to the same meeting."""
    if supports is None or supports.meeting_id == meeting.pk:
        return YES
    return Verdict(_("This person is not invited to the meeting."))


def may_change_guest(user: User, guest: Guest) -> Verdict:
    """A guest's details can be corrected until the meeting is over, unless they were taken off."""
    return first_no(may_add_guest(user, guest.meeting), _still_asked(guest))


def may_answer_as_guest(guest: Guest) -> Verdict:
    """Whoever holds the link answers, until the meeting is over or the guest was taken off."""
    return first_no(_still_asked(guest), rules.is_still_open(guest.meeting))


def reads_notes(user: User, meeting: Meeting) -> bool:
    """Return whether somebody reads the private notes of answers: coordinators do, a chair is a fellow member."""
    return coordinated_by(user).filter(pk=meeting.council_id).exists()


def _still_asked(guest: Guest) -> Verdict:
    if guest.taken_off_on is None:
        return YES
    return Verdict(_("We do not expect you at this meeting any more."))
