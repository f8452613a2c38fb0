"""My data: everything in one file, leaving without a question, and an erasure after which nothing is left."""

from __future__ import annotations

import io
import json
import re
import secrets
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from accounts import actions as accounts
from accounts.enums import Need, Role, Scope, SharedWith
from accounts.models import AccessNeed, AuditEvent, ContactDetails, NeedEvent, RoleGrant, User
from core.verdicts import Refused
from council import actions as council
from council.enums import ApplicationStatus, ClaimKind, ClaimStatus, SeatKind
from council.models import (
    AgreementAcceptance,
    Application,
    CheckIn,
    Claim,
    ExitTalk,
    Interest,
    Membership,
    ParticipationPlan,
    Pause,
    Receipt,
    Recusal,
    WelcomeStep,
    WelcomeTick,
)
from council.models.welcome import Agreement
from meetings.actions import answer, invite_everybody
from meetings.enums import Answer
from meetings.models import BookedNeed, Invitation
from notifications.actions import queue
from notifications.enums import Kind
from notifications.models import OutboxMessage, Preference
from people import holdings
from people.actions import erasing as actions
from people.actions import leaving
from people.hanging import Going
from people.holdings import Fate
from people.models import ErasureReceipt, Handover, SignInCode, StandIn
from people.models import Invitation as JoinInvitation
from people.queries import my_data as queries
from people.rules.erasing import may_erase
from policies import actions as policies
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PASSWORD
from tests.meetings.factories import CouncilFactory, MeetingFactory, MembershipFactory, PersonFactory
from tests.rig import pages
from tests.rig.canaries import letters
from tests.tracker import factories as story
from tracker.models import DecisionText

pytestmark = pytest.mark.django_db

# Roots: rows that belong to one person, by which other rows point to that person.
ROOTS = {
    "accounts.User",
    "accounts.AccessNeed",
    "council.Membership",
    "council.Interest",
    "council.Claim",
    "meetings.Invitation",
    "meetings.VoteMark",
}
# What points to a person or to a root, and is no data about them: each with a reason.
NOT_HELD = {
    "council.Membership buddy": "another member's seat; the erasure empties it with one's own",
    "council.Claim rate": "a rate is nobody's",
}


@pytest.fixture(autouse=True)
def _in_june_2027() -> Any:
    with time_machine.travel(datetime(2027, 6, 15, 12, tzinfo=UTC), tick=False):
        yield


def admin() -> User:
    made: User = PersonFactory(roles=[Role.ADMIN])
    return made


def test_last_lasting_administrator_is_not_erased() -> None:
    first, other = admin(), admin()
    RoleGrant.objects.filter(user=other).update(ends_on=date(2027, 6, 16))
    assert not may_erase(first, first)
    with pytest.raises(Refused):
        actions.erase(person=first, by=first)
    assert User.objects.get(pk=first.pk).is_active


def rows_with(words: str) -> list[str]:
    """Return the tables, and the sessions in the clear, in which some words are anywhere."""
    found = []
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            # A name of a table, from the database itself.
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            rows = cursor.fetchall()
        found += [table for row in rows if any(words in _as_text(value) for value in row)]
    found += ["a session" for session in Session.objects.all() if words in json.dumps(session.get_decoded())]
    return sorted(set(found))


def _as_text(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1")
    return str(value)


def somebody_with_everything(canary: str) -> User:
    """Return J: a member with needs, a plan, an application, claims, messages and all the rest."""
    council_ = CouncilFactory()
    person = PersonFactory(name=f"J {canary}", email=f"{canary}@example.org", roles=[Role.MEMBER])
    Preference.objects.create(user=person)
    term = MembershipFactory(council=council_, user=person, hours_a_month=3, alias="")
    friend = MembershipFactory(council=council_, buddy=term)
    accounts.choose_name(name=f"Robin {canary}", to_members=True, in_minutes=True, in_public=True, by=person)
    accounts.keep_need(kind=Need.CAPTIONS, note=f"need {canary}", shared_with=SharedWith.BOOKING, by=person)
    accounts.keep_need(kind=Need.OTHER, note=f"own words {canary}", shared_with=SharedWith.COUNCIL, by=person)
    NeedEvent.objects.create(user=person, kind=Need.CAPTIONS, event="told")
    ContactDetails.objects.create(user=person, phone=f"020 {canary}", support_name=f"Mo {canary}")
    accounts.make_token(name=f"token {canary}", scopes=[Scope.POLICIES], by=person)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    _their_council(person, term, friend.user, canary)
    meeting = MeetingFactory(council=council_, day=date(2027, 6, 1), access_deadline=date(2027, 5, 20))
    ahead = MeetingFactory(council=council_, day=date(2027, 7, 1), access_deadline=date(2027, 6, 20))
    invite_everybody(meeting=ahead, by=PersonFactory(roles=[Role.COORDINATOR]))
    invitation = Invitation.objects.get(meeting=ahead, membership=term)
    answer(invitation=invitation, answer=Answer.YES, note=f"I need {canary}", by=person)
    Invitation.objects.create(meeting=meeting, membership=term, answer=Answer.YES, note=f"need {canary}")
    queue(kind=Kind.PROMISE_DUE, recipient=person, values={"title": canary}, dedupe_key=f"x:{person.pk}")
    return person


def _their_council(person: User, term: Membership, other: User, canary: str) -> None:
    ParticipationPlan.objects.create(user=person, text=f"quiet {canary}", first_reader=other)
    ParticipationPlan.objects.create(user=other, text="a plan of somebody else", first_reader=person)
    CheckIn.objects.create(membership=term, offered_on=timezone.localdate())
    ExitTalk.objects.create(membership=term, offered_on=timezone.localdate(), for_the_council=f"learn {canary}")
    Pause.objects.create(membership=term, starts_on=date(2027, 1, 1), ends_on=date(2027, 2, 1))
    interest = Interest.objects.create(user=person, text=f"works at {canary}", starts_on=date(2026, 1, 1))
    Recusal.objects.create(interest=interest, kind="agenda", subject=term.pk, title="An item")
    step = WelcomeStep.objects.create(council=term.seat.council, texts={"en": "Meet us"})
    WelcomeTick.objects.create(membership=term, step=step)
    agreement = Agreement.objects.create(council=term.seat.council, version=1, texts={"en": "Be kind"})
    AgreementAcceptance.objects.create(agreement=agreement, user=person, language="en")
    Application.objects.create(
        council=term.seat.council,
        name=canary,
        email=person.email or "",
        experience=SeatKind.LIVED_EXPERIENCE,
        needs=f"need {canary}",
        status=ApplicationStatus.JOINED,
        user=person,
    )
    claim = Claim.objects.create(
        council=term.seat.council,
        claimant=person,
        recorded_by=person,
        kind=ClaimKind.TRAVEL,
        activity_on=date(2027, 5, 1),
        amount=Decimal("12.50"),
        currency="GBP",
        status=ClaimStatus.SENT,
    )
    Receipt.objects.create(claim=claim, content=b"picture", media_type="image/png")
    JoinInvitation.objects.create(
        email=person.email or "",
        name=canary,
        token_digest=secrets.token_bytes(32),
        expires_at=timezone.now(),
        user=person,
    )
    SignInCode.objects.create(user=person, digest=secrets.token_bytes(32), expires_at=timezone.now())


# Everything is registered


def _pointing() -> set[str]:
    """Return every column by which a row points to a person, or to a root that belongs to one."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey):
                target = field.related_model
                if target._meta.label in ROOTS:
                    found.add(f"{model._meta.label} {field.name}")
    return found


def test_every_row_about_a_person_is_exported_or_says_why_not() -> None:
    registered = {f"{one.model} {column}" for one in holdings.holdings() for column in one.via}
    assert sorted(_pointing() - registered - set(NOT_HELD)) == []
    # And nothing is registered for a column that is not there.
    assert sorted(registered - _pointing()) == []


def test_every_holding_is_in_the_download_or_says_why_not_and_why_it_stays() -> None:
    for one in holdings.holdings():
        assert bool(one.fields) != bool(str(one.not_exported)), one.key
        assert bool(str(one.why)) == (one.fate is not Fate.DELETED), one.key
        assert (one.anonymise is not None) == (one.fate is Fate.ANONYMISED), one.key


def test_every_column_of_the_download_has_a_name_in_words() -> None:
    nameless = set()
    for one in holdings.holdings():
        for name in one.fields:
            own = apps.get_model(one.model)._meta.get_field(name)
            if type(own.verbose_name) is str and name not in holdings.COLUMNS:
                nameless.add(f"{one.model}.{name}")
    assert sorted(nameless) == []


# The download


def unpacked(content: bytes) -> tuple[dict[str, Any], str]:
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        assert sorted(folder.namelist()) == ["data.json", "my-data.html"]
        return json.loads(folder.read("data.json")), folder.read("my-data.html").decode()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_download_holds_everything_in_json_and_to_read(language: str) -> None:
    canary = letters(12)
    person = somebody_with_everything(canary)
    User.objects.filter(pk=person.pk).update(language=language)
    client = Client()
    client.force_login(person)
    client.get(f"/accounts/my-data/?lang={language}")
    response = client.post(f"/accounts/my-data/download/?lang={language}")
    assert response["Content-Type"] == "application/zip"
    data, page = unpacked(response.content)
    about = {section["about"]: section["rows"] for section in data["data"]}
    assert about["accounts.AccessNeed"][0]["note"] == f"need {canary}"
    assert about["council.ParticipationPlan"][0]["text"] == f"quiet {canary}"
    assert about["council.Claim"][0]["amount"] == "12.50"
    assert about["accounts.User"][0]["email"] == person.email
    assert f"own words {canary}" in page
    assert f'lang="{language}"' in page
    assert ('dir="rtl"' in page) == (language == "ar")
    pages.parse(page, lang=language)


def test_download_holds_nothing_of_others_and_no_secret() -> None:
    canary = letters(12)
    person = somebody_with_everything(letters(12))
    other = somebody_with_everything(canary)
    client = Client()
    client.force_login(person)
    data, page = unpacked(client.post("/accounts/my-data/download/").content)
    assert canary not in json.dumps(data) + page
    assert "digest" not in json.dumps(data)
    assert other.password not in json.dumps(data)
    assert AuditEvent.objects.filter(action="downloaded own data").count() == 1


def test_download_is_pressed_and_not_followed(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.MEMBER)
    assert client.get("/accounts/my-data/download/").status_code == 405
    assert Client().post("/accounts/my-data/download/").status_code == 302


# Leaving


def test_member_leaves_from_a_day_and_is_asked_nothing() -> None:
    term = MembershipFactory()
    client = Client()
    client.force_login(term.user)
    assert "/accounts/my-data/leave/" in pages.get(client, "/accounts/my-data/").links()
    page = pages.post(client, "/accounts/my-data/leave/", {"last_day": "2027-06-14"})
    assert "Choose today or a later day." in page.text()
    client.post("/accounts/my-data/leave/", {"last_day": "2027-06-30"})
    term.refresh_from_db()
    assert term.ends_on == date(2027, 6, 30)
    with time_machine.travel(datetime(2027, 7, 1, 12, tzinfo=UTC), tick=False):
        client.force_login(term.user)
        pages.get(client, "/accounts/my-data/leave/", status=404)


def test_seat_that_has_not_begun_is_given_back() -> None:
    term = MembershipFactory(starts_on=date(2027, 9, 1))
    assert council.leave_council(last_day=date(2027, 6, 30), by=term.user) == 1
    assert not Membership.objects.filter(pk=term.pk).exists()


def test_leaving_ends_nobody_elses_seat() -> None:
    term = MembershipFactory()
    other = MembershipFactory(council=term.seat.council)
    council.leave_council(last_day=date(2027, 6, 30), by=term.user)
    other.refresh_from_db()
    assert other.ends_on == date(2028, 12, 31)


# Being erased


def test_nothing_of_an_erased_person_is_left_but_what_the_receipt_names() -> None:
    canary = letters(12)
    person = somebody_with_everything(canary)
    client = Client()
    client.force_login(person)
    client.get("/home/")
    assert len(rows_with(canary)) > 10
    receipt = actions.erase(person=person, by=person)
    # The log alone: it says in words who did what, with the name and address of that time.
    assert rows_with(canary) == ["accounts_auditevent"]
    assert [event.details for event in AuditEvent.objects.all() if canary in json.dumps(event.details)] == []
    assert client.get("/home/").status_code == 302
    assert queries.is_empty(User.objects.get(pk=person.pk))
    assert receipt.content["deleted"]["accounts.AccessNeed"] == 2
    assert receipt.content["kept"]["council.Claim"] == 1


def test_nothing_of_their_needs_is_left_at_all() -> None:
    person = somebody_with_everything("x" + letters(11))
    canary = letters(12)
    AccessNeed.objects.filter(user=person).update(note=canary)
    assert rows_with(canary) == ["accounts_accessneed"]
    actions.erase(person=person, by=person)
    assert rows_with(canary) == []
    assert not AccessNeed.objects.filter(user=person).exists()
    assert not NeedEvent.objects.filter(user=person).exists()
    assert not BookedNeed.objects.filter(invitation__membership__user=person).exists()
    assert not OutboxMessage.objects.filter(recipient=person).exists()


def test_seat_claims_and_others_plans_stay_without_the_person() -> None:
    person = somebody_with_everything(letters(12))
    actions.erase(person=person, by=person)
    (term,) = Membership.objects.filter(user=person)
    assert (term.ends_on, term.hours_a_month, term.shown_name) == (date(2027, 6, 15), None, "A member")
    assert Membership.objects.exclude(user=person).get().buddy is None
    assert Claim.objects.get().amount == Decimal("12.50")
    assert ParticipationPlan.objects.get().first_reader is None
    assert [invitation.note for invitation in Invitation.objects.filter(membership=term)] == [""]


def test_signature_of_an_erased_member_stays_a_members() -> None:
    change = story.confirmed()
    assert change.signed_by is not None
    signer = change.signed_by.user
    actions.erase(person=signer, by=signer)
    change.refresh_from_db()
    assert change.is_confirmed
    assert change.signed_name == "A member"


def test_receipt_says_that_who_decided_who_checked_and_who_recorded_stay_and_why() -> None:
    name = "Noor of the board"
    person = PersonFactory(name=name, roles=[Role.EXECUTIVE, Role.FINANCE])
    by_them = f"{person} (executive)"
    answered = story.confirmed().decision
    answered.decided_by = by_them
    answered.save()
    DecisionText.objects.filter(decision=answered).update(checked_by=str(person))
    NeedEvent.objects.create(user=PersonFactory(), kind=Need.CAPTIONS, event="seen", by=name)
    claim = Claim.objects.create(
        council=CouncilFactory(),
        claimant=PersonFactory(roles=[Role.MEMBER]),
        recorded_by=person,
        kind=ClaimKind.TRAVEL,
        activity_on=date(2027, 5, 1),
        amount=Decimal(5),
        currency="GBP",
        status=ClaimStatus.SENT,
    )
    receipt = actions.erase(person=person, by=person)
    answered.refresh_from_db()
    claim.refresh_from_db()
    assert (answered.decided_by, claim.recorded_by_id) == (by_them, person.pk)
    kept = receipt.content["kept"]
    texts = DecisionText.objects.filter(decision=answered).count()
    named = ["tracker.Decision decided", "tracker.DecisionText checked", "accounts.NeedEvent looked"]
    assert [kept[key] for key in [*named, "council.Claim of others"]] == [1, texts, 1, 1]
    page = pages.get(Client(), f"/accounts/my-data/receipt/{receipt.pk}/").text("main")
    for why in (
        "The council can ask who answered it",
        "Somebody answers for each",
        "may know who looked",
        "two people",
    ):
        assert why in page


def test_receipt_of_somebody_without_a_name_names_nothing_of_others() -> None:
    DecisionText.objects.update(checked_by="")
    story.confirmed()
    person = PersonFactory(name="", roles=[Role.EXECUTIVE])
    kept = actions.erase(person=person, by=person).content["kept"]
    assert not [key for key in kept if key.startswith("tracker.")]


def test_work_of_an_erased_steward_is_left_open() -> None:
    person = PersonFactory(roles=[Role.STEWARD])
    document = policies.add_document(title="V", slug="v", language="en", clauses=[("1", "x")], by=person)
    StandIn.objects.create(user=person, stand_in=admin())
    actions.erase(person=person, by=person)
    document.refresh_from_db()
    assert document.steward is None
    (handover,) = Handover.objects.all()
    assert (handover.left_by, handover.things[0]["title"]) == (None, "V")
    assert not StandIn.objects.exists()


def test_erasure_explains_and_asks_for_the_password_again() -> None:
    person = somebody_with_everything(letters(12))
    client = Client()
    client.force_login(person)
    page = pages.get(client, "/accounts/my-data/erase/")
    for line in ("What you need to take part: 2", "for seven years", "35 days"):
        assert line in page.text()
    page = pages.post(client, "/accounts/my-data/erase/", {})
    assert "Tick the box" in page.text()
    asked = client.post("/accounts/my-data/erase/", {"sure": "on"})
    assert asked["Location"].startswith("/accounts/reauthenticate/?next=")
    assert User.objects.get(pk=person.pk).is_active
    # The form goes on by itself once the password was right.
    done = client.post(asked["Location"], {"password": PASSWORD})
    receipt = ErasureReceipt.objects.get()
    assert done["Location"] == f"/accounts/my-data/receipt/{receipt.pk}/"
    page = pages.get(client, done["Location"])
    assert "What you need to take part: 2" in page.text()
    assert not User.objects.get(pk=person.pk).is_active


def test_wrong_password_erases_nothing() -> None:
    person = PersonFactory(roles=[Role.MEMBER])
    client = Client()
    client.force_login(person)
    asked = client.post("/accounts/my-data/erase/", {"sure": "on"})
    client.post(asked["Location"], {"password": "not it at all"})
    assert not ErasureReceipt.objects.exists()


def test_somebody_without_a_password_signs_in_again_first() -> None:
    person = PersonFactory(roles=[Role.MEMBER])
    User.objects.filter(pk=person.pk).update(password="!nothing")
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    # Signing in is noted by the session: freshly signed in is enough.
    with time_machine.travel(datetime(2027, 6, 15, 12, 6, tzinfo=UTC), tick=False):
        page = pages.get(client, "/accounts/my-data/erase/")
        assert "sign in again with a new code" in page.text()
        client.post("/accounts/my-data/erase/", {"sure": "on"})
        assert not ErasureReceipt.objects.exists()
        again = Client()
        again.force_login(User.objects.get(pk=person.pk))
        again.post("/accounts/my-data/erase/", {"sure": "on"})
        assert ErasureReceipt.objects.count() == 1


def test_receipt_is_open_says_nothing_about_the_person_and_comes_as_text() -> None:
    canary = letters(12)
    person = somebody_with_everything(canary)
    receipt = actions.erase(person=person, by=person)
    page = pages.get(Client(), f"/accounts/my-data/receipt/{receipt.pk}/")
    response = Client().get(f"/accounts/my-data/receipt/{receipt.pk}/text/")
    text = response.content.decode()
    for words in (page.html, text):
        assert canary not in words
        assert str(person.pk) not in words
        assert str(receipt.pk) in words
    assert "- What you need to take part: 2\n" in text
    assert "Tuesday 20 July 2027" in text
    pages.get(Client(), f"/accounts/my-data/receipt/{person.pk}/", status=404)


def test_last_administrator_is_not_erased(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.ADMIN)
    assert "Make somebody else one first" in pages.get(client, "/accounts/my-data/erase/").text()
    with pytest.raises(Refused, match="Nobody else is an administrator"):
        actions.erase(person=person, by=person)
    admin()
    actions.erase(person=person, by=person)


def test_administrator_erases_for_a_letter_and_says_so(signed_in: SignedIn) -> None:
    _by, client = signed_in(Role.ADMIN)
    person = somebody_with_everything(letters(12))
    address = f"/accounts/people/{person.pk}/erase/"
    pages.get(client, address)
    assert "Say how the person asked" in pages.post(client, address, {"reason": ""}).text()
    asked = client.post(address, {"reason": "by letter of 3 May"})
    client.post(asked["Location"], {"password": PASSWORD})
    assert AuditEvent.objects.get(action="erased an account").details["reason"] == "by letter of 3 May"
    assert not User.objects.get(pk=person.pk).is_active
    _other, client = signed_in(Role.COORDINATOR)
    pages.get(client, address, status=404)


def test_others_do_not_erase() -> None:
    person = PersonFactory(roles=[Role.MEMBER])
    with pytest.raises(Refused, match="Only administrators"):
        actions.erase(person=person, by=PersonFactory(roles=[Role.COORDINATOR]))


def test_erased_twice_is_one_receipt() -> None:
    person = PersonFactory(roles=[Role.MEMBER])
    assert actions.erase(person=person, by=person) == actions.erase(person=person, by=person)


def test_restored_backup_is_cleaned_again(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    person = PersonFactory(roles=[Role.MEMBER])
    stays = PersonFactory(roles=[Role.MEMBER])
    before = User.objects.filter(pk=person.pk).values().get()
    actions.erase(person=person, by=person)
    call_command("erase_again", "--list")
    listed = capsys.readouterr().out
    assert re.fullmatch(r"[0-9a-f]{64}\n", listed)
    # As a backup from the day before would: the account is back, and no receipt knows of it.
    ErasureReceipt.objects.all().delete()
    User.objects.filter(pk=person.pk).update(**{name: before[name] for name in ("email", "name", "is_active")})
    monkeypatch.setattr("sys.stdin", io.StringIO(listed))
    call_command("erase_again")
    assert capsys.readouterr().out == "1 erased again\n"
    assert queries.is_empty(User.objects.get(pk=person.pk))
    assert User.objects.get(pk=stays.pk).is_active
    monkeypatch.setattr("sys.stdin", io.StringIO(listed))
    call_command("erase_again")
    assert capsys.readouterr().out == "0 erased again\n"


def test_note_about_a_leaver_goes_with_them() -> None:
    person = PersonFactory(roles=[Role.STEWARD])
    document = policies.add_document(title="V", slug="v", language="en", clauses=[("1", "x")], by=person)
    taker = PersonFactory(roles=[Role.STEWARD])
    going = Going(person)
    leaving.hand_over(going=going, choices={("policy", str(document.pk)): taker}, note="She is ill.", by=admin())
    actions.erase(person=person, by=person)
    (handover,) = Handover.objects.all()
    assert (handover.left_by, handover.note, handover.taken_by) == (None, "", taker)
