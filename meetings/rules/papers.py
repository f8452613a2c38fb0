"""Who brings papers, and when they are late."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from core.verdicts import YES, Verdict
from meetings.enums import MeetingStatus
from meetings.models import Meeting, Paper
from meetings.rules import may_change, may_plan_for

# Time to read, to have it read to oneself, or to ask somebody; see the domain notes, 4.2.
LEAD_DAYS = 7


def may_bring_papers(user: User, meeting: Meeting) -> Verdict:
    """Whoever plans the meeting adds papers until it is cancelled: something is handed in afterwards, too."""
    if meeting.status == MeetingStatus.CANCELLED:
        return Verdict(_("This meeting was cancelled."))
    return may_plan_for(user, meeting.council)


def may_change_paper(user: User, paper: Paper) -> Verdict:
    """Whoever plans the meeting corrects its papers and takes them away at any time."""
    return may_plan_for(user, paper.meeting.council)


def may_tell_ready(user: User, meeting: Meeting) -> Verdict:
    """People are told of papers once they are invited, until the meeting is over."""
    if not (verdict := may_change(user, meeting)):
        return verdict
    if meeting.status != MeetingStatus.INVITED:
        return Verdict(_("Invite people first. Then tell them that the papers are ready."))
    if not Paper.objects.filter(meeting=meeting).exists() and not meeting.agenda.exists():
        return Verdict(_("There is nothing to read yet: neither an agenda nor a paper."))
    return YES


def last_good_day(meeting: Meeting) -> date:
    """Return the last day on which papers come in good time."""
    return meeting.day - timedelta(days=LEAD_DAYS)


def is_in_time(meeting: Meeting) -> Verdict:
    """Papers come seven days before the meeting. This one warns: whoever knows it goes on all the same."""
    left = (meeting.day - timezone.localdate(timezone=meeting.time_zone)).days
    if left >= LEAD_DAYS:
        return YES
    sentence = ngettext(
        "Papers are promised %(promised)s days ahead, and only %(days)s day is left.",
        "Papers are promised %(promised)s days ahead, and only %(days)s days are left.",
        max(left, 0),
    )
    return Verdict(sentence % {"promised": LEAD_DAYS, "days": max(left, 0)})
