"""Read an nginx configuration into a tree, enough to ask what a server block says."""

import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"#[^\n]*|\s+|(?P<quoted>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')|(?P<mark>[{};])|(?P<word>(?:\$\{|[^\s{};])+\}?[^\s{};]*)"
)


@dataclass
class Block:
    """A directive with its arguments and, when it has braces, what stands inside."""

    name: str
    arguments: list[str]
    inside: list["Block"] = field(default_factory=list)

    def all(self, name: str) -> list["Block"]:
        return [block for block in self.inside if block.name == name]

    def value(self, name: str) -> list[str]:
        """Return the arguments of the one directive of that name, or nothing."""
        found = self.all(name)
        assert len(found) <= 1, f"{name} occurs {len(found)} times"
        return found[0].arguments if found else []

    def headers(self) -> dict[str, str]:
        """Return what `proxy_set_header` sets here."""
        return {block.arguments[0]: block.arguments[1] for block in self.all("proxy_set_header")}


def parse(text: str) -> Block:
    """Return the file as one block. Raises ValueError on unbalanced braces or a missing semicolon."""
    root = Block("file", [])
    stack, words = [root], list[str]()
    for match in TOKEN.finditer(text):
        if word := match["word"] or match["quoted"]:
            words.append(word[1:-1] if match["quoted"] else word)
        elif match["mark"] in {"{", ";"}:
            block = Block(words[0], words[1:])
            words = []
            stack[-1].inside.append(block)
            if match["mark"] == "{":
                stack.append(block)
        elif match["mark"] == "}":
            if words or len(stack) == 1:
                message = f"unexpected }} after {words or stack[-1].inside[-1:]}"
                raise ValueError(message)
            stack.pop()
    if len(stack) != 1 or words:
        message = f"the file ends inside {stack[-1].name} {words}"
        raise ValueError(message)
    return root
