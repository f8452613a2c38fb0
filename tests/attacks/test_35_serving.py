"""Attack 35: getting at a file in any other way than by opening it as somebody who may, and what comes with it."""

from __future__ import annotations

import uuid
from base64 import b64decode

import pytest
from django.conf import settings
from django.test import Client

from accounts.enums import Role
from accounts.models import AuditEvent
from desk.actions import collecting, sanitising
from feedback.enums import FileKind, FileState
from feedback.models import File
from keys import interface as keys
from tests.attacks.corpus import documents, sounds
from tests.desk.test_sanitising import opened, picture, sent, staged
from tests.feedback.conftest import Visitor
from tests.feedback.test_files import arrive, press
from tests.rig import pages
from tests.tracker import factories
from tests.tracker.factories import Said

KINDS = {
    FileKind.PICTURE: (picture, "picture-1.jpg", "image/jpeg"),
    FileKind.SOUND: (lambda: sounds.tone("ogg", *sounds.CODECS["ogg"]), "recording-1.ogg", "audio/ogg"),
    FileKind.DOCUMENT: (lambda: documents.saved(documents.base()), "document-1.pdf", "application/pdf"),
}


@pytest.fixture(autouse=True)
def _db(db: None) -> None:
    """Every test here uses the database."""


@pytest.fixture
def desk(client: Client) -> Client:
    """A browser of somebody who reads feedback."""
    client.force_login(factories.person(Role.READER))
    return client


def safe(kind: FileKind = FileKind.PICTURE) -> tuple[Said, File]:
    """Return what somebody said with a file that is safe by now."""
    said = sent(staged(KINDS[kind][0](), kind))
    sanitising.make_safe()
    collecting.collect()
    return said, File.objects.get(feedback=said.feedback)


def address(said: Said, file: File | uuid.UUID) -> str:
    return f"/desk/{said.case.pk}/file/{file.pk if isinstance(file, File) else file}/"


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_is_handed_over_as_an_attachment_with_a_name_of_ours(desk: Client, kind: FileKind) -> None:
    said, file = safe(kind)
    response = desk.post(address(said, file), {"save": "yes"})
    _make, name, media = KINDS[kind]
    assert response.content == opened(file)
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Type"] == media
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_a_document_is_never_shown_as_a_page(desk: Client) -> None:
    said, file = safe(FileKind.DOCUMENT)
    assert desk.post(address(said, file))["Content-Disposition"].startswith("attachment; ")


@pytest.mark.parametrize("kind", [FileKind.PICTURE, FileKind.SOUND])
def test_a_picture_and_a_sound_stand_in_a_page_that_can_do_nothing(desk: Client, kind: FileKind) -> None:
    said, file = safe(kind)
    page = pages.post(desk, address(said, file))
    [shown] = [*page.all("img", class_="shown"), *page.all("audio")]
    start, _, data = (shown.get("src") or "").partition(",")
    assert start == f"data:{KINDS[kind][2]};base64"
    assert b64decode(data) == opened(file)
    assert page.response is not None
    policy = page.response["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-same-origin allow-forms allow-downloads; default-src 'none'; ")
    assert "script" not in policy
    assert "no-store" in page.response["Cache-Control"]


def test_each_opening_is_in_the_log_and_says_whether_a_copy_was_saved(desk: Client) -> None:
    said, file = safe()
    desk.post(address(said, file))
    desk.post(address(said, file), {"save": "yes"})
    events = AuditEvent.objects.filter(action="opened a file").order_by("id")
    same = {"kind": "picture", "number": 1, "readable": True}
    assert [event.details for event in events] == [{**same, "saved": False}, {**same, "saved": True}]


def test_asking_without_pressing_opens_nothing(desk: Client) -> None:
    said, file = safe()
    response = desk.get(address(said, file))
    assert (response.status_code, response["Location"]) == (302, f"/desk/{said.case.pk}/")
    assert not AuditEvent.objects.filter(action="opened a file").exists()


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.READER, Role.COORDINATOR}])
def test_others_are_told_that_there_is_nothing(client: Client, role: Role) -> None:
    said, file = safe()
    client.force_login(factories.person(role))
    assert client.post(address(said, file)).status_code == 404
    assert client.get(address(said, file)).status_code == 404


def test_the_address_dies_with_the_session(desk: Client) -> None:
    said, file = safe()
    assert desk.post(address(said, file)).status_code == 200
    kept = desk.cookies[settings.SESSION_COOKIE_NAME].value
    desk.logout()
    desk.cookies[settings.SESSION_COOKIE_NAME] = kept
    response = desk.post(address(said, file))
    assert (response.status_code, response["Location"].startswith("/accounts/login/")) == (302, True)


def test_a_file_is_found_under_its_own_feedback_alone(desk: Client) -> None:
    said, file = safe()
    other, _file = safe()
    assert desk.post(address(other, file)).status_code == 404
    assert desk.post(address(said, uuid.uuid4())).status_code == 404


@pytest.mark.parametrize("state", [FileState.WAITING, FileState.REFUSED])
def test_what_is_not_safe_is_not_there(desk: Client, state: FileState) -> None:
    said = sent(staged(picture()))
    collecting.collect()
    if state == FileState.REFUSED:
        File.objects.update(state=state, content=b"", key=b"")
    assert desk.post(address(said, File.objects.get())).status_code == 404


def test_an_unknown_kind_in_the_row_is_not_served(desk: Client) -> None:
    said, file = safe()
    for media in ("text/html", "image/svg+xml", "image/jpeg\r\nX-Evil: yes", ""):
        File.objects.filter(pk=file.pk).update(media=media)
        assert desk.post(address(said, file), {"save": "yes"}).status_code == 404


def test_a_name_that_somebody_gave_reaches_no_header(client: Client) -> None:
    from django.utils import timezone

    keys.keep(timezone.localdate())
    visitor = Visitor(client)
    page = arrive(visitor)
    boundary, token = "b", page.one("input", name="token").get("value") or ""
    name = 'a"; filename="evil.html\r\nX-Evil: yes'
    body = b"".join(
        [
            f'--{boundary}\r\nContent-Disposition: form-data; name="token"\r\n\r\n{token}\r\n'.encode(),
            f'--{boundary}\r\nContent-Disposition: form-data; name="step"\r\n\r\nadd-file\r\n'.encode(),
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode(),
            picture(),
            f"\r\n--{boundary}--\r\n".encode(),
        ]
    )
    response = client.post(visitor.address, body, content_type=f"multipart/form-data; boundary={boundary}")
    assert response.status_code in {200, 422}
    page = pages.parse(response.content.decode())
    if not File.objects.exists():
        page = press(visitor, page, "add-file", data=picture())
    visitor.answer(visitor.answer(page, step="code"), step="send-kept")
    sanitising.make_safe()
    collecting.collect()
    file = File.objects.get()
    assert file.feedback is not None
    client.force_login(factories.person(Role.READER))
    response = client.post(f"/desk/{file.feedback.case.pk}/file/{file.pk}/", {"save": "yes"})
    assert response["Content-Disposition"] == 'attachment; filename="picture-1.jpg"'
    assert "evil" not in str(response.headers).lower()


@pytest.mark.parametrize(
    "path", ["media/{pk}", "static/{pk}", "files/{pk}", "desk/file/{pk}/", "en/feedback/file/{pk}/"]
)
def test_no_address_leads_straight_to_a_file(desk: Client, path: str) -> None:
    _said, file = safe()
    assert desk.get("/" + path.format(pk=file.pk)).status_code == 404
