"""What stewards and council members type about changes of policies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import form_fields as fields
from core.fields import Form
from policies.models import Clause
from tracker.models import Decision, PolicyChange

NEW = "new"


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
        # Objects are looked up among what is offered here: an id from elsewhere leads nowhere.
        self.decisions = {str(decision.pk): decision for decision in decisions}
        self.clauses = {str(clause.pk): clause for clause in clauses}
        decision = self.fields["decision"]
        if isinstance(decision, forms.ChoiceField):
            titles = [(pk, existing.recommendation.title) for pk, existing in self.decisions.items()]
            decision.choices = [("", _("Choose one")), *titles]
        clause = self.fields["clause"]
        if isinstance(clause, forms.ChoiceField):
            references = [(pk, existing.reference) for pk, existing in self.clauses.items()]
            clause.choices = [("", _("Choose one")), *references, (NEW, _("A new clause is added"))]

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
        help_text=_("For everyone who asked for it, in plain words."),
        required=_("Say in one line what is different now."),
    )
    summary = fields.long_text(
        _("What is different now"),
        help_text=_("A few sentences: what people will notice."),
        required=_("Say in a few sentences what is different now."),
    )

    def __init__(self, *args: Any, change: PolicyChange, **kwargs: Any) -> None:
        """Begin with the present words; an existing clause keeps its number."""
        super().__init__(*args, **kwargs)
        self.change = change
        if change.before is not None or change.after is not None:
            # A clause is found again by its number, in this version and in the next.
            del self.fields["reference"]

    def clean_reference(self) -> str:
        """Refuse a number that a clause in force has."""
        reference: str = self.cleaned_data["reference"].strip()
        taken = Clause.objects.filter(version__document=self.change.document_id, reference=reference)
        if taken.filter(version__in_force_from__isnull=False).exists():
            raise forms.ValidationError(_("Another clause has this number. Choose the next free one."))
        return reference


class PutInForce(Form):
    """From when it is so, and the evidence."""

    on = fields.day(_("In force since"), required=_("Say since when the new words are in force."))
    # Not required: what waits for it is the signature.
    evidence = fields.long_text(
        _("Evidence"),
        help_text=_(
            "What shows that the change is real: what was put up where, which training was held. It can be added later."
        ),
    )

    def clean_on(self) -> object:
        """Refuse a day to come."""
        on = self.cleaned_data["on"]
        # The action refuses it too; here the sentence is printed beside its field.
        if on > timezone.localdate():
            raise forms.ValidationError(_("This day is in the future. Put the change in force when that day has come."))
        return on


class ShowEvidence(Form):
    """The evidence of a change."""

    evidence = fields.long_text(_("Evidence"), required=_("Describe the evidence."))


class Sign(fields.ConflictForm):
    """A signature. `seen` is the fingerprint of what the page showed: the new words and the evidence."""

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
        help_text=_("Everyone who asked for it is told, and everyone can read it."),
        required=_("Say why it is taken back. People are owed a reason."),
    )
