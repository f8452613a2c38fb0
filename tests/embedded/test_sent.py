"""Messages of the practice copy: readable, the newest first, and never run."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.rig import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.SENT_MAIL_DIR = tmp_path
    return tmp_path


def keep(folder: Path, number: int, *, subject: str = "Hello", body: str = "Words", language: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "Answerable <no-reply@demo.example>",
        "ana@demo.example",
        subject,
    )
    message.set_content(body)
    if language:
        message["Content-Language"] = language
    (folder / f"{number:020d}-abcd1234.eml").write_bytes(bytes(message))
    return message


@pytest.mark.usefixtures("folder")
def test_no_message_says_so(client: Client) -> None:
    assert "No message was sent yet" in pages.get(client, "/sent/").text("main")


def test_folder_that_is_not_there_says_so(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.SENT_MAIL_DIR = tmp_path / "nowhere"
    assert "No message was sent yet" in pages.get(client, "/sent/").text("main")


def test_messages_are_shown_the_newest_first(client: Client, folder: Path) -> None:
    keep(folder, 1, subject="First", body="Come at ten.")
    keep(folder, 2, subject="Second")
    (folder / "00000000000000000003-abcd1234.part").write_text("half written")
    page = pages.get(client, "/sent/")
    assert [pages.words(heading) for heading in page.all("h2", class_="card__title")] == ["Second", "First"]
    first = pages.words(page.all("article")[1])
    assert first == "First From Answerable <no-reply@demo.example> To ana@demo.example Come at ten."


def test_message_has_its_language_and_direction(client: Client, folder: Path) -> None:
    keep(folder, 1, subject="دعوة", body="مرحبا", language="ar")
    heading = pages.get(client, "/sent/").one("h2", class_="card__title")
    assert (pages.words(heading), heading.get("lang"), heading.get("dir")) == ("دعوة", "ar", "auto")


def test_link_in_a_message_can_be_followed(client: Client, folder: Path) -> None:
    keep(folder, 1, body="Answer here: http://127.0.0.1:8000/meetings/answer/abc/ please")
    assert "http://127.0.0.1:8000/meetings/answer/abc/" in pages.get(client, "/sent/").links()


def test_message_is_text_and_never_markup(client: Client, folder: Path) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    message = keep(folder, 1, subject=evil, body=evil)
    message.add_attachment(evil.encode(), maintype="text", subtype="html", filename='"><b>x.html')
    (folder / "00000000000000000001-abcd1234.eml").write_bytes(bytes(message))
    page = pages.get(client, "/sent/")
    assert [image.get("src") for image in page.all("img")] == ["/static/logo.svg"]
    assert page.html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3
    assert page.all("b") == []


def test_attached_calendar_is_shown_and_other_files_are_named(client: Client, folder: Path) -> None:
    message = keep(folder, 1)
    message.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="meeting.ics")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="picture.png")
    (folder / "00000000000000000001-abcd1234.eml").write_bytes(bytes(message))
    page = pages.get(client, "/sent/")
    assert page.text("pre") == "BEGIN:VCALENDAR"
    assert "Attached: meeting.ics" in page.text("main")
    assert "Attached: picture.png" in page.text("main")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: =?utf-8?q?broken\n\nbody",
        b"Content-Type: text/plain; charset=nonsense\nSubject: x\n\nbody \xff",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nhalf",
        b"Content-Type: multipart/mixed\n\nno boundary",
        b"From: <<<\nTo: \x80@\nSubject:\n\n",
        b"Content-Type: message/rfc822\n\nSubject: inner\n\nbody",
    ],
)
def test_message_that_is_broken_is_shown_as_far_as_it_goes(client: Client, folder: Path, raw: bytes) -> None:
    (folder / "00000000000000000001-abcd1234.eml").write_bytes(raw)
    assert len(pages.get(client, "/sent/").all("article")) == 1


def test_many_messages_come_in_pages(client: Client, folder: Path) -> None:
    for number in range(21):
        keep(folder, number, subject=f"Message {number}")
    shown = [len(pages.get(client, f"/sent/?page={page}").all("article")) for page in (1, 2)]
    assert shown == [20, 1]


@pytest.mark.parametrize("language", ["es", "ar"])
def test_page_is_in_the_language_asked_for(client: Client, folder: Path, language: str) -> None:
    keep(folder, 1)
    pages.get(client, f"/sent/?lang={language}", lang=language)
