"""Is this process able to do its work? Answers machines that ask, and gives nothing else away."""

from datetime import timedelta
from http import HTTPStatus

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.openness import open_to_all

UP = "up"
DOWN = "down"
MESSAGES = {
    "database": "The database does not answer.",
    "worker": "No worker has reported lately: messages and new feedback wait until one runs again. Nothing is lost.",
}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return DOWN
    return UP


def _worker() -> str:
    """Look up the model by name: the door shares this module and must not load the app that owns it."""
    heartbeats = apps.get_model("notifications", "Heartbeat")._default_manager
    oldest = timezone.now() - timedelta(seconds=settings.HEARTBEAT_STALE_SECONDS)
    try:
        is_alive = heartbeats.filter(beat_at__gt=oldest).exists()
    except DatabaseError:
        return DOWN
    return UP if is_alive else DOWN


def _answer(parts: dict[str, str]) -> JsonResponse:
    messages = [MESSAGES[name] for name, state in parts.items() if state == DOWN]
    if not messages:
        return JsonResponse(parts)
    answer = JsonResponse({**parts, "message": " ".join(messages)}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    # The one who asks is told; Django need not write an error into the log every few seconds as well.
    answer._has_been_logged = True  # type: ignore[attr-defined] # noqa: SLF001
    return answer


@open_to_all
@never_cache
@require_safe
def site(_request: HttpRequest) -> JsonResponse:
    """Health of the members' site: 200, or 503 naming the part that is down."""
    return _answer({"web": UP, "database": _database(), "worker": _worker()})


@open_to_all
@never_cache
@require_safe
def door(_request: HttpRequest) -> JsonResponse:
    """Health of the feedback door, which has no worker and knows of none."""
    return _answer({"web": UP, "database": _database()})
