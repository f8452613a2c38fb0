"""Somebody without e-mail: an account that staff make, with what the person said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts import actions as accounts
from accounts import audit
from accounts.enums import Need
from accounts.models import User
from people import rules
from people.models import Entry


@transaction.atomic
def add_person(  # noqa: PLR0913 - what somebody said about themselves
    *,
    name: str,
    language: str,
    time_zone: ZoneInfo,
    contact: Mapping[str, str],
    needs: Sequence[Need],
    other_need: str,
    helper: str,
    by: User,
) -> User:
    """Make an account without an address for somebody who agreed to it. `helper` says who helped them to say it.

    `contact` are fields of `ContactDetails`.
    """
    rules.may_add_person(by).enforce()
    person = User.objects.create_user(None, name=name, language=language, time_zone=time_zone)
    Entry.objects.create(user=person, helper=helper, entered_by=by)
    accounts.change_contact(by=by, person=person, **contact)
    for kind in needs:
        accounts.keep_need(kind=kind, note="", by=by, person=person, helper=helper)
    if other_need:
        accounts.keep_need(kind=Need.OTHER, note=other_need, by=by, person=person, helper=helper)
    audit.record("added a person without an address", person, by=by)
    return person
