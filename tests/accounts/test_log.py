"""How far the log was verified: what the worker does, what the page says, and what becomes of a break."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts import audit, tasks, verification
from accounts.enums import Checkpoint, Role
from accounts.models import AuditBreak, AuditCheckpoint, AuditEvent, AuditHead
from core.listing import BoundedPaginator
from tests.accounts.chain import broken_at, head_row, linked, record, sql
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PersonFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db
FRIDAY = "2026-11-06T12:00:00+00:00"
Tampering = Callable[[list[AuditEvent]], None]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """A Friday at noon that moves only when a test moves it."""
    with time_machine.travel(FRIDAY, tick=False) as clock:
        yield clock


def notice(client: Client) -> str:
    """Return what the page says of the log itself."""
    page = pages.get(client, "/accounts/log/")
    return " ".join(pages.words(found) for found in page.all("div", class_="notice"))


def reach(kind: Checkpoint) -> int:
    """Return how many events a checkpoint covers; 0 when there is none."""
    row = AuditCheckpoint.objects.filter(kind=kind).first()
    return row.count if row else 0


def edit(event: AuditEvent) -> None:
    sql("UPDATE accounts_auditevent SET action = %s WHERE id = %s", "other", event.pk)


def delete(event: AuditEvent) -> None:
    sql("DELETE FROM accounts_auditevent WHERE id = %s", event.pk)


def insert(chain: list[AuditEvent]) -> None:
    AuditEvent.objects.create(
        at=chain[0].at, actor="x", action="y", subject="z", nonce=b"n" * 16, mac=b"m" * 32, position=5,
        previous=chain[-1].digest, digest=b"f" * 32,
    )  # fmt: skip


def exchange(chain: list[AuditEvent]) -> None:
    for old, new in ((2, 900), (3, 2), (900, 3)):
        sql("UPDATE accounts_auditevent SET position = %s WHERE position = %s", new, old)


def cut_off_all() -> None:
    AuditEvent.objects.all().delete()
    AuditHead.objects.all().delete()


TAMPERINGS: dict[str, Tampering] = {
    "an edit": lambda chain: edit(chain[1]),
    "a deletion": lambda chain: delete(chain[1]),
    "an insertion": insert,
    "an exchange": exchange,
    "a tail cut off": lambda chain: delete(chain[-1]),
    "a lost head": lambda _chain: sql("DELETE FROM accounts_audithead"),
    "a moved head": lambda _chain: sql("UPDATE accounts_audithead SET count = 3"),
    "everything gone": lambda _chain: cut_off_all(),
}


@pytest.mark.parametrize("tampering", TAMPERINGS.values(), ids=TAMPERINGS.keys())
@pytest.mark.parametrize("was_verified", [False, True], ids=["unseen before", "verified before"])
def test_worker_notices_within_a_day(
    chain: list[AuditEvent], clock: time_machine.Traveller, tampering: Tampering, *, was_verified: bool
) -> None:
    if was_verified:
        verification.verify_some()
        assert not AuditBreak.objects.exists()
    elif tampering is TAMPERINGS["everything gone"]:
        # Nobody can know of what was gone before anything was kept about it: a checkpoint outside is for that.
        verification.verify_some()
    tampering(chain)
    clock.shift(timedelta(days=1))
    verification.verify_some()
    assert AuditBreak.objects.exists()


def test_worker_names_the_first_break_in_the_log_of_the_server(
    chain: list[AuditEvent], caplog: pytest.LogCaptureFixture
) -> None:
    edit(chain[0])
    verification.verify_some()
    verification.verify_some()
    assert caplog.messages == [f"The log of what was done is not whole: {broken_at(chain[0])}"]
    assert [(row.text, row.found_at) for row in AuditBreak.objects.all()] == [(broken_at(chain[0]), timezone.now())]


def test_worker_goes_on_where_it_stopped(chain: list[AuditEvent], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "EVENTS_PER_RUN", 2)
    linked("fifth")
    came = []
    for _run in range(4):
        verification.verify_some()
        came.append([reach(kind) for kind in Checkpoint])
    # A run that comes to the end of the chain removes the walk.
    assert came == [[2, 2, 0], [4, 4, 0], [5, 0, 5], [5, 0, 5]]


def test_worker_verifies_the_whole_log_once_a_day(chain: list[AuditEvent], clock: time_machine.Traveller) -> None:
    verification.verify_some()
    edit(chain[0])
    clock.shift(timedelta(hours=23))
    verification.verify_some()
    before = AuditBreak.objects.count()
    clock.shift(timedelta(hours=1))
    verification.verify_some()
    assert (before, [row.text for row in AuditBreak.objects.all()]) == (0, [broken_at(chain[0])])


def test_worker_links_what_waits(chain: list[AuditEvent]) -> None:
    record("waits")
    tasks.verify_log()
    assert (audit.waiting().count(), reach(Checkpoint.LATEST), reach(Checkpoint.WHOLE)) == (0, 5, 5)


def test_worker_runs_every_minute() -> None:
    entries = [entry for entry in settings.CELERY_BEAT_SCHEDULE.values() if entry["task"] == tasks.verify_log.name]
    assert len(entries) == 1


def test_end_cut_off_with_a_copy_of_the_head_is_found_by_the_kept_checkpoint(chain: list[AuditEvent]) -> None:
    copy = head_row()
    last = linked("fifth")
    verification.verify_some()
    delete(last)
    AuditHead.objects.update(**copy)
    assert list(verification.breaks()) == []
    verification.verify_some()
    assert [row.text for row in AuditBreak.objects.all()] == [
        "the log ends after 4 events, but the checkpoint was made after 5"
    ]


def test_end_written_again_is_found_by_the_kept_checkpoint(chain: list[AuditEvent]) -> None:
    copy = head_row()
    last = linked("fifth")
    verification.verify_some()
    delete(last)
    AuditHead.objects.update(**copy)
    another = linked("another end")
    verification.verify_some()
    assert [row.text for row in AuditBreak.objects.all()] == [
        f"event {another.pk} of {another.at.isoformat()} is not the one of the checkpoint"
    ]


@pytest.mark.parametrize("column", ["count", "made_at", "digest", "event_at"])
@pytest.mark.parametrize("kind", [Checkpoint.LATEST, Checkpoint.WHOLE])
def test_checkpoint_moved_without_the_key_is_a_break(chain: list[AuditEvent], kind: Checkpoint, column: str) -> None:
    verification.verify_some()
    values = {"count": 3, "digest": bytes(chain[2].digest or b""), "made_at": timezone.now() + timedelta(days=90)}
    values["event_at"] = values["made_at"]
    AuditCheckpoint.objects.filter(kind=kind).update(**{column: values[column]})
    verification.verify_some()
    said = rf"the checkpoint \({kind.value}\) of the verification was changed \([0-9a-f]{{12}}\)"
    assert re.fullmatch(said, AuditBreak.objects.get().text)
    assert reach(kind) == 4


def test_head_that_is_changed_again_is_a_break_nobody_looked_into(chain: list[AuditEvent]) -> None:
    for count in (3, 2):
        AuditHead.objects.update(count=count)
        assert verification.status().tone == "stop"
        verification.verify_some()
        AuditBreak.objects.filter(seen_at=None).update(seen_at=timezone.now())
        linked("goes on")
    assert AuditBreak.objects.filter(text__startswith="the recorded end of the log was changed").count() == 2


def test_only_the_first_hundred_breaks_are_kept(monkeypatch: pytest.MonkeyPatch, chain: list[AuditEvent]) -> None:
    monkeypatch.setattr(verification, "MOST_BREAKS", 2)
    for event in chain:
        edit(event)
    verification.verify_some()
    assert [row.text for row in AuditBreak.objects.all()] == [broken_at(event) for event in chain[:2]]


def test_break_after_a_hundred_that_somebody_looked_into_is_kept(
    monkeypatch: pytest.MonkeyPatch, chain: list[AuditEvent], clock: time_machine.Traveller
) -> None:
    monkeypatch.setattr(verification, "MOST_BREAKS", 2)
    for event in chain[:2]:
        edit(event)
    verification.verify_some()
    AuditBreak.objects.update(seen_at=timezone.now())
    edit(chain[3])
    clock.shift(timedelta(days=1))
    verification.verify_some()
    assert [row.text for row in AuditBreak.objects.filter(seen_at=None)] == [broken_at(chain[3])]
    assert verification.status().whole_at == timezone.now()


def test_log_with_more_breaks_than_are_kept_is_verified_to_its_end(
    monkeypatch: pytest.MonkeyPatch, chain: list[AuditEvent]
) -> None:
    monkeypatch.setattr(verification, "MOST_BREAKS", 1)
    for event in chain[:3]:
        edit(event)
    verification.verify_some()
    verification.verify_some()
    assert [reach(kind) for kind in Checkpoint] == [4, 0, 4]


def test_page_says_what_was_checked_and_when_the_whole(
    signed_in: SignedIn, chain: list[AuditEvent], clock: time_machine.Traveller
) -> None:
    verification.verify_some()
    clock.shift(timedelta(days=3))
    linked("fifth")
    _person, client = signed_in(Role.ADMIN)
    assert notice(client) == (
        "Each new entry is checked once: up to entry 5, of Monday 9 November 2026, no change was found."
        " The whole log was last checked on Friday 6 November 2026, from its start to entry 4."
    )


def test_page_verifies_from_the_last_checkpoint_alone(
    signed_in: SignedIn, chain: list[AuditEvent], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four events at most are read, however many came before the checkpoint; what comes after them is counted."""
    _person, client = signed_in(Role.ADMIN)
    verification.verify_some()
    monkeypatch.setattr(verification, "EVENTS_PER_PAGE", 4)
    for number in range(6):
        linked(f"number {number}")
    said = notice(client)
    assert "up to entry 8, of Friday 6 November 2026, no change was found." in said
    assert "New entries that are not checked yet: 2" in said


def test_page_looks_at_no_more_waiting_events_than_at_others(
    chain: list[AuditEvent], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever waits while nobody links, the page does not take the longer for it; the worker looks at all of them."""
    monkeypatch.setattr(verification, "EVENTS_PER_PAGE", 2)
    AuditEvent.objects.update(position=None, previous=None, digest=None, mac=b"m" * 32)
    AuditHead.objects.all().delete()
    said = [f"event {event.pk} of {event.at.isoformat()} was not written by this service" for event in chain]
    assert [found.text for found in verification.status().breaks] == said[:2]
    assert list(verification.breaks()) == said


def test_page_asks_the_same_of_a_long_and_of_a_short_log(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.ADMIN)
    counts = []
    client.get("/accounts/log/")
    for number in (1, 3):
        for _event in range(number):
            linked("again")
        verification.verify_some()
        with CaptureQueriesContext(connection) as queries:
            pages.get(client, "/accounts/log/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
@pytest.mark.parametrize(("asked", "found"), [
    ("until=9999-12-31", 1), ("since=0001-01-01", 1), ("until=0001-01-01", 0), ("since=9999-12-31", 0),
])  # fmt: skip
def test_first_and_last_day_of_the_calendar_can_be_asked_for(
    signed_in: SignedIn, settings: Settings, zone: str, asked: str, found: int
) -> None:
    settings.TIME_ZONE = zone
    _person, client = signed_in(Role.ADMIN)
    linked("first")
    page = pages.get(client, f"/accounts/log/?{asked}")
    assert len(page.all("tbody")) == found


@pytest.mark.needs_postgres
def test_page_says_that_events_wait_for_too_long(signed_in: SignedIn, clock: time_machine.Traveller) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("this run uses SQLite, where an event is linked within its act")
    _person, client = signed_in(Role.ADMIN)
    record("waits")
    soon = notice(client)
    clock.shift(timedelta(minutes=11))
    assert "have been waiting" not in soon
    assert "New entries have been waiting to be checked since Friday 6 November 2026." in notice(client)


def test_break_stays_on_the_page_after_the_next_checkpoint(signed_in: SignedIn, chain: list[AuditEvent]) -> None:
    _person, client = signed_in(Role.ADMIN)
    edit(chain[1])
    verification.verify_some()
    AuditEvent.objects.filter(pk=chain[1].pk).update(action="second")
    linked("later")
    verification.verify_some()
    assert list(verification.breaks()) == []
    assert broken_at(chain[1]) in notice(client)


def test_break_somebody_looked_into_stays_and_names_them(signed_in: SignedIn, chain: list[AuditEvent]) -> None:
    person, client = signed_in(Role.ADMIN, name="Ana", email="ana@example.org")
    edit(chain[1])
    verification.verify_some()
    page = pages.get(client, "/accounts/log/")
    address = page.one("form", action=f"/accounts/log/breaks/{AuditBreak.objects.get().pk}/").get("action", "")
    assert page.all("div", class_="tone-stop")
    assert client.post(address).headers["Location"] == "/accounts/log/"
    assert client.post(address).headers["Location"] == "/accounts/log/"
    after = pages.get(client, "/accounts/log/")
    said = pages.words(after.one("div", class_="tone-attention"))
    assert broken_at(chain[1]) in said
    assert f"Looked into on Friday 6 November 2026 by {audit.named(person)}." in said
    assert AuditEvent.objects.filter(action="looked into a break of the log").count() == 1


def test_next_break_is_shown_when_the_first_was_looked_into(signed_in: SignedIn, chain: list[AuditEvent]) -> None:
    _person, client = signed_in(Role.ADMIN)
    edit(chain[1])
    edit(chain[2])
    verification.verify_some()
    client.post(f"/accounts/log/breaks/{AuditBreak.objects.get(text=broken_at(chain[1])).pk}/")
    page = pages.get(client, "/accounts/log/")
    assert broken_at(chain[2]) in pages.words(page.one("div", class_="tone-stop"))


@pytest.mark.parametrize("number", [1, 3])
def test_breaks_are_shown_with_the_same_queries(
    signed_in: SignedIn,
    chain: list[AuditEvent],
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
) -> None:
    _person, client = signed_in(Role.ADMIN)
    for event in chain[:number]:
        edit(event)
    verification.verify_some()
    assert AuditBreak.objects.count() == number
    client.get("/accounts/log/")
    with django_assert_num_queries(19):
        pages.get(client, "/accounts/log/")


@pytest.mark.parametrize("role", [None, *(role for role in Role if role not in {Role.ADMIN, Role.AUDITOR})])
def test_break_cannot_be_looked_into_by_others(signed_in: SignedIn, chain: list[AuditEvent], role: Role | None) -> None:
    roles = [role] if role else []
    _person, client = signed_in(*roles)
    edit(chain[1])
    verification.verify_some()
    assert client.post(f"/accounts/log/breaks/{AuditBreak.objects.get().pk}/").status_code == 404
    assert AuditBreak.objects.get().seen_at is None


@pytest.mark.parametrize("role", [Role.ADMIN])
def test_log_shows_the_newest_first_and_what_was_checked(
    signed_in: SignedIn, chain: list[AuditEvent], role: Role
) -> None:
    _person, client = signed_in(role)
    page = pages.get(client, "/accounts/log/")
    assert acts(page) == [event.action for event in reversed(chain)]
    assert pages.words(page.one("div", class_="tone-good")) == (
        "Each new entry is checked once: up to entry 4, of Friday 6 November 2026, no change was found."
        " The whole log has not been checked yet. That happens by itself every day."
    )


def test_log_says_where_it_is_broken(signed_in: SignedIn, chain: list[AuditEvent]) -> None:
    _person, client = signed_in(Role.ADMIN)
    sql("UPDATE accounts_auditevent SET action = %s WHERE id = %s", "other", chain[0].pk)
    assert broken_at(chain[0]) in pages.get(client, "/accounts/log/").text("main")


@pytest.mark.parametrize("role", [None, *(role for role in Role if role not in {Role.ADMIN, Role.AUDITOR})])
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


def acts(page: pages.Page) -> list[str]:
    """Return the acts on the page, as they are ordered."""
    rows = [row for body in page.all("tbody") for row in body.findall("tr")]
    return [pages.words(row.findall("td")[1]).removeprefix("Action ") for row in rows]


def test_log_is_narrowed_by_what_was_asked(signed_in: SignedIn, clock: time_machine.Traveller) -> None:
    admin, client = signed_in(Role.ADMIN, name="Adi <b@c> (reader)", email="adi@example.org")
    zoe = PersonFactory(name="Zoe", roles=[Role.CHAIR])
    clock.shift(timedelta(days=-3))
    audit.record("set roles", zoe, by=admin)
    clock.shift(timedelta(days=2))
    audit.record("read a case", "Case 1111", by=zoe)
    audit.record("tidied up", "CaseNote 2222", by=None)
    clock.shift(timedelta(days=1))
    audit.record("restored the keys", "the keys", by=None)
    # Called like somebody's id, and still not found as them.
    audit.record("pretended", "Thing 3", by=PersonFactory(name=str(zoe.pk)))
    everything = ["pretended", "restored the keys", "tidied up", "read a case", "set roles"]
    expected = {
        "": everything,
        f"?person={zoe.pk}": ["read a case"],
        "?person=the+system": ["restored the keys", "tidied up"],
        "?kind=Case": ["read a case"],
        "?kind=User": ["set roles"],
        "?act=ROLES": ["set roles"],
        "?since=2026-11-05": ["pretended", "restored the keys", "tidied up", "read a case"],
        "?until=2026-11-05": ["tidied up", "read a case", "set roles"],
        "?since=2026-11-04&until=2026-11-05": ["tidied up", "read a case"],
        f"?q={zoe.pk}": ["set roles"],
        "?q=1111&act=read": ["read a case"],
        "?q=nowhere": [],
        "?person=nobody": everything,
        "?kind=nonsense": everything,
        "?since=yesterday": everything,
        "?view=nonsense": everything,
    }
    assert {query: acts(pages.get(client, f"/accounts/log/{query}")) for query in expected} == expected


def test_log_says_what_it_left_out_and_what_it_is_filtered_by(signed_in: SignedIn, chain: list[AuditEvent]) -> None:
    assert len(chain) == 4
    _person, client = signed_in(Role.ADMIN)
    page = pages.get(client, "/accounts/log/?view=mine&kind=nonsense&since=2026-11-01&q=nowhere")
    said = "This list does not have what the address asked for, so it was left out: Kind of thing; mine"
    assert said in [pages.words(found) for found in page.all("div", class_="tone-attention")]
    tags = page.text("div", class_="filter-tags")
    assert "From this day: 1 November 2026" in tags
    assert page.text("div", class_="empty").startswith("No matches")


def test_log_shows_names_and_keeps_what_is_stored_beside_them(signed_in: SignedIn) -> None:
    admin, client = signed_in(Role.ADMIN, name="Adi <b@c> (reader)", email="adi@example.org")
    zoe = PersonFactory(name="Zoe")
    audit.record("set roles", zoe, by=admin, active=True)
    page = pages.get(client, "/accounts/log/")
    who = page.one("span", class_="person")
    assert pages.words(who) == "Adi <b@c> (reader) Administrator"
    cell = pages.words(page.one("tbody").findall("tr")[0].findall("td")[2])
    assert cell == (
        f"Subject User Zoe As it is stored {admin.pk} Adi <b@c> (reader) <adi@example.org> (admin)"
        f" User {zoe.pk} active: True"
    )


def test_log_counts_no_further_than_its_pages_go(signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    _person, client = signed_in(Role.ADMIN)
    for number in range(4):
        record(f"number {number}")
    cut = "To see older ones, choose a day until which to look."
    assert cut not in pages.get(client, "/accounts/log/").html
    monkeypatch.setattr(BoundedPaginator, "MOST_ROWS", 3)
    page = pages.get(client, "/accounts/log/")
    assert acts(page) == ["number 3", "number 2", "number 1"]
    assert cut in page.html


def test_log_that_is_empty_says_so(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.ADMIN)
    assert "No activity yet" in pages.get(client, "/accounts/log/").text("main")


def test_anonymous_is_led_to_sign_in(client: Client) -> None:
    assert client.get("/accounts/log/").headers["Location"] == "/accounts/login/?next=/accounts/log/"
