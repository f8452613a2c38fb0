"""Invitations: a link that works once, in the person's language, and opens nothing before somebody presses."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.enums import Role
from accounts.models import RoleGrant, User
from core.verdicts import Conflict, Refused
from notifications.actions import send_due
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage
from people import actions, joining
from people.enums import InvitationStatus
from people.models import Invitation
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PersonFactory
from tests.council.factories import CouncilFactory
from tests.rig import pages
from tests.rig.mail import SmtpSink, text_of

pytestmark = pytest.mark.django_db
LIST = "/accounts/invitations/"


def link_of(invitation: Invitation) -> str:
    """Return the path in the newest message about an invitation."""
    messages = OutboxMessage.objects.filter(kind=Kind.JOIN_INVITATION, values__invitation=str(invitation.pk))
    path: str = messages.order_by("-values__times_sent").first().values["path"]  # type: ignore[union-attr]
    return path


def invited(email: str = "new@example.org", **fields: Any) -> Invitation:
    by = fields.pop("by", None) or PersonFactory(roles=[Role.ADMIN])
    return actions.invite(email=email, **{"name": "Jo", "language": "en", **fields}, by=by)


@pytest.fixture
def handler() -> Iterator[list[tuple[User, Mapping[str, Any], User | None]]]:
    """Register what happens under "seat", and return what was done."""
    done: list[tuple[User, Mapping[str, Any], User | None]] = []

    def give(person: User, then: Mapping[str, Any], by: User | None) -> None:
        if then["seat"] == "taken":
            raise Refused("Someone holds this seat.")
        done.append((person, then, by))

    joining.register("seat", give, lambda then: f"Seat {then['seat']}")
    yield done
    joining.unregister("seat")


def test_invitation_makes_nothing_before_it_is_accepted_and_is_sent_in_its_language(smtp: SmtpSink) -> None:
    invitation = invited(language="es")
    assert not User.objects.filter(email="new@example.org").exists()
    send_due()
    (arrived,) = smtp.to("new@example.org")
    assert arrived["Content-Language"] == "es"
    assert f"https://council.example.org{link_of(invitation)}" in text_of(arrived)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_link_says_who_invites_in_the_persons_language_and_a_scanner_uses_nothing_up(
    client: Client, language: str
) -> None:
    invitation = invited(language=language, roles=[{"role": "reader"}])
    for _visit in range(2):
        page = pages.get(client, link_of(invitation), lang=language)
    assert client.head(link_of(invitation)).status_code == 200
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.SENT
    assert page.one("button", class_="button").text
    assert not User.objects.filter(email="new@example.org").exists()


def test_accepting_makes_the_account_signs_in_and_leads_to_the_first_questions(client: Client) -> None:
    council = CouncilFactory()
    roles = [{"role": "reader"}, {"role": "member", "council": str(council.pk)}]
    invitation = invited("New@Example.org", roles=roles, language="pl")
    answer = client.post(link_of(invitation))
    assert answer.headers["Location"] == "/accounts/welcome/"
    person = User.objects.get(email="new@example.org")
    assert (person.name, person.language, person.has_usable_password()) == ("Jo", "pl", False)
    assert client.session["_auth_user_id"] == str(person.pk)
    address = EmailAddress.objects.get(user=person)
    assert (address.email, address.verified, address.primary) == ("new@example.org", True, True)
    granted = RoleGrant.objects.filter(user=person).values_list("role", "council")
    assert set(granted) == {("reader", None), ("member", council.pk)}
    invitation.refresh_from_db()
    assert (invitation.status, invitation.user) == (InvitationStatus.ACCEPTED, person)


def test_link_works_once_and_says_so_afterwards(client: Client) -> None:
    invitation = invited()
    client.post(link_of(invitation))
    stranger = Client()
    assert stranger.post(link_of(invitation)).status_code == 410
    page = pages.get(stranger, link_of(invitation), status=410)
    assert page.text("h1") == "This invitation was used already"
    assert User.objects.filter(email="new@example.org").count() == 1
    with pytest.raises(Conflict):
        actions.accept(invitation=invitation, by=User.objects.get(email="new@example.org"))


def test_expired_link_offers_to_ask_and_whoever_sent_it_is_told_once(client: Client, settings: Settings) -> None:
    settings.INVITATION_DAYS = 14
    sender = PersonFactory(roles=[Role.ADMIN])
    invitation = invited(by=sender)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        page = pages.get(client, link_of(invitation), status=410)
        assert page.text("h1") == "This invitation is too old"
        assert client.post(link_of(invitation)).status_code == 410
        with pytest.raises(Refused, match="too old"):
            actions.accept(invitation=invitation, by=None)
        for _press in range(2):
            page = pages.post(client, f"{link_of(invitation)}ask/", follow=True, status=410)
        assert "We have told the person who invited you" in page.text()
        # What was done just now is not asked for again.
        assert not page.one("main").findall(".//button")
    message = OutboxMessage.objects.get(kind=Kind.JOIN_ASKED_AGAIN)
    assert message.recipient == sender
    assert not User.objects.filter(email="new@example.org").exists()


def test_message_about_an_expired_link_leads_to_where_it_is_sent_again(client: Client) -> None:
    sender = PersonFactory(roles=[Role.ADMIN])
    invitation = invited(by=sender)
    actions.withdraw(invitation=invitation, by=sender)
    client.post(f"{link_of(invitation)}ask/")
    address = OutboxMessage.objects.get(kind=Kind.JOIN_ASKED_AGAIN).values["path"]
    client.force_login(sender)
    page = pages.get(client, address)
    assert page.text("h1") == "Send the invitation again"
    assert page.values()["email"] == "new@example.org"
    # Whoever asks may be the stranger from whom it was withdrawn.
    assert "This invitation was withdrawn. Look at the address" in page.text("main")


def test_asking_reaches_administrators_where_the_sender_has_left(client: Client) -> None:
    sender, admin = PersonFactory(roles=[Role.ADMIN]), PersonFactory(roles=[Role.ADMIN])
    invitation = invited(by=sender)
    actions.withdraw(invitation=invitation, by=admin)
    User.objects.filter(pk=sender.pk).update(is_active=False)
    client.post(f"{link_of(invitation)}ask/")
    assert OutboxMessage.objects.get(kind=Kind.JOIN_ASKED_AGAIN).recipient == admin


@pytest.mark.parametrize("lost", ["role", "account", "sender"])
def test_link_of_somebody_who_may_not_invite_any_more_opens_nothing(client: Client, lost: str) -> None:
    sender, admin = PersonFactory(roles=[Role.ADMIN]), PersonFactory(roles=[Role.ADMIN])
    # To a mailbox of their own, the day before they go.
    invitation = invited(by=sender, roles=[{"role": "admin"}])
    if lost == "role":
        RoleGrant.objects.filter(user=sender).delete()
    elif lost == "account":
        User.objects.filter(pk=sender.pk).update(is_active=False)
    else:
        Invitation.objects.filter(pk=invitation.pk).update(invited_by=None)
    page = pages.get(client, link_of(invitation), status=410)
    assert page.text("h1") == "This invitation does not work any more"
    assert client.post(link_of(invitation)).status_code == 410
    with pytest.raises(Refused):
        actions.accept(invitation=Invitation.objects.get(), by=None)
    assert not User.objects.filter(email="new@example.org").exists()
    client.post(f"{link_of(invitation)}ask/")
    told = OutboxMessage.objects.filter(kind=Kind.JOIN_ASKED_AGAIN)
    assert admin in {message.recipient for message in told}
    # Whoever sends it again answers for it.
    again = actions.resend(invitation=Invitation.objects.get(), by=admin)
    assert client.post(link_of(again)).headers["Location"] == "/accounts/welcome/"
    assert User.objects.get(email="new@example.org").has_role(Role.ADMIN)


def test_asking_about_an_open_invitation_tells_nobody(client: Client) -> None:
    client.post(f"{link_of(invited())}ask/")
    assert not OutboxMessage.objects.filter(kind=Kind.JOIN_ASKED_AGAIN).exists()


def test_withdrawn_link_opens_nothing_and_a_message_that_waits_is_not_sent(client: Client, smtp: SmtpSink) -> None:
    admin = PersonFactory(roles=[Role.ADMIN])
    invitation = invited(by=admin)
    actions.withdraw(invitation=invitation, by=admin)
    assert send_due() == 0
    page = pages.get(client, link_of(invitation), status=410)
    assert page.text("h1") == "This invitation was taken back"
    client.post(link_of(invitation))
    assert not User.objects.filter(email="new@example.org").exists()


def test_link_sent_again_to_the_right_address_replaces_the_wrong_one(client: Client, smtp: SmtpSink) -> None:
    admin = PersonFactory(roles=[Role.ADMIN])
    invitation = invited("wrong@example.org", by=admin)
    wrong = link_of(invitation)
    actions.withdraw(invitation=invitation, by=admin)
    actions.resend(invitation=invitation, email="right@example.org", by=admin)
    send_due()
    assert [str(mail["To"]) for mail in smtp.messages] == ["right@example.org"]
    assert pages.get(client, wrong, status=404).text("h1") == "This link does not work"
    client.post(wrong)
    assert not User.objects.filter(email__endswith="example.org", grants=None).filter(name="Jo").exists()
    client.post(link_of(invitation))
    assert User.objects.get(name="Jo").email == "right@example.org"


def test_link_that_was_never_sent_is_not_found(client: Client) -> None:
    assert pages.get(client, f"{LIST}nothing/", status=404).text("h1") == "This link does not work"
    assert client.post(f"{LIST}nothing/ask/").status_code == 404


def test_two_people_who_send_again_at_once_leave_one_link_that_works() -> None:
    admin = PersonFactory(roles=[Role.ADMIN])
    invitation = invited(by=admin)
    same = Invitation.objects.get(pk=invitation.pk)
    actions.resend(invitation=invitation, by=admin)
    with pytest.raises(Conflict):
        actions.resend(invitation=same, by=admin)


def test_an_address_has_one_open_invitation() -> None:
    admin = PersonFactory(roles=[Role.ADMIN])
    invited(by=admin)
    with pytest.raises(Refused, match="open invitation"):
        invited("NEW@example.org", by=admin)
    other = invited("other@example.org", by=admin)
    with pytest.raises(Refused, match="open invitation"):
        actions.resend(invitation=other, email="new@example.org", by=admin)
    other.refresh_from_db()
    assert (other.email, other.times_sent) == ("other@example.org", 1)


def test_somebody_else_who_is_signed_in_cannot_accept(signed_in: SignedIn) -> None:
    invitation = invited()
    person, client = signed_in(Role.MEMBER)
    page = pages.get(client, link_of(invitation), status=403)
    assert page.text("h1") == "This invitation is for somebody else"
    assert client.post(link_of(invitation)).status_code == 403
    with pytest.raises(Refused, match="somebody else"):
        actions.accept(invitation=invitation, by=person)
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.SENT


def test_somebody_with_an_account_signs_in_and_keeps_it(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.READER)
    council = CouncilFactory()
    coordinator = PersonFactory(roles=[Role.COORDINATOR])
    invitation = invited(str(person.email), by=coordinator, roles=[{"role": "member", "council": str(council.pk)}])
    stranger = pages.get(Client(), link_of(invitation))
    assert "Please sign in first" in stranger.text("main")
    assert Client().post(link_of(invitation)).status_code == 200
    client.post(link_of(invitation))
    roles = set(RoleGrant.objects.filter(user=person).values_list("role", flat=True))
    assert roles == {"reader", "member"}
    assert User.objects.filter(email=person.email).count() == 1


def test_what_else_was_promised_is_done_in_the_name_of_who_invited(
    client: Client, handler: list[tuple[User, Mapping[str, Any], User | None]]
) -> None:
    admin = PersonFactory(roles=[Role.ADMIN])
    then = {"seat": "4", "starts_on": "2027-01-01"}
    invitation = invited(by=admin, then=then)
    assert "Seat 4" in pages.get(client, link_of(invitation)).text("main")
    client.post(link_of(invitation))
    assert handler == [(User.objects.get(name="Jo"), then, admin)]


def test_seat_that_was_filled_since_keeps_nobody_out_and_is_told(
    client: Client, handler: list[tuple[User, Mapping[str, Any], User | None]]
) -> None:
    admin = PersonFactory(roles=[Role.ADMIN])
    invitation = invited(by=admin, then={"seat": "taken"})
    assert client.post(link_of(invitation)).headers["Location"] == "/accounts/welcome/"
    assert User.objects.filter(name="Jo").exists()
    message = OutboxMessage.objects.get(kind=Kind.JOIN_INCOMPLETE)
    assert (message.recipient, message.values["reason"]) == (admin, "Someone holds this seat.")


def test_what_is_signed_in_the_address_of_the_form_cannot_be_changed(
    signed_in: SignedIn, handler: list[tuple[User, Mapping[str, Any], User | None]]
) -> None:
    _admin, client = signed_in(Role.ADMIN)
    query = joining.query({"seat": "4"})
    assert "Seat 4" in pages.get(client, f"{LIST}new/?{query}").text("main")
    form = {"email": "a@example.org", "name": "A", "language": "en"}
    client.post(f"{LIST}new/?{query}", form)
    client.post(f"{LIST}new/?{query}x", {**form, "email": "b@example.org"})
    assert Invitation.objects.get(email="a@example.org").then == {"seat": "4"}
    assert Invitation.objects.get(email="b@example.org").then == {}


def test_list_shows_status_and_days_left_and_sends_again_and_withdraws(signed_in: SignedIn) -> None:
    admin, client = signed_in(Role.ADMIN)
    invitation = invited(by=admin)
    page = pages.get(client, LIST)
    assert "14 days left" in page.text("main")
    assert client.post(f"{LIST}{invitation.pk}/again/", {"email": "x@example.org"}).headers["Location"] == LIST
    invitation.refresh_from_db()
    assert (invitation.email, invitation.times_sent) == ("x@example.org", 2)
    client.post(f"{LIST}{invitation.pk}/withdraw/")
    assert "Withdrawn" in pages.get(client, f"{LIST}?view=withdrawn").text("main")
    assert pages.get(client, f"{LIST}{invitation.pk}/again/").one("input", name="email").get("value") == "x@example.org"


def test_form_invites_and_tells_administrators_alone_that_an_address_is_known(signed_in: SignedIn) -> None:
    known = PersonFactory().email
    _admin, client = signed_in(Role.ADMIN)
    form = {"name": "", "language": "en", "roles": ["reader", "auditor"]}
    page = pages.post(client, f"{LIST}new/", {**form, "email": known})
    assert "already here" in page.text("main")
    client.post(f"{LIST}new/", {**form, "email": "fresh@example.org"})
    assert Invitation.objects.get().roles == [{"role": "reader"}, {"role": "auditor"}]
    _coordinator, other = signed_in(Role.COORDINATOR)
    answer = other.post(f"{LIST}new/", {"email": known, "name": "", "language": "en"})
    assert answer.headers["Location"] == LIST


@pytest.mark.parametrize(
    "email", ["", "no address", "taken@example.org", "TAKEN@example.org", "x" * 260 + "@example.org"]
)
def test_invitation_with_a_wrong_address_is_refused_with_words(signed_in: SignedIn, email: str) -> None:
    _admin, client = signed_in(Role.ADMIN)
    PersonFactory(email="taken@example.org")
    page = pages.post(client, f"{LIST}new/", {"email": email, "name": "Nora", "language": "es"})
    assert page.values()["name"] == "Nora"
    assert page.all("div", class_="govuk-error-summary")
    assert not Invitation.objects.exists()


def test_form_keeps_what_was_typed_where_an_invitation_is_open_already(signed_in: SignedIn) -> None:
    admin, client = signed_in(Role.ADMIN)
    invited(by=admin)
    page = pages.post(client, f"{LIST}new/", {"email": "new@example.org", "name": "Nora", "language": "es"}, status=409)
    assert page.values()["name"] == "Nora"
    assert "open invitation" in page.text("main")


def test_coordinators_invite_members_and_coordinators_of_their_council(signed_in: SignedIn) -> None:
    council, foreign = CouncilFactory(), CouncilFactory()
    coordinator = PersonFactory()
    RoleGrant.objects.create(user=coordinator, role=Role.COORDINATOR, council=council.pk)
    client = Client()
    client.force_login(coordinator)
    offered = {box.get("value") for box in pages.get(client, f"{LIST}new/").all("input", name="roles")}
    assert offered == {f"{role}:{council.pk}" for role in ("coordinator", "member", "chair")}
    invited("a@example.org", by=coordinator, roles=[{"role": "member", "council": str(council.pk)}])
    for roles, reason in (
        ([{"role": "member", "council": str(foreign.pk)}], "councils that you coordinate"),
        ([{"role": "member"}], "Only administrators can give"),
        ([{"role": "admin"}], "Only administrators can give"),
        ([{"role": "admin", "council": str(council.pk)}], "Only administrators can give"),
    ):
        with pytest.raises(Refused, match=reason):
            invited("b@example.org", by=coordinator, roles=roles)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CHAIR, Role.READER, Role.AUDITOR])
def test_invitations_are_no_page_of_others(signed_in: SignedIn, role: Role) -> None:
    invitation = invited()
    person, client = signed_in(role)
    for path in (
        LIST,
        f"{LIST}new/",
        f"{LIST}{invitation.pk}/again/",
        "/accounts/people/invite/",
        "/accounts/people/add/",
    ):
        assert client.get(path).status_code == 404
    assert client.post(f"{LIST}{invitation.pk}/withdraw/").status_code == 404
    with pytest.raises(Refused, match="Only administrators and coordinators"):
        invited("b@example.org", by=person)


def test_coordinator_neither_sees_nor_changes_what_administrators_sent(signed_in: SignedIn) -> None:
    invitation = invited(roles=[{"role": "admin"}])
    coordinator, client = signed_in(Role.COORDINATOR)
    assert invitation.email not in pages.get(client, f"{LIST}?view=all").html
    assert client.post(f"{LIST}{invitation.pk}/withdraw/").status_code == 404
    with pytest.raises(Refused, match="Only administrators can give"):
        actions.resend(invitation=invitation, by=coordinator)


def test_accepted_invitation_is_neither_withdrawn_nor_sent_again(client: Client) -> None:
    admin = PersonFactory(roles=[Role.ADMIN])
    invitation = invited(by=admin)
    client.post(link_of(invitation))
    invitation.refresh_from_db()
    for act in (actions.withdraw, actions.resend):
        with pytest.raises(Refused, match="was accepted"):
            act(invitation=invitation, by=admin)


def test_earlier_address_leads_to_the_form(signed_in: SignedIn) -> None:
    _admin, client = signed_in(Role.ADMIN)
    assert client.get("/accounts/people/invite/").headers["Location"] == f"{LIST}new/"


def test_only_a_digest_of_the_link_is_stored_with_the_invitation() -> None:
    invitation = invited()
    token = re.sub(r".*/([^/]+)/$", r"\1", link_of(invitation))
    assert token.encode() not in bytes(invitation.token_digest)
    assert OutboxMessage.objects.get().status == Status.PENDING
