"""What a steward may do with a policy, and who confirms that something is really different."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from core.verdicts import YES, Verdict, first_no
from council.enums import LIVED
from council.models import Membership
from council.queries import seated
from tracker.enums import CHANGE_NEXT, ChangeStatus
from tracker.models import PolicyChange, PolicyDocument
from tracker.queries.policies import draft_of


def may_add_document(user: User) -> Verdict:
    """Stewards bring policies in and look after them."""
    return YES if user.has_role(Role.STEWARD) else Verdict(_("Only policy stewards can add a policy."))


def _stewards(user: User, document: PolicyDocument) -> Verdict:
    if document.steward_id is None:
        return Verdict(_("Nobody looks after this policy yet, so nobody can change it."))
    if document.steward_id != user.pk or not user.has_role(Role.STEWARD):
        return Verdict(_("Only the steward of this policy can do this."))
    return YES


def may_plan(user: User, document: PolicyDocument) -> Verdict:
    """The policy's own steward plans changes."""
    return _stewards(user, document)


def _nothing_else_is_written(change: PolicyChange) -> Verdict:
    draft = draft_of(change.document)
    if draft is not None and (change.after is None or change.after.version_id != draft.pk):
        return Verdict(
            _("Another change of this policy is being written. Put it in force or take it back first, then go on.")
        )
    return YES


def may_write(user: User, change: PolicyChange) -> Verdict:
    """New words are written, and rewritten, until they are in force."""
    if not (verdict := _stewards(user, change.document)):
        return verdict
    if change.status not in {ChangeStatus.PLANNED, ChangeStatus.DRAFTED}:
        return Verdict(_("These words are in force. To change them again, plan a new change."))
    return _nothing_else_is_written(change)


def may_put_in_force(user: User, change: PolicyChange) -> Verdict:
    """Words come before force."""
    if not (verdict := _stewards(user, change.document)):
        return verdict
    if change.status == ChangeStatus.PLANNED:
        return Verdict(_("Write the new words first."))
    if ChangeStatus.IN_FORCE not in CHANGE_NEXT[ChangeStatus(change.status)]:
        return Verdict(_("This has been in force already."))
    return YES


def may_show_evidence(user: User, change: PolicyChange) -> Verdict:
    """The steward shows how one can see it, until it is confirmed."""
    if not (verdict := _stewards(user, change.document)):
        return verdict
    if change.status != ChangeStatus.IN_FORCE:
        return Verdict(_("Evidence is shown while a change is in force and not yet confirmed."))
    return YES


def seat_for(user: User, change: PolicyChange) -> Membership | None:
    """Return the seat from which somebody can confirm a change: lived experience, on the council that asked for it."""
    council = change.decision.recommendation.agenda_item.meeting.council_id
    seats = seated(user, timezone.localdate()).filter(seat__council=council, seat__kind__in=sorted(LIVED))
    return seats.first()


def _judges(user: User, change: PolicyChange) -> Verdict:
    if seat_for(user, change) is None:
        return Verdict(_("Only a member with lived experience, on the council that asked for this, can say so."))
    if change.document.steward_id == user.pk:
        return Verdict(_("You look after this policy, so another member has to look at it."))
    if change.status == ChangeStatus.CONFIRMED:
        return Verdict(_("A council member has confirmed this already."))
    if change.status != ChangeStatus.IN_FORCE:
        return Verdict(_("This is not in force, so there is nothing to see yet."))
    return YES


def _is_shown(change: PolicyChange) -> Verdict:
    if not change.evidence.strip():
        return Verdict(_("The steward has not said yet how one can see it. Ask them to add that."))
    return YES


def may_sign(user: User, change: PolicyChange) -> Verdict:
    """A member confirms what is in force and can be seen."""
    return first_no(_judges(user, change), _is_shown(change))


def may_doubt(user: User, change: PolicyChange) -> Verdict:
    """A member says that it is not really different; no evidence is needed for that."""
    return _judges(user, change)


def may_take_back(user: User, change: PolicyChange) -> Verdict:
    """The steward or an executive takes a change back, at any time, and says why."""
    if not user.has_role(Role.EXECUTIVE) and not (verdict := _stewards(user, change.document)):
        return verdict
    if change.status == ChangeStatus.REVERSED:
        return Verdict(_("This has been taken back already."))
    if change.is_public:
        return _nothing_else_is_written(change)
    return YES
