"""What all parts of the programming interface share: the caller, the language, the size of a page."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.enums import Scope
from accounts.models import User
from accounts.queries import active
from core import language as languages

Thing = TypeVar("Thing", bound=Model)


def language_parameter(description: str) -> OpenApiParameter:
    """Return `?language=` for the schema, saying what it does to this list."""
    return OpenApiParameter("language", str, description=description, enum=languages.codes())


class Pages(PageNumberPagination):
    """`?page=` and `?page_size=`; more than the largest size gives the largest."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 100


class ReadOnlyViewSet(ReadOnlyModelViewSet[Thing]):
    """A list and its objects, read-only. What the caller may not see is 404.

    A view names its `scope` and, when it answers without a key, `public = True`; it says what is `visible`.
    """

    pagination_class = Pages
    scope: Scope
    public = False

    def visible(self, person: User | None) -> QuerySet[Thing]:
        """Return what this person may see; `person` is None where nobody is signed in."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Thing]:
        """Return what the caller may see."""
        return self.visible(active(self.request.user))

    # A wrong code is an error and not an empty list: a program would take that for "nothing there".
    @property
    def language(self) -> str:
        """Return the language asked for with `?language=`, or an empty string for all."""
        language = self.request.query_params.get("language", "")
        if language and not languages.supported(language):
            known = ", ".join(languages.codes())
            sentence = _("We do not have this language. Use one of: %(known)s.") % {"known": known}
            raise ValidationError({"language": sentence})
        return language

    def get_serializer_context(self) -> dict[str, Any]:
        """Pass the language on to the serializer."""
        return {**super().get_serializer_context(), "language": self.language}
