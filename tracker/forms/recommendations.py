"""What councils ask for and what leaders answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import form_fields as fields
from core import language as languages
from core.fields import Form
from desk.models import Case
from tracker.enums import AGREED, DECLINED, Outcome, ReasonKind


def _label(case: Case) -> str:
    """Return how a piece of feedback begins, or that its words were taken back or are being changed."""
    # It stays on the list without its words: whoever took them back is told what was decided as well.
    if not (case.feedback.for_council or case.published_on):
        return gettext("Words that the person has taken back")
    if not case.is_settled:
        return gettext("Words that are being changed")
    return str(Truncator(case.shareable).words(20))


class SharedFilter(fields.FilterForm):
    """Which versions the list shows."""

    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=lambda: [("", _("Every language")), *languages.choices()]
    )


class Recommend(Form):
    """What the council asks for."""

    title = fields.line(_("In one line"), required=_("Say in one line what the council asks for."))
    text = fields.long_text(
        _("What does the council ask for, and why?"),
        help_text=_("Use the council’s own words. Everyone can read this once there is a decision."),
        required=_("Write what the council asks for, and why."),
        rows=8,
    )
    language = fields.language(_("Language of this text"))
    sources = forms.MultipleChoiceField(
        label=_("Which feedback led to this?"),
        help_text=_("People who gave it are told what was decided."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, cases: list[Case], **kwargs: Any) -> None:
        """Offer the cases that are quoted under the agenda item, all of them ticked."""
        self.cases = {str(case.pk): case for case in cases}
        # Ticked, because whoever is left out is not told what was decided.
        kwargs["initial"] = {"sources": list(self.cases), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        sources = self.fields["sources"]
        if not cases:
            del self.fields["sources"]
        elif isinstance(sources, forms.MultipleChoiceField):
            sources.choices = [(str(case.pk), _label(case)) for case in cases]

    def clean(self) -> dict[str, Any]:
        """Turn the ticked boxes into feedback."""
        data = super().clean() or self.cleaned_data
        data["sources"] = [self.cases[pk] for pk in data.get("sources", []) if pk in self.cases]
        return data


class Decide(Form):
    """A decision, always with its reason."""

    outcome = forms.TypedChoiceField(
        label=_("What do you decide?"),
        choices=Outcome.choices,
        coerce=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you decide.")},
    )
    reason = fields.long_text(
        _("Why?"),
        help_text=_("Also when it is yes. Write plainly, as you would say it to the person. Everyone can read it."),
        required=_("Say why. People are owed a reason, also when it is yes."),
        rows=8,
    )
    language = fields.language(_("Language of the reason"))
    reason_kind = forms.TypedChoiceField(
        label=_("What kind of reason is it?"),
        help_text=_("Only when it is no, or not yet."),
        choices=ReasonKind.choices,
        coerce=ReasonKind,
        empty_value=ReasonKind.NONE,
        required=False,
    )
    target_on = fields.day(
        _("By when will it be done?"), help_text=_("Only when something changes. This date is shown in public.")
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a day when it is yes, for the kind of reason when it is no, and drop what does not belong."""
        data = super().clean() or self.cleaned_data
        outcome = data.get("outcome")
        if outcome in AGREED:
            self._check_target(data.get("target_on"))
        elif outcome:
            # It would be printed in public like a promise, under a decision that promises nothing.
            data["target_on"] = None
        if outcome in DECLINED and not data.get("reason_kind"):
            self.add_error("reason_kind", _("Choose the kind of reason that fits best."))
        elif outcome and outcome not in DECLINED:
            data["reason_kind"] = ReasonKind.NONE
        return data

    def _check_target(self, target: date | None) -> None:
        if target is None and "target_on" not in self.errors:
            self.add_error("target_on", _("Say by when it will be done."))
        if target is not None and target < timezone.localdate():
            self.add_error("target_on", _("This day is over. Choose today or a later day."))
