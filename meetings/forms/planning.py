"""A meeting, new or changed, and who was there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import moments
from core.fields import Form
from council.models import Council
from meetings.forms.lengths import longest
from meetings.models import Invitation, Meeting


def _zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return time zones in groups: those with a name people use first, then the others by part of the world."""
    groups: dict[str, list[tuple[str, str]]] = {
        str(_("Often used")): [(key, str(moments.ZONES[key])) for key in moments.ZONES]
    }
    for key in sorted(available_timezones() - set(moments.ZONES)):
        area, _slash, city = key.partition("/")
        if city and area not in {"Etc", "SystemV", "US"}:
            groups.setdefault(area, []).append((key, city.replace("_", " ").replace("/", " – ")))
    return list(groups.items())


class Details(Form):
    """What is said about a meeting."""

    title = forms.CharField(
        label=_("What should the meeting be called?"),
        max_length=longest(Meeting, "title"),
        error_messages={"required": _("Give the meeting a title.")},
    )
    language = forms.ChoiceField(label=_("Language of the papers"), choices=settings.LANGUAGES)
    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose the day of the meeting."),
            "invalid": _("Write the day as year-month-day, such as 2027-03-29."),
        },
    )
    starts = forms.TimeField(
        label=_("Starts at"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Write when the meeting starts."),
            "invalid": _("Write the time as hours and minutes, such as 10:00."),
        },
    )
    minutes = forms.IntegerField(
        label=_("How many minutes, with breaks?"),
        min_value=10,
        max_value=600,
        initial=90,
        error_messages={
            "required": _("Write how many minutes the meeting takes."),
            "invalid": _("Write the minutes as a whole number, such as 90."),
            "min_value": _("A meeting takes at least 10 minutes. Write a larger number."),
            "max_value": _("A meeting takes at most 600 minutes. Write a smaller number, or plan two meetings."),
        },
    )
    time_zone = forms.ChoiceField(
        label=_("Whose clock is this?"),
        choices=_zones,
        help_text=_("Everybody is told the time on their own clock."),
    )
    place = forms.CharField(
        label=_("Where is it?"),
        help_text=_("Leave this empty if people join online or by phone only."),
        max_length=longest(Meeting, "place"),
        required=False,
    )
    join_link = forms.URLField(
        label=_("Link to join online"),
        max_length=200,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Copy the whole link. It begins with https://")},
    )
    join_phone = forms.CharField(
        label=_("Phone number to join"),
        help_text=_("Some people cannot join any other way."),
        max_length=longest(Meeting, "join_phone"),
        required=False,
    )
    access_deadline = forms.DateField(
        label=_("Until when can people ask for what they need?"),
        help_text=_("Interpreters and captioners need two weeks or more."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose the last day to ask for what one needs."),
            "invalid": _("Write the day as year-month-day, such as 2027-03-15."),
        },
    )
    contact = forms.CharField(
        label=_("Who can people ask?"),
        help_text=_("A name, with a phone number or an e-mail address."),
        max_length=longest(Meeting, "contact"),
        error_messages={"required": _("Say who people can ask, and how to reach them.")},
    )

    def clean_day(self) -> date:
        """Refuse a slip of the pen in the year."""
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate() + timedelta(days=3 * 366):
            raise forms.ValidationError(_("Choose a day within the next three years."))
        return day

    def clean_time_zone(self) -> ZoneInfo:
        """Return the zone itself."""
        return ZoneInfo(self.cleaned_data["time_zone"])

    def clean(self) -> dict[str, Any]:
        """Check what can only be seen together: the wall time, the deadline and the way in."""
        data = super().clean() or self.cleaned_data
        day, starts, zone = (data.get(name) for name in ("day", "starts", "time_zone"))
        if day and zone and day < timezone.localdate(timezone=zone):
            self.add_error("day", _("This day is over. Choose today or a later day."))
        elif day and starts and zone and not moments.happens(datetime.combine(day, starts, tzinfo=zone)):
            self.add_error("starts", _("Clocks are moved forward on this day and skip this time. Choose another time."))
        if day and (deadline := data.get("access_deadline")) and deadline > day:
            self.add_error("access_deadline", _("Choose a day before the meeting."))
        if not any(data.get(name) or name in self.errors for name in ("place", "join_link", "join_phone")):
            self.add_error("place", _("Say where the meeting is, or give a link or a phone number to join."))
        return data


class Plan(Details):
    """A new meeting."""

    council = forms.ModelChoiceField(
        label=_("Council"),
        queryset=Council.objects.none(),
        empty_label=None,
        error_messages={"required": _("Choose the council."), "invalid_choice": _("Choose a council from the list.")},
    )
    field_order = ("council",)

    def __init__(self, *args: Any, councils: QuerySet[Council], **kwargs: Any) -> None:
        """Offer these councils."""
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Council]", self.fields["council"]).queryset = councils


class Change(Details):
    """A change of a meeting, made from the revision the page showed."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class Held(Form):
    """Who was there."""

    attended = forms.MultipleChoiceField(
        label=_("Who was there?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Choose people from the list.")},
    )

    def __init__(self, *args: Any, invitations: Iterable[Invitation], **kwargs: Any) -> None:
        """Offer everybody who was invited, by the name others may see."""
        super().__init__(*args, **kwargs)
        choices = [(str(invitation.pk), invitation.membership.shown_name) for invitation in invitations]
        cast("forms.MultipleChoiceField", self.fields["attended"]).choices = choices
