"""What of a sent form somebody typed: which fields may be kept, and which of them are words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from django.utils.html import escape

from core.uploads import LARGEST_BODY

# A page of ours with every field filled in has fewer; more are no form.
MOST_FIELDS = 5000
# Longer than any number or address that a form carries.
LONG_WORD = 60
# Secrets, proofs and numbers of a page: never kept. The last part counts, because forms put a prefix before it.
NEVER = re.compile(
    r"^_|(?:^|[-_])(?:csrfmiddlewaretoken|next|passwords?\d*|oldpassword|passphrase|codes?|token|secret|otp|login"
    r"|fresh|submission|revision|seen)$",
    re.IGNORECASE,
)


def posted(request: HttpRequest) -> QueryDict:
    """Return what a form sent, also where Django refuses it as too large; empty where it cannot be read."""
    # Read once: the body of a refused request is a stream.
    found: QueryDict | None = getattr(request, "typed_posted", None)
    if found is None:
        found = _read(request)
        request.typed_posted = found  # type: ignore[attr-defined]
    return found


def _read(request: HttpRequest) -> QueryDict:
    try:
        data = request.POST
    except SuspiciousOperation:
        data = QueryDict()
    except (OSError, MultiPartParserError):
        return QueryDict()
    # Django pretends that a form it refused was empty.
    return data or _read_by_hand(request)


def _read_by_hand(request: HttpRequest) -> QueryDict:
    """Return the fields of a body with more letters or fields than Django takes."""
    data = QueryDict(mutable=True)
    if request.content_type != "application/x-www-form-urlencoded":
        return data
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return data
    try:
        pairs = parse_qsl(_body(request).decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except (OSError, ValueError, RawPostDataException):
        return data
    for name, value in pairs:
        data.appendlist(name, value)
    return data


def _body(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RequestDataTooBig:
        return request.read()


def fields_of(data: QueryDict) -> dict[str, list[str]]:
    """Return the fields that may be kept, each with all its values."""
    fields = {}
    for name in data:
        if not NEVER.search(name):
            fields[name] = [str(value) for value in data.getlist(name)]
    return fields


def is_text(value: str) -> bool:
    """Return whether a value is words that somebody wrote: two of them, or one that is very long."""
    # Choices, days, numbers and addresses are chosen again in a second, and have no space in them.
    words = value.split()
    return len(words) > 1 or len("".join(words)) > LONG_WORD


def texts(fields: Mapping[str, Iterable[str]]) -> list[str]:
    """Return what somebody wrote, in the order of the form."""
    found = []
    for values in fields.values():
        found += [value for value in values if is_text(value)]
    return found


def shows(html: str, written: Iterable[str]) -> bool:
    """Return whether a page has all that somebody wrote in it."""
    page = _one_break(html)
    return all(escape(_one_break(text)).strip() in page for text in written)


def _one_break(text: str) -> str:
    return text.replace("\r\n", "\n")
