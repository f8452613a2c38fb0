"""Telephone numbers, codes and times keep their order in right-to-left sentences of plain text."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

from core import isolates, moments
from meetings import calendar
from meetings.calendar import Reader
from notifications.channels import wording
from notifications.enums import Kind
from notifications.models import OutboxMessage
from tests.accounts.factories import PersonFactory
from tests.meetings.factories import MeetingFactory

pytestmark = pytest.mark.django_db
PHONE = "+44 20 7946 0000"
LEFT, FIRST, END = "\u2066", "\u2068", "\u2069"
VALUES = {"title": "Ward 3", "place": "Room 12", "contact": f"Ana, {PHONE}", "join_phone": PHONE, "path": "/meetings/"}


def body(language: str) -> str:
    person = PersonFactory(language=language, name="Ana")
    values = {**VALUES, "when": "2027-03-29T14:30:00+01:00", "answer_path": "/answer/", "access_deadline": "2026-12-01"}
    message = OutboxMessage(kind=Kind.INVITATION, recipient=person, values=values)
    return wording.of(message, language).body


def test_number_keeps_its_order_in_an_arabic_mail() -> None:
    text = body("ar")
    assert text.count(f"{LEFT}{PHONE}{END}") == 2
    assert f"{FIRST}Ana, {LEFT}{PHONE}{END}{END}" in text
    # A program that makes links of addresses would take a mark for a part of the address.
    assert [line for line in text.splitlines() if "http" in line and END in line] == []


@pytest.mark.parametrize("language", ["en", "es", "pl"])
def test_mail_from_left_to_right_holds_no_marks(language: str) -> None:
    assert set(body(language)).isdisjoint({LEFT, FIRST, END})


def test_number_and_times_keep_their_order_in_an_arabic_calendar() -> None:
    meeting = MeetingFactory(place="", join_link="", join_phone=PHONE, contact=f"Ana, {PHONE}", starts=time(14, 30))
    text = calendar.single(meeting, Reader("ar", ZoneInfo("Asia/Riyadh"))).replace("\r\n ", "")
    assert f"LOCATION:{LEFT}{PHONE}{END}" in text
    assert text.count(f"{LEFT}{PHONE}{END}") == 3
    with translation.override("ar"):
        times = moments.span_words(meeting.starts_at, meeting.ends_at, ZoneInfo("Asia/Riyadh"))
    assert times.count(FIRST) >= 2
    assert times.replace(",", "\\,") in text


def test_code_keeps_its_order_in_an_arabic_mail_and_may_be_copied_with_its_marks(client: Client) -> None:
    person = PersonFactory(language="ar", password=None)
    client.post("/accounts/login/code/", {"email": person.email})
    (line,) = [line for line in str(mail.outbox[0].body).splitlines() if line.startswith(LEFT)]
    assert line.endswith(END)
    client.post("/accounts/login/code/confirm/", {"code": line})
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (f"Ana, {PHONE}", PHONE),
        ("قسم 7، (020) 7946-0000", "(020) 7946-0000"),
        ("0800 123 456", "0800 123 456"),
    ],
)
def test_number_inside_words_is_found(words: str, number: str) -> None:
    with translation.override("ar"):
        shown = isolates.with_numbers(words)
    assert shown == f"{FIRST}{words.replace(number, f'{LEFT}{number}{END}')}{END}"


def test_nothing_is_still_nothing() -> None:
    with translation.override("ar"):
        assert (isolates.left_to_right(""), isolates.with_numbers("")) == ("", "")


# Polish weekdays


def test_polish_day_after_until_is_declined() -> None:
    with translation.override("pl"):
        week = [moments.until_words(date(2026, 12, day)) for day in range(1, 8)]
    assert week == [
        "wtorku, 1 grudnia 2026",
        "środy, 2 grudnia 2026",
        "czwartku, 3 grudnia 2026",
        "piątku, 4 grudnia 2026",
        "soboty, 5 grudnia 2026",
        "niedzieli, 6 grudnia 2026",
        "poniedziałku, 7 grudnia 2026",
    ]


def test_polish_mail_asks_until_a_declined_day() -> None:
    assert "do wtorku, 1 grudnia 2026." in body("pl")


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_day_after_until_is_the_same_in_other_languages(language: str) -> None:
    with translation.override(language):
        assert moments.until_words(date(2026, 12, 1)) == moments.day_words(date(2026, 12, 1))


def test_zone_of_a_city_is_still_in_one_piece() -> None:
    assert f"{FIRST}Lisbon{END}" in moments.zone_words(ZoneInfo("Europe/Lisbon"))
