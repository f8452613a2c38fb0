"""What in somebody's words could lead straight to a person. It is only pointed out; nothing is kept of it.

Numbers are looked at as they are written where this service is (`REGION`) and where the language of the page is
spoken. Days, times and amounts are no numbers of a person, nor are those of help lines that are free to call.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum

from django.utils.translation import get_language

from core import organisation
from core.regions import REGIONS


class Identifier(Enum):
    """What in somebody's words could lead straight to a person."""

    ADDRESS = "address"
    NUMBER = "number"


_E_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@.]{2,}")
# A phone number, or that of a health card or a letter: seven digits or more, perhaps in groups.
_NUMBER = re.compile(r"(?:\d[ \-.\u2010-\u2014/()]{0,2}){6,}\d")
# The same with more between the groups: a number only if it can be called.
_SPREAD_NUMBER = re.compile(r"\+?\d(?:[\s\-.\u2010-\u2014\u00b7/()_]{0,5}\d){6,}")
# Days, times and spans of them, as they are written anywhere: 29/11/2026, 2026-11-29, 29. 11. 26, 10:30, 1998-2003.
# What is written like one and cannot be one (99/88/7777) is a number.
_SEPARATOR = r"\s?[./\-\u2010-\u2014]\s?"
_DAY_OR_MONTH = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d{2}"
_HOUR = r"(?:[01]?\d|2[0-3])"
_ONE = (
    rf"(?:{_DAY_OR_MONTH}{_SEPARATOR}{_DAY_OR_MONTH}{_SEPARATOR}(?:{_YEAR}|\d{{2}})"
    rf"|{_YEAR}{_SEPARATOR}(?:0?[1-9]|1[0-2]){_SEPARATOR}{_DAY_OR_MONTH}"
    rf"|{_YEAR}{_SEPARATOR}{_YEAR}"
    rf"|{_HOUR}[:.h][0-5]\d\s?[\-\u2010-\u2014]\s?{_HOUR}[:.h][0-5]\d"
    rf"|{_HOUR}[:h][0-5]\d)"
)
_DATES = re.compile(
    # Several, one after another, are still days and times.
    rf"(?<!\d){_ONE}(?:(?:\s?[\-\u2010-\u2014/,]\s?|\s){_ONE})*(?![\d]|{_SEPARATOR}\d)"
    # Written with spaces alone, and years one after another: only where no more digits follow.
    rf"|(?<!\d)(?<!\d\s)(?:{_DAY_OR_MONTH}\s{_DAY_OR_MONTH}\s{_YEAR}|{_YEAR}(?:,?\s{_YEAR})+)(?!{_SEPARATOR}?\s?\d)"
)
_CURRENCY = r"(?:[£$€]|zł|PLN|EUR|USD|GBP|AUD|euros?|pounds?|dollars?|złotych|libras|dólares|جنيه|دولار|يورو)"
_SUM = r"\d{1,3}(?:[ .,']\d{3})+(?:[.,]\d{2})?(?![\d])"
_AMOUNT = re.compile(rf"{_CURRENCY}\s?{_SUM}|(?<![\d.,]){_SUM}\s?{_CURRENCY}", re.IGNORECASE)
# In the place of a date. It ends a number, and is none.
_NO_NUMBER = " \N{HORIZONTAL ELLIPSIS} "
# Where people write numbers of their own country, beside those of the region.
_COUNTRIES = {"es": ("ES", "MX"), "ar": ("EG", "IQ", "MA", "SA", "SY"), "pl": ("PL",)}


def _digit(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter


def find_identifiers(text: str) -> set[Identifier]:
    """Return what in a text could lead straight to a person: an e-mail address, a long number. Nothing is kept."""
    # Digits and signs of other scripts and widths count too.
    plain_text = "".join(map(_digit, unicodedata.normalize("NFKC", text)))
    # When something happened, or what it cost, leads to nobody: pointed out, it would only frighten.
    plain_text = _AMOUNT.sub(_NO_NUMBER, _DATES.sub(_NO_NUMBER, plain_text))
    found = {Identifier.ADDRESS} if _E_MAIL.search(plain_text) else set()
    if _has_number(plain_text):
        found.add(Identifier.NUMBER)
    return found


def _has_number(text: str) -> bool:
    for match in _NUMBER.finditer(text):
        # A number that is free to call is that of a service, and not of a person.
        if not _is_free_to_call(match[0]):
            return True
    return any(_is_callable(match[0]) for match in _SPREAD_NUMBER.finditer(text))


def _regions() -> Iterator[str]:
    yield REGIONS[organisation.current().region].country
    yield from _COUNTRIES.get(get_language() or "", ())


def _digits(written: str) -> str:
    return "".join(letter for letter in written if letter.isdecimal() or letter == "+")


def _is_free_to_call(written: str) -> bool:
    """Return whether a number is one of a service here, such as a help line."""
    # Loaded where a number was found and not before: most visits never need it.
    import phonenumbers  # noqa: PLC0415

    try:
        number = phonenumbers.parse(_digits(written), next(_regions()))
    except phonenumbers.NumberParseException:
        return False
    free = {phonenumbers.PhoneNumberType.TOLL_FREE, phonenumbers.PhoneNumberType.SHARED_COST}
    return phonenumbers.number_type(number) in free


def _is_callable(written: str) -> bool:
    """Return whether this is a telephone number of the region, of a country of the language, or an international one.

    Those that are free to call do not count.
    """
    import phonenumbers  # noqa: PLC0415

    if _is_free_to_call(written):
        return False
    for country in _regions():
        try:
            number = phonenumbers.parse(_digits(written), country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return True
    return False
