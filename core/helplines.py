"""Who helps at once: emergency numbers and crisis lines, how to reach them in another language or without a voice.

Every line is listed here as its own service publishes it, looked up in November 2026. A named person of each deployment
still has to try them before people rely on them (README, What it does not do yet).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Words = str | Promise
# Whoever types Arabic has another semicolon under the finger.
_BETWEEN = re.compile("[;\N{ARABIC SEMICOLON}]")
_NUMBER = re.compile(r"\+?[0-9][0-9 ]{1,20}")
# What the services of every region speak.
SPOKEN = "en"


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Somebody to reach now. `number` is printed as it is dialled; `href` opens it, empty where nothing does.

    `hints` says by language of the page what to do once it rings; the one under "" is for every other language.
    """

    name: Words
    number: str
    href: str
    hints: Mapping[str, Words] = field(default_factory=dict)
    # Named by the organisation itself, in whichever language, rather than by us in the page's own.
    of_place: bool = False

    @property
    def hint(self) -> Words:
        """What to do once it rings, for a reader of this page's language; often nothing."""
        return self.hints.get(get_language() or "", self.hints.get("", ""))


@dataclass(frozen=True, slots=True)
class Help:
    """Who helps in a region.

    `interpreted` are those numbers where an interpreter joins the call, `other_languages` further lines for people who
    read in a language that the region's services do not speak, `without_voice` those for people who cannot or would
    rather not speak on a telephone.
    """

    lines: tuple[HelpLine, ...]
    interpreted: tuple[str, ...]
    without_voice: tuple[HelpLine, ...]
    other_languages: tuple[HelpLine, ...] = ()


def of_place(text: str) -> tuple[HelpLine, ...]:
    """Return the lines that an organisation names itself, written as "Crisis team: 0800 123 456; Ward: 0123 456".

    Raises ValueError with what is wrong with the text.
    """
    lines = []
    for entry in _BETWEEN.split(text):
        if not entry.strip():
            continue
        # From the right: a name may hold a colon, a telephone number never does.
        name, _colon, number = map(str.strip, entry.rpartition(":"))
        if not name or not _NUMBER.fullmatch(number):
            message = f"{entry.strip()!r} is not a name, a colon and a telephone number"
            raise ValueError(message)
        lines.append(replace(_call(name, number), of_place=True))
    return tuple(lines)


def _call(name: Words, number: str, **hints: Words) -> HelpLine:
    return HelpLine(name, number, "tel:" + number.replace(" ", ""), _by_language(hints))


def _text(name: Words, number: str, **hints: Words) -> HelpLine:
    return HelpLine(name, number, "sms:" + number.replace(" ", ""), _by_language(hints))


def _by_language(hints: Mapping[str, Words]) -> Mapping[str, Words]:
    by_language = dict(hints)
    # A keyword argument cannot be named "".
    if "everybody" in by_language:
        by_language[""] = by_language.pop("everybody")
    return by_language


_EMERGENCY = _("Emergency services")
# Samaritans answer in English (and Welsh), so whoever reads in another language is told before they call.
_SAMARITANS = _call(_("Samaritans, any time"), "116 123", en="", everybody=_("they speak English"))
_UK_WITHOUT_VOICE = (
    _text(_("Shout, by text message, any time"), "85258", everybody=_("send the word SHOUT")),
    _call(_("Emergency services, with the Relay UK app or a textphone"), "18000"),
    HelpLine(_("Emergency services in British Sign Language"), "999bsl.co.uk", "https://999bsl.co.uk/"),
)


def _uk(*crisis: HelpLine, interpreted: tuple[str, ...]) -> Help:
    return Help((_call(_EMERGENCY, "999"), *crisis, _SAMARITANS), interpreted, _UK_WITHOUT_VOICE)


ENGLAND = WALES = _uk(_call(_("Urgent mental health help (NHS 111, option 2)"), "111"), interpreted=("999", "111"))
SCOTLAND = _uk(_call(_("Urgent mental health help (NHS 24, mental health hub)"), "111"), interpreted=("999", "111"))
# NHS 111 does not exist there.
NORTHERN_IRELAND = _uk(_call(_("Lifeline, any time"), "0808 808 8000"), interpreted=("999",))

_LIFELINE_US = _("Suicide and crisis lifeline")
_US_LINES = (
    _call(_EMERGENCY, "911"),
    _call(_LIFELINE_US, "988", es=_("then press 2 for Spanish")),
)
_US_WITHOUT_VOICE = (
    _text(_("Suicide and crisis lifeline, by text message"), "988", es=_("send the word AYUDA for Spanish")),
    _call(_("Suicide and crisis lifeline in American Sign Language, from a videophone"), "988"),
    _text(_("Emergency services by text message, in many places"), "911"),
)
_HELP_LINE_MA = _("Massachusetts Behavioral Health Help Line, any time")
UNITED_STATES = Help(_US_LINES, ("911", "988"), _US_WITHOUT_VOICE)
MASSACHUSETTS = Help(
    (*_US_LINES, _call(_HELP_LINE_MA, "833 773 2445")),
    ("911", "988", "833 773 2445"),
    (_text(_("Massachusetts Behavioral Health Help Line, by text message"), "833 773 2445"), *_US_WITHOUT_VOICE),
)

AUSTRALIA = Help(
    (_call(_EMERGENCY, "000"), _call(_("Lifeline, any time"), "13 11 14")),
    ("000",),
    (
        _text(_("Lifeline, by text message"), "0477 13 11 14"),
        _text(
            _("Emergency services by text message, through the National Relay Service"),
            "0423 677 767",
            everybody=_("write 000, which service you need, and where you are"),
        ),
        _call(_("Emergency services, from a textphone (TTY)"), "106"),
    ),
    (_call(_("An interpreter for Lifeline"), "131 450", everybody=_("say your language in English, and “Lifeline”")),),
)
