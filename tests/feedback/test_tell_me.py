"""Being told that an answer is ready: what it costs is said first, and the address is sealed to the worker alone."""

from __future__ import annotations

import datetime
import uuid
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import time_machine
from django.conf import settings as project
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import Settings

from feedback import actions, form_state, sealing
from feedback.form_state import SentState
from feedback.models import Contact
from feedback.views import after
from tests.feedback.conversations import after_token
from tests.rig import pages
from tests.rig.contacts import publish_equality_key, publish_notices_key
from tests.rig.pages import Page

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in project.LANGUAGES]
ADDRESS = "/en/feedback/8/"
SAID: dict[str, Any] = {"address": "robin@mail.example", "safe": "safe", "language": "es"}


@pytest.fixture
def private() -> bytes:
    publish_equality_key()
    return publish_notices_key()


def note(feedback: str = "") -> str:
    return after_token(feedback)


def forms_of(page: Page) -> list[Element]:
    """Return the forms of a page, but for the button for leaving."""
    return [form for form in page.all("form") if not form.get("data-exit")]


def press(client: Client, token: str, step: str = "", *, status: int = 200, **typed: Any) -> Page:
    """Send the page's form with what is typed in it."""
    return pages.post(client, ADDRESS, {"token": token, "step": step, **typed}, status=status)


def test_address_that_was_told_already_is_not_replaced(client: Client, private: bytes) -> None:
    """The worker has sent its one message and destroyed the address, and the page is still open somewhere."""
    token = note()
    press(client, token, "send", **SAID)
    Contact.objects.all().delete()
    page = press(client, token, "send", **{**SAID, "address": "other@mail.example"})
    assert "We keep the address you gave first." in page.text("main")
    assert Contact.objects.count() == 0


def test_nobody_is_told_of_an_address_that_is_not_the_one_that_is_kept(
    client: Client, private: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service died after the address was stored, and the person corrects it."""
    token = note()
    with monkeypatch.context() as dying:
        dying.setattr(form_state, "spend", lambda _number: (_ for _ in ()).throw(OSError("No space left")))
        dying.setattr(client, "raise_request_exception", False)
        client.post(ADDRESS, {"token": token, "step": "send", **SAID})
    page = press(client, token, "send", **{**SAID, "address": "other@mail.example"})
    assert "We keep the address you gave first." in page.text("main")
    assert opened(Contact.objects.get(), private)["address"] == SAID["address"]


def opened(contact: Contact, private: bytes) -> dict[str, str]:
    """Open a contact as the worker would."""
    associated_data = sealing.cell("contact", "sealed", contact.pk)
    return sealing.unpack(sealing.unseal(contact.sealed, private, associated_data=associated_data), block=2048)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_it_costs_before_it_asks(client: Client, private: bytes, language: str) -> None:
    page = pages.post(client, f"/{language}/feedback/after/tell-me/", {"token": note()})
    assert len(page.all("option")) == len(LANGUAGES)
    (chosen,) = [option for option in page.all("option") if option.get("selected") is not None]
    assert chosen.get("value") == language
    assert page.one("textarea", name="address").get("autocomplete") == "off"
    (form,) = page.all("form", id="give")
    paragraphs = [part for part in page.one("main") if part.tag == "p"]
    assert len(paragraphs) == 1
    assert page.html.index("<p>", page.html.index("<h1")) < page.html.index('name="address"')
    assert form.get("action") == f"/{language}/feedback/8/"


def test_an_address_is_sealed_with_its_feedback_to_the_worker(client: Client, private: bytes) -> None:
    feedback = str(uuid.uuid4())
    page = press(client, note(feedback), "send", **SAID)
    assert page.text("p", class_="lead").startswith("We will send you one message")
    assert "robin" not in page.html
    contact = Contact.objects.get()
    assert opened(contact, private) == {"feedback": feedback, "address": "robin@mail.example", "language": "es"}


def test_a_contact_opens_in_its_own_row_only(client: Client, private: bytes) -> None:
    press(client, note(), "send", **SAID)
    contact = Contact.objects.get()
    with pytest.raises(sealing.DecryptionError):
        opened(Contact(sealed=contact.sealed, kept_until=contact.kept_until), private)


def test_every_contact_has_one_size(client: Client, private: bytes) -> None:
    longest = f"{'x' * 64}@{'.'.join(['ü' * 30] * 6)}.example"[:254]
    for address in ("a@b.example", longest):
        press(client, note(), "send", **{**SAID, "address": address})
    assert {len(bytes(sealed)) for sealed in Contact.objects.values_list("sealed", flat=True)} != set()
    assert Contact.objects.count() == 2
    assert len({len(bytes(sealed)) for sealed in Contact.objects.values_list("sealed", flat=True)}) == 1


def test_sent_twice_it_is_kept_once(client: Client, private: bytes) -> None:
    token = note()
    leads = [press(client, token, "send", **SAID).text("p", class_="lead") for _time in range(2)]
    other = press(client, token, "send", **{**SAID, "address": "somebody@else.example"})
    first = "We keep the address you gave first. It cannot be changed."
    assert leads[0].startswith("We will send you one message")
    assert [leads[1], other.text("p", class_="lead")] == [first, first]
    assert opened(Contact.objects.get(), private)["address"] == "robin@mail.example"


@pytest.mark.parametrize(("day", "last"), [("2026-11-01", "2027-03-31"), ("2026-11-30", "2027-03-31")])
def test_its_day_is_the_end_of_a_month(settings: Settings, day: str, last: str) -> None:
    settings.CONTACT_DAYS = 120
    assert actions.kept_until(datetime.date.fromisoformat(day)) == datetime.date.fromisoformat(last)


def test_who_is_not_safe_there_leaves_nothing(client: Client, private: bytes) -> None:
    page = press(client, note(), "send", **{**SAID, "safe": "not_safe"})
    assert page.text("p", class_="lead").startswith("We have not kept an address.")
    assert Contact.objects.count() == 0


def test_skipping_leaves_nothing_and_offers_the_other_page_once(client: Client, private: bytes) -> None:
    token = note()
    page = press(client, token, "skip", **SAID)
    (form,) = forms_of(page)
    assert form.get("action") == "/en/feedback/7/"
    assert forms_of(press(client, token, "skip", last="yes")) == []
    assert Contact.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value", "anchor"),
    [
        ("address", "", "#id_address"),
        ("address", "robin", "#id_address"),
        ("address", "robin@mail.example\nBcc: all@mail.example", "#id_address"),
        ("address", f"{'x' * 250}@mail.example", "#id_address"),
        ("safe", "", "#id_safe_0"),
        ("language", "xx", "#id_language"),
    ],
)
def test_a_slip_leads_to_its_box_and_keeps_nothing(
    client: Client, private: bytes, field: str, value: str, anchor: str
) -> None:
    page = press(client, note(), "send", status=422, **{**SAID, field: value})
    assert [link for link in page.links() if link.startswith("#id_")] == [anchor]
    assert Contact.objects.count() == 0


def test_changing_the_language_keeps_what_was_typed(client: Client, private: bytes) -> None:
    address = "/ar/feedback/after/tell-me/"
    page = pages.post(client, address, {"token": note(), "step": "stay", "address": "robin@"})
    assert page.text("textarea", name="address") == "robin@"


def test_without_a_key_the_page_is_not_offered_and_takes_nothing(client: Client) -> None:
    assert after.offers(datetime.datetime.now(tz=datetime.UTC).date())["tell_me"] is False
    for step in ("", "send"):
        assert press(client, note(), step, **SAID).all("input", name="address") == []
    assert Contact.objects.count() == 0


def test_looking_without_a_note_or_too_late_takes_nothing(client: Client, private: bytes) -> None:
    assert client.get(ADDRESS).headers["Location"] == "/en/feedback/"
    with time_machine.travel("2026-11-23 10:30", tick=False):
        token = note()
    with time_machine.travel("2026-11-23 11:31", tick=False):
        page = press(client, token, "send", status=400, **SAID)
    assert "robin" not in page.html
    assert Contact.objects.count() == 0


def test_the_page_that_says_sent_offers_both_pages_to_who_keeps_a_code(private: bytes) -> None:
    sent = SentState(feedback=str(uuid.uuid4()), number="a number")
    offered = after.offered(sent, datetime.datetime.now(tz=datetime.UTC).date())
    html = render_to_string("feedback/parts/after.html", {"after": offered, "code": "A-CODE"})
    assert html.count("<form") == 2
    assert html.count(f'value="{offered["token"]}"') == 2
    html = render_to_string("feedback/parts/after.html", {"after": offered, "code": ""})
    assert "tell-me" not in html
    assert 'name="last" value="yes"' in html
    assert render_to_string("feedback/parts/after.html", {"code": "A-CODE"}).strip() == ""
