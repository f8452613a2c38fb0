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
from django.template.loader_tags import BlockNode
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi, get_language_info

from core.context import House
from core.language import OWN_NAMES

register = template.Library()
_DECLARATION = re.compile(r"^\{#\s*attributes:(?P<names>.*?)#\}", re.DOTALL)
_NAME = re.compile(r"(?P<name>\w+)(?:=(?P<default>\"[^\"]*\"|'[^']*'|\d+|True|False|None))?")
_REQUIRED = object()
# What every component may print of its page.
_SHARED = ("site", "everybody", "request", "LANGUAGE_CODE", "LANGUAGE_BIDI", "csrf_token")
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
        shared = {k: context.get(k) for k in _SHARED}
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


class SameForAll(template.Node):
    """A part of a page that is the same for everybody who reads in its language: rendered once, then kept.

    It is rendered apart from the page: it sees the language and what `core.context.House` prints, and nothing of the
    request, nor of what a view hands to its page. So nothing about anybody can be kept.
    """

    def __init__(self, nodelist: NodeList) -> None:
        """Keep what stands between the tags, and nothing rendered yet."""
        self.nodelist = nodelist
        self.kept: dict[House, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        """Return what is kept for this language; a page that knows no house, such as a mail, is rendered as it is."""
        house, page = context.get("everybody"), context.template
        if page is None or not isinstance(house, House):
            return self.nodelist.render(context)
        if house not in self.kept:
            self.kept[house] = self._rendered(house, page)
        return self.kept[house]

    def _rendered(self, house: House, page: template.Template) -> SafeString:
        printed = house.printed()
        seen = {"LANGUAGE_CODE": house.code, "LANGUAGE_BIDI": get_language_bidi(), "site": printed, "house": printed}
        alone = template.Context({**seen, "everybody": house})
        with alone.bind_template(page):
            return self.nodelist.render(alone)


@register.tag("same_for_all")
def same_for_all(parser: Parser, token: Token) -> SameForAll:
    """Read `{% same_for_all %} ... {% endsame_for_all %}`."""
    nodelist = parser.parse(("endsame_for_all",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode):
        message = "no block can stand in same_for_all: another page could put something of its own there"
        raise template.TemplateSyntaxError(message)
    return SameForAll(nodelist)


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
