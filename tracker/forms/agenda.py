"""What staff type when they bring a case before a council."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import form_fields as fields
from desk.forms.cases import CaseForm
from meetings.enums import Participation
from meetings.models import AgendaItem, Meeting


class Agenda(CaseForm):
    """Where the council talks about it."""

    where = forms.ChoiceField(
        label=_("At which meeting?"), error_messages={"required": _("Choose a meeting or an agenda item.")}
    )
    title = fields.line(_("What it is about, in one line"), help_text=_("Only for a new agenda item."), max_length=160)
    background = fields.long_text(
        _("What the council should know before"),
        help_text=_("Only for a new agenda item. The version others may see is shown below it."),
    )
    minutes = forms.IntegerField(label=_("How many minutes?"), min_value=5, max_value=180, initial=20)
    # Said before the meeting, not after it: how much one's voice can change.
    participation = forms.TypedChoiceField(
        label=_("What influence does the council have?"),
        choices=Participation.choices,
        coerce=Participation,
        initial=Participation.ASKED,
    )

    def __init__(self, *args: Any, meetings: list[Meeting], **kwargs: Any) -> None:
        """Offer each coming meeting, and what is on its agenda already."""
        super().__init__(*args, **kwargs)
        self.choices: dict[str, Meeting | AgendaItem] = {}
        groups: list[tuple[str, list[tuple[str, str]]]] = []
        for meeting in meetings:
            group = [(f"meeting-{meeting.pk}", str(_("A new agenda item")))]
            self.choices[f"meeting-{meeting.pk}"] = meeting
            for agenda_item in meeting.agenda.all():
                if not agenda_item.is_talk:
                    continue
                group.append((f"item-{agenda_item.pk}", agenda_item.title))
                self.choices[f"item-{agenda_item.pk}"] = agenda_item
            groups.append((f"{meeting.title} · {meeting.day:%Y-%m-%d}", group))
        where = self.fields["where"]
        if isinstance(where, forms.ChoiceField):
            where.choices = groups

    def clean(self) -> dict[str, Any]:
        """Turn the choice into a meeting or an agenda item; a new agenda item needs a title."""
        data = super().clean() or self.cleaned_data
        chosen = self.choices.get(data.pop("where", ""))
        data["meeting"] = chosen if isinstance(chosen, Meeting) else None
        data["agenda_item"] = chosen if isinstance(chosen, AgendaItem) else None
        if data["meeting"] and not data.get("title"):
            self.add_error("title", _("Say in one line what it is about."))
        return data
