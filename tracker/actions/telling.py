"""Telling people what came of what they said: to each receipt once, in every language there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from feedback import actions as door
from feedback.enums import MessageKind
from tracker.actions.moves import move_if_it_can
from tracker.enums import ChangeStatus, ItemStatus, Outcome
from tracker.models import ChangeText, Decision, DecisionText, Item, PolicyChange, ToldBack
from tracker.models.texts import in_language, source_of
from tracker.queries.changes import wording_in
from tracker.queries.items import settled

News = dict[str, Any]


def note_publication(change: PolicyChange) -> None:
    """Remember which versions stand on a public page from today; an erasure leaves those there."""
    sources = change.decision.recommendation.sources.filter(settled(), feedback__for_public=True)
    sources.filter(published_on__isnull=True).update(published_on=timezone.localdate())


def tell_decision(decision: Decision) -> int:
    """Tell everybody a decision answers, and move their feedback on. Returns how many receipts show it now."""
    news, today = _decision_news(decision), timezone.localdate()

    def moved_on(item: Item) -> None:
        move_if_it_can(item, ItemStatus.DECIDED, answered_on=item.answered_on or today)
        if not decision.is_yes:
            move_if_it_can(item, ItemStatus.TOLD_BACK)

    return _tell_all(_sources_of(decision), MessageKind.DECISION, news, decision.pk, moved_on)


def tell_change(change: PolicyChange) -> int:
    """Tell everybody a confirmed change came from, or that it was taken back. Returns how many receipts show it now."""
    about = uuid5(change.pk, "taken back") if change.is_reversed else change.pk

    def moved_on(item: Item) -> None:
        move_if_it_can(item, ItemStatus.TOLD_BACK)

    return _tell_all(_sources_of(change.decision), MessageKind.CHANGE, _change_news(change), about, moved_on)


def tell_translation(about: Decision | PolicyChange, language: str) -> int:
    """Tell those who speak `language`, and were told before it was there, once more in it. Returns how many."""
    told = ToldBack.objects.filter(about=about.pk, item__language=language).select_related("item")
    if isinstance(about, Decision):
        kind, news = MessageKind.DECISION, _decision_news(about)
    else:
        kind, news = MessageKind.CHANGE, _change_news(about)
    on = timezone.localdate()
    return sum(_tell(row.item, kind, news, uuid5(about.pk, f"{row.item_id} {language}"), on) for row in told)


def _sources_of(decision: Decision) -> QuerySet[Item]:
    """Return the feedback behind a decision, held until the transaction ends, so that nobody moves it meanwhile."""
    return decision.recommendation.sources.select_for_update(of=("self",))


def _tell(item: Item, kind: MessageKind, news: News, submission: UUID, on: date) -> bool:
    told = door.tell(feedback_id=item.feedback_id, kind=kind, news=news, on=on, submission=submission)
    return told is not None


def _tell_all(
    items: Iterable[Item], kind: MessageKind, news: News, about: UUID, moved_on: Callable[[Item], None]
) -> int:
    told, today = 0, timezone.localdate()
    for item in items:
        if item.is_erased or ToldBack.objects.filter(item=item, about=about).exists():
            continue
        if _tell(item, kind, news, uuid5(about, f"{item.pk}"), today):
            ToldBack.objects.create(item=item, about=about, told_on=today)
            moved_on(item)
            told += 1
    return told


def _decision_news(decision: Decision) -> News:
    texts = list(decision.texts.all())
    source = source_of(texts)
    if source is None:
        raise ValueError("A decision says why before anybody is told.")
    languages = {source.language, *dict(settings.LANGUAGES)}
    return {
        "about": str(decision.pk),
        "language": source.language,
        "texts": {code: _decision_in(decision, in_language(texts, code) or source, code) for code in sorted(languages)},
    }


def _decision_in(decision: Decision, reason: DecisionText, language: str) -> dict[str, object]:
    """Return heading and outcome in `language`; `body_language` says where the reason is not translated yet."""
    with override(language):
        text = {"heading": _("What was decided"), "label": str(Outcome(decision.outcome).label)}
        if decision.target_on:
            until = _("To be done by %(day)s.") % {"day": date_format(decision.target_on)}
            text["label"] = f"{text['label']} · {until}"
    return {**text, "body": reason.reason, "body_language": reason.language, "draft": reason.is_draft}


def _change_news(change: PolicyChange) -> News:
    texts = [text for text in change.texts.all() if in_language([text], text.language)]
    source = source_of(texts)
    if source is None:
        raise ValueError("A change is told in words before anybody is told.")
    about = uuid5(change.pk, "taken back") if change.is_reversed else change.pk
    news: News = {
        "about": str(about),
        "language": source.language,
        "texts": {text.language: _change_in(change, text) for text in texts},
    }
    return {**news, "link": f"/changes/{change.pk}/"} if change.is_public else news


def _change_in(change: PolicyChange, text: ChangeText) -> dict[str, object]:
    with override(text.language):
        label = str(ChangeStatus(change.status).label)
    body = text.taken_back if change.is_reversed else text.summary
    told: dict[str, object] = {"heading": text.title, "label": label, "body": body, "draft": text.is_draft}
    words = None if change.is_reversed else wording_in(change, text.language)
    if words:
        told |= {"before": words.before, "after": words.after, "draft": text.is_draft or words.is_draft}
    return told
