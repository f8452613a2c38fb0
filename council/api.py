"""What programs can read about councils: those their owner may look at, with seats and terms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.api import ReadOnlyViewSet
from accounts.enums import Scope
from accounts.models import User
from council import enums, queries
from council.models import Council, CouncilRules, Membership, Office, Seat
from translations.api import ONE_TEXT

OF_A_COUNCIL = OpenApiParameter("council", UUID, description="Only terms on the council with this id.")


class CouncilTextOut(serializers.Serializer[Any]):
    """What a council is called and is for, in one language. What nobody wrote in it is empty."""

    language = serializers.CharField()
    name = serializers.CharField()
    purpose = serializers.CharField()
    charter = serializers.CharField()


class CouncilOut(serializers.ModelSerializer[Council]):
    """A council, with its words in every language they were written in, its own first."""

    texts = serializers.SerializerMethodField()

    class Meta:
        model = Council
        fields = ["id", "parent", "language", "texts", "opened_on", "closed_on", "takes_applications"]

    @extend_schema_field(CouncilTextOut(many=True))
    def get_texts(self, council: Council) -> object:
        """Return its words."""
        return CouncilTextOut(_texts(council, self.context["language"]), many=True).data


class CouncilRulesOut(serializers.ModelSerializer[CouncilRules]):
    """What a council agreed on, and from which day it holds."""

    class Meta:
        model = CouncilRules
        fields = [
            "holds_from",
            "term_months",
            "renewals",
            "quorum_share",
            "lived_share",
            "meetings_a_year",
            "pause_months",
        ]


class OfficeOut(serializers.ModelSerializer[Office]):
    """An office within a term."""

    class Meta:
        model = Office
        fields = ["kind", "starts_on", "ends_on"]


class TermOut(serializers.ModelSerializer[Membership]):
    """A term, by the name that its holder chose for fellow members. Nothing else says who that is."""

    council = serializers.UUIDField(source="seat.council_id")
    seat = serializers.UUIDField(source="seat_id")
    seat_number = serializers.IntegerField(source="seat.number")
    name = serializers.CharField(source="shown_name")
    offices = OfficeOut(many=True)

    class Meta:
        model = Membership
        fields = ["id", "council", "seat", "seat_number", "name", "term_number", "starts_on", "ends_on", "offices"]


class HolderOut(serializers.ModelSerializer[Membership]):
    """Who sits on a seat today: the name chosen for fellow members, and the term."""

    term = serializers.UUIDField(source="id")
    name = serializers.CharField(source="shown_name")
    offices = serializers.SerializerMethodField()

    class Meta:
        model = Membership
        fields = ["term", "name", "term_number", "starts_on", "ends_on", "offices"]

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=enums.Office.choices)))
    def get_offices(self, term: Membership) -> list[str]:
        """Return the offices held today."""
        return [office.value for office in term.offices_today]


class SeatOut(serializers.ModelSerializer[Seat]):
    """A seat in use, with its holder of today, or nothing where it is vacant."""

    holder = serializers.SerializerMethodField()

    class Meta:
        model = Seat
        fields = ["id", "number", "kind", "votes", "added_on", "holder"]

    @extend_schema_field(HolderOut(allow_null=True))
    def get_holder(self, seat: Seat) -> object:
        """Return who sits here; the database lets nobody share a seat."""
        holders: list[Membership] = seat.holders  # type: ignore[attr-defined] # set by queries.with_holders
        return HolderOut(holders[0]).data if holders else None


class CouncilWithSeatsOut(CouncilOut):
    """A council with what it agreed on and its seats."""

    rules = serializers.SerializerMethodField()
    seats = SeatOut(many=True, source="seats_in_order")

    class Meta:
        model = Council
        fields = [*CouncilOut.Meta.fields, "rules", "seats"]

    @extend_schema_field(CouncilRulesOut())
    def get_rules(self, council: Council) -> object:
        """Return what holds today; the defaults where it agreed on nothing."""
        return CouncilRulesOut(council.rules_on(timezone.localdate())).data


@extend_schema(parameters=[ONE_TEXT])
class Councils(ReadOnlyViewSet[Council]):
    """The councils the reader may look at; each with what it agreed on and its seats."""

    queryset = Council.objects.none()
    scope = Scope.COUNCILS

    def visible(self, person: User | None) -> QuerySet[Council]:
        """Return the councils whose pages this person may read."""
        if person is None:
            return Council.objects.none()
        councils = queries.visible_to(person)
        if self.action == "list":
            return councils
        return queries.with_holders(councils, timezone.localdate())

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Council]]:
        """Give seats with a single council only."""
        if self.action == "list":
            return CouncilOut
        return CouncilWithSeatsOut


@extend_schema_view(list=extend_schema(parameters=[OF_A_COUNCIL]))
class Terms(ReadOnlyViewSet[Membership]):
    """The terms on the councils the reader may look at, the newest first."""

    queryset = Membership.objects.none()
    serializer_class = TermOut
    scope = Scope.COUNCILS

    def visible(self, person: User | None) -> QuerySet[Membership]:
        """Return the terms this person may read of; those to come are for coordinators."""
        if person is None:
            return Membership.objects.none()
        terms = queries.terms_visible_to(person)
        if council := self.council:
            terms = terms.filter(seat__council=council)
        return terms

    # As with a language: what nobody can mean is an error, and not an empty list.
    @property
    def council(self) -> UUID | None:
        """Return the id asked for with `?council=`."""
        asked = self.request.query_params.get("council", "")
        try:
            return UUID(asked) if asked else None
        except ValueError:
            raise ValidationError({"council": _("This is no id of a council.")}) from None


def _texts(council: Council, language: str) -> list[dict[str, str]]:
    """Return the words of a council by language, or those in the language asked for, or its own."""
    own = {"name": council.name, "purpose": council.purpose, "charter": council.charter}
    written = {council.language: own, **council.translations}
    if language:
        chosen = language if language in written else council.language
        written = {chosen: written[chosen]}
    return [
        {"language": code, **{field: str(words.get(field, "")) for field in own}} for code, words in written.items()
    ]
