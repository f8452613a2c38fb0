"""What may be done with a piece of feedback at the desk."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.enums import DESK, Role
from accounts.models import User
from core.verdicts import YES, Verdict, first_no
from tracker.enums import ITEM_NEXT, TAKEN_UP, UNREAD, ItemStatus
from tracker.models import Item, Recommendation
from tracker.queries.items import unread_of


def may_see(user: User, item: Item) -> Verdict:
    """The desk sees everything but what the person wants kept from somebody: then coordinators and one reader do."""
    if not user.has_role(*DESK):
        return Verdict(_("Only people who read feedback can do this."))
    if item.feedback.restricted and item.reader_id != user.pk and not user.has_role(Role.COORDINATOR):
        return Verdict(_("The person asked that somebody does not read this. A coordinator chooses who reads it."))
    return YES


def may_work(user: User, item: Item) -> Verdict:
    """The desk works on everything that it may see, that is not erased, and that a code still opens."""
    if not user.has_role(*DESK):
        return Verdict(_("Only people who read feedback can do this."))
    if item.is_erased:
        return Verdict(_("The person had this erased. There is nothing left to do."))
    if not item.feedback.reply_public:
        # No answer can reach anybody: its conversation was destroyed when its time was over.
        return Verdict(_("These words were destroyed, because their time here was over."))
    return may_see(user, item)


def may_open(user: User, item: Item) -> Verdict:
    """The desk opens the words; each opening is written into the log."""
    return may_work(user, item)


def may_open_name(user: User, item: Item) -> Verdict:
    """A coordinator reads who is named, and nothing else yet."""
    if not (verdict := may_work(user, item)):
        return verdict
    if not item.feedback.restricted:
        return Verdict(_("The person named nobody. Everybody at the desk may read this."))
    return YES if user.has_role(Role.COORDINATOR) else Verdict(_("Only a coordinator chooses who reads this."))


def may_give(user: User, item: Item) -> Verdict:
    """A coordinator chooses who reads what the person wants kept from somebody."""
    return may_open_name(user, item)


def may_be_given(reader: User) -> Verdict:
    """Only somebody of the desk is chosen."""
    if reader.is_active and reader.has_role(*DESK):
        return YES
    return Verdict(_("Choose somebody who reads feedback."))


def may_move_to_rest(user: User, item: Item) -> Verdict:
    """The desk moves what was held apart."""
    if not (verdict := may_work(user, item)):
        return verdict
    return YES if item.held else Verdict(_("This is with the rest already."))


def may_take(user: User, item: Item) -> Verdict:
    """One person reads a piece of feedback; a coordinator can take it over from somebody else."""
    if not (verdict := may_work(user, item)):
        return verdict
    if item.reader_id == user.pk and item.status not in TAKEN_UP:
        return Verdict(_("You are reading this already."))
    if item.reader_id not in {None, user.pk} and not user.has_role(Role.COORDINATOR):
        return Verdict(_("Somebody else is reading this. A coordinator can take it over."))
    return YES


def may_hand_back(user: User, item: Item) -> Verdict:
    """Whoever reads something can hand it back at any time, without a reason."""
    if not (verdict := may_work(user, item)):
        return verdict
    return YES if item.reader_id == user.pk else Verdict(_("You can hand back only what you have taken."))


def may_acknowledge(user: User, item: Item) -> Verdict:
    """Once: later steps tell the person as much."""
    if not (verdict := may_work(user, item)):
        return verdict
    if item.status != ItemStatus.RECEIVED:
        return Verdict(_("The person has been told already that we have it."))
    return YES


def may_sort(user: User, item: Item) -> Verdict:
    """The desk says what something is about."""
    return may_work(user, item)


def _taken(item: Item) -> Verdict:
    if item.status in UNREAD:
        return Verdict(_("Take it first, so that the person can see that somebody is reading it."))
    return YES


def may_share(user: User, item: Item) -> Verdict:
    """The version others may see is written only for people who agreed that somebody sees it."""
    if not (verdict := first_no(may_work(user, item), _taken(item))):
        return verdict
    if not item.is_for_others:
        return Verdict(_("The person did not agree that others see their words. Only staff may read them."))
    if item.published_on and not item.feedback.for_public:
        # What stands there stays, as they were told; other words would stand there without anybody's agreement.
        return Verdict(_("This stands on a public page, and the person does not agree to other words there."))
    return YES


def may_reply(user: User, item: Item) -> Verdict:
    """Somebody reads before somebody replies."""
    return first_no(may_work(user, item), _taken(item))


def may_put_on_agenda(user: User, item: Item) -> Verdict:
    """The council talks about a version the person agreed it may see."""
    if not (verdict := first_no(may_work(user, item), _taken(item))):
        return verdict
    if not item.feedback.for_council:
        return Verdict(_("The person did not agree that the council sees this."))
    if not (verdict := _readable(item)):
        return verdict
    status = ItemStatus(item.status)
    if status != ItemStatus.WITH_COUNCIL and ItemStatus.WITH_COUNCIL not in ITEM_NEXT[status]:
        return Verdict(_("This is closed. Take it again first."))
    return YES


def _readable(item: Item) -> Verdict:
    """Others read a version once the person has had their days, and unless they asked for another one."""
    if not item.is_shared:
        return Verdict(_("Write the version others may see first. The council does not see the original words."))
    if item.others_read_from and item.others_read_from > timezone.localdate():
        day = {"day": date_format(item.others_read_from)}
        return Verdict(_("The person can still object to this version. You can do this from %(day)s.") % day)
    if not item.is_settled:
        return Verdict(
            _("The person has asked you to change this version. Open what they added, then write another one.")
        )
    return YES


def may_bring_back(user: User, item: Item) -> Verdict:
    """What the council does not ask anything about comes back to the desk, to be answered there."""
    if not (verdict := may_work(user, item)):
        return verdict
    if item.status != ItemStatus.WITH_COUNCIL:
        return Verdict(_("This is not with the council."))
    if Recommendation.objects.filter(sources=item, decision__isnull=True).exists():
        return Verdict(_("The council has asked for something because of this. It waits for a decision."))
    return YES


def may_close(user: User, item: Item) -> Verdict:
    """Only what has been answered can be closed. Closed is not changed."""
    if not (verdict := may_work(user, item)):
        return verdict
    if item.status == ItemStatus.CLOSED:
        return Verdict(_("This is closed already."))
    if item.answered_on is None:
        return Verdict(_("The person has no answer yet. Reply first, then close."))
    if item.status != ItemStatus.TOLD_BACK:
        return Verdict(_("The person has not been told yet what came of it."))
    if unread_of(item) > 0:
        return Verdict(_("The person has added something. Open it first."))
    return YES
