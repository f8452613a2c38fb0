"""Monthly keys: made on purpose, kept apart, and closed with a wrong key."""

from __future__ import annotations

import secrets
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django import Settings

from accounts.models import AuditEvent
from feedback.models import SealingKey
from feedback.queries import key_of
from feedback.sealing import CannotOpen, open_words
from tests.tracker import factories
from tracker import keys
from tracker.models import PrivateKey


def test_keys_are_made_for_this_month_and_the_next() -> None:
    made = keys.keep(date(2026, 12, 31))
    days = [(key.valid_from, key.valid_until) for key in made]
    assert days == [(date(2026, 12, 1), date(2026, 12, 31)), (date(2027, 1, 1), date(2027, 1, 31))]
    assert [bytes(key.number).hex() for key in made] == ["07ea0c00", "07eb0100"]


def test_keys_are_made_once() -> None:
    keys.keep(date(2026, 6, 1))
    assert keys.keep(date(2026, 6, 30)) == []
    assert [key.valid_from for key in keys.keep(date(2026, 7, 1))] == [date(2026, 8, 1)]
    assert AuditEvent.objects.filter(action="made a monthly key").count() == 3


def test_private_half_opens_what_was_sealed() -> None:
    said = factories.say("Nobody came at night.")
    item_key = key_of(said.feedback.pk)
    assert item_key
    assert open_words(said.feedback, item_key, keys.private_for(item_key))["text"] == "Nobody came at night."


def test_private_half_stays_closed_with_a_wrong_key(settings: Settings) -> None:
    item_key = key_of(factories.say().feedback.pk)
    assert item_key
    settings.KEY_ENCRYPTION_KEY = secrets.token_bytes(32)
    with pytest.raises(CannotOpen):
        keys.private_for(item_key)


def test_private_half_stays_closed_when_exchanged() -> None:
    item_key = key_of(factories.say().feedback.pk)
    assert item_key
    other = PrivateKey.objects.exclude(sealing_key=item_key.sealing_key_id).get()
    PrivateKey.objects.filter(sealing_key=item_key.sealing_key_id).update(wrapped=other.wrapped)
    with pytest.raises(CannotOpen):
        keys.private_for(item_key)


def test_reading_makes_no_key() -> None:
    item_key = key_of(factories.say().feedback.pk)
    assert item_key
    PrivateKey.objects.all().delete()
    with pytest.raises(CannotOpen):
        keys.private_for(item_key)
    assert PrivateKey.objects.count() == 0


def test_command_says_what_it_made() -> None:
    said = StringIO()
    call_command("keys", "create", stdout=said)
    assert said.getvalue().count("Made the key for") == 2
    said = StringIO()
    call_command("keys", "create", stdout=said)
    assert said.getvalue() == "The keys of this month and the next are there already. Nothing was made.\n"


def test_command_lists_keys_and_names_what_cannot_be_read() -> None:
    keys.keep(date(2026, 6, 1))
    PrivateKey.objects.filter(sealing_key__valid_from=date(2026, 7, 1)).delete()
    said = StringIO()
    call_command("keys", "list", stdout=said)
    assert said.getvalue().splitlines() == [
        "2026-06-01 to 2026-06-30  key 07ea0600  can be read here",
        "2026-07-01 to 2026-07-31  key 07ea0700  CANNOT be read: no private half",
    ]


def test_command_says_that_there_is_no_key() -> None:
    said = StringIO()
    call_command("keys", "list", stdout=said)
    assert said.getvalue().startswith("There is no key.")
    assert SealingKey.objects.count() == 0
