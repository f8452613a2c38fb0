"""Minutes as people read them: in their language through the translator's desk, in large print, as a tagged PDF."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.test import Client
from django.utils import translation

from accounts.enums import PaperFormat
from accounts.models import ContactDetails, User
from meetings import actions
from meetings.models import Meeting, Minutes, MinutesText
from meetings.presenters import minutes as presenter
from meetings.translated import MINUTES
from notifications.enums import Kind
from notifications.models import OutboxMessage
from tests.meetings.factories import InvitationFactory, MembershipFactory, PersonFactory, coordinator
from tests.meetings.test_minutes import held, save, sent, signed_in
from tests.rig import pages
from translations import actions as texts
from translations.enums import TextState
from translations.queries import job, visible_to

pytestmark = pytest.mark.django_db

ENGLISH = "# Garden\nIt stays open.\n- Until nine"
ARABIC = "# الحديقة\nتبقى مفتوحة.\n- حتى التاسعة"


def reads(meeting: Meeting, language: str, **contact: object) -> User:
    person: User = InvitationFactory(meeting=meeting).membership.user
    User.objects.filter(pk=person.pk).update(language=language)
    if contact:
        ContactDetails.objects.create(user=person, **contact)
    return User.objects.get(pk=person.pk)


def translated(minutes: Minutes, language: str = "ar", text: str = ARABIC) -> None:
    found = job(MINUTES, minutes.pk, language)
    assert found is not None
    words = {name: text for name in ("people", "text", "to_do") if getattr(found.source, name)}
    texts.translate(job=found, words=words, is_checked=False, by=PersonFactory(roles=["translator"]))


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("# A\nb\nc\n\nd", [("heading", ["A"]), ("paragraph", ["b", "c"]), ("paragraph", ["d"])]),
        ("- a\n- b\nc", [("list", ["a", "b"]), ("paragraph", ["c"])]),
        ("#\n\n- \n", []),
        ("-5 degrees", [("paragraph", ["-5 degrees"])]),
        ("## A\n# B", [("heading", ["A"]), ("heading", ["B"])]),
    ],
)
def test_lines_become_headings_lists_and_paragraphs(text: str, blocks: list[tuple[str, list[str]]]) -> None:
    assert [(block.kind, block.lines) for block in presenter.blocks(text)] == blocks


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b c", "a x c"),
        ("", "new"),
        ("gone", ""),
        ("one\ntwo\nthree", "one\nthree\nfour"),
        ("w " * 5000, "v " * 5000),
    ],
)
def test_pieces_give_back_both_texts(before: str, after: str) -> None:
    found = presenter.pieces(before, after)
    assert "".join(piece.words for piece in found if piece.kind != "in") == before
    assert "".join(piece.words for piece in found if piece.kind != "out") == after


def test_members_read_minutes_in_their_language_once_they_are_translated() -> None:
    meeting = held()
    person = reads(meeting, "ar")
    actions.draft_minutes(meeting=meeting, by=coordinator())
    # Nobody translates a draft.
    assert not MinutesText.objects.exists()
    minutes = Minutes.objects.get()
    save(minutes, coordinator(), text=ENGLISH)
    minutes.refresh_from_db()
    actions.send_minutes(minutes=minutes, seen=2, by=coordinator())
    titles = [row[2] for row in visible_to(PersonFactory(roles=["translator"])) if row[0] == "minutes"]
    assert set(titles) == {meeting.title}
    client = signed_in(person)
    client.cookies["language"] = "ar"
    page = pages.get(client, f"/meetings/{meeting.pk}/minutes/", lang="ar")
    assert "It stays open." in page.text("main")
    before = OutboxMessage.objects.filter(kind=Kind.MINUTES_SENT, recipient=person).count()
    translated(minutes)
    page = pages.get(client, f"/meetings/{meeting.pk}/minutes/", lang="ar")
    assert "تبقى مفتوحة." in page.text("main")
    assert "It stays open." not in page.text("main")
    told = OutboxMessage.objects.filter(kind=Kind.MINUTES_SENT, recipient=person)
    assert (told.count(), told.filter(values__translated=True).count()) == (before + 1, 1)


def test_translation_of_older_words_is_not_shown() -> None:
    minutes = sent(held(), text=ENGLISH)
    translated(minutes)
    save(minutes, coordinator(), text="Something else")
    assert MinutesText.objects.get(language="ar").state == TextState.STALE
    minutes.refresh_from_db()
    said = presenter.in_language(minutes, "ar")
    assert (said.language, said.is_foreign) == ("en", True)


def test_names_are_left_out_of_translations_too() -> None:
    meeting = held()
    term = MembershipFactory(council=meeting.council, alias="Willow")
    minutes = sent(meeting, text="Willow spoke.")
    translated(minutes, "es", "Willow habló.")
    term.user.chosen_name.in_minutes = False
    term.user.chosen_name.save()
    with translation.override("en"):
        said = presenter.in_language(minutes, "es")
    assert said.sections[-1].blocks[0].lines != ["Willow habló."]


def _pdf(client: Client, path: str) -> tuple[pikepdf.Pdf, str]:
    answer = client.get(path)
    assert answer["Content-Type"] == "application/pdf"
    return pikepdf.open(io.BytesIO(answer.content)), answer["Content-Language"]


def test_pdf_is_tagged_titled_and_says_its_language() -> None:
    meeting = held(title="Spring meeting")
    minutes = sent(meeting, text=ENGLISH)
    translated(minutes)
    client = signed_in(reads(meeting, "ar"))
    client.cookies["language"] = "ar"
    path = f"/meetings/{meeting.pk}/minutes/minutes.pdf"
    file, language = _pdf(client, path)
    assert (str(file.Root.Lang), language) == ("ar", "ar")
    assert bool(file.Root.MarkInfo.Marked)
    assert "Spring meeting" in str(file.docinfo["/Title"])
    client.cookies["language"] = "en"
    file, language = _pdf(client, path)
    assert (str(file.Root.Lang), language) == ("en", "en")


def test_coordinator_prints_for_somebody_in_their_language_and_letters() -> None:
    meeting = held()
    person = reads(meeting, "ar", paper_format=PaperFormat.LARGE_PRINT)
    minutes = sent(meeting, text=ENGLISH)
    translated(minutes)
    invitation = meeting.invitations.get(membership__user=person)
    staff = signed_in(coordinator())
    assert f"/meetings/minutes/for/{invitation.pk}/" in pages.get(staff, f"/meetings/{meeting.pk}/minutes/").html
    page = pages.get(staff, f"/meetings/minutes/for/{invitation.pk}/")
    assert 'class="letter letter--large"' in page.html
    assert "تبقى مفتوحة." in page.text("main")
    _file, language = _pdf(staff, f"/meetings/minutes/for/{invitation.pk}/minutes.pdf")
    assert language == "ar"
    own = pages.get(signed_in(person), f"/meetings/{meeting.pk}/minutes/print/")
    assert "letter--large" in own.html
    other = signed_in(MembershipFactory(council=meeting.council).user)
    assert other.get(f"/meetings/minutes/for/{invitation.pk}/").status_code == 404


@pytest.mark.parametrize("language", ["en", "es", "ar", "pl"])
def test_every_page_is_sound_in_every_language(language: str) -> None:
    meeting = held()
    term = MembershipFactory(council=meeting.council)
    minutes = sent(meeting, text=ENGLISH, people="Three of us", to_do="- Write")
    asked = actions.ask_for_correction(minutes=minutes, text="x", language="es", by=term.user)
    later = held(meeting.council, days=1)
    staff, reader = signed_in(coordinator()), signed_in(term.user)
    for client in (staff, reader):
        client.cookies["language"] = language
    base = f"/meetings/{meeting.pk}/minutes/"
    for end in ("", "write/", "write/?fresh=yes", "versions/", "send/", "approve/", "print/"):
        pages.get(staff, base + end, lang=language)
    pages.get(staff, f"/meetings/minutes/corrections/{asked.pk}/", lang=language)
    pages.get(staff, f"/meetings/{later.pk}/minutes/", lang=language)
    pages.get(staff, f"/meetings/{later.pk}/", lang=language)
    for end in ("", "correct/", "print/"):
        pages.get(reader, base + end, lang=language)
    actions.answer_correction(correction=asked, status="taken_up", answer="", by=coordinator())  # type: ignore[arg-type]
    actions.approve_minutes(minutes=minutes, approved_in=later, seen=2, by=coordinator())
    pages.get(staff, base + "publish/", lang=language)
    actions.publish_minutes(minutes=minutes, because="Agreed", by=coordinator())
    pages.get(staff, base, lang=language)
    pages.get(Client(), f"/{language}/minutes/")
    pages.get(Client(), f"/{language}/minutes/{minutes.pk}/")
