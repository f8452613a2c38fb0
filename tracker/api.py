"""What programmes can read: policies, what changed, and the versions of feedback that may be shared."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from accounts.api import Reading, language_parameter
from accounts.enums import Scope
from accounts.models import User
from tracker.models import (
    ChangeText,
    Clause,
    ClauseText,
    Decision,
    DecisionText,
    Item,
    PolicyChange,
    PolicyDocument,
    PolicyVersion,
    Recommendation,
    Translated,
)
from tracker.models.texts import in_language, source_of
from tracker.queries import changes, items, policies

ONE_TEXT = language_parameter("Give each text in this language; where there is none, the original with its state.")


def _chosen(texts: list[Any], language: str) -> list[Any]:
    """Return every text, or the one in the language asked for, or the original; `state` and `language` say which."""
    if not language:
        return texts
    text: Translated | None = in_language(texts, language) or source_of(texts)
    return [text] if text else []


class ClauseTextOut(serializers.ModelSerializer[ClauseText]):
    """The words of a clause in one language."""

    class Meta:
        model = ClauseText
        fields = ["language", "state", "text"]


class ClauseOut(serializers.ModelSerializer[Clause]):
    """One numbered clause."""

    texts = serializers.SerializerMethodField()

    class Meta:
        model = Clause
        fields = ["reference", "position", "texts"]

    @extend_schema_field(ClauseTextOut(many=True))
    def get_texts(self, clause: Clause) -> object:
        """Return its words."""
        return ClauseTextOut(_chosen(list(clause.texts.all()), self.context["language"]), many=True).data


class VersionOut(serializers.ModelSerializer[PolicyVersion]):
    """A policy as it is or was in force."""

    clauses = ClauseOut(many=True)

    class Meta:
        model = PolicyVersion
        fields = ["number", "in_force_from", "clauses"]


class PolicyOut(serializers.ModelSerializer[PolicyDocument]):
    """A policy."""

    class Meta:
        model = PolicyDocument
        fields = ["slug", "title", "language", "review_on"]


class PolicyWithVersionsOut(serializers.ModelSerializer[PolicyDocument]):
    """A policy with every version that is or was in force, the newest first."""

    versions = VersionOut(many=True, source="versions_in_force")

    class Meta:
        model = PolicyDocument
        fields = ["slug", "title", "language", "review_on", "versions"]


class ReasonOut(serializers.ModelSerializer[DecisionText]):
    """The reason of a decision in one language."""

    class Meta:
        model = DecisionText
        fields = ["language", "state", "reason"]


class RecommendationOut(serializers.ModelSerializer[Recommendation]):
    """What the council asked for."""

    class Meta:
        model = Recommendation
        fields = ["title", "text", "language", "made_on"]


class DecisionOut(serializers.ModelSerializer[Decision]):
    """What leaders answered, and why."""

    recommendation = RecommendationOut()
    reasons = serializers.SerializerMethodField()

    class Meta:
        model = Decision
        fields = ["outcome", "reason_kind", "decided_on", "target_on", "recommendation", "reasons"]

    @extend_schema_field(ReasonOut(many=True))
    def get_reasons(self, decision: Decision) -> object:
        """Return why."""
        return ReasonOut(_chosen(list(decision.texts.all()), self.context["language"]), many=True).data


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

    class Meta:
        model = PolicyChange
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
        return ChangeTextOut(_chosen(list(change.texts.all()), self.context["language"]), many=True).data


class SharedFeedbackOut(serializers.ModelSerializer[Item]):
    """The version of a piece of feedback that may be shared; never the original words."""

    text = serializers.CharField(source="shareable")
    text_language = serializers.CharField(source="shareable_language")
    shared_on = serializers.DateField(source="shareable_on")
    topics = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Item
        fields = ["id", "language", "topics", "content_note", "text", "text_language", "shared_on"]


@extend_schema(parameters=[ONE_TEXT])
class Policies(Reading[PolicyDocument]):
    """Policies; each with its versions."""

    queryset = PolicyDocument.objects.none()
    scope = Scope.POLICIES
    lookup_field = "slug"

    def visible(self, person: User | None) -> QuerySet[PolicyDocument]:
        """Return the policies this person may see; versions that are being written are left out."""
        if person is None:
            return PolicyDocument.objects.none()
        clauses = Clause.objects.order_by("position").prefetch_related("texts")
        versions = (
            PolicyVersion.objects.filter(in_force_from__isnull=False)
            .order_by("-number")
            .prefetch_related(Prefetch("clauses", clauses))
        )
        found = policies.visible_to(person).order_by("title", "slug")
        if self.action == "list":
            return found
        return found.prefetch_related(Prefetch("versions", versions, to_attr="versions_in_force"))

    def get_serializer_class(self) -> type[serializers.BaseSerializer[PolicyDocument]]:
        """Give versions with a single policy only."""
        return PolicyOut if self.action == "list" else PolicyWithVersionsOut


@extend_schema(parameters=[ONE_TEXT])
class Changes(Reading[PolicyChange]):
    """What changed because people spoke. Anybody may read it, without a key."""

    queryset = PolicyChange.objects.none()
    serializer_class = ChangeOut
    scope = Scope.POLICIES
    public = True

    def visible(self, person: User | None) -> QuerySet[PolicyChange]:
        """Return every change that is or was in force."""
        return changes.story(changes.public())


@extend_schema(parameters=[language_parameter("Only versions written in this language.")])
class SharedFeedback(Reading[Item]):
    """Versions of feedback that may be shared, for the council and the desk."""

    queryset = Item.objects.none()
    serializer_class = SharedFeedbackOut
    scope = Scope.FEEDBACK

    def visible(self, person: User | None) -> QuerySet[Item]:
        """Return what the council may see, in the language asked for."""
        if person is None:
            return Item.objects.none()
        found = items.heard_by(person)
        return found.filter(shareable_language=self.language) if self.language else found
