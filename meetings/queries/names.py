"""Names in minutes: whom a text names, and the text without the names that its reader may not see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from council.enums import Audience
from council.models import Membership
from council.queries import with_names
from meetings.enums import PersonKind
from meetings.models import Meeting, Minutes


@dataclass(frozen=True, slots=True)
class Known:
    """What is said instead of each name; a name that may be said is not in it."""

    instead: Mapping[str, str]

    def in_text(self, text: str) -> str:
        """Return a text in which every name that may not be said is replaced."""
        if not self.instead or not text:
            return text
        # As it is written, and in capitals: "Will" is a name, and "will" mostly is none.
        spelled: dict[str, str] = {}
        for name, other in self.instead.items():
            composed = _composed(name)
            spelled |= {composed.upper(): spelled.get(composed.upper(), other), composed: other}
        # The longest first: "Ann Marie" is no "Ann".
        names = sorted(spelled, key=len, reverse=True)
        return re.sub(_pattern(names), lambda found: spelled[_composed(found[0])], unicodedata.normalize("NFC", text))


# Between two parts of a name: spaces, or the end of a line.
_BETWEEN = r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)"


def _composed(name: str) -> str:
    """Return a name with one space between its parts, and each letter with its accent in one."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def _pattern(names: Iterable[str]) -> str:
    """Return what finds names as whole words, in every script: a name that is a part of another word stays."""
    found = "|".join(_BETWEEN.join(re.escape(part) for part in name.split()) for name in names)
    # Not \w alone: whoever types _Ann_ means that it be stressed.
    return rf"(?<![^\W_])(?:{found})(?![^\W_])"


def terms_at(meeting: Meeting) -> list[Membership]:
    """Return the terms of everybody whose name could be in the minutes of a meeting."""
    # Over the whole time of the council: an action may be given to somebody who came later.
    return list(with_names(Membership.objects.filter(seat__council=meeting.council_id)))


def instead_of_names(meeting: Meeting, audience: Audience, minutes: Minutes | None = None) -> Known:
    """Return what is said to an audience instead of names, as people choose it now."""
    instead: dict[str, str] = {}
    for term in terms_at(meeting):
        chosen = getattr(term.user, "chosen_name", None)
        if chosen is not None:
            instead[chosen.name] = term.name_for(audience)
    if audience == Audience.PUBLIC:
        instead |= _without_seat(meeting)
    if minutes is not None:
        # As they were written: since then the name may have been changed, or its owner erased.
        for row in minutes.names.select_related("membership__user__chosen_name"):
            if row.membership is not None:
                # Two people may have had one name after each other: it is left out for both.
                if instead.get(row.name, row.name) == row.name:
                    instead[row.name] = row.membership.name_for(audience)
            elif audience == Audience.PUBLIC:
                instead.setdefault(row.name, _("Guest"))
    return Known({name: other for name, other in instead.items() if name != other})


def _without_seat(meeting: Meeting) -> dict[str, str]:
    """Return guests by their names: nobody asked them about public pages."""
    named = {row.name: str(PersonKind(row.kind).label) for row in meeting.attendances.exclude(name="")}
    for guest in meeting.guests.exclude(name=""):
        named.setdefault(guest.name, _("Guest"))
    return named


def named_in(meeting: Meeting, texts: list[str]) -> list[tuple[Membership | None, str]]:
    """Return whose names are in some texts, with the name; without a term for people who have no seat."""
    whole = "\n".join(texts)
    found: list[tuple[Membership | None, str]] = []
    for term in terms_at(meeting):
        chosen = getattr(term.user, "chosen_name", None)
        if chosen is not None and _is_in(chosen.name, whole):
            found.append((term, chosen.name))
    found += [(None, name) for name in _without_seat(meeting) if _is_in(name, whole)]
    return found


def _is_in(name: str, text: str) -> bool:
    name = _composed(name)
    return re.search(_pattern([name, name.upper()]), unicodedata.normalize("NFC", text)) is not None
