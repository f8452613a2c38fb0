"""Who may recommend and who decides."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from core.verdicts import YES, Verdict
from council.queries import chairing, seated
from meetings.models import AgendaItem
from tracker.models import Recommendation


def may_recommend(user: User, agenda_item: AgendaItem) -> Verdict:
    """The chair of that council or a coordinator writes down what the council asked for, after the meeting."""
    council = agenda_item.meeting.council_id
    # Of this council and today: whoever chairs another one, or did last year, does not speak for it.
    today = timezone.localdate()
    chairs = chairing(seated(user, today), today).filter(seat__council=council).exists()
    if not (chairs or user.has_role_for(council, Role.COORDINATOR)):
        return Verdict(_("Only the chair of the council or a coordinator can write down a recommendation."))
    if agenda_item.recorded_on is None:
        return Verdict(_("First record what the meeting decided about this."))
    return YES


def may_see_stances(user: User, recommendation: Recommendation) -> Verdict:
    """Members of the council and its coordinators see who stepped back: others see what was decided."""
    council = recommendation.agenda_item.meeting.council_id
    if user.has_role_for(council, Role.COORDINATOR) or _sits_on(user, council):
        return YES
    return Verdict(_("Only members of this council can see who stepped back."))


def may_say_it_touches(user: User, recommendation: Recommendation) -> Verdict:
    """A member of the council says that it touches an interest of theirs."""
    if _sits_on(user, recommendation.agenda_item.meeting.council_id):
        return YES
    return Verdict(_("Only members of this council can step back from what it decides."))


def _sits_on(user: User, council: UUID) -> bool:
    return seated(user, timezone.localdate()).filter(seat__council=council).exists()


def may_decide(user: User, recommendation: Recommendation) -> Verdict:
    """Executives decide, once. A decision stays as it is; what changes later is a new recommendation."""
    if not user.has_role(Role.EXECUTIVE):
        return Verdict(_("Only leaders can answer a recommendation."))
    if recommendation.answer is not None:
        return Verdict(_("This has been decided already. A decision stays as it is; the council can ask again."))
    return YES
