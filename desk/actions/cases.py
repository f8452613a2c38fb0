"""What staff do with a piece of feedback. The caller's `case` is the case as they saw it."""

from __future__ import annotations

from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import audit
from accounts.models import User
from desk.enums import TAKEN_UP, UNREAD, CaseStatus, Topic
from desk.models import Case
from desk.rules import cases as rules
from desk.transitions import new_promise, transition, update_case
from feedback import actions as door
from feedback.content import Notice, NoticeText
from feedback.enums import MessageKind


@transaction.atomic
def take(*, case: Case, by: User) -> Case:
    """Read this myself. Something that was finished is taken up again, with a new promise."""
    rules.may_take(by, case).enforce()
    was = case.status
    if was in UNREAD:
        # That somebody reads it tells the person more than an acknowledgement would. Taking it also ends a quarantine.
        seen_on = case.acknowledged_on or timezone.localdate()
        transition(case, CaseStatus.BEING_READ, reader=by, quarantined=False, acknowledged_on=seen_on)
    elif was in TAKEN_UP:
        transition(case, CaseStatus.BEING_READ, reader=by, **new_promise())
    else:
        update_case(case, reader=by)
    audit.record("took", case, by=by, was=was)
    return case


@transaction.atomic
def hand_back(*, case: Case, by: User) -> Case:
    """Let somebody else read this. No reason is asked for."""
    rules.may_hand_back(by, case).enforce()
    update_case(case, reader=None)
    audit.record("handed back", case, by=by)
    return case


@transaction.atomic
def give_to(*, case: Case, reader: User, by: User) -> Case:
    """Choose who reads what the person wants kept from somebody. Whoever read it before does not any more."""
    rules.may_give(by, case).enforce()
    # Of the reader, too: they may have lost the role since the form was shown.
    rules.may_be_given(reader).enforce()
    update_case(case, reader=reader)
    audit.record("gave to a reader", case, by=by, to=audit.named(reader))
    return case


@transaction.atomic
def release(*, case: Case, by: User) -> Case:
    """Release something from quarantine. Its promises run since it came."""
    rules.may_release(by, case).enforce()
    update_case(case, quarantined=False)
    audit.record("released from quarantine", case, by=by)
    return case


@transaction.atomic
def acknowledge(*, case: Case, by: User) -> Case:
    """Tell the person that we have it."""
    rules.may_acknowledge(by, case).enforce()
    transition(case, CaseStatus.ACKNOWLEDGED, acknowledged_on=timezone.localdate())
    audit.record("acknowledged", case, by=by)
    return case


@transaction.atomic
def sort(*, case: Case, topics: list[Topic], content_note: str, by: User) -> Case:
    """Say what it is about, and what a reader should know before they read it."""
    rules.may_sort(by, case).enforce()
    update_case(case, topics=[Topic(topic).value for topic in topics], content_note=content_note)
    audit.record("sorted", case, by=by, topics=case.topics)
    return case


@transaction.atomic
def share(*, case: Case, shareable: str, language: str, by: User) -> Case:
    """Write the version others may see, and show it to the person. Later words replace earlier ones."""
    rules.may_share(by, case).enforce()
    is_new = (shareable, language) != (case.shareable, case.shareable_language)
    update_case(case, shareable=shareable, shareable_language=language, shareable_on=timezone.localdate())
    if is_new:
        _show_to_person(case)
    audit.record("wrote the version others may see", case, by=by, language=language)
    return case


def _show_to_person(case: Case) -> None:
    """Let the person see each text once, and say whether it is right."""
    notice: Notice = {
        "language": case.shareable_language,
        "texts": {case.shareable_language: {"body": case.shareable}},
    }
    if settings.OBJECT_DAYS and case.others_read_from:
        notice["others_from"] = case.others_read_from.isoformat()
    door.send_notice(
        feedback_id=case.feedback_id,
        kind=MessageKind.SHAREABLE,
        notice=notice,
        on=timezone.localdate(),
        # By the revision, not by the text: words that come back after others are a version of their own.
        submission=uuid5(case.pk, f"version {case.revision}"),
    )


@transaction.atomic
def reply(  # noqa: PLR0913 - a reply is several things
    *, case: Case, text: str, language: str, answers: bool, submission: UUID, by: User, asks: bool = False
) -> Case:
    """Send a reply to the receipt; the author is named in the log only. `answers` keeps the promise of an answer.

    `asks` heads it as a question. The same `submission` is sent once.
    """
    rules.may_reply(by, case).enforce()
    if case.feedback.messages.filter(submission=submission).exists():
        return case
    today = timezone.localdate()
    # Only its revision: of two people who reply from the same page, the second reads the first reply before sending.
    if not answers:
        update_case(case)
    # Only from here: an answer that is given while the council talks about it does not end that.
    elif case.status == CaseStatus.BEING_READ:
        transition(case, CaseStatus.OUTCOME_SENT, answered_on=case.answered_on or today)
    else:
        update_case(case, answered_on=case.answered_on or today)
    # In the language of the reply: no page can translate a heading that is sealed.
    with override(language):
        heading = _heading(answers=answers, asks=asks)
    texts: dict[str, NoticeText] = {language: {"heading": heading, "body": text, "draft": False}}
    notice: Notice = {"language": language, "texts": texts, "answers": answers}
    door.send_notice(
        feedback_id=case.feedback_id, kind=MessageKind.REPLY, notice=notice, on=today, submission=submission
    )
    audit.record("replied", case, by=by, language=language, answers=answers)
    return case


def _heading(*, answers: bool, asks: bool) -> str:
    if answers:
        return _("An answer to you")
    if asks:
        return _("A question to you")
    return _("A message to you")


@transaction.atomic
def close(*, case: Case, by: User) -> Case:
    """Finish. Only what was answered can be closed, and closed is not changed."""
    rules.may_close(by, case).enforce()
    transition(case, CaseStatus.CLOSED)
    audit.record("closed", case, by=by)
    return case
