"""Rates, claims and receipts: what is offered, who approves, what the member sees, and the file for finance."""

from __future__ import annotations

import csv
import io
import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from PIL import Image

from accounts.enums import Role
from accounts.models import AuditEvent, RoleGrant, User
from core import csv_files, money
from core.verdicts import Conflict, Refused
from council.actions import recognition
from council.enums import ClaimKind, ClaimStatus, Recognition
from council.models import BenefitNotice, Claim, Membership, Rate, Receipt
from notifications.enums import Kind
from notifications.models import OutboxMessage
from tests.accounts.factories import PersonFactory
from tests.council.factories import CouncilFactory, MembershipFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db

DAY = date(2027, 6, 1)
TODAY = date(2027, 6, 15)
CANARY = b"zzq-canary-in-a-comment"


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def picture(name: str = "receipt.jpg") -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(data, "JPEG", comment=CANARY)
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


@pytest.fixture
def term() -> Membership:
    return MembershipFactory(alias="Blue")


@pytest.fixture
def mine(term: Membership) -> Client:
    """The browser of a member who was told about benefits."""
    BenefitNotice.objects.create(user=term.user)
    return browser(term.user)


@pytest.fixture
def coordinator() -> User:
    return PersonFactory(roles=[Role.COORDINATOR])


@pytest.fixture
def finance() -> User:
    return PersonFactory(roles=[Role.FINANCE])


@pytest.fixture
def rate(coordinator: User) -> Rate:
    names = {"en": "Meeting, half a day", "ar": "اجتماع، نصف يوم"}
    since = date(2027, 1, 1)
    return recognition.add_rate(
        council=None, names=names, amount=Decimal("75.00"), currency="GBP", holds_from=since, by=coordinator
    )


def fare(term: Membership, by: User | None = None, amount: str = "12.50", note: str = "Bus") -> Claim:
    return recognition.claim_costs(
        council=term.seat.council,
        claimant=term.user,
        kind=ClaimKind.TRAVEL,
        day=DAY,
        amount=Decimal(amount),
        currency="GBP",
        note=note,
        by=by or term.user,
    )


def typed(term: Membership, **other: object) -> dict[str, object]:
    values: dict[str, object] = {"council": str(term.seat.council_id), "kind": "travel", "day": "2027-06-01"}
    return {**values, "amount": "12,50", "currency": "GBP", "note": "Bus to the meeting", **other}


def status_of(claim: Claim) -> str:
    return str(Claim.objects.get(pk=claim.pk).status)


# What comes first


def test_benefits_are_told_before_any_amount(term: Membership, rate: Rate) -> None:
    client = browser(term.user)
    fare(term)
    for address in ("/council/claims/", "/council/claims/time/", "/council/claims/new/"):
        page = pages.get(client, address, follow=True)
        assert "Money can affect benefits. Ask an adviser before you decide." in page.text("main")
        assert "£" not in page.text("main")
    claim = Claim.objects.get()
    assert "£" not in pages.get(client, f"/council/claims/{claim.pk}/", follow=True).text("main")
    client.post("/council/claims/benefits/")
    assert BenefitNotice.objects.get().told_on == TODAY
    page = pages.get(client, "/council/claims/")
    assert "Money can affect benefits." in page.text("main")
    assert "£12.50" in page.text("main")
    words = pages.get(client, "/council/claims/time/").text("main")
    assert words.index("Money can affect benefits.") < words.index("£75.00")


# Money for time


def test_money_for_time_is_accepted_declined_or_decided_later(term: Membership, mine: Client, rate: Rate) -> None:
    for choice in Recognition:
        mine.post(
            "/council/claims/time/",
            {"council": str(term.seat.council_id), "rate": str(rate.pk), "day": "2027-06-01", "choice": choice},
        )
    states = {claim.choice: claim.status for claim in Claim.objects.all()}
    assert states == {"accept": ClaimStatus.SENT, "decline": ClaimStatus.DECLINED, "later": ClaimStatus.WAITING}
    assert set(Claim.objects.values_list("amount", "currency")) == {(Decimal("75.00"), "GBP")}
    later = Claim.objects.get(status=ClaimStatus.WAITING)
    pages.get(mine, f"/council/claims/{later.pk}/")
    mine.post(f"/council/claims/{later.pk}/choose/", {"choice": "decline"})
    assert status_of(later) == ClaimStatus.DECLINED
    mine.post(f"/council/claims/{later.pk}/choose/", {"choice": "accept"})
    assert status_of(later) == ClaimStatus.SENT


def test_what_a_member_has_not_decided_is_nobody_elses_business(
    term: Membership, rate: Rate, coordinator: User, finance: User
) -> None:
    claim = recognition.claim_time(
        council=term.seat.council, claimant=term.user, rate=rate, day=DAY, choice=Recognition.LATER, by=term.user
    )
    for person in (coordinator, finance):
        assert browser(person).get(f"/council/claims/{claim.pk}/").status_code == 404
    with pytest.raises(Refused, match="Only the member decides about money for their time"):
        recognition.choose(claim=claim, choice=Recognition.ACCEPT, by=coordinator)


def test_rate_holds_in_its_council_and_in_its_days(term: Membership, rate: Rate, coordinator: User) -> None:
    other = recognition.add_rate(
        council=CouncilFactory(), names={"en": "x"}, amount=Decimal(5), currency="GBP", holds_from=DAY, by=coordinator
    )
    asked: dict[str, Any] = {
        "council": term.seat.council,
        "claimant": term.user,
        "choice": Recognition.ACCEPT,
        "by": term.user,
    }
    with pytest.raises(Refused, match="offered in this council"):
        recognition.claim_time(rate=other, day=DAY, **asked)
    recognition.change_rate(rate=rate, names=rate.names, ends_on=date(2027, 5, 31), by=coordinator)
    rate.refresh_from_db()
    with pytest.raises(Refused, match="not offered on that day"):
        recognition.claim_time(rate=rate, day=DAY, **asked)
    assert recognition.claim_time(rate=rate, day=date(2027, 5, 31), **asked).amount == Decimal("75.00")


def test_rates_are_set_by_finance_and_coordinators(term: Membership, finance: User) -> None:
    of_council = PersonFactory()
    council = term.seat.council
    RoleGrant.objects.create(user=of_council, role=Role.COORDINATOR, council=council.pk, starts_on=DAY)
    values: dict[str, Any] = {"names": {"en": "x"}, "amount": Decimal(5), "currency": "EUR", "holds_from": DAY}
    recognition.add_rate(council=None, by=finance, **values)
    recognition.add_rate(council=council, by=of_council, **values)
    for person, where in ((of_council, None), (term.user, council), (PersonFactory(roles=[Role.ADMIN]), council)):
        with pytest.raises(Refused, match="Only finance and coordinators can set"):
            recognition.add_rate(council=where, by=person, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rate.objects.update(amount=Decimal(-1))


def test_pages_of_rates_work(finance: User, rate: Rate) -> None:
    client = browser(finance)
    assert "£75.00" in pages.get(client, "/council/claims/rates/").text("main")
    pages.get(client, "/council/claims/rates/new/")
    yen = {"text_en": "Reading", "amount": "10.5", "currency": "JPY", "holds_from": "2027-06-01", "council": ""}
    page = pages.post(client, "/council/claims/rates/new/", yen)
    assert "This currency has fewer digits after the point." in page.text("main")
    page = pages.post(client, "/council/claims/rates/new/", {**yen, "currency": "XXX"})
    assert page.text("main")
    client.post("/council/claims/rates/new/", {**yen, "amount": "1000"})
    assert Rate.objects.get(currency="JPY").amount == Decimal(1000)
    pages.get(client, f"/council/claims/rates/{rate.pk}/?lang=ar", lang="ar", follow=True)
    client.post(f"/council/claims/rates/{rate.pk}/", {"text_en": "Meeting", "ends_on": "2027-12-31"})
    rate.refresh_from_db()
    assert (rate.names, rate.ends_on, rate.amount) == ({"en": "Meeting"}, date(2027, 12, 31), Decimal("75.00"))


def test_money_is_written_as_the_reader_writes_it() -> None:
    with translation.override("pl"):
        assert money.in_words(Decimal("12.50"), "EUR") == "12,50\xa0€"
    with translation.override("en"):
        assert money.in_words(Decimal("12.50"), "EUR") == "€12.50"
        assert money.in_words(Decimal(1000), "JPY") == "¥1,000"
    assert {"GBP", "USD", "EUR", "PLN"} <= set(money.codes())
    assert "DEM" not in money.codes()


# Claims and receipts


def test_fare_is_claimed_with_a_photograph_that_is_drawn_again(term: Membership, mine: Client) -> None:
    response = mine.post("/council/claims/new/", typed(term, receipt=picture()))
    assert response["Location"] == "/council/claims/"
    claim = Claim.objects.get()
    assert (claim.amount, claim.currency, claim.status) == (Decimal("12.50"), "GBP", ClaimStatus.SENT)
    assert (claim.claimant, claim.recorded_by, claim.sent_on) == (term.user, term.user, TODAY)
    receipt = Receipt.objects.get()
    assert bytes(receipt.content).startswith((b"\xff\xd8", b"\x89PNG"))
    assert CANARY not in bytes(receipt.content)
    page = pages.get(mine, f"/council/claims/{claim.pk}/")
    assert "Receipt 1" in page.text("main")
    handed = mine.get(f"/council/claims/receipts/{receipt.pk}/")
    assert handed.content == bytes(receipt.content)
    assert handed["Content-Disposition"].startswith('attachment; filename="receipt.')
    mine.post(f"/council/claims/{claim.pk}/receipts/", {"receipt": picture()})
    assert Receipt.objects.count() == 2
    mine.post(f"/council/claims/receipts/{receipt.pk}/remove/")
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize("data", [b"#!/bin/sh\necho no picture\n", b"", b"RIFF\0\0\0\0WAVEfmt "])
def test_receipt_that_is_no_picture_or_pdf_is_refused_kindly_and_everything_typed_is_kept(
    term: Membership, mine: Client, data: bytes
) -> None:
    page = pages.post(mine, "/council/claims/new/", typed(term, receipt=SimpleUploadedFile("receipt.jpg", data)))
    assert "no picture or PDF that we can open" in page.text("main")
    values = page.values()
    assert (values["amount"], values["note"], values["day"]) == ("12,50", "Bus to the meeting", "2027-06-01")
    assert (Claim.objects.count(), Receipt.objects.count()) == (0, 0)


def test_pdf_is_taken_and_a_sound_is_not(term: Membership, mine: Client) -> None:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(data, "PDF")
    mine.post("/council/claims/new/", typed(term, receipt=SimpleUploadedFile("r.pdf", data.getvalue())))
    assert Receipt.objects.get().media_type == "application/pdf"


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("", "Write the amount."),
        ("0", "Write an amount that is more than nothing."),
        ("-3", "Write an amount that is more than nothing."),
        ("twelve", "Write the amount as a number"),
        ("1,234.50", "Write the amount as a number"),
        ("NaN", "Write the amount as a number"),
        ("1e5", "Write the amount as a number"),
        ("12.505", "Write two digits after the point at most"),
        ("99999999", "This amount is too large"),
    ],
)
def test_amount_that_is_none_is_refused_with_a_sentence(
    term: Membership, mine: Client, amount: str, sentence: str
) -> None:
    page = pages.post(mine, "/council/claims/new/", typed(term, amount=amount))
    assert sentence in page.text("main")
    assert not Claim.objects.exists()


def test_amount_in_arabic_digits_is_understood(term: Membership, mine: Client) -> None:
    mine.post("/council/claims/new/", typed(term, amount="١٢٫٥٠"))
    assert Claim.objects.get().amount == Decimal("12.50")


@pytest.mark.parametrize("day", ["2027-06-16", "2017-06-01", "2027-02-29"])
def test_day_that_cannot_be_is_refused(term: Membership, mine: Client, day: str) -> None:
    assert pages.post(mine, "/council/claims/new/", typed(term, day=day)).all("a", href="#id_day")
    assert not Claim.objects.exists()


def test_claim_is_corrected_taken_back_and_sent_again_while_it_waits(
    term: Membership, mine: Client, coordinator: User
) -> None:
    claim = fare(term)
    pages.get(mine, f"/council/claims/{claim.pk}/correct/")
    mine.post(f"/council/claims/{claim.pk}/correct/", typed(term, amount="13.00", note="Bus and tram"))
    claim.refresh_from_db()
    assert (claim.amount, claim.note) == (Decimal("13.00"), "Bus and tram")
    pages.get(mine, f"/council/claims/{claim.pk}/take-back/")
    mine.post(f"/council/claims/{claim.pk}/take-back/")
    claim.refresh_from_db()
    assert (claim.status, claim.closed_on) == (ClaimStatus.TAKEN_BACK, TODAY)
    assert "Taken back" in pages.get(mine, f"/council/claims/{claim.pk}/").text("main")
    mine.post(f"/council/claims/{claim.pk}/send-again/")
    claim.refresh_from_db()
    assert (claim.status, claim.closed_on) == (ClaimStatus.SENT, None)
    recognition.approve(claim=claim, by=coordinator)
    with pytest.raises(Refused, match="cannot be changed now"):
        recognition.take_back(claim=claim, by=term.user)
    page = pages.post(mine, f"/council/claims/{claim.pk}/correct/", typed(term, amount="99"), status=409)
    assert "cannot be changed now" in page.text("main")
    assert page.values()["amount"] == "99"
    with pytest.raises(Refused, match="Only the person who sent this claim"):
        recognition.take_back(claim=claim, by=coordinator)


# Decisions


def test_nobody_approves_what_is_their_own_or_what_they_wrote_down(term: Membership, coordinator: User) -> None:
    RoleGrant.objects.create(user=term.user, role=Role.COORDINATOR, starts_on=DAY)
    RoleGrant.objects.create(user=term.user, role=Role.FINANCE, starts_on=DAY)
    claimant = User.objects.get(pk=term.user_id)
    own = fare(term, by=claimant)
    written_down = fare(term, by=coordinator)
    with pytest.raises(Refused, match="Nobody approves their own claim"):
        recognition.approve(claim=own, by=claimant)
    with pytest.raises(Refused, match="Nobody approves their own claim"):
        recognition.approve(claim=written_down, by=claimant)
    with pytest.raises(Refused, match="You wrote this claim down"):
        recognition.approve(claim=written_down, by=coordinator)
    with pytest.raises(Refused, match="You wrote this claim down"):
        recognition.refuse(claim=written_down, answer="x", by=coordinator)
    assert browser(claimant).post(f"/council/claims/{own.pk}/approve/").status_code == 404
    page = pages.get(browser(coordinator), f"/council/claims/{written_down.pk}/")
    assert "You wrote this claim down. Someone else has to approve it." in page.text("main")
    assert status_of(own) == ClaimStatus.SENT
    for claim, person in ((own, claimant), (written_down, coordinator)):
        with pytest.raises(IntegrityError, match="nobody_approves_their_own_claim"), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(approved_by=person)
    with pytest.raises(IntegrityError, match="an_approved_claim_says_by_whom"), transaction.atomic():
        Claim.objects.filter(pk=own.pk).update(status=ClaimStatus.APPROVED)
    with pytest.raises(IntegrityError, match="a_refused_claim_says_why"), transaction.atomic():
        Claim.objects.filter(pk=own.pk).update(status=ClaimStatus.REFUSED)


def read_on(page: Any) -> dict[str, str]:
    """Return what the button to approve sends of what its page showed."""
    return {name: page.values()[name] for name in ("amount", "currency", "seen")}


def test_member_sees_each_state_with_its_day_and_is_told(
    term: Membership, mine: Client, coordinator: User, finance: User
) -> None:
    claim = fare(term)
    staff = browser(coordinator)
    page = pages.get(staff, f"/council/claims/{claim.pk}/")
    staff.post(f"/council/claims/{claim.pk}/approve/", read_on(page))
    claim.refresh_from_db()
    assert (claim.status, claim.approved_by, claim.approved_on) == (ClaimStatus.APPROVED, coordinator, TODAY)
    assert page.values()["amount"] == "12.50"
    with pytest.raises(Refused, match="Only finance can say"):
        recognition.mark_paid(claim=claim, paid_on=TODAY, by=coordinator)
    office = browser(finance)
    pages.get(office, f"/council/claims/{claim.pk}/pay/")
    late = pages.post(office, f"/council/claims/{claim.pk}/pay/", {"paid_on": "2028-01-01"})
    assert "Choose today or an earlier day." in late.text("main")
    office.post(f"/council/claims/{claim.pk}/pay/", {"paid_on": "2027-06-14"})
    words = pages.get(mine, f"/council/claims/{claim.pk}/").text("main")
    for name in ("Sent", "Approved", "Paid", "14 June 2027"):
        assert name in words
    told = OutboxMessage.objects.filter(recipient=term.user).order_by("due_at", "pk")
    assert {message.kind for message in told} == {Kind.CLAIM_APPROVED, Kind.CLAIM_PAID}
    assert "12.50" not in str([message.values for message in told])
    with pytest.raises(Refused, match="does not wait for a decision"):
        recognition.refuse(claim=claim, answer="x", by=coordinator)


def test_refused_claim_says_why_and_can_be_sent_again(term: Membership, mine: Client, coordinator: User) -> None:
    claim = fare(term)
    staff = browser(coordinator)
    page = pages.post(staff, f"/council/claims/{claim.pk}/refuse/", {"answer": " "})
    assert "Write what the member should know." in page.text("main")
    staff.post(f"/council/claims/{claim.pk}/refuse/", {"answer": "Please add the receipt."})
    assert status_of(claim) == ClaimStatus.REFUSED
    assert "Please add the receipt." in pages.get(mine, f"/council/claims/{claim.pk}/").text("main")
    assert OutboxMessage.objects.get(recipient=term.user).kind == Kind.CLAIM_NOT_PAID
    mine.post(f"/council/claims/{claim.pk}/send-again/")
    assert status_of(claim) == ClaimStatus.SENT


def test_approval_is_taken_back_until_it_is_paid(term: Membership, coordinator: User, finance: User) -> None:
    claim = fare(term)
    recognition.approve(claim=claim, by=coordinator)
    browser(finance).post(f"/council/claims/{claim.pk}/withdraw/")
    claim.refresh_from_db()
    assert (claim.status, claim.approved_by, claim.approved_on) == (ClaimStatus.SENT, None, None)
    recognition.approve(claim=claim, by=finance)
    recognition.mark_paid(claim=claim, paid_on=TODAY, by=finance)
    with pytest.raises(Refused, match="paid already"):
        recognition.withdraw_approval(claim=claim, by=coordinator)


def test_claim_that_was_corrected_is_not_approved_as_it_was(term: Membership, coordinator: User) -> None:
    claim = fare(term)
    read = Claim.objects.get(pk=claim.pk)
    recognition.correct_claim(
        claim=claim,
        kind=ClaimKind.TRAVEL,
        day=DAY,
        amount=Decimal(900),
        currency="GBP",
        note="",
        by=term.user,
    )
    with pytest.raises(Conflict):
        recognition.approve(claim=read, by=coordinator)
    assert status_of(claim) == ClaimStatus.SENT


def test_claim_whose_receipt_or_note_was_changed_since_it_was_read_is_not_approved(
    term: Membership, coordinator: User
) -> None:
    claim = fare(term)
    receipt = recognition.add_receipt(claim=claim, data=b"x", media_type="image/png", by=term.user)
    staff = browser(coordinator)
    address = f"/council/claims/{claim.pk}/"
    read = read_on(pages.get(staff, address))
    recognition.remove_receipt(receipt=receipt, by=term.user)
    staff.post(f"{address}approve/", read)
    assert status_of(claim) == ClaimStatus.SENT
    read = read_on(pages.get(staff, address))
    Claim.objects.filter(pk=claim.pk).update(note="A dinner")
    staff.post(f"{address}approve/", read)
    assert status_of(claim) == ClaimStatus.SENT
    staff.post(f"{address}approve/", read_on(pages.get(staff, address)))
    assert status_of(claim) == ClaimStatus.APPROVED


def test_member_sees_only_their_own_and_other_councils_nothing(term: Membership, rate: Rate) -> None:
    claim = fare(term)
    receipt = recognition.add_receipt(claim=claim, data=b"x", media_type="image/png", by=term.user)
    elsewhere = PersonFactory()
    RoleGrant.objects.create(user=elsewhere, role=Role.COORDINATOR, council=CouncilFactory().pk, starts_on=DAY)
    fellow = MembershipFactory(council=term.seat.council, chairs=True).user
    for person in (fellow, MembershipFactory().user, elsewhere, PersonFactory(roles=[Role.ADMIN])):
        client = browser(person)
        for address in ("", "correct/", "take-back/", "receipts/", "refuse/", "pay/"):
            assert client.get(f"/council/claims/{claim.pk}/{address}").status_code == 404
        assert client.get(f"/council/claims/receipts/{receipt.pk}/").status_code == 404
        for address in ("approve/", "withdraw/", "send-again/", "choose/"):
            assert client.post(f"/council/claims/{claim.pk}/{address}").status_code == 404
    assert browser(fellow).get("/council/claims/desk/").status_code == 404
    assert browser(fellow).post("/council/claims/desk/export/").status_code == 404
    assert "Blue" not in pages.get(browser(elsewhere), "/council/claims/desk/").text("main")
    stranger = PersonFactory()
    assert browser(stranger).get("/council/claims/").status_code == 404
    with pytest.raises(Refused, match="has not been a member"):
        recognition.claim_costs(
            council=term.seat.council,
            claimant=stranger,
            kind=ClaimKind.FOOD,
            day=DAY,
            amount=Decimal(1),
            currency="GBP",
            by=stranger,
        )
    with pytest.raises(Refused, match="Only finance and coordinators of this council"):
        fare(term, by=fellow)


def test_claim_on_paper_is_typed_in_by_staff_and_approved_by_somebody_else(
    term: Membership, coordinator: User, finance: User
) -> None:
    client = browser(coordinator)
    pages.get(client, "/council/claims/desk/paper/")
    answers = typed(term, claimant=str(term.user_id), receipt=picture())
    page = pages.post(client, "/council/claims/desk/paper/", answers)
    assert "Tell the person first, and tick this then." in page.text("main")
    client.post("/council/claims/desk/paper/", {**answers, "told": "on", "receipt": picture()})
    claim = Claim.objects.get()
    assert (claim.claimant, claim.recorded_by) == (term.user, coordinator)
    assert BenefitNotice.objects.get().user == term.user
    assert Receipt.objects.get().claim == claim
    words = pages.get(browser(term.user), f"/council/claims/{claim.pk}/").text("main")
    assert "Written down by" in words
    recognition.approve(claim=claim, by=finance)
    assert claim.status == ClaimStatus.APPROVED


def test_list_of_claims_has_the_same_number_of_queries_with_more_rows(term: Membership, finance: User) -> None:
    client = browser(finance)
    fare(term)
    # The first visit also notes which list was looked at.
    pages.get(client, "/council/claims/desk/")
    with CaptureQueriesContext(connection) as one:
        pages.get(client, "/council/claims/desk/")
    for _number in range(2):
        fare(MembershipFactory(council=term.seat.council))
    with CaptureQueriesContext(connection) as three:
        pages.get(client, "/council/claims/desk/")
    assert len(three) == len(one)


# The file for finance


def test_file_for_finance_holds_what_is_approved_and_not_paid_and_runs_no_formula(
    term: Membership, coordinator: User, finance: User
) -> None:
    User.objects.filter(pk=term.user_id).update(name="=HYPERLINK(1)")
    waiting, paid = fare(term), fare(term)
    approved = fare(term, amount="1200.5", note="+44 cmd|' /C calc'!A0")
    for claim in (paid, approved):
        recognition.approve(claim=claim, by=coordinator)
    recognition.mark_paid(claim=paid, paid_on=TODAY, by=finance)
    response = browser(finance).post("/council/claims/desk/export/")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    head, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert head == list(recognition.COLUMNS)
    assert rows == [
        [
            f"{approved.pk}",
            term.seat.council.name,
            "'=HYPERLINK(1)",
            term.user.email,
            "travel",
            "2027-06-01",
            "1200.50",
            "GBP",
            "2027-06-15",
            "'+44 cmd|' /C calc'!A0",
        ]
    ]
    assert f"{waiting.pk}" not in response.content.decode()
    exported = AuditEvent.objects.filter(action="exported a claim")
    assert [event.subject for event in exported] == [f"Claim {approved.pk}"]
    assert browser(finance).get("/council/claims/desk/export/").status_code == 405


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", " =1", "\ufeff=1"])
def test_cell_is_no_formula(text: str) -> None:
    assert csv_files.neutral(text) == f"'{text}"


# Races


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_approvers_at_once_approve_once() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("an in-memory database has one connection")
    claim = fare(MembershipFactory())
    people = [PersonFactory(roles=[Role.FINANCE]), PersonFactory(roles=[Role.COORDINATOR])]
    start, came = threading.Barrier(2), list[str]()

    def approve(person: User) -> None:
        try:
            read = Claim.objects.select_related("council").get(pk=claim.pk)
            start.wait()
            recognition.approve(claim=read, by=person)
            came.append("approved")
        except Conflict:
            came.append("conflict")
        except Exception as error:  # noqa: BLE001 - compared below
            came.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=approve, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came) == ["approved", "conflict"], connection.vendor
    assert AuditEvent.objects.filter(action="approved a claim").count() == 1
    assert OutboxMessage.objects.filter(kind=Kind.CLAIM_APPROVED).count() == 1
