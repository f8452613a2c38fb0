"""Every variable of the environment that the service reads, each declared once. The reference page is made of this.

A new one is declared here, with its meaning, and read as `variables.NAME.read()`; what `secrets_store` reads is a
`_secret` or an `_address`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from config.environment import (
    ROOT,
    Need,
    Reader,
    Variable,
    count,
    day,
    folder,
    names,
    number,
    switch,
    web_address,
    whole_number,
)

Value = TypeVar("Value")

BOTH = Reader.BOTH
DOOR = Reader.DOOR
SITE = Reader.SITE
WEB_SERVER = Reader.WEB_SERVER
MAKE_RUN = Reader.MAKE_RUN
HEALTH_CHECK = Reader.HEALTH_CHECK
DOOR_ROLE = Reader.DOOR_ROLE


def _declared(  # noqa: PLR0913, PLR0917 - every part of a declaration
    name: str,
    meaning: str,
    readers: tuple[Reader, ...],
    parse: Callable[[str], Value],
    default: Value,
    embedded: Value | None = None,
) -> Variable[Value]:
    if embedded is None:
        embedded = default
    return Variable(name, meaning, readers, parse, embedded, production=default)


def _text(name: str, default: str, meaning: str, *readers: Reader) -> Variable[str]:
    return _declared(name, meaning, readers, str, default)


def _switch(name: str, default: bool, meaning: str, *readers: Reader, embedded: bool | None = None) -> Variable[bool]:  # noqa: FBT001 - a default, as in the other declarations
    return _declared(name, meaning, readers, switch, default, embedded)


def _whole(name: str, default: int, meaning: str, *readers: Reader, embedded: int | None = None) -> Variable[int]:
    return _declared(name, meaning, readers, whole_number, default, embedded)


def _count(name: str, default: int, meaning: str, *readers: Reader) -> Variable[int]:
    return _declared(name, meaning, readers, count, default)


def _number(
    name: str, default: float, meaning: str, *readers: Reader, embedded: float | None = None
) -> Variable[float]:
    return _declared(name, meaning, readers, number, default, embedded)


def _names(
    name: str, default: list[str], meaning: str, *readers: Reader, embedded: list[str] | None = None
) -> Variable[list[str]]:
    return _declared(name, meaning, readers, names, default, embedded)


def _folder(name: str, default: Path, meaning: str, *readers: Reader) -> Variable[Path]:
    return _declared(name, meaning, readers, folder, default)


def _secret(name: str, meaning: str, *readers: Reader) -> Variable[str]:
    """Declare a secret that is made where the service is tried out, and that production insists on."""
    return Variable(name, meaning, readers, str, "", "", needs=(Need.MADE, Need.MUST))


def _optional_secret(name: str, meaning: str, *readers: Reader, embedded: Need) -> Variable[str]:
    """Declare a secret that not every process is given."""
    return Variable(name, meaning, readers, str, "", "", needs=(embedded, Need.OPTIONAL))


def _address(name: str, meaning: str, *readers: Reader, embedded: str = "") -> Variable[str]:
    """Declare an address that production insists on; it may hold a password, and be in a file as a secret is."""
    return Variable(name, meaning, readers, str, embedded, "", needs=(Need.OPTIONAL, Need.MUST))


# What both processes read.
ANSWERABLE_MODE = _text(
    "ANSWERABLE_MODE", "production", "`embedded` to try things out, `production` for real people", BOTH
)
DATA_DIR = _folder(
    "DATA_DIR",
    ROOT / "var",
    "folder for everything the process keeps: database, secrets and mail in the embedded mode",
    BOTH,
    MAKE_RUN,
)
STATIC_ROOT = _folder("STATIC_ROOT", DATA_DIR.read() / "static", "where collected style sheets and scripts are", BOTH)
ORGANISATION_NAME = _text("ORGANISATION_NAME", "Answerable", "whose service this is, as pages say it", BOTH)
OUTSIDE_CONTACT = _text(
    "OUTSIDE_CONTACT",
    "",
    "somebody outside, for who cannot trust those who read: a name and a number, in plain words",
    BOTH,
)
ACCESSIBILITY_CONTACT = _text(
    "ACCESSIBILITY_CONTACT",
    "",
    "whom to tell that a page cannot be used, without the form: an email address, a number, in plain words",
    SITE,
)
REGION = _text("REGION", "GB-ENG", "help lines, working days and holidays: a key of `core/regions.py`", BOTH)
LOCAL_HELP_LINES = _text(
    "LOCAL_HELP_LINES", "", "the organisation's own crisis team and the like, as `name: number; name: number`", BOTH
)
TIME_ZONE = _text("TIME_ZONE", "Europe/London", "the organisation's time zone", BOTH)
EXIT_BUTTON = _switch("EXIT_BUTTON", True, "whether pages of the door carry the button for leaving in a hurry", BOTH)
QUICK_EXIT_URL = _declared(
    "QUICK_EXIT_URL",
    "where the exit button leads: a page nobody would wonder about; empty: the region's weather page",
    (BOTH,),
    web_address,
    "",
)
ALLOWED_HOSTS = _names(
    "ALLOWED_HOSTS",
    [],
    "host names this process answers to, separated by commas; without any, production answers nobody",
    BOTH,
    embedded=["localhost", "127.0.0.1", "[::1]"],
)
HTTPS = _switch("HTTPS", True, "whether cookies and headers insist on https", BOTH, embedded=False)

# What is promised to people, and how long things are kept (docs/how-to/retention.md).
ACK_WORKING_DAYS = _whole("ACK_WORKING_DAYS", 3, "the promise of a first word, in working days of the region", BOTH)
ANSWER_WORKING_DAYS = _whole(
    "ANSWER_WORKING_DAYS",
    20,
    "the promise of an answer, in working days; also the time leaders have for a decision",
    BOTH,
)
OBJECT_DAYS = _whole(
    "OBJECT_DAYS", 3, "days in which the person can object before others see a version of their words", BOTH, embedded=0
)
DRAFT_DAYS = _whole("DRAFT_DAYS", 30, "days that words put aside wait for their writer", BOTH)
WORDS_MONTHS = _whole("WORDS_MONTHS", 12, "months after finishing until what people said is destroyed", BOTH)
CONVERSATION_MONTHS = _whole(
    "CONVERSATION_MONTHS", 36, "months after finishing until a code opens nothing any more", BOTH
)
ERASED_DAYS = _whole("ERASED_DAYS", 90, "days that a code still says that its feedback was erased", BOTH)
TALLY_YEARS = _whole("TALLY_YEARS", 5, "years that counts of answers about equality are kept", BOTH)
MESSAGE_DAYS = _whole("MESSAGE_DAYS", 90, "days that messages to members and staff are kept after they were sent", BOTH)
TYPED_WORDS_DAYS = _whole(
    "TYPED_WORDS_DAYS", 7, "days that words which members or staff typed and did not send wait for them", SITE
)
INVITATION_DAYS = _whole("INVITATION_DAYS", 14, "days that the link of an invitation to join works", SITE)
SIGN_IN_CODE_DAYS = _whole(
    "SIGN_IN_CODE_DAYS", 14, "days that a code works which staff hand to somebody without an email address", SITE
)
CONTACT_DAYS = _whole(
    "CONTACT_DAYS", 120, "days that an address waits for its answer, rounded up to the end of a month", BOTH
)
BACKUP_DAYS = _whole(
    "BACKUP_DAYS",
    35,
    "days that backups of everything but the data keys are kept; pages promise it to those who erase",
    BOTH,
)
KEY_BACKUP_DAYS = _whole(
    "KEY_BACKUP_DAYS", 7, "days that backups of the data keys are kept; pages promise it to those who erase", BOTH
)
SMALL_CELL_THRESHOLD = _whole(
    "SMALL_CELL_THRESHOLD",
    11,
    "counts of feedback below this are not shown to council members (5 for staff, always)",
    BOTH,
)
AFTER_MEETING_THRESHOLD = _whole(
    "AFTER_MEETING_THRESHOLD",
    5,
    "people who have to answer the questions after a meeting before anything of it is shown; 4 at least",
    SITE,
)

# What a try at a code costs, and how much the door takes before people are asked to wait.
RECEIPT_MEMORY_KIB = _count(
    "RECEIPT_MEMORY_KIB",
    8_192,
    "memory that one try at a code takes, in KiB; never changed once somebody holds a code",
    BOTH,
)
RECEIPT_PASSES = _count(
    "RECEIPT_PASSES", 1, "passes over that memory; the same in every process, and never changed either", BOTH
)
DOOR_NETWORK_PER_HOUR = _whole(
    "DOOR_NETWORK_PER_HOUR", 90, "so many an hour after that; twice as many are quarantined, none is refused", BOTH
)
DOOR_NETWORK_BURST = _whole(
    "DOOR_NETWORK_BURST",
    90,
    "so many messages at once, and as many files, from one in 256 networks, before people are asked to wait",
    BOTH,
)
DOOR_SITE_PER_HOUR = _whole("DOOR_SITE_PER_HOUR", 240, "the same for all messages or all files together, an hour", BOTH)
DOOR_SITE_BURST = _whole("DOOR_SITE_BURST", 240, "the same for all messages or all files together, at once", BOTH)
DOOR_GUESSES_PER_MINUTE = _whole(
    "DOOR_GUESSES_PER_MINUTE",
    20,
    "so many codes that open nothing, from one in 256 networks, before one is asked to wait",
    BOTH,
)
DOOR_WORK = _whole(
    "DOOR_WORK", 131_072, "how many sums a device does on average to make the wait shorter, where it runs scripts", BOTH
)
DOOR_YOUNGEST_SECONDS = _whole(
    "DOOR_YOUNGEST_SECONDS", 3, "who fills in the form faster than this is quarantined, and not refused", BOTH
)

# Secrets and addresses, which production insists on.
SECRET_KEY = _secret("SECRET_KEY", "any long text: sessions and signed links of the members' site", SITE)
AUDIT_KEY = _secret("AUDIT_KEY", "64 hexadecimal characters: chains the log of what was done", SITE)
KEY_ENCRYPTION_KEY = _secret(
    "KEY_ENCRYPTION_KEY",
    "64 hexadecimal characters: wraps the private keys. **Lost: only two card holders can help**",
    SITE,
)
NEW_KEY_ENCRYPTION_KEY = _optional_secret(
    "NEW_KEY_ENCRYPTION_KEY",
    "the key that follows, only while `keys rotate --key-encryption-key` runs",
    SITE,
    embedded=Need.OPTIONAL,
)
CONTACT_KEY = _optional_secret(
    "CONTACT_KEY",
    "64 hexadecimal characters, for the worker alone: opens where somebody wants to hear of an answer",
    SITE,
    embedded=Need.MADE,
)
EQUALITY_KEY = _optional_secret(
    "EQUALITY_KEY",
    "64 hexadecimal characters, for the worker alone: opens answers about equality to add them up",
    SITE,
    embedded=Need.MADE,
)
BALLOT_KEY = _optional_secret(
    "BALLOT_KEY",
    "64 hexadecimal characters, for the worker alone: opens secret ballots to count them",
    SITE,
    embedded=Need.MADE,
)
DOOR_SECRET_KEY = _secret("DOOR_SECRET_KEY", "any long text: Django's own key in the door's process", DOOR)
RECEIPT_PEPPER = _secret(
    "RECEIPT_PEPPER", "64 hexadecimal characters: without it the database does not tell which receipt is whose", DOOR
)
RECEIPT_PEPPER_OF_SITE = replace(RECEIPT_PEPPER, readers=(SITE,), needs=(Need.MADE, Need.OPTIONAL))
RECEIPT_SALT = _secret(
    "RECEIPT_SALT",
    "64 hexadecimal characters: salt of every receipt. If it or the pepper is lost, no receipt works",
    DOOR,
)
RECEIPT_SALT_OF_SITE = replace(RECEIPT_SALT, readers=(SITE,), needs=(Need.MADE, Need.OPTIONAL))
DATABASE_URL = _address(
    "DATABASE_URL", "the database; SQLite in `DATA_DIR` where none is given in the embedded mode", DOOR, SITE
)
REDIS_URL = _address(
    "REDIS_URL", "queue and short memory; folders in `DATA_DIR` where none is given in the embedded mode", SITE
)
EMAIL_URL = _address(
    "EMAIL_URL", "how mail is sent, such as `smtp+tls://user:password@host:587`; a mailbox of its own in the demo", SITE
)
DOOR_URL = _address("DOOR_URL", "address of the door, for links from the members' site", SITE)
SITE_URL = _address(
    "SITE_URL", "address of the members' site, for links in messages", SITE, embedded="http://127.0.0.1:8000"
)

# The door alone.
FORM_KEYS_DIR = _folder(
    "FORM_KEYS_DIR",
    DATA_DIR.read() / "form-keys",
    "folder for the hourly keys of the door's forms; in memory only in production",
    DOOR,
)
MEMBERS_URL = _text("MEMBERS_URL", "", "address of the members' site, for links from the door", DOOR)
DOOR_BUCKET_FROM_PROXY = _switch(
    "DOOR_BUCKET_FROM_PROXY",
    False,
    "whether `X-Door-Bucket` is believed: only where our own nginx alone reaches the door",
    DOOR,
)

# The members' site, its worker and beat.
CSRF_TRUSTED_ORIGINS = _names("CSRF_TRUSTED_ORIGINS", [], "other origins whose forms are accepted; normally none", SITE)
TRUSTED_PROXY_COUNT = _whole(
    "TRUSTED_PROXY_COUNT", 1, "how many proxies are between visitors and the members' site", SITE
)
SECOND_FACTOR = _switch(
    "SECOND_FACTOR",
    True,
    "whether staff need a second step to sign in (a passkey or an app) before they see anything of anybody else",
    SITE,
    embedded=False,
)
SECOND_FACTOR_FROM = _declared(
    "SECOND_FACTOR_FROM",
    "the day from which that holds, as `2027-01-31`; until then staff are asked on their home page; empty: at once",
    (SITE,),
    day,
    None,
)
OIDC_ISSUER = _declared(
    "OIDC_ISSUER",
    "address of the organisation's own sign-in (OpenID Connect), as its discovery document names it; empty: none",
    (SITE,),
    web_address,
    "",
)
OIDC_NAME = _text("OIDC_NAME", "Your organisation", "how the button for that sign-in calls it", SITE)
OIDC_CLIENT_ID = _text("OIDC_CLIENT_ID", "", "the name under which it knows this service", SITE)
OIDC_CLIENT_SECRET = _optional_secret(
    "OIDC_CLIENT_SECRET", "the secret that goes with that name", SITE, embedded=Need.OPTIONAL
)
OIDC_GROUPS_CLAIM = _text("OIDC_GROUPS_CLAIM", "groups", "the claim in which it lists somebody's groups", SITE)
OIDC_ROLES = _text(
    "OIDC_ROLES", "", "which of its groups gives which role, as `group=role; group=role`; roles as in the log", SITE
)
OIDC_ONLY = _switch("OIDC_ONLY", False, "whether passwords are switched off; codes by mail and passkeys stay", SITE)
OIDC_MAKES_ACCOUNTS = _switch(
    "OIDC_MAKES_ACCOUNTS", True, "whether somebody unknown who is in one of those groups is given an account", SITE
)
OIDC_VOUCHES_FOR_ADDRESSES = _switch(
    "OIDC_VOUCHES_FOR_ADDRESSES",
    False,
    "whether its addresses count as verified though it does not say so (Entra ID); only where nobody can choose theirs",
    SITE,
)
OIDC_SECOND_FACTOR = _switch(
    "OIDC_SECOND_FACTOR", False, "whether it asks for a second step itself, so that none is needed here", SITE
)
OIDC_SESSION_MINUTES = _count(
    "OIDC_SESSION_MINUTES",
    15,
    "minutes after which a browser asks it again, or keys and sessions rest while it is silent",
    SITE,
)
COLLECT_EVERY_SECONDS = _number(
    "COLLECT_EVERY_SECONDS",
    3600.0,
    "how often new feedback reaches the desk; slowly, so that nobody sees who just wrote",
    SITE,
    embedded=15.0,
)
BEAT_SPEED = _number(
    "BEAT_SPEED", 1.0, "how many times as often as usual waiting work is looked for; above 1 in tests only", SITE
)
HEARTBEAT_STALE_SECONDS = _whole(
    "HEARTBEAT_STALE_SECONDS",
    300,
    "after so many seconds without a sign `/healthz` calls the worker down",
    SITE,
    embedded=45,
)
DEFAULT_FROM_EMAIL = _text("DEFAULT_FROM_EMAIL", "Answerable <no-reply@demo.example>", "who messages come from", SITE)
CONTACT_FROM_EMAIL = _text(
    "CONTACT_FROM_EMAIL",
    "",
    "from whom: an answer is ready; best an address that names nobody; empty: as for others",
    SITE,
)
DEMO_PASSWORD = _text(
    "DEMO_PASSWORD",
    "demo-only-passphrase",
    "password of the invented people; they exist in the embedded mode only",
    SITE,
    MAKE_RUN,
)

# The web server, health checks and the door's database role.
BIND = _text("BIND", "127.0.0.1:8000", "address and port to listen on", WEB_SERVER, HEALTH_CHECK)
WEB_WORKERS = _count("WEB_WORKERS", 2, "worker processes", WEB_SERVER)
WEB_THREADS = _count("WEB_THREADS", 8, "threads of each worker process", WEB_SERVER)
WEB_MAX_REQUESTS = _whole(
    "WEB_MAX_REQUESTS", 20_000, "a worker process is replaced after about so many requests", WEB_SERVER
)
FORWARDED_ALLOW_IPS = _text(
    "FORWARDED_ALLOW_IPS", "127.0.0.1,::1", "proxies whose word on https is believed", WEB_SERVER
)
PROBED_HOSTS = replace(ALLOWED_HOSTS, readers=(HEALTH_CHECK,), embedded=["localhost"], production=["localhost"])
DOOR_DATABASE_PASSWORD = _text(
    "DOOR_DATABASE_PASSWORD", "", "password that `manage.py door_role` gives the door's database role", DOOR_ROLE
)

# `make run`.
HOST = _text("HOST", "127.0.0.1", "address to listen on", MAKE_RUN)
PORT = _text("PORT", "8000", "port to listen on; 0 takes a free one", MAKE_RUN)
EMPTY = _switch("EMPTY", False, "begin with nothing in it: no invented people, a link for setting up", MAKE_RUN)
RUN_SITE_URL = replace(SITE_URL, readers=(MAKE_RUN,), needs=None, embedded="")
RUN_EMAIL_URL = replace(EMAIL_URL, readers=(MAKE_RUN,), needs=None)
RUN_WEB_WORKERS = replace(WEB_WORKERS, readers=(MAKE_RUN,), embedded=1, production=1)


def declared() -> list[Variable[object]]:
    """Return every declaration, by name and reader."""
    found = [value for value in globals().values() if isinstance(value, Variable)]
    return sorted(found, key=lambda variable: (variable.name, variable.readers))
