"""One state of a component, shown with what is written to have it: `{% example "Long words" %}...{% endexample %}`."""

from __future__ import annotations

import re

from django import template
from django.template.base import NodeList, Parser, Token, TokenType
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()
_END = "endexample"
_WRITTEN = {TokenType.VAR: "{{{{ {} }}}}", TokenType.BLOCK: "{{% {} %}}", TokenType.TEXT: "{}"}
_OPENS = re.compile(r"\{% (blockcomponent|for|if|with)\b")
_CLOSES = re.compile(r"\{% end")


def _source(tokens: list[Token]) -> str:
    """Return what is written up to the end of the example; `tokens` are those to come, the next one last."""
    written = []
    for token in reversed(tokens):
        if token.token_type == TokenType.BLOCK and token.contents == _END:
            break
        if token.token_type in _WRITTEN:
            written.append(_WRITTEN[token.token_type].format(token.contents))
    return _indented("".join(written))


def _indented(source: str) -> str:
    """Indent by blocks again what was read without its indentation."""
    depth, lines = 0, []
    for line in filter(None, map(str.strip, source.splitlines())):
        closed = len(_CLOSES.findall(line))
        opened = len(_OPENS.findall(line))
        depth -= closed if closed > opened else 0
        lines.append("  " * depth + line)
        depth += opened if opened > closed else 0
    return "\n".join(lines)


class Example(template.Node):
    """One state of a component: its name, what it looks like and how it is written."""

    def __init__(self, title: str, nodelist: NodeList, source: str) -> None:
        """Keep what is shown and how it is written."""
        self.title = title
        self.nodelist = nodelist
        self.source = source

    def render(self, context: template.Context) -> SafeString:
        """Return the example; what is shown sees the page's context."""
        shown = self.nodelist.render(context)
        return render_to_string("embedded/example.html", {"title": self.title, "shown": shown, "source": self.source})


@register.tag
def example(parser: Parser, token: Token) -> Example:
    """Read `{% example "title" %} ... {% endexample %}`."""
    _tag, title = token.split_contents()
    # The stubs allow a text as well, which Django never passes.
    source = _source(parser.tokens)  # type: ignore[arg-type]
    nodelist = parser.parse((_END,))
    parser.delete_first_token()
    return Example(title.strip('"'), nodelist, source)
