"""Attack 25: somebody who can write into the database moves, cuts and changes what is sealed there.

What is sealed never opens as something else: staff and the person are told that it cannot be read, and the log has a
line that says so. What is not sealed (days, states, the order of messages) is guarded by the database role instead
(attack 23).
"""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import models
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.enums import Role
from accounts.models import AuditEvent, User
from feedback import actions, codes, queries, sealing, timeline
from feedback.content import Notice
from feedback.enums import MessageKind
from feedback.models import DataKey, Feedback, Message, SealingKey
from tests.attacks.given import Given, come_back, today
from tests.feedback.conftest import MonthKey
from tests.tracker import factories

CANNOT = "This message cannot be read."
FIRST, SECOND, FIRST_REPLY, SECOND_REPLY = "canary-first", "canary-second", "canary-reply-1", "canary-reply-2"


@dataclass
class Pair:
    """Two conversations of two people, each with a reply and an addition."""

    first: Given
    second: Given
    key: MonthKey = field(repr=False)

    def messages(self, kind: MessageKind) -> tuple[Message, Message]:
        """Return the message of that kind of each conversation."""
        one, other = (Message.objects.get(feedback=given.feedback, kind=kind) for given in (self.first, self.second))
        return one, other

    def keys(self) -> tuple[DataKey, DataKey]:
        one, other = (DataKey.objects.get(opens=given.feedback.pk) for given in (self.first, self.second))
        return one, other

    def additions(self) -> tuple[Message, Message]:
        return self.messages(MessageKind.FROM_PERSON)

    def replies(self) -> tuple[Message, Message]:
        return self.messages(MessageKind.REPLY)


def reply(to: Given, body: str) -> None:
    notice: Notice = {"language": "en", "texts": {"en": {"heading": "A reply", "body": body}}}
    actions.send_notice(
        feedback_id=to.feedback.pk, kind=MessageKind.REPLY, notice=notice, on=today(), submission=uuid.uuid4()
    )


@pytest.fixture
def pair(give: Callable[..., Given], month_key: MonthKey) -> Pair:
    made = Pair(give(FIRST), give(SECOND), month_key)
    for one, words, body in ((made.first, FIRST, FIRST_REPLY), (made.second, SECOND, SECOND_REPLY)):
        lookup = one.opened.lookup
        actions.add_words(
            lookup=lookup, addition={"text": words, "language": "en"}, submission=uuid.uuid4(), on=today()
        )
        reply(one, body)
    return made


def put(row: models.Model, **values: Any) -> None:
    """Write into a row as the owner of the tables could, past every action."""
    type(row)._default_manager.filter(pk=row.pk).update(**values)


def exchange(one: Any, other: Any, *columns: str) -> None:
    """Exchange columns of two rows, by way of values that no row has."""
    first = {column: getattr(one, column) for column in columns}
    second = {column: getattr(other, column) for column in columns}
    put(other, **{name: uuid.uuid4() if isinstance(value, uuid.UUID) else b"" for name, value in second.items()})
    put(one, **second)
    put(other, **first)


def exchange_owners(one: Message, other: Message) -> None:
    """Put two messages into each other's conversation; a conversation has one of each place."""
    for message, to, place in ((one, other.feedback_id, 99), (other, one.feedback_id, 99)):
        put(message, feedback=to, position=place)


def exchange_words(pair: Pair) -> None:
    exchange(pair.first.feedback, pair.second.feedback, "body")
    exchange(*pair.keys(), "sealed")


def show_addition_as_reply(pair: Pair) -> None:
    pair.replies()[0].delete()
    put(pair.additions()[0], kind=MessageKind.DECISION)


def refreshed(feedback: Feedback) -> Feedback:
    return Feedback.objects.get(pk=feedback.pk)


def other_month(pair: Pair) -> SealingKey:
    public, _private = sealing.new_keypair()
    return actions.publish_key(number=b"next", public_key=public, valid_from=today(), valid_until=today())


def forged(pair: Pair) -> bytes:
    """Return words that anybody can seal who has the public key, under a key of their own."""
    month = pair.keys()[0].sealing_key
    key, number = sealing.new_key(), bytes(month.number)
    put(
        pair.keys()[0],
        sealed=sealing.seal(
            key, bytes(month.public_key), associated_data=sealing.data_key_cell(pair.second.feedback.pk), number=number
        ),
    )
    associated_data = sealing.cell("feedback", "body", pair.first.feedback.pk)
    return sealing.wrap(sealing.pack({"text": "canary-forged"}), key, associated_data=associated_data, number=number)


# What is done to the first conversation's words, as staff read them.
TO_THE_WORDS: dict[str, Callable[[Pair], Any]] = {
    "bodies exchanged": lambda pair: exchange(pair.first.feedback, pair.second.feedback, "body"),
    "keys exchanged": lambda pair: exchange(*pair.keys(), "sealed"),
    "keys moved": lambda pair: exchange(*pair.keys(), "opens"),
    "bodies and keys exchanged": exchange_words,
    "an addition's key in its place": lambda pair: put(
        pair.keys()[0], sealed=DataKey.objects.get(opens=pair.additions()[0].pk).sealed
    ),
    "another month": lambda pair: put(pair.keys()[0], sealing_key=other_month(pair)),
    "the month's number changed": lambda pair: put(pair.keys()[0].sealing_key, number=b"abcd"),
    "the version set back": lambda pair: put(pair.first.feedback, body=b"\x00" + bytes(pair.first.feedback.body)[1:]),
    "the version set on": lambda pair: put(pair.first.feedback, body=b"\x02" + bytes(pair.first.feedback.body)[1:]),
    "nothing left": lambda pair: put(pair.first.feedback, body=b""),
    "the head left": lambda pair: put(pair.first.feedback, body=bytes(pair.first.feedback.body)[:5]),
    "the end cut": lambda pair: put(pair.first.feedback, body=bytes(pair.first.feedback.body)[:-1]),
    "something added": lambda pair: put(pair.first.feedback, body=bytes(pair.first.feedback.body) + b"\0"),
    "plain words": lambda pair: put(pair.first.feedback, body=json.dumps({"text": "canary-plain"}).encode()),
    "plain words with a head": lambda pair: put(
        pair.first.feedback, body=b"\x01test" + sealing.pack({"text": "canary-plain"})
    ),
    "another row's forged key": lambda pair: put(pair.first.feedback, body=forged(pair)),
}
# What is done to the first conversation's replies, as the person reads them.
TO_THE_REPLY: dict[str, Callable[[Pair], Any]] = {
    "replies exchanged": lambda pair: exchange(*pair.replies(), "sealed"),
    "replies moved": lambda pair: exchange_owners(*pair.replies()),
    "private halves exchanged": lambda pair: exchange(pair.first.feedback, pair.second.feedback, "reply_private"),
    "the private half cut": lambda pair: put(pair.first.feedback, reply_private=pair.first.feedback.reply_private[:-1]),
    "the reply cut": lambda pair: put(pair.replies()[0], sealed=bytes(pair.replies()[0].sealed)[:-1]),
    "the version set on": lambda pair: put(pair.replies()[0], sealed=b"\x02" + bytes(pair.replies()[0].sealed)[1:]),
    "an addition shown as a reply": show_addition_as_reply,
    "plain words": lambda pair: put(pair.replies()[0], sealed=sealing.pack({"texts": {"en": {"body": "canary"}}})),
    "a reply sealed by somebody else": lambda pair: put(
        pair.replies()[0],
        sealed=sealing.seal(
            sealing.pack({"language": "en", "texts": {"en": {"heading": "x", "body": "canary-forged"}}}),
            bytes(pair.first.feedback.reply_public),
            associated_data=sealing.cell("message", "sealed", pair.replies()[1].pk),
        ),
    ),
}


def test_what_nobody_touched_can_be_read(pair: Pair, client: Client) -> None:
    assert pair.key.words(refreshed(pair.first.feedback))["text"] == FIRST
    page = come_back(client, pair.first.code).content.decode()
    assert FIRST_REPLY in page
    assert CANNOT not in page


@pytest.mark.parametrize("what", TO_THE_WORDS)
def test_words_that_were_tampered_with_never_open(pair: Pair, what: str) -> None:
    TO_THE_WORDS[what](pair)
    with pytest.raises(sealing.DecryptionError):
        pair.key.words(refreshed(pair.first.feedback))


@pytest.mark.parametrize("what", ["sealed", "opens", "key", "the words in its place"])
def test_additions_that_were_tampered_with_never_open(pair: Pair, what: str) -> None:
    first, second = pair.additions()
    keys = [DataKey.objects.get(opens=one.pk) for one in (first, second)]
    {
        "sealed": lambda: exchange(first, second, "sealed"),
        "opens": lambda: exchange(keys[0], keys[1], "opens"),
        "key": lambda: exchange(keys[0], keys[1], "sealed"),
        "the words in its place": lambda: put(first, sealed=pair.first.feedback.body),
    }[what]()
    message = Message.objects.get(pk=first.pk)
    data_key = queries.key_of(first.pk)
    assert data_key is not None
    with pytest.raises(sealing.DecryptionError):
        sealing.open_from_person(message, data_key, pair.key.private)


@pytest.mark.parametrize("what", TO_THE_REPLY)
def test_person_is_told_that_a_message_cannot_be_read_and_sees_no_other(pair: Pair, client: Client, what: str) -> None:
    TO_THE_REPLY[what](pair)
    answer = come_back(client, pair.first.code)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert CANNOT in page
    assert "canary" not in page


def flipped(data: Any, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8 % len(changed)] ^= 1 << bit % 8
    return bytes(changed)


ONCE = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.slow
@settings(ONCE, max_examples=500)
@given(st.integers(0, 2**20))
def test_a_flipped_bit_of_words_or_key_never_opens(pair: Pair, bit: int) -> None:
    """Five hundred bits of the words and as many of their key; of each, every byte of the head and of the end."""
    feedback, data_key = refreshed(pair.first.feedback), DataKey.objects.select_related("sealing_key").get(
        opens=pair.first.feedback.pk
    )  # fmt: skip
    whole_body, whole_key = bytes(feedback.body), bytes(data_key.sealed)
    for body, sealed in ((flipped(whole_body, bit), whole_key), (whole_body, flipped(whole_key, bit))):
        feedback.body, data_key.sealed = body, sealed
        with pytest.raises(sealing.DecryptionError):
            sealing.open_words(feedback, data_key, pair.key.private)


@pytest.mark.slow
@settings(ONCE, max_examples=250)
@given(st.integers(0, 2**20))
def test_a_flipped_bit_of_a_reply_or_of_its_key_is_never_shown(pair: Pair, bit: int) -> None:
    feedback, [message] = refreshed(pair.first.feedback), [pair.replies()[0]]
    wrap_key = _wrap_key(pair.first.code)
    whole_reply, whole_private = bytes(message.sealed), bytes(feedback.reply_private)
    for sealed, private in ((flipped(whole_reply, bit), whole_private), (whole_reply, flipped(whole_private, bit))):
        message.sealed, feedback.reply_private = sealed, private
        [told] = timeline.entries(feedback, [message], wrap_key, "en")
        assert (told.readable, told.text) == (False, {})


_known: dict[str, bytes] = {}


def _wrap_key(code: str) -> bytes:
    """Derive once for all examples."""
    if code not in _known:
        _known[code] = codes.opened(code).wrap_key
    return _known[code]


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["words", "addition"])
def test_staff_are_told_and_the_log_has_a_line(client: Client, what: str) -> None:
    """On the page that opens the words, and in the log that nobody can change unseen."""
    reader: User = factories.person(Role.READER)
    said = factories.read(reader)
    said.add("canary-addition")
    if what == "words":
        put(said.feedback, body=flipped(said.feedback.body, 4000))
    else:
        message = Message.objects.get(feedback=said.feedback, kind=MessageKind.FROM_PERSON)
        put(message, sealed=secrets.token_bytes(len(bytes(message.sealed))))
    client.force_login(reader)
    page = client.post(f"/desk/{said.case.pk}/{'words' if what == 'words' else 'added'}/").content.decode()
    assert "These words cannot be read" in page
    hidden = "Nobody came at night." if what == "words" else "canary-addition"
    assert hidden not in page
    assert AuditEvent.objects.filter(details__readable=False).count() == 1
