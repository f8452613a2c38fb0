"""My messages, my wishes, and staff's list of what could not be sent."""

from datetime import time, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from notifications.enums import Kind, Status
from notifications.models import OutboxMessage, Preference
from tests.notifications.factories import MessageFactory, PersonFactory, PreferenceFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db


def test_mine_shows_my_messages_and_nobody_elses(client: Client) -> None:
    person = PreferenceFactory().user
    MessageFactory(recipient=person, status=Status.SENT, sent_at=timezone.now())
    MessageFactory(values={"title": "Elsewhere", "when": "2027-03-29T10:00:00+01:00"})
    client.force_login(person)
    page = pages.get(client, "/notifications/")
    assert page.text("h1") == "Messages"
    assert "Spring meeting" in page.html
    assert "Elsewhere" not in page.html


def test_mine_is_kind_when_there_is_nothing(client: Client) -> None:
    client.force_login(PersonFactory())
    assert "There are no messages for you yet." in pages.get(client, "/notifications/").html


@pytest.mark.parametrize("language", ["en", "es", "ar", "pl"])
def test_mine_is_in_the_language_of_its_reader(client: Client, language: str) -> None:
    person = PreferenceFactory(user__language=language).user
    MessageFactory(recipient=person)
    client.force_login(person)
    pages.get(client, "/notifications/", lang=language)


def test_mine_costs_the_same_for_one_and_three_messages(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = PreferenceFactory().user
    client.force_login(person)
    MessageFactory(recipient=person)
    with django_assert_num_queries(7):
        client.get("/notifications/")
    MessageFactory.create_batch(2, recipient=person)
    with django_assert_num_queries(7):
        client.get("/notifications/")


def subjects(page: pages.Page) -> list[str]:
    """Return the messages on the page, as they are ordered."""
    return [pages.words(found.findall("h3")[0]) for found in page.all("article", class_="card")]


def test_mine_are_shown_by_view_and_search(client: Client) -> None:
    person = PreferenceFactory().user
    now = timezone.now()
    MessageFactory(recipient=person, due_at=now, kind=Kind.CHANGE_TO_SIGN, values={"path": "/x/"})
    MessageFactory(recipient=person, due_at=now - timedelta(hours=1), status=Status.SENT, sent_at=now)
    MessageFactory(
        recipient=person,
        due_at=now - timedelta(hours=2),
        kind=Kind.PROMISE_DUE,
        status=Status.DEAD,
        values={"path": "/x/"},
    )
    client.force_login(person)
    sign, invited, due = subjects(pages.get(client, "/notifications/"))
    everything = [sign, invited, due]
    expected = {
        "?view=all": everything,
        "?view=waiting": [sign],
        "?view=sent": [invited],
        "?view=dead": [due],
        "?q=SIGNATURE": [sign],
        "?q=spring": [invited],
        "?q=nowhere": [],
        "?view=nonsense": everything,
        "?page=nonsense": everything,
    }
    assert {query: subjects(pages.get(client, f"/notifications/{query}")) for query in expected} == expected


def test_mine_say_what_is_empty_and_what_was_left_out(client: Client) -> None:
    person = PreferenceFactory().user
    MessageFactory(recipient=person)
    client.force_login(person)
    said = {"?view=sent": "No message is in this view", "?q=nowhere": "No matches"}
    for query, title in said.items():
        assert pages.get(client, f"/notifications/{query}").text("div", class_="empty").startswith(title)
    assert "nonsense" in pages.get(client, "/notifications/?view=nonsense").text("div", class_="tone-attention")


def test_preferences_are_kept(client: Client) -> None:
    person = PersonFactory()
    client.force_login(person)
    answer = client.post("/notifications/", {"reminders": "on", "quiet_from": "21:30", "quiet_until": "07:00"})
    assert (answer.status_code, answer["Location"]) == (302, "/notifications/")
    kept = Preference.objects.get(user=person)
    assert (kept.email, kept.reminders) == (False, True)
    assert (kept.quiet_from, kept.quiet_until) == (time(21, 30), time(7))


def test_preferences_keep_what_was_typed(client: Client) -> None:
    client.force_login(PersonFactory())
    page = pages.post(client, "/notifications/", {"email": "on", "quiet_from": "late", "quiet_until": "07:00"})
    assert page.values()["quiet_from"] == "late"
    assert page.values()["quiet_until"] == "07:00"
    assert "Write the time as hours and minutes, such as 20:00." in page.text(class_="govuk-error-summary", tag="div")
    assert Preference.objects.count() == 0


def test_no_reminders_is_one_press(client: Client) -> None:
    person = PersonFactory()
    client.force_login(person)
    client.post("/notifications/no-reminders/")
    assert Preference.objects.get(user=person).reminders is False
    assert "Do not remind me of meetings" not in pages.get(client, "/notifications/").html


def test_unsent_is_for_coordinators_and_administrators(client: Client) -> None:
    client.force_login(PersonFactory(roles=["member"]))
    assert client.get("/notifications/unsent/").status_code == 403


def test_unsent_hides_from_coordinators_who_a_message_is_for(client: Client) -> None:
    message = MessageFactory(status=Status.DEAD, first_failed_at=timezone.now(), last_error="SMTPDataError")
    client.force_login(PersonFactory(roles=["coordinator"]))
    page = pages.get(client, "/notifications/unsent/")
    assert "SMTPDataError" in page.html
    assert message.recipient.email not in page.html
    client.force_login(PersonFactory(roles=["admin"]))
    assert message.recipient.email in pages.get(client, "/notifications/unsent/").html


def test_unsent_tries_again(client: Client) -> None:
    message = MessageFactory(status=Status.DEAD, first_failed_at=timezone.now())
    client.force_login(PersonFactory(roles=["admin"]))
    client.post(f"/notifications/unsent/{message.pk}/again/")
    assert OutboxMessage.objects.get().status == Status.PENDING
    assert "Every message was sent." in pages.get(client, "/notifications/unsent/").html


def test_unsent_again_of_a_sent_message_is_not_found(client: Client) -> None:
    message = MessageFactory(status=Status.SENT, sent_at=timezone.now())
    client.force_login(PersonFactory(roles=["admin"]))
    assert client.post(f"/notifications/unsent/{message.pk}/again/").status_code == 404


def test_unsent_costs_the_same_for_one_and_three(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(PersonFactory(roles=["admin"]))
    for count in (1, 2):
        MessageFactory.create_batch(count, status=Status.DEAD, first_failed_at=timezone.now())
        # The first visit also notes how the list was left.
        client.get("/notifications/unsent/")
        with django_assert_num_queries(6):
            client.get("/notifications/unsent/")


def unsent(page: pages.Page) -> set[str]:
    """Return the ids of the messages on the list."""
    rows = {row.get("id", "") for row in page.all("tr")}
    return {row.removeprefix("message-") for row in rows if row.startswith("message-")}


def test_unsent_are_shown_by_view_and_search(client: Client) -> None:
    now = timezone.now()
    dead = MessageFactory(status=Status.DEAD, first_failed_at=now, recipient=PersonFactory(name="Zoe"))
    tried = MessageFactory(status=Status.PENDING, first_failed_at=now, kind=Kind.PROMISE_DUE)
    client.force_login(PersonFactory(roles=["admin"]))
    both = {str(dead.pk), str(tried.pk)}
    expected = {
        "": both,
        "?view=dead": {str(dead.pk)},
        "?view=tried": {str(tried.pk)},
        "?q=PROMISED": {str(tried.pk)},
        "?q=zoe": {str(dead.pk)},
        f"?q={tried.recipient.email}": {str(tried.pk)},
        "?q=nowhere": set(),
        "?view=nonsense": both,
        "?page=nonsense": both,
    }
    assert {query: unsent(pages.get(client, f"/notifications/unsent/{query}")) for query in expected} == expected
    client.get("/notifications/unsent/?view=dead")
    answer = client.post(f"/notifications/unsent/{dead.pk}/again/")
    assert answer.headers["Location"] == "/notifications/unsent/?view=dead"
    page = pages.get(client, "/notifications/unsent/?view=dead")
    assert page.text("div", class_="empty").startswith("No message is in this view")


def test_unsent_cannot_be_searched_for_people_by_those_who_do_not_see_them(client: Client) -> None:
    message = MessageFactory(status=Status.DEAD, first_failed_at=timezone.now(), recipient=PersonFactory(name="Zoe"))
    client.force_login(PersonFactory(roles=["coordinator"]))
    for words in ("Zoe", message.recipient.email, "Spring"):
        assert unsent(pages.get(client, f"/notifications/unsent/?q={words}")) == set()
    assert unsent(pages.get(client, "/notifications/unsent/?q=invitation")) == {str(message.pk)}


def test_mine_asks_for_sign_in(client: Client) -> None:
    answer = client.get("/notifications/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/notifications/")
