"""One's own account, and the administrators' pages about people."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import actions
from accounts.enums import Need, Role, Scope, SharedWith
from accounts.models import AccessNeed, ApiToken, AuditEvent, User
from core.verdicts import Refused
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import NeedFactory, PersonFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db


def last_event() -> tuple[str, str]:
    event = AuditEvent.objects.order_by("id").last()
    assert event
    return event.action, event.subject


# One's own account


def test_account_page_shows_what_is_so_and_changes_it(signed_in: SignedIn) -> None:
    person, client = signed_in(name="Ana")
    page = pages.get(client, "/accounts/me/")
    sent = page.values()
    assert (sent["name"], sent["language"], sent["time_zone"]) == ("Ana", "en", "Europe/London")
    client.post("/accounts/me/", {"name": "Anna", "language": "ar", "time_zone": "Africa/Cairo"})
    person.refresh_from_db()
    assert (person.name, person.language, str(person.time_zone)) == ("Anna", "ar", "Africa/Cairo")
    assert last_event() == ("changed own profile", f"User {person.pk}")


def test_account_page_is_in_ones_own_language(signed_in: SignedIn) -> None:
    _person, client = signed_in(language="ar")
    pages.get(client, "/accounts/me/", lang="ar")


def test_account_page_links_every_way_to_sign_in(signed_in: SignedIn) -> None:
    _person, client = signed_in()
    links = pages.get(client, "/accounts/me/").links()
    ways = ["/accounts/password/change/", "/accounts/2fa/webauthn/", "/accounts/2fa/"]
    assert [way for way in ways if way in links] == ways


@pytest.mark.parametrize(
    "wrong", [{"language": "xx"}, {"time_zone": "Mars/Olympus"}, {"name": "x" * 121}, {"time_zone": "../etc/passwd"}]
)
def test_account_page_keeps_what_was_typed_and_says_what_is_wrong(signed_in: SignedIn, wrong: dict[str, str]) -> None:
    person, client = signed_in(name="Ana")
    page = pages.post(client, "/accounts/me/", {"name": "Anna", "language": "es", "time_zone": "UTC", **wrong})
    assert page.all("div", class_="govuk-error-summary")
    person.refresh_from_db()
    assert (person.name, person.language) == ("Ana", "en")


# Access needs


def test_need_is_kept_with_who_may_know(signed_in: SignedIn) -> None:
    person, client = signed_in()
    pages.get(client, "/accounts/needs/")
    client.post("/accounts/needs/", {"kind": "captions", "note": "English", "shared_with": "chair"})
    need = AccessNeed.objects.get()
    assert (need.user, need.kind, need.note, need.shared_with) == (person, Need.CAPTIONS, "English", SharedWith.CHAIR)
    assert "English" in pages.get(client, "/accounts/needs/").text("main")


def test_need_said_twice_keeps_the_later_words(signed_in: SignedIn) -> None:
    _person, client = signed_in()
    for note in ("first", "second"):
        client.post("/accounts/needs/", {"kind": "captions", "note": note, "shared_with": "booking"})
    assert list(AccessNeed.objects.values_list("note", flat=True)) == ["second"]


def test_something_else_can_be_needed_several_times(signed_in: SignedIn) -> None:
    _person, client = signed_in()
    for note in ("first", "second"):
        client.post("/accounts/needs/", {"kind": "other", "note": note, "shared_with": "booking"})
    assert sorted(AccessNeed.objects.values_list("note", flat=True)) == ["first", "second"]


def test_need_is_forgotten(signed_in: SignedIn) -> None:
    person, client = signed_in()
    need = NeedFactory(user=person)
    client.post(f"/accounts/needs/{need.pk}/forget/")
    assert AccessNeed.objects.count() == 0


def test_need_of_somebody_else_is_neither_shown_nor_forgotten(signed_in: SignedIn) -> None:
    _person, client = signed_in(*Role)
    need = NeedFactory(note="private words")
    assert "private words" not in pages.get(client, "/accounts/needs/").html
    assert client.post(f"/accounts/needs/{need.pk}/forget/").status_code == 404
    actions.forget_need(need=need, by=PersonFactory())
    assert AccessNeed.objects.count() == 1


def test_need_is_not_in_the_log(signed_in: SignedIn) -> None:
    person, client = signed_in()
    client.post("/accounts/needs/", {"kind": "captions", "note": "private words", "shared_with": "booking"})
    event = AuditEvent.objects.get()
    assert (event.action, event.subject, event.details) == ("kept an access need", f"User {person.pk}", {})


@pytest.mark.parametrize("number", [1, 3])
def test_needs_are_listed_with_the_same_queries(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    person, client = signed_in()
    for kind in list(Need)[:number]:
        NeedFactory(user=person, kind=kind)
    with django_assert_num_queries(5):
        pages.get(client, "/accounts/needs/")


# Keys for programmes


def test_key_is_shown_once_and_kept_as_a_digest(signed_in: SignedIn) -> None:
    person, client = signed_in()
    pages.get(client, "/accounts/tokens/")
    page = pages.post(client, "/accounts/tokens/", {"name": "Intranet", "scopes": ["policies", "meetings"]})
    key = page.one("input", id="key").get("value", "")
    token = ApiToken.objects.get()
    assert (token.user, token.name, token.scopes) == (person, "Intranet", ["policies", "meetings"])
    assert bytes(token.digest) == hashlib.sha256(key.encode()).digest()
    assert token.expires_on == timezone.localdate() + timedelta(days=90)
    assert key not in pages.get(client, "/accounts/tokens/").html
    assert page.response is not None
    assert page.response.headers["Cache-Control"] == "no-store"


def test_key_needs_a_name_and_something_to_read(signed_in: SignedIn) -> None:
    _person, client = signed_in()
    page = pages.post(client, "/accounts/tokens/", {"scopes": ["everything"]})
    assert "Give the key a name" in page.text("main")
    assert "Please choose again: “What may it read?”." in page.text("main")
    assert ApiToken.objects.count() == 0


def test_key_is_ended_by_its_owner_only(signed_in: SignedIn) -> None:
    person, client = signed_in()
    mine, _key = actions.make_token(name="mine", scopes=[Scope.POLICIES], by=person)
    other, _key = actions.make_token(name="other", scopes=[Scope.POLICIES], by=PersonFactory())
    assert client.post(f"/accounts/tokens/{other.pk}/revoke/").status_code == 404
    page = pages.get(client, f"/accounts/tokens/{mine.pk}/revoke/")
    assert "This cannot be undone" in page.text("p", class_="lead")
    assert ApiToken.objects.filter(pk=mine.pk).exists()
    assert client.post(f"/accounts/tokens/{mine.pk}/revoke/").status_code == 302
    assert list(ApiToken.objects.all()) == [other]


@pytest.mark.parametrize("number", [1, 3])
def test_keys_are_listed_with_the_same_queries(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    person, client = signed_in()
    for name in range(number):
        actions.make_token(name=f"{name}", scopes=[Scope.POLICIES], by=person)
    with django_assert_num_queries(4):
        pages.get(client, "/accounts/tokens/")


# Administrators' pages

ADMIN_PAGES = ["/accounts/people/"]


@pytest.mark.parametrize("address", ADMIN_PAGES)
@pytest.mark.parametrize("role", [None, *(role for role in Role if role != Role.ADMIN)])
def test_people_are_not_there_for_others(signed_in: SignedIn, address: str, role: Role | None) -> None:
    person, client = signed_in(*([role] if role else []))
    pages.get(client, address, status=404)
    pages.get(client, f"/accounts/people/{person.pk}/", status=404)


@pytest.mark.parametrize("number", [1, 3])
def test_people_are_listed_with_their_roles_and_the_same_queries(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    _person, client = signed_in(Role.ADMIN, name="Adi")
    for _ in range(number):
        PersonFactory(name="Zoe", roles=[Role.CHAIR, Role.MEMBER])
    # The first visit also notes how the list was left.
    client.get("/accounts/people/")
    with django_assert_num_queries(7):
        page = pages.get(client, "/accounts/people/")
    rows = page.one("tbody").findall("tr")
    assert len(rows) == number + 1
    cells = [pages.words(cell) for cell in page.all("div", class_="cell__value")][-2:]
    assert cells == ["Council member Chair of the council", "Yes"]


def named(page: pages.Page) -> list[str]:
    """Return the names on the list of people, as they are ordered."""
    return [pages.words(link) for link in page.all("a") if pages.words(link) in {"Adi", "Bo", "Cem", "Dara"}]


def test_people_are_shown_by_view_and_search(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.ADMIN, name="Adi", email="adi@example.org")
    PersonFactory(name="Cem", email="zz@example.org", roles=[Role.MEMBER, Role.CHAIR])
    PersonFactory(name="Bo", email="bo@example.org")
    PersonFactory(name="Dara", email="dara@example.org", roles=[Role.STEWARD, Role.READER], is_active=False)
    expected = {
        "": ["Adi", "Bo", "Cem", "Dara"],
        "?view=staff": ["Adi", "Dara"],
        "?view=council": ["Cem"],
        "?view=without_role": ["Bo"],
        "?view=closed": ["Dara"],
        "?sort=-name": ["Dara", "Cem", "Bo", "Adi"],
        "?sort=-email": ["Cem", "Dara", "Bo", "Adi"],
        "?q=ARA": ["Dara"],
        "?q=zz@": ["Cem"],
        "?q=nowhere": [],
        "?view=nonsense": ["Adi", "Bo", "Cem", "Dara"],
        "?page=nonsense": ["Adi", "Bo", "Cem", "Dara"],
    }
    assert {query: named(pages.get(client, f"/accounts/people/{query}")) for query in expected} == expected


def test_people_say_what_was_left_out_and_what_is_empty(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.ADMIN, name="Adi")
    assert "nonsense" in pages.get(client, "/accounts/people/?view=nonsense").text("div", class_="tone-attention")
    empty = pages.get(client, "/accounts/people/?view=council")
    assert empty.text("div", class_="empty").startswith("Nobody is in this view")
    elsewhere = pages.get(client, "/accounts/people/?view=council&q=adi")
    assert elsewhere.text("div", class_="empty").startswith("No matches Nothing in this view matches.")
    assert elsewhere.links()["?q=adi&view=all"] == "All (1)"
    nowhere = pages.get(client, "/accounts/people/?q=nowhere").text("div", class_="empty")
    assert nowhere == "No matches Nothing matches what you asked for. Clear all filters"


def test_people_are_left_and_found_again_as_they_were(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.ADMIN)
    person = PersonFactory(name="Zoe")
    client.get("/accounts/people/?view=without_role&q=zoe&lang=en")
    page = pages.get(client, f"/accounts/people/{person.pk}/")
    address = f"/accounts/people/?view=without_role&q=zoe#person-{person.pk}"
    assert page.links()[address] == "Back to people"
    assert pages.get(client, address).one("tr", id=f"person-{person.pk}") is not None


def test_roles_are_set_exactly(signed_in: SignedIn) -> None:
    _admin, client = signed_in(Role.ADMIN)
    person = PersonFactory(roles=[Role.MEMBER, Role.READER])
    address = f"/accounts/people/{person.pk}/"
    assert pages.get(client, address).values()["roles"] == ["reader", "member"]
    client.post(address, {"roles": ["reader", "translator"], "is_active": "on"})
    now = User.objects.get(pk=person.pk)
    assert (set(now.roles), now.is_active) == ({Role.READER, Role.TRANSLATOR}, True)


@pytest.mark.parametrize("number", [1, 3])
def test_roles_of_a_person_are_shown_with_the_same_queries(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    _admin, client = signed_in(Role.ADMIN)
    person = PersonFactory(roles=list(Role)[:number])
    with django_assert_num_queries(8):
        page = pages.get(client, f"/accounts/people/{person.pk}/")
    assert len([box for box in page.all("input", name="roles") if box.get("checked") is not None]) == number


def test_address_is_changed_and_what_was_proven_about_it_forgotten(signed_in: SignedIn) -> None:
    _admin, client = signed_in(Role.ADMIN)
    person = PersonFactory(email="old@example.org")
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    address = f"/accounts/people/{person.pk}/"
    assert pages.get(client, address).values()["email"] == "old@example.org"
    answer = client.post(f"{address}address/", {"email": "New@Example.org"})
    person.refresh_from_db()
    assert (answer.headers["Location"], person.email) == (address, "new@example.org")
    assert EmailAddress.objects.count() == 0
    event = AuditEvent.objects.get()
    assert (event.action, event.subject) == ("changed an address", f"User {person.pk}")
    assert event.details == {"old": "old@example.org", "new": "new@example.org"}


@pytest.mark.parametrize("email", ["", "no address", "TAKEN@example.org"])
def test_address_that_cannot_be_is_refused_with_words(signed_in: SignedIn, email: str) -> None:
    _admin, client = signed_in(Role.ADMIN)
    PersonFactory(email="taken@example.org")
    person = PersonFactory(email="old@example.org", roles=[Role.READER])
    page = pages.post(client, f"/accounts/people/{person.pk}/address/", {"email": email})
    person.refresh_from_db()
    assert (person.email, page.values()["roles"]) == ("old@example.org", "reader")
    assert page.all("div", class_="govuk-error-summary")


def test_address_taken_at_the_same_moment_is_refused_with_words(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    _admin, client = signed_in(Role.ADMIN)
    PersonFactory(email="taken@example.org")
    monkeypatch.setattr("accounts.forms.ChangeAddress.clean_email", lambda form: form.cleaned_data["email"])
    page = pages.post(client, f"/accounts/people/{PersonFactory().pk}/address/", {"email": "taken@example.org"})
    assert "Someone with this address is already here." in page.text("main")


@pytest.mark.parametrize("role", [None, *(role for role in Role if role != Role.ADMIN)])
def test_address_is_not_changed_by_others(signed_in: SignedIn, role: Role | None) -> None:
    person, client = signed_in(*([role] if role else []))
    pages.post(client, f"/accounts/people/{person.pk}/address/", {"email": "new@example.org"}, status=404)
    assert User.objects.filter(email="new@example.org").count() == 0


def test_own_address_cannot_be_changed(signed_in: SignedIn) -> None:
    admin, client = signed_in(Role.ADMIN)
    pages.post(client, f"/accounts/people/{admin.pk}/address/", {"email": "new@example.org"}, status=403)
    assert User.objects.get().email == admin.email


@pytest.mark.parametrize("address", ["/accounts/email/", "/accounts/confirm-email/", "/accounts/confirm-email/x:y/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_addresses_are_not_changed_alone(signed_in: SignedIn, address: str, method: str) -> None:
    person, client = signed_in()
    answer = getattr(client, method)(address, {"action_add": "", "email": "new@example.org"})
    assert (answer.status_code, EmailAddress.objects.count()) == (404, 0)
    assert str(person.email) in pages.get(client, "/accounts/me/").text("main")


def test_person_without_a_name_is_known_by_address_to_administrators_only(signed_in: SignedIn) -> None:
    _admin, client = signed_in(Role.ADMIN)
    person = PersonFactory(name="", email="ana@example.org")
    assert (str(person), str(PersonFactory(name="Ana"))) == ("Someone on the staff", "Ana")
    for address in ("/accounts/people/", f"/accounts/people/{person.pk}/"):
        page = pages.get(client, address).text("main")
        assert ("ana@example.org" in page, str(person) in page) == (True, False)


def test_switched_off_person_is_signed_out_and_loses_keys(signed_in: SignedIn) -> None:
    _admin, client = signed_in(Role.ADMIN)
    person, theirs = signed_in(Role.MEMBER)
    actions.make_token(name="x", scopes=[Scope.POLICIES], by=person)
    client.post(f"/accounts/people/{person.pk}/", {"roles": ["member"]})
    assert theirs.get("/accounts/me/").status_code == 302
    assert ApiToken.objects.count() == 0


def test_own_roles_cannot_be_changed(signed_in: SignedIn) -> None:
    admin, client = signed_in(Role.ADMIN)
    address = f"/accounts/people/{admin.pk}/"
    page = pages.get(client, address)
    assert "Ask another administrator to change your own roles." in page.text("main")
    assert page.all("input", name="roles") == []
    pages.post(client, address, {"roles": []}, status=403)
    assert User.objects.get(pk=admin.pk).roles == {Role.ADMIN}


def test_actions_refuse_what_their_rules_refuse(client: Client) -> None:
    del client
    member = PersonFactory(roles=[Role.MEMBER])
    with pytest.raises(Refused, match="Only administrators"):
        actions.set_roles(person=PersonFactory(), roles=[Role.ADMIN], is_active=True, by=member)
    with pytest.raises(Refused, match="Only administrators"):
        actions.change_address(person=PersonFactory(), email="a@example.org", by=member)
    assert AuditEvent.objects.count() == 0
