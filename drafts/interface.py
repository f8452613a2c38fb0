"""What other apps may ask of unsent words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest

from drafts import actions, page_token


def forget(address_part: str) -> int:
    """Destroy everybody's unsent words for addresses with this part, such as the number of an erased case.

    Returns how many there were. In the transaction of whoever calls.
    """
    return actions.forget_about(address_part=address_part)


def keep_none_about(name: str, is_erased: Callable[[str], bool]) -> None:
    """Keep no words for addresses that `is_erased` says are about something erased. Called from `AppConfig.ready`.

    Somebody may have its page open for days after its words were destroyed.
    """
    actions.ERASED.fill(name, is_erased)


def page_opened_at(request: HttpRequest) -> datetime | None:
    """Return when the page was opened whose form was sent, or None where that cannot be known."""
    page = page_token.sent_with(request)
    if page is None:
        return None
    return datetime.fromtimestamp(page.opened, tz=UTC)
