"""The packs of the United States.

Source: Office of Management and Budget, Statistical Policy Directive No. 15, revision of March 2024 (a work of the
federal government, in the public domain): one combined question, seven categories, as many as apply. The other
questions are in our own words. Massachusetts also asks for gender identity and sexual orientation.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from feedback.equality.questions import AGE, DISABILITY, GENDER, NO, ORIENTATION, SEX, YES, Pack, Question

RACE = Question(
    "race_ethnicity",
    _("What is your race or ethnicity?"),
    (
        ("american_indian", _("American Indian or Alaska Native")),
        ("asian", _("Asian")),
        ("black", _("Black or African American")),
        ("hispanic", _("Hispanic or Latino")),
        ("middle_eastern", _("Middle Eastern or North African")),
        ("pacific", _("Native Hawaiian or Pacific Islander")),
        ("white", _("White")),
    ),
    _("Choose all that apply."),
    several=True,
)
LANGUAGE = Question("other_language", _("Do you speak a language other than English at home?"), (YES, NO))
FEDERAL = (AGE, RACE, LANGUAGE, DISABILITY, SEX)

PACKS = (Pack("US", FEDERAL), Pack("US-MA", (*FEDERAL, GENDER, ORIENTATION)))
