"""The whole journey on PostgreSQL with Redis: two services, each with a database role of its own."""

import pytest

from tests.journeys.story import Place, Story, until
from tests.rig import shapes
from tests.rig.browser import Browser
from tests.rig.production import ProductionSite

PEOPLE = """
from datetime import date
from django.utils import timezone
from accounts.enums import Role
from demo import people, words
from policies import actions as policies
everybody = people.make_people()
people.make_council(everybody, timezone.localdate())
policies.add_document(language="en", by=everybody[Role.STEWARD], in_force_from=date(2025, 1, 1), **words.LETTER_POLICY)
"""

STATES = """
from notifications.models import OutboxMessage
print(sorted(set(OutboxMessage.objects.filter(dedupe_key__startswith="kill:").values_list("status", flat=True))))
"""


@pytest.fixture
def place(production_site: ProductionSite, looks: shapes.Looks) -> Place:
    site = production_site
    if "coordinator@demo.example" not in site.shell(
        "from accounts.models import User; print(*User.objects.values_list('email', flat=True))"
    ):
        site.shell(PEOPLE)
    return Place(site.url, site.door_url, lambda: list(site.sink.messages), looks)


@pytest.mark.timeout(600)
@pytest.mark.long
@pytest.mark.parametrize("language", ["es", "ar"])
def test_a_comment_becomes_a_change_on_postgresql_and_redis(browser: Browser, place: Place, language: str) -> None:
    Story(browser, place, language).tell()


@pytest.mark.timeout(300)
@pytest.mark.long
def test_a_worker_killed_while_messages_wait_loses_none(production_site: ProductionSite, place: Place) -> None:
    """Messages are queued, the worker dies by SIGKILL, another starts: each arrives, at most twice."""
    queue = """
from accounts.models import User
from notifications.actions import queue
from notifications.enums import Kind
from desk.models import Case
for person in User.objects.filter(email__endswith="@demo.example").order_by("email")[:8]:
    for number in range(5):
        queue(kind=Kind.CHANGE_TO_SIGN, recipient=person, values={"path": f"/follow-up/{number}/"},
              dedupe_key=f"kill:{person.pk}:{number}", ignores_quiet_hours=True)
"""
    before = len(production_site.sink.messages)
    production_site.kill("worker")
    production_site.shell(queue)
    production_site.start("worker")
    until(lambda: len(production_site.sink.messages) - before >= 40, what="40 messages arrived", seconds=150)
    until(lambda: production_site.shell(STATES).strip() == "['sent']", what="all are marked as sent")
    assert 40 <= len(production_site.sink.messages) - before <= 80
