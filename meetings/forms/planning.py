"""Input about a meeting, new or changed, and about who attended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import form_fields as fields
from core import moments, zones
from core.fields import Form
from council.models import Council
from meetings.forms.joining import Joining
from meetings.forms.lengths import longest
from meetings.models import Invitation, Meeting

FURTHEST_AHEAD = relativedelta(years=3)
# What says when a meeting is.
WHEN = frozenset({"day", "starts", "fold", "minutes", "time_zone"})
# How people get to a meeting: at least one of these fields is filled in.
WAYS_IN = ("place", "join_link", "join_phone")


def _zones() -> list[zones.Group]:
    """Return the zones with a name people use first, then the others by part of the world."""
    return [zones.often_used(), *zones.by_area(without=zones.WELL_KNOWN)]


class Details(Joining):
    """What a planner says about a meeting."""

    # Those of `Joining` would come first.
    field_order: tuple[str, ...] = (
        *("title", "language", "day", "starts", "fold", "minutes", "time_zone"),
        *("place", "join_link", "join_phone", "access_deadline", "contact", "reply_to"),
    )

    title = forms.CharField(
        label=_("What should the meeting be called?"),
        max_length=longest(Meeting, "title"),
        error_messages={"required": _("Give the meeting a title.")},
    )
    language = forms.ChoiceField(label=_("Language of the papers"), choices=settings.LANGUAGES)
    day = fields.day(
        _("Day"),
        required=_("Choose the day of the meeting."),
        invalid=_("Write the day as year-month-day, such as 2027-03-29."),
    )
    starts = forms.TimeField(
        label=_("Starts at"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Write when the meeting starts."),
            "invalid": _("Write the time as hours and minutes, such as 10:00."),
        },
    )
    # Left out unless the start comes twice on that day.
    fold = forms.ChoiceField(
        label=_("Which of the two times?"),
        help_text=_("Clocks are moved back on this day, so this time comes twice."),
        widget=forms.RadioSelect,
        choices=[("0", _("The first one, before the clocks go back")), ("1", _("The second one, an hour later"))],
        error_messages={"required": _("This time comes twice on this day. Choose which one you mean.")},
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
        label=_("Time zone"),
        # A callable: the names are in the language of the page, not of the process that started.
        choices=_zones,
        help_text=_("Everyone sees the time in their own time zone."),
    )
    contact = forms.CharField(
        label=_("Who can people ask?"),
        help_text=_("A name, with a phone number or an email address."),
        max_length=longest(Meeting, "contact"),
        error_messages={"required": _("Say who people can ask, and how to reach them.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask which of two times is meant only where there are two."""
        super().__init__(*args, **kwargs)
        if not self._comes_twice():
            del self.fields["fold"]

    def _comes_twice(self) -> bool:
        """Return whether the day, time and zone, as they were typed, are a time that comes twice."""
        asked = {}
        for name in ("day", "starts", "time_zone"):
            try:
                asked[name] = self.fields[name].clean(self[name].value())
            except forms.ValidationError:
                return False
        zone = ZoneInfo(asked["time_zone"])
        return moments.is_ambiguous(datetime.combine(asked["day"], asked["starts"], tzinfo=zone))

    def only_times_are_checked(self) -> bool:
        """Leave the errors of the fields that say when it is, and no others; return whether there are none."""
        for name in set(self.errors) - WHEN:
            del self.errors[name]
        return not self.errors

    def clean_day(self) -> date:
        """Refuse a typo in the year."""
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate() + FURTHEST_AHEAD:
            raise forms.ValidationError(_("Choose a day within the next three years."))
        return day

    def clean_time_zone(self) -> ZoneInfo:
        """Return the zone itself."""
        return ZoneInfo(self.cleaned_data["time_zone"])

    def clean(self) -> dict[str, Any]:
        """Check what can only be seen together: the wall time, the deadline and the way in."""
        data = super().clean() or self.cleaned_data
        day = data.get("day")
        # Where the time comes once, there is nothing to choose, whatever was chosen for an earlier day.
        if "fold" not in self.errors:
            data["fold"] = int(data.get("fold") or 0)
        deadline = data.get("access_deadline")
        self._check_time(day, data.get("starts"), data.get("time_zone"))
        if day and deadline and deadline > day:
            self.add_error("access_deadline", _("Choose a day before the meeting."))
        # A way in that was given but is malformed has an error of its own: it is not missing.
        is_reachable = any(data.get(name) or name in self.errors for name in WAYS_IN)
        if not is_reachable:
            self.add_error("place", _("Say where the meeting is, or give a link or a phone number to join."))
        return data

    def _check_time(self, day: date | None, starts: time | None, zone: ZoneInfo | None) -> None:
        """Refuse a day that is over where the meeting takes place, and a wall time that does not exist on it."""
        if not day or not zone:
            return
        if day < timezone.localdate(timezone=zone):
            self.add_error("day", _("This day is over. Choose today or a later day."))
        elif starts and not moments.happens(datetime.combine(day, starts, tzinfo=zone)):
            self.add_error("starts", _("Clocks are moved forward on this day and skip this time. Choose another time."))


class Plan(Details):
    """A new meeting."""

    council = forms.ModelChoiceField(
        label=_("Council"),
        queryset=Council.objects.none(),
        empty_label=None,
        error_messages={"required": _("Choose the council."), "invalid_choice": _("Choose a council from the list.")},
    )
    field_order: tuple[str, ...] = ("council", *Details.field_order)

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
