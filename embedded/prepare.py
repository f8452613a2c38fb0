"""Make the embedded database ready: tables, demo people and their story, static files.

Usage: `python -m embedded.prepare STEP ...` with steps `migrate`, `demo`, `keys`, `static`, in one process because
starting Django costs more than any of them on a small change.
"""

import os
import sys

import django
from django.core.management import call_command

LABELS = {
    "migrate": "Preparing the database",
    "demo": "Loading demo people and a story to look at",
    "keys": "Making the first keys",
    "static": "Preparing style sheets and pictures",
}


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    for step in sys.argv[1:]:
        print(f"{LABELS[step]} ...", flush=True)
        if step == "migrate":
            call_command("migrate", interactive=False, verbosity=0)
        elif step == "demo":
            call_command("loaddemo", verbosity=0)
        elif step == "keys":
            call_command("keys", "create", verbosity=0)
        else:
            # `clear`: what an earlier version served and this one does not have is taken away.
            # The browsable API is switched off: its pictures need not be copied and compressed.
            call_command(
                "collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=["rest_framework"]
            )


if __name__ == "__main__":
    main()
