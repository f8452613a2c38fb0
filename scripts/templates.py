"""Load every template of the project, and see that every literal name it extends or includes exists.

Usage: `python scripts/templates.py`, with the environment of the demo.
"""

import sys
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
    mentioned = [node.parent_name if isinstance(node, ExtendsNode) else node.template for node in nodes]
    return [
        expression.var
        for expression in mentioned
        if isinstance(expression, FilterExpression) and isinstance(expression.var, str)
    ]


def faults_of(name: str) -> list[str]:
    engine = engines["django"].engine
    try:
        template = engine.get_template(name)
    except (TemplateSyntaxError, TemplateDoesNotExist) as error:
        return [f"{name}: {type(error).__name__}: {error}"]
    faults = []
    for mentioned in literal_names(template):
        try:
            engine.get_template(mentioned)
        except TemplateDoesNotExist:
            faults.append(f"{name}: there is no {mentioned}")
        except TemplateSyntaxError:
            continue  # told under its own name
    return faults


def main() -> None:
    sys.path.insert(0, str(ROOT))
    django.setup()
    folders = [Path(folder) for folder in settings.TEMPLATES[0]["DIRS"]]
    names = [
        path.relative_to(folder).as_posix()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    faults = [fault for name in names for fault in faults_of(name)]
    print("\n".join(faults) or f"{len(names)} templates load.")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
