#!/usr/bin/env python
"""The usual door for developers: `python manage.py <command>`."""

import os
import sys


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - Django must see the setting above first

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
