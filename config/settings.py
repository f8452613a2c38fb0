"""Settings of the members' site, the worker and beat; in the embedded mode also of the door inside it."""

from operator import attrgetter

from config import secrets_store
from config.base import *  # noqa: F403 - settings are one flat namespace
from config.base import DATA_DIR, EMBEDDED, HTTPS, SECRETS_DIR, database, env

_secrets = secrets_store.load(
    "SECRET_KEY",
    "AUDIT_KEY",
    "KEY_ENCRYPTION_KEY",
    *([] if EMBEDDED else ["DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DOOR_URL", "SITE_URL"]),
    embedded=EMBEDDED,
    folder=SECRETS_DIR,
)
SECRET_KEY = _secrets["SECRET_KEY"]
AUDIT_KEY = secrets_store.as_key("AUDIT_KEY", _secrets["AUDIT_KEY"])
KEY_ENCRYPTION_KEY = secrets_store.as_key("KEY_ENCRYPTION_KEY", _secrets["KEY_ENCRYPTION_KEY"])
# In production the members' site alone is given these, for staff who type in what somebody said (docs/adr/0018).
RECEIPT_PEPPER = secrets_store.optional("RECEIPT_PEPPER", made_in=SECRETS_DIR if EMBEDDED else None)
RECEIPT_SALT = secrets_store.optional("RECEIPT_SALT", made_in=SECRETS_DIR if EMBEDDED else None)
if EMBEDDED:
    FORM_KEYS_DIR = str(DATA_DIR / "form-keys")
# In production the worker alone is given it: what it opens is where somebody wants to hear that an answer is ready.
CONTACT_KEY = secrets_store.optional("CONTACT_KEY", made_in=SECRETS_DIR if EMBEDDED else None)
# Given only while `manage.py keys rotate --key-encryption-key` wraps the keys anew.
NEW_KEY_ENCRYPTION_KEY = secrets_store.optional("NEW_KEY_ENCRYPTION_KEY")
DOOR_ALONE = False
DOOR_BUCKET_FROM_PROXY = False
# Embedded: the door is inside this process and its address has no host. Production: "https://feedback.example.org".
DOOR_URL = "" if EMBEDDED else _secrets["DOOR_URL"].rstrip("/")
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
MEMBERS_URL = ""

DATABASE_URL = env.str("DATABASE_URL", default="") or _secrets.get("DATABASE_URL", "")
DATABASES = {"default": database(DATABASE_URL or f"sqlite:///{DATA_DIR / 'answerable.sqlite3'}")}

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
INSTALLED_APPS = [
    "core",
    "accounts",
    "feedback",
    "notifications",
    "council",
    "meetings",
    "tracker",
    "insights",
    "config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
]
MIDDLEWARE = [
    "core.stripping.StripDoorRequests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.headers.QuietHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.language.LanguageOfMember",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES[0]["OPTIONS"]["context_processors"] += [  # type: ignore[index]
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "accounts.context.rooms",
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.ByInvitation"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_DISPLAY = attrgetter("known_as")
# A stranger in one place uses up a part, at most a third, of what is left for an address: its owner still gets in.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,30/h/ip,150/h/key",
    "request_login_code": "20/m/ip,60/h/ip,200/h/key",
    "reset_password": "20/m/ip,60/h/ip,200/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 0 if EMBEDDED else env.int("TRUSTED_PROXY_COUNT", default=1)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Answerable"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EMBEDDED

_prefix = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_prefix}session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"{_prefix}csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "core.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# The outbox in the database is the truth; a broker may lose a task without losing a message.
REDIS_URL = env.str("REDIS_URL", default="") or _secrets.get("REDIS_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "cache"}
    )
}
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
_visibility = {"visibility_timeout": 600, "unacked_restore_throttle": 1}
_folders = {
    "data_folder_in": str(DATA_DIR / "broker" / "tasks"),
    "data_folder_out": str(DATA_DIR / "broker" / "tasks"),
    "control_folder": str(DATA_DIR / "broker" / "control"),
    "polling_interval": 0.25,
}
CELERY_BROKER_TRANSPORT_OPTIONS = _visibility if REDIS_URL else _folders
CELERY_VISIBILITY_TIMEOUT = 600
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 240
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10.0
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
COLLECT_EVERY_SECONDS = env.float("COLLECT_EVERY_SECONDS", default=15.0 if EMBEDDED else 3600.0)
CELERY_BEAT_SCHEDULE = {
    "send what is due": {"task": "notifications.send_due", "schedule": 15.0},
    "say the worker is alive": {"task": "notifications.heartbeat", "schedule": 15.0},
    # Slowly on purpose: who watches the desk shall not see from the minute when somebody wrote.
    "collect new feedback": {"task": "tracker.collect", "schedule": COLLECT_EVERY_SECONDS},
    "take words out of papers": {"task": "tracker.take_out_of_papers", "schedule": 60.0},
    "make files safe": {"task": "tracker.make_safe", "schedule": 30.0},
    "remind of meetings": {"task": "meetings.remind", "schedule": 60.0},
    "make next month's key": {"task": "tracker.keep_keys", "schedule": 3600.0},
    "destroy what is past its time": {"task": "tracker.keep_the_clocks", "schedule": 6 * 3600.0},
    "warn of promises due": {"task": "tracker.warn_of_promises", "schedule": 3600.0},
    "tell those who asked": {"task": "tracker.tell_those_who_asked", "schedule": 3600.0},
}
HEARTBEAT_STALE_SECONDS = env.int("HEARTBEAT_STALE_SECONDS", default=45 if EMBEDDED else 300)

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Answerable <no-reply@demo.example>")
# Who says to people without an account that an answer is ready; an address that names nobody is best. Empty: the one
# above, without its name.
CONTACT_FROM_EMAIL = env.str("CONTACT_FROM_EMAIL", default="")
_email = env.email_url_config(env.str("EMAIL_URL", default="") or _secrets.get("EMAIL_URL") or "smtp://127.0.0.1:8025")
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email["EMAIL_HOST"]
EMAIL_PORT = _email["EMAIL_PORT"]
EMAIL_HOST_USER = _email["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = bool(_email.get("EMAIL_USE_TLS", False))
EMAIL_USE_SSL = bool(_email.get("EMAIL_USE_SSL", False))
EMAIL_TIMEOUT = 20
SENT_MAIL_DIR = DATA_DIR / "mail"

DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="demo-only-passphrase")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.tokens.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": [
        "accounts.throttles.VisitorThrottle",
        "accounts.throttles.PersonThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "300/min"},
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Answerable",
    "DESCRIPTION": "Policies, what changed, meetings of one's own, and the versions of feedback that may be shared.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
}
