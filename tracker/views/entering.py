"""Feedback that came by phone or on paper, typed in for somebody."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.queries import MemberRequest
from core.workingdays import add_working_days
from feedback import actions as door
from feedback import codes
from tracker.actions import entering
from tracker.forms.entering import Enter
from tracker.rules import entering as rules
from tracker.views.places import drawn

CONFLICT = 409


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: MemberRequest) -> HttpResponse:
    """Type in what somebody said, then hand over the code. The words are not shown again."""
    if not rules.may_enter(request.user):
        raise Http404
    form = Enter(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if not form.is_valid():
        return render(request, "tracker/enter.html", {"form": form})
    try:
        sent = entering.enter(
            words=form.words(),
            code=form.code,
            fresh=form.cleaned_data["fresh"],
            submission=form.cleaned_data["submission"],
            by=request.user,
        )
    except door.Moved:
        form.add_error(
            "paper_code",
            _("These words are kept already, and the person has taken a new code since. Nothing is kept twice."),
        )
    except door.NotKept:
        form.add_error(
            "paper_code", _("Something else was sent with this code, or it was changed after. Nothing new is kept.")
        )
    except door.NoKey:
        form.add_error(
            None, _("The lock that protects the words is not ready, so nothing is kept. Tell an administrator.")
        )
    except codes.Busy:
        form.add_error(None, _("Many codes are being opened just now. Wait a moment, then press the button again."))
    else:
        return _entered(request, form, is_new=sent.new)
    return render(request, "tracker/enter.html", {"form": form}, status=CONFLICT)


def _entered(request: MemberRequest, form: Enter, *, is_new: bool) -> HttpResponse:
    today, language = timezone.localdate(), form.cleaned_data["language"]
    context = {
        "is_new": is_new,
        "code": codes.shown(form.code),
        "picture": drawn(form.code),
        "language": language,
        "return_address": f"{settings.DOOR_URL or settings.SITE_URL}/{language}/feedback/return/",
        "answer_by": add_working_days(today, settings.ANSWER_WORKING_DAYS, settings.REGION),
    }
    return render(request, "tracker/entered.html", context)
