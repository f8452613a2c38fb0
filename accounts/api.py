"""What every part of the programming interface shares: who asks, in which language, how much at once."""

from __future__ import annotations

from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.enums import Scope
from accounts.models import User
from accounts.queries import active

Thing = TypeVar("Thing", bound=Model)


def language_parameter(description: str) -> OpenApiParameter:
    """Return `?language=` for the schema, saying what it does to this list."""
    return OpenApiParameter("language", str, description=description, enum=[code for code, _name in settings.LANGUAGES])


class Pages(PageNumberPagination):
    """`?page=` and `?page_size=`; more than the largest size gives the largest."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 100


class Reading(ReadOnlyModelViewSet[Thing]):
    """A list and its things, to read only. What somebody may not see is not found.

    A view names its `scope` and, when it answers without a key, `public = True`; it says what is `visible`.
    """

    pagination_class = Pages
    scope: Scope
    public = False

    def visible(self, person: User | None) -> QuerySet[Thing]:
        """Return what this person may see; None is somebody who is not signed in."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Thing]:
        """Return what whoever asks may see."""
        return self.visible(active(self.request.user))

    @property
    def language(self) -> str:
        """Return the language asked for with `?language=`, or an empty string for all."""
        asked = self.request.query_params.get("language", "")
        shipped = [code for code, _name in settings.LANGUAGES]
        if asked and asked not in shipped:
            sentence = _("We do not have this language. Use one of: %(known)s.") % {"known": ", ".join(shipped)}
            raise ValidationError({"language": sentence})
        return asked

    def get_serializer_context(self) -> dict[str, Any]:
        """Hand the language on."""
        return {**super().get_serializer_context(), "language": self.language}
