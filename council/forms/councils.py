"""Input about councils, their seats and what they agreed on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import form_fields as fields
from core import language as languages
from core.fields import Form
from council.enums import LIVED, SeatKind
from council.models import Council, CouncilRules, Seat
from council.queries import open_councils

NAME_LENGTH = 120
TRANSLATED = ("name", "purpose", "charter")
PERCENT = 100


class CouncilWords(Form):
    """What a council is called and is for, in its language and in the others."""

    name = fields.line(_("Name"), required=_("Write the name of the council."), max_length=NAME_LENGTH)
    purpose = fields.long_text(_("What it is for"), rows=3)
    charter = fields.long_text(
        _("Charter"), help_text=_("How the council works: what it may decide, how people are treated. May come later.")
    )
    language = fields.language(_("Language of these words"))
    parent = forms.ModelChoiceField(
        label=_("Part of"),
        queryset=Council.objects.none(),
        required=False,
        empty_label=_("No other council"),
    )
    takes_applications = forms.BooleanField(label=_("People can apply for a seat"), required=False)

    def __init__(self, *args: Any, user: User, council: Council | None = None, **kwargs: Any) -> None:
        """Begin with the council as it is; offer the other councils of the same person."""
        super().__init__(*args, initial=_initial(council), **kwargs)
        others = open_councils(user)
        if council is not None:
            others = others.exclude(pk=council.pk)
        parent = self.fields["parent"]
        if isinstance(parent, forms.ModelChoiceField):
            parent.queryset = others
        for code, name in languages.choices():
            self._add_translation(code, name, council)

    def _add_translation(self, code: str, language: str, council: Council | None) -> None:
        """Add the same three questions in another language."""
        said = council.translations.get(code, {}) if council else {}
        labels = {
            "name": _("Name in %(language)s"),
            "purpose": _("What it is for, in %(language)s"),
            "charter": _("Charter in %(language)s"),
        }
        for field in TRANSLATED:
            label = str(labels[field]) % {"language": language}
            made: forms.Field = fields.line(label, max_length=NAME_LENGTH)
            if field != "name":
                made = fields.long_text(label, rows=3)
            made.initial = said.get(field, "")
            self.fields[f"{field}_{code}"] = made

    @property
    def own(self) -> list[forms.BoundField]:
        """Return the questions about the council in its own language."""
        return [self[name] for name in (*TRANSLATED, "language", "parent", "takes_applications")]

    @property
    def others(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return each language's name and its three questions; not those of the language that was chosen."""
        chosen = self["language"].value()
        found = []
        for code, name in languages.choices():
            if code != chosen:
                found.append((name, [self[f"{field}_{code}"] for field in TRANSLATED]))
        return found

    def words(self) -> dict[str, Any]:
        """Return what the acts take: the translations as one value."""
        translations: dict[str, dict[str, str]] = {}
        for code in languages.codes():
            translations[code] = {field: self.cleaned_data[f"{field}_{code}"] for field in TRANSLATED}
        own = {name: self.cleaned_data[name] for name in (*TRANSLATED, "language", "parent", "takes_applications")}
        return {**own, "translations": translations}


class AddSeats(Form):
    """How many seats of which kind."""

    kind = forms.ChoiceField(label=_("For whom"), choices=SeatKind.choices)
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=50, initial=1)
    votes = forms.BooleanField(label=_("Has a vote"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        """Give no vote to those who advise: the box is ticked from the beginning, and nobody need think of it."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") and SeatKind(cleaned["kind"]) not in LIVED:
            cleaned["votes"] = False
        if "kind" in cleaned:
            cleaned["kind"] = SeatKind(cleaned["kind"])
        return cleaned


class RetypeSeat(Form):
    """For whom a seat is from now on."""

    kind = forms.ChoiceField(label=_("For whom"), choices=SeatKind.choices)
    votes = forms.BooleanField(label=_("Has a vote"), required=False)

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        """Begin with what it is."""
        super().__init__(*args, initial={"kind": seat.kind, "votes": seat.votes}, **kwargs)

    def clean_kind(self) -> SeatKind:
        """Return it as a kind."""
        return SeatKind(self.cleaned_data["kind"])


class OneDay(Form):
    """A day; from today on unless somebody says otherwise."""

    on = fields.day(_("From this day"), required=_("Choose a day."))

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        """Begin with today, under another label where one is given."""
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)
        if label:
            self.fields["on"].label = label


class Close(Form):
    """When a council ends, and whether its terms end with it."""

    last_day = fields.day(_("Last day of the council"), required=_("Choose a day."))
    end_terms = forms.BooleanField(label=_("Let the terms that still go on end with it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with today."""
        super().__init__(*args, initial={"last_day": timezone.localdate()}, **kwargs)


class Agreed(Form):
    """What a council agreed on, and from which day on."""

    holds_from = fields.day(_("From this day"), required=_("Choose a day."))
    term_months = forms.IntegerField(label=_("Length of a term in months"), min_value=1, max_value=120)
    renewals = forms.IntegerField(label=_("How often a term can be renewed"), min_value=0, max_value=20)
    quorum = forms.IntegerField(
        label=_("Quorum: percent of the voting seats"),
        min_value=1,
        max_value=PERCENT,
    )
    lived = forms.IntegerField(
        label=_("Seats for lived experience and carers: percent, at least"), min_value=0, max_value=PERCENT
    )
    meetings_a_year = forms.IntegerField(label=_("Meetings a year, at least"), min_value=0, max_value=366)
    pause_months = forms.IntegerField(label=_("Months for which a seat is kept in a pause"), min_value=1, max_value=60)
    late_votes = forms.BooleanField(
        label=_("People who were absent can vote afterwards, until a day and hour that the chair sets"), required=False
    )

    def __init__(self, *args: Any, rules: CouncilRules, **kwargs: Any) -> None:
        """Begin with what holds today."""
        initial = {
            "holds_from": timezone.localdate(),
            "term_months": rules.term_months,
            "renewals": rules.renewals,
            "quorum": round(Decimal(rules.quorum_share) * PERCENT),
            "lived": round(Decimal(rules.lived_share) * PERCENT),
            "meetings_a_year": rules.meetings_a_year,
            "pause_months": rules.pause_months,
            "late_votes": rules.late_votes,
        }
        super().__init__(*args, initial=initial, **kwargs)

    def agreed(self) -> dict[str, Any]:
        """Return what the act takes: shares instead of percents."""
        said = dict(self.cleaned_data)
        said["quorum_share"] = Decimal(said.pop("quorum")) / PERCENT
        said["lived_share"] = Decimal(said.pop("lived")) / PERCENT
        return said


def _initial(council: Council | None) -> dict[str, Any]:
    if council is None:
        return {"takes_applications": True, "language": languages.codes()[0]}
    return {
        "name": council.name,
        "purpose": council.purpose,
        "charter": council.charter,
        "language": council.language,
        "parent": council.parent_id,
        "takes_applications": council.takes_applications,
    }
