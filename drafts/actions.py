"""Keeping typed words, and letting go of them. Nothing here is in the log: unsent words are no act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.db import transaction
from django.db.utils import Error
from django.utils import timezone

from accounts.actions import note_unsent_words
from accounts.models import User
from core.slots import Slot
from drafts import page_token, sealing, typed
from drafts.enums import Why
from drafts.models import LONGEST_ADDRESS, FormDraft
from drafts.page_token import OpenedPage

# Bytes of one form as it is sealed: a whole policy of 200,000 letters in any script is less.
LARGEST = 1024 * 1024
DRAFTS_PER_PERSON = 20
# Whether an address is about something that was erased, each asked by the app that knows.
ERASED: Slot[Callable[[str], bool]] = Slot("what was erased")


class TooLongError(Exception):
    """More than one form of ours can hold."""


@transaction.atomic
def keep(*, page: OpenedPage, address: str, fields: Mapping[str, list[str]], why: Why) -> FormDraft | None:
    """Keep what was typed for the person whose page it was.

    None where they cannot sign in any more, and for addresses about which nothing is kept.
    """
    # Locked: words that are sent at the same time must not note that there are none.
    user = User.objects.select_for_update().filter(pk=page.user, is_active=True).first()
    if user is None or not _may_be_kept(page, address):
        return None
    sealed = sealing.seal(fields, user=user.pk, address=address)
    if len(sealed) > LARGEST:
        raise TooLongError
    draft, _created = FormDraft.objects.update_or_create(
        user=user,
        address=address,
        writing=page.writing,
        defaults={"page": page.path, "sealed": sealed, "saved_at": timezone.now(), "why": why},
    )
    note_unsent_words(person_id=user.pk, existing=True)
    _forget_same(fields, user=user.pk, address=address, but=draft.pk)
    _make_room(user)
    return draft


def _may_be_kept(page: OpenedPage, address: str) -> bool:
    """Return whether anything is kept for an address: not where it is a secret, nor about what was erased."""
    if max(len(address), len(page.path)) > LONGEST_ADDRESS:
        return False
    if page_token.is_open(address):
        return False
    return not any(is_erased(address) for is_erased in ERASED)


def keep_if_possible(*, page: OpenedPage, address: str, fields: Mapping[str, list[str]], why: Why) -> bool:
    """Keep what was typed and return whether that was possible, also while the database does not answer."""
    try:
        return keep(page=page, address=address, fields=fields, why=why) is not None
    except (Error, TooLongError):
        return False


def _forget_same(fields: Mapping[str, list[str]], *, user: UUID, address: str, but: UUID | None = None) -> None:
    """Let go of the same words from other pages that were opened: once is enough, and none when they are sent."""
    written = typed.texts(fields)
    for draft in FormDraft.objects.filter(user=user, address=address):
        if draft.pk != but and _words_of(draft) == written:
            draft.delete()


def _words_of(draft: FormDraft) -> list[str]:
    try:
        return typed.texts(sealing.unseal(draft.sealed, user=draft.user_id, address=draft.address))
    except sealing.UnreadableError:
        return []


def _make_room(user: User) -> None:
    """Let the oldest go where there are too many, those first that were only being written."""
    drafts = list(FormDraft.objects.filter(user=user).defer("sealed").order_by("saved_at", "id"))
    too_many = len(drafts) - DRAFTS_PER_PERSON
    if too_many > 0:
        drafts.sort(key=lambda draft: draft.why != Why.TYPING)
        FormDraft.objects.filter(pk__in=[draft.pk for draft in drafts[:too_many]]).delete()


@transaction.atomic
def forget_sent(*, page: OpenedPage, address: str, fields: Mapping[str, list[str]]) -> None:
    """Let go of what was kept of a form that has been sent, also where it was pasted from another page."""
    FormDraft.objects.filter(user=page.user, address=address, writing=page.writing).delete()
    _forget_same(fields, user=page.user, address=address)
    _note_whether_any(page.user)


def _note_whether_any(user: UUID) -> None:
    # One after the other with whoever keeps some: otherwise this would not see theirs, and they not this note.
    User.objects.select_for_update().filter(pk=user).first()
    # What is destroyed for other reasons leaves the note as it is: it says that there may be some.
    if not FormDraft.objects.filter(user=user).exists():
        note_unsent_words(person_id=user, existing=False)


@transaction.atomic
def throw_away(*, draft: FormDraft, by: User) -> None:
    """Destroy somebody's own unsent words, as they asked."""
    FormDraft.objects.filter(pk=draft.pk, user=by).delete()
    _note_whether_any(by.pk)


def forget_about(*, address_part: str) -> int:
    """Destroy everybody's unsent words for addresses with this part, and return how many there were."""
    number, _by_model = FormDraft.objects.filter(address__contains=address_part).delete()
    return number


def forget(*, ids: list[UUID]) -> None:
    """Destroy unsent words whose time is over."""
    FormDraft.objects.filter(pk__in=ids).delete()
