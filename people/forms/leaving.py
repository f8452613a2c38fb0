"""Input about handing over and standing in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import form_fields as fields
from core.fields import Form
from people.queries.leaving import Group


class HandOver(Form):
    """Who takes over what, and a note for them: one choice for each thing."""

    def __init__(self, *args: Any, groups: Sequence[Group], **kwargs: Any) -> None:
        """Ask once for each thing that somebody could take over."""
        super().__init__(*args, **kwargs)
        self.groups = groups
        self.people: dict[str, User] = {}
        for group in groups:
            if group.responsibility.candidates is not None:
                self._ask(group)
        self.fields["note"] = forms.CharField(
            label=_("A note for whoever takes it over"),
            help_text=_("What they should know: what waits, and whom to ask. Nothing about why somebody leaves."),
            max_length=5000,
            required=False,
            widget=forms.Textarea,
        )

    def _ask(self, group: Group) -> None:
        choices: list[tuple[str, str | Promise]] = [("", _("Nobody yet: left open where others see it"))]
        for person in group.candidates:
            self.people[str(person.pk)] = person
            choices.append((str(person.pk), person.known_as))
        for thing in group.things:
            self.fields[_name(group, thing.pk)] = forms.ChoiceField(
                label=thing.title,
                choices=choices,
                required=False,
                initial=str(group.suggested.pk) if group.suggested else "",
            )

    def fields_by_group(self) -> list[tuple[Group, list[BoundField]]]:
        """Return the choices under the kind of thing that they are about; a kind that only ends has none."""
        by_group = []
        for group in self.groups:
            bound = [self[_name(group, thing.pk)] for thing in group.things if _name(group, thing.pk) in self.fields]
            by_group.append((group, bound))
        return by_group

    def choices(self) -> dict[tuple[str, str], User | None]:
        """Return who takes over each thing."""
        chosen: dict[tuple[str, str], User | None] = {}
        for group in self.groups:
            for thing in group.things:
                value = self.cleaned_data.get(_name(group, thing.pk), "")
                chosen[group.responsibility.name, thing.pk] = self.people.get(value)
        return chosen


def _name(group: Group, pk: str) -> str:
    return f"{group.responsibility.name}-{pk}"


class ArrangeStandIn(Form):
    """Who stands in for whom, and on which days."""

    person = forms.ModelChoiceField(label=_("Who is away?"), queryset=User.objects.none())
    stand_in = forms.ModelChoiceField(label=_("Who stands in?"), queryset=User.objects.none())
    starts_on = fields.day(_("From this day"), required=_("Choose the first day."))
    ends_on = fields.day(
        _("Until this day"), help_text=_("Leave it empty if you do not know yet. You can end it any day.")
    )

    def __init__(self, *args: Any, people: Sequence[User], stand_ins: Sequence[User], **kwargs: Any) -> None:
        """Offer those the reader may speak for, and those who could stand in."""
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = timezone.localdate()
        self._offer("person", people)
        self._offer("stand_in", stand_ins)

    def _offer(self, name: str, people: Sequence[User]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = User.objects.filter(pk__in=[person.pk for person in people]).order_by("name", "pk")

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        answers: dict[str, Any] = super().clean() or {}
        starts_on = answers.get("starts_on")
        ends_on = answers.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", str(_("Choose a last day that is not before the first.")))
        return answers
