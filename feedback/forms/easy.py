"""The easy form asks one question on a page, in short words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.fields import FreeText, NoReceiptForm, area, line

YES = "yes"
NO = ""


class OneText(NoReceiptForm):
    """What happened."""

    text = FreeText(label=_("What happened?"), widget=area(5))


class OneHelped(NoReceiptForm):
    """What was good."""

    helped = FreeText(label=_("What was good?"), widget=area(5))


class OneBetter(NoReceiptForm):
    """What should change."""

    better = FreeText(label=_("What should change?"), widget=area(5))


class OneKeepFrom(NoReceiptForm):
    """Who is not to read it."""

    keep_from = FreeText(label=_("Who must not read it?"), max_length=200, widget=line())


class YesOrNo(NoReceiptForm):
    """One question with two answers. Nothing chosen is "no"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the answer that was given before, and with "no" without one."""
        given = kwargs.pop("initial", None) or {}
        initial = dict.fromkeys(self.base_fields, NO)
        initial |= {name: YES for name in self.base_fields if given.get(name)}
        super().__init__(*args, initial=initial, **kwargs)


def yes_or_no(label: Any) -> forms.TypedChoiceField:
    """Return a question with two answers, clean as true, or as nothing."""
    return forms.TypedChoiceField(
        label=label,
        choices=[(YES, _("Yes")), (NO, _("No"))],
        coerce=lambda answer: answer == YES,
        required=False,
        widget=forms.RadioSelect,
    )


class OneCouncil(YesOrNo):
    """Whether the council may read it."""

    for_council = yes_or_no(_("May the council read it?"))


class OnePublic(YesOrNo):
    """Whether everybody may read it."""

    for_public = yes_or_no(_("May everyone read it?"))
