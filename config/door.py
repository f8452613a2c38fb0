"""Settings of the feedback door: the process that takes feedback and cannot know who anybody is.

It knows two apps, no user table, no session, no queue and no mail. In production it runs on a host name and
with a database role of its own; see docs/how-to/deploy.md.
"""

from config import variables
from config.base import *  # noqa: F403 - settings are one flat namespace
from config.base import DATA_DIR, EMBEDDED, SECRETS_DIR, database
from config.environment import Reader
from config.secrets_store import Secrets

_secrets = Secrets(Reader.DOOR, embedded=EMBEDDED, folder=SECRETS_DIR)
SECRET_KEY = _secrets.text(variables.DOOR_SECRET_KEY)
RECEIPT_PEPPER = _secrets.key(variables.RECEIPT_PEPPER)
RECEIPT_SALT = _secrets.key(variables.RECEIPT_SALT)
FORM_KEYS_DIR = str(variables.FORM_KEYS_DIR.read())
_address = _secrets.text(variables.DATABASE_URL)
DATABASES = {"default": database(_address or f"sqlite:///{DATA_DIR / 'answerable.sqlite3'}")}
MEMBERS_URL = variables.MEMBERS_URL.read()
DOOR_URL = ""
DOOR_ALONE = True
# Set where nobody but our own nginx can reach this process: then its word on who comes from where is believed.
DOOR_BUCKET_FROM_PROXY = variables.DOOR_BUCKET_FROM_PROXY.read() and not EMBEDDED

SILENCED_SYSTEM_CHECKS = [
    *SILENCED_SYSTEM_CHECKS,
    "security.W003",  # a sealed note in each form takes the place of the CSRF cookie (docs/adr/0004)
]
if not EMBEDDED:
    LOGGING["handlers"]["console"]["class"] = "core.hourly_log.OnceAnHour"  # type: ignore[index]
ROOT_URLCONF = "config.door_urls"
WSGI_APPLICATION = "config.door_wsgi.application"
INSTALLED_APPS = ["core", "feedback"]
INSTALLED_APPS_FOR_RENDERING = ["django.forms", "django.contrib.staticfiles"]
INSTALLED_APPS += INSTALLED_APPS_FOR_RENDERING
MIDDLEWARE = [
    "core.stripping.StripDoorRequests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.headers.QuietHeaders",
    "core.language.LanguageFromAddress",
    "django.middleware.common.CommonMiddleware",
]
