"""Who may do what: every rule, the roles without which it says no, and what else it looks at.

Two ways lead to the roles. A rule that looks at nothing but a person's roles is asked, once for each role, with a
person who is not stored. Of any other rule the source is read: the conditions at which it says no to people without a
role, its own and those of the rules that it asks first. What it decides by seats or rows is left to the sentence beside
it.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from accounts.enums import Role
from accounts.models import RoleGrant, User
from core.verdicts import Verdict
from scripts.reference import writing
from scripts.reference.writing import OURS, code, first_line, table

Rule = Callable[..., Verdict]


class NotUnderstoodError(Exception):
    """The roles that a rule needs cannot be told from its source."""


EVERYBODY = frozenset(Role)


def modules(app: str) -> Iterator[ModuleType]:
    """Yield the modules of an app's rules, by name."""
    if find_spec(f"{app}.rules") is None:
        return
    package = import_module(f"{app}.rules")
    yield package
    if hasattr(package, "__path__"):
        for path in sorted(Path(package.__path__[0]).glob("[a-z]*.py")):
            yield import_module(f"{app}.rules.{path.stem}")


def _first(rule: Rule) -> inspect.Parameter:
    return next(iter(inspect.signature(rule).parameters.values()))


def all_rules(module: ModuleType) -> list[Rule]:
    """Return the public rules that a module itself defines, in the order in which it does."""
    found: list[Rule] = []
    for name, value in vars(module).items():
        if name.startswith("may_") and inspect.isfunction(value) and value.__module__ == module.__name__:
            found.append(value)
    return found


def rules(module: ModuleType) -> list[Rule]:
    """Return the rules of a module that are about a person who acts.

    Others are about a thing alone, such as whether a council can be applied to.
    """
    return [rule for rule in all_rules(module) if "User" in str(_first(rule).annotation)]


# How a rule asks what somebody is trusted with.
ASKING = ("has_role", "has_role_for", "councils_as")


def person(*roles: Role) -> User:
    """Return a person with roles who is not stored."""
    user = User(email="someone@example.org")
    # What `User.running_grants` remembers of its one query.
    vars(user)["_running"] = [RoleGrant(role=role) for role in roles]
    return user


def _body(rule: Rule) -> list[ast.stmt]:
    (function,) = ast.parse(textwrap.dedent(inspect.getsource(rule))).body
    return function.body if isinstance(function, ast.FunctionDef) else []


def _target(rule: Rule, call: ast.Call) -> Any:
    """Return the function that a rule calls by a plain name, or None."""
    return rule.__globals__.get(call.func.id) if isinstance(call.func, ast.Name) else None


def _calls(body: list[ast.stmt]) -> Iterator[ast.Call]:
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call):
                yield node


def _user(rule: Rule) -> str:
    """Return the name of the person who acts: a rule's first parameter."""
    return next(iter(inspect.signature(rule).parameters))


def _is_about_roles(rule: Rule, call: ast.Call) -> bool:
    """Return whether a call asks for roles of the person who acts, and not of somebody else."""
    return ast.unparse(call.func) in {f"{_user(rule)}.{name}" for name in ASKING}


def _is_about_user(rule: Rule, call: ast.Call) -> bool:
    """Return whether another rule is asked about the same person."""
    return bool(call.args) and ast.unparse(call.args[0]) == _user(rule)


def is_asked(rule: Rule) -> bool:
    """Return whether a rule looks at nothing but the roles of the one person it is given."""
    if len(inspect.signature(rule).parameters) != 1:
        return False
    for call in _calls(_body(rule)):
        target = _target(rule, call)
        # A call that only makes the sentence decides nothing.
        is_words = isinstance(call.func, ast.Name) and call.func.id in {"_", "Verdict"}
        is_other_rule = inspect.isfunction(target) and target.__name__.startswith("may_") and is_asked(target)
        if not (_is_about_roles(rule, call) or is_words or is_other_rule):
            return False
    return True


def answers(rule: Rule) -> frozenset[Role]:
    """Return the roles to which a rule says yes, asked one at a time."""
    return frozenset(role for role in Role if rule(person(role)))


def _roles(rule: Rule, call: ast.Call) -> frozenset[Role]:
    """Return the roles that a call of `has_role` names."""
    found: set[Role] = set()
    # The first one of these says for which council.
    skipped = int(ast.unparse(call.func).endswith(".has_role_for"))
    for argument in call.args[skipped:]:
        match argument:
            case ast.Starred(value=ast.Name(id=name)):
                found.update(rule.__globals__[name])
            case ast.Attribute(value=ast.Name(id="Role"), attr=name):
                found.add(Role[name])
            case _:
                raise NotUnderstoodError(ast.unparse(call))
    return frozenset(found)


def _says_no(statement: ast.stmt) -> bool:
    """Return whether a statement returns a refusal: a sentence, or the verdict of another rule."""
    if not isinstance(statement, ast.Return) or statement.value is None:
        return False
    return ast.unparse(statement.value).startswith("Verdict(") or ast.unparse(statement.value) == "verdict"


def _without(rule: Rule, test: ast.expr) -> frozenset[Role]:
    """Return the roles without which a condition holds that leads to a no; everybody where it is about no role."""
    match test:
        case ast.BoolOp(op=ast.Or(), values=parts):
            return EVERYBODY.intersection(*map(partial(_without, rule), parts))
        case ast.UnaryOp(op=ast.Not(), operand=ast.NamedExpr(value=ast.Call() as call) | (ast.Call() as call)):
            return _with(rule, call)
    return EVERYBODY


def _with(rule: Rule, expression: ast.expr) -> frozenset[Role]:
    """Return the roles without which an expression is a no; everybody where it is about no role."""
    match expression:
        case ast.Call() as call if _is_about_roles(rule, call):
            return _roles(rule, call)
        # All of these have to say yes, so whoever lacks the roles of one is refused.
        case ast.Call(func=ast.Name(id="first_no"), args=parts):
            return EVERYBODY.intersection(*map(partial(_with, rule), parts))
        case ast.Call() as call:
            target = _target(rule, call)
            # A rule about somebody else, such as the person who gets a seat, says nothing of who acts.
            is_rule = inspect.isfunction(target) and ".rules" in target.__module__ and _is_about_user(rule, call)
            return needed(target) if is_rule else EVERYBODY
        case ast.IfExp(test=test, body=ast.Name(id="YES")):
            return _with(rule, test)
    return EVERYBODY


def needed(rule: Rule) -> frozenset[Role]:
    """Return the roles of which a person has to hold one, or the rule says no; all of them where none is needed.

    More may be needed, and what another condition decides is not seen here: these roles are what is sure.
    """
    found = EVERYBODY
    body = _body(rule)
    for number, statement in enumerate(body, 1):
        match statement:
            case ast.If(test=test, body=[only], orelse=[]) if _says_no(only):
                found &= _without(rule, test)
            case ast.If(test=test, body=[ast.Return(value=ast.Name(id="YES"))]) if all(map(_says_no, body[number:])):
                return found & _with(rule, test)
            case ast.Return(value=ast.expr() as value):
                found &= _with(rule, value)
            case ast.If():
                # Another way to a yes: what follows binds only those who do not take it.
                return found
    return found


def row(app: str, rule: Rule) -> tuple[str, str, str, str, str]:
    """Return a rule as the page prints it: app, name, sentence, roles and what else it looks at."""
    asked = is_asked(rule)
    roles = answers(rule) if asked else needed(rule)
    if not roles:
        # Two roles at once, or a shape that is not understood: better no page than a wrong one.
        raise NotUnderstoodError(rule.__qualname__)
    labels = "" if roles == EVERYBODY else ", ".join(str(role.label) for role in Role if role in roles)
    others = list(inspect.signature(rule).parameters)[1:]
    depends = ", ".join(map(code, others)) or ("" if asked else "what is stored about the person")
    return app, code(rule.__name__), first_line(inspect.getdoc(rule)), labels or "–", depends or "–"


def rows() -> Iterator[tuple[str, str, str, str, str]]:
    """Yield one row for each rule, the lowest app first."""
    for app in OURS:
        for module in modules(app):
            for rule in rules(module):
                yield row(app, rule)


def page() -> str:
    """Return the page."""
    return writing.page(
        "Who may do what",
        "Every rule of every app (`rules.py`, or the modules of `rules/`). An action enforces its rule before it"
        " writes, and a page prints the same rule's reason where there is no button. Which rows somebody finds at all"
        " is for `queries` to say; what they may not see answers 404.",
        "**Role**: where the last column is empty, anyone with one of these roles may, and nobody else: the rule was"
        " asked. Elsewhere one of these roles is needed, and the rule may ask for more; a dash means that no role alone"
        " decides, but a seat, an invitation or one of several ways, as the sentence says. A role counts while the"
        " account is active.",
        table(("app", "rule", "what", "role", "also depends on"), rows()),
    )
