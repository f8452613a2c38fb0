"""Recordings, pictures and documents at the door: sealed at once, in memory only, gone when somebody says so."""

from __future__ import annotations

import datetime
import io
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client, RequestFactory
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from core import uploads
from feedback import actions, sealing
from feedback.actions.files import MAX_FILES
from feedback.enums import FileKind, FileState, KeyKind, Voice
from feedback.forms import looking
from feedback.forms.looking import BEGINNING, kind_of
from feedback.models import Feedback, File, SealingKey
from feedback.views import files as views
from sanitiser import kinds
from sanitiser.run import clean
from tests.attacks.corpus import documents, hostile, pictures, sounds
from tests.feedback.conftest import Visitor
from tests.rig import pages
from tests.rig.pages import Page

pytestmark = pytest.mark.usefixtures("month_key", "files_key")
LANGUAGES = [code for code, _name in settings.LANGUAGES]
CANARY = "canary-of-a-file"
# Where something is opened for writing while a test looks on. A hook of the interpreter cannot be taken away again.
_written: list[str] | None = None


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and _written is not None:
        path, mode, flags = arguments
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (flags or 0) & 3:
            _written.append(str(path))


sys.addaudithook(_watch)


@pytest.fixture
def files_key(db: None) -> bytes:
    """The key of the programme that makes files safe; the private half."""
    public, private = sealing.new_keypair()
    today = datetime.datetime.now(tz=datetime.UTC).date()
    days = {"valid_from": today, "valid_until": today + datetime.timedelta(days=300)}
    actions.publish_key(number=secrets.token_bytes(4), public_key=public, kind=KeyKind.FILES, **days)
    return private


def picture(width: int = 40) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, 30), "teal").save(data, "JPEG", comment=CANARY.encode())
    return data.getvalue()


def recording(size: int = 2000) -> bytes:
    return b"OggS" + CANARY.encode() + b"\0" * size


def arrive(visitor: Visitor, text: str = "Listen.") -> Page:
    """Write something and go to the page for files."""
    page = visitor.answer(pages.get(visitor.client, visitor.address), step="words", text=text)
    return visitor.answer(page, step="to-files")


def press(visitor: Visitor, page: Page, step: str, *, status: int = 200, data: bytes = b"", **typed: str) -> Page:
    """Press a button of the page for files, with a file chosen if `data` is given."""
    sent: dict[str, Any] = {"token": page.one("input", name="token").get("value"), "step": step, **typed}
    if data:
        sent["file"] = SimpleUploadedFile(f"{CANARY}.jpg", data)
    return pages.post(visitor.client, visitor.address, sent, status=status)


def listed(page: Page) -> list[str]:
    return [" ".join("".join(item.itertext()).split()) for item in page.one("ol", class_="offers").iter("li")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_is_sealed_at_once_and_sent_with_the_words(visitor: Visitor, files_key: bytes, language: str) -> None:
    visitor.language = language
    page = press(visitor, arrive(visitor), "add-file", data=picture())
    file = File.objects.get()
    assert (file.feedback, file.kind, file.state) == (None, FileKind.PICTURE, FileState.WAITING)
    assert sealing.open_original(file, files_key) == picture()
    page = visitor.answer(press(visitor, page, "files"), step="code")
    visitor.answer(page, step="send-kept")
    file.refresh_from_db()
    assert (file.feedback, file.kept_until) == (Feedback.objects.get(), None)


@pytest.mark.parametrize("number", [1, 3])
def test_files_are_shown_at_the_same_cost_for_one_and_for_three(
    visitor: Visitor, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page = arrive(visitor)
    for _file in range(number):
        page = press(visitor, page, "add-file", data=picture())
    # PostgreSQL alone is told which files belong to this visit, for its row policies.
    with django_assert_num_queries(4 if connection.vendor == "postgresql" else 3):
        page = press(visitor, page, "stay-files")
    assert len(listed(page)) == number


def test_a_file_alone_is_enough_to_send(visitor: Visitor) -> None:
    page = visitor.answer(pages.get(visitor.client, visitor.address), step="to-files")
    page = press(visitor, page, "add-file", data=recording())
    page = visitor.answer(page, step="code")
    visitor.answer(page, step="send-kept")
    assert Feedback.objects.get().files.count() == 1


def test_neither_name_nor_content_stands_in_any_row_in_clear(visitor: Visitor) -> None:
    press(visitor, arrive(visitor), "add-file", data=picture())
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names come from the database itself
            for row in cursor:
                cells = [bytes(cell) if isinstance(cell, memoryview) else str(cell).encode() for cell in row]
                assert not any(CANARY.encode() in cell for cell in cells), table


def test_no_copy_is_ever_opened_for_writing(visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = arrive(visitor)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(sys.modules[__name__], "_written", [])
    press(visitor, page, "add-file", data=b"OggS" + b"\1" * (uploads.LARGEST - 4))
    assert File.objects.count() == 1
    keys = str(settings.FORM_KEYS_DIR)
    assert [path for path in _written or [] if not path.startswith(keys)] == []


def test_sizes_are_told_in_steps_only(visitor: Visitor) -> None:
    page = press(visitor, arrive(visitor), "add-file", data=recording(1))
    press(visitor, page, "add-file", data=recording(200_000))
    one, other = (len(bytes(file.content)) for file in File.objects.all())
    assert one == other > 256 * 1024


@pytest.mark.parametrize(
    "data",
    [b"GIF89a" + b"\0" * 90, b"<svg xmlns=''></svg>", b"PK\3\4" + b"\0" * 90, b"#EXTM3U\nfile:///etc/passwd", b"x"],
    ids=["gif", "svg", "zip", "playlist", "letter"],
)
def test_a_kind_we_do_not_take_is_refused_at_once_and_kindly(visitor: Visitor, data: bytes) -> None:
    page = press(visitor, arrive(visitor), "add-file", data=data, status=422)
    assert page.links()["#id_file"].startswith("We cannot take this kind of file.")
    assert File.objects.count() == 0


def test_nothing_chosen_leads_to_the_box(visitor: Visitor) -> None:
    page = press(visitor, arrive(visitor), "add-file", status=422)
    assert page.links()["#id_file"].startswith("Choose a recording, a picture or a document first.")


def test_a_file_that_is_too_large_is_refused_kindly(visitor: Visitor) -> None:
    data = b"OggS" + b"\1" * uploads.LARGEST
    page = press(visitor, arrive(visitor), "add-file", data=data, status=422)
    assert page.links()["#id_file"].startswith("This is bigger than 32 megabytes.")
    assert File.objects.count() == 0


def test_a_body_that_no_page_sends_is_refused_before_it_is_read(visitor: Visitor) -> None:
    press(visitor, arrive(visitor), "add-file", data=b"OggS" + b"\1" * uploads.LARGEST_BODY, status=413)
    assert File.objects.count() == 0


def test_three_fit_and_the_fourth_is_refused(visitor: Visitor) -> None:
    page = arrive(visitor)
    early = page
    for _number in range(MAX_FILES):
        page = press(visitor, page, "add-file", data=recording())
    assert listed(page) == [f"A recording Remove {number}. A recording" for number in (1, 2, 3)]
    assert page.all("input", type="file") == []
    page = press(visitor, page, "add-file", data=recording(), status=422)
    assert "There are three already." in page.text("main")
    assert File.objects.count() == MAX_FILES
    assert [file.position for file in File.objects.all()] == [1, 2, 3]
    assert press(visitor, early, "to-files").all("ol", class_="offers") == []


def test_what_is_taken_back_is_destroyed_and_the_rest_stays(visitor: Visitor) -> None:
    page = press(visitor, arrive(visitor), "add-file", data=recording())
    page = press(visitor, page, "add-file", data=picture())
    buttons = [button.get("value") for button in page.one("ol", class_="offers").iter("button")]
    assert buttons == ["remove-file-1", "remove-file-2"]
    page = press(visitor, page, buttons[0] or "")
    assert listed(page) == ["A picture Remove 1. A picture"]
    assert [file.kind for file in File.objects.all()] == [FileKind.PICTURE]
    page = press(visitor, page, "add-file", data=recording())
    assert [(file.position, file.kind) for file in File.objects.all()] == [
        (2, FileKind.PICTURE),
        (3, FileKind.SOUND),
    ]
    press(visitor, page, "remove-file-3")
    assert File.objects.count() == 2


def test_what_is_chosen_and_not_added_yet_comes_along(visitor: Visitor) -> None:
    page = press(visitor, arrive(visitor), "files", data=recording())
    assert page.text("h1") == "Look at it again"
    assert File.objects.count() == 1


def test_changing_the_language_keeps_what_was_chosen(visitor: Visitor) -> None:
    page = arrive(visitor)
    visitor.language = "ar"
    page = press(visitor, page, "stay-files", data=recording(), voice="lower")
    assert page.one("html").get("dir") == "rtl"
    assert len(listed(page)) == 1
    assert File.objects.get().voice == Voice.LOWER


def test_a_voice_is_changed_in_recordings_only(visitor: Visitor) -> None:
    page = press(visitor, arrive(visitor), "add-file", data=recording(), voice="higher")
    press(visitor, page, "add-file", data=picture(), voice="higher")
    assert [file.voice for file in File.objects.all()] == [Voice.HIGHER, Voice.AS_IT_IS]


def test_a_changed_voice_comes_with_an_honest_warning(visitor: Visitor) -> None:
    assert "A changed voice does not make you anonymous." in arrive(visitor).text("main")


def test_files_are_destroyed_with_the_words(visitor: Visitor) -> None:
    page = press(visitor, arrive(visitor), "files", data=recording())
    page = visitor.answer(page, step="code")
    visitor.answer(page, step="send-kept")
    actions.erase(lookup=bytes(Feedback.objects.get().lookup), on=datetime.datetime.now(tz=datetime.UTC).date())
    assert File.objects.count() == 0


def test_the_doors_own_role_adds_sends_and_takes_back_and_reads_no_content(visitor: Visitor) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has roles")
    role = f"door_{secrets.token_hex(4)}"
    call_command("door_role", name=role, password=secrets.token_hex(8), verbosity=0)
    page = arrive(visitor)
    with connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{role}"')
        page = press(visitor, page, "add-file", data=recording())
        page = press(visitor, page, "add-file", data=picture())
        page = press(visitor, page, "remove-file-1")
        page = visitor.answer(press(visitor, page, "files"), step="code")
        visitor.answer(page, step="send-kept")
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute("SELECT content FROM feedback_file")
        # As in the next transaction, where no receipt and no visit is shown.
        cursor.execute("SELECT set_config('answerable.receipts', '', true), set_config('answerable.files', '', true)")
        cursor.execute("SELECT count(*) FROM feedback_file WHERE state = 'waiting'")
        assert cursor.fetchone() == (0,)
        cursor.execute("RESET ROLE")
    assert [(file.kind, file.feedback) for file in File.objects.all()] == [(FileKind.PICTURE, Feedback.objects.get())]


def test_without_a_key_for_files_words_are_still_taken(visitor: Visitor) -> None:
    SealingKey.objects.filter(kind=KeyKind.FILES).delete()
    page = press(visitor, arrive(visitor), "add-file", data=recording(), status=422)
    assert "You can still send your words." in page.text("main")
    visitor.answer(visitor.answer(press(visitor, page, "files"), step="code"), step="send-kept")
    assert Feedback.objects.count() == 1


def test_many_large_files_at_once_wait_their_turn(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SLOT_TIMEOUT_S", 0.05)
    page = arrive(visitor)
    turns = [views._sealing_slots.acquire(timeout=0) for _ in range(2)]  # noqa: SLF001 - two others are at it
    try:
        page = press(visitor, page, "add-file", data=recording(), status=422)
    finally:
        for _turn in turns:
            views._sealing_slots.release()  # noqa: SLF001
    assert "Please wait a moment" in page.text("main")
    press(visitor, page, "add-file", data=recording())
    assert File.objects.count() == 1


def test_the_microphone_and_sounds_are_allowed_on_this_page_alone(visitor: Visitor) -> None:
    page = arrive(visitor)
    assert page.response is not None
    assert "microphone=(self)" in page.response["Permissions-Policy"]
    assert "camera=()" in page.response["Permissions-Policy"]
    assert "media-src 'self' blob:" in page.response["Content-Security-Policy"]
    other = press(visitor, page, "files")
    assert other.response is not None
    assert "microphone=()" in other.response["Permissions-Policy"]
    assert "media-src" not in other.response["Content-Security-Policy"]


def test_no_other_page_takes_a_file(client: Client) -> None:
    for path, taken in (("/en/feedback/", ["file"]), ("/accounts/login/", []), ("/en/feedbackish/", [])):
        data = {"file": SimpleUploadedFile("a.jpg", picture()), "word": "yes"}
        request = RequestFactory().post(path, data)
        assert list(request.FILES) == taken
        assert request.POST["word"] == "yes"


def test_the_name_of_a_file_ends_at_the_first_step(rf: RequestFactory) -> None:
    request = rf.post("/en/feedback/", {"file": SimpleUploadedFile(f"{CANARY}.jpg", picture(), "image/jpeg")})
    file = request.FILES["file"]
    assert isinstance(file, InMemoryUploadedFile)
    assert (file.name, file.content_type, file.read()) == (uploads.NAMELESS, "", picture())


def test_nothing_is_kept_of_a_file_that_is_too_large(rf: RequestFactory) -> None:
    data = b"OggS" + b"\1" * uploads.LARGEST
    file = rf.post("/en/feedback/", {"file": SimpleUploadedFile("a.ogg", data)}).FILES["file"]
    assert isinstance(file, InMemoryUploadedFile)
    assert (file.size, file.read()) == (len(data), b"")


SAMPLES: list[tuple[str, Callable[[], bytes]]] = [
    *((name, lambda name=name: sounds.tone(name, *sounds.CODECS[name])) for name in sounds.CODECS),
    *((name, lambda name=name: pictures.encoded(pictures.upright(), name)) for name in ("JPEG", "PNG", "WEBP", "HEIF")),
    ("PDF", lambda: documents.saved(documents.base())),
    *((name, make) for name, (_why, make) in hostile.REFUSED.items()),
]


@pytest.mark.slow
@pytest.mark.parametrize("make", [make for _name, make in SAMPLES], ids=[name for name, _make in SAMPLES])
def test_the_door_takes_what_can_be_made_safe_and_nothing_else(make: Callable[[], bytes]) -> None:
    data = make()
    try:
        found = kinds.detect(data).kind.value
    except kinds.Refused:
        found = None
    assert kind_of(data[:BEGINNING]) == found


def test_the_door_and_the_programme_that_makes_safe_agree_on_the_size() -> None:
    assert uploads.LARGEST == kinds.MAX_BYTES
    by_format = dict.fromkeys(("JPEG", "HEIF", "PNG", "WEBP"), kinds.MAX_PIXELS) | kinds.MAX_PHOTO_PIXELS
    assert by_format == uploads.MOST_PIXELS


def encoded(size: tuple[int, int], name: str, **options: object) -> bytes:
    """Return a real picture of one colour."""
    pillow_heif.register_heif_opener()
    data = io.BytesIO()
    Image.new("L", size).save(data, name, **options)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True, "exif": b"Exif\0\0" + bytes(900)}),
        ("PNG", {}),
        ("HEIF", {"tile_size": 512}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
        ("WEBP", {"exif": b"Exif\0\0" + bytes(90)}),
    ],
    ids=["jpeg", "progressive", "png", "heic", "webp", "webp lossless", "webp extended"],
)
def test_a_picture_with_too_many_pixels_is_known_by_its_header(
    monkeypatch: pytest.MonkeyPatch, name: str, options: dict[str, object]
) -> None:
    data = encoded((1030, 770), name, **options)
    monkeypatch.setattr(looking, "MOST_PIXELS", dict.fromkeys(uploads.MOST_PIXELS, 1030 * 770))
    assert not looking.has_too_many_pixels(data)
    monkeypatch.setattr(looking, "MOST_PIXELS", dict.fromkeys(uploads.MOST_PIXELS, 1030 * 770 - 1))
    assert looking.has_too_many_pixels(data)
    for length in (3, 12, 20, 29, 40):
        looking.has_too_many_pixels(data[:length])


def test_a_picture_that_is_too_large_is_refused_while_another_can_be_chosen(visitor: Visitor) -> None:
    width, height = (6000).to_bytes(4, "big"), (5000).to_bytes(4, "big")
    data = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + width + height + bytes(90)
    page = press(visitor, arrive(visitor), "add-file", data=data, status=422)
    assert page.links()["#id_file"].startswith("This picture has more pixels than we can take.")
    assert File.objects.count() == 0


@pytest.mark.parametrize("name", sounds.FILMS)
def test_a_film_is_refused_kindly_and_at_once(visitor: Visitor, name: str) -> None:
    page = press(visitor, arrive(visitor), "add-file", data=sounds.film(name), status=422)
    assert page.links()["#id_file"].startswith("This is a film, and we cannot take films.")
    assert File.objects.count() == 0


@pytest.mark.parametrize("name", sounds.CODECS)
def test_a_recording_of_any_phone_is_taken_and_is_no_film(visitor: Visitor, name: str) -> None:
    data = sounds.tone(name, *sounds.CODECS[name], seconds=1)
    page = press(visitor, arrive(visitor), "add-file", data=data)
    assert listed(page) == ["A recording Remove 1. A recording"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["amr", "3gp", "aac", "mov"])
def test_recordings_of_phones_can_be_made_safe(name: str) -> None:
    cleaned = clean(sounds.tone(name, *sounds.CODECS[name]))
    assert (cleaned.ok, cleaned.why, cleaned.type) == (True, "", "audio/ogg")
    # Some kinds are filled up to a whole frame.
    assert cleaned.amount in {2, 3}


def test_a_picture_of_endless_parts_is_not_read_to_its_end() -> None:
    class Counted(bytes):
        looks = 0

        def __getitem__(self, place: Any) -> Any:
            Counted.looks += 1
            return super().__getitem__(place)

    # Parts of two bytes: 32 megabytes of them took the door seconds.
    assert not looking.has_too_many_pixels(Counted(b"\xff\xd8" + b"\xff\x01\x00\x02" * 200_000))
    assert Counted.looks < 100_000
