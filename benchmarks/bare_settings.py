"""Settings of the yardstick: the door's database and keys, and nothing around the view."""

from config.door import *  # noqa: F403 - settings are one flat namespace

ROOT_URLCONF = "benchmarks.bare"
MIDDLEWARE = []
