"""What stewards type about policies."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core import form_fields as fields
from core.fields import Form
from policies.models import PolicyDocument

# Letters of a whole policy.
LONGEST_POLICY = 200_000
# A number begins with a digit, or the first word of a clause would be taken for one, and fits into its column.
_NUMBER = re.compile(r"^(?P<number>\d[\w.]{0,18}?)[.):]?\s+(?P<words>.+)$", re.DOTALL)


class AddDocument(Form):
    """A policy as it is in force now."""

    title = fields.line(_("Title of the policy"), required=_("Give the policy its title."))
    slug = forms.SlugField(
        label=_("Short name for its address"),
        help_text=_("Small letters, numbers and hyphens, for example: visiting-hours"),
        max_length=80,
        required=False,
    )
    language = fields.language(_("Language of the policy"))
    # Not the field for long texts of other forms: this is a whole policy in one box.
    text = fields.Lines(
        label=_("The policy, clause by clause"),
        help_text=_("Leave an empty line between clauses. A clause may begin with its number, for example: 3.2"),
        max_length=LONGEST_POLICY,
        widget=forms.Textarea(attrs={"rows": 16, "dir": "auto"}),
        error_messages={"required": _("Paste the clauses of the policy.")},
    )
    in_force_from = fields.day(_("In force since"), required=_("Say since when the policy is in force."))
    review_on = fields.day(_("Next review"))

    def clean(self) -> dict[str, Any]:
        """Make the address and the clauses; refuse an address that is taken."""
        data = super().clean() or self.cleaned_data
        slug = data.get("slug") or slugify(data.get("title", ""))
        if not slug:
            self.add_error("slug", _("Give the policy a short name for its address."))
        # The address of a policy called "new" is that of the form for a new one.
        elif slug == "new" or PolicyDocument.objects.filter(slug=slug).exists():
            self.add_error("slug", _("Another policy has this address. Choose another short name."))
        data["slug"] = slug
        data["clauses"] = self._clauses(data.pop("text", ""))
        if data.get("in_force_from") and data["in_force_from"] > timezone.localdate():
            self.add_error("in_force_from", _("Choose a day that has come already."))
        return data

    def _clauses(self, text: str) -> list[tuple[str, str]]:
        """Return (reference, words) of each paragraph; one without a number of its own is numbered by its place."""
        clauses: dict[str, str] = {}
        paragraphs = filter(None, map(str.strip, re.split(r"\n\s*\n", text)))
        for position, paragraph in enumerate(paragraphs, start=1):
            # Every clause needs a number: by it, and by nothing else, it is found again in the next version.
            reference = str(position)
            words = paragraph
            numbered = _NUMBER.match(paragraph)
            if numbered:
                reference = numbered["number"]
                words = numbered["words"]
            if reference in clauses:
                self.add_error("text", _("Two clauses have the same number. Give each its own."))
            clauses[reference] = words
        return list(clauses.items())
