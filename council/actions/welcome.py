"""How a council welcomes somebody: its steps, its agreement, and a member's yes to it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core.verdicts import Conflict
from council import rules
from council.models import Agreement, AgreementAcceptance, Council, Membership, WelcomeStep, WelcomeTick
from council.queries import steps_of


@transaction.atomic
def add_step(*, council: Council, texts: Mapping[str, str], by: User) -> WelcomeStep:
    """Add a step at the end of the welcome. `texts` are by language; those without words are left out."""
    rules.may_edit_welcome(by, council).enforce()
    last = WelcomeStep.objects.filter(council=council).aggregate(last=Max("position"))["last"] or 0
    step = WelcomeStep.objects.create(council=council, position=last + 1, texts=_written(texts))
    audit.record("added a step of the welcome", council, by=by, step=step.pk)
    return step


@transaction.atomic
def reword_step(*, step: WelcomeStep, texts: Mapping[str, str], by: User) -> None:
    """Say a step in other words; who has done it has done it."""
    rules.may_edit_welcome(by, step.council).enforce()
    step.texts = _written(texts)
    WelcomeStep.objects.filter(pk=step.pk).update(texts=step.texts)
    audit.record("reworded a step of the welcome", step.council, by=by, step=step.pk)


@transaction.atomic
def move_step(*, step: WelcomeStep, earlier: bool, by: User) -> None:
    """Change the places of a step and the one before it, or the one after it. The first and the last stay."""
    rules.may_edit_welcome(by, step.council).enforce()
    Council.objects.select_for_update().get(pk=step.council_id)
    order = [found.pk for found in steps_of(step.council)]
    if step.pk not in order:
        raise Conflict
    place = order.index(step.pk)
    other = place - 1 if earlier else place + 1
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    # All of them, so that two steps that came to share a place are in order afterwards.
    for position, pk in enumerate(order, 1):
        WelcomeStep.objects.filter(pk=pk).update(position=position)
    audit.record("moved a step of the welcome", step.council, by=by, step=step.pk)


@transaction.atomic
def retire_step(*, step: WelcomeStep, by: User) -> None:
    """Let a step be asked of nobody any more; what was done stays."""
    rules.may_edit_welcome(by, step.council).enforce()
    WelcomeStep.objects.filter(pk=step.pk, retired_on=None).update(retired_on=timezone.localdate())
    audit.record("retired a step of the welcome", step.council, by=by, step=step.pk)


@transaction.atomic
def tick_step(*, term: Membership, step: WelcomeStep, done: bool, by: User) -> None:
    """Say that a step is done for a member, or that it is not."""
    rules.may_speak_for(by, term).enforce()
    if step.council_id != term.seat.council_id:
        raise Conflict
    if done:
        WelcomeTick.objects.get_or_create(membership=term, step=step)
    else:
        WelcomeTick.objects.filter(membership=term, step=step).delete()
    audit.record("ticked a step of the welcome" if done else "took back a step of the welcome", term, by=by)


@transaction.atomic
def write_agreement(*, council: Council, texts: Mapping[str, str], by: User) -> Agreement:
    """Write a new version of the agreement. Earlier ones, and who accepted them, stay as they are."""
    rules.may_edit_welcome(by, council).enforce()
    # Locked, so that two coordinators do not write the same version.
    Council.objects.select_for_update().get(pk=council.pk)
    last = Agreement.objects.filter(council=council).aggregate(last=Max("version"))["last"] or 0
    made = Agreement.objects.create(council=council, version=last + 1, texts=_written(texts))
    audit.record("wrote a version of the agreement", council, by=by, version=made.version)
    return made


@transaction.atomic
def accept_agreement(*, agreement: Agreement, language: str, by: User) -> AgreementAcceptance:
    """Accept the newest version, in the language in which it was read. Accepting twice changes nothing."""
    rules.may_accept(by, agreement).enforce()
    acceptance, is_new = AgreementAcceptance.objects.get_or_create(
        agreement=agreement, user=by, defaults={"language": language}
    )
    if is_new:
        audit.record("accepted the agreement", agreement, by=by, version=agreement.version, language=language)
    return acceptance


def _written(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the texts that have words."""
    return {language: text.strip() for language, text in texts.items() if text.strip()}
