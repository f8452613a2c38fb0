"""The list of policies: views, search and the way back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from policies.models import PolicyDocument
from policies.queries import REVIEW_SOON_DAYS
from tests.rig import pages
from tests.tracker import factories


def titles(page: pages.Page) -> list[str]:
    """Return the policies on the list, as they are ordered."""
    rows = [row for row in page.all("tr") if row.get("id", "").startswith("policy-")]
    return [pages.words(row.findall(".//a")[0]) for row in rows]


@pytest.fixture
def steward() -> User:
    """The steward of the policy on meals; the others are somebody else's."""
    steward = factories.person(Role.STEWARD)
    today = timezone.localdate()
    reviews = {"visits": None, "meals": 1, "doors": -1, "alarms": REVIEW_SOON_DAYS + 1}
    for slug, days in reviews.items():
        policy = factories.policy(steward if slug == "meals" else None, slug=slug)
        review_on = None if days is None else today + timedelta(days=days)
        PolicyDocument.objects.filter(pk=policy.pk).update(title=slug.title(), review_on=review_on)
    User.objects.filter(pk=steward.pk).update(name="Stella")
    return steward


def test_policies_are_shown_by_view_and_search(client: Client, steward: User) -> None:
    client.force_login(steward)
    everything = ["Alarms", "Doors", "Meals", "Visits"]
    expected = {
        "": everything,
        "?view=mine": ["Meals"],
        "?view=review": ["Doors", "Meals"],
        "?sort=-title": everything[::-1],
        "?sort=review": ["Doors", "Meals", "Alarms", "Visits"],
        "?q=MEAL": ["Meals"],
        "?q=stella": ["Meals"],
        "?q=nowhere": [],
        "?view=nonsense": everything,
        "?page=nonsense": everything,
    }
    assert {query: titles(pages.get(client, f"/policies/{query}")) for query in expected} == expected


def test_view_of_own_policies_is_for_stewards(client: Client, steward: User) -> None:
    client.force_login(factories.person(Role.EXECUTIVE))
    page = pages.get(client, "/policies/?view=mine")
    assert "mine" in page.text("div", class_="tone-attention")
    assert len(titles(page)) == PolicyDocument.objects.filter(steward__isnull=False).count() == 4
    assert "?view=mine" not in page.links()
    client.force_login(steward)
    assert pages.get(client, "/policies/").links()["?view=mine"] == "Mine (1)"


def test_review_that_is_late_says_so(client: Client, steward: User) -> None:
    client.force_login(steward)
    page = pages.get(client, "/policies/?view=review")
    rows = {row.get("id"): pages.words(row) for row in page.all("tr")}
    assert "Overdue" in rows["policy-doors"]
    assert "Overdue" not in rows["policy-meals"]


def test_empty_views_say_what_would_be_there(client: Client) -> None:
    client.force_login(factories.person(Role.STEWARD))
    said = {"": "No policy yet", "?view=mine": "You look after no policy", "?view=review": "No review is due"}
    for query, title in said.items():
        assert pages.get(client, f"/policies/{query}").text("div", class_="empty").startswith(title)
    assert pages.get(client, "/policies/?q=nowhere").text("div", class_="empty").startswith("No matches")


def test_policy_leads_back_to_the_list_as_it_was_left(client: Client, steward: User) -> None:
    client.force_login(steward)
    client.get("/policies/?view=mine")
    page = pages.get(client, "/policies/meals/")
    assert page.links()["/policies/?view=mine#policy-meals"] == "All policies"
    assert page.text("title").startswith("Meals – Policies")
    version = pages.get(client, "/policies/meals/versions/1/")
    assert version.text("title").startswith("Meals, version 1")
