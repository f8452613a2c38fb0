"""`{% component "name" attribute=value %}slot{% endcomponent %}`: pieces of pages with declared attributes.

The first line of `templates/components/<name>.html` declares them: `{# attributes: title, kind="info" #}`. A name
without a default must be given; a name that is not declared is an error when the page is rendered.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

from core.language import OWN_NAMES

register = template.Library()
_DECLARATION = re.compile(r"^\{#\s*attributes:(?P<names>.*?)#\}", re.DOTALL)
_NAME = re.compile(r"(?P<name>\w+)(?:=(?P<default>\"[^\"]*\"|'[^']*'|\d+|True|False|None))?")
_REQUIRED = object()
# Of a widget: its class stands in its template beside ours, and nothing that vanishes while one types explains a box.
_NOT_REPEATED = frozenset({"class", "placeholder"})


@cache
def _declared(name: str) -> dict[str, Any]:
    found = get_template(f"components/{name}.html")
    source = found.template.source  # type: ignore[attr-defined]
    match = _DECLARATION.match(source)
    if match is None:
        message = f"components/{name}.html must begin with {{# attributes: ... #}}"
        raise template.TemplateSyntaxError(message)
    return {
        part["name"]: ast.literal_eval(part["default"]) if part["default"] else _REQUIRED
        for part in _NAME.finditer(match["names"])
    }


class Component(template.Node):
    """One use of a component."""

    def __init__(self, name: str, attributes: dict[str, FilterExpression], slot: NodeList) -> None:
        """Keep what the tag was given."""
        self.name, self.attributes, self.slot = name, attributes, slot

    def render(self, context: template.Context) -> SafeString:
        """Render the component's own template with its attributes, the slot and the page's language and site."""
        declared = _declared(self.name)
        if unknown := sorted(set(self.attributes) - set(declared)):
            message = f"component {self.name} has no attribute {', '.join(unknown)}"
            raise template.TemplateSyntaxError(message)
        values = {name: value.resolve(context) for name, value in self.attributes.items()}
        for name, default in declared.items():
            if name not in values and default is _REQUIRED:
                message = f"component {self.name} needs the attribute {name}"
                raise template.TemplateSyntaxError(message)
            values.setdefault(name, default)
        shared = {k: context.get(k) for k in ("site", "request", "LANGUAGE_CODE", "LANGUAGE_BIDI", "csrf_token")}
        slot = mark_safe(self.slot.render(context).strip())  # noqa: S308 - already rendered by this engine
        page = get_template(f"components/{self.name}.html")
        inner = context.new({**shared, **values, "slot": slot})
        return mark_safe(str(page.template.render(inner)).strip())  # type: ignore[attr-defined] # noqa: S308


@register.tag("component")
def component(parser: Parser, token: Token) -> Component:
    """Read `{% component "name" a=b %} ... {% endcomponent %}`."""
    bits = token.split_contents()[1:]
    if not bits or bits[0][0] not in "\"'":
        message = "component needs a quoted name first"
        raise template.TemplateSyntaxError(message)
    attributes = token_kwargs(rest := bits[1:], parser)
    if rest:
        message = f"component {bits[0]} was given {' '.join(rest)}; attributes are name=value"
        raise template.TemplateSyntaxError(message)
    slot = parser.parse(("endcomponent",))
    parser.delete_first_token()
    return Component(bits[0].strip("\"'"), attributes, slot)


@register.filter
def own_name(code: str) -> str:
    """Return a language's own name, or its code for one we do not ship."""
    return OWN_NAMES.get(code, code)


@register.filter
def direction(code: str) -> str:
    """Return `rtl` or `ltr` for a language code."""
    try:
        return "rtl" if get_language_info(code)["bidi"] else "ltr"
    except KeyError:
        return "auto"


@register.filter
def without_class(attributes: dict[str, object]) -> SafeString:
    """Return the attributes of a widget as they stand in its tag, without the class."""
    shown = [
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
        for name, value in attributes.items()
        if value is not False and name not in _NOT_REPEATED
    ]
    return mark_safe("".join(shown))  # noqa: S308 - each part is escaped above
