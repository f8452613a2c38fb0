"""The page for when many come at once: nothing is lost, and half a minute later it goes on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from feedback import proofs, tokens
from feedback.ladder import What


def page(  # noqa: PLR0913 - the button and the address of either form
    request: HttpRequest,
    note: dict[str, Any],
    *,
    purpose: str,
    step: str,
    address: str,
    name: str = "step",
    what: What = What.MESSAGE,
) -> HttpResponse:
    """Ask to wait, with the whole note in the page; its button sends `name`=`step` and `work` to `address`.

    The wait begins when this is first shown for a note. Shown again before its end it says how long is left.
    """
    challenge = proofs.challenge(note)
    context = {
        "token": tokens.write(proofs.carrying(note, challenge), purpose=purpose),
        "address": address,
        "name": name,
        "step": step,
        "back": "pause-back" if step == "pause-keep" else "code",
        "for_code": what is What.CODE,
        "early": proofs.asked(note) is not None,
        "challenge": challenge,
    }
    return render(request, "feedback/wait.html", context, status=429)
