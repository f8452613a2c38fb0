"""What of lower apps can hang on somebody, and what of this one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit
from accounts.enums import DESK, Role
from accounts.models import User
from accounts.queries import users_with_role
from desk.actions.handing_over import hand_over as hand_over_cases
from desk.queries import handing_over as cases
from people.enums import InvitationStatus
from people.hanging import Going, Responsibility, Thing, register
from people.models import Invitation, StandIn
from policies.actions import hand_over as hand_over_policies
from policies.models import PolicyDocument

INVITERS = frozenset({Role.ADMIN, Role.COORDINATOR})


def register_all() -> None:
    """Register everything. Called from `AppConfig.ready`."""
    register(
        Responsibility(
            name="policy",
            label=gettext_lazy("Policies"),
            find=_policies,
            left_open=gettext_lazy("Without a steward it is listed for every steward, who can take it."),
            needs=frozenset({Role.STEWARD}),
            candidates=lambda _going: users_with_role(Role.STEWARD),
            hand_over=hand_over_policies,
        ),
        order=10,
    )
    register(
        Responsibility(
            name="case",
            label=gettext_lazy("Feedback that is being read"),
            find=lambda going: _cases(going, restricted=False),
            left_open=gettext_lazy("It goes back to the list, where anybody at the desk can take it."),
            needs=DESK,
            candidates=lambda _going: cases.readers(),
            hand_over=hand_over_cases,
        ),
        order=20,
    )
    register(
        Responsibility(
            name="restricted_case",
            label=gettext_lazy("Restricted feedback that is being read"),
            find=lambda going: _cases(going, restricted=True),
            left_open=cases.WHO_IS_NAMED,
            needs=DESK,
            candidates=lambda _going: [],
            hand_over=hand_over_cases,
            # It may be about a coordinator.
            is_restricted=True,
        ),
        order=21,
    )
    register(
        Responsibility(
            name="invitation",
            label=gettext_lazy("Invitations that wait for an answer"),
            find=_invitations,
            left_open=gettext_lazy("It stays valid and in the list of invitations."),
            needs=INVITERS,
            candidates=lambda _going: users_with_role(*INVITERS),
            hand_over=_hand_over_invitations,
        ),
        order=70,
    )
    register(
        Responsibility(
            name="stand_in",
            label=gettext_lazy("People for whom they stand in"),
            find=_stood_in_for,
            left_open=gettext_lazy("The person is told nothing by us: arrange another stand-in."),
        ),
        order=80,
    )


def _policies(going: Going) -> list[Thing]:
    found = PolicyDocument.objects.filter(steward=going.person)
    return [Thing(str(one.pk), one.title, reverse("policies:policy", args=[one.slug])) for one in found]


def _cases(going: Going, *, restricted: bool) -> list[Thing]:
    things = []
    for case in cases.read_by(going.person, restricted=restricted):
        # By its reference: what it is about is for those who read it.
        title = _("Case %(reference)s") % {"reference": case}
        things.append(Thing(str(case.pk), title, reverse("desk:case", args=[case.pk])))
    return things


def _invitations(going: Going) -> list[Thing]:
    found = Invitation.objects.filter(invited_by=going.person, status=InvitationStatus.SENT)
    return [Thing(str(one.pk), str(one)) for one in found]


@transaction.atomic
def _hand_over_invitations(*, ids: Sequence[str], of: User, to: User | None, by: User | None) -> None:
    Invitation.objects.filter(pk__in=ids, invited_by=of).update(invited_by=to)
    audit.record("handed over invitations", of, by=by, number=len(ids))


def _stood_in_for(going: Going) -> list[Thing]:
    found = StandIn.objects.filter(stand_in=going.person).select_related("user")
    return [Thing(str(one.pk), one.user.known_as, reverse("people:stand_ins")) for one in found if one.runs_or_comes]
