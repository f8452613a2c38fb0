"""Templates as they are sent: indented for those who read the source, not for those who load the page.

Pages of the door are not compressed, so every space of them is a byte that somebody's phone waits for.
"""

from __future__ import annotations

import re

from django.template.base import Origin
from django.template.loaders import filesystem

_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class Unindented(filesystem.Loader):
    """Reads files like Django's own loader and leaves out what stands before the first character of a line.

    Line ends stay, so errors name the right line. Plain texts, such as mails, stay as they are.
    """

    def get_contents(self, origin: Origin) -> str:
        """Return the source of a template."""
        source = super().get_contents(origin)
        return _INDENTATION.sub("", source) if origin.name.endswith(".html") else source
