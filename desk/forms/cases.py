"""What staff type at the desk."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import DESK
from accounts.models import User
from accounts.queries import users_with_role
from core import form_fields as fields
from core import language as languages
from desk.enums import CaseStatus, Topic
from desk.models import Case

LATE = "late"
SOON = "soon"
LATER = "later"


class Filter(fields.FilterForm):
    """Which feedback the list shows."""

    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Every status")), *CaseStatus.choices],
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=lambda: [("", _("Every language")), *languages.choices()]
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False, choices=[("", _("Every topic")), *Topic.choices])
    promise = forms.ChoiceField(
        label=_("Promise"),
        required=False,
        choices=[("", _("Every promise")), (LATE, _("Overdue")), (SOON, _("Due soon")), (LATER, _("Later"))],
    )


def chosen(values: Iterable[str]) -> list[uuid.UUID]:
    """Return the cases that were ticked on a list; what is no number of a case is left out."""
    found = []
    for value in values:
        with contextlib.suppress(ValueError):
            found.append(uuid.UUID(value))
    return found


class CaseForm(fields.ConflictForm):
    """An act on one case. It carries the revision its page showed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        """Begin with the case as it is shown."""
        initial = {"revision": case.revision, **self.begin(case), **(kwargs.pop("initial", None) or {})}
        # A prefix of its own: several acts are on one page, and every one of them has a revision.
        super().__init__(*args, initial=initial, prefix=type(self).__name__.lower(), **kwargs)
        self.case = case

    @property
    def name(self) -> str:
        """Return how the form is called on its page, which is also the prefix of its fields."""
        return type(self).__name__.lower()

    def begin(self, case: Case) -> dict[str, object]:
        """Return what the form begins with."""
        return {}

    def catch_up(self) -> None:
        """Keep what was typed, on top of the case as it is now."""
        self.retype(revision=str(self.case.revision))


class ButtonForm(CaseForm):
    """A button and nothing else."""


class GiveTo(CaseForm):
    """The one who reads what the person wants kept from somebody."""

    reader = forms.ModelChoiceField(
        label=_("Assign to"),
        help_text=_(
            "From then on this person and coordinators can open it. Others cannot, unless a coordinator lets them read"
            " it for an hour in an emergency."
        ),
        queryset=User.objects.none(),
        error_messages={"required": _("Choose who to assign it to.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the people of the desk."""
        super().__init__(*args, **kwargs)
        reader = self.fields["reader"]
        if isinstance(reader, forms.ModelChoiceField):
            reader.queryset = users_with_role(*DESK)

    def begin(self, case: Case) -> dict[str, object]:
        """Begin with whoever reads it now."""
        return {"reader": case.reader_id}


class Sort(CaseForm):
    """What something is about."""

    topics = forms.TypedMultipleChoiceField(
        label=_("What is it about?"),
        help_text=_("Choose all that fit."),
        choices=Topic.choices,
        coerce=Topic,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    content_note = fields.line(
        _("Content note"),
        help_text=_("What should someone know before they read it? For example: “Restraint is described.”"),
    )

    def begin(self, case: Case) -> dict[str, object]:
        """Begin with what was said before."""
        return {"topics": case.topics, "content_note": case.content_note}


class Share(CaseForm):
    """The version others may see."""

    shareable = fields.long_text(
        _("The version others may see"),
        help_text=_("Stay as close to the person’s own words as you can. Keep what matters to them."),
        required=_("Write the version that others may see."),
        rows=8,
    )
    language = fields.language(_("Language of this version"))
    # Not required by the field: looking at a preview comes before the last look for names.
    taken_out = forms.BooleanField(
        label=_("I have taken out names, places, dates and everything that could tell who it was"), required=False
    )

    def begin(self, case: Case) -> dict[str, object]:
        """Begin with the version there is."""
        return {"shareable": case.shareable, "language": case.shareable_language or case.language}

    @property
    def is_preview(self) -> bool:
        """Return whether somebody wants to see it as the council will, before it is shared."""
        return "preview" in self.data

    def clean(self) -> dict[str, Any]:
        """Ask once more about names before it is shared."""
        data = super().clean() or self.cleaned_data
        if not self.is_preview and not data.pop("taken_out", False):
            self.add_error("taken_out", _("Read it once more and take out what could tell who it was. Then tick this."))
        return data


class Reply(CaseForm):
    """A reply to the person."""

    text = fields.long_text(
        _("Your reply"),
        help_text=_("The person reads it with their code. Your name is not shown. Thank them, say what happens next."),
        required=_("Write your reply."),
        rows=8,
    )
    language = fields.language(_("Language of your reply"), _("The person wrote in the language chosen here."))
    answers = forms.BooleanField(
        label=_("This is our answer"),
        help_text=_("Tick this when the reply says what we do about it. It then counts as the promised answer."),
        required=False,
    )
    asks = forms.BooleanField(
        label=_("This is a question to the person"),
        help_text=_("It is shown under the heading of a question. The person does not have to answer."),
        required=False,
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def begin(self, case: Case) -> dict[str, object]:
        """Begin in the person's language, and with a number that makes a second press harmless."""
        return {"language": case.language, "submission": uuid.uuid4()}
