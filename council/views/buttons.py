"""What happens after a button without a form: done, refused or overtaken; each time a page says which."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.verdicts import Conflict, Refused

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def press(request: HttpRequest, perform: Callable[[], object], *, success: str | _StrPromise, to: str) -> HttpResponse:
    """Perform an act and go to `to`, where it says what came of it."""
    try:
        perform()
    except Conflict:
        messages.warning(request, _("This changed since you opened it. Here is how it is now."))
    except Refused as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, success)
    return redirect(to)
