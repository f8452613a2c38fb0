"""Attacks on the members' side: what people who lost a role, a term or their trust could still see and do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts import actions as people
from accounts.enums import Need, Role, SharedWith
from accounts.models import AuditEvent, User
from core.verdicts import Conflict, Refused
from council.models import Membership
from meetings import actions as meetings
from meetings import queries as meeting_queries
from tests.accounts.factories import PersonFactory
from tests.meetings import factories as made
from tests.tracker import factories as story
from tracker.actions import changes
from tracker.models import PolicyChange, Recommendation

pytestmark = pytest.mark.django_db
SECRET = "I shake when it is loud"


def browser(person: User) -> Client:
    """Return a browser in which somebody is signed in; an error on our side is a 500, as for a visitor."""
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


@pytest.mark.parametrize("change_of_mind", ["forgotten", "kept closer"])
def test_need_is_hidden_from_the_council_when_somebody_changes_their_mind(change_of_mind: str) -> None:
    """A meeting holds a copy of each need; the copy goes, or closes, with the need."""
    meeting = made.MeetingFactory()
    member, other = made.member_of(meeting.council), made.member_of(meeting.council)
    need = made.need(member, Need.QUIET_SPACE, note=SECRET, shared_with=SharedWith.COUNCIL)
    meetings.invite_everybody(meeting=meeting, by=made.coordinator())
    if change_of_mind == "forgotten":
        people.forget_need(need=need, by=member)
    else:
        people.keep_need(kind=Need.QUIET_SPACE, note=SECRET, shared_with=SharedWith.BOOKING, by=member)
    assert SECRET not in browser(other).get(reverse("meetings:meeting", args=[meeting.pk])).text


def test_chair_of_one_council_is_no_chair_of_another() -> None:
    """The role of a chair counts in the council where the person chairs, not wherever they sit."""
    meeting = made.MeetingFactory()
    chair = made.chair_of(made.CouncilFactory())
    made.MembershipFactory(council=meeting.council, user=chair, chairs=False)
    made.need(made.member_of(meeting.council), Need.QUIET_SPACE, note=SECRET, shared_with=SharedWith.CHAIR)
    meetings.invite_everybody(meeting=meeting, by=made.coordinator())
    seen = SECRET in browser(chair).get(reverse("meetings:meeting", args=[meeting.pk])).text
    answer = browser(chair).post(reverse("meetings:cancel", args=[meeting.pk]))
    assert (seen, answer.status_code) == (False, 403)


def test_member_whose_term_ended_cannot_open_a_meeting_after_it() -> None:
    """An invitation to a day after the end of the term opens nothing."""
    meeting = made.MeetingFactory()
    term = made.MembershipFactory(council=meeting.council)
    meetings.invite_everybody(meeting=meeting, by=made.coordinator())
    Membership.objects.filter(pk=term.pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert browser(term.user).get(reverse("meetings:meeting", args=[meeting.pk])).status_code == 404


def test_signed_link_of_somebody_switched_off_opens_nothing() -> None:
    """Who cannot sign in any more cannot answer by an old message either, nor read how to join."""
    meeting = made.MeetingFactory()
    member = made.member_of(meeting.council)
    (invitation,) = meetings.invite_everybody(meeting=meeting, by=made.coordinator())
    link = reverse("meetings:answer_link", args=[meeting_queries.token_of(invitation)])
    people.set_roles(person=member, roles=[], is_active=False, by=PersonFactory(roles=[Role.ADMIN]))
    answer = Client().get(link)
    assert (answer.status_code, meeting.join_link in answer.text) == (410, False)


def test_member_without_the_role_hears_and_signs_nothing() -> None:
    """Taking the role of a member away is enough, also while the seat is still theirs."""
    story.read(story.person(Role.READER))
    change = story.in_force()
    term = story.member_for(change)
    people.set_roles(person=term.user, roles=[], is_active=True, by=PersonFactory(roles=[Role.ADMIN]))
    client = browser(User.objects.get(pk=term.user.pk))
    heard = client.get(reverse("tracker:shared")).status_code
    count = client.get("/api/v1/feedback/").json()["count"]
    client.post(reverse("tracker:sign", args=[change.pk]))
    change.refresh_from_db()
    assert (heard, count, change.signed_name) == (404, 0, "")


def test_meeting_at_the_end_of_the_calendar_does_not_close_the_room() -> None:
    """A day whose end cannot be counted is refused; else the list of meetings fails for everybody who sees it."""
    chair = made.chair_of(made.CouncilFactory())
    data = {
        "council": chair.memberships.get().seat.council_id, "title": "x", "language": "en", "day": "9999-12-31",
        "starts": "23:59", "minutes": "90", "time_zone": "UTC", "place": "here", "access_deadline": "2027-01-01",
        "contact": "me",
    }  # fmt: skip
    browser(chair).post(reverse("meetings:plan"), data)
    rooms = [browser(who).get(reverse("meetings:list")).status_code for who in (chair, made.coordinator())]
    assert rooms == [200, 200]


def test_address_of_somebody_else_cannot_be_claimed() -> None:
    """Members who name a newcomer's address as their own do not keep the newcomer out."""
    newcomer = PersonFactory(password=None)
    for _member in range(12):
        browser(PersonFactory()).post("/accounts/email/", {"action_add": "", "email": newcomer.email})
    mail.outbox.clear()
    client = Client(raise_request_exception=False)
    client.post("/accounts/login/code/", {"email": newcomer.email})
    (code,) = re.findall(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4}|[A-Z0-9]{6,8})\s*$", str(mail.outbox[0].body), re.MULTILINE)
    answer = client.post("/accounts/login/code/confirm/", {"code": code})
    claims = EmailAddress.objects.filter(email=newcomer.email).exclude(user=newcomer).count()
    assert (claims, answer.status_code) == (0, 302)


def test_address_is_proven_before_it_counts_and_the_log_knows() -> None:
    """A browser left open cannot move an account to another mailbox, unproven and unnoticed."""
    person = PersonFactory(roles=[Role.READER])
    client, address = browser(person), "elsewhere@example.org"
    client.post("/accounts/email/", {"action_add": "", "email": address})
    client.post("/accounts/email/", {"action_primary": "", "email": address})
    person.refresh_from_db()
    assert person.email != address or AuditEvent.objects.exists()


def test_sign_in_tells_nobody_who_is_here_while_no_mail_can_be_sent(settings: Settings) -> None:
    """An address we know and one we do not are answered alike when the mail server is down."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    known, unknown = (
        Client(raise_request_exception=False).post("/accounts/login/code/", {"email": email}).status_code
        for email in (PersonFactory().email, "nobody@example.org")
    )
    assert known == unknown


def test_steward_without_a_name_is_not_shown_by_address() -> None:
    """Members see what somebody is called; an e-mail address is for staff."""
    steward = PersonFactory(name="", roles=[Role.STEWARD])
    story.policy(steward)
    page = browser(PersonFactory(roles=[Role.MEMBER])).get(reverse("policies:list"))
    assert steward.email not in page.text


def test_recommendation_sent_twice_is_made_once() -> None:
    """A second press makes no second recommendation, which nobody could delete."""
    item = story.AgendaItemFactory()
    client = browser(story.person(Role.COORDINATOR))
    words = {"title": "Nights", "text": "Let people in.", "language": "en"}
    for _press in range(2):
        client.post(reverse("tracker:recommend", args=[item.pk]), words)
    assert Recommendation.objects.count() == 1


def test_signature_is_for_the_evidence_that_was_seen() -> None:
    """Evidence that was replaced after the page was opened is not signed unseen."""
    change = story.in_force(evidence="The doors are open at night.")
    client = browser(story.member_for(change).user)
    client.get(reverse("tracker:change", args=[change.pk]))
    assert change.document.steward
    changes.show_evidence(change=change, evidence="A leaflet says so.", by=change.document.steward)
    client.post(reverse("tracker:sign", args=[change.pk]))
    change.refresh_from_db()
    assert change.signed_name == ""


def together(*acts: Callable[[], object]) -> list[Exception]:
    """Do things at the same moment, each with a connection of its own; returns what went wrong."""
    start, wrong = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001 - the kind of error is what is asked for
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_changes_of_one_policy_written_at_once_end_in_words() -> None:
    """Whoever is second is told that somebody was faster, or that a draft is there already; no error of the site."""
    document = story.policy()
    planned = [story.planned(document), story.planned(document)]

    def write(number: int) -> Callable[[], object]:
        change = PolicyChange.objects.get(pk=planned[number].pk)
        assert change.document.steward
        steward = change.document.steward
        return lambda: changes.write(change=change, text="New.", title="New", summary="New.", by=steward)

    # Which of the two depends on how far the first had come when the second looked.
    [error] = together(write(0), write(1))
    assert isinstance(error, Conflict | Refused)
