"""Looking after the list of places."""

from __future__ import annotations

from django.db import transaction

from accounts import audit
from accounts.models import User
from core.verdicts import Conflict
from desk.rules import places as rules
from feedback.models import Place


@transaction.atomic
def add(*, code: str, names: dict[str, str], by: User) -> Place:
    """Add a place. Its code is printed on posters, so it never changes. Raises `Conflict` when the code is taken."""
    rules.may_manage(by).enforce()
    # The form has looked as well, but the code may be taken in between.
    place, is_new = Place.objects.get_or_create(code=code, defaults={"names": names})
    if not is_new:
        raise Conflict
    audit.record("added a place", place, by=by, code=code)
    return place


@transaction.atomic
def rename(*, place: Place, names: dict[str, str], by: User) -> None:
    """Give a place other names."""
    rules.may_manage(by).enforce()
    Place.objects.filter(pk=place.pk).update(names=names)
    audit.record("renamed a place", place, by=by, code=place.code)


@transaction.atomic
def offer(*, place: Place, listed: bool, by: User) -> None:
    """Put a place on the list, or take it off. What was said about it keeps its name."""
    rules.may_manage(by).enforce()
    Place.objects.filter(pk=place.pk).update(listed=listed)
    done = "listed a place" if listed else "took a place off the list"
    audit.record(done, place, by=by, code=place.code)
