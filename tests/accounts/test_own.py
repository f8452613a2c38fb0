"""The name others see, how somebody is reached, and the first sign-in."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.enums import PaperFormat, ReachBy, Role
from accounts.models import AccessNeed, ChosenName, ContactDetails, User
from core.verdicts import Refused
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.rig import pages

NAME = "/accounts/name/"
TAKEN = "Somebody here has a name that looks like this one"
HIDDEN = "signs in it that nobody can see"
BLANK = "at least one letter"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Chris Chair", TAKEN),
        ("CHRIS CHAIR", TAKEN),
        ("Coco Ordinator", TAKEN),
        ("coco  ordinator", TAKEN),
        ("Chrís Chàir", TAKEN),
        ("Chris Ch\N{CYRILLIC SMALL LETTER A}ir", TAKEN),
        ("C h r i s - Chair", TAKEN),
        ("Chr1s Chair", TAKEN),
        ("River", TAKEN),
        ("R\N{LATIN SMALL LETTER DOTLESS I}ver", TAKEN),
        ("\N{ZERO WIDTH SPACE}\N{ZERO WIDTH SPACE}", HIDDEN),
        ("\N{ZERO WIDTH JOINER}", BLANK),
        ("Sam\N{RIGHT-TO-LEFT OVERRIDE}maS", HIDDEN),
        ("\N{LEFT-TO-RIGHT MARK}Sam", HIDDEN),
        ("\N{HANGUL FILLER}", HIDDEN),
        ("\N{HALFWIDTH HANGUL FILLER}", HIDDEN),
        ("\N{BRAILLE PATTERN BLANK}", HIDDEN),
        ("!!!", BLANK),
        # Each comes apart into fifteen letters, and no column would hold them.
        ("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 120, "choose a shorter name"),
        ("", "Please write a name"),
        ("   ", "Please write a name"),
    ],
)
def test_name_that_could_mislead_is_refused_kindly_at_its_field(signed_in: SignedIn, typed: str, sentence: str) -> None:
    PersonFactory(name="Chris Chair", roles=[Role.CHAIR])
    PersonFactory(name="Coco Ordinator", roles=[Role.COORDINATOR])
    actions.choose_name(
        name="River", to_members=True, in_minutes=False, in_public=False, by=PersonFactory(roles=[Role.MEMBER])
    )
    person, client = signed_in(Role.MEMBER)
    page = pages.post(client, NAME, {"name": typed, "to_members": "on"})
    assert sentence in page.text("ul", id="id_name_error")
    assert not ChosenName.objects.filter(user=person).exists()


@pytest.mark.django_db
def test_name_is_private_unless_its_owner_says_otherwise(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.MEMBER)
    page = pages.get(client, NAME)
    assert page.values() == {**page.values(), "name": ""}
    assert not {"to_members", "in_minutes", "in_public"} & set(page.values())
    page = pages.post(client, NAME, {"name": "River"}, follow=True)
    assert "nobody sees it yet: you ticked none of the boxes" in page.text()
    chosen = ChosenName.objects.get(user=person)
    assert (chosen.name, chosen.to_members, chosen.in_minutes, chosen.in_public) == ("River", False, False, False)


@pytest.mark.django_db
def test_preview_shows_what_each_audience_reads_and_stores_nothing(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.MEMBER)
    page = pages.post(client, NAME, {"name": "River", "to_members": "on", "preview": "1"})
    facts = [pages.words(fact) for fact in page.one("dl", class_="facts").iter("dd")]
    assert facts == ["River", "A member", "A member"]
    assert page.values()["name"] == "River"
    assert not ChosenName.objects.exists()


@pytest.mark.django_db
def test_name_is_withdrawn_and_the_log_never_says_it(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.MEMBER)
    client.post(NAME, {"name": "River", "in_public": "on"})
    assert "River" in pages.get(client, NAME).text("dl", class_="facts")
    assert client.post("/accounts/name/withdraw/").headers["Location"] == NAME
    assert not ChosenName.objects.filter(user=person).exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_who_choose_one_name_at_once_are_told_apart_kindly() -> None:
    people = [PersonFactory(roles=[Role.MEMBER]), PersonFactory(roles=[Role.MEMBER])]
    together = Barrier(2)

    def choose(person: User) -> str:
        client = Client()
        try:
            client.force_login(person)
            if connection.vendor != "sqlite":
                together.wait()
            answer = client.post(NAME, {"name": "River", "to_members": "on"})
            return "saved" if answer.status_code == 302 else answer.content.decode()
        finally:
            if connection.vendor != "sqlite":
                connection.close()

    if connection.vendor == "sqlite":  # one writes at a time, and the test's database is in this thread
        answers = [choose(person) for person in people]
    else:
        with ThreadPoolExecutor(2) as threads:
            answers = list(threads.map(choose, people))
    assert answers.count("saved") == 1
    (refused,) = [answer for answer in answers if answer != "saved"]
    assert TAKEN in refused
    assert ChosenName.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_database_itself_refuses_the_second_of_two_names(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = PersonFactory(roles=[Role.MEMBER]), PersonFactory(roles=[Role.MEMBER])
    answers = {"to_members": True, "in_minutes": False, "in_public": False}
    actions.choose_name(name="River", **answers, by=first)
    # As if the rule had looked before the other one was saved.
    monkeypatch.setattr("accounts.rules.is_name_taken", lambda _skeleton, **_but: False)
    with pytest.raises(Refused, match="looks like this one"):
        actions.choose_name(name="RIVER", **answers, by=second)


# How somebody is reached


@pytest.mark.django_db
def test_contact_is_kept_and_asks_for_what_its_way_needs(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.MEMBER)
    pages.get(client, "/accounts/contact/")
    answers = {"reach_by": "phone", "paper_format": "braille", "support_name": "Jo", "support_relation": "sister"}
    page = pages.post(client, "/accounts/contact/", answers)
    assert "Please write the number that we call" in page.text("main")
    page = pages.post(client, "/accounts/contact/", {**answers, "reach_by": "post"})
    assert "Please write the address that letters go to" in page.text("main")
    assert not ContactDetails.objects.exists()
    client.post("/accounts/contact/", {**answers, "phone": " 020 7946 0000 "})
    contact = ContactDetails.objects.get(user=person)
    assert (contact.reach_by, contact.phone, contact.paper_format) == (
        ReachBy.PHONE,
        "020 7946 0000",
        PaperFormat.BRAILLE,
    )
    assert pages.get(client, "/accounts/contact/").values()["support_name"] == "Jo"


@pytest.mark.django_db
def test_email_is_offered_to_those_alone_who_have_an_address(client: Client) -> None:
    person = PersonFactory(email=None, roles=[Role.MEMBER])
    client.force_login(person)
    page = pages.get(client, "/accounts/contact/")
    assert [box.get("value") for box in page.all("input", name="reach_by")] == ["post", "phone", "page"]
    pages.post(client, "/accounts/contact/", {"reach_by": "email", "paper_format": "standard"})
    assert not ContactDetails.objects.exists()
    assert "a code that we hand to you" in pages.get(client, "/accounts/me/").text("main")


# The first sign-in


@pytest.mark.django_db
def test_every_question_can_be_left_for_later(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.MEMBER, welcomed_on=None)
    address = client.get("/accounts/welcome/").headers["Location"]
    asked = []
    while address != "/home/":
        asked.append(address.split("/")[-2])
        pages.get(client, address)
        address = client.post(address, {"later": "1"}).headers["Location"]
    assert asked == ["language", "name", "contact", "needs"]
    person.refresh_from_db()
    assert person.welcomed_on == timezone.localdate()
    assert not ChosenName.objects.exists()
    assert not ContactDetails.objects.exists()


@pytest.mark.django_db
def test_answers_of_the_first_sign_in_are_kept(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.MEMBER, welcomed_on=None)
    welcome = "/accounts/welcome/"
    client.post(f"{welcome}language/", {"language": "ar", "time_zone": "Asia/Riyadh"})
    page = pages.post(client, f"{welcome}name/", {"name": "!!!"})
    assert page.one("ul", id="id_name_error")
    page = pages.post(client, f"{welcome}name/", {"name": "River"}, follow=True)
    # In the language that was chosen a moment ago.
    unseen = "ولا يراه أحد بعد"
    assert unseen in page.text()
    page = pages.post(client, f"{welcome}name/", {"name": "River", "in_minutes": "on"}, follow=True)
    assert unseen not in page.text()
    client.post(f"{welcome}contact/", {"reach_by": "page", "paper_format": "easy_read"})
    answer = client.post(f"{welcome}needs/", {"needs": ["captions"], "other": "a chair by the door"})
    assert answer.headers["Location"] == "/home/"
    person.refresh_from_db()
    assert (person.language, str(person.time_zone)) == ("ar", "Asia/Riyadh")
    assert (person.chosen_name.name, person.chosen_name.to_members) == ("River", False)
    assert person.contact.reach_by == ReachBy.PAGE
    assert set(AccessNeed.objects.values_list("kind", "note")) == {("captions", ""), ("other", "a chair by the door")}
    assert person.welcomed_on == timezone.localdate()
    assert client.get(f"{welcome}nothing/").status_code == 404


@pytest.mark.django_db
def test_members_are_led_there_after_signing_in_and_from_the_home_page_until_done(client: Client) -> None:
    person = PersonFactory(roles=[Role.MEMBER], welcomed_on=None)
    sign_in = {"login": person.email, "password": PASSWORD}
    assert client.post("/accounts/login/", sign_in).headers["Location"] == "/accounts/welcome/"
    assert "/accounts/welcome/" in pages.get(client, "/home/").links()
    actions.mark_welcomed(by=person)
    assert "/accounts/welcome/" not in pages.get(client, "/home/").links()
    client.post("/accounts/logout/")
    assert client.post("/accounts/login/", sign_in).headers["Location"] == "/home/"


@pytest.mark.django_db
def test_staff_are_not_asked(client: Client) -> None:
    person = PersonFactory(roles=[Role.READER], welcomed_on=None)
    answer = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/home/"
