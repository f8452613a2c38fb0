"""Input in the room: who is there, notes, votes, stepping back, and what is to be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import form_fields as fields
from core.fields import Form
from core.form_fields import Lines
from core.moments import happens
from council.models import Interest, Membership
from meetings.enums import WITHOUT_SEAT, CardKind, OwnerRole, PersonKind, Presence
from meetings.models import AgendaItem, Attendance, VoteOption

LONGEST_NOTES = 20_000
FEWEST_OPTIONS = 2
MOST_OPTIONS = 12


class Arrival(Form):
    """Who has come, and how."""

    member = forms.UUIDField()
    how = forms.ChoiceField(label=_("How"), choices=Presence.choices)

    def clean_how(self) -> Presence:
        """Return the fixed word."""
        return Presence(self.cleaned_data["how"])


class Guest(Form):
    """Somebody without a seat who has come."""

    kind = forms.ChoiceField(label=_("As what"), choices=WITHOUT_SEAT)
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Only if they want to be named. Without a name they are counted."),
        max_length=Attendance._meta.get_field("name").max_length,
        required=False,
    )
    how = forms.ChoiceField(label=_("How"), choices=Presence.choices)

    def clean_kind(self) -> PersonKind:
        """Return the fixed word."""
        return PersonKind(self.cleaned_data["kind"])

    def clean_how(self) -> Presence:
        """Return the fixed word."""
        return Presence(self.cleaned_data["how"])


def _as_typed(moment: datetime | None, zone: tzinfo) -> str:
    if moment is None:
        return ""
    return moment.astimezone(zone).strftime("%H:%M")


class Correction(Form):
    """How somebody took part, when they came and when they left, on the clock of the meeting."""

    how = forms.ChoiceField(label=_("How"), choices=Presence.choices)
    came = fields.time(_("Came at"), required=_("Write when they came."))
    left = forms.TimeField(
        label=_("Left at"),
        help_text=_("Empty if they stayed until the end."),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    takes_notes = forms.BooleanField(label=_("Takes notes in this meeting"), required=False)

    def __init__(self, data: Any = None, *, attendance: Attendance) -> None:
        """Begin with what is written down."""
        self.attendance = attendance
        zone = attendance.meeting.time_zone
        initial = {
            "how": attendance.how,
            "came": _as_typed(attendance.came_at, zone),
            "left": _as_typed(attendance.left_at, zone),
            "takes_notes": attendance.takes_notes,
        }
        super().__init__(data, initial=initial)
        # Whoever has no seat has no account that could write.
        if attendance.membership_id is None:
            del self.fields["takes_notes"]

    def clean_how(self) -> Presence:
        """Return the fixed word."""
        return Presence(self.cleaned_data["how"])

    def clean(self) -> dict[str, Any]:
        """Make moments of the times; nobody leaves before they come."""
        said = super().clean() or {}
        came = self._moment("came", self.attendance.came_at)
        left = self._moment("left", self.attendance.left_at)
        if came is not None and left is not None and left < came:
            self.add_error("left", _("This is before they came. Change one of the two times."))
        said["came_at"] = came
        said["left_at"] = left
        return said

    def _moment(self, name: str, before: datetime | None) -> datetime | None:
        typed = self.cleaned_data.get(name)
        if typed is None:
            return None
        meeting = self.attendance.meeting
        # What nobody touched stays to the second.
        if before is not None and before.astimezone(meeting.time_zone).strftime("%H:%M") == f"{typed:%H:%M}":
            return before
        day = meeting.day
        if before is not None:
            day = before.astimezone(meeting.time_zone).date()
        moment = datetime.combine(day, typed, tzinfo=meeting.time_zone)
        if not happens(moment):
            self.add_error(name, _("Clocks are moved forward on this day and skip this time. Write another one."))
            return None
        return moment


class Card(Form):
    """Which card is held up."""

    kind = forms.ChoiceField(choices=CardKind.choices)

    def clean_kind(self) -> CardKind:
        """Return the fixed word."""
        return CardKind(self.cleaned_data["kind"])


class Note(Form):
    """The notes of an item and what was decided, with the version from which they were begun."""

    text = Lines(
        label=_("Notes"),
        help_text=_("Two people can write at the same time. When you save, their words and yours are put together."),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=LONGEST_NOTES,
        required=False,
    )
    outcome = Lines(
        label=_("What was decided?"),
        help_text=_("Write it in the language of the papers, so that someone who was not there can understand it."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST_NOTES,
        required=False,
    )
    # Not a hidden field: words that are kept after a lost signal go on from the version they were begun from, and
    # hidden ones begin again with what the page knows by then.
    base = forms.CharField(
        label="", required=False, widget=forms.TextInput(attrs={"hidden": True, "aria-label": _("Version")})
    )
    # Where the words belong when the item is taken off while somebody writes.
    meeting = forms.UUIDField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(required=False, max_length=160, widget=forms.HiddenInput)
    note = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean_base(self) -> int:
        """Return the number; what is none began from nothing."""
        typed = self.cleaned_data["base"]
        # Longer ones are no version of ours, and too large for the database.
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len("1000000000") else 0

    def words(self) -> dict[str, Any]:
        """Return what the act takes."""
        return {name: self.cleaned_data[name] for name in ("base", "text", "outcome")}


class NewVote(Form):
    """A question to the room."""

    question = fields.line(_("Question"), required=_("Write the question."), max_length=300)
    language = forms.ChoiceField(label=_("Language of these words"), choices=settings.LANGUAGES)
    options = Lines(
        label=_("Answers, one on each line"),
        help_text=_("Leave a way not to take a side, such as: I do not vote."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write at least two answers.")},
    )
    item = forms.ModelChoiceField(
        label=_("What it belongs to"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=_("Nothing on the agenda"),
    )
    is_secret = forms.BooleanField(
        label=_("Secret"),
        help_text=_("Nobody can find out later who chose what, not even we. Only the numbers are kept."),
        required=False,
    )

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        """Offer the items of one meeting."""
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]

    def clean_options(self) -> list[str]:
        """Return the answers: several different ones, none too long."""
        lines = [line.strip() for line in self.cleaned_data["options"].splitlines()]
        options = [line for line in lines if line]
        longest = VoteOption._meta.get_field("text").max_length or 0
        if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
            raise ValidationError(_("Write between 2 and 12 answers, each on a line of its own."))
        if len({option.casefold() for option in options}) < len(options):
            raise ValidationError(_("Two of the answers are the same. Change one of them."))
        if any(len(option) > longest for option in options):
            raise ValidationError(_("One of the answers is too long. Write at most 160 letters."))
        return options


class Ballot(Form):
    """What somebody chooses."""

    option = forms.ChoiceField(
        label=_("Your vote"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers."), "invalid_choice": _("Choose one of the answers.")},
    )

    def __init__(self, data: Any = None, *, options: Sequence[VoteOption]) -> None:
        """Offer the answers of one vote."""
        super().__init__(data)
        self.options = {str(option.position): option for option in options}
        self.fields["option"].choices = [(key, option.text) for key, option in self.options.items()]  # type: ignore[attr-defined]

    def clean_option(self) -> VoteOption:
        """Return the answer."""
        return self.options[self.cleaned_data["option"]]


class Voice(Ballot):
    """What a member says aloud, entered by the chair."""

    member = forms.ChoiceField(label=_("Who says it"), error_messages={"required": _("Choose a member.")})
    field_order = ("member", "option")

    def __init__(self, data: Any = None, *, options: Sequence[VoteOption], terms: Iterable[Membership]) -> None:
        """Offer the members who can vote and have not."""
        super().__init__(data, options=options)
        self.terms = {str(term.pk): term for term in terms}
        self.fields["option"].label = _("Their vote")
        self.fields["member"].choices = [(pk, term.listed_name) for pk, term in self.terms.items()]  # type: ignore[attr-defined]

    def clean_member(self) -> Membership:
        """Return the term."""
        return self.terms[self.cleaned_data["member"]]


class CloseVote(Form):
    """Whether people who were absent can still vote, and until when, on the clock of the meeting."""

    until_day = forms.DateField(
        label=_("People who were absent can vote until this day"),
        help_text=_("Leave both empty to close it for everybody now."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Write the day as year-month-day, such as 2027-03-29.")},
    )
    until_time = forms.TimeField(
        label=_("and this hour"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"invalid": _("Write the time as hours and minutes, such as 18:00.")},
    )

    def __init__(self, data: Any = None, *, zone: tzinfo) -> None:
        """Read times by the clock of the meeting."""
        self.zone = zone
        super().__init__(data)

    def clean(self) -> dict[str, Any]:
        """Return the moment, or nothing."""
        said = super().clean() or {}
        day, hour = said.get("until_day"), said.get("until_time")
        said["late_until"] = None
        if not self.errors and bool(day) != bool(hour):
            self.add_error("until_time" if day else "until_day", _("Write both, the day and the hour, or none."))
        elif day and hour:
            said["late_until"] = datetime.combine(day, hour, tzinfo=self.zone)
        return said


class SteppingBack(Form):
    """Because of what somebody steps back."""

    interest = forms.ModelChoiceField(
        label=_("Because of something that you declared"),
        queryset=Interest.objects.none(),
        required=False,
        empty_label=_("Something else"),
    )
    text = Lines(
        label=_("Or what it is, in a few words"),
        help_text=_("The coordinator and the chair can read it. It becomes one of your interests."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
    )

    def __init__(self, *args: Any, interests: Any, **kwargs: Any) -> None:
        """Offer what the member declared."""
        super().__init__(*args, **kwargs)
        self.fields["interest"].queryset = interests  # type: ignore[attr-defined]
        if not interests.exists():
            del self.fields["interest"]

    def clean(self) -> dict[str, Any]:
        """One of the two is needed: stepping back is recorded with its reason."""
        said = super().clean() or {}
        if not said.get("interest") and not said.get("text"):
            self.add_error("text", _("Say in a few words why you step back."))
        return said


class _Owned(Form):
    """Who does something, and by when."""

    owner = forms.ChoiceField(label=_("Who does it?"), error_messages={"required": _("Choose who does it.")})
    due_on = fields.day(_("By which day?"), required=_("Choose a day."))

    def __init__(self, *args: Any, terms: Iterable[Membership], **kwargs: Any) -> None:
        """Offer roles and members."""
        super().__init__(*args, **kwargs)
        self.terms = {str(term.pk): term for term in terms}
        choices: list[tuple[str, Any]] = [("", _("Choose"))]
        choices += [(value, label) for value, label in OwnerRole.choices]
        choices += [(pk, term.listed_name) for pk, term in self.terms.items()]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]

    def clean_due_on(self) -> Any:
        """Only a day ahead can be kept."""
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise ValidationError(_("This day is over. Choose today or a later day."))
        return day

    def clean(self) -> dict[str, Any]:
        """Return a member, or a role."""
        said = super().clean() or {}
        chosen = said.get("owner", "")
        said["owner"] = self.terms.get(chosen)
        said["owner_role"] = OwnerRole(chosen) if chosen in OwnerRole.values else ""
        return said


class NewAction(_Owned):
    """Something to do."""

    text = fields.line(_("What is to be done?"), required=_("Write what is to be done."), max_length=300)
    item = forms.ModelChoiceField(
        label=_("What it belongs to"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=_("Nothing on the agenda"),
    )
    field_order = ("text", "item", "owner", "due_on")

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        """Offer the items of one meeting."""
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]


class PassOn(_Owned):
    """Another owner, or another day."""


class DropAction(Form):
    """Why something is not done after all."""

    reason = fields.line(_("Why is it dropped?"), required=_("Say in a few words why it is dropped."), max_length=300)
