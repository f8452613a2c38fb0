"""Addresses that people read from a page and type elsewhere."""

import pytest

from core.templatetags.addresses import in_pieces


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (
            "https://say.example.org/ar/feedback/1/",
            "https://<wbr>say.example.org/<wbr>ar/<wbr>feedback/<wbr>1/",
        ),
        ("/ar/feedback/1/", "/<wbr>ar/<wbr>feedback/<wbr>1/"),
        ("say.example.org", "say.example.org"),
        ("", ""),
        ("/<b>/", "/<wbr>&lt;b&gt;/"),
    ],
)
def test_an_address_may_be_broken_behind_a_stroke_only(address: str, shown: str) -> None:
    assert in_pieces(address) == shown
