"""Settings that the members' site and the feedback door share. Neither process loads this file by itself."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import variables
from core import helplines
from core.headers import for_files
from core.regions import REGIONS
from core.suppression import SMALLEST_THRESHOLD

BASE_DIR = Path(__file__).resolve().parent.parent
MODE = variables.ANSWERABLE_MODE.read()
if MODE not in {"embedded", "production"}:
    message = f"ANSWERABLE_MODE must be embedded or production, not {MODE!r}."
    raise ImproperlyConfigured(message)
EMBEDDED = MODE == "embedded"
DATA_DIR = variables.DATA_DIR.read()
SECRETS_DIR = DATA_DIR / "secrets"
DEBUG = False

ORGANISATION_NAME = variables.ORGANISATION_NAME.read()
OUTSIDE_CONTACT = variables.OUTSIDE_CONTACT.read()
REGION = variables.REGION.read()
if REGION not in REGIONS:
    message = f"REGION must be one of {', '.join(REGIONS)}, not {REGION!r}."
    raise ImproperlyConfigured(message)
# The organisation's own crisis team and the like, shown after the emergency number: "Crisis team: 0800 123 456; ...".
LOCAL_HELP_LINES = variables.LOCAL_HELP_LINES.read()
try:
    helplines.of_place(LOCAL_HELP_LINES)
except ValueError as error:
    message = f"LOCAL_HELP_LINES: {error}."
    raise ImproperlyConfigured(message) from None
ACK_WORKING_DAYS = variables.ACK_WORKING_DAYS.read()
OBJECT_DAYS = variables.OBJECT_DAYS.read()
ANSWER_WORKING_DAYS = variables.ANSWER_WORKING_DAYS.read()
DRAFT_DAYS = variables.DRAFT_DAYS.read()
# How long things are kept (docs/how-to/retention.md). Months count from the day something was finished.
WORDS_MONTHS = variables.WORDS_MONTHS.read()
CONVERSATION_MONTHS = variables.CONVERSATION_MONTHS.read()
ERASED_DAYS = variables.ERASED_DAYS.read()
TALLY_YEARS = variables.TALLY_YEARS.read()
MESSAGE_DAYS = variables.MESSAGE_DAYS.read()
CONTACT_DAYS = variables.CONTACT_DAYS.read()
# How long backups are kept, those of everything and those of the data keys (docs/how-to/deploy.md, Backups): pages
# promise it to people who erase.
BACKUP_DAYS = variables.BACKUP_DAYS.read()
KEY_BACKUP_DAYS = variables.KEY_BACKUP_DAYS.read()
SMALL_CELL_THRESHOLD = variables.SMALL_CELL_THRESHOLD.read()
if SMALL_CELL_THRESHOLD < SMALLEST_THRESHOLD:
    message = f"SMALL_CELL_THRESHOLD must be {SMALLEST_THRESHOLD} or more, or people could be found behind a number."
    raise ImproperlyConfigured(message)
# An organisation may leave the button out: it can put off people who do not see themselves in danger.
EXIT_BUTTON = variables.EXIT_BUTTON.read()
# Empty: the weather page of the region.
QUICK_EXIT_URL = variables.QUICK_EXIT_URL.read()

# What one try at a code costs: memory and passes of Argon2id. Whoever turns codes into places is told the same, and it
# stays as it is once somebody holds a code, or no code would open anything. Tests take the least there is.
RECEIPT_MEMORY_KIB = variables.RECEIPT_MEMORY_KIB.read()
RECEIPT_PASSES = variables.RECEIPT_PASSES.read()

# How much the door takes before it asks people to wait half a minute (feedback/rate_limit.py). Nothing is ever refused.
DOOR_NETWORK_PER_HOUR = variables.DOOR_NETWORK_PER_HOUR.read()
DOOR_NETWORK_BURST = variables.DOOR_NETWORK_BURST.read()
DOOR_SITE_PER_HOUR = variables.DOOR_SITE_PER_HOUR.read()
DOOR_SITE_BURST = variables.DOOR_SITE_BURST.read()
DOOR_GUESSES_PER_MINUTE = variables.DOOR_GUESSES_PER_MINUTE.read()
DOOR_WORK = variables.DOOR_WORK.read()
DOOR_YOUNGEST_SECONDS = variables.DOOR_YOUNGEST_SECONDS.read()

ALLOWED_HOSTS = variables.ALLOWED_HOSTS.read()
USE_X_FORWARDED_HOST = False
SECURE_PROXY_SSL_HEADER = None
if not EMBEDDED:
    # Our own nginx sets it on every request; whoever reaches this process past it would be believed.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
HTTPS = variables.HTTPS.read()
SECURE_HSTS_SECONDS = 0
if HTTPS:
    SECURE_HSTS_SECONDS = 63_072_000
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
        "font-src": [NONE],
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
TIME_ZONE = variables.TIME_ZONE.read()

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "core.fields.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["core.loaders.Unindented", "django.template.loaders.app_directories.Loader"],
                )
            ],
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
STATIC_ROOT = variables.STATIC_ROOT.read()
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
    # Looked at before environ does: it warns with parts of what it does not understand, and that may be a password.
    if url.partition(":")[0] not in environ.Env.DB_SCHEMES:
        message = "DATABASE_URL cannot be understood: it must begin with the kind of the database, as in postgres://."
        raise ImproperlyConfigured(message)
    entry: dict[str, object] = {**environ.Env.db_url_config(url), "CONN_MAX_AGE": 60}
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
