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
from core import organisation
from core.qr import qr_svg
from core.submitting import mark_sent
from desk.actions import entering
from desk.forms.entering import Enter
from desk.rules import entering as rules
from feedback import actions as door
from feedback import codes

CONFLICT = 409


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: MemberRequest) -> HttpResponse:
    """Type in what somebody said, then hand over the code. The words are not shown again."""
    if not rules.may_enter(request.user):
        raise Http404
    form = Enter(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if not form.is_valid():
        return render(request, "desk/enter.html", {"form": form})
    try:
        sent = entering.enter(
            content=form.content(),
            code=form.code,
            page_code=form.cleaned_data["fresh"],
            submission=form.cleaned_data["submission"],
            by=request.user,
        )
    except door.CodeReplacedError:
        form.add_error(
            "paper_code",
            _("These words are saved already, and the person has taken a new code since. Nothing is saved twice."),
        )
    except door.NotStoredError:
        form.add_error(
            "paper_code",
            _("Something else was sent with this code, or it was changed afterwards. Nothing new is saved."),
        )
    except door.NoSealingKeyError:
        form.add_error(
            None, _("The key that protects the words is not ready, so nothing is saved. Tell an administrator.")
        )
    else:
        return _entered(request, form, is_new=sent.new)
    return render(request, "desk/enter.html", {"form": form}, status=CONFLICT)


def _entered(request: MemberRequest, form: Enter, *, is_new: bool) -> HttpResponse:
    mark_sent(request)
    today = timezone.localdate()
    language = form.cleaned_data["language"]
    context = {
        "is_new": is_new,
        "code": codes.shown(form.code),
        "picture": qr_svg(codes.in_picture(form.code)),
        "language": language,
        "return_address": f"{settings.DOOR_URL or settings.SITE_URL}/{language}/feedback/1/",
        "answer_by": organisation.current().answer_by(today),
    }
    return render(request, "desk/entered.html", context)
