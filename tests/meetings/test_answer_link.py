"""The signed link: no sign-in, no answer by looking, helpful when it no longer works."""

from datetime import timedelta

import pytest
import time_machine
from django.core.signing import Signer
from django.test import Client

from accounts.models import User
from council.models import Membership
from meetings import queries
from meetings.enums import MeetingStatus
from meetings.models import Invitation
from tests.meetings.factories import InvitationFactory, PersonFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db


def link(invitation: Invitation) -> str:
    return f"/meetings/answer/{queries.token_of(invitation)}/"


def answer_of(invitation: Invitation) -> tuple[str, str]:
    invitation.refresh_from_db()
    return invitation.answer, invitation.note


def test_link_holds_the_id_of_the_invitation_and_nothing_else() -> None:
    invitation = InvitationFactory()
    assert queries.token_of(invitation).split(".")[0] == invitation.pk.hex


def test_looking_answers_nothing(client: Client) -> None:
    invitation = InvitationFactory()
    for query in ("", "?answer=yes"):
        pages.get(client, link(invitation) + query)
    client.head(link(invitation))
    assert answer_of(invitation) == ("none", "")


def test_answer_needs_no_sign_in_and_leaves_no_session(client: Client) -> None:
    invitation = InvitationFactory()
    answer = client.post(link(invitation), {"answer": "maybe", "note": "Perhaps later"})
    assert (answer.status_code, answer["Location"]) == (302, link(invitation))
    assert answer_of(invitation) == ("maybe", "Perhaps later")
    page = pages.get(client, link(invitation))
    assert "We have your answer" in page.html
    assert "sessionid" not in client.cookies
    assert "session" not in client.cookies


def test_answer_can_be_changed(client: Client) -> None:
    invitation = InvitationFactory()
    for answer in ("yes", "no"):
        client.post(link(invitation), {"answer": answer})
    assert answer_of(invitation) == ("no", "")


@pytest.mark.parametrize("lost", ["account", "role", "term"])
def test_link_of_somebody_who_left_says_so_and_nothing_else(client: Client, lost: str) -> None:
    invitation = InvitationFactory()
    term = invitation.membership
    if lost == "account":
        User.objects.filter(pk=term.user_id).update(is_active=False)
    elif lost == "role":
        term.user.grants.all().delete()
    else:
        Membership.objects.filter(pk=term.pk).update(ends_on=invitation.meeting.day - timedelta(days=1))
    page = pages.get(client, link(invitation), status=410)
    assert invitation.meeting.title not in page.html
    assert client.post(link(invitation), {"answer": "yes"}).status_code == 410
    assert answer_of(invitation) == ("none", "")


def test_link_is_protected_against_other_sites() -> None:
    invitation = InvitationFactory()
    client = Client(enforce_csrf_checks=True)
    assert client.post(link(invitation), {"answer": "yes"}).status_code == 403
    token = pages.get(client, link(invitation)).values()["csrfmiddlewaretoken"]
    assert client.post(link(invitation), {"answer": "yes", "csrfmiddlewaretoken": token}).status_code == 302


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_page_is_in_the_language_of_the_invited_person(client: Client, language: str) -> None:
    invitation = InvitationFactory(membership__user=PersonFactory(language=language, roles=["member"]))
    page = pages.get(client, link(invitation), lang=language, headers={"Accept-Language": "en"})
    assert page.response is not None
    assert page.response["Content-Language"] == language


def test_page_can_be_read_in_another_language(client: Client) -> None:
    invitation = InvitationFactory(membership__user=PersonFactory(language="ar", roles=["member"]))
    pages.get(client, link(invitation) + "?lang=es", lang="es")
    assert client.post(link(invitation) + "?lang=es", {"answer": "yes"})["Location"] == link(invitation) + "?lang=es"


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t[::-1], lambda t: t + "x", lambda _: "nonsense"])
def test_changed_link_is_refused_helpfully(client: Client, change: object) -> None:
    token = queries.token_of(InvitationFactory())
    url = f"/meetings/answer/{change(token)}/"  # type: ignore[operator]
    for page in (
        pages.get(client, url, status=404, lang="es", headers={"Accept-Language": "es"}),
        pages.post(client, url, {"answer": "yes"}, status=404),
    ):
        assert "/meetings/" in page.links()
    assert Invitation.objects.get().answer == "none"


def test_signature_made_for_something_else_is_refused(client: Client) -> None:
    invitation = InvitationFactory()
    forged = Signer(salt="another", sep=".").sign(invitation.pk.hex)
    pages.get(client, f"/meetings/answer/{forged}/", status=404)


def test_well_signed_nonsense_is_refused(client: Client) -> None:
    signed = Signer(salt="meetings.answer", sep=".").sign("nonsense")
    pages.get(client, f"/meetings/answer/{signed}/", status=404)


def test_link_works_until_the_end_of_the_meeting(client: Client) -> None:
    invitation = InvitationFactory()
    with time_machine.travel(invitation.meeting.ends_at - timedelta(minutes=1), tick=False):
        pages.get(client, link(invitation))
    with time_machine.travel(invitation.meeting.ends_at, tick=False):
        page = pages.get(client, link(invitation), status=410)
        assert page.text("h1") == "This meeting is over."
        assert "Mo, 020 7946 0000" in page.html
        assert client.post(link(invitation), {"answer": "yes"}).status_code == 410
    assert answer_of(invitation) == ("none", "")


def test_link_to_a_cancelled_meeting_says_so(client: Client) -> None:
    invitation = InvitationFactory(meeting__status=MeetingStatus.CANCELLED)
    assert pages.get(client, link(invitation), status=410).text("h1") == "This meeting was cancelled."


def test_no_button_pressed_keeps_the_note(client: Client) -> None:
    invitation = InvitationFactory()
    for wrong in ({}, {"answer": "none"}, {"answer": "purple"}):
        page = pages.post(client, link(invitation), {"note": "I come by train", **wrong})
        assert page.values()["note"] == "I come by train"
        assert page.text("div", class_="govuk-error-summary").endswith(
            "Press one of the buttons: yes, I do not know yet, or no."
        )
    assert answer_of(invitation) == ("none", "")


def test_note_that_is_too_long_is_kept_and_explained(client: Client) -> None:
    invitation = InvitationFactory()
    page = pages.post(client, link(invitation), {"answer": "yes", "note": "x" * 301})
    assert page.values()["note"] == "x" * 301
    assert answer_of(invitation) == ("none", "")


def test_page_names_nobody(client: Client) -> None:
    invitation = InvitationFactory(membership__user=PersonFactory(name="Real Name", roles=["member"]))
    html = pages.get(client, link(invitation)).html
    assert "Real Name" not in html
    assert invitation.membership.shown_name not in html
