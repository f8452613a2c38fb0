"""Papers: shapes and languages, what is missing, packs as HTML and PDF, and who is told."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.enums import Need, PaperFormat, ReachBy
from accounts.models import ContactDetails, User
from core.verdicts import Conflict, Refused
from meetings import actions
from meetings.enums import MeetingStatus, PaperSlot
from meetings.models import Meeting, Paper, PaperRelease, PaperVersion
from meetings.queries import papers as queries
from meetings.retention import papers_off
from notifications.channels import wording
from notifications.enums import Channel, Kind
from notifications.models import OutboxMessage
from sanitiser.run import Cleaned
from tests.council.test_races import together
from tests.meetings.factories import (
    CouncilFactory,
    InvitationFactory,
    ItemFactory,
    MeetingFactory,
    chair_of,
    coordinator,
    member_of,
    need,
)
from tests.rig import pages

pytestmark = pytest.mark.django_db

CANARY = b"zzq-canary-in-a-comment"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(data, "JPEG", comment=CANARY)
    return data.getvalue()


def document() -> bytes:
    """A PDF of two pages, as a program saves one."""
    made = pikepdf.new()
    made.add_blank_page()
    made.add_blank_page()
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def paper(meeting: Meeting, title: str = "Budget", **fields: object) -> Paper:
    details: dict[str, object] = {"item": None, "language": "en", "content_note": "", **fields}
    return actions.add_paper(meeting=meeting, title=title, by=coordinator(), **details)  # type: ignore[arg-type]


def version(
    of: Paper, slot: PaperSlot = PaperSlot.STANDARD, language: str = "en", words: str = "Words"
) -> PaperVersion:
    return actions.save_version(paper=of, slot=slot, language=language, words=words, file=None, by=coordinator())


def reads(
    meeting: Meeting, language: str = "en", wanted: PaperFormat = PaperFormat.STANDARD, **contact: object
) -> User:
    """Somebody who is invited and reads papers in a language and a format."""
    person: User = InvitationFactory(meeting=meeting).membership.user
    User.objects.filter(pk=person.pk).update(language=language)
    ContactDetails.objects.create(user=person, paper_format=wanted, **contact)
    return User.objects.get(pk=person.pk)


def missing(meeting: Meeting) -> list[tuple[str, str]]:
    found = queries.gaps(queries.papers_of(meeting), queries.readers(meeting))
    return sorted((gap.slot.value, gap.language) for gap in found)


def test_gaps_are_what_somebody_reads_and_is_not_there() -> None:
    meeting = MeetingFactory()
    reads(meeting)
    reads(meeting, "es")
    reads(meeting, "pl", PaperFormat.LARGE_PRINT)
    reads(meeting, "en", PaperFormat.EASY_READ)
    need(reads(meeting), Need.AUDIO)
    budget = paper(meeting)
    assert missing(meeting) == [
        ("audio", "en"),
        ("easy_read", "en"),
        ("large_print", "pl"),
        ("standard", "en"),
        ("translated", "es"),
    ]
    version(budget)
    version(budget, PaperSlot.TRANSLATED, "es")
    # Words are enlarged by the page.
    version(budget, PaperSlot.TRANSLATED, "pl")
    assert missing(meeting) == [("audio", "en"), ("easy_read", "en")]


def test_file_alone_is_no_large_print() -> None:
    meeting = MeetingFactory()
    reads(meeting, "en", PaperFormat.LARGE_PRINT)
    file = Cleaned(ok=True, kind="picture", type="image/jpeg", data=picture(), amount=1)
    actions.save_version(
        paper=paper(meeting), slot=PaperSlot.STANDARD, language="en", words="", file=file, by=coordinator()
    )
    assert missing(meeting) == [("large_print", "en")]


def test_only_coordinators_read_who_waits_for_what() -> None:
    meeting = MeetingFactory()
    person = reads(meeting, "en", PaperFormat.EASY_READ)
    name = person.chosen_name.name
    paper(meeting)
    address = f"/meetings/{meeting.pk}/papers/plan/"
    for planner, knows in ((coordinator(), True), (chair_of(meeting.council), False)):
        page = pages.get(signed_in(planner), address)
        assert ("Easy read, English" in page.text("main"), name in page.text("main")) == (True, knows)
    pages.get(signed_in(person), address, status=403)


def test_paper_is_drawn_again_and_handed_over_as_a_file() -> None:
    meeting = MeetingFactory()
    client = signed_in(coordinator())
    answer = client.post(f"/meetings/{meeting.pk}/papers/new/", {"title": "Budget", "language": "en", "item": ""})
    made = Paper.objects.get()
    assert answer["Location"] == f"/meetings/papers/{made.pk}/"
    typed = {"slot": "standard", "language": "en", "words": ""}
    upload = SimpleUploadedFile("a.pdf", document(), "application/pdf")
    client.post(answer["Location"], {**typed, "file": upload})
    stored = PaperVersion.objects.get()
    assert (stored.media_type, stored.amount, CANARY in bytes(stored.content)) == ("application/pdf", 2, False)
    handed = client.get(f"/meetings/papers/versions/{stored.pk}/")
    assert handed["Content-Disposition"] == 'attachment; filename="paper.pdf"'
    assert handed["Content-Security-Policy"].startswith("sandbox")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Write the words of the paper, or choose a file."),
        ({"file": b"no picture"}, "This is no PDF, picture or recording that we can open."),
        ({"file": b""}, "This is no PDF, picture or recording that we can open."),
        ({"slot": "audio", "file": "picture"}, "For audio, choose a recording."),
        ({"file": b"x" * (32 * 1024 * 1024 + 1), "words": "Typed"}, "This file is too large"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_what_was_typed_stays(sent: dict[str, object], sentence: str) -> None:
    made = paper(MeetingFactory())
    client = signed_in(coordinator())
    data: dict[str, object] = {"slot": "standard", "language": "es", "words": "", **sent}
    if "file" in data:
        content = picture() if data["file"] == "picture" else data["file"]
        data["file"] = SimpleUploadedFile("a", content)  # type: ignore[arg-type]
    page = pages.post(client, f"/meetings/papers/{made.pk}/", data)
    assert sentence in page.html
    assert (page.values()["language"], page.values()["words"]) == ("es", data["words"])
    assert PaperVersion.objects.count() == 0


def test_80_megabytes_are_refused_before_they_are_read() -> None:
    made = paper(MeetingFactory())
    client = signed_in(coordinator())
    token = pages.get(client, f"/meetings/papers/{made.pk}/").one("form", id="writing")
    csrf = next(element.get("value") for element in token.iter("input") if element.get("name") == "csrfmiddlewaretoken")
    parts = {"csrfmiddlewaretoken": csrf, "slot": "plain", "language": "es", "words": "Typed with care"}
    head = "".join(
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in parts.items()
    )
    head += '--edge\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-'

    class Body(io.BytesIO):
        asked = 0

        def read(self, size: int | None = -1) -> bytes:
            chunk = super().read(size)
            Body.asked += len(chunk)
            return chunk

    size = 80 * 1024 * 1024
    body = Body(head.encode() + b"x" * (2 * 1024 * 1024))
    sent: Any = {
        "wsgi.input": body,
        "CONTENT_TYPE": "multipart/form-data; boundary=edge",
        "CONTENT_LENGTH": str(size),
    }
    answer = client.generic("POST", f"/meetings/papers/{made.pk}/", **sent)
    page = pages.parse(answer.content.decode())
    assert "This file is too large" in page.html
    assert (page.values()["slot"], page.values()["words"]) == ("plain", "Typed with care")
    # One piece of what was sent, and not the two megabytes that had arrived.
    assert Body.asked < 1024 * 1024


def test_members_read_papers_once_they_are_told() -> None:
    meeting = MeetingFactory()
    person = reads(meeting)
    made = version(paper(meeting), words="The whole budget")
    client = signed_in(person)
    for path in (f"/meetings/{meeting.pk}/papers/", f"/meetings/{meeting.pk}/papers/papers.pdf"):
        assert client.get(path).status_code == 404
    assert "Budget" not in pages.get(client, f"/meetings/{meeting.pk}/").text("main")
    actions.tell_ready(meeting=meeting, seen=0, by=coordinator())
    assert "The whole budget" in pages.get(client, f"/meetings/{meeting.pk}/papers/").text("main")
    assert "Budget" in pages.get(client, f"/meetings/{meeting.pk}/").text("main")
    stranger = member_of(CouncilFactory())
    assert signed_in(stranger).get(f"/meetings/{meeting.pk}/papers/").status_code == 404
    assert signed_in(stranger).get(f"/meetings/papers/versions/{made.pk}/").status_code == 404


def test_pack_is_in_large_letters_and_says_what_is_missing() -> None:
    meeting = MeetingFactory()
    person = reads(meeting, "en", PaperFormat.LARGE_PRINT)
    need(person, Need.EASY_READ)
    version(paper(meeting, content_note="Money"))
    actions.tell_ready(meeting=meeting, seen=0, by=coordinator())
    page = pages.get(signed_in(person), f"/meetings/{meeting.pk}/papers/")
    assert page.one("div", class_="letter--large") is not None
    text = page.text("main")
    assert "You asked for this: Easy read, English. It is not there yet." in text
    assert "Content note: Money" in text


def test_pdf_is_tagged_has_its_language_and_holds_the_pages() -> None:
    meeting = MeetingFactory(title="Spring meeting")
    ItemFactory(meeting=meeting, title="The budget")
    person = reads(meeting, "ar")
    made = paper(meeting)
    client = signed_in(coordinator())
    upload = SimpleUploadedFile("a.pdf", document(), "application/pdf")
    client.post(f"/meetings/papers/{made.pk}/", {"slot": "standard", "language": "en", "words": "", "file": upload})
    actions.tell_ready(meeting=meeting, seen=0, by=coordinator())
    invitation = meeting.invitations.get(membership__user=person)
    answer = client.get(f"/meetings/papers/for/{invitation.pk}/papers.pdf")
    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as pack:
        root = pack.Root
        assert (str(root.Lang), bool(root.MarkInfo.Marked), "/StructTreeRoot" in root) == ("ar", True, True)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with pack.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        images = {name for page in pack.pages for name in page.get_images()}
        assert images
    pages.get(client, f"/meetings/papers/for/{invitation.pk}/")


def test_everybody_is_told_in_their_language_by_their_channel() -> None:
    meeting = MeetingFactory()
    spanish = reads(meeting, "es")
    by_post = reads(meeting, "en", PaperFormat.ON_PAPER, reach_by=ReachBy.POST, postal_address="1 Street")
    version(paper(meeting))
    actions.tell_ready(meeting=meeting, seen=0, by=coordinator())
    told = {message.recipient: message for message in OutboxMessage.objects.filter(kind=Kind.PAPERS_READY)}
    assert (told[spanish].channel, told[by_post].channel) == (Channel.EMAIL, Channel.POST)
    assert told[spanish].values["some_missing"] is True
    letter = wording.of(told[by_post], "en").body
    assert ("They come to you by post." in letter, "are not there yet" in letter) == (True, False)
    page = pages.get(signed_in(coordinator()), "/messages/by-hand/")
    assert "papers" in page.text("main")


def test_gate_warns_of_lead_days_and_gaps_and_lets_through_who_knows() -> None:
    meeting = MeetingFactory(day=timezone.localdate() + timedelta(days=3))
    reads(meeting, "es")
    version(paper(meeting))
    client = signed_in(coordinator())
    address = f"/meetings/{meeting.pk}/papers/ready/"
    page = pages.get(client, address)
    assert "Papers are promised 7 days ahead, and only 3 days are left." in page.text("main")
    assert "Translated, español" in page.text("main") or "Translated, Spanish" in page.text("main")
    pages.post(client, address, {"seen": "0"})
    pages.post(client, address, {"seen": "0", "late_anyway": "on"})
    assert PaperRelease.objects.count() == 0
    assert "only 3 days are left" in pages.get(client, f"/meetings/{meeting.pk}/").text("main")
    client.post(address, {"seen": "0", "late_anyway": "on", "gaps_anyway": "on"})
    release = PaperRelease.objects.get()
    assert (release.late, release.number) == (True, 1)
    assert "only 3 days are left" not in pages.get(client, f"/meetings/{meeting.pk}/").text("main")


def test_papers_in_time_need_one_press_and_a_second_press_tells_nobody() -> None:
    meeting = MeetingFactory()
    reads(meeting)
    version(paper(meeting))
    client = signed_in(coordinator())
    address = f"/meetings/{meeting.pk}/papers/ready/"
    client.post(address, {"seen": "0"})
    pages.post(client, address, {"seen": "0"}, status=409)
    assert OutboxMessage.objects.filter(kind=Kind.PAPERS_READY).count() == 1
    client.post(address, {"seen": "1"})
    last = OutboxMessage.objects.get(kind=Kind.PAPERS_READY, values__again=True)
    assert wording.of(last, "en").subject.startswith("New papers for the meeting on")


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_tell_people_once() -> None:
    meeting = MeetingFactory()
    reads(meeting)
    version(paper(meeting))
    first, second = coordinator(), coordinator()
    copies = [Meeting.objects.select_related("council").get(pk=meeting.pk) for _ in range(2)]
    [error] = together(
        lambda: actions.tell_ready(meeting=copies[0], seen=0, by=first),
        lambda: actions.tell_ready(meeting=copies[1], seen=0, by=second),
    )
    assert isinstance(error, Conflict)
    assert OutboxMessage.objects.filter(kind=Kind.PAPERS_READY).count() == 1


def test_nobody_is_told_before_they_are_invited() -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED)
    version(paper(meeting))
    with pytest.raises(Refused):
        actions.tell_ready(meeting=meeting, seen=0, by=coordinator())


def test_papers_of_a_cancelled_meeting_are_not_told_any_more() -> None:
    meeting = MeetingFactory()
    reads(meeting)
    version(paper(meeting))
    actions.tell_ready(meeting=meeting, seen=0, by=coordinator())
    actions.cancel(meeting=meeting, by=coordinator())
    assert OutboxMessage.objects.get(kind=Kind.PAPERS_READY).status == "dropped"


def test_paper_taken_away_is_served_nowhere_and_can_be_put_back() -> None:
    meeting = MeetingFactory()
    person = reads(meeting)
    made = paper(meeting)
    stored = version(made, words="A secret name")
    actions.tell_ready(meeting=meeting, seen=0, by=coordinator())
    client = signed_in(coordinator())
    client.post(f"/meetings/papers/{made.pk}/take-away/")
    assert signed_in(person).get(f"/meetings/papers/versions/{stored.pk}/").status_code == 404
    assert "A secret name" not in pages.get(signed_in(person), f"/meetings/{meeting.pk}/papers/").html
    page = pages.get(client, f"/meetings/{meeting.pk}/papers/plan/")
    [offered] = [element for element in page.all("input") if element.get("name") == "undo"]
    client.post("/accounts/undo/", {"undo": offered.get("value")})
    assert "A secret name" in pages.get(signed_in(person), f"/meetings/{meeting.pk}/papers/").html
    actions.remove_paper(paper=made, by=coordinator())
    assert papers_off(timezone.localdate() + timedelta(days=4)).count() == 1


def test_version_saved_again_replaces_the_words_and_keeps_the_file() -> None:
    made = paper(MeetingFactory())
    file = Cleaned(ok=True, kind="picture", type="image/jpeg", data=picture(), amount=1)
    actions.save_version(paper=made, slot=PaperSlot.STANDARD, language="en", words="Old", file=file, by=coordinator())
    client = signed_in(coordinator())
    client.post(f"/meetings/papers/{made.pk}/", {"slot": "standard", "language": "en", "words": "New"})
    stored = PaperVersion.objects.get()
    assert (stored.words, stored.media_type) == ("New", "image/jpeg")
    client.post(f"/meetings/papers/versions/{stored.pk}/delete/")
    assert PaperVersion.objects.count() == 0


@pytest.mark.parametrize("language", ["ar", "en", "es", "pl"])
def test_pages_of_papers_are_whole_in_every_language(language: str) -> None:
    meeting = MeetingFactory(day=timezone.localdate() + timedelta(days=3))
    item = ItemFactory(meeting=meeting)
    reads(meeting, "es", PaperFormat.BRAILLE)
    made = paper(meeting, item=item, content_note="Money")
    version(made)
    planner = coordinator()
    User.objects.filter(pk=planner.pk).update(language=language)
    client = signed_in(User.objects.get(pk=planner.pk))
    for path in (
        f"/meetings/{meeting.pk}/papers/",
        f"/meetings/{meeting.pk}/papers/plan/",
        f"/meetings/{meeting.pk}/papers/new/?item={item.pk}",
        f"/meetings/{meeting.pk}/papers/ready/",
        f"/meetings/papers/{made.pk}/?slot=standard&language=en",
        f"/meetings/papers/{made.pk}/change/",
        f"/meetings/papers/{made.pk}/take-away/",
        f"/meetings/papers/for/{meeting.invitations.get().pk}/",
    ):
        pages.get(client, path)
