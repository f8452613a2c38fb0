"""Amounts of money in words, and the currencies there are. Amounts are Decimal, never float."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from babel import Locale
from babel.numbers import format_currency, get_currency_name, get_currency_precision, get_territory_currencies
from django.conf import settings
from django.utils.translation import get_language

from core import regions

_TERRITORY_LETTERS = 2


@cache
def codes() -> tuple[str, ...]:
    """Return the ISO 4217 codes of the currencies that are legal tender somewhere today, in their order."""
    found: set[str] = set()
    for territory in Locale("en").territories:
        # Numbers are parts of the world, which have no money of their own.
        name = str(territory)
        if len(name) == _TERRITORY_LETTERS and name.isalpha():
            found.update(map(str, get_territory_currencies(name)))
    return tuple(sorted(found))


def choices() -> list[tuple[str, str]]:
    """Return (code, code and name in the reader's language) of each currency."""
    language = _language()
    return [(code, f"{code} · {get_currency_name(code, locale=language)}") for code in codes()]


def usual() -> str:
    """Return the currency of the organisation's region; empty where it has none of its own."""
    region = regions.REGIONS.get(settings.REGION)
    if region is None:
        return ""
    return next(iter(get_territory_currencies(region.country)), "")


def in_words(amount: Decimal, currency: str) -> str:
    """Return an amount as the reader's language writes it."""
    return format_currency(amount, currency, locale=_language())


def decimals(currency: str) -> int:
    """Return how many decimals an amount in a currency has: none in yen, two in euros."""
    return int(get_currency_precision(currency))


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
