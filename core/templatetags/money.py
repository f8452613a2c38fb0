"""Amounts of money for templates: `{% load money %}`, then `{{ claim|money }}`."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from django import template
from django.utils.html import format_html

from core import money as amounts

register = template.Library()


class Priced(Protocol):
    """Something with an amount in a currency."""

    amount: Decimal
    currency: str


@register.filter
def money(priced: Priced) -> str:
    """Return the amount of something in the reader's language, in one piece also inside a right-to-left sentence."""
    return format_html("<bdi>{}</bdi>", amounts.in_words(priced.amount, priced.currency))
