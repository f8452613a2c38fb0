"""Settings of the test process: the embedded mode on a throw-away folder and the best database at hand.

TEST_DATABASE=sqlite keeps to SQLite even where a PostgreSQL answers. Processes that tests start get their own
environment from tests/rig; this one is not passed on.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import cast

from tests.rig import hurry, rate_limit, services

_folder = Path(tempfile.mkdtemp(prefix="answerable-test-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name in ("mail", "broker/tasks", "broker/control", "cache", "form-keys"):
    (_folder / _name).mkdir(parents=True)
_postgres = services.postgres()
for _name in ("REDIS_URL", "EMAIL_URL", "DATABASE_URL", "DOOR_URL", "SITE_URL", "STATIC_ROOT", "ALLOWED_HOSTS"):
    os.environ.pop(_name, None)
# Workers of a parallel run inherit the environment: what was given must outlive the line above.
os.environ.update(
    {
        **rate_limit.ROOMY,
        **hurry.CHEAP,
        "ANSWERABLE_MODE": "embedded",
        "DATA_DIR": str(_folder),
        "RIG_DATABASE_URL": services.GIVEN_DATABASE,
        "RIG_REDIS_URL": services.GIVEN_REDIS,
    }
)
if _postgres:
    _postgres.drop_left_overs()
    os.environ["DATABASE_URL"] = _postgres.admin_url

from config.settings import *  # noqa: E402, F403 - after the environment is laid out
from config.settings import DATABASES, STORAGES  # noqa: E402

os.environ.pop("DATABASE_URL", None)
if _postgres:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    # Nothing here outlives its test, and to compile a statement takes longer than to run it on three rows.
    DATABASES["default"]["OPTIONS"] = dict(
        cast("dict[str, object]", DATABASES["default"]["OPTIONS"]), options="-c synchronous_commit=off -c jit=off"
    )
    DATABASES["default"]["TEST"] = {"NAME": f"answerable_test_{os.getpid()}_{secrets.token_hex(3)}"}
# No manifest to collect first, no key stretching: both are covered by the tests that start real processes.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
