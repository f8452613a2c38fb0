"""Each rule against each role: the table is the rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts import rules
from accounts.enums import Role
from accounts.models import User
from core.verdicts import Refused, Verdict
from tests.accounts.factories import PersonFactory

pytestmark = pytest.mark.django_db

ALLOWED: dict[Callable[[User], Verdict], set[Role]] = {
    rules.may_manage_people: {Role.ADMIN},
    rules.may_read_audit: {Role.ADMIN, Role.AUDITOR},
}
REASONS: dict[Callable[[User], Verdict], str] = {
    rules.may_manage_people: "Only administrators can invite people and give roles.",
    rules.may_read_audit: "Only administrators and auditors can see the log.",
}


@pytest.mark.parametrize("rule", ALLOWED)
def test_rule_allows_exactly_its_roles(rule: Callable[[User], Verdict]) -> None:
    assert {role for role in Role if rule(PersonFactory(roles=[role]))} == ALLOWED[rule]


@pytest.mark.parametrize("rule", ALLOWED)
def test_rule_gives_its_reason_to_somebody_without_roles(rule: Callable[[User], Verdict]) -> None:
    with pytest.raises(Refused, match=REASONS[rule]):
        rule(PersonFactory()).enforce()


@pytest.mark.parametrize("rule", ALLOWED)
def test_rule_refuses_somebody_switched_off(rule: Callable[[User], Verdict]) -> None:
    assert not rule(PersonFactory(roles=list(Role), is_active=False))


@pytest.mark.parametrize("role", Role)
def test_changing_somebody_else_is_for_administrators(role: Role) -> None:
    verdict = rules.may_change_person(PersonFactory(roles=[role]), PersonFactory())
    assert bool(verdict) == (role == Role.ADMIN)


def test_changing_oneself_is_refused_with_whom_to_ask() -> None:
    admin = PersonFactory(roles=[Role.ADMIN])
    assert rules.may_change_person(admin, admin).reason == "Ask another administrator to change your own roles."
