"""Letters and calls: what staff print and say, person by person, and tick."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import PaperFormat, ReachBy, Role
from accounts.models import AuditEvent, ContactDetails, RoleGrant, User
from core.verdicts import Conflict, Refused
from notifications import actions
from notifications.enums import Channel, Kind, Status
from notifications.models import OutboxMessage
from tests.accounts.conftest import SignedIn
from tests.notifications.factories import VALUES, MessageFactory, PersonFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db
LIST = "/messages/by-hand/"
SINCE = date(2020, 1, 1)


def without_mail(**contact: object) -> User:
    person = PersonFactory(email=None, name="Wanda Wolna", language="pl")
    ContactDetails.objects.create(user=person, **contact)
    return person


def waiting(person: User, key: str = "a") -> OutboxMessage:
    return actions.queue(kind=Kind.INVITATION, recipient=person, values=VALUES, dedupe_key=key)


def test_letter_is_listed_with_its_address_and_in_the_language_of_its_reader(signed_in: SignedIn) -> None:
    person = without_mail(reach_by=ReachBy.POST, postal_address="1 High Street", paper_format=PaperFormat.LARGE_PRINT)
    waiting(person)
    _staff, client = signed_in(Role.COORDINATOR)
    page = pages.get(client, LIST)
    assert "1 High Street" in page.text("main")
    assert "Wanda Wolna" in page.text("main")
    letter = pages.get(client, f"{LIST}{person.pk}/")
    article = letter.one("article", class_="letter--large")
    assert article.get("lang") == "pl"
    assert "marca" in pages.words(article)


def test_call_says_the_number_and_what_to_say_and_that_one_is_missing(signed_in: SignedIn) -> None:
    person = without_mail(reach_by=ReachBy.PHONE, phone="020 7946 0000")
    other = without_mail(reach_by=ReachBy.PHONE)
    waiting(person)
    waiting(other, "b")
    _staff, client = signed_in(Role.COORDINATOR)
    assert "020 7946 0000" in pages.get(client, f"{LIST}{person.pk}/").text("main")
    assert "What to say" in pages.get(client, f"{LIST}{person.pk}/").text("main")
    assert "Missing: ask the person" in pages.get(client, f"{LIST}{other.pk}/").text("main")


def test_tick_marks_it_as_sent_once_and_the_log_says_by_whom(signed_in: SignedIn) -> None:
    message = waiting(without_mail(reach_by=ReachBy.POST))
    staff, client = signed_in(Role.COORDINATOR)
    assert client.post(f"{LIST}{message.pk}/done/").headers["Location"] == LIST
    message.refresh_from_db()
    assert message.status == Status.SENT
    assert message.sent_at is not None
    event = AuditEvent.objects.get(action="sent a message by hand")
    assert str(staff.pk) in event.actor
    assert event.details == {"kind": "invitation", "channel": "post"}
    with pytest.raises(Conflict):
        actions.mark_done(message=message, by=staff)
    page = pages.post(client, f"{LIST}{message.pk}/done/", follow=True)
    assert "already done this" in page.text()


def test_list_leaves_out_what_is_too_late_and_names_it_as_missed(signed_in: SignedIn) -> None:
    person = without_mail(reach_by=ReachBy.POST)
    late = timezone.now() - timedelta(hours=1)
    MessageFactory(recipient=person, channel=Channel.POST, useful_until=late)
    _staff, client = signed_in(Role.COORDINATOR)
    page = pages.get(client, LIST)
    assert "Nothing to print or to say" in page.text("main")
    assert "Missed" in page.text("main")
    pages.get(client, f"{LIST}{person.pk}/", status=404)


@pytest.mark.parametrize("role", [Role.READER, Role.MEMBER, Role.CHAIR, Role.ADMIN])
def test_letters_are_for_coordinators_alone(signed_in: SignedIn, role: Role) -> None:
    message = waiting(without_mail(reach_by=ReachBy.POST))
    person, client = signed_in(role)
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}{message.recipient_id}/").status_code == 403
    assert client.post(f"{LIST}{message.pk}/done/").status_code == 403
    with pytest.raises(Refused, match="Only coordinators"):
        actions.mark_done(message=message, by=person)


def test_e_mail_cannot_be_ticked(signed_in: SignedIn) -> None:
    message = MessageFactory()
    staff, client = signed_in(Role.COORDINATOR)
    assert client.post(f"{LIST}{message.pk}/done/").status_code == 404
    with pytest.raises(Conflict):
        actions.mark_done(message=message, by=staff)


def test_home_page_names_who_waits_for_a_letter(signed_in: SignedIn) -> None:
    waiting(without_mail(reach_by=ReachBy.POST))
    _staff, client = signed_in(Role.COORDINATOR)
    assert "Letters and calls" in pages.get(client, "/home/").text("main")


def test_person_without_mail_reads_the_message_on_the_page(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.MEMBER)
    User.objects.filter(pk=person.pk).update(email=None)
    ContactDetails.objects.create(user=person, reach_by=ReachBy.PAGE)
    person.refresh_from_db()
    waiting(person)
    assert "Spring meeting" in pages.get(client, "/notifications/").text("main")


# Coordinators of one council


def member_of(council: UUID, **days: object) -> User:
    person = without_mail(reach_by=ReachBy.POST)
    RoleGrant.objects.create(user=person, role=Role.MEMBER, council=council, **{"starts_on": SINCE, **days})
    return person


@pytest.fixture
def of_one_council(signed_in: SignedIn) -> tuple[UUID, User, Client]:
    """Return the id of a council, and who coordinates that one alone."""
    council = uuid4()
    person, client = signed_in()
    RoleGrant.objects.create(user=person, role=Role.COORDINATOR, council=council, starts_on=SINCE)
    return council, person, client


def test_coordinator_of_one_council_reaches_its_people_and_no_others(
    of_one_council: tuple[UUID, User, Client],
) -> None:
    council, person, client = of_one_council
    today = timezone.localdate()
    theirs = [
        waiting(member_of(council), "a"),
        waiting(member_of(council, starts_on=today + timedelta(days=30)), "to come"),
        waiting(member_of(council, ends_on=today - timedelta(days=90)), "just left"),
    ]
    others = [
        waiting(member_of(uuid4()), "b"),
        waiting(member_of(council, ends_on=today - timedelta(days=91)), "left long ago"),
        waiting(without_mail(reach_by=ReachBy.POST), "c"),
    ]
    links = pages.get(client, LIST).links()
    assert [f"{LIST}{message.recipient_id}/" in links for message in (*theirs, *others)] == [True] * 3 + [False] * 3
    for message in others:
        assert client.get(f"{LIST}{message.recipient_id}/").status_code == 404
        assert client.post(f"{LIST}{message.pk}/done/").status_code == 404
        with pytest.raises(Refused, match="another council"):
            actions.mark_done(message=message, by=person)
    client.post(f"{LIST}{theirs[0].pk}/done/")
    assert OutboxMessage.objects.get(pk=theirs[0].pk).status == Status.SENT


def test_what_was_missed_is_told_to_coordinators_of_that_council(of_one_council: tuple[UUID, User, Client]) -> None:
    council, _person, client = of_one_council
    late = timezone.now() - timedelta(hours=1)
    MessageFactory(recipient=member_of(uuid4()), channel=Channel.POST, useful_until=late)
    assert "Missed" not in pages.get(client, LIST).text("main")
    MessageFactory(recipient=member_of(council), channel=Channel.POST, useful_until=late)
    assert "Missed" in pages.get(client, LIST).text("main")


def test_coordinator_of_one_council_finds_their_pages_in_the_menu_and_at_home(
    of_one_council: tuple[UUID, User, Client],
) -> None:
    council, _person, client = of_one_council
    waiting(member_of(council))
    page = pages.get(client, "/home/")
    assert "Letters and calls" in page.text("main")
    theirs = {LIST, "/accounts/invitations/", "/council/applications/", "/council/board/", "/recommendations/"}
    menu = {link for link in page.links() if link in theirs}
    assert menu == theirs
    assert {client.get(link).status_code for link in theirs} == {200}
    # Of the organisation they see nothing.
    assert {link for link in page.links() if link.startswith(("/desk/", "/accounts/people/"))} == set()
    assert "/notifications/unsent/" not in page.links()
