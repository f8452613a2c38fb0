"""Input about a meeting, new or changed, and about who attended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
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
from meetings.enums import MeetingKind, Repeat
from meetings.forms.joining import Joining
from meetings.forms.lengths import longest
from meetings.models import Invitation, Meeting
from meetings.rules import series as dates

FURTHEST_AHEAD = relativedelta(years=3)
# What says when a meeting is.
WHEN = frozenset({"day", "starts", "fold", "minutes", "time_zone", "repeat", "repeat_until"})
# For answering in writing, when it suits.
SHORTEST_QUESTION = timedelta(days=1)
LONGEST_QUESTION = relativedelta(months=3)
MISSING_IN_WRITING = {
    "question": _("Write the question that people answer."),
    "closes_on": _("Choose the last day on which people can answer."),
    "closes_at": _("Write until what time people can answer on the last day."),
}
# Of a series: how far ahead is chosen where nobody says otherwise.
A_YEAR = relativedelta(years=1)


def _zones() -> list[zones.Group]:
    """Return the zones with a name people use first, then the others by part of the world."""
    return [zones.often_used(), *zones.by_area(without=zones.WELL_KNOWN)]


class Details(Joining):
    """What a planner says about a meeting."""

    # Those of `Joining` would come first.
    field_order: tuple[str, ...] = (
        *("title", "language", "kind", "day", "starts", "fold", "minutes", "time_zone"),
        *("question", "closes_on", "closes_at"),
        *("place", "join_link", "join_phone", "no_phone_reason", "access_deadline", "contact", "reply_to"),
    )

    title = forms.CharField(
        label=_("What should the meeting be called?"),
        max_length=longest(Meeting, "title"),
        error_messages={"required": _("Give the meeting a title.")},
    )
    language = forms.ChoiceField(label=_("Language of the papers"), choices=settings.LANGUAGES)
    kind = forms.ChoiceField(
        label=_("How do people meet?"),
        help_text=_("In writing: everyone answers a question when it suits them, for some days."),
        choices=MeetingKind.choices,
        widget=forms.RadioSelect,
        initial=MeetingKind.IN_PERSON,
        error_messages={"required": _("Choose how people meet.")},
    )
    question = fields.long_text(_("What is the question?"), help_text=_("Only for a meeting in writing."), rows=3)
    closes_on = fields.day(
        _("Until which day can people answer?"),
        help_text=_("Only for a meeting in writing. It opens on the day and at the time above."),
        invalid=_("Write the day as year-month-day, such as 2027-03-29."),
    )
    closes_at = fields.time(_("Until what time on that day?"), help_text=_("Only for a meeting in writing."))
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
        if data.get("kind") == MeetingKind.WRITING:
            self._check_writing()
        elif data.get("kind"):
            # Typed before another way of meeting was chosen.
            data |= {"question": "", "closes_on": None, "closes_at": None}
        return data

    def _check_writing(self) -> None:
        """Ask for the question, and for an end that is after the beginning and exists."""
        data = self.cleaned_data
        for name, sentence in MISSING_IN_WRITING.items():
            if self._lacks(name):
                self.add_error(name, sentence)
        data |= {"place": "", "join_link": "", "join_phone": "", "minutes": self.fields["minutes"].initial}
        closes_on, closes_at, zone = data.get("closes_on"), data.get("closes_at"), data.get("time_zone")
        day, starts = data.get("day"), data.get("starts")
        if not (closes_on and closes_at and zone and day and starts):
            return
        closes = datetime.combine(closes_on, closes_at, tzinfo=zone)
        opens = datetime.combine(day, starts, tzinfo=zone)
        if closes_on > day + LONGEST_QUESTION:
            self.add_error("closes_on", _("A question is open for at most three months. Choose an earlier day."))
        elif not moments.happens(closes):
            sentence = _("Clocks are moved forward on this day and skip this time. Choose another time.")
            self.add_error("closes_at", sentence)
        elif closes.astimezone(UTC) < opens.astimezone(UTC) + SHORTEST_QUESTION:
            self.add_error("closes_on", _("Leave people at least a day to answer. Choose a later day or time."))

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
    repeat = forms.ChoiceField(
        label=_("Does it come again?"),
        help_text=_("Each meeting can be moved or cancelled alone later."),
        choices=[("", _("No, only once")), *Repeat.choices],
        required=False,
    )
    repeat_until = fields.day(
        _("Until when does it come again?"),
        help_text=_("At most a year. Leave this empty for a whole year."),
        invalid=_("Write the day as year-month-day, such as 2027-03-29."),
    )
    field_order: tuple[str, ...] = ("council", *Details.field_order, "repeat", "repeat_until")

    def __init__(self, *args: Any, councils: QuerySet[Council], **kwargs: Any) -> None:
        """Offer these councils."""
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Council]", self.fields["council"]).queryset = councils

    def clean_repeat(self) -> Repeat | None:
        """Return the fixed word, or None for a meeting that comes once."""
        value = self.cleaned_data["repeat"]
        return Repeat(value) if value else None

    def clean(self) -> dict[str, Any]:
        """Check that the days of a series can be."""
        data = super().clean()
        repeat, first = data.get("repeat"), data.get("day")
        if repeat is None:
            data["repeat_until"] = None
        elif first and "repeat_until" not in self.errors:
            self._check_days(first, repeat)
        return data

    def days(self) -> list[date]:
        """Return the days of a series, as far as they are known; none for a meeting that comes once."""
        data = self.cleaned_data
        if not (data.get("repeat") and data.get("day") and data.get("repeat_until")):
            return []
        return dates.days(data["day"], data["repeat"], data["repeat_until"])

    def _check_days(self, first: date, repeat: Repeat) -> None:
        data = self.cleaned_data
        until = data["repeat_until"] = data.get("repeat_until") or first + A_YEAR - timedelta(days=1)
        verdict = dates.is_fit(first, until, [])
        found: list[date] = []
        # Not before its length is known to be sane.
        if until <= first + dates.LONGEST:
            found = dates.days(first, repeat, until)
            verdict = dates.is_fit(first, until, found)
        if not verdict:
            self.add_error("repeat_until", str(verdict.reason))
        elif data.get("starts") and data.get("time_zone") and "starts" not in self.errors:
            verdict = dates.all_happen(found, data["starts"], data["time_zone"])
            if not verdict:
                self.add_error("starts", str(verdict.reason))


class Copy(Plan):
    """A new meeting like another one."""

    with_agenda = forms.BooleanField(
        label=_("Copy what it was about, too"),
        help_text=_("Without what was decided."),
        required=False,
    )
    field_order: tuple[str, ...] = (*Plan.field_order, "with_agenda")


class Change(Details):
    """A change of a meeting, made from the revision the page showed."""

    THIS = "this"
    FOLLOWING = "following"

    reach = forms.ChoiceField(
        label=_("Which meetings of the series?"),
        widget=forms.RadioSelect,
        choices=[(THIS, _("This meeting only")), (FOLLOWING, _("This one and all that follow"))],
        initial=THIS,
        required=False,
    )
    is_small = forms.BooleanField(
        label=_("This is a small correction. Tell nobody."),
        help_text=_("For a slip of the pen. Pages and calendar files are corrected, and nobody gets a message."),
        required=False,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    field_order: tuple[str, ...] = (*Details.field_order, "reach", "is_small")

    def __init__(self, *args: Any, in_series: bool = False, **kwargs: Any) -> None:
        """Ask which of a series are meant where there is one."""
        super().__init__(*args, **kwargs)
        if not in_series:
            del self.fields["reach"]


class Reach(Form):
    """Whether one meeting of a series is meant, or all that follow too."""

    reach = forms.ChoiceField(
        label=_("Which meetings of the series?"),
        widget=forms.RadioSelect,
        choices=[(Change.THIS, _("This meeting only")), (Change.FOLLOWING, _("This one and all that follow"))],
        initial=Change.THIS,
        required=False,
    )


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
        choices = [(str(invitation.pk), invitation.membership.listed_name) for invitation in invitations]
        cast("forms.MultipleChoiceField", self.fields["attended"]).choices = choices
