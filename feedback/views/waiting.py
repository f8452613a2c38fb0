"""The page for when many come at once: nothing is lost, and half a minute later it goes on."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from feedback import challenges, visits
from feedback.form_state import SealedState
from feedback.rate_limit import Attempt

# Whoever does not want to wait goes back to where they were, with everything.
_BACK = {"pause-keep": "pause-back", "to-files": "files"}


def page(  # noqa: PLR0913 - the button and the address of either form
    request: HttpRequest,
    state: SealedState,
    *,
    step: str,
    address: str,
    name: str = "step",
    attempt: Attempt = Attempt.MESSAGE,
) -> HttpResponse:
    """Ask to wait, with the whole state in the page; its button sends `name`=`step` and `work` to `address`.

    The wait begins when this is first shown for a state. Shown again before its end it says how long is left.
    """
    challenge = challenges.challenge_for(state)
    context = {
        "token": visits.write(request, replace(state, challenge=challenge)),
        "address": address,
        "name": name,
        "step": step,
        "back": _BACK.get(step, "code"),
        "for_code": attempt is Attempt.CODE,
        "for_file": attempt is Attempt.FILE,
        "early": challenges.pending(state) is not None,
        "challenge": challenge,
    }
    return render(request, "feedback/wait.html", context, status=429)
