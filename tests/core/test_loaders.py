"""Templates are indented in the source; pages are sent without it, plain texts as they are."""

from pathlib import Path

import pytest
from django.template import Engine

SOURCE = '<ul>\n  {% if True %}\n    <li title="a  b">c  d</li>\n\t{% endif %}\n</ul>\n'


@pytest.mark.parametrize(
    "name, sent",
    [
        ("page.html", '<ul>\n\n<li title="a  b">c  d</li>\n\n</ul>\n'),
        ("mail.txt", '<ul>\n  \n    <li title="a  b">c  d</li>\n\t\n</ul>\n'),
    ],
)
def test_only_pages_lose_their_indentation(tmp_path: Path, name: str, sent: str) -> None:
    (tmp_path / name).write_text(SOURCE, encoding="utf-8")
    engine = Engine(dirs=[str(tmp_path)], loaders=["core.loaders.Unindented"])
    assert engine.render_to_string(name) == sent
