"""What stewards and council members type about policies."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.fields import Form
from tracker.forms import fields
from tracker.models import Clause, Decision, PolicyChange, PolicyDocument

_NUMBER = re.compile(r"^(?P<number>\d[\w.]{0,18}?)[.):]?\s+(?P<words>.+)$", re.DOTALL)


NEW = "new"


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
    text = forms.CharField(
        label=_("The policy, clause by clause"),
        help_text=_("Leave an empty line between clauses. A clause may begin with its number, for example: 3.2"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 16, "dir": "auto"}),
        error_messages={"required": _("Paste the clauses of the policy.")},
    )
    in_force_from = fields.day(_("In force since"), required=_("Say since when the policy is in force."))
    review_on = fields.day(_("Next review"))

    def clean(self) -> dict[str, Any]:
        """Make the address and the clauses; refuse what is there already."""
        data = super().clean() or self.cleaned_data
        slug = data.get("slug") or slugify(data.get("title", ""))
        if not slug:
            self.add_error("slug", _("Give the policy a short name for its address."))
        elif slug == "new" or PolicyDocument.objects.filter(slug=slug).exists():
            self.add_error("slug", _("Another policy has this address. Choose another short name."))
        data["slug"] = slug
        data["clauses"] = self._clauses(data.pop("text", ""))
        if data.get("in_force_from") and data["in_force_from"] > timezone.localdate():
            self.add_error("in_force_from", _("Choose a day that has come already."))
        return data

    def _clauses(self, text: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for number, paragraph in enumerate(filter(None, map(str.strip, re.split(r"\n\s*\n", text))), start=1):
            numbered = _NUMBER.match(paragraph)
            reference = numbered["number"] if numbered else str(number)
            if reference in dict(found):
                self.add_error("text", _("Two clauses have the same number. Give each its own."))
            found.append((reference, numbered["words"] if numbered else paragraph))
        return found


class Plan(Form):
    """A change that is to come, because of a decision."""

    decision = forms.ChoiceField(
        label=_("Because of which decision?"), error_messages={"required": _("Choose the decision behind this.")}
    )
    clause = forms.ChoiceField(
        label=_("Which clause changes?"), error_messages={"required": _("Choose a clause, or a new one.")}
    )

    def __init__(self, *args: Any, decisions: list[Decision], clauses: list[Clause], **kwargs: Any) -> None:
        """Offer the decisions that something is to change, and the clauses there are."""
        super().__init__(*args, **kwargs)
        self.decisions = {str(decision.pk): decision for decision in decisions}
        self.clauses = {str(clause.pk): clause for clause in clauses}
        decision, clause = self.fields["decision"], self.fields["clause"]
        if isinstance(decision, forms.ChoiceField) and isinstance(clause, forms.ChoiceField):
            decision.choices = [("", _("Choose one"))] + [
                (pk, found.recommendation.title) for pk, found in self.decisions.items()
            ]
            known = [(pk, found.reference) for pk, found in self.clauses.items()]
            clause.choices = [("", _("Choose one")), *known, (NEW, _("A new clause is added"))]

    def clean(self) -> dict[str, Any]:
        """Turn the choices into the decision and the clause."""
        data = super().clean() or self.cleaned_data
        data["decision"] = self.decisions.get(data.get("decision", ""))
        data["clause"] = self.clauses.get(data.get("clause", ""))
        return data


class Write(Form):
    """New words, and what is different."""

    reference = fields.line(_("Number of the new clause"), required=_("Give the new clause its number."), max_length=20)
    text = fields.long_text(_("The new words of the clause"), required=_("Write the new words of the clause."), rows=8)
    title = fields.line(
        _("What is different now, in one line"),
        help_text=_("For everybody who asked for it, in plain words."),
        required=_("Say in one line what is different now."),
    )
    summary = fields.long_text(
        _("What is different now"),
        help_text=_("A few sentences: what people will notice."),
        required=_("Say in a few sentences what is different now."),
    )

    def __init__(self, *args: Any, change: PolicyChange, **kwargs: Any) -> None:
        """Begin with the words there are; an existing clause keeps its number."""
        super().__init__(*args, **kwargs)
        self.change = change
        if change.before is not None or change.after is not None:
            del self.fields["reference"]

    def clean_reference(self) -> str:
        """Refuse a number that a clause in force has."""
        reference: str = self.cleaned_data["reference"].strip()
        taken = Clause.objects.filter(version__document=self.change.document_id, reference=reference)
        if taken.filter(version__in_force_from__isnull=False).exists():
            raise forms.ValidationError(_("Another clause has this number. Choose the next free one."))
        return reference


class PutInForce(Form):
    """From when it is so, and how one can see it."""

    on = fields.day(_("In force since which day?"), required=_("Say since when the new words are in force."))
    evidence = fields.long_text(
        _("How can one see that it is really so?"),
        help_text=_("For example: what was put up where, which training was held. You can add this later too."),
    )

    def clean_on(self) -> object:
        """Refuse a day to come."""
        on = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet. Put it in force when it is really so."))
        return on


class ShowEvidence(Form):
    """How one can see it."""

    evidence = fields.long_text(
        _("How can one see that it is really so?"), required=_("Say how one can see that it is really so.")
    )


class Sign(fields.Returning):
    """A signature. `seen` is what stood on the page: the new words and the evidence."""

    seen = forms.CharField(widget=forms.HiddenInput)


class Doubt(Form):
    """What is not different yet."""

    words = fields.long_text(
        _("What is not different yet?"),
        help_text=_("The steward of the policy reads this, with the name you chose for the council."),
        required=_("Say what is not different yet, so that it can be put right."),
    )


class TakeBack(Form):
    """Why a change is taken back."""

    reason = fields.long_text(
        _("Why is it taken back?"),
        help_text=_("Everybody who asked for it is told, and everybody can read it."),
        required=_("Say why it is taken back. People are owed a reason."),
    )
