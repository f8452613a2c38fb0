"""Telephone numbers inside free words, for pages: `{% load isolates %}`."""

from __future__ import annotations

from django import template

from core import isolates

register = template.Library()


@register.filter
def with_numbers(text: str) -> str:
    """Return words in one piece, each telephone number in them in its own order."""
    return isolates.with_numbers(text)
