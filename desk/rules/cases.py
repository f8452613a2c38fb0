"""What may be done with a piece of feedback at the desk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.enums import DESK, Role
from accounts.models import User
from accounts.queries import acts_for
from core.verdicts import YES, Verdict, first_no
from desk.consents import Consents
from desk.enums import TAKEN_UP, UNREAD, CaseStatus
from desk.models import Case
from desk.queries import emergencies
from desk.queries.cases import unread_of


def may_see(user: User, case: Case) -> Verdict:
    """The desk sees everything but what the person wants kept from somebody: then coordinators and one reader do."""
    if not user.has_role(*DESK):
        return Verdict(_("Only people who read feedback can do this."))
    if case.feedback.restricted and case.reader_id != user.pk and not user.has_role(Role.COORDINATOR):
        return Verdict(
            _("This is restricted: the person named someone who must not read it. A coordinator assigns it.")
        )
    return YES


def has_words(user: User, case: Case) -> Verdict:
    """The desk has to do with what is not erased, and what a code still opens."""
    if not user.has_role(*DESK):
        return Verdict(_("Only people who read feedback can do this."))
    if case.is_erased:
        return Verdict(_("The person had this erased. There is nothing left to do."))
    if not case.feedback.reply_public:
        # No answer can reach anybody: its conversation was destroyed when its time was over.
        return Verdict(_("These words were destroyed at the end of their retention period."))
    return YES


def may_work(user: User, case: Case) -> Verdict:
    """The desk works on everything that it may see, that is not erased, and that a code still opens."""
    if not (verdict := has_words(user, case)):
        return verdict
    return may_see(user, case)


def may_open(user: User, case: Case) -> Verdict:
    """The desk opens the words, in an emergency also what it may not see; each opening is written into the log."""
    if not (verdict := has_words(user, case)):
        return verdict
    sight = may_see(user, case)
    # To read and nothing else: whoever is kept from it does not take, share or answer it either.
    if not sight and emergencies.open_for(user, case):
        return YES
    return sight


def may_open_name(user: User, case: Case) -> Verdict:
    """A coordinator reads who is named, and nothing else yet."""
    if not (verdict := may_work(user, case)):
        return verdict
    if not case.feedback.restricted:
        return Verdict(_("This is not restricted. Everyone at the desk may read it."))
    if user.has_role(Role.COORDINATOR):
        return YES
    return Verdict(_("Only a coordinator can assign this."))


def may_give(user: User, case: Case) -> Verdict:
    """A coordinator chooses who reads what the person wants kept from somebody."""
    return may_open_name(user, case)


def may_be_given(reader: User) -> Verdict:
    """Only somebody of the desk is chosen."""
    if reader.is_active and reader.has_role(*DESK):
        return YES
    return Verdict(_("Choose someone who reads feedback."))


def may_release(user: User, case: Case) -> Verdict:
    """The desk releases what is in quarantine."""
    if not (verdict := may_work(user, case)):
        return verdict
    if case.quarantined:
        return YES
    return Verdict(_("This has been released already."))


def may_take(user: User, case: Case) -> Verdict:
    """One person reads a piece of feedback; a coordinator can take it over from somebody else."""
    if not (verdict := may_work(user, case)):
        return verdict
    if case.reader_id == user.pk and case.status not in TAKEN_UP:
        return Verdict(_("This is assigned to you already."))
    # Whoever stands in for the reader takes over what is not restricted; who is named there, nobody else can tell.
    is_others = case.reader_id not in {None, user.pk} and not user.has_role(Role.COORDINATOR)
    if is_others and case.reader_id not in acts_for(user):
        return Verdict(_("This is assigned to someone else. A coordinator can take it over."))
    return YES


def may_hand_back(user: User, case: Case) -> Verdict:
    """Whoever reads something can hand it back at any time, without a reason."""
    if not (verdict := may_work(user, case)):
        return verdict
    if case.reader_id == user.pk:
        return YES
    return Verdict(_("You can hand back only what is assigned to you."))


def may_acknowledge(user: User, case: Case) -> Verdict:
    """Once: later steps tell the person as much."""
    if not (verdict := may_work(user, case)):
        return verdict
    if case.status != CaseStatus.RECEIVED:
        return Verdict(_("This has been acknowledged already."))
    return YES


def may_sort(user: User, case: Case) -> Verdict:
    """The desk says what something is about."""
    return may_work(user, case)


def is_taken(case: Case) -> Verdict:
    """Somebody reads a case before anything is done with its words."""
    if case.status in UNREAD:
        return Verdict(_("Assign it to yourself first, so that the person can see that someone is reading it."))
    return YES


def may_share(user: User, case: Case, consents: Consents | None = None) -> Verdict:
    """The version others may see is written only for people who agreed that somebody sees it.

    `consents` are those of the page that asks; without them it is what the person wants now.
    """
    consents = consents or Consents.current(case.feedback)
    if not (verdict := first_no(may_work(user, case), is_taken(case))):
        return verdict
    if not consents.is_for_others:
        return Verdict(_("The person did not agree that others see their words. Only staff may read them."))
    if case.published_on and not consents.for_public:
        # What is there stays, as they were told; other words would be shown there without anybody's agreement.
        return Verdict(_("This is shown on a public page, and the person does not agree to other words there."))
    return YES


def may_reply(user: User, case: Case) -> Verdict:
    """Somebody reads before somebody replies."""
    return first_no(may_work(user, case), is_taken(case))


def may_close(user: User, case: Case) -> Verdict:
    """Only what has been answered can be closed. Closed is not changed."""
    if not (verdict := may_work(user, case)):
        return verdict
    if case.status == CaseStatus.CLOSED:
        return Verdict(_("This is closed already."))
    if case.answered_on is None:
        return Verdict(_("The person has no answer yet. Reply first, then close."))
    # An answer is not enough: the council may still be talking about it.
    if case.status != CaseStatus.OUTCOME_SENT:
        return Verdict(_("The outcome has not been sent to the person yet."))
    if unread_of(case) > 0:
        return Verdict(_("The person has added something. Open it first."))
    return YES
