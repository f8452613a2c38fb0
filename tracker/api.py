"""What programs can read: what changed, and the versions of feedback that may be shared."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from accounts.api import ReadOnlyViewSet, language_parameter
from accounts.enums import Scope
from accounts.models import User
from desk.models import Case
from policies.api import ClauseOut, PolicyOut
from tracker.models import ChangeText, Decision, DecisionText, PolicyChange, Recommendation
from tracker.queries import changes, shared
from translations.api import ONE_TEXT, chosen_texts


class ReasonOut(serializers.ModelSerializer[DecisionText]):
    """The reason of a decision in one language."""

    class Meta:
        model = DecisionText
        fields = ["language", "state", "reason"]


class RecommendationOut(serializers.ModelSerializer[Recommendation]):
    """What the council asked for."""

    class Meta:
        model = Recommendation
        # Anybody may read this, so the cases behind it are left out.
        fields = ["title", "text", "language", "made_on"]


class DecisionOut(serializers.ModelSerializer[Decision]):
    """What leaders answered, and why."""

    recommendation = RecommendationOut()
    reasons = serializers.SerializerMethodField()

    class Meta:
        model = Decision
        # Without the person who decided: that is for staff.
        fields = ["outcome", "reason_kind", "decided_on", "target_on", "recommendation", "reasons"]

    @extend_schema_field(ReasonOut(many=True))
    def get_reasons(self, decision: Decision) -> object:
        """Return why."""
        return ReasonOut(chosen_texts(list(decision.texts.all()), self.context["language"]), many=True).data


class ChangeTextOut(serializers.ModelSerializer[ChangeText]):
    """A change told in one language."""

    class Meta:
        model = ChangeText
        fields = ["language", "state", "title", "summary", "taken_back"]


class ChangeOut(serializers.ModelSerializer[PolicyChange]):
    """A change that is or was in force: what led to it, the clause before and after, and who confirmed it."""

    policy = PolicyOut(source="document")
    decision = DecisionOut()
    before = ClauseOut(allow_null=True)
    after = ClauseOut(allow_null=True)
    texts = serializers.SerializerMethodField()
    # As the member says that public pages may say it today.
    signed_name = serializers.CharField(read_only=True)

    class Meta:
        model = PolicyChange
        # The name, never the membership: that leads to an account.
        fields = [
            "id",
            "status",
            "policy",
            "decision",
            "before",
            "after",
            "texts",
            "evidence",
            "in_force_on",
            "signed_name",
            "signed_on",
            "reversed_on",
        ]

    @extend_schema_field(ChangeTextOut(many=True))
    def get_texts(self, change: PolicyChange) -> object:
        """Return the change in words."""
        return ChangeTextOut(chosen_texts(list(change.texts.all()), self.context["language"]), many=True).data


class SharedFeedbackOut(serializers.ModelSerializer[Case]):
    """The version of a piece of feedback that may be shared; never the original words."""

    text = serializers.CharField(source="shareable")
    text_language = serializers.CharField(source="shareable_language")
    shared_on = serializers.DateField(source="shareable_on")
    topics = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Case
        # Without the day it was received: the council knows when a version was written, not when somebody came.
        fields = ["id", "language", "topics", "content_note", "text", "text_language", "shared_on"]


@extend_schema(parameters=[ONE_TEXT])
class Changes(ReadOnlyViewSet[PolicyChange]):
    """What changed because people spoke. Anybody may read it, without a key."""

    queryset = PolicyChange.objects.none()
    serializer_class = ChangeOut
    scope = Scope.POLICIES
    public = True

    # Whoever asks: there is one public list, the same as on the pages.
    def visible(self, person: User | None) -> QuerySet[PolicyChange]:
        """Return every change that is or was in force."""
        return changes.with_details(changes.public())


@extend_schema(parameters=[language_parameter("Only versions written in this language.")])
class SharedFeedback(ReadOnlyViewSet[Case]):
    """Versions of feedback that may be shared, for the council and the desk."""

    queryset = Case.objects.none()
    serializer_class = SharedFeedbackOut
    scope = Scope.FEEDBACK

    def visible(self, person: User | None) -> QuerySet[Case]:
        """Return what the council may see, in the language asked for."""
        if person is None:
            return Case.objects.none()
        cases = shared.shared_with_council_for(person)
        if self.language:
            cases = cases.filter(shareable_language=self.language)
        return cases
