"""Load every template of the project, and see that every literal name it extends or includes exists.

Usage: `python scripts/templates.py`, with the environment of the demo.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.base import FilterExpression, Node, Template
from django.template.loader_tags import ExtendsNode, IncludeNode

ROOT = Path(__file__).resolve().parent.parent


def literal_names(template: Template) -> list[str]:
    """Return the names of templates that this one mentions as plain strings."""
    nodes: list[Node] = template.nodelist.get_nodes_by_type(ExtendsNode) + template.nodelist.get_nodes_by_type(
        IncludeNode
    )
    names = []
    for node in nodes:
        expression = node.parent_name if isinstance(node, ExtendsNode) else node.template
        # A name that is worked out while a page is rendered is a Variable, and cannot be looked up here.
        if isinstance(expression, FilterExpression) and isinstance(expression.var, str):
            names.append(expression.var)
    return names


def own_names() -> Iterator[str]:
    """Yield the name of each template of the project, as Django looks it up."""
    for folder in map(Path, settings.TEMPLATES[0]["DIRS"]):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield path.relative_to(folder).as_posix()


def faults_of(name: str) -> list[str]:
    engine = engines["django"].engine
    try:
        template = engine.get_template(name)
    except (TemplateSyntaxError, TemplateDoesNotExist) as error:
        return [f"{name}: {type(error).__name__}: {error}"]
    faults = []
    # Django looks for what a template extends or includes only when a page is rendered.
    for mentioned in literal_names(template):
        try:
            engine.get_template(mentioned)
        except TemplateDoesNotExist:
            faults.append(f"{name}: there is no {mentioned}")
        except TemplateSyntaxError:
            continue  # reported under its own name
    return faults


def main() -> None:
    sys.path.insert(0, str(ROOT))
    django.setup()
    names = list(own_names())
    faults = []
    for name in names:
        faults += faults_of(name)
    print("\n".join(faults) or f"{len(names)} templates load.")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
