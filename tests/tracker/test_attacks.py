"""What a hostile reading of staff's side found: each of these once showed, lost or refused what it must not."""

from __future__ import annotations

import secrets
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.enums import Role
from accounts.models import AuditEvent, User
from core.verdicts import Refused
from desk.actions import answer_reminders, collecting, opening
from desk.actions import cases as desk
from desk.actions.restoring import erase_again
from desk.retention import WORDS
from feedback import actions as door
from feedback import codes, sealing
from feedback.actions.after import CONTACT_BLOCK, kept_until
from feedback.enums import KeyKind, MessageKind
from feedback.models import Contact, DataKey, Feedback, Message
from feedback.queries import current_key, key_of
from keys import interface as keys
from keys.models import EscrowCopy
from meetings.models import AgendaItem
from retention.actions import apply_retention
from tests.keys import ceremony
from tests.rig import pages
from tests.rig.contacts import publish_notices_key
from tests.tracker import factories
from tests.tracker.factories import Said
from tracker import quotes
from tracker.actions import agenda as on_agenda
from tracker.actions import changes
from tracker.enums import QuoteState
from tracker.queries.quotes import quotes_of

VERSION = "Somebody waited all night."
A_YEAR_LATER = "2027-04-01 10:00"


def finished(by: User, on: str = "2026-03-31 10:00", **more: Any) -> Said:
    """Say something, answer it and close it, all on one day."""
    with time_machine.travel(on, tick=False):
        said = factories.read(by, **more)
        factories.answered(said, by)
        desk.close(case=said.case, by=by)
    return said


def add_later(said: Said) -> None:
    """Say one more thing with the code, on the day that it is."""
    keys.keep(timezone.localdate())
    said.add("It happened again.", noticed=False)


def forgotten(said: Said) -> None:
    """Let the code of a finished conversation open nothing any more, and nothing else."""
    door.forget_conversations(feedback_ids=[said.feedback.pk])


def readable(said: Said) -> str:
    """Return what can be read here of what somebody said first."""
    data_key = key_of(said.feedback.pk)
    if data_key is None:
        return ""
    try:
        return str(sealing.open_words(said.feedback, data_key, keys.private_key_for(data_key))["text"])
    except sealing.DecryptionError:
        return ""


# Kept from somebody


def test_recommendation_page_quotes_nothing_that_is_kept_from_its_reader(
    client: Client, reader: User, coordinator: User
) -> None:
    agenda_item = factories.AgendaItemFactory()
    said = factories.with_council(coordinator, agenda_item, keep_from="The reader")
    asked = factories.recommendation(agenda_item, said)
    client.force_login(reader)
    assert VERSION not in pages.get(client, f"/recommendations/{asked.pk}/").html
    client.force_login(coordinator)
    assert VERSION in pages.get(client, f"/recommendations/{asked.pk}/").html


@pytest.mark.parametrize("role", [Role.READER, Role.STEWARD, Role.EXECUTIVE, Role.ADMIN], ids=lambda role: role.value)
def test_form_of_a_recommendation_quotes_nothing_to_who_cannot_write_one(
    client: Client, coordinator: User, role: Role
) -> None:
    agenda_item = factories.AgendaItemFactory()
    factories.with_council(coordinator, agenda_item, keep_from="The reader")
    client.force_login(factories.person(role))
    assert VERSION not in pages.get(client, f"/recommendations/new/{agenda_item.pk}/").html


# Retention


def test_what_was_added_and_nobody_has_seen_is_not_destroyed(reader: User) -> None:
    said = finished(reader)
    with time_machine.travel(A_YEAR_LATER, tick=False):
        add_later(said)
        assert apply_retention(on=timezone.localdate()) == []
        collecting.collect()
        [added] = opening.open_additions(case=said.case, by=reader)
        assert added.words["text"] == "It happened again."


def test_conversation_with_something_nobody_has_seen_is_not_forgotten(reader: User) -> None:
    said = finished(reader)
    with time_machine.travel("2029-04-01 10:00", tick=False):
        add_later(said)
        assert apply_retention(on=timezone.localdate()) == []


def test_what_was_said_after_the_first_words_went_has_its_time_too(reader: User) -> None:
    said = finished(reader)
    with time_machine.travel(A_YEAR_LATER, tick=False):
        assert [receipt.rule for receipt in apply_retention(on=timezone.localdate())] == [WORDS.name]
        add_later(said)
        collecting.collect()
        opening.open_additions(case=said.case, by=reader)
        factories.answered(said, reader, "We are sorry.")
        desk.close(case=said.case, by=reader)
        assert apply_retention(on=timezone.localdate()) == []
    with time_machine.travel("2028-04-02 10:00", tick=False):
        assert [receipt.rule for receipt in apply_retention(on=timezone.localdate())] == [WORDS.name]
        assert apply_retention(on=timezone.localdate()) == []
    free = Message.objects.filter(kind__in=[MessageKind.REPLY, MessageKind.FROM_PERSON])
    assert {bytes(message.sealed) for message in free} == {b""}
    assert DataKey.objects.count() == 0


def test_nothing_is_left_to_do_when_a_conversation_is_over(client: Client, reader: User) -> None:
    said = finished(reader)
    forgotten(said)
    client.force_login(reader)
    page = pages.get(client, f"/desk/{said.case.pk}/")
    assert "These words were destroyed at the end of their retention period." in page.text("main")
    with pytest.raises(Refused):
        desk.take(case=said.case, by=reader)


def test_decision_is_possible_when_a_conversation_behind_it_is_over(reader: User) -> None:
    agenda_item = factories.AgendaItemFactory()
    old, new = (factories.with_council(reader, agenda_item) for _number in range(2))
    asked = factories.recommendation(agenda_item, old, new)
    forgotten(old)
    factories.decision(asked)
    assert [news.kind for news in new.told()] == [MessageKind.DECISION]
    assert Message.objects.filter(feedback=old.feedback).count() == 0


def test_change_can_be_taken_back_when_a_conversation_behind_it_is_over(reader: User) -> None:
    agenda_item = factories.AgendaItemFactory()
    said = factories.with_council(reader, agenda_item)
    change = factories.confirmed(because=factories.decision(factories.recommendation(agenda_item, said)))
    forgotten(said)
    assert change.document.steward
    assert changes.take_back(change=change, reason="It did not work.", by=change.document.steward).is_reversed


def test_erasing_again_stands_in_the_log_with_its_number_alone(reader: User) -> None:
    said = finished(reader)
    assert erase_again(ids=[said.feedback.pk, uuid.uuid4()], consents={}, on=timezone.localdate()) == (1, 0)
    event = AuditEvent.objects.order_by("id").last()
    assert event
    assert (event.action, event.subject, event.details) == (
        "erased again after a restore",
        "feedback",
        {"given": 2, "number": 1, "withheld": 0},
    )


# Withdrawal


def quoted(agenda_item: AgendaItem) -> list[tuple[str, str]]:
    return sorted((quote.state, quote.text) for quote in quotes_of([agenda_item])[agenda_item.pk])


def test_papers_lose_an_earlier_version_too(reader: User, coordinator: User) -> None:
    meeting = factories.MeetingFactory()
    said = factories.read(reader)
    quote = on_agenda.put_on_agenda(case=said.case, by=reader, meeting=meeting, title="Nights")
    desk.share(case=said.case, shareable="Somebody waited for very long.", language="en", by=reader)
    lookup = codes.opened(said.code).lookup
    assert door.choose(lookup=lookup, consents={"for_council": False})
    quotes.refresh_quotes()
    assert quoted(quote.agenda_item) == [(QuoteState.WITHDRAWN, "")]


def test_two_who_are_in_one_paper_are_both_taken_out(reader: User) -> None:
    said = factories.read(reader, shareable=VERSION)
    other = factories.read(reader, shareable="A nurse shouted.")
    quote = on_agenda.put_on_agenda(case=said.case, meeting=factories.MeetingFactory(), title="Nights", by=reader)
    on_agenda.put_on_agenda(case=other.case, agenda_item=quote.agenda_item, by=reader)
    assert quoted(quote.agenda_item) == sorted([(QuoteState.SHOWN, VERSION), (QuoteState.SHOWN, "A nurse shouted.")])
    said.erase()
    other.erase()
    collecting.collect()
    assert quoted(quote.agenda_item) == [(QuoteState.WITHDRAWN, "")] * 2


def test_paper_loses_the_words_of_who_erases_while_it_is_looked_at(
    reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = factories.read(reader, shareable=VERSION)
    quote = on_agenda.put_on_agenda(case=said.case, meeting=factories.MeetingFactory(), title="Nights", by=reader)
    # Between the look at what was added and the look at erasures of the same run.
    said.add(noticed=False)
    monkeypatch.setattr(collecting, "_notice_choices", lambda _looked_at: said.erase())
    collecting.collect()
    assert quoted(quote.agenda_item) == [(QuoteState.WITHDRAWN, "")]
    assert said.case.is_erased


def test_no_other_words_are_published_once_the_person_took_it_back(client: Client, reader: User) -> None:
    agenda_item = factories.AgendaItemFactory()
    said = factories.with_council(reader, agenda_item)
    change = factories.in_force(because=factories.decision(factories.recommendation(agenda_item, said)))
    before = said.case.shareable
    assert before in pages.get(client, f"/changes/{change.pk}/").html
    lookup = codes.opened(said.code).lookup
    assert door.choose(lookup=lookup, consents={"for_public": False, "for_council": False, "for_training": True})
    with pytest.raises(Refused, match="does not agree to other words there"):
        desk.share(case=said.case, shareable="Words for teaching only.", language="en", by=reader)
    assert before in pages.get(client, f"/changes/{change.pk}/").html


# Keys


def lose_everything(settings: Settings) -> None:
    settings.KEY_ENCRYPTION_KEY = secrets.token_bytes(32)


def test_keys_made_anew_open_what_is_said_from_now_on(settings: Settings) -> None:
    lost = factories.say("Before")
    lose_everything(settings)
    ceremony.command("create", "--force")
    today = timezone.localdate()
    said = factories.say("After")
    assert (readable(lost), readable(said)) == ("", "After")
    later = today.replace(day=1) + timedelta(days=40)
    for key in (current_key(today), current_key(later), current_key(today, KeyKind.FILES)):
        assert key
        assert keys.can_open(key)
    assert "Every key is there already" in ceremony.command("create", "--force")


def test_a_letter_is_not_handed_on_while_its_copies_cannot_be_made_again(settings: Settings) -> None:
    factories.say("Before")
    for letter in "ABC":
        ceremony.register(letter)
    before = set(EscrowCopy.objects.values_list("pk", flat=True))
    lose_everything(settings)
    with pytest.raises(CommandError, match="nothing was done"):
        ceremony.register("C", replace=True)
    assert set(EscrowCopy.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("content", [None, "N73C–SHH2".encode(), b"\xff\xfe\x00"], ids=["missing", "dash", "bytes"])
def test_file_of_a_card_that_cannot_be_read_is_said_plainly(tmp_path: Path, content: bytes | None) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    if content is not None:
        first.write_bytes(content)
        second.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("keys", "restore", f"--first={first}", f"--second={second}")


# Entering for somebody


def test_process_without_the_secrets_of_receipts_keeps_nothing_and_says_so(client: Client, settings: Settings) -> None:
    keys.keep(timezone.localdate())
    client.force_login(factories.person(Role.READER))
    page = pages.get(client, "/desk/enter/")
    hidden = {name: str(page.values()[name]) for name in ("fresh", "submission")}
    del settings.RECEIPT_PEPPER
    said = {"channel": "phone", "language": "en", "text": "Nobody came.", **hidden}
    refused = pages.post(client, "/desk/enter/", said, status=409)
    assert "nothing is saved" in refused.text("main")
    assert refused.one("textarea", name="text").text == "Nobody came."
    assert Feedback.objects.count() == 0


# Contacts, sealed by a door that was taken over


@pytest.mark.parametrize(
    "held",
    [
        {"address": "robin@mail.example", "language": ["en"]},
        {"address": "robin@mail.example", "language": "x" * 5000},
        {"address": ["robin@mail.example"], "language": "en"},
        {"address": "robin@mail.example\nBcc: all@mail.example", "language": "en"},
        {"address": "", "language": "en"},
    ],
    ids=["a list", "no language", "addresses", "a header", "no address"],
)
def test_a_poisoned_contact_keeps_nobody_else_waiting(
    smtp_sink: Any, settings: Settings, held: dict[str, object]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", smtp_sink.port, 2
    settings.CONTACT_KEY = publish_notices_key()
    said, now = factories.say(), timezone.now().replace(hour=9)
    door.send_notice(
        feedback_id=said.feedback.pk,
        kind=MessageKind.REPLY,
        notice={"language": "en", "texts": {"en": {"heading": "x", "body": "y"}}},
        on=timezone.localdate(),
        submission=uuid.uuid4(),
    )
    for number in range(4):
        seal_contact({"feedback": str(said.feedback.pk), "address": f"n{number}@mail.example", "language": "en"})
    seal_contact({"feedback": str(said.feedback.pk), **held})
    with time_machine.travel(timezone.localtime(now).replace(hour=9), tick=False):
        assert answer_reminders.send_answer_reminders() == 4


def seal_contact(held: dict[str, object]) -> None:
    today = timezone.localdate()
    key = current_key(today, KeyKind.NOTICES)
    assert key
    number = uuid.uuid4()
    sealed = sealing.seal(
        sealing.pack(dict(held), block=CONTACT_BLOCK),
        bytes(key.public_key),
        associated_data=sealing.cell("contact", "sealed", number),
        number=bytes(key.number),
    )
    Contact.objects.create(pk=number, kept_until=kept_until(today), sealed=sealed)
