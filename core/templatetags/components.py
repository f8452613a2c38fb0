"""Pieces of pages with declared attributes: `{% component "name" attribute=value %}`.

One that has a slot is given it between two tags, as `blocktranslate` is given its text:
`{% blockcomponent "name" attribute=value %}slot{% endblockcomponent %}`.

The first line of `templates/components/<name>.html` declares them: `{# attributes: title, kind="info", slot="" #}`. A
name without a default must be given, the slot among them; a name that is not declared is an error when the page is
loaded.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, TextNode, Token, token_kwargs
from django.template.loader import get_template, render_to_string
from django.template.loader_tags import BlockNode
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi, get_language_info

from core import speech
from core.context import SiteContext
from core.language import name_of

register = template.Library()
_DECLARATION = re.compile(r"^\{#\s*attributes:(?P<names>.*?)#\}", re.DOTALL)
_NAME = re.compile(r"(?P<name>\w+)(?:=(?P<default>\"[^\"]*\"|'[^']*'|\d+|True|False|None))?")
_REQUIRED = object()
# What every component may print of its page.
_SHARED = ("site", "everybody", "request", "LANGUAGE_CODE", "LANGUAGE_BIDI", "csrf_token")
# Of a widget: its template writes its class beside ours, and a placeholder vanishes just when it would explain a box.
_NOT_REPEATED = frozenset({"class", "placeholder"})


@cache
def _declared(name: str) -> dict[str, Any]:
    source = get_template(f"components/{name}.html").template.source  # type: ignore[attr-defined]
    match = _DECLARATION.match(source)
    if match is None:
        message = f"components/{name}.html must begin with {{# attributes: ... #}}"
        raise template.TemplateSyntaxError(message)
    declared = {}
    for part in _NAME.finditer(match["names"]):
        declared[part["name"]] = _REQUIRED
        if part["default"]:
            declared[part["name"]] = ast.literal_eval(part["default"])
    return declared


def _slot_fault(name: str, slot: NodeList | None) -> str:
    """Return what is wrong with the slot that a component is given, or not given; empty when nothing is."""
    declared = _declared(name).get("slot")
    if slot is None and declared is _REQUIRED:
        return f'component {name} needs a slot: write {{% blockcomponent "{name}" ... %}} ... {{% endblockcomponent %}}'
    if slot is None:
        return ""
    if declared is None:
        return f'component {name} has no slot: write {{% component "{name}" ... %}}'
    if all(isinstance(node, TextNode) and not node.s.strip() for node in slot):
        return f'component {name} is given an empty slot: write {{% component "{name}" ... %}}'
    return ""


def _fault(name: str, attributes: dict[str, FilterExpression], slot: NodeList | None) -> str:
    """Return what is wrong with one use of a component; empty when nothing is."""
    declared = {name: default for name, default in _declared(name).items() if name != "slot"}
    if unknown := sorted(set(attributes) - set(declared)):
        return f"component {name} has no attribute {', '.join(unknown)}"
    needed = {attribute for attribute, default in declared.items() if default is _REQUIRED}
    if missing := sorted(needed - set(attributes)):
        return f"component {name} needs the attribute {', '.join(missing)}"
    return _slot_fault(name, slot)


class Component(template.Node):
    """One use of a component."""

    def __init__(self, name: str, attributes: dict[str, FilterExpression], slot: NodeList | None) -> None:
        """Keep what the tag was given, and the component's own template."""
        # Here and not in rendering: a fault in a branch that is seldom shown is found when the page is loaded.
        if fault := _fault(name, attributes, slot):
            raise template.TemplateSyntaxError(fault)
        self.defaults = _declared(name)
        self.attributes = attributes
        self.slot = slot
        self.page: template.Template = get_template(f"components/{name}.html").template  # type: ignore[attr-defined]

    def render(self, context: template.Context) -> SafeString:
        """Render the component's own template with its attributes, the slot and the page's language and site."""
        given = {name: value.resolve(context) for name, value in self.attributes.items()}
        if self.slot is not None:
            given["slot"] = mark_safe(self.slot.render(context).strip())  # noqa: S308 - rendered by this engine
        shared = {name: context.get(name) for name in _SHARED}
        inner = context.new({**shared, **self.defaults, **given})
        return mark_safe(self.page.render(inner).strip())  # noqa: S308 - rendered by this engine


def _read(parser: Parser, token: Token, slot: NodeList | None) -> Component:
    tag, *bits = token.split_contents()
    if not bits or bits[0][0] not in "\"'":
        message = f"{tag} needs a quoted name first"
        raise template.TemplateSyntaxError(message)
    attributes = token_kwargs(rest := bits[1:], parser)
    if rest:
        message = f"{tag} {bits[0]} was given {' '.join(rest)}; attributes are name=value"
        raise template.TemplateSyntaxError(message)
    return Component(bits[0].strip("\"'"), attributes, slot)


@register.tag("component")
def component(parser: Parser, token: Token) -> Component:
    """Read `{% component "name" a=b %}`."""
    return _read(parser, token, None)


@register.tag("blockcomponent")
def blockcomponent(parser: Parser, token: Token) -> Component:
    """Read `{% blockcomponent "name" a=b %} ... {% endblockcomponent %}`."""
    slot = parser.parse(("endblockcomponent",))
    parser.delete_first_token()
    return _read(parser, token, slot)


class SameForAll(template.Node):
    """A part of a page that is the same for every reader of its language: rendered once, then cached.

    It is rendered apart from the page: it sees the language and what `core.context.SiteContext` prints, and nothing of
    the request, nor of what a view hands to its page. So nothing about anybody can be cached.
    """

    def __init__(self, nodelist: NodeList) -> None:
        """Keep what is written between the tags, and nothing rendered yet."""
        self.nodelist = nodelist
        # In this process, as long as the template: one entry for each language.
        self.cache: dict[SiteContext, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        """Return the cached text of this language; without a `SiteContext`, as in a mail, the nodes are rendered."""
        shared = context.get("everybody")
        page = context.template
        if page is None or not isinstance(shared, SiteContext):
            return self.nodelist.render(context)
        if shared not in self.cache:
            self.cache[shared] = self._rendered(shared, page)
        return self.cache[shared]

    def _rendered(self, shared: SiteContext, page: template.Template) -> SafeString:
        printed = shared.printed()
        seen = {
            "LANGUAGE_CODE": shared.code,
            "LANGUAGE_BIDI": get_language_bidi(),
            "site": printed,
            "site_context": printed,
        }
        alone = template.Context({**seen, "everybody": shared})
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


class ReadAloud(template.Node):
    """A part of a page that can be heard: a player comes first where there is a recording of exactly its words.

    A question that stands outside it is read first.
    """

    def __init__(self, question: FilterExpression | None, nodelist: NodeList) -> None:
        """Keep what is read aloud."""
        self.question = question
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        """Return the part, marked for the script that makes recordings, and its player."""
        question = str(self.question.resolve(context)) if self.question else ""
        markup = self.nodelist.render(context)
        path = speech.recording(speech.spoken(question, markup), str(context.get("LANGUAGE_CODE", "")))
        player = render_to_string("components/player.html", {"path": path}) if path else ""
        return format_html('<div data-spoken="{}">{}{}</div>', question, mark_safe(player), mark_safe(markup))  # noqa: S308 - rendered by templates


@register.tag("read_aloud")
def read_aloud(parser: Parser, token: Token) -> ReadAloud:
    """Read `{% read_aloud %} ... {% endread_aloud %}`, perhaps with a question after the name."""
    _name, _space, question = token.contents.partition(" ")
    nodelist = parser.parse(("endread_aloud",))
    parser.delete_first_token()
    return ReadAloud(parser.compile_filter(question) if question else None, nodelist)


@register.filter
def language_name(code: str) -> str:
    """Return the name of a language in the reader's language, or its code for one we do not ship."""
    return name_of(code)


@register.filter
def direction(code: str) -> str:
    """Return `rtl` or `ltr` for a language code; for one Django does not know `auto`: the browser looks at the text."""
    try:
        is_right_to_left = get_language_info(code)["bidi"]
    except KeyError:
        return "auto"
    if is_right_to_left:
        return "rtl"
    return "ltr"


@register.filter
def without_class(attributes: dict[str, object]) -> SafeString:
    """Return the attributes of a widget as they are written in its tag, without class and placeholder."""
    written = []
    for name, value in attributes.items():
        if value is False or name in _NOT_REPEATED:
            continue
        if value is True:
            written.append(format_html(" {}", name))
        else:
            written.append(format_html(' {}="{}"', name, value))
    return mark_safe("".join(written))  # noqa: S308 - each part is escaped above
