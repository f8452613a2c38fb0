"""The log: whatever is done to it behind our back, the first place shows."""

from __future__ import annotations

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from accounts import audit
from accounts.enums import Role
from accounts.models import AuditEvent, AuditHead, User
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PersonFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db


@transaction.atomic
def record(action: str, by: User | None = None) -> AuditEvent:
    return audit.record(action, "Thing 7", by=by, number=1, words=["ä", "ب"])


@pytest.fixture
def chain() -> list[AuditEvent]:
    return [record(action) for action in ("first", "second", "third", "fourth")]


def sql(statement: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == 1


def first_break() -> str:
    return next(audit.breaks(), "")


def broken_at(event: AuditEvent) -> str:
    return f"event {event.pk} of {event.at.isoformat()} does not follow from the one before it"


def test_chain_untouched_holds(chain: list[AuditEvent]) -> None:
    assert (list(audit.breaks()), AuditHead.objects.get().count) == ([], len(chain))


def test_chain_without_events_holds() -> None:
    assert list(audit.breaks()) == []


@pytest.mark.parametrize("column", ["actor", "action", "subject"])
def test_edited_event_is_named(chain: list[AuditEvent], column: str) -> None:
    sql(f"UPDATE accounts_auditevent SET {column} = %s WHERE id = %s", "other", chain[1].pk)  # noqa: S608 - our own words
    assert list(audit.breaks()) == [broken_at(chain[1])]


def test_edited_details_are_named(chain: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(pk=chain[2].pk).update(details={"number": 2})
    assert list(audit.breaks()) == [broken_at(chain[2])]


def test_edited_link_to_the_event_before_is_named(chain: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(pk=chain[2].pk).update(previous=b"x" * 32)
    assert list(audit.breaks()) == [broken_at(chain[2])]


def test_deleted_event_is_noticed_at_the_next(chain: list[AuditEvent]) -> None:
    sql("DELETE FROM accounts_auditevent WHERE id = %s", chain[1].pk)
    assert first_break() == broken_at(chain[2])


def test_inserted_event_is_named(chain: list[AuditEvent]) -> None:
    forged = AuditEvent.objects.create(
        at=chain[-1].at, actor="x", action="y", subject="z", previous=bytes(chain[-1].digest), digest=b"f" * 32
    )
    assert first_break() == broken_at(forged)


def test_exchanged_events_are_named(chain: list[AuditEvent]) -> None:
    for old, new in ((chain[1].pk, 900), (chain[2].pk, chain[1].pk), (900, chain[2].pk)):
        sql("UPDATE accounts_auditevent SET id = %s WHERE id = %s", new, old)
    assert first_break().startswith(f"event {chain[1].pk} ")


def test_tail_cut_off_is_counted(chain: list[AuditEvent]) -> None:
    sql("DELETE FROM accounts_auditevent WHERE id = %s", chain[-1].pk)
    assert list(audit.breaks()) == ["the log ends after 3 events, but 4 were recorded"]


def test_lost_head_is_noticed(chain: list[AuditEvent]) -> None:
    AuditHead.objects.all().delete()
    assert list(audit.breaks()) == ["the log ends after 4 events, but 0 were recorded"]
    assert len(chain) == 4


def test_tail_cut_with_the_head_put_back_is_found_by_a_checkpoint(chain: list[AuditEvent]) -> None:
    checkpoint = audit.head()
    sql("DELETE FROM accounts_auditevent WHERE id = %s", chain[-1].pk)
    AuditHead.objects.update(count=3, digest=chain[2].digest)
    assert list(audit.breaks()) == []
    assert list(audit.breaks(checkpoint)) == ["the log ends after 3 events, but the checkpoint was made after 4"]


def test_end_written_anew_is_found_by_a_checkpoint(chain: list[AuditEvent]) -> None:
    checkpoint = audit.head()
    sql("DELETE FROM accounts_auditevent WHERE id = %s", chain[-1].pk)
    AuditHead.objects.update(count=3, digest=chain[2].digest)
    another = record("another end")
    assert list(audit.breaks()) == []
    assert next(audit.breaks(checkpoint)).startswith(f"event {another.pk} ")


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
    assert (list(audit.breaks()), AuditHead.objects.get().count) == ([], 40)


def test_command_prints_a_checkpoint_it_takes_later(chain: list[AuditEvent]) -> None:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    whole, checkpoint = out.getvalue().splitlines()
    assert whole == "The log is whole: 4 events."
    again = StringIO()
    call_command("verify_audit", "--checkpoint", checkpoint.removeprefix("Checkpoint: "), stdout=again)
    assert again.getvalue() == out.getvalue()
    assert checkpoint == f"Checkpoint: 4:{bytes(chain[-1].digest).hex()}"


def test_command_fails_and_names_the_first_break(chain: list[AuditEvent]) -> None:
    sql("UPDATE accounts_auditevent SET action = %s WHERE id = %s", "other", chain[1].pk)
    with pytest.raises(CommandError) as error:
        call_command("verify_audit")
    assert (str(error.value), error.value.returncode) == (f"The log is not whole: {broken_at(chain[1])}.", 1)


def test_command_refuses_what_is_no_checkpoint() -> None:
    with pytest.raises(CommandError, match="a checkpoint looks like"):
        call_command("verify_audit", "--checkpoint", "nonsense")


@pytest.mark.parametrize("role", [Role.ADMIN])
def test_log_shows_the_newest_first_and_that_it_is_whole(
    signed_in: SignedIn, chain: list[AuditEvent], role: Role
) -> None:
    _person, client = signed_in(role)
    page = pages.get(client, "/accounts/log/")
    actions = [pages.words(row.findall("td")[2]) for row in page.one("tbody").findall("tr")]
    assert actions == [event.action for event in reversed(chain)]
    assert pages.words(page.all("div", class_="tone-good")[0]) == (
        "The log is whole: every entry follows from the one before it."
    )


def test_log_says_where_it_is_broken(signed_in: SignedIn, chain: list[AuditEvent]) -> None:
    _person, client = signed_in(Role.ADMIN)
    sql("UPDATE accounts_auditevent SET action = %s WHERE id = %s", "other", chain[0].pk)
    assert broken_at(chain[0]) in pages.get(client, "/accounts/log/").text("main")


@pytest.mark.parametrize("role", [None, *(role for role in Role if role != Role.ADMIN)])
def test_log_is_not_there_for_others(signed_in: SignedIn, role: Role | None) -> None:
    _person, client = signed_in(*([role] if role else []))
    pages.get(client, "/accounts/log/", status=404)


def test_log_comes_in_pages(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.ADMIN)
    for number in range(51):
        record(f"number {number}")
    rows = [len(pages.get(client, f"/accounts/log/?page={n}").one("tbody").findall("tr")) for n in (1, 2)]
    assert rows == [50, 1]
    assert pages.get(client, "/accounts/log/?page=nonsense").all("tbody")


def test_log_that_is_empty_says_so(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.ADMIN)
    assert "Nothing was done yet" in pages.get(client, "/accounts/log/").text("main")


def test_anonymous_is_led_to_sign_in(client: Client) -> None:
    assert client.get("/accounts/log/").headers["Location"] == "/accounts/login/?next=/accounts/log/"
