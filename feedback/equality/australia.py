"""The pack of Australia.

Source: Australian Bureau of Statistics (Creative Commons Attribution 4.0): Indigenous Status Standard; Standard for
Sex, Gender, Variations of Sex Characteristics and Sexual Orientation Variables, 2020; Language Standards. Shortened.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from feedback.equality.america import LANGUAGE
from feedback.equality.questions import AGE, DISABILITY, GENDER, NO, ORIENTATION, Pack, Question

ORIGIN = Question(
    "first_nations",
    _("Are you of Aboriginal or Torres Strait Islander origin?"),
    (
        NO,
        ("aboriginal", _("Yes, Aboriginal")),
        ("torres_strait", _("Yes, Torres Strait Islander")),
        ("both", _("Yes, both")),
    ),
)

PACKS = (Pack("AU", (AGE, ORIGIN, LANGUAGE, DISABILITY, GENDER, ORIENTATION)),)
