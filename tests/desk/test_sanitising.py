"""Making files safe: with the real programme, once, in the place of the original, and told to both sides."""

from __future__ import annotations

import io
import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from random import Random

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from accounts.models import AuditEvent, User
from desk import tasks
from desk.actions import collecting, sanitising
from feedback import actions as door
from feedback import codes, sealing
from feedback.enums import FileKind, FileState, NotSafe, Voice
from feedback.models import DataKey, Feedback, File
from feedback.queries import key_of, waiting_files
from keys import interface as keys
from keys.models import PrivateKey
from sanitiser import kinds, run
from tests.attacks.corpus import sounds
from tests.feedback.conversations import content
from tests.rig import pages
from tests.tracker.factories import Said

Queries = Callable[..., AbstractContextManager[object]]
CANARY = b"canary-of-a-phone"


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(data, "JPEG", comment=CANARY)
    return data.getvalue()


def staged(
    data: bytes, kind: FileKind = FileKind.PICTURE, voice: Voice = Voice.AS_IT_IS, on: date | None = None
) -> uuid.UUID:
    """Add a file at the door without sending it."""
    on = on or timezone.localdate()
    keys.keep(on)
    return door.stage(data=data, kind=kind, voice=voice, position=1, on=on)


def sent(*files: uuid.UUID) -> Said:
    """Send words with files that were added."""
    code, submission, on = codes.new(), uuid.uuid4(), timezone.localdate()
    words = content(text="Please listen.", files=[str(file) for file in files])
    door.submit(content=words, code=code, submission=submission, on=on)
    return Said(code, Feedback.objects.get(submission=submission))


def opened(file: File) -> bytes:
    """Return what staff would see."""
    data_key = key_of(file.pk)
    assert data_key is not None
    return sealing.open_file(file, data_key, keys.private_key_for(data_key))


def test_a_picture_is_drawn_anew_and_the_original_destroyed() -> None:
    said = sent(staged(picture()))
    before = bytes(File.objects.get().content)
    assert sanitising.make_safe() == 1
    file = File.objects.get()
    assert (file.state, file.kind, file.media) == (FileState.READY, FileKind.PICTURE, "image/jpeg")
    assert (bytes(file.key), bytes(file.content) == before) == (b"", False)
    assert CANARY in picture()
    assert CANARY not in opened(file)
    assert Image.open(io.BytesIO(opened(file))).size == (64, 48)
    assert DataKey.objects.filter(feedback=said.feedback).count() == 2


def test_a_recording_becomes_another_recording_with_another_voice() -> None:
    sent(staged(sounds.tone("webm", *sounds.CODECS["webm"]), FileKind.SOUND, Voice.HIGHER))
    assert sanitising.make_safe() == 1
    file = File.objects.get()
    assert (file.state, file.media) == (FileState.READY, "audio/ogg")
    assert opened(file).startswith(b"OggS")


def test_the_key_for_files_opens_the_original_once_and_nothing_afterwards() -> None:
    sent(staged(picture()))
    file = File.objects.select_related("sealing_key").get()
    private = keys.private_of(file.sealing_key)
    assert sealing.open_original(file, private) == picture()
    sanitising.make_safe()
    with pytest.raises(sealing.DecryptionError):
        sealing.open_original(File.objects.select_related("sealing_key").get(), private)


@pytest.mark.parametrize(
    ("data", "why"), [(b"\xff\xd8\xff" + b"\0" * 200, NotSafe.BROKEN), (b"MZ" + b"\0" * 99, NotSafe.UNKNOWN_KIND)]
)
def test_what_cannot_be_made_safe_is_destroyed_and_both_sides_are_told(desk: Client, data: bytes, why: NotSafe) -> None:
    said = sent(staged(data))
    assert sanitising.make_safe() == 1
    file = File.objects.get()
    assert (file.state, file.why, bytes(file.content), bytes(file.key)) == (FileState.REFUSED, why, b"", b"")
    assert file.reason == str(why.label)
    collecting.collect()
    shown = pages.get(desk, f"/desk/{said.case.pk}/").text("main")
    assert f"It could not be made safe, so it was destroyed. The person can see that. {why.label}" in shown
    assert "Open it" not in shown


def test_the_next_collection_hides_when_a_file_was_refused() -> None:
    said = sent(staged(b"MZ" + b"\0" * 99))
    collecting.collect()
    assert Feedback.objects.get(pk=said.feedback.pk).shuffled
    sanitising.make_safe()
    assert not Feedback.objects.get(pk=said.feedback.pk).shuffled


def test_every_reason_has_a_sentence() -> None:
    assert {why.value for why in kinds.Why} == set(NotSafe.values)


def test_what_is_not_sent_is_not_opened() -> None:
    staged(picture())
    assert waiting_files().count() == 0
    assert sanitising.make_safe() == 0
    assert File.objects.get().state == FileState.WAITING


def test_it_is_done_once() -> None:
    sent(staged(picture()))
    assert (sanitising.make_safe(), sanitising.make_safe()) == (1, 0)
    assert DataKey.objects.count() == 2


def test_a_file_that_was_changed_in_the_database_is_refused() -> None:
    sent(staged(picture()))
    file = File.objects.get()
    content = bytearray(bytes(file.content))
    content[100] ^= 1
    File.objects.update(content=bytes(content))
    sanitising.make_safe()
    assert File.objects.get().why == NotSafe.BROKEN


def test_a_file_whose_key_is_not_there_waits_until_it_is_back() -> None:
    sent(staged(picture()))
    half = PrivateKey.objects.get(sealing_key=File.objects.get().sealing_key)
    PrivateKey.objects.filter(pk=half.pk).delete()
    assert sanitising.make_safe() == 0
    assert File.objects.get().state == FileState.WAITING
    half.save(force_insert=True)
    assert sanitising.make_safe() == 1


def test_a_computer_that_cannot_keep_it_off_the_network_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sent(staged(picture()))
    with monkeypatch.context() as patch:
        # As on a machine where neither lock can be had: the child ends with this status.
        patch.setattr(run, "START", f"raise SystemExit({78})")
        with pytest.raises(run.NotIsolated):
            sanitising.make_safe()
    assert File.objects.get().state == FileState.WAITING
    assert sanitising.make_safe() == 1


def test_what_is_erased_while_it_is_drawn_stays_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    said, clean = sent(staged(picture())), run.clean

    def erased_meanwhile(data: bytes, *, voice: str) -> run.Cleaned:
        said.erase()
        return clean(data, voice=voice)

    monkeypatch.setattr(run, "clean", erased_meanwhile)
    assert sanitising.make_safe() == 0
    assert (File.objects.count(), DataKey.objects.count()) == (0, 0)


def test_killed_in_the_middle_it_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sent(staged(picture()))
    with monkeypatch.context() as patch:
        patch.setattr(sealing, "seal", lambda *_args, **_kwargs: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            sanitising.make_safe()
    file = File.objects.get()
    assert (file.state, bytes(file.key) != b"") == (FileState.WAITING, True)
    assert sanitising.make_safe() == 1


def test_at_most_some_are_made_safe_at_a_time_in_an_order_that_tells_nothing() -> None:
    first, second, third = (sent(staged(picture())) for _number in range(3))
    assert sanitising.make_safe(limit=2, rng=Random(1)) == 2  # noqa: S311 - an order one can foresee
    assert File.objects.filter(state=FileState.WAITING).count() == 1
    assert sanitising.make_safe() == 1
    assert {file.feedback for file in File.objects.filter(state=FileState.READY)} == {
        first.feedback,
        second.feedback,
        third.feedback,
    }


def test_nothing_of_it_is_in_the_log() -> None:
    sent(staged(picture()))
    before = AuditEvent.objects.count()
    tasks.make_safe()
    assert File.objects.get().state == FileState.READY
    assert AuditEvent.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_each_file_safe_once(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("an in-memory database has one connection")
    for _number in range(2):
        sent(staged(picture()))
    started: list[int] = []
    clean, start, failures = run.clean, threading.Barrier(3), list[Exception]()

    def counted(data: bytes, *, voice: str) -> run.Cleaned:
        started.append(len(data))
        return clean(data, voice=voice)

    monkeypatch.setattr(run, "clean", counted)

    def work() -> None:
        try:
            start.wait()
            sanitising.make_safe()
        except Exception as error:  # noqa: BLE001 - reported below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(started) == 2
    assert File.objects.filter(state=FileState.READY).count() == 2


def test_the_worker_does_it_every_half_minute(settings: Settings) -> None:
    entry = next(entry for entry in settings.CELERY_BEAT_SCHEDULE.values() if entry["task"] == tasks.make_safe.name)
    assert entry["schedule"] == 30


def test_the_desk_sees_what_waits_and_what_is_ready(desk: Client, reader: User) -> None:
    said = sent(staged(picture()))
    collecting.collect()
    assert "It is being made safe." in pages.get(desk, f"/desk/{said.case.pk}/").text("main")
    sanitising.make_safe()
    page = pages.get(desk, f"/desk/{said.case.pk}/")
    assert "1. A picture" in page.text("ul", class_="offers")
    assert "Open it" in page.text("ul", class_="offers")


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_sees_one_file_and_three_at_the_same_cost(
    desk: Client, number: int, django_assert_num_queries: Queries
) -> None:
    said = sent(*(staged(picture()) for _file in range(number)))
    collecting.collect()
    with django_assert_num_queries(8):
        page = pages.get(desk, f"/desk/{said.case.pk}/")
    assert len(page.one("ul", class_="offers").findall("li")) == number
