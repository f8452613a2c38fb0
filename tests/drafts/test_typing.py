"""Words are kept while they are written, for as long as was said, and never after an erasure."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import User
from desk.actions import cases as acts
from desk.actions import collecting
from drafts import actions, interface
from drafts.enums import Why
from drafts.models import FormDraft
from drafts.page_token import OpenedPage
from retention.actions import apply_retention
from tests.drafts.conftest import WORDS, Writing
from tests.rig import pages
from tests.tracker import factories

pytestmark = pytest.mark.django_db
KEEP = "/typed/keep/"


def autosaved(writing: Writing, **changed: str) -> dict[str, str]:
    """Return what the script sends."""
    fields = {"reply-text": WORDS, "reply-language": "en", "_page": writing.fields["_page"]}
    return {**fields, "_address": writing.address, **changed}


def kept_for(user: User, address: str = "/a/", writing: str = "w") -> FormDraft:
    draft = actions.keep(
        page=OpenedPage(user.pk, "/p/", writing, 0),
        address=address,
        fields={"t": [f"words of {writing}"]},
        why=Why.TYPING,
    )
    assert draft is not None
    return draft


def test_words_are_kept_while_they_are_written_and_let_go_when_sent(writing: Writing) -> None:
    User.objects.filter(pk=writing.person.pk).update(time_zone="Asia/Tokyo")
    with time_machine.travel("2026-11-02 05:05Z", tick=False):
        answer = writing.client.post(KEEP, autosaved(writing))
    assert (answer.status_code, answer.json()) == (200, {"at": "2:05 p.m."})
    [draft] = FormDraft.objects.all()
    assert (draft.why, draft.address, draft.page) == (Why.TYPING, writing.address, writing.at)
    # A second one of the same page replaces it.
    writing.client.post(KEEP, autosaved(writing, **{"reply-text": "Shorter words now."}))
    assert FormDraft.objects.count() == 1
    assert writing.send().status_code == 302
    assert FormDraft.objects.count() == 0


def test_words_that_are_deleted_by_hand_are_not_kept(writing: Writing) -> None:
    writing.client.post(KEEP, autosaved(writing))
    answer = writing.client.post(KEEP, autosaved(writing, **{"reply-text": ""}))
    assert answer.json() == {"at": ""}
    assert FormDraft.objects.count() == 0


def test_the_same_words_of_two_pages_are_kept_once_and_let_go_when_sent(writing: Writing) -> None:
    for number, words in (("first", WORDS), ("second", WORDS), ("other", "Other words.")):
        page = OpenedPage(writing.person.pk, writing.at, number, 0)
        actions.keep(page=page, address=writing.address, fields={"reply-text": [words]}, why=Why.TYPING)
    assert {draft.writing for draft in FormDraft.objects.all()} == {"second", "other"}
    # Copied from the page that could not save it, and sent from a new one.
    assert writing.send().status_code == 302
    assert [draft.writing for draft in FormDraft.objects.all()] == ["other"]


def test_a_browser_that_crashed_finds_the_words_on_the_page(writing: Writing) -> None:
    writing.client.post(KEEP, autosaved(writing))
    after = Client()
    after.force_login(writing.person)
    assert "You wrote something here that was not sent" in pages.get(after, writing.at).text("main")


def test_nothing_is_kept_for_somebody_else_or_without_our_field(writing: Writing, coordinator: User) -> None:
    other = Client()
    other.force_login(coordinator)
    assert other.post(KEEP, autosaved(writing)).status_code == 400
    assert writing.client.post(KEEP, autosaved(writing, _page="x")).status_code == 400
    assert FormDraft.objects.count() == 0


@pytest.mark.parametrize("address", ["/en/feedback/", "/accounts/password/change/", "/nowhere/", "https://[", ""])
def test_nothing_is_kept_for_addresses_without_forms_of_ours(writing: Writing, address: str) -> None:
    assert writing.client.post(KEEP, autosaved(writing, _address=address)).status_code == 400
    assert FormDraft.objects.count() == 0


def test_a_session_that_ended_keeps_nothing_and_says_so(writing: Writing) -> None:
    writing.client.logout()
    assert writing.client.post(KEEP, autosaved(writing)).status_code == 302
    assert FormDraft.objects.count() == 0


def test_more_than_any_form_holds_is_refused(writing: Writing) -> None:
    answer = writing.client.post(KEEP, autosaved(writing, **{"reply-text": "a word " * 160_000}))
    assert answer.status_code == 413


def test_words_are_destroyed_when_their_time_is_over_with_a_receipt(reader: User) -> None:
    now = timezone.now()
    for hours, name in ((1, "old"), (-1, "new")):
        with time_machine.travel(now - timedelta(days=settings.TYPED_WORDS_DAYS, hours=hours)):
            kept_for(reader, writing=name)
    receipts = apply_retention(on=timezone.localdate(now))
    assert [(receipt.rule, receipt.count) for receipt in receipts] == [("typed_words", 1)]
    assert [draft.writing for draft in FormDraft.objects.all()] == ["new"]


def test_words_of_somebody_who_was_switched_off_are_destroyed(reader: User) -> None:
    kept_for(reader)
    User.objects.filter(pk=reader.pk).update(is_active=False)
    apply_retention(on=timezone.localdate())
    assert FormDraft.objects.count() == 0


def test_words_about_a_case_are_destroyed_when_the_person_erases_it(writing: Writing, reader: User) -> None:
    said = factories.read(reader)
    kept_for(reader, reverse("desk:reply", args=[said.case.pk]), "about it")
    writing.client.post(KEEP, autosaved(writing))
    said.erase()
    collecting.collect()
    [left] = FormDraft.objects.all()
    assert left.address == writing.address


def test_forget_counts_what_it_destroyed(reader: User, coordinator: User) -> None:
    kept_for(reader, "/desk/1/reply/")
    kept_for(coordinator, "/desk/1/share/")
    kept_for(coordinator, "/desk/2/share/")
    assert interface.forget("/desk/1/") == 2
    assert [draft.address for draft in FormDraft.objects.all()] == ["/desk/2/share/"]


def test_a_person_without_unsent_words_costs_no_query(
    writing: Writing, django_assert_num_queries: object, reader: User
) -> None:
    address = reverse("accounts:needs")
    assert callable(django_assert_num_queries)
    with django_assert_num_queries(5):
        pages.get(writing.client, address)
    kept_for(reader)
    with django_assert_num_queries(6):
        pages.get(writing.client, address)


def test_the_faster_one_is_named(writing: Writing, coordinator: User) -> None:
    acts.sort(case=writing.case, topics=[], content_note="Nights", by=coordinator)
    page = pages.post(writing.client, writing.address, writing.fields, status=409)
    assert f"{coordinator} changed this while you were writing." in page.text("div", class_="messages")


def test_nobody_is_named_who_changed_it_before_or_only_opened_it(writing: Writing, coordinator: User) -> None:
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        acts.sort(case=writing.case, topics=[], content_note="Nights", by=coordinator)
    with transaction.atomic():
        audit.record("opened the words", writing.case, by=coordinator)
    page = pages.post(writing.client, writing.address, writing.fields, status=409)
    assert (
        page.text("div", class_="messages")
        == "This changed while you were writing. Your text is below. It is not sent yet."
    )
