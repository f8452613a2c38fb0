"""What the desk brings before a council, and back."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.verdicts import YES, Verdict, first_no
from desk.consents import Consents
from desk.enums import CASE_TRANSITIONS, CaseStatus
from desk.models import Case
from desk.rules.cases import is_taken, may_work
from tracker.models import Recommendation


def may_put_on_agenda(user: User, case: Case, consents: Consents | None = None) -> Verdict:
    """The council talks about a version the person agreed it may see.

    `consents` are those of the page that asks; without them it is what the person wants now.
    """
    consents = consents or Consents.current(case.feedback)
    if not (verdict := first_no(may_work(user, case), is_taken(case))):
        return verdict
    if not consents.for_council:
        return Verdict(_("The person did not agree that the council sees this."))
    if not (verdict := _readable(case, consents)):
        return verdict
    status = CaseStatus(case.status)
    # One case may be quoted under several items, so being with the council already is no reason against it.
    if status != CaseStatus.WITH_COUNCIL and CaseStatus.WITH_COUNCIL not in CASE_TRANSITIONS[status]:
        return Verdict(_("This is closed. Assign it to yourself first."))
    return YES


def _readable(case: Case, consents: Consents) -> Verdict:
    """Others read a version once the person has had their days, and unless they asked for another one."""
    if not case.is_shared:
        return Verdict(_("Write the version others may see first. The council does not see the original words."))
    if case.others_read_from and case.others_read_from > timezone.localdate():
        day = {"day": date_format(case.others_read_from)}
        return Verdict(_("The person can still object to this version. You can do this from %(day)s.") % day)
    if not case.is_settled_under(consents):
        return Verdict(
            _("The person has asked you to change this version. Open what they added, then write another one.")
        )
    return YES


def may_bring_back(user: User, case: Case) -> Verdict:
    """What the council does not ask anything about comes back to the desk, to be answered there."""
    if not (verdict := may_work(user, case)):
        return verdict
    if case.status != CaseStatus.WITH_COUNCIL:
        return Verdict(_("This is not with the council."))
    if Recommendation.objects.filter(sources=case, decision__isnull=True).exists():
        return Verdict(_("The council has asked for something because of this. It waits for a decision."))
    return YES
