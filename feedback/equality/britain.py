"""The packs of the United Kingdom.

Source: GOV.UK Design System, pattern "Equality information" (Open Government Licence v3.0), first step of each
question only. Ethnic groups and religions follow the census of each country: England and Wales 2021 (Office for
National Statistics), Scotland 2022 (National Records of Scotland), Northern Ireland 2021 (NISRA), all under the Open
Government Licence v3.0, put together into their upper groups.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from feedback.equality.questions import AGE, NO, ORIENTATION, SEX, YES, Answer, Pack, Question, Words

CONDITION = Question(
    "condition",
    _(
        "Do you have any physical or mental health conditions or illnesses that have lasted, or will last, 12 months"
        " or more?"
    ),
    (YES, NO),
)
DAILY_LIFE = Question(
    "daily_life",
    _("Does any of them make it harder to do things day to day?"),
    (("lot", _("Yes, a lot")), ("little", _("Yes, a little")), ("no", _("Not at all"))),
    _("For example eating, washing, walking or shopping."),
)
GENDER_SAME = Question(
    "gender_same", _("Is the gender you identify with the same as your sex registered at birth?"), (YES, NO)
)
WHITE: Answer = ("white", _("White"))
MIXED: Answer = ("mixed", _("Mixed or multiple ethnic groups"))
OTHER: Answer = ("another", _("Another ethnic group"))
RELIGIONS: tuple[Answer, ...] = (
    ("buddhist", _("Buddhist")),
    ("hindu", _("Hindu")),
    ("jewish", _("Jewish")),
    ("muslim", _("Muslim")),
    ("sikh", _("Sikh")),
    ("another", _("Another religion or belief")),
)
NO_RELIGION: Answer = ("none", _("No religion"))


def _ethnic_group(*answers: Answer, hint: Words = "") -> Question:
    return Question("ethnic_group", _("What is your ethnic group?"), (*answers, OTHER), hint)


def _religion(*christian: Answer) -> Question:
    return Question("religion", _("What is your religion?"), (NO_RELIGION, *christian, *RELIGIONS))


def _pack(name: str, ethnic_group: Question, religion: Question, *more: Question) -> Pack:
    first = (AGE, CONDITION, DAILY_LIFE)
    last = (SEX, GENDER_SAME, ORIENTATION)
    return Pack(name, (*first, ethnic_group, *more, *last, religion))


_ANY_CHRISTIAN: Answer = ("christian", _("Christian"))
_OTHER_CHRISTIAN: Answer = ("other_christian", _("Another Christian church"))
_CATHOLIC: Answer = ("catholic", _("Roman Catholic"))
_WHITE_HINT = _("“White” includes Gypsy, Traveller and Roma people. “Another ethnic group” includes Arab people.")

PACKS = (
    _pack(
        "GB-ENG",
        _ethnic_group(
            ("asian", _("Asian or Asian British")),
            ("black", _("Black, African, Caribbean or Black British")),
            MIXED,
            WHITE,
            hint=_WHITE_HINT,
        ),
        _religion(_ANY_CHRISTIAN),
    ),
    _pack(
        "GB-WLS",
        _ethnic_group(
            ("asian", _("Asian, Asian Welsh or Asian British")),
            ("black", _("Black, Black Welsh, Black British, Caribbean or African")),
            MIXED,
            WHITE,
            hint=_WHITE_HINT,
        ),
        _religion(_ANY_CHRISTIAN),
        Question("welsh", _("Can you understand, speak, read or write Welsh?"), (YES, NO)),
    ),
    _pack(
        "GB-SCT",
        _ethnic_group(
            ("african", _("African, Scottish African or British African")),
            ("asian", _("Asian, Scottish Asian or British Asian")),
            ("caribbean_black", _("Caribbean or Black")),
            MIXED,
            WHITE,
            hint=_WHITE_HINT,
        ),
        _religion(("church_of_scotland", _("Church of Scotland")), _CATHOLIC, _OTHER_CHRISTIAN),
    ),
    _pack(
        "GB-NIR",
        _ethnic_group(
            ("asian", _("Asian")), ("black", _("Black")), ("irish_traveller", _("Irish Traveller")), MIXED,
            ("roma", _("Roma")), WHITE,
        ),
        _religion(_CATHOLIC, ("protestant", _("Protestant")), _OTHER_CHRISTIAN),
    ),
)  # fmt: skip
