"""Settings that the members' site and the feedback door share. Neither process loads this file by itself."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from core import helplines
from core.headers import for_files
from core.regions import REGIONS
from core.suppression import SMALLEST_THRESHOLD

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

MODE = env.str("ANSWERABLE_MODE", default="production")
if MODE not in {"embedded", "production"}:
    message = f"ANSWERABLE_MODE must be embedded or production, not {MODE!r}."
    raise ImproperlyConfigured(message)
EMBEDDED = MODE == "embedded"
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
SECRETS_DIR = DATA_DIR / "secrets"
DEBUG = False

ORGANISATION_NAME = env.str("ORGANISATION_NAME", default="Answerable")
OUTSIDE_CONTACT = env.str("OUTSIDE_CONTACT", default="")
REGION = env.str("REGION", default="GB-ENG")
if REGION not in REGIONS:
    message = f"REGION must be one of {', '.join(REGIONS)}, not {REGION!r}."
    raise ImproperlyConfigured(message)
# The organisation's own crisis team and the like, shown after the emergency number: "Crisis team: 0800 123 456; ...".
LOCAL_HELP_LINES = env.str("LOCAL_HELP_LINES", default="")
try:
    helplines.of_place(LOCAL_HELP_LINES)
except ValueError as error:
    message = f"LOCAL_HELP_LINES: {error}."
    raise ImproperlyConfigured(message) from None
ACK_WORKING_DAYS = env.int("ACK_WORKING_DAYS", default=3)
OBJECT_DAYS = env.int("OBJECT_DAYS", default=0 if EMBEDDED else 3)
ANSWER_WORKING_DAYS = env.int("ANSWER_WORKING_DAYS", default=20)
DRAFT_DAYS = env.int("DRAFT_DAYS", default=30)
# How long things are kept (docs/how-to/retention.md). Months count from the day something was finished.
WORDS_MONTHS = env.int("WORDS_MONTHS", default=12)
CONVERSATION_MONTHS = env.int("CONVERSATION_MONTHS", default=36)
ERASED_DAYS = env.int("ERASED_DAYS", default=90)
TALLY_YEARS = env.int("TALLY_YEARS", default=5)
MESSAGE_DAYS = env.int("MESSAGE_DAYS", default=90)
CONTACT_DAYS = env.int("CONTACT_DAYS", default=120)
# How long backups are kept, those of everything and those of the item keys (docs/how-to/deploy.md, Backups): pages
# promise it to people who erase.
BACKUP_DAYS = env.int("BACKUP_DAYS", default=35)
KEY_BACKUP_DAYS = env.int("KEY_BACKUP_DAYS", default=7)
SMALL_CELL_THRESHOLD = env.int("SMALL_CELL_THRESHOLD", default=11)
if SMALL_CELL_THRESHOLD < SMALLEST_THRESHOLD:
    message = f"SMALL_CELL_THRESHOLD must be {SMALLEST_THRESHOLD} or more, or people could be found behind a number."
    raise ImproperlyConfigured(message)
# An organisation may leave the button out: it can put off people who do not see themselves in danger.
EXIT_BUTTON = env.bool("EXIT_BUTTON", default=True)
# Empty: the weather page of the region.
QUICK_EXIT_URL = env.str("QUICK_EXIT_URL", default="")

# How much the door takes before it asks people to wait half a minute (feedback/ladder.py). Nothing is ever refused.
DOOR_NETWORK_PER_HOUR = env.int("DOOR_NETWORK_PER_HOUR", default=30)
DOOR_NETWORK_BURST = env.int("DOOR_NETWORK_BURST", default=10)
DOOR_SITE_PER_HOUR = env.int("DOOR_SITE_PER_HOUR", default=200)
DOOR_SITE_BURST = env.int("DOOR_SITE_BURST", default=60)
DOOR_GUESSES_PER_MINUTE = env.int("DOOR_GUESSES_PER_MINUTE", default=20)
DOOR_WORK = env.int("DOOR_WORK", default=131_072)
DOOR_YOUNGEST_SECONDS = env.int("DOOR_YOUNGEST_SECONDS", default=3)

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if EMBEDDED else [])
USE_X_FORWARDED_HOST = False
SECURE_PROXY_SSL_HEADER = None if EMBEDDED else ("HTTP_X_FORWARDED_PROTO", "https")
HTTPS = env.bool("HTTPS", default=not EMBEDDED)
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": with it Chromium sends `Origin: null` on a form of our own and is refused.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # nobody may frame a page: the content security policy says so
    "security.W008",  # nginx leads from http to https, so that no process has to know its outer address
    "security.W021",  # the browsers' preload list is the operator's own choice
]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("ar", _("Arabic")), ("pl", _("Polish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["core.formats"]
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Europe/London")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "core.fields.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "core.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "core.templatetags.components"],
        },
    }
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ADD_HEADERS_FUNCTION = for_files

# The door's form carries everything in one note. A letter takes up to nine bytes in a form: somebody who pastes a
# hundred pages in any script is told that it is too long, with all of it still in the box.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 1
# The only handler: none is ever put aside on a disk.
FILE_UPLOAD_HANDLERS = ["core.uploads.InMemory"]
ADMINS: list[tuple[str, str]] = []
MANAGERS: list[tuple[str, str]] = []
DEFAULT_EXCEPTION_REPORTER = "core.errors.QuietReporter"
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s %(message)s"}},
    "filters": {"quiet": {"()": "core.errors.WithoutRequests"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["quiet"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}


def database(url: str) -> dict[str, object]:
    """Return one entry of DATABASES with the durability that a confirmation page promises.

    SQLite: write-ahead log with full synchronisation, writers queue from the start of a transaction.
    PostgreSQL: no values in server logs beyond what the server itself is set to (see docs/how-to/deploy.md).
    A thread keeps its connection for a minute: opening and closing one takes longer than a page asks of it.
    """
    entry: dict[str, object] = {**env.db_url_config(url), "CONN_MAX_AGE": 60}
    if "sqlite" in str(entry["ENGINE"]):
        entry["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
    else:
        entry["CONN_HEALTH_CHECKS"] = True
        entry["OPTIONS"] = {"server_side_binding": True, **dict(entry.get("OPTIONS") or {})}  # type: ignore[call-overload]
    return entry
