"""What programs are told when a request is refused: our own sentences, because people read them in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

if TYPE_CHECKING:  # the framework's views read their defaults, and so this module, while they are imported
    from rest_framework.response import Response

_NOTHING_HERE = _("There is nothing at this address that you may see.")
_NOT_ALLOWED = _("This key may not read this. Make one that may on your account page.")
# Nothing of what was sent is repeated: it can hold what somebody wrote.
OURS = {
    Http404: _NOTHING_HERE,
    exceptions.NotFound: _NOTHING_HERE,
    DjangoPermissionDenied: _NOT_ALLOWED,
    exceptions.PermissionDenied: _NOT_ALLOWED,
    exceptions.NotAuthenticated: _("Please send a key with the request. You can make one on your account page."),
    exceptions.MethodNotAllowed: _("Here one can only read. Please use GET."),
    exceptions.NotAcceptable: _("We answer in JSON only. Please ask for application/json."),
    exceptions.UnsupportedMediaType: _("We can read JSON only. Please send application/json."),
    exceptions.ParseError: _("We could not read this as JSON. Please check it and send it again."),
    exceptions.Throttled: _("There were many requests in a short time. Please wait a minute and try again."),
}


def in_our_words(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Return the framework's answer to an exception, with our sentence in it."""
    # The framework's views read the settings, and so the name of this function.
    from rest_framework.views import exception_handler  # noqa: PLC0415

    response = exception_handler(exc, context)
    sentence = OURS.get(type(exc))
    if response is not None and sentence is not None:
        response.data = {"detail": str(sentence)}
    return response
