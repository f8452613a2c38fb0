"""From the printed link to an open door, and what is refused on the way."""

from __future__ import annotations

import smtplib
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import StringIO
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from accounts.enums import Role
from accounts.models import AuditEvent, User
from core import organisation
from core.models import Organisation
from core.verdicts import Conflict
from core.workingdays import is_working_day
from council.models import Council, Seat
from feedback.models import Place
from notifications.enums import Kind
from notifications.models import OutboxMessage
from pages import actions, queries
from pages.models import SetupLink
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PersonFactory
from tests.feedback.conftest import MonthKey
from tests.rig import pages

pytestmark = pytest.mark.django_db
ACCOUNT = {"email": "Ada@example.org", "name": "Ada", "password": "a long passphrase of mine"}
ORGANISATION = {
    "name_en": "Harbour Health",
    "name_ar": "صحة المرفأ",
    "region": "AU",
    "time_zone": "Australia/Sydney",
    "own_language": "en",
    "languages": ["en", "ar"],
    "contact": "02 5550 0000",
    "outside_contact": "Advocates: 02 5550 0001",
    "acknowledge_days": "2",
    "answer_days": "15",
}


def printed(**options: object) -> str:
    """Return the address that the command prints, without the host."""
    out = StringIO()
    call_command("setup_link", stdout=out, **options)
    words = out.getvalue().strip()
    if not words:
        return ""
    return "/setup/" + words.rpartition("/setup/")[2]


def going_on(client: Client, address: str, **typed: object) -> str:
    """Send a step of the set-up and return where it leads."""
    answer = client.post(address, typed)
    assert answer.status_code == 302, pages.parse(answer.content.decode()).text("main")
    assert not answer.headers["Location"].startswith("/accounts/login/")
    return str(answer.headers["Location"])


@pytest.fixture
def admin(signed_in: SignedIn) -> Client:
    """An administrator whose organisation was begun with the command."""
    actions.make_link()
    _person, client = signed_in(Role.ADMIN)
    return client


@pytest.fixture
def row(admin: Client) -> Organisation:
    """An organisation that has said who it is."""
    going_on(admin, "/setup/organisation/", **ORGANISATION)
    return Organisation.objects.get()


def test_set_up_leads_from_the_printed_link_to_an_open_door(client: Client, month_key: MonthKey) -> None:
    link = printed()
    visitor = Client()
    assert pages.get(visitor, "/en/feedback/", status=503).text("h1") == "We are not open yet"
    page = pages.get(client, link)
    assert page.text("h1") == "Welcome. Let us set this up together."
    assert "Step 1 of 6: Your account" in page.text("main")

    address = going_on(client, link, **ACCOUNT)
    assert address == "/setup/organisation/"
    assert "Step 2 of 6" in pages.get(client, address).text("main")
    address = going_on(client, address, **ORGANISATION)
    assert address == "/setup/help/"
    assert "13 11 14" in pages.get(client, address).text("main")
    address = going_on(client, address, local_help_lines="Crisis team: 02 5550 0002", is_checked="on")
    assert address == "/setup/people/"
    assert "Step 4 of 6" in pages.get(client, address).text("main")
    going_on(client, address, email="carla@example.org", name="Carla", language="ar", roles=["coordinator", "reader"])
    page = pages.get(client, address)
    assert "Carla Invited" in page.text("main")
    assert "They have not opened the link yet." in pages.get(client, "/setup/").text("main")
    invitation = OutboxMessage.objects.get(kind=Kind.JOIN_INVITATION)
    going_on(Client(), invitation.values["path"])
    assert page.links()["/setup/places/"] == "Go on"
    going_on(client, "/setup/places/", name_en="Ward 3")
    assert "Ward 3" in pages.get(client, "/setup/places/").text("main")
    address = going_on(
        client,
        "/setup/council/",
        name="Harbour Council",
        purpose="Says what should change.",
        language="en",
        seats_lived_experience="4",
        seats_carer_family="2",
        seats_staff="1",
    )
    assert address == "/setup/"
    going_on(client, "/setup/mail/", act="send")
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]
    assert "Missing" in pages.get(client, "/setup/").text("main")
    going_on(client, "/setup/mail/", act="arrived")
    going_on(client, "/setup/door/", act="open")
    assert "People can write to you." in pages.get(client, "/setup/").text("main")

    ada, carla = User.objects.order_by("email")
    # By the organisation's clock: roles begin with a day of its own.
    with timezone.override(str(ORGANISATION["time_zone"])):
        assert (ada.email, ada.roles, carla.roles) == (
            "ada@example.org",
            frozenset({Role.ADMIN}),
            frozenset({Role.COORDINATOR, Role.READER}),
        )
    assert [(seat.number, seat.kind, seat.votes) for seat in Seat.objects.all()] == [
        (1, "lived_experience", True),
        (2, "lived_experience", True),
        (3, "lived_experience", True),
        (4, "lived_experience", True),
        (5, "carer_family", True),
        (6, "carer_family", True),
        (7, "staff", False),
    ]
    assert Place.objects.get().code == "ward-3"
    page = pages.get(visitor, "/ar/feedback/")
    assert "صحة المرفأ" in page.text("body")
    assert "02 5550 0002" in page.text("body")


def test_nothing_of_one_country_is_a_default_when_another_region_was_chosen(client: Client) -> None:
    link = printed()
    going_on(client, link, **ACCOUNT)
    form = pages.get(client, "/setup/organisation/").values()
    assert (form["region"], form["time_zone"]) == ("", "")
    going_on(client, "/setup/organisation/", **ORGANISATION)
    known = organisation.current()
    assert (known.region, known.time_zone, known.acknowledge_days, known.answer_days) == (
        "AU",
        "Australia/Sydney",
        2,
        15,
    )
    # Of the person who came first and of those who come now.
    sydney = ZoneInfo("Australia/Sydney")
    assert [person.time_zone for person in User.objects.all()] == [sydney]
    assert PersonFactory().time_zone == sydney
    # And of somebody without e-mail, whom staff write down.
    assert pages.get(client, "/accounts/people/add/").values()["time_zone"] == "Australia/Sydney"
    assert pages.get(client, "/en/feedback/5/").text("section", id="now").count("999") == 0
    australia_day = date(2027, 1, 26)
    assert (is_working_day(australia_day, known.region), is_working_day(australia_day, "GB-ENG")) == (False, True)
    assert known.acknowledge_by(date(2027, 1, 25)) == date(2027, 1, 28)


@pytest.mark.usefixtures("row")
def test_days_begin_in_the_zone_of_the_organisation(signed_in: SignedIn) -> None:
    # 20:00 in London is the next day in Sydney.
    with time_machine.travel("2027-03-09 20:00+00:00", tick=False):
        _person, client = signed_in(Role.ADMIN)
        going_on(client, "/setup/help/", local_help_lines="", is_checked="on")
    assert Organisation.objects.get().help_checked_on == date(2027, 3, 10)


def test_looking_at_the_link_does_not_use_it_up(client: Client) -> None:
    link = printed()
    for _time in range(3):
        pages.get(Client(), link)
        Client().head(link)
    going_on(client, link, **ACCOUNT)
    assert User.objects.get().has_role(Role.ADMIN)


@pytest.mark.parametrize("end", ["used", "expired", "replaced", "invented"])
def test_link_that_has_ended_makes_nobody_an_administrator(client: Client, end: str) -> None:
    link = printed()
    if end == "used":
        going_on(Client(), link, **ACCOUNT)
    elif end == "expired":
        SetupLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif end == "replaced":
        printed()
    else:
        link = "/setup/invented/"
    before = User.objects.count()
    sent = {**ACCOUNT, "email": "eve@example.org"}
    for page in (pages.get(client, link, status=410), pages.post(client, link, sent, status=410)):
        assert page.text("h1") == "This link does not work any more"
        assert "manage.py setup_link" in page.text("main")
    assert User.objects.count() == before


def test_only_the_digest_of_a_link_is_stored() -> None:
    token = printed().split("/")[-2]
    assert bytes(SetupLink.objects.get().digest) == queries.digest(token)
    assert token not in str(list(AuditEvent.objects.values()))


def test_link_works_although_there_is_an_administrator_and_is_logged(signed_in: SignedIn) -> None:
    signed_in(Role.ADMIN)
    going_on(Client(), printed(), **ACCOUNT)
    assert User.objects.filter(grants__role=Role.ADMIN).count() == 2
    assert list(AuditEvent.objects.order_by("id").values_list("action", flat=True)) == [
        "made a link for the set-up",
        "used the link for the set-up",
    ]


def test_link_is_asked_for_where_needed_only(signed_in: SignedIn) -> None:
    assert printed(if_needed=True).startswith("/setup/")
    signed_in(Role.ADMIN)
    assert printed(if_needed=True) == ""


def test_command_does_not_close_a_service_with_people_in_it(signed_in: SignedIn) -> None:
    signed_in(Role.COORDINATOR)
    printed()
    assert organisation.current().is_open is True


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": ""}, "Enter the email address that you want to sign in with."),
        ({"password": "short"}, "at least 12"),
        ({"email": "carla@example.org"}, "There is an account with this address already."),
    ],
)
def test_what_was_typed_stays_when_the_account_is_refused(client: Client, typed: dict[str, str], sentence: str) -> None:
    PersonFactory(email="carla@example.org")
    link = printed()
    page = pages.post(client, link, {**ACCOUNT, **typed})
    assert sentence in page.text("main")
    assert page.values()["name"] == "Ada"
    # It works on.
    pages.get(client, link)


def test_two_who_press_at_the_same_time_make_one_account() -> None:
    token = actions.make_link()
    actions.begin(token=token, email="a@example.org", name="", password="", language="en")
    with pytest.raises(Conflict):
        actions.begin(token=token, email="b@example.org", name="", password="", language="en")
    assert [person.email for person in User.objects.all()] == ["a@example.org"]


def test_account_without_a_password_signs_in_later_with_a_code(client: Client) -> None:
    going_on(client, printed(), email="ada@example.org", name="", password="")
    assert User.objects.get().has_usable_password() is False


def test_set_up_speaks_the_chosen_language(client: Client) -> None:
    link = printed()
    page = pages.get(client, f"{link}?lang=ar", lang="ar")
    assert {"?lang=en", "?lang=es", "?lang=pl"} <= set(page.links())
    going_on(client, f"{link}?lang=ar", **ACCOUNT)
    assert User.objects.get().language == "ar"
    pages.get(client, "/setup/organisation/", lang="ar")


ADDRESSES = ["", "organisation/", "help/", "people/", "places/", "council/"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_set_up_is_not_there_for_others(signed_in: SignedIn, role: Role, address: str) -> None:
    _person, client = signed_in(role)
    assert client.get(f"/setup/{address}").status_code == 404


@pytest.mark.parametrize("address", ["mail/", "door/"])
def test_others_neither_send_nor_open(signed_in: SignedIn, address: str) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    assert client.post(f"/setup/{address}", {"act": "open"}).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_step_can_be_left_and_come_back_to(admin: Client, language: str, address: str) -> None:
    pages.get(admin, f"/setup/{address}?lang={language}", lang=language)


def test_what_was_typed_survives_an_error_of_the_organisation(admin: Client) -> None:
    page = pages.post(admin, "/setup/organisation/", {**ORGANISATION, "region": "", "answer_days": "1"})
    assert "Choose the region whose crisis lines and holidays hold for you." in page.text("main")
    assert "The answer cannot come before the acknowledgement." in page.text("main")
    values = page.values()
    assert (values["name_ar"], values["time_zone"], values["languages"]) == (
        "صحة المرفأ",
        "Australia/Sydney",
        ["en", "ar"],
    )
    assert Organisation.objects.get().names == {}


def test_organisation_has_a_name_in_its_own_language(admin: Client) -> None:
    page = pages.post(admin, "/setup/organisation/", {**ORGANISATION, "own_language": "pl"})
    assert "Give the name in your own language." in page.text("main")


def test_crisis_lines_of_another_region_are_dialled_again(admin: Client, row: Organisation) -> None:
    going_on(admin, "/setup/help/", local_help_lines="Team: 0123 456", is_checked="on")
    row.refresh_from_db()
    assert (row.help_checked_on, bool(row.help_checked_by)) == (
        timezone.localdate(timezone=ZoneInfo(row.time_zone)),
        True,
    )
    going_on(admin, "/setup/organisation/", **ORGANISATION)
    row.refresh_from_db()
    assert row.help_checked_on is not None
    going_on(admin, "/setup/organisation/", **{**ORGANISATION, "region": "US", "time_zone": "America/New_York"})
    row = Organisation.objects.get()
    assert (row.help_checked_on, row.help_checked_by, row.local_help_lines) == (None, "", "Team: 0123 456")


def test_crisis_line_that_cannot_be_read_is_refused_kindly(admin: Client, row: Organisation) -> None:
    page = pages.post(admin, "/setup/help/", {"local_help_lines": "our team", "is_checked": "on"})
    assert "Write each line as a name, a colon and a telephone number" in page.text("main")
    assert page.values()["local_help_lines"] == "our team"
    row.refresh_from_db()
    assert row.help_checked_on is None


def test_council_without_a_seat_is_refused(admin: Client) -> None:
    page = pages.post(admin, "/setup/council/", {"name": "A", "language": "en"})
    assert "A council needs at least one seat." in page.text("main")
    assert page.values()["name"] == "A"
    assert Council.objects.count() == 0


def test_first_council_has_its_words_in_each_language_offered(admin: Client) -> None:
    going_on(admin, "/setup/organisation/", **{**ORGANISATION, "languages": ["en", "ar"]})
    page = pages.get(admin, "/setup/council/")
    asked = set(page.values())
    assert {"name", "purpose", "name_ar", "purpose_ar"} <= asked
    # Neither in its own language twice nor in one that nobody is offered.
    assert asked.isdisjoint({"name_en", "name_pl", "purpose_es"})
    council = {"name": "River", "purpose": "To be heard.", "language": "en", "name_ar": "النهر", "purpose_ar": ""}
    # What was typed stays where something is missing.
    assert pages.post(admin, "/setup/council/", council).values()["name_ar"] == "النهر"
    going_on(admin, "/setup/council/", **council, seats_guest="1")
    made = Council.objects.get()
    assert (made.name, made.translations) == ("River", {"ar": {"name": "النهر"}})
    with translation.override("ar"):
        assert (str(made), made.purpose_in_words) == ("النهر", "To be heard.")


def test_set_up_makes_the_first_council_alone(admin: Client) -> None:
    council = {"name": "A", "language": "en", "seats_guest": "1"}
    going_on(admin, "/setup/council/", **council)
    page = pages.post(admin, "/setup/council/", council, status=409)
    assert "There is a council already." in page.text("main")
    assert Council.objects.count() == 1


def test_place_that_is_there_already_is_refused(admin: Client) -> None:
    going_on(admin, "/setup/places/", name_en="Ward 3")
    page = pages.post(admin, "/setup/places/", {"name_en": "Ward 3"})
    assert "Another place has this short name." in page.text("main")


def test_door_stays_closed_while_something_is_missing(admin: Client, row: Organisation) -> None:
    page = pages.get(admin, "/setup/")
    assert "Something is still missing." in page.text("main")
    assert "Open the door" in [pages.words(button) for button in page.all("button", aria_disabled="true")]
    admin.post("/setup/door/", {"act": "open"})
    row.refresh_from_db()
    assert row.opened_on is None


def test_opening_and_closing_is_logged(signed_in: SignedIn, month_key: MonthKey) -> None:
    actions.make_link()
    person, client = signed_in(Role.ADMIN, Role.COORDINATOR, Role.READER)
    going_on(client, "/setup/organisation/", **ORGANISATION)
    going_on(client, "/setup/help/", is_checked="on")
    actions.confirm_mail(by=person)
    going_on(client, "/setup/door/", act="open")
    assert organisation.current().is_open is True
    assert pages.get(Client(), "/en/feedback/").text("h1") != "We are not open yet"
    going_on(client, "/setup/door/", act="close")
    assert organisation.current().is_open is False
    assert pages.get(Client(), "/en/feedback/", status=503).text("h1") == "We are not open yet"
    logged = list(AuditEvent.objects.order_by("id").values_list("action", flat=True))
    assert logged[-2:] == ["opened the door", "closed the door"]


def test_mail_server_that_does_not_answer_is_said(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_fields: object) -> None:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(actions, "send_mail", refuse)
    admin.post("/setup/mail/", {"act": "send"})
    assert "The mail server did not take the message." in pages.get(admin, "/setup/").text("body")


def test_home_page_of_administrators_lists_what_is_missing(admin: Client, signed_in: SignedIn) -> None:
    page = pages.get(admin, "/home/")
    assert "Before the door opens" in page.text("main")
    assert page.links()["/setup/help/"] == "Every crisis line was dialled"
    _person, other = signed_in(Role.COORDINATOR)
    assert "Before the door opens" not in pages.get(other, "/home/").text("main")


def test_nothing_is_asked_where_the_environment_counts(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.ADMIN)
    assert "Before the door opens" not in pages.get(client, "/home/").text("main")
    page = pages.get(client, "/setup/")
    assert "comes from the variables of the server" in page.text("main")
    going_on(client, "/setup/organisation/", **ORGANISATION)
    # It was open, and stays so.
    assert organisation.current().is_open is True


# Threads share no database of SQLite that is kept in memory.
@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_one_link_makes_one_account_for_two_who_press_together() -> None:
    token = actions.make_link()
    together = Barrier(2)

    def press(email: str) -> str:
        together.wait()
        try:
            actions.begin(token=token, email=email, name="", password="", language="en")
        except Conflict:
            return "too late"
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, ["a@example.org", "b@example.org"]))
    assert sorted(answers) == ["in", "too late"]
    assert User.objects.count() == 1


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_first_links_at_once_make_one_organisation() -> None:
    together = Barrier(2)

    def make(_number: int) -> str:
        together.wait()
        try:
            return actions.make_link()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        tokens = list(pool.map(make, range(2)))
    assert Organisation.objects.count() == 1
    assert sum(queries.working_links(token).exists() for token in tokens) == 1
