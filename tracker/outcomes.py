"""Outcome notices: people learn what came of what they said: to each receipt once, in every language there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from desk.enums import CaseStatus
from desk.models import Case
from desk.queries.cases import settled
from desk.transitions import transition_if_possible
from feedback import actions as door
from feedback.content import Notice, NoticeText
from feedback.enums import MessageKind
from tracker.enums import ChangeStatus, Outcome
from tracker.models import ChangeText, Decision, DecisionText, OutcomeNotice, PolicyChange
from tracker.queries.changes import wording_in
from translations.models import in_language, source_of


def note_publication(change: PolicyChange) -> None:
    """Remember which versions are on a public page from today; an erasure leaves those there."""
    sources = change.decision.recommendation.sources.filter(settled(), feedback__for_public=True)
    # Only the first time: the day is that on which it was first shown.
    sources.filter(published_on__isnull=True).update(published_on=timezone.localdate())


def note_publications() -> None:
    """Remember which versions are on a public page by now: some may be read only days after their change."""
    for change in PolicyChange.objects.filter(in_force_on__isnull=False).select_related("decision__recommendation"):
        note_publication(change)


def notify_decision(decision: Decision) -> int:
    """Tell everybody a decision answers, and move their feedback on. Returns how many receipts show it now."""
    notice = _decision_notice(decision)
    today = timezone.localdate()

    def move_on(case: Case) -> None:
        # A decision is an answer and keeps the promise of one, unless a reply has kept it before.
        transition_if_possible(case, CaseStatus.DECIDED, answered_on=case.answered_on or today)
        # A no is the end of it; after a yes they are told once more, when a change is confirmed.
        if not decision.is_yes:
            transition_if_possible(case, CaseStatus.OUTCOME_SENT)

    return _notify_all(_sources_of(decision), MessageKind.DECISION, notice, decision.pk, move_on)


def notify_change(change: PolicyChange) -> int:
    """Tell everybody a confirmed change came from, or that it was taken back. Returns how many receipts show it now."""
    notice = _change_notice(change)

    def move_on(case: Case) -> None:
        transition_if_possible(case, CaseStatus.OUTCOME_SENT)

    return _notify_all(_sources_of(change.decision), MessageKind.CHANGE, notice, _outcome_id(change), move_on)


def notify_translated_decision(decision_id: UUID, language: str) -> int:
    """Tell those who speak `language`, and were told before it was there, once more in it. Returns how many."""
    decision = Decision.objects.get(pk=decision_id)
    return _notify_again(decision.pk, language, MessageKind.DECISION, _decision_notice(decision))


def notify_translated_change(change_id: UUID, language: str) -> int:
    """Tell those who speak `language`, and were told before it was there, once more in it. Returns how many."""
    change = PolicyChange.objects.get(pk=change_id)
    return _notify_again(change.pk, language, MessageKind.CHANGE, _change_notice(change))


def _notify_again(about: UUID, language: str, kind: MessageKind, notice: Notice) -> int:
    today = timezone.localdate()
    notified = 0
    for row in OutcomeNotice.objects.filter(about=about, case__language=language).select_related("case"):
        # Not the number of the first notice: the door takes a second message with the same one for the first.
        submission = uuid5(about, f"{row.case_id} {language}")
        notified += _notify(row.case, kind, notice, submission, today)
    return notified


def _sources_of(decision: Decision) -> QuerySet[Case]:
    """Return the cases behind a decision, locked until the transaction ends, so that nobody else moves them."""
    return decision.recommendation.sources.select_for_update(of=("self",))


def _notify(case: Case, kind: MessageKind, notice: Notice, submission: UUID, on: date) -> bool:
    message = door.send_notice(feedback_id=case.feedback_id, kind=kind, notice=notice, on=on, submission=submission)
    return message is not None


def _notify_all(
    cases: Iterable[Case], kind: MessageKind, notice: Notice, about: UUID, move_on: Callable[[Case], None]
) -> int:
    today = timezone.localdate()
    notified = 0
    for case in cases:
        # What is erased opens with no code any more; what is noted was told before, by a task that ran twice.
        if case.is_erased or OutcomeNotice.objects.filter(case=case, about=about).exists():
            continue
        # Derived and not random: the door takes the same number for the same message, and stores it once.
        if _notify(case, kind, notice, uuid5(about, f"{case.pk}"), today):
            OutcomeNotice.objects.create(case=case, about=about, notified_on=today)
            # Only what was told moves on: where no code opens it any more, "told" would not be true.
            move_on(case)
            notified += 1
    return notified


def _decision_notice(decision: Decision) -> Notice:
    texts = list(decision.texts.all())
    source = source_of(texts)
    if source is None:
        raise ValueError("A decision says why before anybody is told.")
    notice: Notice = {"about": str(decision.pk), "language": source.language, "texts": {}}
    # In every language now: nobody here can open a sealed notice again to add one.
    for language in sorted({source.language, *dict(settings.LANGUAGES)}):
        # Also where the reason is not translated: heading and outcome are, and the reason says its language.
        reason = in_language(texts, language) or source
        notice["texts"][language] = _decision_in(decision, reason, language)
    return notice


def _decision_in(decision: Decision, reason: DecisionText, language: str) -> NoticeText:
    """Return heading and outcome in `language`; `body_language` says where the reason is not translated yet."""
    with override(language):
        text: NoticeText = {"heading": _("What was decided"), "label": str(Outcome(decision.outcome).label)}
        if decision.target_on:
            until = _("To be done by %(day)s.") % {"day": date_format(decision.target_on)}
            text["label"] = f"{text['label']} · {until}"
    return {**text, "body": reason.reason, "body_language": reason.language, "draft": reason.is_draft}


def _change_notice(change: PolicyChange) -> Notice:
    # Without those that translate an older original.
    texts = [text for text in change.texts.all() if in_language([text], text.language)]
    source = source_of(texts)
    if source is None:
        raise ValueError("A change is told in words before anybody is told.")
    notice: Notice = {
        "about": str(_outcome_id(change)),
        "language": source.language,
        "texts": {text.language: _change_in(change, text) for text in texts},
    }
    # Without a language in it, so that it opens in the reader's (ADR 6). What was never in force has no page.
    if change.is_public:
        notice["link"] = f"/changes/{change.pk}/"
    return notice


def _outcome_id(change: PolicyChange) -> UUID:
    """Return the id of what people are told: a change that is taken back is told once more, to everybody again."""
    return uuid5(change.pk, "taken back") if change.is_reversed else change.pk


def _change_in(change: PolicyChange, text: ChangeText) -> NoticeText:
    with override(text.language):
        label = str(ChangeStatus(change.status).label)
    if change.is_reversed:
        return {"heading": text.title, "label": label, "body": text.taken_back, "draft": text.is_draft}
    told: NoticeText = {"heading": text.title, "label": label, "body": text.summary, "draft": text.is_draft}
    wording = wording_in(change, text.language)
    if wording is not None:
        told |= {"before": wording.before, "after": wording.after, "draft": text.is_draft or wording.is_draft}
    return told
