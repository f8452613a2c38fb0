"""The demo council is alive: each state of claims and applications is there, through the acts that people use."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from council.enums import ApplicationStatus, ClaimStatus, RecusalAnswer
from council.models import Application, Claim, Recusal, WelcomeTick
from demo import life, people
from tests.rig import pages
from tests.tracker import factories
from tracker.models import Recommendation

pytestmark = pytest.mark.django_db


def test_demo_council_has_welcome_applications_interests_and_claims(client: Client) -> None:
    today = timezone.localdate()
    everybody = people.make_people()
    council = people.make_council(everybody, today)
    # Of the story only what members step back from.
    item = factories.AgendaItemFactory(meeting__council=council)
    for title in ("Open the garden until nine", "Knock, use a dim light, and ask how people want it"):
        made = factories.recommendation(item)
        Recommendation.objects.filter(pk=made.pk).update(title=title)
    life.begin(everybody, council, today)
    assert set(Application.objects.values_list("status", flat=True)) == {
        ApplicationStatus.APPLIED,
        ApplicationStatus.TALKING,
        ApplicationStatus.OFFERED,
        ApplicationStatus.DECLINED,
    }
    assert set(Claim.objects.values_list("status", flat=True)) == {
        ClaimStatus.WAITING,
        ClaimStatus.SENT,
        ClaimStatus.APPROVED,
        ClaimStatus.PAID,
        ClaimStatus.REFUSED,
    }
    assert sorted(Recusal.objects.values_list("answer", flat=True)) == sorted(
        [RecusalAnswer.OFFERED, RecusalAnswer.STEPS_BACK]
    )
    assert WelcomeTick.objects.count() == 6
    # Each role of the demo that has a page about it can open it, in its own language.
    for role, path in (
        (Role.MEMBER, "/council/welcome/"),
        (Role.MEMBER, "/council/claims/"),
        (Role.FINANCE, "/council/claims/desk/"),
        (Role.COORDINATOR, "/council/applications/"),
        (Role.COORDINATOR, "/council/interests/register/"),
    ):
        client.force_login(everybody[role])
        pages.get(client, path)
