"""What policies show on the home page."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.queries import active, acts_for
from core.slots import HOME, ROWS_PER_PANEL, HomePanel, HomeRow
from policies import queries
from policies.models import PolicyDocument


def fill_slots() -> None:
    """Put everything where it is shown."""
    HOME.fill("reviews due", reviews_due, order=40)
    HOME.fill("policies without a steward", without_steward, order=41)


def reviews_due(request: HttpRequest) -> HomePanel | None:
    """Return the reader's own policies whose review is due soon or overdue."""
    person = active(request.user)
    if person is None or not person.has_role(Role.STEWARD):
        return None
    today = timezone.localdate()
    due = queries.visible_to(person).filter(queries.review_due(), steward__in=acts_for(person))
    due = due.order_by("review_on", "slug")
    rows = [_row(policy, today) for policy in due[:ROWS_PER_PANEL]]
    return HomePanel(
        _("Policies to review"),
        rows,
        f"{reverse('policies:list')}?view=review",
        _("All policies to review"),
        due.count(),
    )


def _row(policy: PolicyDocument, today: date) -> HomeRow:
    # What the query found has a day.
    review_on = policy.review_on or today
    note = _("Review due on %(day)s") % {"day": date_format(review_on)}
    tag = _("Overdue") if review_on < today else ""
    return HomeRow(policy.title, reverse("policies:policy", args=[policy.slug]), note, tag, "stop", policy.language)


def without_steward(request: HttpRequest) -> HomePanel | None:
    """Return the policies that nobody looks after, for stewards, who can take them, and administrators."""
    person = active(request.user)
    if person is None or not person.has_role(Role.STEWARD, Role.ADMIN):
        return None
    waiting = queries.visible_to(person).filter(steward=None).order_by("title", "slug")
    rows = [
        HomeRow(policy.title, reverse("policies:policy", args=[policy.slug]), language=policy.language)
        for policy in waiting[:ROWS_PER_PANEL]
    ]
    return HomePanel(
        _("Policies without a steward"),
        rows,
        f"{reverse('policies:list')}?view=without",
        _("All policies without a steward"),
        waiting.count(),
    )
