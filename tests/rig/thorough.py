"""Whether somebody asked for all of what takes long: `THOROUGH=1 make test-long`, before a release."""

import os

THOROUGH = bool(os.environ.get("THOROUGH"))
