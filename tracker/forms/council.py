"""What councils ask for and what leaders answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.fields import Form
from tracker.enums import AGREED, DECLINED, Outcome, ReasonKind
from tracker.forms import fields
from tracker.models import Item


def _named(item: Item) -> str:
    """Return how a piece of feedback begins, or that its words were taken back or are being changed."""
    if not (item.feedback.for_council or item.published_on):
        return gettext("Words that the person has taken back")
    return str(Truncator(item.shareable).words(20)) if item.is_settled else gettext("Words that are being changed")


class Recommend(Form):
    """What the council asks for."""

    title = fields.line(_("In one line"), required=_("Say in one line what the council asks for."))
    text = fields.long_text(
        _("What does the council ask for, and why?"),
        help_text=_("Use the council’s own words. Everybody can read this once there is a decision."),
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

    def __init__(self, *args: Any, items: list[Item], **kwargs: Any) -> None:
        """Offer the feedback that stood behind the agenda item, all of it ticked."""
        kwargs["initial"] = {"sources": [str(item.pk) for item in items], **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.items = {str(item.pk): item for item in items}
        sources = self.fields["sources"]
        if not items:
            del self.fields["sources"]
        elif isinstance(sources, forms.MultipleChoiceField):
            sources.choices = [(str(item.pk), _named(item)) for item in items]

    def clean(self) -> dict[str, Any]:
        """Turn the ticked boxes into feedback."""
        data = super().clean() or self.cleaned_data
        data["sources"] = [self.items[pk] for pk in data.get("sources", []) if pk in self.items]
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
        help_text=_("Also when it is yes. Write plainly, as you would say it to the person. Everybody can read it."),
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
        _("By when will it be done?"), help_text=_("Only when something changes. People will hold you to this day.")
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a day when it is yes, for the kind of reason when it is no, and drop what does not belong."""
        data = super().clean() or self.cleaned_data
        outcome, target = data.get("outcome"), data.get("target_on")
        if outcome in AGREED and not target and "target_on" not in self.errors:
            self.add_error("target_on", _("Say by when it will be done."))
        if outcome in AGREED and target and target < timezone.localdate():
            self.add_error("target_on", _("Choose a day that is still to come."))
        if outcome in DECLINED and not data.get("reason_kind"):
            self.add_error("reason_kind", _("Choose the kind of reason that fits best."))
        if outcome and outcome not in AGREED:
            data["target_on"] = None
        if outcome and outcome not in DECLINED:
            data["reason_kind"] = ReasonKind.NONE
        return data
