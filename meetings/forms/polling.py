"""Input about polls for a date: the dates, an answer, and what the meeting needs besides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import form_fields as fields
from core import moments, zones
from core.fields import Form
from core.form_fields import Lines
from council.models import Council
from meetings import rules
from meetings.actions import OfferedDate
from meetings.enums import Availability
from meetings.forms.joining import Joining
from meetings.forms.lengths import longest
from meetings.models import DatePoll, PollAnswer, PollOption

MOST_DATES = 6
FURTHEST_AHEAD_DAYS = 366
_OPTIONAL_NUMBERS = range(rules.FEWEST_DATES + 1, MOST_DATES + 1)
_OPTIONAL_DATES = frozenset(f"{part}_{number}" for part in ("day", "starts") for number in _OPTIONAL_NUMBERS)
WHICH = [("0", _("The first time, before clocks go back")), ("1", _("The second time, after clocks went back"))]
# How people get to a meeting: at least one of these fields is filled in.


def _zones() -> list[zones.Group]:
    """Return the zones with a name people use first, then the others by part of the world."""
    return [zones.often_used(), *zones.by_area(without=zones.WELL_KNOWN)]


def happens_twice(day: date, starts: time, zone: tzinfo) -> bool:
    """Return whether a wall time comes twice on a day, because clocks go back."""
    return moments.is_ambiguous(datetime.combine(day, starts, tzinfo=zone))


class PollForm(Form):
    """A poll: what it is about, and three to six dates."""

    marked_optional = _OPTIONAL_DATES
    council = forms.ModelChoiceField(
        label=_("Council"),
        queryset=Council.objects.none(),
        empty_label=None,
        error_messages={"required": _("Choose the council."), "invalid_choice": _("Choose a council from the list.")},
    )
    title = forms.CharField(
        label=_("What should the meeting be called?"),
        max_length=longest(DatePoll, "title"),
        error_messages={"required": _("Give the meeting a title.")},
    )
    language = forms.ChoiceField(label=_("Language of the title"), choices=settings.LANGUAGES)
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
        label=_("Time zone of the dates"),
        # A callable: the names are in the language of the page, not of the process that started.
        choices=_zones,
        help_text=_("Everyone sees the dates in their own time zone first."),
    )
    answer_by = fields.day(
        _("Until when do you ask for answers?"),
        help_text=_("Three days before, people who have not answered are asked once more."),
        required=_("Choose the day until which you ask for answers."),
        invalid=_("Write the day as year-month-day, such as 2027-03-15."),
    )
    contact = forms.CharField(
        label=_("Who can people ask?"),
        help_text=_("A name, with a phone number or an email address."),
        max_length=longest(DatePoll, "contact"),
        error_messages={"required": _("Say who people can ask, and how to reach them.")},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args: Any, councils: QuerySet[Council] | None = None, **kwargs: Any) -> None:
        """Offer these councils, or none to choose from where a poll is corrected; add the boxes of the dates."""
        super().__init__(*args, **kwargs)
        if councils is None:
            del self.fields["council"]
        else:
            cast("forms.ModelChoiceField[Council]", self.fields["council"]).queryset = councils
        for number in range(1, MOST_DATES + 1):
            self._add_date(number)
        for number in range(1, MOST_DATES + 1):
            self._show_which_at_first(number)

    def _add_date(self, number: int) -> None:
        is_needed = number <= rules.FEWEST_DATES
        day_words: Any = ""
        time_words: Any = ""
        if is_needed:
            day_words = _("Choose a day.")
            time_words = _("Write when the meeting would start.")
        numbered = {"number": number}
        day = fields.day(
            _("Date %(number)d: day") % numbered,
            required=day_words,
            invalid=_("Write the day as year-month-day, such as 2027-03-29."),
        )
        self.fields[f"day_{number}"] = day
        self.fields[f"starts_{number}"] = fields.time(
            _("Date %(number)d: starts at") % numbered,
            required=time_words,
            invalid=_("Write the time as hours and minutes, such as 10:00."),
        )
        self.fields[f"fold_{number}"] = forms.ChoiceField(
            label=_("Date %(number)d: this time comes twice on that day. Which one?") % numbered,
            choices=WHICH,
            required=False,
            widget=forms.HiddenInput,
        )

    def _show_which_at_first(self, number: int) -> None:
        """Show which of two equal times a stored date is."""
        day = self.initial.get(f"day_{number}")
        starts = self.initial.get(f"starts_{number}")
        if day and starts and happens_twice(day, starts, ZoneInfo(self.initial["time_zone"])):
            self._show_which(number)

    def _show_which(self, number: int) -> None:
        self.fields[f"fold_{number}"].widget = forms.RadioSelect(choices=WHICH)

    def clean_time_zone(self) -> ZoneInfo:
        """Return the zone itself."""
        return ZoneInfo(self.cleaned_data["time_zone"])

    def clean_answer_by(self) -> date:
        """Refuse a day that is over."""
        day: date = self.cleaned_data["answer_by"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Choose today or a later day."))
        return day

    def clean(self) -> dict[str, Any]:
        """Check each date, and then what can only be seen of all of them."""
        data = super().clean() or self.cleaned_data
        zone = data.get("time_zone")
        if zone is None:
            return data
        dates = []
        for number in range(1, MOST_DATES + 1):
            offered = self._offered(number, zone)
            if offered:
                dates.append(offered)
        data["dates"] = dates
        if not self.errors:
            verdict = rules.are_fit_dates([offered.in_zone(zone) for offered in dates])
            if not verdict:
                self.add_error(None, str(verdict.reason))
            elif data["answer_by"] >= min(offered.day for offered in dates):
                self.add_error("answer_by", _("Choose a day before the first date."))
        return data

    def _offered(self, number: int, zone: ZoneInfo) -> OfferedDate | None:
        """Return the date of some boxes, or None where they are empty or have an error."""
        day_name = f"day_{number}"
        time_name = f"starts_{number}"
        day = self.cleaned_data.get(day_name)
        starts = self.cleaned_data.get(time_name)
        if day_name in self.errors or time_name in self.errors or not (day or starts):
            return None
        if not day:
            self.add_error(day_name, _("Choose the day that belongs to this time, or leave both empty."))
            return None
        if not starts:
            self.add_error(time_name, _("Write the time that belongs to this day, or leave both empty."))
            return None
        if (day - timezone.localdate()).days > FURTHEST_AHEAD_DAYS:
            self.add_error(day_name, _("Choose a day within a year from now."))
            return None
        if not moments.happens(datetime.combine(day, starts, tzinfo=zone)):
            skipped = _("Clocks are moved forward on this day and skip this time. Choose another time.")
            self.add_error(time_name, skipped)
            return None
        return OfferedDate(day, starts, self._fold(number, day, starts, zone))

    def _fold(self, number: int, day: date, starts: time, zone: ZoneInfo) -> int:
        if not happens_twice(day, starts, zone):
            return 0
        self._show_which(number)
        which: str = self.cleaned_data.get(f"fold_{number}") or ""
        if not which:
            self.add_error(f"fold_{number}", _("Clocks go back on this day. Say which of the two times you mean."))
            return 0
        return int(which)

    @property
    def poll(self) -> dict[str, Any]:
        """Return what an action takes: what the poll is about, and its dates."""
        names = ["council", "title", "language", "minutes", "time_zone", "answer_by", "contact", "dates"]
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


def initial_of(poll: DatePoll) -> dict[str, Any]:
    """Return what the form of a poll begins with."""
    initial: dict[str, Any] = {
        "title": poll.title,
        "language": poll.language,
        "minutes": poll.minutes,
        "time_zone": str(poll.time_zone),
        "answer_by": poll.answer_by,
        "contact": poll.contact,
        "revision": poll.revision,
    }
    for number, option in enumerate(poll.options.all(), 1):
        initial |= {f"day_{number}": option.day, f"starts_{number}": option.starts, f"fold_{number}": str(option.fold)}
    return initial


class PollReply(Form):
    """What somebody says to each date, in their own time zone, and a note."""

    # Last: it may be about all dates.
    note = Lines(
        label=_("Anything we should know?"),
        help_text=_("Only the people who arrange the meeting read this. You can leave it empty."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        max_length=longest(PollAnswer, "note"),
        required=False,
    )

    def __init__(self, *args: Any, options: Sequence[PollOption], zone: tzinfo, **kwargs: Any) -> None:
        """Ask about these dates, each shown in a zone and, where it differs, also in that of the poll."""
        super().__init__(*args, **kwargs)
        note = self.fields.pop("note")
        for option in options:
            self.fields[_name(option)] = forms.ChoiceField(
                label=moments.moment_words(option.starts_at, zone),
                help_text=_elsewhere(option, zone),
                choices=Availability.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose one answer to this date, also if you cannot say yet.")},
            )
        self.fields["note"] = note
        self.options = options

    @property
    def choices(self) -> dict[UUID, Availability]:
        """Return what was said to each date, by the ids of the options."""
        return {option.pk: Availability(self.cleaned_data[_name(option)]) for option in self.options}

    @property
    def typed(self) -> list[tuple[str, str]]:
        """Return each date with what was chosen, for a page that can only show it."""
        labels = {value: str(label) for value, label in Availability.choices}
        rows = []
        for option in self.options:
            bound = self[_name(option)]
            chosen = labels.get(str(bound.value() or ""), "")
            if chosen:
                rows.append((str(bound.label), chosen))
        return rows


def reply_initial(answer: PollAnswer) -> dict[str, Any]:
    """Return what somebody said so far."""
    initial: dict[str, Any] = {"note": answer.note}
    for choice in answer.choices.all():
        initial[f"option_{choice.option_id.hex}"] = choice.availability
    return initial


def _name(option: PollOption) -> str:
    return f"option_{option.pk.hex}"


def _elsewhere(option: PollOption, zone: tzinfo) -> str:
    """Return the date where the meeting takes place, where clocks show something else there."""
    there = option.starts_at
    if there.utcoffset() == there.astimezone(zone).utcoffset():
        return ""
    return moments.moment_words(there, option.poll.time_zone)


class ClosePoll(Joining):
    """The date that is chosen, and what the meeting needs besides."""

    field_order = ("option",)

    option = forms.ChoiceField(
        label=_("Which date?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a date."), "invalid_choice": _("Choose one of the dates.")},
    )

    def __init__(self, *args: Any, options: Iterable[PollOption], notes: Mapping[UUID, str], **kwargs: Any) -> None:
        """Offer these dates, each with a note about whom it suits."""
        super().__init__(*args, **kwargs)
        self.by_value = {str(option.pk): option for option in options}
        choices = []
        for value, option in self.by_value.items():
            words = moments.moment_words(option.starts_at, option.poll.time_zone)
            choices.append((value, f"{words} – {notes[option.pk]}"))
        cast("forms.ChoiceField", self.fields["option"]).choices = choices

    def clean_option(self) -> PollOption:
        """Return the option itself."""
        return self.by_value[self.cleaned_data["option"]]

    def clean_access_deadline(self) -> date:
        """Refuse a day that is over."""
        day: date = self.cleaned_data["access_deadline"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Choose today or a later day."))
        return day

    def clean(self) -> dict[str, Any]:
        """Check the deadline against the chosen date."""
        data = super().clean() or self.cleaned_data
        option = data.get("option")
        deadline = data.get("access_deadline")
        if option and deadline and deadline > option.day:
            self.add_error("access_deadline", _("Choose a day before the meeting."))
        return data
