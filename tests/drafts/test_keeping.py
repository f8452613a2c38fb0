"""What somebody typed is in the answer, sent, or kept: never gone."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.contrib import messages
from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEvent, RoleGrant, User
from drafts import actions, page_token, sealing
from drafts.enums import Why
from drafts.middleware import KeepTyped
from drafts.models import FormDraft
from drafts.page_token import OpenedPage
from tests.drafts.conftest import WORDS, Writing, form_of, form_with
from tests.rig import pages
from tests.rig.pages import Page
from tests.tracker.factories import MeetingFactory, decision, person, recommendation
from tracker.models import Decision

pytestmark = pytest.mark.django_db


def fields_of(draft: FormDraft) -> dict[str, list[str]]:
    return sealing.unseal(draft.sealed, user=draft.user_id, address=draft.address)


def written(page: Page, name: str = "reply-text") -> str:
    """Return what is in a box of a page, as a browser would send it."""
    value = page.values()[name]
    assert isinstance(value, str)
    return value.replace("\r\n", "\n")


PLAIN = WORDS.replace("\r\n", "\n")


def texts(page: Page) -> list[str]:
    """Return what is in the boxes that are there to be copied."""
    boxes = page.all("textarea", class_="govuk-textarea")
    return [
        (box.text or "").removeprefix("\n").replace("\r\n", "\n") for box in boxes if box.get("readonly") is not None
    ]


def replies(writing: Writing) -> int:
    return writing.case.feedback.messages.filter(kind="reply").count()


def test_a_session_that_ended_keeps_the_words_and_leads_back(writing: Writing) -> None:
    writing.client.logout()
    answer = writing.send()
    login = f"/accounts/login/?next={writing.at}"
    assert (answer.status_code, answer.headers["Location"].replace("%2F", "/")) == (302, login)
    page = pages.get(writing.client, answer.headers["Location"])
    assert "We kept what you wrote: sign in and it is there." in page.text("div", class_="messages")
    assert WORDS[:20] not in page.html
    [draft] = FormDraft.objects.all()
    assert (draft.user, draft.address, draft.page) == (writing.person, writing.address, writing.at)
    assert (draft.why, fields_of(draft)["reply-text"]) == (Why.SIGNED_OUT, [WORDS])
    assert replies(writing) == 0


def test_kept_words_are_shown_again_and_sent(writing: Writing) -> None:
    writing.client.logout()
    writing.send()
    writing.client.force_login(writing.person)
    page = pages.get(writing.client, writing.at)
    assert "You wrote something here that was not sent" in page.text("main")
    [shown_again] = [form for form in page.all("form", action=writing.address) if "Show it again" in pages.words(form)]
    asked = {**Page(shown_again, "", None).values(), "_again": "yes"}
    again = pages.post(writing.client, writing.address, asked)
    assert "This is what you wrote. It is not sent yet." in again.text("div", class_="messages")
    assert "Please check these answers" not in again.text("main")
    assert written(again) == PLAIN
    assert replies(writing) == 0
    sent = writing.client.post(writing.address, form_of(again, writing.address))
    assert (sent.status_code, sent.headers["Location"]) == (302, writing.at)
    assert replies(writing) == 1
    assert FormDraft.objects.count() == 0


def test_kept_words_are_thrown_away_by_their_writer_alone(writing: Writing, coordinator: User) -> None:
    writing.client.logout()
    writing.send()
    [draft] = FormDraft.objects.all()
    stranger = Client()
    stranger.force_login(coordinator)
    throw = reverse("drafts:throw_away", args=[draft.pk])
    assert stranger.post(throw).status_code == 404
    assert "not sent" not in pages.get(stranger, writing.at).text("main")
    assert PLAIN[:20] not in pages.get(stranger, reverse("drafts:listed")).html
    writing.client.force_login(writing.person)
    page = pages.get(writing.client, writing.at)
    fields = form_of(page, throw)
    assert writing.client.post(throw, fields).headers["Location"] == writing.at
    assert FormDraft.objects.count() == 0


def test_a_draft_of_somebody_else_is_not_shown(writing: Writing, coordinator: User) -> None:
    writing.client.logout()
    writing.send()
    [draft] = FormDraft.objects.all()
    stranger = Client()
    stranger.force_login(coordinator)
    answer = stranger.post(writing.address, {"_draft": str(draft.pk), "_again": "yes"})
    assert answer.status_code == 409
    assert WORDS[:20] not in answer.content.decode()


def test_a_stale_form_after_signing_in_again_comes_back_filled(writing: Writing) -> None:
    other_tab = Client()
    other_tab.cookies = writing.client.cookies
    # Signing in changes the secret that forms are checked with, and the session.
    writing.client.cookies.pop("csrf")
    writing.client.force_login(writing.person)
    pages.get(writing.client, writing.at)
    page = pages.post(writing.client, writing.address, writing.fields)
    assert "you signed in again" in page.text("div", class_="messages")
    assert written(page) == PLAIN
    assert replies(writing) == 0
    assert writing.client.post(writing.address, form_of(page, writing.address)).status_code == 302
    assert replies(writing) == 1


def test_a_stale_form_of_somebody_else_shows_nothing(writing: Writing, coordinator: User) -> None:
    writing.client.cookies.pop("csrf")
    writing.client.force_login(coordinator)
    answer = writing.send()
    assert answer.status_code == 403
    assert PLAIN[:20] not in answer.content.decode()
    [draft] = FormDraft.objects.all()
    assert draft.user == writing.person


def test_a_form_without_our_field_is_refused_as_before(writing: Writing) -> None:
    writing.client.cookies.pop("csrf")
    del writing.fields["_page"]
    answer = writing.send()
    assert answer.status_code == 403
    assert PLAIN[:20] not in answer.content.decode()
    assert FormDraft.objects.count() == 0


@pytest.mark.parametrize("said", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_another_site_cannot_show_its_words_here(writing: Writing, said: dict[str, str]) -> None:
    writing.client.cookies.pop("csrf")
    answer = writing.client.post(writing.address, writing.fields, headers=said)
    assert answer.status_code == 403
    assert PLAIN[:20] not in answer.content.decode()


@pytest.mark.parametrize(("code", "direction"), [("ar", "rtl"), ("es", "ltr")])
def test_another_language_keeps_what_is_typed(writing: Writing, code: str, direction: str) -> None:
    page = pages.post(writing.client, f"{writing.address}?lang={code}", {**writing.fields, "_again": code}, lang=code)
    assert page.root.get("dir") == direction
    assert written(page) == PLAIN
    assert replies(writing) == 0
    assert writing.client.post(writing.address, form_of(page, writing.address)).status_code == 302


@pytest.mark.parametrize("name", ["desk:enter", "meetings:plan", "policies:add"])
def test_each_page_with_one_form_is_shown_in_another_language_with_its_words(name: str) -> None:
    # With its council: without one there is nothing to plan.
    MeetingFactory()
    client = Client(enforce_csrf_checks=True)
    client.force_login(person(Role.COORDINATOR, Role.STEWARD))
    page = pages.get(client, reverse(name))
    [form] = page.all("form", id="writing")
    lines = [each for each in form.iter("input") if each.get("type") == "text"]
    [box, *_others] = [*form.iter("textarea"), *lines]
    fields = {**form_with(page, str(box.get("name"))), str(box.get("name")): WORDS}
    again = pages.post(client, f"{reverse(name)}?lang=ar", {**fields, "_again": "ar"}, lang="ar")
    assert written(again, str(box.get("name"))) == PLAIN
    assert again.all("div", class_="govuk-error-summary") == []


def test_a_decision_is_shown_in_another_language_and_decides_nothing() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person(Role.EXECUTIVE))
    asked = recommendation()
    address = reverse("tracker:recommendation", args=[asked.pk])
    fields = {**form_with(pages.get(client, address), "reason"), "outcome": "will_change", "reason": WORDS}
    again = pages.post(client, f"{address}?lang=es", {**fields, "_again": "es"}, lang="es")
    assert written(again, "reason") == PLAIN
    assert Decision.objects.count() == 0


def test_a_decision_that_somebody_made_first_gives_the_words_back_and_leads_to_it() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person(Role.EXECUTIVE))
    asked = recommendation()
    address = reverse("tracker:recommendation", args=[asked.pk])
    fields = {**form_with(pages.get(client, address), "reason"), "outcome": "no", "reason": WORDS}
    decision(asked)
    page = pages.post(client, address, fields, status=409)
    assert texts(page) == [PLAIN]
    links = page.links()
    assert (links[address], links["/home/"]) == ("See the page as it is now", "Go to your home page")
    assert "/" not in links


def test_a_validation_error_keeps_what_is_typed(writing: Writing) -> None:
    page = pages.post(writing.client, writing.address, {**writing.fields, "reply-language": "xx"})
    assert "Please check these answers" in page.text("main")
    assert written(page) == PLAIN


def test_a_lost_role_gives_the_words_back_to_copy(writing: Writing) -> None:
    RoleGrant.objects.filter(user=writing.person).delete()
    page = pages.post(writing.client, writing.address, writing.fields, status=404)
    assert texts(page) == [PLAIN]
    assert "it is not open to you any more" in page.text("main")
    # Kept as well, and listed where no page shows them any more.
    listed = pages.get(writing.client, reverse("drafts:listed"))
    assert texts(listed) == [PLAIN]


def test_a_refusal_says_its_reason_beside_the_words(coordinator: User) -> None:
    """A meeting that is over takes no new item; its page says so instead of showing the form."""
    meeting = MeetingFactory()
    client = Client(enforce_csrf_checks=True)
    client.force_login(coordinator)
    address = reverse("meetings:add_item", args=[meeting.pk])
    page = pages.get(client, address)
    fields = form_with(page, "background")
    fields |= {"title": "Nights on the ward", "background": WORDS}
    type(meeting).objects.filter(pk=meeting.pk).update(status="cancelled")
    back = pages.post(client, address, fields, status=403)
    assert texts(back) == ["Nights on the ward", PLAIN]
    assert "This page is not open to you any more." not in back.text("main")


def test_a_page_that_does_not_answer_posts_gives_the_words_back(writing: Writing) -> None:
    page = pages.post(writing.client, writing.at, writing.fields, status=405)
    assert texts(page) == [PLAIN]


@pytest.fixture
def database_away(writing: Writing) -> Iterator[None]:
    """Every statement fails, as when the server is gone."""

    def gone(*_args: object, **_kwargs: object) -> None:
        raise OperationalError

    writing.client.raise_request_exception = False
    with connection.execute_wrapper(gone):
        yield


@pytest.mark.usefixtures("database_away")
def test_without_a_database_the_error_page_has_the_whole_form(writing: Writing) -> None:
    page = pages.post(writing.client, writing.address, writing.fields, status=500)
    assert page.text("button") == "Try again"
    assert form_of(page, writing.address) == {**writing.fields, "reply-text": PLAIN}


def test_the_form_of_the_error_page_can_be_sent_once_the_database_is_back(writing: Writing) -> None:
    def gone(*_args: object, **_kwargs: object) -> None:
        raise OperationalError

    writing.client.raise_request_exception = False
    with connection.execute_wrapper(gone):
        page = pages.post(writing.client, writing.address, writing.fields, status=500)
    assert writing.client.post(writing.address, form_of(page, writing.address)).status_code == 302
    assert replies(writing) == 1


@pytest.mark.usefixtures("database_away")
def test_the_error_page_shows_nothing_that_another_site_sent(writing: Writing) -> None:
    del writing.fields["_page"]
    answer = writing.send()
    assert answer.status_code == 500
    assert PLAIN[:20] not in answer.content.decode()


def test_too_many_fields_give_the_words_back(writing: Writing) -> None:
    many = {f"extra-{number}": "x" for number in range(450)}
    body = "&".join(f"{name}={value}" for name, value in many.items())
    answer = writing.client.post(
        writing.address, f"{urlencode(writing.fields)}&{body}", content_type="application/x-www-form-urlencoded"
    )
    page = pages.parse(answer.content.decode())
    assert (answer.status_code, texts(page)) == (413, [PLAIN])


def test_too_large_a_body_gives_the_words_back(writing: Writing) -> None:
    long = "night after night " * 150_000
    body = urlencode({**writing.fields, "reply-text": long})
    answer = writing.client.post(writing.address, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    page = pages.parse(answer.content.decode())
    assert texts(page) == [long]
    assert "kept nowhere else" in page.text("main")


def test_a_long_text_counts_line_breaks_once_and_is_refused_with_the_number(writing: Writing) -> None:
    lines = ["x" * 49] * 100
    full = "\r\n".join(lines)
    assert writing.send(**{"reply-text": full + "x"}).status_code == 302
    page = pages.get(writing.client, writing.at)
    again = {**form_of(page, writing.address), "reply-text": "y" * 6007}
    refused = pages.post(writing.client, writing.address, again)
    assert "That is 1,007 letters too long." in refused.text("main")
    assert written(refused) == "y" * 6007
    assert refused.one("textarea", name="reply-text").get("maxlength") is None


def test_words_that_are_shown_again_open_nothing_and_write_nothing(writing: Writing) -> None:
    """A view that acts without a form shows nothing of its act to a button that only shows a form again."""
    address = reverse("desk:words", args=[writing.case.pk])
    proofs = {name: writing.fields[name] for name in ("csrfmiddlewaretoken", "_page")}
    before = AuditEvent.objects.count()
    assert writing.client.post(address, proofs).status_code == 200
    events = AuditEvent.objects.count()
    assert events == before + 1
    answer = writing.client.post(address, {**proofs, "_again": "yes"})
    assert answer.status_code == 409
    assert AuditEvent.objects.count() == events


def test_two_tabs_do_not_write_over_each_other(writing: Writing) -> None:
    second = form_of(pages.get(writing.client, writing.at), writing.address)
    writing.client.logout()
    writing.send()
    writing.client.post(writing.address, {**second, "reply-text": "Other words from another tab."})
    kept = [fields_of(draft)["reply-text"] for draft in FormDraft.objects.order_by("saved_at")]
    assert kept == [[WORDS], ["Other words from another tab."]]


def test_nothing_secret_or_of_the_page_is_kept(writing: Writing) -> None:
    writing.client.logout()
    writing.send(password="correct horse battery", paper_code="ABCD EFGH", fresh="XYZ one two")
    [draft] = FormDraft.objects.all()
    assert sorted(fields_of(draft)) == ["reply-language", "reply-text"]


def test_a_sealed_draft_opens_for_its_person_and_address_alone(writing: Writing, coordinator: User) -> None:
    sealed = sealing.seal({"text": ["two words"]}, user=writing.person.pk, address=writing.address)
    assert b"two words" not in sealed
    for user, address in ((coordinator.pk, writing.address), (writing.person.pk, writing.at)):
        with pytest.raises(sealing.UnreadableError):
            sealing.unseal(sealed, user=user, address=address)


def test_somebody_has_at_most_twenty_and_the_oldest_of_typing_goes_first(db: None) -> None:
    somebody = person(Role.READER)
    refused = actions.keep(
        page=OpenedPage(somebody.pk, "/p/", "0", 0), address="/a/", fields={"t": ["first words"]}, why=Why.REFUSED
    )
    for number in range(1, 22):
        page = OpenedPage(somebody.pk, "/p/", str(number), 0)
        actions.keep(page=page, address="/a/", fields={"t": [f"words {number}"]}, why=Why.TYPING)
    left = set(FormDraft.objects.values_list("writing", flat=True))
    assert refused is not None
    assert left == {"0", *(str(number) for number in range(3, 22))}
    client = Client()
    client.force_login(somebody)
    assert "We keep the newest 20 for you." in pages.get(client, reverse("drafts:listed")).text("main")


def test_a_view_that_leads_on_with_a_warning_has_not_sent_the_words(rf: RequestFactory, reader: User) -> None:
    """As a view does where somebody else was faster and its form is on another page."""

    def warns(request: HttpRequest) -> HttpResponse:
        messages.warning(request, "This changed since you opened it.")
        return redirect("/desk/")

    page = OpenedPage(reader.pk, "/desk/enter/", "w", 0)
    request = rf.post("/desk/enter/", {"text": WORDS, "_page": page_token.sign(page)})
    request.user = reader
    request.session = SessionStore()
    request._messages = SessionStorage(request)  # type: ignore[attr-defined] # noqa: SLF001
    assert KeepTyped(warns)(request).status_code == 302
    told = [str(message) for message in messages.get_messages(request)]
    assert told == ["This changed since you opened it.", "What you wrote was not saved. We kept it for you."]
    assert [fields_of(draft) for draft in FormDraft.objects.all()] == [{"text": [WORDS]}]


@pytest.mark.usefixtures("month_key")
def test_a_page_that_answers_instead_of_a_redirect_lets_the_words_go(desk: Client) -> None:
    """Feedback typed in for somebody: the code is in the answer, so that nothing is redirected."""
    fields = form_with(pages.get(desk, reverse("desk:enter")), "fresh")
    fields |= {"channel": "phone", "text": WORDS}
    kept = {**fields, "_address": reverse("desk:enter")}
    assert desk.post(reverse("drafts:keep"), kept).status_code == 200
    assert FormDraft.objects.count() == 1
    page = pages.post(desk, reverse("desk:enter"), fields)
    assert page.one("bdi", class_="receipt__code") is not None
    assert FormDraft.objects.count() == 0
