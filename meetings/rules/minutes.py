"""Who writes minutes, sends, corrects, approves and publishes them, and until when."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.undoing import UNDO_SECONDS
from core.verdicts import YES, Verdict, first_no
from meetings.models import Meeting, Minutes, MinutesCorrection
from meetings.queries import minutes as queries
from meetings.rules import may_plan_for
from meetings.rules.room import has_begun


def are_open(minutes: Minutes) -> Verdict:
    """Nobody changes a word of minutes that were approved."""
    if minutes.is_approved:
        return Verdict(_("These minutes are approved. They cannot be changed any more."))
    return YES


def may_keep(user: User, meeting: Meeting) -> Verdict:
    """Chair, coordinator, and members who were asked to take notes write the minutes, once the meeting has begun."""
    if not (verdict := has_begun(meeting)):
        return verdict
    if queries.keeps(user, meeting):
        return YES
    return Verdict(_("Only people who take notes for this meeting can write its minutes."))


def may_write(user: User, minutes: Minutes) -> Verdict:
    """Until they are approved, whoever keeps minutes saves new versions."""
    return first_no(may_keep(user, minutes.meeting), are_open(minutes))


def may_send(user: User, minutes: Minutes) -> Verdict:
    """Chair and coordinator send minutes to the members: once, and later only what is new."""
    if not (verdict := first_no(may_plan_for(user, minutes.meeting.council), are_open(minutes))):
        return verdict
    if minutes.is_sent and minutes.told_version == minutes.version:
        return Verdict(_("Members were told of this version."))
    return YES


def may_ask(user: User, minutes: Minutes) -> Verdict:
    """Members of the council, on that day or today, ask for a correction of minutes that were sent to them."""
    if not (verdict := are_open(minutes)):
        return verdict
    if minutes.is_draft:
        return Verdict(_("These minutes are not finished yet."))
    if queries.term_of_reader(user, minutes.meeting) is None:
        return Verdict(_("Only members of the council can ask for a correction."))
    return YES


def may_answer_correction(user: User, correction: MinutesCorrection) -> Verdict:
    """Chair and coordinator say what becomes of what was asked; nobody answers their own wish."""
    if correction.membership.user_id == user.pk:
        return Verdict(_("Somebody else answers what you asked for."))
    return may_plan_for(user, correction.minutes.meeting.council)


def may_approve(user: User, minutes: Minutes) -> Verdict:
    """Chair and coordinator write down that a later meeting approved what members had read."""
    if not (verdict := first_no(may_plan_for(user, minutes.meeting.council), are_open(minutes))):
        return verdict
    if minutes.is_draft:
        return Verdict(_("Send the minutes to the members first."))
    if queries.waiting_corrections(minutes).exists():
        return Verdict(_("Someone asked for a correction and waits for an answer."))
    if not queries.later_meetings(minutes.meeting):
        return Verdict(_("No later meeting of this council has taken place yet."))
    return YES


def may_take_back_approval(user: User, minutes: Minutes) -> Verdict:
    """A slip is taken back within the hour, as long as nobody outside has read them as approved."""
    if not (verdict := may_plan_for(user, minutes.meeting.council)):
        return verdict
    latest = timezone.now() - timedelta(seconds=UNDO_SECONDS)
    if minutes.approved_at is None or minutes.approved_at < latest or minutes.is_published:
        return Verdict(_("These minutes are approved. They cannot be changed any more."))
    return YES


def may_publish(user: User, minutes: Minutes) -> Verdict:
    """Chair and coordinator publish what was approved, where the council said so."""
    if not (verdict := may_plan_for(user, minutes.meeting.council)):
        return verdict
    if not minutes.is_approved:
        return Verdict(_("Only approved minutes can be published."))
    if minutes.is_published:
        return Verdict(_("These minutes are published."))
    return YES


def may_unpublish(user: User, minutes: Minutes) -> Verdict:
    """Whoever publishes takes it back at any time."""
    if not minutes.is_published:
        return Verdict(_("These minutes are not published."))
    return may_plan_for(user, minutes.meeting.council)
