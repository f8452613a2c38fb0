"""The log: whatever is done to it behind our back, the first place shows."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts import audit, verification
from accounts.enums import Role
from accounts.models import AuditEvent, AuditHead
from tests.accounts.chain import broken_at, head_row, linked, record, sql
from tests.accounts.factories import PersonFactory

pytestmark = pytest.mark.django_db


def first_break() -> str:
    return next(verification.breaks(), "")


def test_chain_untouched_holds(chain: list[AuditEvent]) -> None:
    assert (list(verification.breaks()), AuditHead.objects.get().count) == ([], len(chain))


def test_chain_without_events_holds() -> None:
    assert list(verification.breaks()) == []


@pytest.mark.parametrize("column", ["actor", "action", "subject"])
def test_edited_event_is_named(chain: list[AuditEvent], column: str) -> None:
    sql(f"UPDATE accounts_auditevent SET {column} = %s WHERE id = %s", "other", chain[1].pk)  # noqa: S608 - our own words
    assert list(verification.breaks()) == [broken_at(chain[1])]


def test_edited_details_are_named(chain: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(pk=chain[2].pk).update(details={"number": 2})
    assert list(verification.breaks()) == [broken_at(chain[2])]


def test_edited_link_to_the_event_before_is_named(chain: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(pk=chain[2].pk).update(previous=b"x" * 32)
    assert list(verification.breaks()) == [broken_at(chain[2])]


def test_deleted_event_is_noticed_at_the_next(chain: list[AuditEvent]) -> None:
    sql("DELETE FROM accounts_auditevent WHERE id = %s", chain[1].pk)
    assert first_break() == broken_at(chain[2])


def test_inserted_event_is_named(chain: list[AuditEvent]) -> None:
    forged = AuditEvent.objects.create(
        at=chain[-1].at,
        actor="x",
        action="y",
        subject="z",
        nonce=b"n" * 16,
        mac=b"m" * 32,
        position=5,
        previous=chain[-1].digest,
        digest=b"f" * 32,
    )
    assert first_break() == broken_at(forged)


def test_event_inserted_without_the_key_is_named_before_and_after_it_is_linked(chain: list[AuditEvent]) -> None:
    forged = AuditEvent.objects.create(
        at=chain[-1].at, actor="x", action="y", subject="z", nonce=b"n" * 16, mac=b"m" * 32
    )
    before = list(verification.breaks())
    audit.seal()
    assert before == [f"event {forged.pk} of {forged.at.isoformat()} was not written by this service"]
    assert list(verification.breaks()) == [broken_at(forged)]


@pytest.mark.needs_postgres
def test_event_edited_before_it_is_linked_is_named_for_good(chain: list[AuditEvent]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("this run uses SQLite, where an event is linked within its act")
    event = record("waits")
    sql("UPDATE accounts_auditevent SET action = %s WHERE id = %s", "other", event.pk)
    before = list(verification.breaks())
    audit.seal()
    assert before == [f"event {event.pk} of {event.at.isoformat()} was not written by this service"]
    assert list(verification.breaks()) == [broken_at(event)]


def test_copy_of_an_event_is_refused_by_the_database(chain: list[AuditEvent]) -> None:
    copy = AuditEvent(
        at=chain[0].at, actor=chain[0].actor, action="first", subject="Thing 7", nonce=chain[0].nonce, mac=chain[0].mac
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)
    assert list(verification.breaks()) == []


def test_exchanged_events_are_named(chain: list[AuditEvent]) -> None:
    for old, new in ((chain[1].pk, 900), (chain[2].pk, chain[1].pk), (900, chain[2].pk)):
        sql("UPDATE accounts_auditevent SET id = %s WHERE id = %s", new, old)
    # The second place in the chain now bears the id of the third.
    assert first_break().startswith(f"event {chain[2].pk} ")


def test_exchanged_places_are_named(chain: list[AuditEvent]) -> None:
    for old, new in ((2, 900), (3, 2), (900, 3)):
        sql("UPDATE accounts_auditevent SET position = %s WHERE position = %s", new, old)
    assert first_break() == broken_at(chain[2])


def test_tail_cut_off_is_counted(chain: list[AuditEvent]) -> None:
    sql("DELETE FROM accounts_auditevent WHERE id = %s", chain[-1].pk)
    assert list(verification.breaks()) == ["the log ends after 3 events, but 4 were recorded"]


def test_lost_head_is_noticed(chain: list[AuditEvent]) -> None:
    AuditHead.objects.all().delete()
    assert list(verification.breaks()) == ["the log ends after 4 events, but 0 were recorded"]
    assert len(chain) == 4


@pytest.mark.parametrize("change", ["lost", "moved", "behind"])
def test_break_at_the_head_stays_when_the_log_goes_on(chain: list[AuditEvent], change: str) -> None:
    """Whoever takes the head away, or moves it, cannot wait for the next act to close the chain again."""
    if change == "lost":
        AuditHead.objects.all().delete()
    elif change == "moved":
        sql("DELETE FROM accounts_auditevent WHERE id = %s", chain[-1].pk)
        AuditHead.objects.update(count=3, digest=chain[2].digest)
    else:
        first = head_row()
        linked("fifth")
        AuditHead.objects.update(**first)
    after = linked("after")
    assert first_break() == broken_at(after)
    assert linked("one more").position == (after.position or 0) + 1
    assert first_break() == broken_at(after)


def test_tail_cut_with_the_head_moved_is_noticed(chain: list[AuditEvent]) -> None:
    sql("DELETE FROM accounts_auditevent WHERE id = %s", chain[-1].pk)
    AuditHead.objects.update(count=3, digest=chain[2].digest)
    [said] = verification.breaks()
    assert re.fullmatch(r"the recorded end of the log was changed \([0-9a-f]{12}\)", said)


def test_tail_cut_with_a_copy_of_the_head_put_back_is_found_by_a_checkpoint(chain: list[AuditEvent]) -> None:
    copy = head_row()
    last = linked("fifth")
    checkpoint = audit.head()
    sql("DELETE FROM accounts_auditevent WHERE id = %s", last.pk)
    AuditHead.objects.update(**copy)
    assert list(verification.breaks()) == []
    assert list(verification.breaks(checkpoint)) == ["the log ends after 4 events, but the checkpoint was made after 5"]


def test_end_written_anew_is_found_by_a_checkpoint(chain: list[AuditEvent]) -> None:
    copy = head_row()
    last = linked("fifth")
    checkpoint = audit.head()
    sql("DELETE FROM accounts_auditevent WHERE id = %s", last.pk)
    AuditHead.objects.update(**copy)
    another = linked("another end")
    assert list(verification.breaks()) == []
    assert next(verification.breaks(checkpoint)).startswith(f"event {another.pk} ")


def test_event_is_refused_outside_a_transaction(transactional_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError, match="in the transaction of what it describes"):
        audit.record("alone", "Thing", by=None)
    assert AuditEvent.objects.count() == 0


def test_event_names_the_person_in_words() -> None:
    person = PersonFactory(name="Ana", email="ana@example.org", roles=[Role.READER, Role.CHAIR])
    assert record("did", by=person).actor == f"{person.pk} Ana <ana@example.org> (chair, reader)"
    assert record("did").actor == "the system"


def test_event_names_somebody_without_a_name_by_address() -> None:
    person = PersonFactory(name="", email="ana@example.org")
    assert record("did", by=person).actor == f"{person.pk} <ana@example.org> (no role)"


def test_event_keeps_the_longest_names_whole() -> None:
    """A long name pushes nothing else out of the log."""
    address = f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 57}.org"
    person = PersonFactory(name="x" * 120, email=address, roles=list(Role))
    roles = ", ".join(sorted(role.value for role in Role))
    assert (len(address), record("did", by=person).actor) == (254, f"{person.pk} {'x' * 120} <{address}> ({roles})")


@pytest.mark.needs_postgres
def test_events_recorded_at_once_keep_the_chain(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("this run uses SQLite, which has one writer")

    def work(name: str) -> None:
        try:
            for number in range(10):
                record(f"{name}{number}")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    audit.seal()
    assert (list(verification.breaks()), AuditHead.objects.get().count) == ([], 40)


@pytest.fixture
def other_connection(transactional_db: None) -> Iterator[BaseDatabaseWrapper]:
    """A second connection to the database of the test that waits for no lock."""
    if connection.vendor != "postgresql":
        pytest.skip("this run uses SQLite, which has one writer")
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SET lock_timeout = '1ms'")
    yield other
    other.close()


@contextlib.contextmanager
def speaking_through(other: BaseDatabaseWrapper) -> Iterator[None]:
    """Let the models of this thread use another connection for a while."""
    own = connections["default"]
    connections["default"] = other
    try:
        yield
    finally:
        connections["default"] = own


@pytest.mark.needs_postgres
def test_act_waits_for_no_other_act(other_connection: BaseDatabaseWrapper) -> None:
    """The first transaction is open all the time; a lock that the second had to wait for would be an error."""
    with transaction.atomic():
        audit.record("open", "Thing 1", by=None)
        with speaking_through(other_connection):
            record("meanwhile")
            assert [event.action for event in AuditEvent.objects.exclude(position=None)] == ["meanwhile"]
    actions = AuditEvent.objects.order_by("position").values_list("action", flat=True)
    assert (list(actions), list(verification.breaks())) == (["meanwhile", "open"], [])


@pytest.mark.needs_postgres
def test_act_does_not_wait_for_whoever_links(other_connection: BaseDatabaseWrapper) -> None:
    record("first")
    with transaction.atomic():
        AuditHead.objects.select_for_update().get()
        with speaking_through(other_connection):
            record("second")
            assert [event.action for event in audit.waiting()] == ["second"]
    assert (audit.seal(), list(verification.breaks())) == (1, [])


@pytest.mark.needs_postgres
def test_event_is_linked_as_soon_as_its_act_is_committed(transactional_db: None) -> None:
    record("first")
    record("second")
    assert [event.position for event in AuditEvent.objects.order_by("id")] == [1, 2]


def test_act_that_is_taken_back_leaves_no_event_and_no_gap(transactional_db: None) -> None:
    record("before")
    with contextlib.suppress(LookupError), transaction.atomic():
        audit.record("taken back", "Thing 1", by=None)
        raise LookupError
    record("after")
    assert [(event.action, event.position) for event in AuditEvent.objects.order_by("id")] == [
        ("before", 1),
        ("after", 2),
    ]
    assert list(verification.breaks()) == []


def test_many_events_are_linked_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "BATCH", 2)
    for number in range(5):
        record(f"number {number}")
    audit.seal()
    assert [event.position for event in AuditEvent.objects.order_by("id")] == [1, 2, 3, 4, 5]
    assert list(verification.breaks()) == []


def test_command_prints_a_checkpoint_it_takes_later(chain: list[AuditEvent]) -> None:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    whole, checkpoint = out.getvalue().splitlines()
    assert whole == "The log is whole: 4 events."
    again = StringIO()
    call_command("verify_audit", "--checkpoint", checkpoint.removeprefix("Checkpoint: "), stdout=again)
    assert again.getvalue() == out.getvalue()
    assert checkpoint == f"Checkpoint: 4:{bytes(chain[-1].digest or b'').hex()}"


def test_command_fails_and_names_the_first_break(chain: list[AuditEvent]) -> None:
    sql("UPDATE accounts_auditevent SET action = %s WHERE id = %s", "other", chain[1].pk)
    with pytest.raises(CommandError) as error:
        call_command("verify_audit")
    assert (str(error.value), error.value.returncode) == (f"The log is not whole: {broken_at(chain[1])}.", 1)


def test_command_refuses_what_is_no_checkpoint() -> None:
    with pytest.raises(CommandError, match="a checkpoint looks like"):
        call_command("verify_audit", "--checkpoint", "nonsense")
