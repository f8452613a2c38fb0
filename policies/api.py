"""What programs can read about policies."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from accounts.api import ReadOnlyViewSet
from accounts.enums import Scope
from accounts.models import User
from policies import queries
from policies.models import Clause, ClauseText, PolicyDocument, PolicyVersion
from translations.api import ONE_TEXT, chosen_texts


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
        return ClauseTextOut(chosen_texts(list(clause.texts.all()), self.context["language"]), many=True).data


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
        # Without the steward: who looks after a policy is for staff.
        fields = ["slug", "title", "language", "review_on"]


class PolicyWithVersionsOut(serializers.ModelSerializer[PolicyDocument]):
    """A policy with every version that is or was in force, the newest first."""

    versions = VersionOut(many=True, source="versions_in_force")

    class Meta:
        model = PolicyDocument
        fields = ["slug", "title", "language", "review_on", "versions"]


@extend_schema(parameters=[ONE_TEXT])
class Policies(ReadOnlyViewSet[PolicyDocument]):
    """Policies; each with its versions."""

    queryset = PolicyDocument.objects.none()
    scope = Scope.POLICIES
    lookup_field = "slug"

    def visible(self, person: User | None) -> QuerySet[PolicyDocument]:
        """Return the policies this person may see; versions that are being written are left out."""
        # Without a key there are no policies: what anybody may read of one is told with its changes.
        if person is None:
            return PolicyDocument.objects.none()
        clauses = Clause.objects.order_by("position").prefetch_related("texts")
        versions = (
            PolicyVersion.objects.filter(in_force_from__isnull=False)
            .order_by("-number")
            .prefetch_related(Prefetch("clauses", clauses))
        )
        policies = queries.visible_to(person).order_by("title", "slug")
        if self.action == "list":
            return policies
        return policies.prefetch_related(Prefetch("versions", versions, to_attr="versions_in_force"))

    def get_serializer_class(self) -> type[serializers.BaseSerializer[PolicyDocument]]:
        """Give versions with a single policy only."""
        if self.action == "list":
            return PolicyOut
        return PolicyWithVersionsOut
