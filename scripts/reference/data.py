"""What is stored, who may see it and how long it is kept, from `Model.data_policy`."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.db.models import Field, ForeignKey, ManyToManyField, Model, OneToOneField

from core.classification import DataPolicy
from retention import definitions
from scripts.reference import writing
from scripts.reference.writing import OURS, code, first_line, table

# Tables that come with the libraries, and what they hold here.
LIBRARIES = {
    "account.EmailAddress": "a person's e-mail address, for signing in",
    "account.EmailConfirmation": "nothing: addresses are not confirmed by link",
    "auth.Group": "nothing: roles are our own (`accounts.RoleGrant`)",
    "auth.Permission": "names that Django makes by itself; nobody is given one",
    "contenttypes.ContentType": "names of tables, made by Django",
    "mfa.Authenticator": "secrets of authenticator apps, passkeys and recovery codes",
    "sessions.Session": (
        "who is signed in since when and with which kind of browser, how their lists were left, and what their next"
        " page says or offers to undo; 12 hours, then destroyed within one; nothing about the door"
    ),
    "socialaccount.SocialAccount": "who somebody is in the organisation's directory, and nothing else it says of them",
    "socialaccount.SocialApp": "nothing: the directory is in the settings",
    "socialaccount.SocialToken": "nothing: the directory's token is sealed (`accounts.DirectoryLink`)",
}
LEVELS = {
    "public": "anyone: it is on a public page or may be",
    "members": "council members and staff, as far as the rules of the page let them",
    "staff": "staff with the role for it, and people about themselves",
    "secret": "nobody by looking: sealed, hashed, or shown to the one person it belongs to and who has to act on it",
}


def _kind(field: Field[Any, Any]) -> str:
    if isinstance(field, OneToOneField):
        return f"the one {field.related_model._meta.label}"
    if isinstance(field, ForeignKey):
        return f"a {field.related_model._meta.label}"
    if isinstance(field, ManyToManyField):
        return f"several {field.related_model._meta.label}"
    name = type(field).__name__.removesuffix("Field")
    if field.max_length and name in {"Char", "Slug"}:
        return f"{name} of at most {field.max_length}"
    return name


def _rows(model: type[Model], policy: DataPolicy) -> list[tuple[str, str, str]]:
    rows = []
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        # A test refuses a page that says so.
        level = policy.level(field.name) or "NOT DECLARED"
        rows.append((code(field.name), _kind(field), level))
    return rows


def _model(model: type[Model]) -> str:
    policy: DataPolicy = model.data_policy  # type: ignore[attr-defined]
    parts = [
        f"### {model._meta.label}",
        first_line(inspect.getdoc(model)),
        f"Kept: {policy.retention}.",
        table(("field", "what", "who may see it"), _rows(model, policy)),
    ]
    rules = "; ".join(str(constraint.name) for constraint in model._meta.constraints)
    if rules:
        parts.append(f"The database itself insists: {rules.replace('_', ' ')}.")
    return "\n\n".join(filter(None, parts))


def _app(config: AppConfig) -> list[str]:
    models = sorted(config.get_models(), key=lambda model: model.__name__)
    if not models:
        return []
    about = first_line(inspect.getdoc(inspect.getmodule(type(config))))
    return [f"## {config.label}", about, *map(_model, models)]


def _rules() -> list[tuple[str, str, str]]:
    rows = []
    for rule in definitions.rules():
        module = rule.count_due.__module__.replace(".", "/")
        rows.append((code(rule.name), str(rule.label), code(f"{module}.py")))
    return rows


def of_libraries() -> list[str]:
    """Return the labels of every table that is not ours."""
    ours = set(OURS)
    return sorted(model._meta.label for model in apps.get_models() if model._meta.app_config.name not in ours)


def _libraries() -> Iterator[tuple[str, str]]:
    for label in of_libraries():
        yield code(label), LIBRARIES.get(label, "NOT DESCRIBED")


def page() -> str:
    """Return the page."""
    parts = []
    for config in writing.our_apps():
        parts += _app(config)
    return writing.page(
        "Data: what is stored, who may see it, how long it is kept",
        "Each model declares this beside its fields (`data_policy = DataPolicy(…)`, core/classification.py).",
        table(("level", "who"), LEVELS.items()),
        "**Kept** is what each model declares: an intention. What is destroyed by itself when its time is over are the"
        " records of the retention rules below; the worker applies them several times a day and leaves a receipt for"
        " each kind (`retention.Destruction`). For every other table nothing deletes rows by itself yet. What somebody"
        " destroys with their code is destroyed at once, by its key.",
        "## What is destroyed by itself",
        "How long each is kept is a setting ([settings](settings.md)); what is due shows under `/retention/`.",
        table(("rule", "records", "where it is"), _rules()),
        *parts,
        "## Tables of the libraries",
        table(("table", "what it holds"), _libraries()),
    )
