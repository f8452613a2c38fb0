"""What a programme reads: the right rows, exactly the declared fields, in the language asked for, in pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.enums import DESK, Role, Scope
from accounts.models import User
from meetings.enums import Answer, MeetingStatus
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PersonFactory
from tests.api.factories import (
    DAY,
    AgendaItemFactory,
    ChangeFactory,
    FeedbackFactory,
    InvitationFactory,
    ItemFactory,
    MeetingFactory,
    PolicyFactory,
    SharedItemFactory,
    confirmed,
)
from tests.council.factories import MembershipFactory
from tracker.enums import ChangeStatus
from tracker.models import PolicyChange
from translations.enums import TextState

pytestmark = pytest.mark.django_db


def seated(person: User) -> User:
    """Give a person a seat whose term runs today."""
    today = timezone.localdate()
    MembershipFactory(user=person, starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=1))
    return person


def results(client: Client, address: str) -> list[dict[str, Any]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


# What changed


def test_change_tells_the_whole_story(client: Client) -> None:
    change = confirmed()
    expected_clause = [
        {"language": "en", "state": "source", "text": "words {} in en"},
        {"language": "es", "state": "draft", "text": "words {} in es"},
    ]

    def clause(number: int) -> dict[str, Any]:
        texts = [{**text, "text": text["text"].format(number)} for text in expected_clause]
        return {"reference": "3.1", "position": 1, "texts": texts}

    assert results(client, "/api/v1/changes/") == [
        {
            "id": str(change.pk),
            "status": "confirmed",
            "policy": {
                "slug": change.document.slug,
                "title": change.document.title,
                "language": "en",
                "review_on": None,
            },
            "decision": {
                "outcome": "will_change",
                "reason_kind": "",
                "decided_on": "2027-06-01",
                "target_on": None,
                "recommendation": {
                    "title": "Quiet nights",
                    "text": "Please.",
                    "language": "en",
                    "made_on": "2027-06-01",
                },
                "reasons": [
                    {"language": "en", "state": "source", "reason": "reason in en"},
                    {"language": "es", "state": "reviewed", "reason": "reason in es"},
                ],
            },
            "before": clause(1),
            "after": clause(2),
            "texts": [
                {
                    "language": language,
                    "state": state,
                    "title": f"Title in {language}",
                    "summary": f"Sum in {language}",
                    "taken_back": "",
                }
                for language, state in (("en", "source"), ("es", "reviewed"))
            ],
            "evidence": "Lights are off at ten.",
            "in_force_on": "2027-06-01",
            "signed_name": "Blue",
            "signed_on": "2027-06-01",
            "reversed_on": None,
        }
    ]


def test_change_names_no_decider_and_no_member(client: Client) -> None:
    change = confirmed()
    content = client.get("/api/v1/changes/").content.decode()
    assert change.signed_by
    hidden = ["Secret Decider", change.signed_by.user.name, str(change.signed_by.user.email), str(change.signed_by.pk)]
    assert [word for word in hidden if word in content] == []


@pytest.mark.parametrize("status", ChangeStatus)
def test_only_what_is_or_was_in_force_is_public(client: Client, status: ChangeStatus) -> None:
    if status == ChangeStatus.CONFIRMED:
        change = confirmed()
    else:
        was_in_force = status in {ChangeStatus.IN_FORCE, ChangeStatus.REVERSED}
        change = ChangeFactory(
            status=status,
            in_force_on=DAY if was_in_force else None,
            reversed_on=DAY if status == ChangeStatus.REVERSED else None,
        )
    public = status in {ChangeStatus.IN_FORCE, ChangeStatus.CONFIRMED, ChangeStatus.REVERSED}
    assert [row["id"] for row in results(client, "/api/v1/changes/")] == ([str(change.pk)] if public else [])
    assert client.get(f"/api/v1/changes/{change.pk}/").status_code == (200 if public else 404)


def test_texts_are_in_the_language_asked_for_or_original(client: Client) -> None:
    ChangeFactory()
    (spanish,) = results(client, "/api/v1/changes/?language=es")
    assert [text["title"] for text in spanish["texts"]] == ["Title in es"]
    assert [text["reason"] for text in spanish["decision"]["reasons"]] == ["reason in es"]
    (arabic,) = results(client, "/api/v1/changes/?language=ar")
    assert [(text["language"], text["state"]) for text in arabic["texts"]] == [("en", "source")]
    assert [text["text"] for text in arabic["after"]["texts"]] == ["words 2 in en"]


@pytest.mark.parametrize("address", ["policies", "changes", "feedback", "meetings", "councils", "terms"])
def test_unknown_language_is_400_with_those_we_have(signed_in: SignedIn, address: str) -> None:
    _person, client = signed_in(*Role)
    answer = client.get(f"/api/v1/{address}/?language=xx")
    assert (answer.status_code, answer.json()) == (
        400,
        {"language": "We do not have this language. Use one of: en, es, ar, pl."},
    )


@pytest.mark.parametrize("number", [1, 3])
def test_changes_ask_the_same_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        ChangeFactory()
    with django_assert_num_queries(6):
        assert len(results(client, "/api/v1/changes/")) == number


@pytest.mark.parametrize("languages", [["en"], ["en", "ar", "pl"]])
def test_change_asks_the_same_queries_for_more_languages(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, languages: list[str]
) -> None:
    change = ChangeFactory()
    change.texts.exclude(language="en").delete()
    for language in languages[1:]:
        change.texts.create(language=language, state=TextState.DRAFT, title="Title", summary="Summary.")
    with django_assert_num_queries(5):
        answer = client.get(f"/api/v1/changes/{change.pk}/").json()
    assert sorted(text["language"] for text in answer["texts"]) == sorted(languages)


# Policies


@pytest.mark.parametrize("role", [None, *Role])
def test_policies_are_for_people_with_a_role(signed_in: SignedIn, role: Role | None) -> None:
    _person, client = signed_in(*([role] if role else []))
    policy = PolicyFactory()
    found = [row["slug"] for row in results(client, "/api/v1/policies/")]
    assert found == ([policy.slug] if role else [])
    assert client.get(f"/api/v1/policies/{policy.slug}/").status_code == (200 if role else 404)


def test_policy_has_its_versions_in_force_the_newest_first(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.MEMBER)
    policy = PolicyFactory(title="Nights")
    answer = client.get(f"/api/v1/policies/{policy.slug}/?language=es").json()

    def version(number: int, since: str) -> dict[str, Any]:
        texts = [{"language": "es", "state": "draft", "text": f"words {number} in es"}]
        return {
            "number": number,
            "in_force_from": since,
            "clauses": [{"reference": "3.1", "position": 1, "texts": texts}],
        }

    assert answer == {
        "slug": policy.slug,
        "title": "Nights",
        "language": "en",
        "review_on": None,
        "versions": [version(2, "2027-06-01"), version(1, "2026-01-01")],
    }


@pytest.mark.parametrize("number", [1, 3])
def test_policies_ask_the_same_queries(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    _person, client = signed_in(Role.MEMBER)
    for _ in range(number):
        PolicyFactory()
    with django_assert_num_queries(5):
        assert len(results(client, "/api/v1/policies/")) == number


@pytest.mark.parametrize("number", [1, 3])
def test_policy_asks_the_same_queries_for_more_versions(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    _person, client = signed_in(Role.MEMBER)
    policy = PolicyFactory()
    policy.versions.filter(number__gt=1).delete()
    for later in range(2, number + 1):
        version = policy.versions.create(number=later, in_force_from=DAY)
        for position in range(1, later):
            clause = version.clauses.create(reference=f"3.{position}", position=position)
            clause.texts.create(language="en", state=TextState.SOURCE, text="words")
    with django_assert_num_queries(7):
        answer = client.get(f"/api/v1/policies/{policy.slug}/").json()
    assert [len(version["clauses"]) for version in answer["versions"]] == [2, 1, 1][-number:]


# Meetings


def test_meeting_of_ones_own_is_given_with_agenda_and_answer(asking: Any) -> None:
    person = PersonFactory(roles=[Role.MEMBER])
    invitation = InvitationFactory(membership__user=person, answer=Answer.YES, meeting__join_phone="020 7946 0001")
    InvitationFactory(meeting=invitation.meeting, answer=Answer.NO, note="private note")
    item = AgendaItemFactory(meeting=invitation.meeting, content_note="restraint", background="long read")
    meeting = invitation.meeting
    assert results(asking(person, Scope.MEETINGS), "/api/v1/meetings/") == [
        {
            "id": str(meeting.pk),
            "council": meeting.council.name,
            "series": None,
            "kind": "in_person",
            "title": meeting.title,
            "language": "en",
            "when": "Thursday 1 July 2027, 10 a.m. to 11:30 a.m., United Kingdom time",
            "when_there": "",
            "your_starts_at": "2027-07-01T10:00:00+01:00",
            "your_ends_at": "2027-07-01T11:30:00+01:00",
            "your_time_zone": "Europe/London",
            "starts_at": "2027-07-01T10:00:00+01:00",
            "ends_at": "2027-07-01T11:30:00+01:00",
            "time_zone": "Europe/London",
            "place": "",
            "join_link": "",
            "join_phone": "020 7946 0001",
            "no_phone_reason": "",
            "question": "",
            "result": "",
            "access_deadline": "2027-06-20",
            "contact": "Mo, 020 7946 0000",
            "status": "invited",
            "my_answer": "yes",
            "agenda": [
                {
                    "position": item.position,
                    "kind": "item",
                    "title": item.title,
                    "language": "en",
                    "content_note": "restraint",
                    "heavy": False,
                    "presenter": "",
                    "minutes": 20,
                    "participation": "asked",
                    "outcome": "",
                    "recorded_on": None,
                }
            ],
        }
    ]


@pytest.mark.parametrize("status", MeetingStatus)
def test_meeting_is_given_once_invitations_are_sent(signed_in: SignedIn, status: MeetingStatus) -> None:
    person, client = signed_in(Role.MEMBER)
    meeting = InvitationFactory(membership__user=person, meeting__status=status).meeting
    expected = [] if status == MeetingStatus.PLANNED else [str(meeting.pk)]
    assert [row["id"] for row in results(client, "/api/v1/meetings/")] == expected


def test_meeting_of_others_is_404_for_every_role(signed_in: SignedIn) -> None:
    _person, client = signed_in(*Role)
    meeting = InvitationFactory().meeting
    assert results(client, "/api/v1/meetings/") == []
    assert client.get(f"/api/v1/meetings/{meeting.pk}/").status_code == 404


def test_meetings_are_narrowed_to_a_language(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.MEMBER)
    membership = MembershipFactory(user=person)
    for language in ("en", "es"):
        council = membership.seat.council
        InvitationFactory(membership=membership, meeting__council=council, meeting__language=language)
    assert [row["language"] for row in results(client, "/api/v1/meetings/?language=es")] == ["es"]


@pytest.mark.parametrize("number", [1, 3])
def test_meetings_ask_the_same_queries(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    person, client = signed_in(Role.MEMBER)
    membership = MembershipFactory(user=person)
    for _ in range(number):
        meeting = MeetingFactory(council=membership.seat.council)
        InvitationFactory(membership=membership, meeting=meeting)
        AgendaItemFactory(meeting=meeting)
    with django_assert_num_queries(6):
        assert len(results(client, "/api/v1/meetings/")) == number


@pytest.mark.parametrize("number", [1, 3])
def test_meeting_asks_the_same_queries_for_more_agenda_items(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    person, client = signed_in(Role.MEMBER)
    meeting = InvitationFactory(membership__user=person).meeting
    AgendaItemFactory.create_batch(number, meeting=meeting)
    with django_assert_num_queries(5):
        answer = client.get(f"/api/v1/meetings/{meeting.pk}/").json()
    assert len(answer["agenda"]) == number


# Feedback


def test_shared_version_has_exactly_these_fields(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.MEMBER)
    seated(person)
    item = SharedItemFactory(language="es")
    assert results(client, "/api/v1/feedback/") == [
        {
            "id": str(item.pk),
            "language": "es",
            "topics": ["safety"],
            "content_note": "falls",
            "text": "Somebody fell.",
            "text_language": "en",
            "shared_on": "2026-06-01",
        }
    ]


@pytest.mark.parametrize("role", [None, *Role])
def test_shared_versions_are_for_the_desk_and_people_with_a_seat(signed_in: SignedIn, role: Role | None) -> None:
    _person, client = signed_in(*([role] if role else []))
    item = SharedItemFactory()
    allowed = role in DESK
    assert [row["id"] for row in results(client, "/api/v1/feedback/")] == ([str(item.pk)] if allowed else [])
    assert client.get(f"/api/v1/feedback/{item.pk}/").status_code == (200 if allowed else 404)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.COORDINATOR])
def test_what_is_not_shared_is_given_to_nobody(signed_in: SignedIn, role: Role) -> None:
    person, client = signed_in(role)
    seated(person)
    hidden = [ItemFactory(), SharedItemFactory(feedback=FeedbackFactory(for_council=False))]
    assert results(client, "/api/v1/feedback/") == []
    assert {client.get(f"/api/v1/feedback/{item.pk}/").status_code for item in hidden} == {404}


def test_shared_versions_are_narrowed_to_their_language(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.READER)
    SharedItemFactory()
    SharedItemFactory(shareable_language="es")
    assert [row["text_language"] for row in results(client, "/api/v1/feedback/?language=es")] == ["es"]


@pytest.mark.parametrize("number", [1, 3])
def test_shared_versions_ask_the_same_queries(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    _person, client = signed_in(Role.READER)
    for _ in range(number):
        SharedItemFactory()
    with django_assert_num_queries(6):
        assert len(results(client, "/api/v1/feedback/")) == number


# Pages


@pytest.mark.parametrize(
    "asked, given",
    [("", 50), ("?page_size=2", 2), ("?page_size=1000", 100), ("?page_size=0", 50), ("?page_size=x", 50)],
)
def test_page_size_stays_within_bounds(client: Client, asked: str, given: int) -> None:
    first = ChangeFactory()
    PolicyChange.objects.bulk_create(
        PolicyChange(decision=first.decision, document=first.document, after=first.after, status=ChangeStatus.IN_FORCE,
                     planned_on=DAY, in_force_on=DAY)
        for _ in range(100)
    )  # fmt: skip
    assert len(results(client, f"/api/v1/changes/{asked}")) == given


def test_pages_follow_each_other_without_repeating(client: Client) -> None:
    ids = {str(ChangeFactory().pk) for _ in range(3)}
    pages_read = [results(client, f"/api/v1/changes/?page_size=2&page={page}") for page in (1, 2)]
    assert {row["id"] for page in pages_read for row in page} == ids
    assert [len(page) for page in pages_read] == [2, 1]


@pytest.mark.parametrize("page", ["0", "9", "x", "-1", "9" * 30])
def test_page_that_is_not_there_is_404(client: Client, page: str) -> None:
    assert client.get(f"/api/v1/changes/?page={page}").status_code == 404


@pytest.mark.parametrize("address", ["changes/nonsense/", "policies/nonsense/", "meetings/1/", "feedback/%00/"])
def test_thing_that_is_not_there_is_404(signed_in: SignedIn, address: str) -> None:
    _person, client = signed_in(*Role)
    assert client.get(f"/api/v1/{address}").status_code == 404
