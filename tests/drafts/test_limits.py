"""What must never be kept, shown or done by what keeps typed words, whoever asks for it."""

from __future__ import annotations

import threading
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from desk.actions import collecting
from drafts import actions, page_token
from drafts.enums import Why
from drafts.middleware import KeepTyped
from drafts.models import FormDraft
from drafts.page_token import OpenedPage
from meetings import queries as meetings
from tests.accounts.conftest import SignedIn, signed_in
from tests.accounts.factories import PersonFactory
from tests.drafts.conftest import WORDS, Writing, form_with
from tests.meetings.factories import InvitationFactory
from tests.rig import pages
from tests.tracker import factories

__all__ = ["signed_in"]

pytestmark = pytest.mark.django_db
KEEP = "/typed/keep/"


def test_signing_out_is_done_and_not_shown_again(signed_in: SignedIn) -> None:
    """A session ends at once: an answer that says nothing was changed would leave it open for whoever has it."""
    _person, client = signed_in(Role.READER)
    same_session = Client()
    same_session.cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    assert same_session.get(reverse("accounts:me")).status_code == 200
    assert client.post("/accounts/logout/", {"_again": "yes"}).status_code == 302
    assert same_session.get(reverse("accounts:me")).status_code == 302


@pytest.mark.parametrize("back", ["nonsense", "home", "//evil.example", "/\\evil.example", "https://evil.example/"])
def test_throwing_away_leads_to_no_other_place(writing: Writing, back: str) -> None:
    writing.client.logout()
    writing.send()
    [draft] = FormDraft.objects.all()
    client = Client()
    client.force_login(writing.person)
    answer = client.post(reverse("drafts:throw_away", args=[draft.pk]), {"back": back})
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("drafts:listed"))


def test_an_address_that_is_too_long_keeps_nothing_and_breaks_nothing(writing: Writing) -> None:
    fields = {"_page": writing.fields["_page"], "text": WORDS, "_address": f"/places/{'a' * 600}/"}
    assert writing.client.post(KEEP, fields).status_code == 400
    assert FormDraft.objects.count() == 0


def test_a_page_that_is_still_open_keeps_nothing_about_what_was_erased(reader: User) -> None:
    said = factories.read(reader)
    client = Client()
    client.force_login(reader)
    address = reverse("desk:reply", args=[said.case.pk])
    token = form_with(pages.get(client, reverse("desk:case", args=[said.case.pk])), "reply-text")["_page"]
    fields = {"_page": token, "reply-text": WORDS}
    said.erase()
    collecting.collect()
    assert client.post(KEEP, {**fields, "_address": address}).status_code == 400
    page = pages.post(client, address, fields, status=409)
    assert WORDS[:20] in page.html
    assert FormDraft.objects.count() == 0


def test_the_secret_link_of_an_invitation_is_not_stored_with_words(signed_in: SignedIn) -> None:
    """Whoever has the link answers for the person: the database must not hold it."""
    invitation = InvitationFactory()
    client = Client()
    client.force_login(invitation.membership.user)
    link = f"/meetings/answer/{meetings.token_of(invitation)}/"
    token = pages.get(client, link).values()["_page"]
    assert client.post(KEEP, {"_page": token, "_address": link, "note": WORDS}).status_code == 400
    assert client.post(link, {"_page": token, "answer": "nonsense", "note": WORDS}).status_code == 200
    assert FormDraft.objects.count() == 0


def test_keeping_that_failed_keeps_nothing_under_its_own_address(
    writing: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No form is sent there: what was kept under it could never be shown again. The script tries once more."""
    real = actions.keep
    calls: list[str] = []

    def fail_once(**given: Any) -> FormDraft | None:
        calls.append(given["address"])
        if len(calls) == 1:
            raise OperationalError
        return real(**given)

    monkeypatch.setattr(actions, "keep", fail_once)
    writing.client.raise_request_exception = False
    fields = {"_page": writing.fields["_page"], "reply-text": WORDS, "_address": writing.address}
    assert writing.client.post(KEEP, fields).status_code == 500
    assert FormDraft.objects.count() == 0
    assert writing.client.post(KEEP, fields).status_code == 200
    assert [draft.address for draft in FormDraft.objects.all()] == [writing.address]


def test_a_file_that_answers_a_form_is_left_as_it_is(rf: RequestFactory, reader: User) -> None:
    picture = b"\x89PNG\xff\xfe"
    page = OpenedPage(reader.pk, "/desk/enter/", "w", 0)
    request = rf.post("/desk/enter/", {"text": WORDS, "_page": page_token.sign(page)})
    request.user = reader

    def hand_over(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(picture, content_type="image/png")

    assert KeepTyped(hand_over)(request).content == picture


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_words_kept_while_others_are_sent_are_still_offered() -> None:
    """Whoever sends one form must not note that nothing is kept while another tab keeps something."""
    if connection.vendor != "postgresql":
        pytest.skip("this run uses SQLite, where one writes after the other")
    somebody = PersonFactory()
    sent, other = (OpenedPage(somebody.pk, "/p/", name, 0) for name in ("sent", "other"))
    actions.keep(page=sent, address="/a/", fields={"t": ["some words"]}, why=Why.TYPING)

    def send() -> None:
        actions.forget_sent(page=sent, address="/a/", fields={"t": ["some words"]})
        connection.close()

    sending = threading.Thread(target=send)
    with transaction.atomic():
        actions.keep(page=other, address="/b/", fields={"t": ["other words"]}, why=Why.TYPING)
        sending.start()
        # It is over by then, or waits for this transaction.
        sending.join(1)
    sending.join()
    somebody.refresh_from_db()
    assert [draft.writing for draft in FormDraft.objects.all()] == ["other"]
    assert somebody.has_unsent_words
