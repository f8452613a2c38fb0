"""Somebody without e-mail: an account that staff make, and a code that is handed over."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.enums import NeedEventKind, PaperFormat, ReachBy, Role
from accounts.models import AccessNeed, NeedEvent, RoleGrant, User
from core.verdicts import Refused
from people import actions
from people.models import Entry, SignInCode
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PersonFactory
from tests.council.factories import CouncilFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/code/"
ANSWERS = {
    "name": "Wanda",
    "language": "ar",
    "time_zone": "Europe/London",
    "reach_by": "post",
    "postal_address": "1 High Street",
    "paper_format": "large_print",
    "needs": ["large_print", "step_free"],
    "other_need": "A chair by the door",
    "helper": "Jo, her sister",
    "consented": "on",
}


@pytest.fixture(autouse=True)
def _no_limit(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "sign_in_code": "1000/m/ip"}


def without_mail() -> User:
    return PersonFactory(email=None, welcomed_on=None)


def made_for(person: User) -> str:
    _row, code = actions.make_code(person=person, by=PersonFactory(roles=[Role.COORDINATOR]))
    return code


def test_staff_write_down_what_somebody_said_and_who_helped(signed_in: SignedIn) -> None:
    staff, client = signed_in(Role.COORDINATOR)
    answer = client.post("/accounts/people/add/", ANSWERS)
    person = User.objects.get(name="Wanda")
    assert answer.headers["Location"] == f"/accounts/people/{person.pk}/code/"
    assert (person.email, person.language, person.has_usable_password()) == (None, "ar", False)
    contact = person.contact
    assert (contact.reach_by, contact.paper_format) == (ReachBy.POST, PaperFormat.LARGE_PRINT)
    needs = AccessNeed.objects.filter(user=person).values_list("kind", "note")
    assert set(needs) == {("large_print", ""), ("step_free", ""), ("other", "A chair by the door")}
    entry = Entry.objects.get(user=person)
    assert (entry.helper, entry.entered_by) == ("Jo, her sister", staff)
    assert set(NeedEvent.objects.values_list("event", "by")) == {(NeedEventKind.TOLD, "Jo, her sister")}


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("consented", "Ask the person first"),
        ("postal_address", "Write the address that letters go to"),
        ("name", "Write what the person wants to be called"),
    ],
)
def test_nothing_is_written_down_without_consent_or_a_way_to_reach(
    signed_in: SignedIn, missing: str, sentence: str
) -> None:
    _staff, client = signed_in(Role.COORDINATOR)
    answers = {name: value for name, value in ANSWERS.items() if name != missing}
    page = pages.post(client, "/accounts/people/add/", answers)
    assert sentence in page.text("main")
    assert not User.objects.filter(email=None).exists()


def test_code_is_printed_once_in_the_persons_language(signed_in: SignedIn) -> None:
    person = PersonFactory(email=None, language="ar")
    _staff, client = signed_in(Role.COORDINATOR)
    path = f"/accounts/people/{person.pk}/code/"
    pages.get(client, path)
    page = pages.post(client, path, lang="ar")
    code = page.text("bdi", class_="receipt__code")
    assert len(code.replace("-", "")) == 20
    assert code not in pages.get(client, path).html
    stored = SignInCode.objects.get()
    assert code.encode() not in bytes(stored.digest)


@pytest.mark.parametrize("typed", ["{code}", "{lower}", " {spaced} ", "\u2066{code}\u2069"])
def test_code_signs_in_once_however_it_is_typed(client: Client, typed: str) -> None:
    person = without_mail()
    code = made_for(person)
    text = typed.format(code=code, lower=code.lower(), spaced=code.replace("-", " "))
    answer = client.post(SIGN_IN, {"code": text})
    assert answer.headers["Location"] == "/accounts/welcome/"
    assert client.session["_auth_user_id"] == str(person.pk)
    page = pages.post(Client(), SIGN_IN, {"code": code})
    assert "This code does not work" in page.text("main")


def test_wrong_old_and_replaced_codes_open_nothing_and_are_answered_alike(client: Client) -> None:
    person = without_mail()
    replaced = made_for(person)
    code = made_for(person)
    words = set()
    for typed in (replaced, "0000-0000-0000-0000-0000", "nothing"):
        words.add(pages.post(client, SIGN_IN, {"code": typed}).text("main"))
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        words.add(pages.post(client, SIGN_IN, {"code": code}).text("main"))
    assert len({text.split("There is a problem")[0] for text in words}) == 1
    assert all("This code does not work" in text for text in words)
    assert "_auth_user_id" not in client.session


def test_somebody_switched_off_or_on_the_staff_since_is_not_let_in(client: Client) -> None:
    off, staff = without_mail(), without_mail()
    codes = [made_for(off), made_for(staff)]
    User.objects.filter(pk=off.pk).update(is_active=False)
    RoleGrant.objects.create(user=staff, role=Role.READER)
    for code in codes:
        assert client.post(SIGN_IN, {"code": code}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_many_tries_are_slowed_down(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "sign_in_code": "2/m/ip"}
    code = made_for(without_mail())
    for _try in range(2):
        assert client.post(SIGN_IN, {"code": "nothing"}).status_code == 200
    page = pages.post(client, SIGN_IN, {"code": code}, status=429)
    assert "many tries" in page.text("main")
    assert SignInCode.objects.get().used_at is None


def test_code_is_for_people_without_an_address_and_without_a_role_on_the_staff() -> None:
    coordinator = PersonFactory(roles=[Role.COORDINATOR])
    off = PersonFactory(email=None, is_active=False)
    for person, reason in (
        (PersonFactory(), "without an email address"),
        (PersonFactory(email=None, roles=[Role.ADMIN]), "without an email address"),
        (off, "cannot sign in"),
    ):
        with pytest.raises(Refused, match=reason):
            actions.make_code(person=person, by=coordinator)
    with pytest.raises(Refused, match="Only administrators and coordinators"):
        actions.make_code(person=without_mail(), by=PersonFactory(roles=[Role.CHAIR]))


def test_coordinator_of_a_council_hands_codes_to_its_people_alone(client: Client) -> None:
    council = CouncilFactory()
    coordinator, theirs, other = PersonFactory(), without_mail(), without_mail()
    RoleGrant.objects.create(user=coordinator, role=Role.COORDINATOR, council=council.pk)
    RoleGrant.objects.create(user=theirs, role=Role.MEMBER, council=council.pk)
    client.force_login(coordinator)
    pages.get(client, f"/accounts/people/{theirs.pk}/code/")
    assert client.get(f"/accounts/people/{other.pk}/code/").status_code == 404
    with pytest.raises(Refused, match="coordinator of this person"):
        actions.make_code(person=other, by=coordinator)


def test_code_of_somebody_who_sits_elsewhere_too_is_for_those_who_see_all() -> None:
    here, elsewhere = CouncilFactory(), CouncilFactory()
    coordinator, both, moved = PersonFactory(), without_mail(), without_mail()
    RoleGrant.objects.create(user=coordinator, role=Role.COORDINATOR, council=here.pk)
    yesterday = timezone.localdate() - timedelta(days=1)
    for person, until in ((both, None), (moved, yesterday)):
        begun = {"role": Role.MEMBER, "starts_on": yesterday - timedelta(days=9)}
        RoleGrant.objects.create(user=person, council=here.pk, ends_on=until, **begun)
        RoleGrant.objects.create(user=person, council=elsewhere.pk, **begun)
        # With the code one would read the other council as this person.
        with pytest.raises(Refused, match="coordinator of this person"):
            actions.make_code(person=person, by=coordinator)
        actions.make_code(person=person, by=PersonFactory(roles=[Role.COORDINATOR]))


def test_coordinator_of_a_council_hands_a_code_to_whom_they_added(client: Client) -> None:
    coordinator = PersonFactory()
    RoleGrant.objects.create(user=coordinator, role=Role.COORDINATOR, council=CouncilFactory().pk)
    client.force_login(coordinator)
    answer = client.post("/accounts/people/add/", ANSWERS)
    pages.get(client, answer.headers["Location"])
    actions.make_code(person=User.objects.get(name="Wanda"), by=coordinator)


def test_sign_in_page_leads_to_the_page_for_codes(client: Client) -> None:
    assert SIGN_IN in pages.get(client, "/accounts/login/").links()
    pages.get(client, SIGN_IN)


def test_person_without_an_address_is_listed_with_the_way_to_a_code(signed_in: SignedIn) -> None:
    person = without_mail()
    _staff, client = signed_in(Role.COORDINATOR)
    assert f"/accounts/people/{person.pk}/code/" in pages.get(client, "/accounts/invitations/").links()
