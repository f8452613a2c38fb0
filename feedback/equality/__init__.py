"""Questions about equality: one pack for each region, as data. What is counted are their names and nothing else."""

from __future__ import annotations

from core import organisation
from feedback.equality import america, australia, britain
from feedback.equality.questions import RATHER_NOT, Pack, Question

__all__ = ["PACKS", "RATHER_NOT", "Pack", "Question", "pack"]
PACKS = {found.name: found for found in (*britain.PACKS, *america.PACKS, *australia.PACKS)}


def pack() -> Pack | None:
    """Return the pack of this region, or of its country; None where there is none, and nothing is asked."""
    region = organisation.current().region
    return PACKS.get(region) or PACKS.get(region.partition("-")[0])
