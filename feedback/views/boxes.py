"""What stands in the boxes of a page: kept without a look on the way to a pause or another language, looked at later.

So nothing that was typed is lost on a way, and nothing gets around the forms on it.
"""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

from feedback import forms
from feedback.enums import CONSENTS
from feedback.forms.easy import YES
from feedback.forms.fields import WithoutCode
from feedback.views.parts import PARTS, SEQUENCES, Note

WORDS = "words"
# Longer than any box takes, so that nothing is lost where somebody only changes the language or pauses. What is longer
# still is not cut: the page says so. Three such boxes and the note that holds them fit into one request.
MOST_TYPED = 8_000
# Answered by yes or no, whatever stands in the box that was ticked.
YES_OR_NO = frozenset({*CONSENTS, "watched"})


def form_of(name: str) -> type[WithoutCode]:
    """Return the form of a page."""
    return forms.Words if name == WORDS else PARTS[name].form


def too_long(request: HttpRequest, name: str) -> WithoutCode | None:
    """Return the form of a page when more stands in one of its boxes than a note can carry, else None."""
    form = form_of(name)(request.POST)
    lengths = [len(value) for field in form.fields for value in request.POST.getlist(field)]
    return form if max(lengths, default=0) > MOST_TYPED else None


def typed(request: HttpRequest, note: Note, name: str) -> Note:
    """Return the note with what stands in the boxes of a page now, unchecked, so that nothing typed is lost."""
    note["unchecked"] = [*(other for other in note.get("unchecked", []) if other != name), name]
    for field in form_of(name)(initial=note).fields:
        values = request.POST.getlist(field)
        if name == "ratings":
            note["ratings"] = {**note.get("ratings", {}), **({field: values[0]} if values else {})}
        elif field == "notes":
            note[field] = values
        elif field in YES_OR_NO:
            note[field] = bool(values and values[0])
        else:
            note[field] = values[0] if values else ""
    return note


def checked(note: Note, name: str, form: WithoutCode) -> Note:
    """Return the note with what the form of a page was found to hold."""
    unchecked = [other for other in note.get("unchecked", []) if other != name]
    return {**note, **form.cleaned_data, "unchecked": unchecked}


def look_again(note: Note) -> tuple[Note, str, WithoutCode | None]:
    """Look at what was kept without a look. Return the note, and the first page that is not right with its form."""
    for name in note.get("unchecked", []):
        form = _filled(note, name)
        if not form.is_valid():
            return note, name, form
        note = checked(note, name, form)
    return note, "", None


def _filled(note: Note, name: str) -> WithoutCode:
    """Return the form of a page, filled in with what the note holds, as if it had just been sent."""
    held = note.get("ratings", {}) if name == "ratings" else note
    data = QueryDict(mutable=True)
    for field in form_of(name)(initial=note).fields:
        value = held.get(field) or ""
        data.setlist(field, value if isinstance(value, list) else [YES if value is True else value])
    return form_of(name)(data, code=note.get("code", ""))


def page_of(request: HttpRequest, note: Note) -> str:
    """Return which page of the form was sent, by its boxes; "" where it has none that would be lost."""
    if note.get("mode", "") not in SEQUENCES:
        return WORDS if any(field in request.POST for field in forms.Words.base_fields) else ""
    sequence = [PARTS[name] for name in SEQUENCES.get(note.get("mode", ""), ()) if name in PARTS]
    return next((part.name for part in sequence if any(field in request.POST for field in part.fields)), "")
