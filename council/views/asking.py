"""The page that most acts about councils have: what happens, a short form, one button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.fields import Form
from core.submitting import submit
from core.verdicts import YES, Verdict


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before an act, in words."""

    title: str
    happens: str
    button: str
    success: str
    cannot: str = ""
    is_grave: bool = False

    @property
    def kind(self) -> str:
        """Return the kind of its button."""
        return "warning" if self.is_grave else "primary"


def ask(  # noqa: PLR0913 - an act is its form, its action and its words
    request: HttpRequest,
    question: Question,
    form: Form,
    perform: Callable[[], object],
    *,
    back: str,
    to: str = "",
    verdict: Verdict = YES,
) -> HttpResponse:
    """Show a question, or act when it was answered, and go `to` or back."""

    def page(*, status: int = 200) -> HttpResponse:
        context = {"question": question, "form": form, "back": back, "verdict": verdict}
        return render(request, "council/ask.html", context, status=status)

    if request.method != "POST":
        return page()
    return submit(request, form, perform, rerender=page, success=question.success, to=to or back)
