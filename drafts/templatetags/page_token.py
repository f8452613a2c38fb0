"""`{% csrf_token %}` of the members' site: Django's own field, and ours beside it."""

from __future__ import annotations

from django import template
from django.template.base import Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from drafts import page_token

register = template.Library()


class FormTokens(CsrfTokenNode):
    """The hidden fields of a form."""

    def render(self, context: template.Context) -> str:
        """Return Django's field, and for somebody who is signed in the one that says whose page this is."""
        field = super().render(context)
        request = context.get("request")
        value = ""
        if field and request is not None:
            value = page_token.field_value(request)
        if not value:
            return field
        return format_html('{}<input type="hidden" name="{}" value="{}">', field, page_token.FIELD, value)


@register.tag("csrf_token")
def csrf_token(parser: Parser, token: Token) -> FormTokens:
    """Read `{% csrf_token %}`."""
    return FormTokens()
