"""What is different now about a meeting, and what it was: in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.channels import times

# In the order in which they are said, with the words before each.
LABELS: dict[str, str | Promise] = {
    "when": gettext_lazy("When:"),
    "how": gettext_lazy("How people meet:"),
    "place": gettext_lazy("Where:"),
    "join_link": gettext_lazy("Join online:"),
    "join_phone": gettext_lazy("Join by phone:"),
    "no_phone_reason": gettext_lazy("Why not by phone:"),
    "title": gettext_lazy("What it is called:"),
    "question": gettext_lazy("The question:"),
    "contact": gettext_lazy("Questions? Ask:"),
    "access_deadline": gettext_lazy("Ask for what you need by:"),
}
HOW: dict[str, str | Promise] = {
    "in_person": gettext_lazy("In person"),
    "online": gettext_lazy("Online"),
    "hybrid": gettext_lazy("In person and online"),
    "phone": gettext_lazy("By phone"),
    "writing": gettext_lazy("In writing"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that changed: the words before it, how it is now, and how it was."""

    label: str
    now: str
    was: str


def of(values: Mapping[str, Any], zone: tzinfo, in_words: Callable[[str, object], object]) -> list[Difference]:
    """Return what changed, for somebody whose clock is that of `zone`.

    `values["was"]` holds the earlier values of what changed, by the names they have in the message; its `when` is a
    mapping with all that says when it was. `in_words` writes a single value.
    """
    found = []
    earlier = values.get("was") or {}
    for name, label in LABELS.items():
        if name in earlier:
            now = _said(name, values, zone, in_words)
            was = _said(name, earlier["when"] if name == "when" else earlier, zone, in_words)
            found.append(Difference(str(label), now, was))
    return found


def how(code: str) -> str:
    """Return how people meet, in words; nothing where it is not known."""
    return str(HOW.get(code, ""))


def _said(name: str, values: Mapping[str, Any], zone: tzinfo, in_words: Callable[[str, object], object]) -> str:
    if name == "when":
        return times.of(values, zone)["when"]
    if name == "how":
        return how(values[name])
    # Translators: in a message about a change: where a place or a number was not said at all
    return str(in_words(name, values.get(name) or "")) or _("nothing was said")
