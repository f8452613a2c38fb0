"""Addresses that people read from a page and type elsewhere: `{% load addresses %}`."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()
# With what stands before it, so that "//" is one end and not two.
_PIECE = re.compile(r"[^/]*/+|[^/]+")
_BREAK_HERE = SafeString("<wbr>")


@register.filter
def in_pieces(address: str) -> SafeString:
    """Return an address that a narrow screen breaks behind a stroke, not inside a word that is to be typed."""
    return format_html_join(_BREAK_HERE, "{}", ((piece,) for piece in _PIECE.findall(address)))
