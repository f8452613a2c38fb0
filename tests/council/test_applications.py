"""People apply, take it back, are talked to, and get an answer that is really sent."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.enums import ReachBy, Role
from accounts.models import AuditEvent, User
from core.verdicts import Conflict, Refused
from council import actions
from council.actions.applications import kind_words
from council.enums import APPLICATION_NEXT, ApplicationStatus, CameBy, DeclineReason
from council.models import Application
from notifications.actions import send_due
from notifications.channels import wording
from notifications.enums import Kind
from notifications.models import OutboxMessage
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PersonFactory
from tests.council.factories import ApplicationFactory, CouncilFactory, MembershipFactory, SeatFactory, grant
from tests.rig import pages

pytestmark = pytest.mark.django_db

TODAY = date(2027, 6, 15)
MAIL = {"reach_by": "email", "email": "rae@example.org", "language": "en"}


@pytest.fixture
def coordinator() -> User:
    return PersonFactory(roles=[Role.COORDINATOR])


@pytest.fixture(autouse=True)
def _own_network(settings: Any, tmp_path: Any) -> None:
    """Count what is sent from nobody before."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": f"{tmp_path}"}
    }


def sent(**said: str) -> dict[str, str]:
    return {**MAIL, **said}


# The public page


@pytest.mark.parametrize("language", ["en", "es", "ar", "pl"])
def test_page_is_open_in_each_language_and_says_what_happens(language: str) -> None:
    CouncilFactory(purpose="To be heard.", translations={"ar": {"name": "مجلس النهر"}})
    page = pages.get(Client(), f"/{language}/council/apply/")
    assert ("مجلس النهر" in page.text("main")) == (language == "ar")
    assert page.values()["language"] == language


def test_first_page_leads_there_as_long_as_a_council_looks_for_people() -> None:
    CouncilFactory()
    assert pages.get(Client(), "/en/").links()["/en/council/apply/"] == "Would you like to join a council?"


def test_page_says_how_long_it_takes_who_reads_it_and_what_happens_next() -> None:
    CouncilFactory()
    text = pages.get(Client(), "/council/apply/").text("main")
    for sentence in ("about five minutes", "Only the coordinators", "never ask for a diagnosis", "within two weeks"):
        assert sentence in text


def test_nothing_is_needed_but_a_council_and_a_way_to_reach() -> None:
    council = CouncilFactory()
    page = pages.post(Client(), "/en/council/apply/", {"language": "en"})
    assert page.links()["#id_council_0"] == "Choose a council."
    assert page.links()["#id_reach_by_0"] == "Choose how we may reach you."
    Client().post("/en/council/apply/", sent(council=str(council.pk)))
    application = Application.objects.get()
    assert (application.name, application.why, application.experience) == ("", "", "")
    assert (application.status, application.came_by) == (ApplicationStatus.APPLIED, CameBy.PAGE)


@pytest.mark.parametrize(
    "way, field, value",
    [("email", "email", "rae@example.org"), ("phone", "phone", "020 7946 0000"), ("post", "postal_address", "1 Road")],
)
def test_only_the_chosen_way_has_to_be_filled_in(way: str, field: str, value: str) -> None:
    council = CouncilFactory()
    said = {"council": str(council.pk), "reach_by": way, "language": "en"}
    page = pages.post(Client(), "/en/council/apply/", {**said, "why": "My reasons"})
    assert f"#id_{field}" in page.links()
    assert page.values()["why"] == "My reasons"
    Client().post("/en/council/apply/", {**said, field: value})
    assert getattr(Application.objects.get(), field) == value


@pytest.mark.parametrize("closed", [{"closed_on": TODAY}, {"takes_applications": False}])
def test_council_that_looks_for_nobody_is_not_offered(closed: dict[str, Any]) -> None:
    council = CouncilFactory(**closed)
    assert "No council looks for new people" in pages.get(Client(), "/en/council/apply/").text("main")
    assert "/en/council/apply/" not in pages.get(Client(), "/en/").links()
    Client().post("/en/council/apply/", sent(council=str(council.pk)))
    assert Application.objects.count() == 0


def test_who_applied_is_written_to_in_their_language_with_a_link_to_take_it_back(mailoutbox: list[Any]) -> None:
    council = CouncilFactory()
    client = Client()
    response = client.post("/es/council/apply/", sent(council=str(council.pk), language="es", name="Rae"))
    address = response.headers["Location"]
    message = OutboxMessage.objects.get()
    assert (message.kind, message.address, message.language) == (Kind.APPLICATION_RECEIVED, "rae@example.org", "es")
    assert send_due() == 1
    (mail,) = mailoutbox
    (link,) = re.findall(r"https?://[^/\s]+(/es/council/apply/[^\s]+)", mail.body)
    assert (mail.to, link) == (["rae@example.org"], address)
    assert "Recibe este mensaje porque participa" not in mail.body
    pages.get(Client(), link)
    # A mail scanner that opens the link takes nothing back.
    assert Application.objects.get().status == ApplicationStatus.APPLIED
    assert pages.get(Client(), link).all("form")
    Client().post(link)
    assert Application.objects.get().status == ApplicationStatus.WITHDRAWN
    assert AuditEvent.objects.latest("id").action == "withdrew an application"


def test_secret_of_the_link_is_stored_nowhere() -> None:
    council = CouncilFactory()
    _application, token = actions.apply(council=council, reach_by=ReachBy.PHONE, phone="1")
    found = Application.objects.get()
    assert bytes(found.token_digest or b"") != token.encode()
    assert OutboxMessage.objects.count() == 0
    pages.get(Client(), f"/en/council/apply/{token}/")
    pages.get(Client(), "/en/council/apply/another/", status=404)


@pytest.mark.parametrize(
    "status, words",
    [
        (ApplicationStatus.TALKING, "We are talking with you"),
        (ApplicationStatus.OFFERED, "We are talking with you"),
        (ApplicationStatus.JOINED, "You have joined"),
        (ApplicationStatus.DECLINED, "We have answered you"),
    ],
)
def test_link_says_how_far_it_is_and_does_not_undo_a_decision(status: ApplicationStatus, words: str) -> None:
    _application, token = actions.apply(council=CouncilFactory(), reach_by=ReachBy.PHONE, phone="1")
    Application.objects.update(status=status, decline_words="No")
    address = f"/en/council/apply/{token}/"
    assert words in pages.get(Client(), address).text("h1")
    Client().post(address)
    decided = not APPLICATION_NEXT[status] & {ApplicationStatus.WITHDRAWN}
    assert Application.objects.get().status == (status if decided else ApplicationStatus.WITHDRAWN)


def test_program_that_fills_in_every_box_is_thanked_and_kept_nowhere() -> None:
    council = CouncilFactory()
    page = pages.post(Client(), "/en/council/apply/", sent(council=str(council.pk), homepage="http://spam"))
    assert "Thank you" in page.text("h1")
    assert Application.objects.count() == 0


def test_network_that_sends_very_many_waits_and_keeps_its_words() -> None:
    council = CouncilFactory()
    said = sent(council=str(council.pk), why="My reasons")
    for _ in range(20):
        assert Client().post("/en/council/apply/", said).status_code == 302
    page = pages.post(Client(), "/en/council/apply/", said, status=429)
    assert "Please try again in an hour." in page.text("main")
    assert (page.values()["why"], Application.objects.count()) == ("My reasons", 20)
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post("/en/council/apply/", said).status_code == 302


# Staff


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_applications_are_for_coordinators(signed_in: SignedIn, role: Role) -> None:
    _person, client = signed_in(role)
    application = ApplicationFactory()
    for page in ("", "new/", f"{application.pk}/", f"{application.pk}/decline/", f"{application.pk}/joined/"):
        pages.get(client, f"/council/applications/{page}", status=404)
    assert client.post(f"/council/applications/{application.pk}/talking/").status_code == 404


def test_coordinator_of_one_council_sees_who_applied_there(signed_in: SignedIn) -> None:
    person, client = signed_in()
    mine, other = ApplicationFactory(name="Ada"), ApplicationFactory(name="Bo")
    grant(person, Role.COORDINATOR, mine.council)
    text = pages.get(client, "/council/applications/").text("main")
    assert ("Ada" in text, "Bo" in text) == (True, False)
    pages.get(client, f"/council/applications/{other.pk}/", status=404)


@pytest.mark.parametrize("status", ApplicationStatus)
def test_each_state_offers_the_moves_of_the_table(signed_in: SignedIn, status: ApplicationStatus) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    application = ApplicationFactory(status=status, decline_words="No")
    page = pages.get(client, f"/council/applications/{application.pk}/")
    base = f"/council/applications/{application.pk}/"
    pressed = {form.get("action", "") for form in page.all("form")} | set(page.links())
    names = {ApplicationStatus.DECLINED: "decline"}
    offered = {to for to in ApplicationStatus if f"{base}{names.get(to, to.value)}/" in pressed}
    assert offered == APPLICATION_NEXT[status]


def test_application_moves_by_its_buttons(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    application = ApplicationFactory()
    for to in ("talking", "offered", "withdrawn", "applied"):
        client.post(f"/council/applications/{application.pk}/{to}/")
        application.refresh_from_db()
        assert application.status == to
    # What asks first is not done by a button alone, and what is no next step is not done at all.
    assert client.post(f"/council/applications/{application.pk}/nowhere/").status_code == 404
    client.post(f"/council/applications/{application.pk}/applied/")
    application.refresh_from_db()
    assert application.status == ApplicationStatus.APPLIED


def test_application_that_somebody_else_moved_is_not_moved_again(coordinator: User) -> None:
    application = ApplicationFactory()
    read = Application.objects.get(pk=application.pk)
    actions.move_application(application=application, to=ApplicationStatus.OFFERED, by=coordinator)
    with pytest.raises(Conflict):
        actions.move_application(application=read, to=ApplicationStatus.TALKING, by=coordinator)


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_same_queries_for_more_applications(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    ApplicationFactory.create_batch(number)
    pages.get(client, "/council/applications/")
    with django_assert_num_queries(6):
        page = pages.get(client, "/council/applications/")
    assert len(page.one("tbody").findall("tr")) == number


def test_phone_call_is_written_down_only_with_consent(signed_in: SignedIn, coordinator: User) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    council = CouncilFactory()
    said = {"council": str(council.pk), "reach_by": "phone", "phone": "020 7946 0000", "language": "pl"}
    said |= {"came_by": "paper", "helper_relation": "Sam, a neighbour", "name": "Rae"}
    page = pages.post(client, "/council/applications/new/", said)
    assert page.links()["#id_consented"].startswith("Ask the person first.")
    client.post("/council/applications/new/", {**said, "consented": "on"})
    application = Application.objects.get()
    assert (application.came_by, application.helper_relation, application.consented, application.language) == (
        CameBy.PAPER, "Sam, a neighbour", True, "pl",
    )  # fmt: skip
    assert OutboxMessage.objects.count() == 0
    with pytest.raises(Refused, match="Ask the person first"):
        actions.write_down_application(
            council=council, came_by=CameBy.PHONE, helper_relation="", consented=False, by=coordinator
        )


def test_declining_sends_the_words_that_staff_read_last(signed_in: SignedIn, mailoutbox: list[Any]) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    application = ApplicationFactory(language="en", council=CouncilFactory(name="River"))
    address = f"/council/applications/{application.pk}/decline/"
    links = pages.get(client, address).links()
    assert [f"?reason={reason.value}" in links for reason in DeclineReason] == [True] * len(DeclineReason)
    page = pages.get(client, f"{address}?reason=no_seat")
    words = str(page.values()["words"])
    assert "Thank you for offering to join “River”." in words
    assert "At the moment no seat is free." in words
    client.post(f"{address}?reason=no_seat", {"words": f"{words}\n\nWarm wishes, Mo"})
    application.refresh_from_db()
    assert (application.status, application.decline_reason) == (ApplicationStatus.DECLINED, DeclineReason.NO_SEAT)
    assert application.answered_on == TODAY
    assert send_due() == 1
    assert (mailoutbox[0].to, "Warm wishes, Mo" in mailoutbox[0].body) == ([application.email], True)


@pytest.mark.parametrize("reason", DeclineReason)
def test_words_are_kind_and_in_the_language_of_the_person(reason: DeclineReason) -> None:
    application = ApplicationFactory(language="es", council__name="River")
    words = kind_words(reason, application)
    assert len(words.split("\n\n")) == 3


def test_declining_without_words_is_refused(coordinator: User) -> None:
    with pytest.raises(Refused, match="Please write to the person why"):
        actions.decline_application(
            application=ApplicationFactory(), reason=DeclineReason.OTHER, words=" ", by=coordinator
        )


def test_letter_and_call_wait_on_a_list_until_somebody_did_them(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.COORDINATOR)
    application = ApplicationFactory(email="", reach_by=ReachBy.POST, postal_address="1 Road")
    actions.decline_application(
        application=application, reason=DeclineReason.NO_SEAT, words="Dear Rae, not now.", by=person
    )
    assert OutboxMessage.objects.count() == 0
    assert "Rae" in pages.get(client, "/council/applications/?view=by_hand").text("tbody")
    text = pages.get(client, f"/council/applications/{application.pk}/").text("main")
    assert ("Dear Rae, not now." in text, "1 Road" in text) == (True, True)
    client.post(f"/council/applications/{application.pk}/answered/")
    assert "Nobody is in this view" in pages.get(client, "/council/applications/?view=by_hand").text("main")
    application.refresh_from_db()
    with pytest.raises(Conflict):
        actions.note_answered(application=application, by=person)


def test_offered_application_is_joined_when_the_person_is_seated(coordinator: User) -> None:
    seat = SeatFactory()
    person = PersonFactory(email="rae@example.org")
    offered = ApplicationFactory(council=seat.council, email="Rae@example.org", status=ApplicationStatus.OFFERED)
    elsewhere = ApplicationFactory(email="rae@example.org", status=ApplicationStatus.OFFERED)
    talking = ApplicationFactory(council=seat.council, email="rae@example.org", status=ApplicationStatus.TALKING)
    actions.seat_member(seat=seat, person=person, starts_on=TODAY, by=coordinator)
    found = {application.pk: (application.status, application.user) for application in Application.objects.all()}
    assert found == {
        offered.pk: (ApplicationStatus.JOINED, person),
        elsewhere.pk: (ApplicationStatus.OFFERED, None),
        talking.pk: (ApplicationStatus.TALKING, None),
    }


def test_somebody_without_email_is_joined_by_hand(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    term = MembershipFactory()
    application = ApplicationFactory(
        council=term.seat.council, email="", reach_by=ReachBy.PHONE, status=ApplicationStatus.OFFERED
    )
    address = f"/council/applications/{application.pk}/joined/"
    assert len(pages.get(client, address).one("select", name="user").findall("option")) == 1
    client.post(address, {"user": str(term.user_id)})
    application.refresh_from_db()
    assert (application.status, application.user) == (ApplicationStatus.JOINED, term.user)


def test_who_has_no_seat_has_not_joined(coordinator: User) -> None:
    application = ApplicationFactory(status=ApplicationStatus.OFFERED)
    with pytest.raises(Refused, match="has no seat on this council yet"):
        actions.join_application(application=application, user=PersonFactory(), by=coordinator)


def test_waiting_applications_are_on_the_home_page(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    ApplicationFactory(name="Ada")
    ApplicationFactory(name="Bo", status=ApplicationStatus.TALKING)
    text = pages.get(client, "/home/").text("main")
    assert ("Ada" in text, "Bo" in text) == (True, False)


def test_subjects_of_messages_name_no_council() -> None:
    actions.apply(council=CouncilFactory(name="River"), reach_by=ReachBy.EMAIL, email="rae@example.org")
    assert "River" not in wording.of(OutboxMessage.objects.get(), "en").subject
