"""One change at work: written by the steward, seen by a council member."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.queries import MemberRequest
from core.fields import Form
from tracker.actions import changes as actions
from tracker.enums import ChangeStatus
from tracker.forms import policies as forms
from tracker.models import PolicyChange
from tracker.models.texts import source_of
from tracker.queries import changes as queries
from tracker.queries import texts
from tracker.rules import policies as rules
from tracker.views.acting import act

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

RULES = {
    "write": rules.may_write,
    "in_force": rules.may_put_in_force,
    "evidence": rules.may_show_evidence,
    "sign": rules.may_sign,
    "doubt": rules.may_doubt,
    "take_back": rules.may_take_back,
}


def _found(request: MemberRequest, pk: UUID) -> PolicyChange:
    return get_object_or_404(queries.story(queries.visible_to(request.user)), pk=pk)


@require_safe
def change(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show where a change is and what comes next."""
    return _show(request, pk)


def _written(change: PolicyChange) -> dict[str, str]:
    """Return the words there are, for their form."""
    told = source_of(change.texts.all())
    clause = change.after or change.before
    words = source_of(clause.texts.all()) if clause else None
    return {
        "text": words.text if words else "",
        "title": told.title if told else "",
        "summary": told.summary if told else "",
    }


def _forms(change: PolicyChange) -> dict[str, Form]:
    return {
        "write": forms.Write(change=change, initial=_written(change), prefix="write"),
        "in_force": forms.PutInForce(prefix="in_force"),
        "evidence": forms.ShowEvidence(initial={"evidence": change.evidence}, prefix="evidence"),
        "sign": forms.Sign(initial={"seen": change.fingerprint}, prefix="sign"),
        "doubt": forms.Doubt(prefix="doubt"),
        "take_back": forms.TakeBack(prefix="take_back"),
    }


def _next_step(change: PolicyChange) -> str:
    """Return which form of the steward's comes next."""
    if change.status == ChangeStatus.IN_FORCE and not change.evidence:
        return "evidence"
    return {ChangeStatus.PLANNED: "write", ChangeStatus.DRAFTED: "in_force"}.get(ChangeStatus(change.status), "")


def _show(request: MemberRequest, pk: UUID, bound: tuple[str, Form] | None = None, status: int = 200) -> HttpResponse:
    change = _found(request, pk)
    given = _forms(change) | ({bound[0]: bound[1]} if bound else {})
    if bound and isinstance(bound[1], forms.Sign):
        bound[1].retype(seen=change.fingerprint)
    context = {
        "change": change,
        "wording": queries.wording(change),
        "doubts": change.doubts.select_related("membership__user"),
        "jobs": texts.of_change(request.user, change),
        "verdicts": {name: rule(request.user, change) for name, rule in RULES.items()},
        "is_steward": change.document.steward_id == request.user.pk,
        "seat": rules.seat_for(request.user, change),
        "forms": given,
        "bound": bound[0] if bound else "",
        "open_forms": {name: name == (bound[0] if bound else _next_step(change)) for name in given},
        "doubt_is_open": bound is not None and bound[0] == "doubt",
    }
    return render(request, "tracker/change.html", context, status=status)


def _act(  # noqa: PLR0913, PLR0917 - an act is its form, its action and its words
    request: MemberRequest,
    pk: UUID,
    name: str,
    make: Callable[..., Form],
    do: Callable[..., object],
    done: str | _StrPromise,
) -> HttpResponse:
    if request.method != "POST":
        return redirect("tracker:change", pk)
    found = _found(request, pk)
    form = make(request.POST, prefix=name)

    def again(*, status: int) -> HttpResponse:
        return _show(request, pk, (name, form), status)

    def do_it() -> None:
        do(change=found, by=request.user, **form.cleaned_data)

    return act(request, form, do_it, again=again, done=done, to=reverse("tracker:change", args=[pk]))


@require_http_methods(["GET", "POST"])
def write(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Write the new words."""

    def make(data: Any, prefix: str) -> Form:
        return forms.Write(data, change=_found(request, pk), prefix=prefix)

    return _act(request, pk, "write", make, actions.write, _("The new words are kept. They are not in force yet."))


@require_http_methods(["GET", "POST"])
def in_force(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put the new words in force."""
    done = _("The new words are in force. Council members are asked to look at it.")
    return _act(request, pk, "in_force", forms.PutInForce, actions.put_in_force, done)


@require_http_methods(["GET", "POST"])
def evidence(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say how one can see it."""
    return _act(request, pk, "evidence", forms.ShowEvidence, actions.show_evidence, _("Thank you. Members can see it."))


@require_http_methods(["GET", "POST"])
def sign(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Confirm that it is really different now."""
    done = _("Thank you. It counts as changed now, and everybody it came from can read it with their code.")
    return _act(request, pk, "sign", forms.Sign, actions.sign, done)


@require_http_methods(["GET", "POST"])
def doubt(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say that it is not really different yet."""

    def do(**words: Any) -> object:
        return actions.doubt(language=get_language() or "", **words)

    return _act(request, pk, "doubt", forms.Doubt, do, _("Thank you. The steward reads what you wrote."))


@require_http_methods(["GET", "POST"])
def take_back(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take a change back."""
    done = _("The change is taken back. Everybody it came from can read why.")
    return _act(request, pk, "take_back", forms.TakeBack, actions.take_back, done)
