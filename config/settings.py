"""Settings of the members' site, the worker and beat; in the embedded mode also of the door inside it."""

from operator import attrgetter
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from config import variables
from config.base import *  # noqa: F403 - settings are one flat namespace
from config.base import DATA_DIR, EMBEDDED, HTTPS, SECRETS_DIR, database
from config.environment import Reader
from config.secrets_store import Secrets
from core.suppression import SMALLEST_THRESHOLD

_secrets = Secrets(Reader.SITE, embedded=EMBEDDED, folder=SECRETS_DIR)
SECRET_KEY = _secrets.text(variables.SECRET_KEY)
AUDIT_KEY = _secrets.key(variables.AUDIT_KEY)
KEY_ENCRYPTION_KEY = _secrets.key(variables.KEY_ENCRYPTION_KEY)
# In production the members' site alone is given these, for staff who type in what somebody said (docs/adr/0018).
RECEIPT_PEPPER = _secrets.key(variables.RECEIPT_PEPPER_OF_SITE)
RECEIPT_SALT = _secrets.key(variables.RECEIPT_SALT_OF_SITE)
if EMBEDDED:
    FORM_KEYS_DIR = str(DATA_DIR / "form-keys")
# In production the worker alone is given it: what it opens is where somebody wants to hear that an answer is ready.
CONTACT_KEY = _secrets.key(variables.CONTACT_KEY)
EQUALITY_KEY = _secrets.key(variables.EQUALITY_KEY)
BALLOT_KEY = _secrets.key(variables.BALLOT_KEY)
AFTER_MEETING_THRESHOLD = variables.AFTER_MEETING_THRESHOLD.read()
if AFTER_MEETING_THRESHOLD < SMALLEST_THRESHOLD:
    message = f"AFTER_MEETING_THRESHOLD must be {SMALLEST_THRESHOLD} or more, or people could be found behind a share."
    raise ImproperlyConfigured(message)
# Given only while `manage.py keys rotate --key-encryption-key` wraps the keys again.
NEW_KEY_ENCRYPTION_KEY = _secrets.key(variables.NEW_KEY_ENCRYPTION_KEY)
DOOR_ALONE = False
DOOR_BUCKET_FROM_PROXY = False
# Embedded: the door is inside this process and its address has no host. Production: "https://feedback.example.org".
DOOR_URL = ""
if not EMBEDDED:
    DOOR_URL = _secrets.text(variables.DOOR_URL).rstrip("/")
SITE_URL = _secrets.text(variables.SITE_URL).rstrip("/")
MEMBERS_URL = ""

DATABASE_URL = _secrets.text(variables.DATABASE_URL)
DATABASES = {"default": database(DATABASE_URL or f"sqlite:///{DATA_DIR / 'answerable.sqlite3'}")}

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
INSTALLED_APPS = [
    "core",
    "accounts",
    "feedback",
    "keys",
    "translations",
    "retention",
    "drafts",
    "policies",
    "desk",
    "notifications",
    "people",
    "council",
    "meetings",
    "tracker",
    "insights",
    "pages",
    "embedded",
    "demo",
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
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
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
    "accounts.renewal.AskDirectoryAgain",
    "accounts.language.LanguageOfMember",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.gate.SecondStepFirst",
    "drafts.middleware.KeepTyped",
]
TEMPLATES[0]["OPTIONS"]["context_processors"] += [  # type: ignore[index]
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "accounts.navigation.navigation",
]
# Here alone: forms of the door carry a sealed note instead, and nothing that says whose they are.
TEMPLATES[0]["OPTIONS"]["builtins"] += ["drafts.templatetags.page_token"]  # type: ignore[index]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.passwords.NotCommon"},
    {"NAME": "accounts.passwords.NotAboutYou"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home/"
ACCOUNT_ADAPTER = "accounts.adapter.ByInvitation"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Mail is slow in places, and so are people. The way in lives a little longer than the code, or it would end it sooner.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 20 * 60
ACCOUNT_LOGIN_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT + 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# For so many seconds it counts that somebody has shown once more who they are.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_FORMS = {
    "login": "accounts.sign_in_forms.Login",
    "request_login_code": "accounts.sign_in_forms.RequestCode",
    "confirm_login_code": "accounts.sign_in_forms.ConfirmCode",
    "reset_password": "accounts.sign_in_forms.ForgotPassword",
    "reset_password_from_key": "accounts.sign_in_forms.NewPassword",
    "change_password": "accounts.sign_in_forms.ChangePassword",
    "set_password": "accounts.sign_in_forms.FirstPassword",
    "reauthenticate": "accounts.sign_in_forms.PasswordAgain",
}
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
    # A code has 100 random bits: nobody finds one, and this keeps them from trying at our cost.
    "sign_in_code": "10/m/ip,60/h/ip",
    "reset_password": "20/m/ip,60/h/ip,200/h/key",
}
# Where the service is tried out nothing is before it: an address in a header would be the visitor's own invention.
ALLAUTH_TRUSTED_PROXY_COUNT = 0
if not EMBEDDED:
    ALLAUTH_TRUSTED_PROXY_COUNT = variables.TRUSTED_PROXY_COUNT.read()
MFA_ADAPTER = "accounts.adapter.OurSecondStep"
MFA_FORMS = {
    "authenticate": "accounts.sign_in_forms.SecondStep",
    "authenticate_webauthn": "accounts.sign_in_forms.UsePasskey",
    "reauthenticate": "accounts.sign_in_forms.SecondStepAgain",
    "reauthenticate_webauthn": "accounts.sign_in_forms.PasskeyAgain",
    "activate_totp": "accounts.sign_in_forms.SetUpApp",
    "add_webauthn": "accounts.sign_in_forms.AddPasskey",
    "edit_webauthn": "accounts.sign_in_forms.RenamePasskey",
    "login_webauthn": "accounts.sign_in_forms.LoginWithPasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# allauth refuses a second step until an address is verified, against strangers who sign up with somebody else's. Here
# nobody signs up, and there is no page to verify an address on.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Whether staff need a second step, and from which day on: before it they are asked to add one.
SECOND_FACTOR = variables.SECOND_FACTOR.read()
SECOND_FACTOR_FROM = variables.SECOND_FACTOR_FROM.read()
MFA_TOTP_ISSUER = "Answerable"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EMBEDDED

# Sign-in by the organisation's own directory (docs/how-to/sign-in.md).
OIDC_ISSUER = variables.OIDC_ISSUER.read()
OIDC_NAME = variables.OIDC_NAME.read()
OIDC_CLIENT_ID = variables.OIDC_CLIENT_ID.read()
OIDC_CLIENT_SECRET = _secrets.text(variables.OIDC_CLIENT_SECRET)
OIDC_GROUPS_CLAIM = variables.OIDC_GROUPS_CLAIM.read()
OIDC_ROLES = variables.OIDC_ROLES.read()
OIDC_ONLY = variables.OIDC_ONLY.read()
OIDC_MAKES_ACCOUNTS = variables.OIDC_MAKES_ACCOUNTS.read()
OIDC_VOUCHES_FOR_ADDRESSES = variables.OIDC_VOUCHES_FOR_ADDRESSES.read()
OIDC_SECOND_FACTOR = variables.OIDC_SECOND_FACTOR.read()
OIDC_SESSION_MINUTES = variables.OIDC_SESSION_MINUTES.read()
SOCIALACCOUNT_ADAPTER = "accounts.directory_adapter.OurDirectory"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 8

# With this prefix a browser takes a cookie over https alone, and from no other host of the same domain.
_prefix = ""
if HTTPS:
    _prefix = "__Host-"
# Of a form that could not be sent (docs/how-to/retention.md).
TYPED_WORDS_DAYS = variables.TYPED_WORDS_DAYS.read()
# How long what opens the way in waits to be used (people/actions).
INVITATION_DAYS = variables.INVITATION_DAYS.read()
SIGN_IN_CODE_DAYS = variables.SIGN_IN_CODE_DAYS.read()
SESSION_COOKIE_NAME = f"{_prefix}session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"{_prefix}csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "drafts.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = variables.CSRF_TRUSTED_ORIGINS.read()
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# The outbox in the database is the truth; a broker may lose a task without losing a message.
REDIS_URL = _secrets.text(variables.REDIS_URL)
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {"visibility_timeout": 600, "unacked_restore_throttle": 1}
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(DATA_DIR / "cache"),
        }
    }
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATA_DIR / "broker" / "tasks"),
        "data_folder_out": str(DATA_DIR / "broker" / "tasks"),
        "control_folder": str(DATA_DIR / "broker" / "control"),
        "polling_interval": 0.25,
    }
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
CELERY_BEAT_SCHEDULER = "config.beat:Scheduler"
COLLECT_EVERY_SECONDS = variables.COLLECT_EVERY_SECONDS.read()
# Tests are in a hurry; nobody else is.
BEAT_SPEED = variables.BEAT_SPEED.read()
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "send what is due": {"task": "notifications.send_due", "schedule": 15.0 / BEAT_SPEED},
    "say the worker is alive": {"task": "notifications.heartbeat", "schedule": 15.0 / BEAT_SPEED},
    # Slowly on purpose: who watches the desk shall not see from the minute when somebody wrote.
    "collect new feedback": {"task": "desk.collect", "schedule": COLLECT_EVERY_SECONDS},
    "look at all feedback": {"task": "desk.collect_everything", "schedule": 24 * 3600.0 / BEAT_SPEED},
    "refresh quotes in papers": {"task": "tracker.refresh_quotes", "schedule": 60.0 / BEAT_SPEED},
    "make files safe": {"task": "desk.make_safe", "schedule": 30.0 / BEAT_SPEED},
    "remind of terms that end": {"task": "council.remind_of_endings", "schedule": 6 * 3600.0 / BEAT_SPEED},
    "see to terms that ended": {"task": "council.release_ended", "schedule": 6 * 3600.0 / BEAT_SPEED},
    "see to roles that ended": {"task": "people.release_ended", "schedule": 6 * 3600.0 / BEAT_SPEED},
    "remind of meetings": {"task": "meetings.remind", "schedule": 60.0 / BEAT_SPEED},
    "release what nobody needs": {"task": "meetings.settle_bookings", "schedule": 3600.0 / BEAT_SPEED},
    "ask once more about dates": {"task": "meetings.remind_of_polls", "schedule": 24 * 3600.0 / BEAT_SPEED},
    "count votes": {"task": "meetings.count_votes", "schedule": 60.0 / BEAT_SPEED},
    "count answers after meetings": {"task": "meetings.count_answers_after", "schedule": 600.0 / BEAT_SPEED},
    "remind of what is to be done": {"task": "meetings.remind_of_actions", "schedule": 3600.0 / BEAT_SPEED},
    "make next month's key": {"task": "keys.make_missing", "schedule": 3600.0 / BEAT_SPEED},
    "destroy what is past its time": {"task": "retention.apply", "schedule": 6 * 3600.0 / BEAT_SPEED},
    "ask whether needs are still the same": {"task": "people.ask_about_needs", "schedule": 24 * 3600.0 / BEAT_SPEED},
    "warn of promises due": {"task": "desk.warn_of_promises", "schedule": 3600.0 / BEAT_SPEED},
    "verify the log of what was done": {"task": "accounts.verify_log", "schedule": 60.0 / BEAT_SPEED},
    "destroy sessions that are over": {"task": "accounts.forget_sessions", "schedule": 3600.0 / BEAT_SPEED},
    "ask the directory about people": {"task": "accounts.ask_directory", "schedule": 180.0 / BEAT_SPEED},
    "remind of answers": {"task": "desk.send_answer_reminders", "schedule": 3600.0 / BEAT_SPEED},
    "count answers about equality": {"task": "desk.count_equality_answers", "schedule": 24 * 3600.0 / BEAT_SPEED},
}
HEARTBEAT_STALE_SECONDS = variables.HEARTBEAT_STALE_SECONDS.read()

DEFAULT_FROM_EMAIL = variables.DEFAULT_FROM_EMAIL.read()
# Who says to people without an account that an answer is ready; an address that names nobody is best. Empty: the one
# above, without its name.
CONTACT_FROM_EMAIL = variables.CONTACT_FROM_EMAIL.read()
_email = environ.Env.email_url_config(_secrets.text(variables.EMAIL_URL) or "smtp://127.0.0.1:8025")
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email["EMAIL_HOST"]
EMAIL_PORT = _email["EMAIL_PORT"]
EMAIL_HOST_USER = _email["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = bool(_email.get("EMAIL_USE_TLS", False))
EMAIL_USE_SSL = bool(_email.get("EMAIL_USE_SSL", False))
EMAIL_TIMEOUT = 20
SENT_MAIL_DIR = DATA_DIR / "mail"

ACCESSIBILITY_CONTACT = variables.ACCESSIBILITY_CONTACT.read()
DEMO_PASSWORD = variables.DEMO_PASSWORD.read()

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
    "EXCEPTION_HANDLER": "accounts.refusals.in_our_words",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Answerable",
    "DESCRIPTION": (
        "Policies, what changed, meetings of one's own, councils with their seats and terms, and the versions of"
        " feedback that may be shared."
    ),
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # Two kinds: the library would name them after a number.
    "ENUM_NAME_OVERRIDES": {"SeatKindEnum": "council.enums.SeatKind", "OfficeEnum": "council.enums.Office"},
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
}
