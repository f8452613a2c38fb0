"""Two people take notes at once: whatever either of them wrote is still there."""

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from core.verdicts import Refused
from meetings import actions
from meetings.actions.merging import merge
from meetings.models import AgendaItem, ItemNote, NoteVersion
from tests.meetings.factories import ItemFactory, coordinator
from tests.meetings.room import arrive, chair, meeting_today, member
from tests.rig.racing import in_thread, wait_until_it_waits

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "text", "touching"),
    [
        ("a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC", []),
        ("", "first", "second", "first\nsecond", [("first", "second")]),
        ("a", "a\nfirst", "a\nsecond", "a\nfirst\nsecond", [("first", "second")]),
        ("a\nb", "a\nB", "a\nbb", "a\nB\nbb", [("B", "bb")]),
        # What one took out and the other rewrote stays as rewritten.
        ("a\nb", "a", "a\nB", "a\nB", [("", "B")]),
        ("a\nb", "a", "a\nb", "a", []),
        ("a", "a\nsame", "a\nsame", "a\nsame", []),
        ("a\nb\nc", "a\nx\nb\nc", "a\nb\ny\nc", "a\nx\nb\ny\nc", []),
    ],
)
def test_two_texts_become_one(base: str, theirs: str, mine: str, text: str, touching: list[tuple[str, str]]) -> None:
    merged = merge(base, theirs, mine)
    assert (merged.text, merged.touching) == (text, touching)


lines = st.lists(st.sampled_from(["one", "two", "three"]), max_size=6)


@given(lines, lines, lines)
def test_merging_keeps_every_line_that_somebody_wrote(base: list[str], theirs: list[str], mine: list[str]) -> None:
    new_theirs = [f"{line} by them" for line in theirs]
    new_mine = [f"{line} by me" for line in mine]
    merged = merge("\n".join(base), "\n".join(new_theirs), "\n".join(new_mine)).text.split("\n")
    assert set(new_theirs) | set(new_mine) <= set(merged)
    assert merge("\n".join(base), "\n".join(base), "\n".join(mine)).text == "\n".join(mine)
    assert merge("\n".join(base), "\n".join(theirs), "\n".join(base)).text == "\n".join(theirs)


def test_merging_a_long_text_of_equal_lines_ends() -> None:
    base = "\n".join(["yes", "no"] * 20_000)
    assert merge(base, base + "\nthem", "me\n" + base).text == "me\n" + base + "\nthem"


def test_second_save_from_the_same_version_keeps_both() -> None:
    item = ItemFactory(meeting=meeting_today())
    one, two = coordinator(), coordinator()
    first = actions.save_note(agenda_item=item, base=0, text="From the first", outcome="We ask.", by=one)
    second = actions.save_note(agenda_item=item, base=0, text="From the second", outcome="We ask.", by=two)
    assert (first.was_merged, second.was_merged) == (False, True)
    assert second.touching == [("From the first", "From the second")]
    note = ItemNote.objects.get()
    assert (note.text, note.outcome, note.version) == ("From the first\nFrom the second", "We ask.", 2)
    third = actions.save_note(agenda_item=item, base=2, text="Only this", outcome="We ask.", by=one)
    assert (third.was_merged, third.note.text) == (False, "Only this")
    # Nothing is gone for good.
    assert list(NoteVersion.objects.order_by("number").values_list("text", flat=True)) == [
        "",
        "From the first",
        "From the first\nFrom the second",
        "Only this",
    ]


def test_outcome_that_was_recorded_before_anybody_took_notes_is_version_zero() -> None:
    item = ItemFactory(meeting=meeting_today(), outcome="Old", recorded_on="2026-01-01")
    saved = actions.save_note(agenda_item=item, base=0, text="", outcome="New", by=coordinator())
    assert (saved.was_merged, saved.note.outcome) == (False, "New")
    item.refresh_from_db()
    assert item.outcome == "New"


def test_item_taken_off_while_somebody_writes_keeps_the_words() -> None:
    meeting = meeting_today()
    item = ItemFactory(meeting=meeting, title="Visiting hours")
    boss = coordinator()
    actions.save_note(agenda_item=item, base=0, text="Begun", outcome="", by=boss)
    on_the_page = AgendaItem.objects.get(pk=item.pk)
    item.delete()
    actions.save_note(agenda_item=on_the_page, base=1, text="Begun\nand finished", outcome="We ask.", by=boss)
    note = ItemNote.objects.get()
    assert (note.item, note.title, note.text, note.outcome) == (
        None,
        "Visiting hours",
        "Begun\nand finished",
        "We ask.",
    )


def test_item_taken_off_before_the_first_save_keeps_the_words() -> None:
    item = ItemFactory(meeting=meeting_today(), title="Visiting hours")
    on_the_page = AgendaItem.objects.get(pk=item.pk)
    item.delete()
    actions.save_note(agenda_item=on_the_page, base=0, text="All of it", outcome="", by=coordinator())
    assert ItemNote.objects.get().text == "All of it"


def test_member_takes_notes_when_the_chair_asks_them_to() -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    item = ItemFactory(meeting=meeting)
    term = member(meeting)
    [row] = arrive(meeting, term, by=boss)
    with pytest.raises(Refused):
        actions.save_note(agenda_item=item, base=0, text="Mine", outcome="", by=term.user)
    actions.let_take_notes(attendance=row, takes_notes=True, by=boss)
    actions.save_note(agenda_item=item, base=0, text="Mine", outcome="", by=term.user)
    assert ItemNote.objects.get().text == "Mine"


@pytest.mark.long
@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("begun", [True, False])
def test_two_who_save_at_the_same_time_lose_nothing(*, begun: bool) -> None:
    item = ItemFactory(meeting=meeting_today())
    one, two = coordinator(), coordinator()
    base = 0
    if begun:
        base = actions.save_note(agenda_item=item, base=0, text="Begun", outcome="", by=one).note.version
    with transaction.atomic():
        actions.save_note(agenda_item=item, base=base, text="Begun\nfrom the first", outcome="", by=one)
        thread, results = in_thread(
            lambda: actions.save_note(agenda_item=item, base=base, text="Begun\nfrom the second", outcome="", by=two)
        )
        wait_until_it_waits(thread)
    thread.join()
    assert results[0].was_merged  # type: ignore[attr-defined]
    text = ItemNote.objects.get().text.split("\n")
    assert text == ["Begun", "from the first", "from the second"]


@pytest.mark.long
@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_item_removed_in_the_very_moment_of_saving_keeps_the_words() -> None:
    item = ItemFactory(meeting=meeting_today(), title="Visiting hours")
    boss = coordinator()
    on_the_page = AgendaItem.objects.select_related("meeting__council").get(pk=item.pk)
    with transaction.atomic():
        item.delete()
        thread, results = in_thread(
            lambda: actions.save_note(agenda_item=on_the_page, base=0, text="All of it", outcome="", by=boss)
        )
        wait_until_it_waits(thread)
    thread.join()
    assert results[0].note.title == "Visiting hours"  # type: ignore[attr-defined]
    assert ItemNote.objects.get().text == "All of it"
