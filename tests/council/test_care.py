"""Talks that are offered, a private plan that nobody else reads, and papers in the member's language."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.core import serializers
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation
from django.utils.translation import gettext
from PIL import Image

from accounts.audit import named
from accounts.enums import Role
from accounts.models import AuditEvent, User
from core import pdf
from core.verdicts import Conflict, Refused
from council import tasks
from council.actions import care
from council.enums import TalkStatus
from council.models import CheckIn, ExitTalk, Membership, ParticipationPlan
from notifications.channels import wording
from notifications.channels.email import compose
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage
from notifications.wanted import is_still_for
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PersonFactory
from tests.council.factories import MembershipFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db

CANARY = "zzq-canary-of-the-plan"


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def coordinator() -> User:
    return PersonFactory(roles=[Role.COORDINATOR])


@pytest.fixture
def term() -> Membership:
    return MembershipFactory(alias="Blue")


def queued(kind: Kind) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind).order_by("pk"))


def test_talk_is_offered_answered_and_held(term: Membership, coordinator: User) -> None:
    meeting = uuid.uuid4()
    talk = care.offer_check_in(term=term, about_meeting=meeting, by=coordinator)
    assert [message.recipient for message in queued(Kind.TALK_OFFERED)] == [term.user]
    with pytest.raises(Refused, match="A talk is offered already"):
        care.offer_check_in(term=term, by=coordinator)
    mine = browser(term.user)
    assert "heavy" in pages.get(mine, "/council/care/").text("main")
    mine.post(f"/council/care/talks/{talk.pk}/", {"wanted": "yes"})
    talk.refresh_from_db()
    assert (talk.status, talk.about_meeting) == (TalkStatus.ACCEPTED, meeting)
    assert [message.recipient for message in queued(Kind.TALK_ANSWERED)] == [coordinator]
    staff = browser(coordinator)
    assert "Blue" in pages.get(staff, "/council/care/members/").text("main")
    staff.post(f"/council/care/talks/{talk.pk}/held/")
    talk.refresh_from_db()
    assert talk.status == TalkStatus.HELD
    with pytest.raises(Conflict):
        care.answer_check_in(talk=talk, wanted=False, by=term.user)
    with pytest.raises(Refused, match="has been answered already"):
        care.mark_check_in_held(talk=talk, by=coordinator)
    # Nothing that was said has a place.
    assert {field.name for field in CheckIn._meta.fields if field.get_internal_type() == "TextField"} == set()


def test_no_is_an_answer_and_the_log_does_not_say_which(term: Membership, coordinator: User) -> None:
    talk = care.offer_check_in(term=term, by=coordinator)
    care.answer_check_in(talk=talk, wanted=False, by=term.user)
    assert CheckIn.objects.get().status == TalkStatus.DECLINED
    assert queued(Kind.TALK_ANSWERED) == []
    assert AuditEvent.objects.latest("id").details == {}
    # It may be offered again at another time.
    assert care.offer_check_in(term=term, by=coordinator).pk != talk.pk


def test_talks_are_offered_by_coordinators_of_this_council_to_members_of_today(
    term: Membership, coordinator: User
) -> None:
    for person in (PersonFactory(roles=[Role.ADMIN]), term.user, MembershipFactory().user):
        with pytest.raises(Refused, match="Only coordinators of this council"):
            care.offer_check_in(term=term, by=person)
        with pytest.raises(Refused, match="Only coordinators of this council"):
            care.offer_exit_talk(term=term, by=person)
    over = MembershipFactory(starts_on="2026-01-01", ends_on="2026-12-31")
    over.refresh_from_db()
    with pytest.raises(Refused, match="not running today"):
        care.offer_check_in(term=over, by=coordinator)


def test_others_neither_see_nor_answer_a_talk(term: Membership, coordinator: User) -> None:
    talk = care.offer_check_in(term=term, by=coordinator)
    other = browser(MembershipFactory(council=term.seat.council).user)
    assert other.post(f"/council/care/talks/{talk.pk}/", {"wanted": "no"}).status_code == 404
    assert other.post(f"/council/care/talks/{talk.pk}/held/").status_code == 404
    assert other.get("/council/care/members/").status_code == 404
    assert CheckIn.objects.get().status == TalkStatus.OFFERED


def test_last_talk_holds_what_the_council_should_learn_in_the_members_words(
    term: Membership, coordinator: User
) -> None:
    staff, mine = browser(coordinator), browser(term.user)
    staff.post(f"/council/care/members/{term.pk}/offer-last/")
    talk = ExitTalk.objects.get()
    with pytest.raises(Refused, match="A talk is offered already"):
        care.offer_exit_talk(term=term, by=coordinator)
    pages.get(mine, f"/council/care/last/{term.pk}/")
    mine.post(f"/council/care/last/{term.pk}/", {"for_the_council": "Begin later in the day.", "wanted": "no"})
    talk.refresh_from_db()
    assert (talk.status, talk.for_the_council) == (TalkStatus.DECLINED, "Begin later in the day.")
    assert "Begin later in the day." in pages.get(staff, "/council/care/members/").text("main")
    mine.post(f"/council/care/last/{term.pk}/", {"for_the_council": "", "wanted": "yes"})
    staff.post(f"/council/care/last/{term.pk}/held/")
    talk.refresh_from_db()
    assert (talk.status, talk.for_the_council) == (TalkStatus.HELD, "")
    other = browser(MembershipFactory(council=term.seat.council).user)
    assert other.get(f"/council/care/last/{term.pk}/").status_code == 404


def test_plan_is_for_the_member_and_whom_they_name(term: Membership, coordinator: User) -> None:
    fellow = MembershipFactory(council=term.seat.council, alias="Green")
    mine, readers = browser(term.user), browser(fellow.user)
    form = pages.get(mine, "/council/plan/")
    assert "Green (seat" in form.text("main")
    sent = {"text": CANARY, "first_reader": str(fellow.user_id), "second_reader": ""}
    mine.post("/council/plan/", sent)
    assert [message.recipient for message in queued(Kind.PLAN_SHARED)] == [fellow.user]
    assert CANARY in pages.get(readers, f"/council/plan/shared/{term.user_id}/").text("main")
    assert "Blue" in pages.get(readers, "/council/plan/shared/").text("main")
    # Saved again, nobody is told again.
    mine.post("/council/plan/", sent)
    assert len(queued(Kind.PLAN_SHARED)) == 1
    # Taken out, it is lost at once, and a message that waits is not sent.
    mine.post("/council/plan/", {**sent, "first_reader": str(coordinator.pk)})
    assert readers.get(f"/council/plan/shared/{term.user_id}/").status_code == 404
    assert CANARY not in readers.get("/council/plan/shared/").content.decode()
    assert [message.status for message in queued(Kind.PLAN_SHARED) if message.recipient == fellow.user] == [
        Status.DROPPED
    ]
    assert CANARY in browser(coordinator).get(f"/council/plan/shared/{term.user_id}/").content.decode()
    # Named once more, they are told once more.
    mine.post("/council/plan/", sent)
    told = [message for message in queued(Kind.PLAN_SHARED) if message.recipient == fellow.user]
    assert len(told) == 2
    mine.post("/council/plan/destroy/")
    assert not ParticipationPlan.objects.exists()
    assert readers.get(f"/council/plan/shared/{term.user_id}/").status_code == 404


def test_reader_is_somebody_of_the_council_and_named_once(term: Membership) -> None:
    stranger = MembershipFactory().user
    fellow = MembershipFactory(council=term.seat.council).user
    with pytest.raises(Refused, match="Choose someone from the list"):
        care.write_plan(text=CANARY, first_reader=stranger, by=term.user)
    with pytest.raises(Refused, match="Choose someone from the list"):
        care.write_plan(text=CANARY, first_reader=term.user, by=term.user)
    with pytest.raises(Refused, match="two different people"):
        care.write_plan(text=CANARY, first_reader=fellow, second_reader=fellow, by=term.user)
    page = pages.post(
        browser(term.user),
        "/council/plan/",
        {"text": CANARY, "first_reader": str(fellow.pk), "second_reader": str(fellow.pk)},
    )
    assert "Choose two different people, or one." in page.text("main")
    assert CANARY in page.text("textarea")
    assert not ParticipationPlan.objects.exists()


def test_somebody_who_cannot_sign_in_any_more_reads_no_plan(term: Membership) -> None:
    fellow = MembershipFactory(council=term.seat.council).user
    care.write_plan(text=CANARY, first_reader=fellow, by=term.user)
    client = browser(fellow)
    User.objects.filter(pk=fellow.pk).update(is_active=False)
    assert CANARY not in client.get(f"/council/plan/shared/{term.user_id}/").content.decode()


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[str]:
    """Yield every address without a variable part."""
    for pattern in patterns:
        path = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, path)
        elif "<" not in path and "(" not in path:
            yield path


@pytest.mark.long
def test_plan_is_on_no_page_for_anybody_else(term: Membership, signed_in: SignedIn) -> None:
    reader = MembershipFactory(council=term.seat.council).user
    care.write_plan(text=CANARY, first_reader=reader, by=term.user)
    everything = set(addresses(get_resolver().url_patterns))
    everything |= {
        f"/council/plan/shared/{term.user_id}/",
        f"/council/seats/{term.seat_id}/",
        f"/council/papers/{term.pk}/",
        f"/council/welcome/terms/{term.pk}/buddy/",
        f"/accounts/people/{term.user_id}/",
    }
    assert "/council/plan/" in everything
    assert "/council/care/members/" in everything
    for role in Role:
        _person, client = signed_in(role)
        client.raise_request_exception = False
        for address in everything:
            response = client.get(address)
            chunks: Any = response.streaming_content if response.streaming else [response.content]  # type: ignore[attr-defined]
            content = b"".join(chunks)
            assert CANARY.encode() not in content, f"{role} reads the plan at {address}"
        assert client.get(f"/council/plan/shared/{term.user_id}/").status_code == 404


def test_plan_is_in_no_log_message_or_name(term: Membership, coordinator: User) -> None:
    fellow = MembershipFactory(council=term.seat.council, alias="Green").user
    care.write_plan(text=CANARY, first_reader=fellow, by=term.user)
    events = serializers.serialize("json", AuditEvent.objects.all())
    assert CANARY not in events
    assert str(fellow.pk) not in events
    values = json.dumps([message.values for message in OutboxMessage.objects.all()])
    assert CANARY not in values
    assert str(term.user_id) not in values
    assert CANARY not in str(ParticipationPlan.objects.get())


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    words = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return words


def test_certificate_says_the_name_of_the_moment_and_keeps_it_nowhere(term: Membership) -> None:
    mine = browser(term.user)
    pages.get(mine, f"/council/papers/{term.pk}/")
    wish = {"kind": "certificate", "name": "Maria Q. Canary", "language": "en"}
    response = mine.post(f"/council/papers/{term.pk}/", wish)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="certificate.pdf"'
    words = text_of(response.content)
    assert "Maria Q. Canary" in words
    assert "Blue" not in words
    assert str(term.seat.council) in words
    assert "Maria" not in serializers.serialize("json", AuditEvent.objects.all())
    assert AuditEvent.objects.latest("id").action == "made a paper about a term"


def test_letter_in_arabic_is_shaped_and_reads_from_right_to_left(term: Membership) -> None:
    wish = {"kind": "letter", "name": "سمر", "language": "ar"}
    response = browser(term.user).post(f"/council/papers/{term.pk}/", wish)
    with pikepdf.open(io.BytesIO(response.content)) as document:
        assert str(document.Root.Lang) == "ar"
        fonts = document.pages[0].Resources.Font
        names = {str(fonts[name].BaseFont) for name in fonts.keys()}  # noqa: SIM118 - no dictionary
        assert str(document.docinfo.Title).strip()
    # Letters that join are other shapes: found again as letters, they were drawn from a font that has them.
    assert "سمر" in text_of(response.content)
    assert any("Arab" in name or "DejaVu" in name for name in names), names


def test_nothing_is_fetched_for_a_paper(tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    Image.new("RGB", (40, 40), "red").save(picture)
    html = f'<!doctype html><html lang="en"><title>x</title><body><p>x</p><img src="{picture.as_uri()}" alt="">'
    with pikepdf.open(io.BytesIO(pdf.from_html(html, ""))) as document:
        assert list(document.pages[0].Resources.get("/XObject", {})) == []


def test_without_the_library_the_paper_is_a_page_to_print(term: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise pdf.NoPdfError

    monkeypatch.setattr(pdf, "_library", missing)
    wish = {"kind": "letter", "name": "سمر", "language": "ar"}
    page = pages.post(browser(term.user), f"/council/papers/{term.pk}/", wish, lang="ar")
    assert "سمر" in page.text("main")


def test_paper_of_somebody_else_is_for_their_coordinator_alone(term: Membership, coordinator: User) -> None:
    wish = {"kind": "letter", "name": "Maria", "language": "en", "words": "She asked good questions."}
    response = browser(coordinator).post(f"/council/papers/{term.pk}/", wish)
    assert "She asked good questions." in text_of(response.content)
    # A member writes no words of praise of their own.
    assert "She asked good questions." not in text_of(
        browser(term.user).post(f"/council/papers/{term.pk}/", wish).content
    )
    for person in (MembershipFactory(council=term.seat.council).user, PersonFactory(roles=[Role.ADMIN])):
        assert browser(person).post(f"/council/papers/{term.pk}/", wish).status_code == 404


def test_only_who_can_have_a_plan_is_offered_one(term: Membership, coordinator: User) -> None:
    offered = "/council/plan/"
    assert offered in pages.get(browser(term.user), "/council/care/").links()
    assert offered not in pages.get(browser(coordinator), "/council/care/").links()


# A last talk, offered by itself


def offered() -> set[object]:
    tasks.remind_of_endings()
    return {message.recipient for message in queued(Kind.TALK_OFFERED)}


def test_last_talk_is_offered_the_day_after_the_last_day_in_the_persons_language() -> None:
    yesterday, today = date(2027, 6, 14), date(2027, 6, 15)
    left = MembershipFactory(ends_on=yesterday, user__language="es").user
    MembershipFactory(ends_on=today)
    MembershipFactory(ends_on=date(2027, 5, 31))
    MembershipFactory(ends_on=yesterday, user__is_active=False)
    assert offered() == {left}
    assert [talk.membership.user for talk in ExitTalk.objects.all()] == [left]
    # Once.
    assert offered() == {left}
    assert len(queued(Kind.TALK_OFFERED)) == 1
    (event,) = AuditEvent.objects.filter(action="offered a last talk")
    assert event.actor == named(None)
    (message,) = queued(Kind.TALK_OFFERED)
    # The language of the person, not that of whoever asks.
    with translation.override("es"):
        subject = gettext("A talk is offered to you")
    assert (compose(message).subject, subject != "A talk is offered to you") == (subject, True)
    assert "Your time on the council ends." in wording.of(message, "en").body
    # Without a seat and a role, the person answers all the same.
    mine = browser(left)
    assert "Not answered" not in pages.get(mine, "/council/care/").text("main")
    term = ExitTalk.objects.get().membership
    mine.post(f"/council/care/last/{term.pk}/", {"for_the_council": "Begin later.", "wanted": "yes"})
    assert ExitTalk.objects.get().status == TalkStatus.ACCEPTED


def test_last_talk_is_for_people_who_left_that_council() -> None:
    renewed = MembershipFactory(ends_on=date(2027, 6, 14))
    MembershipFactory(seat=renewed.seat, user=renewed.user, starts_on=date(2027, 6, 15), ends_on=date(2028, 1, 1))
    other_seat = MembershipFactory(ends_on=date(2027, 6, 14))
    MembershipFactory(council=other_seat.seat.council, user=other_seat.user, starts_on=date(2027, 9, 1))
    elsewhere = MembershipFactory(ends_on=date(2027, 6, 14))
    MembershipFactory(user=elsewhere.user)
    asked = MembershipFactory(ends_on=date(2027, 6, 14))
    ExitTalk.objects.create(membership=asked, offered_on=date(2027, 6, 1))
    assert offered() == {elsewhere.user}


def test_last_talk_is_not_sent_to_somebody_who_came_back() -> None:
    term = MembershipFactory(ends_on=date(2027, 6, 14))
    offered()
    (message,) = queued(Kind.TALK_OFFERED)
    assert is_still_for(message)
    MembershipFactory(council=term.seat.council, user=term.user, starts_on=date(2027, 7, 1))
    assert not is_still_for(message)


def test_last_talk_of_a_term_that_is_gone_is_not_sent(term: Membership, coordinator: User) -> None:
    care.offer_exit_talk(term=term, by=coordinator)
    care.offer_check_in(term=term, by=coordinator)
    message, check_in = sorted(queued(Kind.TALK_OFFERED), key=lambda message: "last_of" not in message.values)
    ExitTalk.objects.all().delete()
    CheckIn.objects.all().delete()
    term.delete()
    assert (is_still_for(message), is_still_for(check_in)) == (False, True)
