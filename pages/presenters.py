"""The list of what a new organisation needs, as pages show it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Role
from core.slots import CheckLine
from pages.enums import Step
from pages.queries import Facts


@dataclass(frozen=True, slots=True)
class Progress:
    """Where somebody is in the set-up, and where the way leads on."""

    current: int
    total: int
    label: str
    onward: str


def progress(step: Step) -> Progress:
    """Return how far this step is, and the address of the next one; after the last, of the list."""
    # The account is made with the link alone, and there is no way back to it.
    steps = list(Step)
    position = steps.index(step)
    onward = reverse("setup:overview")
    if position + 1 < len(steps):
        onward = address(steps[position + 1])
    return Progress(position + 1, len(steps), str(step.label), onward)


def address(step: Step) -> str:
    """Return where a step is."""
    return reverse(f"setup:{step.value}")


def lines(facts: Facts) -> list[CheckLine]:
    """Return the whole list, what the door cannot do without first."""
    ours = [
        CheckLine(_("The organisation, with its region and time zone"), address(Step.ORGANISATION), facts.is_named),
        CheckLine(_("How people reach you"), address(Step.ORGANISATION), facts.has_contact),
        CheckLine(_("Every crisis line was dialled"), address(Step.HELP), facts.help_is_checked),
        CheckLine(
            _("A coordinator"),
            address(Step.PEOPLE),
            facts.has_coordinator,
            note=_invited(facts, Role.COORDINATOR),
        ),
        CheckLine(
            _("Somebody who reads feedback"),
            address(Step.PEOPLE),
            facts.has_reader,
            note=_invited(facts, Role.READER),
        ),
        CheckLine(_("A test message arrived by mail"), f"{reverse('setup:overview')}#mail", facts.mail_is_checked),
        CheckLine(_("Places to choose from"), address(Step.PLACES), facts.has_places, is_needed=False),
        CheckLine(_("A council with seats"), address(Step.COUNCIL), facts.has_council, is_needed=False),
        *facts.lines,
    ]
    return sorted(ours, key=lambda line: not line.is_needed)


def _invited(facts: Facts, role: Role) -> str:
    if role.value not in facts.invited:
        return ""
    return _("Invited. They have not opened the link yet.")


def missing(facts: Facts) -> list[CheckLine]:
    """Return what the door cannot do without."""
    return [line for line in lines(facts) if line.is_needed and not line.is_done]
