"""What programs can read about meetings: those their owner is invited to."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from accounts.api import ReadOnlyViewSet, language_parameter
from accounts.enums import Scope
from accounts.models import User
from core.moments import Times, times
from meetings import queries
from meetings.enums import Answer, MeetingStatus
from meetings.models import AgendaItem, Invitation, Meeting


class AgendaItemOut(serializers.ModelSerializer[AgendaItem]):
    """An agenda item."""

    class Meta:
        model = AgendaItem
        fields = [
            "position",
            "kind",
            "title",
            "language",
            "content_note",
            "heavy",
            "presenter",
            "minutes",
            "participation",
            "outcome",
            "recorded_on",
        ]


class MeetingOut(serializers.ModelSerializer[Meeting]):
    """A meeting the reader is invited to, with the times on the reader's clock and on its own, and their answer."""

    council = serializers.CharField(source="council.name")
    when = serializers.SerializerMethodField()
    when_there = serializers.SerializerMethodField()
    your_starts_at = serializers.SerializerMethodField()
    your_ends_at = serializers.SerializerMethodField()
    your_time_zone = serializers.SerializerMethodField()
    starts_at = serializers.SerializerMethodField()
    ends_at = serializers.SerializerMethodField()
    time_zone = serializers.CharField()
    my_answer = serializers.SerializerMethodField()
    agenda = AgendaItemOut(many=True)

    class Meta:
        model = Meeting
        fields = [
            "id",
            "council",
            "series",
            "kind",
            "title",
            "language",
            "when",
            "when_there",
            "your_starts_at",
            "your_ends_at",
            "your_time_zone",
            "starts_at",
            "ends_at",
            "time_zone",
            "place",
            "join_link",
            "join_phone",
            "no_phone_reason",
            "question",
            "result",
            "access_deadline",
            "contact",
            "status",
            "my_answer",
            "agenda",
        ]

    def get_when(self, meeting: Meeting) -> str:
        """Return when it is in words, on the reader's clock."""
        return self._times(meeting).own

    def get_when_there(self, meeting: Meeting) -> str:
        """Return when it is in words where it is held, or nothing where the clocks show the same."""
        return self._times(meeting).there

    @extend_schema_field(serializers.DateTimeField())
    def get_your_starts_at(self, meeting: Meeting) -> str:
        """Return the start with the offset of the reader's zone."""
        return meeting.starts_at.astimezone(self._zone()).isoformat()

    @extend_schema_field(serializers.DateTimeField())
    def get_your_ends_at(self, meeting: Meeting) -> str:
        """Return the end with the offset of the reader's zone."""
        return meeting.ends_at.astimezone(self._zone()).isoformat()

    def get_your_time_zone(self, meeting: Meeting) -> str:
        """Return the name of the reader's zone."""
        return str(self._zone())

    def _times(self, meeting: Meeting) -> Times:
        return times(meeting.starts_at, meeting.ends_at, own=self._zone(), there=meeting.time_zone)

    def _zone(self) -> ZoneInfo:
        # Of whoever reads: visitors are shown no meetings.
        zone: ZoneInfo = self.context["request"].user.time_zone
        return zone

    @extend_schema_field(serializers.DateTimeField())
    def get_starts_at(self, meeting: Meeting) -> str:
        """Return the start with the offset of the meeting's zone."""
        return meeting.starts_at.isoformat()

    @extend_schema_field(serializers.DateTimeField())
    def get_ends_at(self, meeting: Meeting) -> str:
        """Return the end with the offset of the meeting's zone."""
        return meeting.ends_at.isoformat()

    @extend_schema_field(serializers.ChoiceField(choices=Answer.choices))
    def get_my_answer(self, meeting: Meeting) -> str:
        """Return what the reader answered."""
        # At least one: the query leaves out meetings without an invitation of the reader.
        mine: list[Invitation] = meeting.mine  # type: ignore[attr-defined] # set by the query below
        return mine[0].answer


@extend_schema(parameters=[language_parameter("Only meetings with papers in this language.")])
class Meetings(ReadOnlyViewSet[Meeting]):
    """The meetings the reader is or was invited to."""

    queryset = Meeting.objects.none()
    serializer_class = MeetingOut
    scope = Scope.MEETINGS

    def visible(self, person: User | None) -> QuerySet[Meeting]:
        """Return the meetings this person is invited to, once invitations are sent."""
        if person is None:
            return Meeting.objects.none()
        mine = queries.still_invited().filter(membership__user=person)
        meetings = (
            Meeting.objects.filter(pk__in=mine.values("meeting"))
            # Nobody hears of a meeting before they are invited to it, nor through a program.
            .exclude(status=MeetingStatus.PLANNED)
            .select_related("council")
            .prefetch_related("agenda", Prefetch("invitations", mine, to_attr="mine"))
            .order_by("-day", "-starts", "id")
        )
        if self.language:
            meetings = meetings.filter(language=self.language)
        return meetings
