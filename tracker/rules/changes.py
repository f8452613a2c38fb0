"""What a steward may do with a change, and who confirms that something is really different."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from accounts.queries import acts_for
from core.verdicts import YES, Verdict, first_no
from council.enums import LIVED
from council.models import Membership
from council.queries import seated, stepped_back
from policies.models import PolicyDocument
from policies.queries import draft_of
from policies.rules import may_steward
from tracker.enums import CHANGE_TRANSITIONS, ChangeStatus
from tracker.models import PolicyChange

_TAKEN_BACK = _("This has been taken back already.")
_WAS_IN_FORCE = _("This has been in force already.")
_IS_WRITTEN = _("These words are in force. To change them again, plan a new change.")
# What each state says to somebody for whom it is too early or too late. No sentence fits every state: a new one has to
# be added here, or its page does not open.
_WHY_NOT_WRITE = {
    ChangeStatus.IN_FORCE: _IS_WRITTEN,
    ChangeStatus.CONFIRMED: _IS_WRITTEN,
    ChangeStatus.REVERSED: _TAKEN_BACK,
}
_WHY_NOT_PUT_IN_FORCE = {
    ChangeStatus.PLANNED: _("Write the new words first."),
    ChangeStatus.IN_FORCE: _WAS_IN_FORCE,
    ChangeStatus.CONFIRMED: _WAS_IN_FORCE,
    ChangeStatus.REVERSED: _TAKEN_BACK,
}


def may_plan(user: User, document: PolicyDocument) -> Verdict:
    """The policy's own steward plans changes."""
    return may_steward(user, document)


def _nothing_else_is_written(change: PolicyChange) -> Verdict:
    # A version begins as a copy of the one in force: a second draft would undo the words of the first.
    draft = draft_of(change.document)
    if draft is not None and (change.after is None or change.after.version_id != draft.pk):
        return Verdict(
            _("Another change of this policy is being written. Put it in force or take it back first, then go on.")
        )
    return YES


def may_write(user: User, change: PolicyChange) -> Verdict:
    """New words are written, and rewritten, until they are in force."""
    if not (verdict := may_steward(user, change.document)):
        return verdict
    status = ChangeStatus(change.status)
    if status not in {ChangeStatus.PLANNED, ChangeStatus.DRAFTED}:
        return Verdict(_WHY_NOT_WRITE[status])
    return _nothing_else_is_written(change)


def may_put_in_force(user: User, change: PolicyChange) -> Verdict:
    """Words come before force."""
    if not (verdict := may_steward(user, change.document)):
        return verdict
    status = ChangeStatus(change.status)
    if ChangeStatus.IN_FORCE not in CHANGE_TRANSITIONS[status]:
        return Verdict(_WHY_NOT_PUT_IN_FORCE[status])
    return YES


def may_show_evidence(user: User, change: PolicyChange) -> Verdict:
    """The steward shows how one can see it, until it is confirmed."""
    if not (verdict := may_steward(user, change.document)):
        return verdict
    if change.status != ChangeStatus.IN_FORCE:
        return Verdict(_("Evidence can be added while a change is in force and not yet confirmed."))
    return YES


def seat_for(user: User, change: PolicyChange) -> Membership | None:
    """Return the seat from which somebody can confirm a change: lived experience, on the council that asked for it."""
    council = change.decision.recommendation.agenda_item.meeting.council_id
    seats = seated(user, timezone.localdate()).filter(seat__council=council, seat__kind__in=sorted(LIVED))
    # There is one at most: nobody holds two seats of one council at a time.
    return seats.first()


def _judges(user: User, change: PolicyChange) -> Verdict:
    if seat_for(user, change) is None:
        return Verdict(_("Only a member with lived experience, on the council that asked for this, can say so."))
    # Nobody judges their own work, whichever seat they hold besides.
    if change.document.steward_id in acts_for(user):
        return Verdict(_("You are the steward of this policy, so another member has to confirm the change."))
    if change.status == ChangeStatus.CONFIRMED:
        return Verdict(_("A council member has confirmed this already."))
    if stepped_back(user, [change.decision_id, change.decision.recommendation_id]):
        return Verdict(_("You stepped back from this because of an interest, so another member has to say so."))
    if change.status != ChangeStatus.IN_FORCE:
        return Verdict(_("This is not in force, so there is nothing to see yet."))
    return YES


def _is_shown(change: PolicyChange) -> Verdict:
    # Spaces would do for the database.
    if not change.evidence.strip():
        return Verdict(_("There is no evidence yet. Ask the steward to add it."))
    return YES


def may_sign(user: User, change: PolicyChange) -> Verdict:
    """A member confirms what is in force and can be seen."""
    return first_no(_judges(user, change), _is_shown(change))


def may_doubt(user: User, change: PolicyChange) -> Verdict:
    """A member says that it is not really different; no evidence is needed for that."""
    return _judges(user, change)


def may_take_back(user: User, change: PolicyChange) -> Verdict:
    """The steward or an executive takes a change back, at any time, and says why."""
    if not user.has_role(Role.EXECUTIVE) and not (verdict := may_steward(user, change.document)):
        return verdict
    if change.status == ChangeStatus.REVERSED:
        return Verdict(_TAKEN_BACK)
    # The words before it come back in a version of their own, and one is written at a time.
    if change.is_public:
        return _nothing_else_is_written(change)
    return YES
