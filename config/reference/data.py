"""What is stored, who may see it and how long it is kept, from `Model.kept`."""

from __future__ import annotations

import inspect
from typing import Any

from django.apps import AppConfig, apps
from django.db.models import Field, ForeignKey, ManyToManyField, Model, OneToOneField

from config.reference import writing
from config.reference.writing import OURS, code, first_line, table
from core.classification import Kept

# Tables that come with the libraries, and what they hold here.
LIBRARIES = {
    "account.EmailAddress": "a person's e-mail address, for signing in",
    "account.EmailConfirmation": "nothing: addresses are not confirmed by link",
    "auth.Group": "nothing: roles are our own (`accounts.RoleGrant`)",
    "auth.Permission": "names that Django makes by itself; nobody is given one",
    "contenttypes.ContentType": "names of tables, made by Django",
    "mfa.Authenticator": "secrets of authenticator apps, passkeys and recovery codes",
    "sessions.Session": "who is signed in, for 12 hours at most; nothing about the door",
}
LEVELS = {
    "public": "anyone: it stands on a public page or may stand there",
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
    return f"{name} of at most {field.max_length}" if field.max_length and name in {"Char", "Slug"} else name


def _rows(model: type[Model], kept: Kept) -> list[tuple[str, str, str]]:
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return [(code(field.name), _kind(field), kept.level(field.name) or "NOT DECLARED") for field in fields]


def _model(model: type[Model]) -> str:
    kept: Kept = model.kept  # type: ignore[attr-defined]
    rules = [str(constraint.name).replace("_", " ") for constraint in model._meta.constraints]
    return "\n\n".join(
        part
        for part in (
            f"### {model._meta.label}",
            first_line(inspect.getdoc(model)),
            f"Kept: {kept.until}.",
            table(("field", "what", "who may see it"), _rows(model, kept)),
            f"The database itself insists: {'; '.join(rules)}." if rules else "",
        )
        if part
    )


def _app(config: AppConfig) -> list[str]:
    models = sorted(config.get_models(), key=lambda model: model.__name__)
    about = first_line(inspect.getdoc(inspect.getmodule(type(config))))
    return [f"## {config.label}", about, *(_model(model) for model in models)] if models else []


def of_libraries() -> list[str]:
    """Return the labels of every table that is not ours."""
    ours = set(OURS)
    return sorted(model._meta.label for model in apps.get_models() if model._meta.app_config.name not in ours)


def page() -> str:
    """Return the page."""
    return writing.page(
        "Data: what is stored, who may see it, how long it is kept",
        "Each model declares this beside its fields (`kept = Kept(…)`, core/classification.py).",
        table(("level", "who"), LEVELS.items()),
        "**How long it is kept** is what each model declares. Nothing deletes rows by itself yet when that time is"
        " over; people do it. What somebody destroys with their code is destroyed at once, by its key.",
        *(part for config in writing.our_apps() for part in _app(config)),
        "## Tables of the libraries",
        table(
            ("table", "what it holds"),
            ((code(label), LIBRARIES.get(label, "NOT DESCRIBED")) for label in of_libraries()),
        ),
    )
