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
from core.submitting import submit
from policies.translated import CLAUSE
from tracker.actions import changes as actions
from tracker.enums import ChangeStatus
from tracker.forms import changes as forms
from tracker.models import PolicyChange
from tracker.queries import changes as queries
from tracker.rules import changes as rules
from tracker.translated import CHANGE, REASON
from translations.models import source_of
from translations.queries import OpenJob, jobs_of

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
    return get_object_or_404(queries.with_details(queries.visible_to(request.user)), pk=pk)


@require_safe
def change(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show where a change is and what comes next."""
    return _show(request, pk)


def _written(change: PolicyChange) -> dict[str, str]:
    """Return the present words, for their form."""
    written = {}
    clause = change.after or change.before
    if clause is not None:
        clause_text = source_of(clause.texts.all())
        written["text"] = clause_text.text if clause_text else ""
    change_text = source_of(change.texts.all())
    if change_text is not None:
        written |= {"title": change_text.title, "summary": change_text.summary}
    return written


def _forms(change: PolicyChange) -> dict[str, Form]:
    return {
        # Each with a prefix: all of them are on one page, and two have a field for evidence.
        "write": forms.Write(change=change, initial=_written(change), prefix="write"),
        "in_force": forms.PutInForce(prefix="in_force"),
        "evidence": forms.ShowEvidence(initial={"evidence": change.evidence}, prefix="evidence"),
        "sign": forms.Sign(initial={"seen": change.fingerprint}, prefix="sign"),
        "doubt": forms.Doubt(prefix="doubt"),
    }


def _jobs(request: MemberRequest, change: PolicyChange) -> list[OpenJob]:
    """Return what is to be translated of a change: how it is told, its reason, and its clause before and after."""
    clauses = [clause for clause in (change.before, change.after) if clause]
    owners = [(CHANGE, change.pk), (REASON, change.decision_id)]
    owners += [(CLAUSE, clause.pk) for clause in clauses]
    return list(jobs_of(request.user, owners))


def _next_step(change: PolicyChange) -> str:
    """Return which form of the steward's comes next."""
    if change.status == ChangeStatus.IN_FORCE and not change.evidence:
        return "evidence"
    return {ChangeStatus.PLANNED: "write", ChangeStatus.DRAFTED: "in_force"}.get(ChangeStatus(change.status), "")


def _show(request: MemberRequest, pk: UUID, bound: tuple[str, Form] | None = None, status: int = 200) -> HttpResponse:
    change = _found(request, pk)
    shown = _forms(change)
    bound_name = ""
    open_form = _next_step(change)
    if bound is not None:
        bound_name, form = bound
        open_form = bound_name
        shown[bound_name] = form
        if isinstance(form, forms.Sign):
            # The page shows the words as they are now; the next signature is for these.
            form.retype(seen=change.fingerprint)
    context = {
        "change": change,
        "wording": queries.wording(change),
        "doubts": change.doubts.select_related("membership__user__chosen_name"),
        "jobs": _jobs(request, change),
        "verdicts": {name: rule(request.user, change) for name, rule in RULES.items()},
        "is_steward": change.document.steward_id == request.user.pk,
        "seat": rules.seat_for(request.user, change),
        "forms": shown,
        "bound": bound_name,
        "open_forms": {name: name == open_form for name in shown},
        "doubt_is_open": bound_name == "doubt",
    }
    return render(request, "tracker/change.html", context, status=status)


def _act(  # noqa: PLR0913, PLR0917 - an act is its form, its action and its words
    request: MemberRequest,
    pk: UUID,
    name: str,
    make: Callable[..., Form],
    action: Callable[..., object],
    success: str | _StrPromise,
) -> HttpResponse:
    # The address of an act, reloaded or passed on, leads to its page.
    if request.method != "POST":
        return redirect("tracker:change", pk)
    found = _found(request, pk)
    form = make(request.POST, prefix=name)

    def rerender(*, status: int) -> HttpResponse:
        return _show(request, pk, (name, form), status)

    def perform() -> None:
        action(change=found, by=request.user, **form.cleaned_data)

    return submit(request, form, perform, rerender=rerender, success=success, to=reverse("tracker:change", args=[pk]))


@require_http_methods(["GET", "POST"])
def write(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Write the new words."""

    def make(data: Any, prefix: str) -> Form:
        return forms.Write(data, change=_found(request, pk), prefix=prefix)

    return _act(request, pk, "write", make, actions.write, _("The new words are saved. They are not in force yet."))


@require_http_methods(["GET", "POST"])
def in_force(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put the new words in force."""
    done = _("The new words are in force. Council members are asked to look at it.")
    return _act(request, pk, "in_force", forms.PutInForce, actions.put_in_force, done)


@require_http_methods(["GET", "POST"])
def evidence(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add evidence."""
    done = _("The evidence is saved. Members can see it.")
    return _act(request, pk, "evidence", forms.ShowEvidence, actions.show_evidence, done)


@require_http_methods(["GET", "POST"])
def sign(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Confirm that it is really different now."""
    done = _("Thank you. It counts as changed now, and everyone it came from can read it with their code.")
    return _act(request, pk, "sign", forms.Sign, actions.sign, done)


@require_http_methods(["GET", "POST"])
def doubt(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say that it is not really different yet."""

    def do(**words: Any) -> object:
        return actions.doubt(language=get_language() or "", **words)

    return _act(request, pk, "doubt", forms.Doubt, do, _("Thank you. The steward reads what you wrote."))


@require_http_methods(["GET", "POST"])
def take_back(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say what it means to take a change back, ask why, and do it."""
    found = _found(request, pk)
    data = request.POST if request.method == "POST" else None
    form = forms.TakeBack(data, prefix="take_back")

    def rerender(*, status: int) -> HttpResponse:
        # Read again: after a conflict the page says why it is too late.
        change = _found(request, pk)
        context = {"change": change, "form": form, "verdict": rules.may_take_back(request.user, change)}
        return render(request, "tracker/take_back.html", context, status=status)

    def perform() -> None:
        actions.take_back(change=found, by=request.user, **form.cleaned_data)

    done = _("The change is taken back. Everyone it came from can read why.")
    return submit(request, form, perform, rerender=rerender, success=done, to=reverse("tracker:change", args=[pk]))
