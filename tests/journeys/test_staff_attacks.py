"""Attacks on the members' side: what people who lost a role, a term or their trust can still see and do."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from datetime import date, time, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions as people
from accounts import audit
from accounts.enums import Need, Role, SharedWith
from accounts.models import AuditEvent, User
from council import actions as seats
from meetings import actions as meetings
from meetings import queries as meeting_queries
from meetings.models import Meeting
from notifications.models import OutboxMessage
from tests.accounts.factories import PersonFactory
from tests.meetings import factories as made
from tests.tracker import factories as story
from tracker.actions import changes, council
from tracker.enums import Outcome
from tracker.models import AgendaLink, Decision, PolicyChange, Recommendation

pytestmark = pytest.mark.django_db


def browser(person: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


# -- needs


def test_need_forgotten_is_gone_from_meetings_ahead() -> None:
    meeting = made.MeetingFactory()
    member = made.member_of(meeting.council)
    made.need(member, Need.QUIET_SPACE, note="I shake when it is loud", shared_with=SharedWith.COUNCIL)
    other, by = made.member_of(meeting.council), made.coordinator()
    meetings.invite_everybody(meeting=meeting, by=by)
    need = member.access_needs.get()
    browser(member).post(reverse("accounts:forget_need", args=[need.pk]))
    page = browser(other).get(reverse("meetings:meeting", args=[meeting.pk])).text
    assert "I shake when it is loud" not in page


def test_need_kept_closer_is_hidden_from_the_council_at_once() -> None:
    meeting = made.MeetingFactory()
    member = made.member_of(meeting.council)
    made.need(member, Need.QUIET_SPACE, note="I shake when it is loud", shared_with=SharedWith.COUNCIL)
    other, by = made.member_of(meeting.council), made.coordinator()
    meetings.invite_everybody(meeting=meeting, by=by)
    people.keep_need(kind=Need.QUIET_SPACE, note="", shared_with=SharedWith.BOOKING, by=member)
    page = browser(other).get(reverse("meetings:meeting", args=[meeting.pk])).text
    assert "I shake when it is loud" not in page


# -- chairs


def test_chair_of_one_council_sees_no_chairs_secret_of_another() -> None:
    first, second = made.MeetingFactory().council, made.MeetingFactory()
    chair = made.chair_of(first)
    made.MembershipFactory(council=second.council, user=chair, chairs=False)
    member = made.member_of(second.council)
    made.need(member, Need.QUIET_SPACE, note="Only the chair may know", shared_with=SharedWith.CHAIR)
    meetings.invite_everybody(meeting=second, by=made.coordinator())
    page = browser(chair).get(reverse("meetings:meeting", args=[second.pk])).text
    answer = browser(chair).post(reverse("meetings:cancel", args=[second.pk]))
    second.refresh_from_db()
    assert ("Only the chair may know" in page, answer.status_code, second.is_cancelled) == (False, 403, False)


# -- people who left


def test_member_whose_term_ended_is_told_no_more() -> None:
    meeting = made.MeetingFactory()
    today = timezone.localdate()
    term = made.MembershipFactory(council=meeting.council, starts_on=today - timedelta(days=9))
    by = made.coordinator()
    meetings.invite_everybody(meeting=meeting, by=by)
    type(term).objects.filter(pk=term.pk).update(ends_on=today - timedelta(days=1))
    OutboxMessage.objects.all().delete()
    page = browser(term.user).get(reverse("meetings:meeting", args=[meeting.pk]))
    meetings.change(meeting=meeting, by=by, **{**_details(meeting), "place": "A secret place"})
    told = OutboxMessage.objects.filter(recipient=term.user).count()
    assert (page.status_code, told) == (404, 0)


def _details(meeting: Meeting) -> Any:
    names = ("title", "language", "day", "starts", "minutes", "time_zone", "place", "join_link", "join_phone")
    return {name: getattr(meeting, name) for name in (*names, "access_deadline", "contact")}


def test_signed_link_of_somebody_switched_off_shows_nothing() -> None:
    meeting = made.MeetingFactory()
    member = made.member_of(meeting.council)
    (invitation,) = meetings.invite_everybody(meeting=meeting, by=made.coordinator())
    link = reverse("meetings:answer_link", args=[meeting_queries.token_of(invitation)])
    people.set_roles(person=member, roles=[], is_active=False, by=PersonFactory(roles=[Role.ADMIN]))
    answer = Client().get(link)
    assert (answer.status_code, meeting.join_link in answer.text) == (404, False)


def test_member_without_the_role_hears_nothing_and_signs_nothing() -> None:
    change = story.in_force()
    story.read(story.person(Role.READER))
    term = story.member_for(change)
    people.set_roles(person=term.user, roles=[], is_active=True, by=PersonFactory(roles=[Role.ADMIN]))
    client = browser(User.objects.get(pk=term.user.pk))
    heard = client.get(reverse("tracker:heard")).status_code
    api = client.get("/api/v1/feedback/").json()["count"]
    client.post(reverse("tracker:sign", args=[change.pk]))
    change.refresh_from_db()
    assert (heard, api, change.signed_name) == (404, 0, "")


# -- days beyond the calendar


def test_meeting_at_the_end_of_time_does_not_close_the_room_for_all() -> None:
    chair = made.chair_of(made.CouncilFactory())
    term = chair.memberships.get()
    data = {
        "council": term.seat.council_id, "title": "x", "language": "en", "day": "9999-12-31", "starts": "23:59",
        "minutes": "90", "time_zone": "UTC", "place": "here", "access_deadline": "2027-01-01", "contact": "me",
    }  # fmt: skip
    browser(chair).post(reverse("meetings:plan"), data)
    pages = [browser(who).get(reverse("meetings:list")).status_code for who in (chair, made.coordinator())]
    assert pages == [200, 200]


def test_term_at_the_end_of_time_is_refused_with_words() -> None:
    seat = made.SeatFactory()
    person = PersonFactory(roles=[Role.MEMBER])
    data = {"person": person.pk, "starts_on": "9998-12-31"}
    assert browser(made.coordinator()).post(reverse("council:appoint", args=[seat.pk]), data).status_code == 200


# -- accounts


def test_email_address_cannot_become_one_that_was_never_proven() -> None:
    person = PersonFactory(roles=[Role.MEMBER])
    client = browser(person)
    before = AuditEvent.objects.count()
    client.post("/accounts/login/", {"login": person.email, "password": "a-long-throw-away-passphrase"})
    r1 = client.post("/accounts/email/", {"action_add": "", "email": "somebody-else@example.org"})
    r2 = client.post("/accounts/email/", {"action_primary": "", "email": "somebody-else@example.org"})
    person.refresh_from_db()
    print(r1.status_code, r1.headers.get("location"), r2.status_code, person.email, AuditEvent.objects.count() - before, len(mail.outbox))
    assert person.email != "somebody-else@example.org"


def test_sign_in_tells_nobody_who_is_here_when_the_mail_server_is_down(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    person = PersonFactory()
    known, unknown = (
        Client(raise_request_exception=False).post("/accounts/login/code/", {"email": email}).status_code
        for email in (person.email, "nobody@example.org")
    )
    assert known == unknown


def test_actor_in_the_log_cannot_be_somebody_else() -> None:
    person = PersonFactory(email=f"{'e' * 64}@{'x' * 60}.{'y' * 60}.org", roles=[Role.MEMBER])
    browser(person).post(
        reverse("accounts:me"),
        {"name": "Ada <admin@demo.example> (admin)" + " " * 88 + ".", "language": "en", "time_zone": "Europe/London"},
    )
    person = User.objects.get(pk=person.pk)
    browser(person).post(reverse("accounts:me"), {"name": person.name, "language": "en", "time_zone": "UTC"})
    actor = AuditEvent.objects.latest("id").actor
    print(repr(actor))
    assert person.email in actor


def test_steward_without_a_name_is_not_shown_by_address_to_members() -> None:
    steward = PersonFactory(name="", roles=[Role.STEWARD])
    story.policy(steward)
    member = PersonFactory(roles=[Role.MEMBER])
    assert steward.email not in browser(member).get(reverse("tracker:policies")).text


# -- acts


def test_recommendation_sent_twice_is_made_once() -> None:
    item = story.AgendaItemFactory()
    story.person(Role.EXECUTIVE)
    client = browser(story.person(Role.COORDINATOR))
    for _press in range(2):
        client.post(
            reverse("tracker:recommend", args=[item.pk]), {"title": "Nights", "text": "Let people in.", "language": "en"}
        )
    assert (Recommendation.objects.count(), OutboxMessage.objects.filter(kind="decision_waiting").count()) == (1, 1)


def test_doubt_sent_twice_is_kept_once() -> None:
    change = story.in_force()
    client = browser(story.member_for(change).user)
    for _press in range(2):
        client.post(reverse("tracker:doubt", args=[change.pk]), {"doubt-words": "No sign there."})
    assert OutboxMessage.objects.filter(kind="change_doubted").count() == 1


def test_signature_is_for_the_evidence_that_was_seen() -> None:
    change = story.in_force(evidence="The doors are open at night.")
    client = browser(story.member_for(change).user)
    client.get(reverse("tracker:change", args=[change.pk]))
    assert change.document.steward
    changes.show_evidence(change=change, evidence="A leaflet says so.", by=change.document.steward)
    client.post(reverse("tracker:sign", args=[change.pk]))
    change.refresh_from_db()
    assert change.signed_name == ""


def test_outcome_written_meanwhile_is_not_overwritten() -> None:
    item = story.AgendaItemFactory(outcome="", recorded_on=None)
    first, second = browser(story.person(Role.COORDINATOR)), browser(story.person(Role.COORDINATOR))
    page = first.get(reverse("meetings:outcome", args=[item.pk]))
    second.post(reverse("meetings:outcome", args=[item.pk]), {"outcome": "Yes, by May."})
    data = {name: str(value or "") for name, value in page.context["form"].initial.items()}
    first.post(reverse("meetings:outcome", args=[item.pk]), data | {"outcome": "No."})
    item.refresh_from_db()
    assert item.outcome == "Yes, by May."


def test_own_name_signed_in_public_follows_the_chosen_name() -> None:
    change = story.in_force()
    term = story.member_for(change)
    type(term).objects.filter(pk=term.pk).update(alias="")
    changes.sign(change=change, by=term.user)
    term.refresh_from_db()
    seats.choose_alias(term=term, alias="Robin", by=term.user)
    assert term.user.name not in Client().get(f"/en/changes/{change.pk}/").text


# -- races


def together(*acts: Callable[[], object]) -> list[object]:
    """Run acts at the same moment; returns what each gave, or its error."""
    start, answers = Barrier(len(acts)), [None] * len(acts)  # type: list[Any]

    def run(number: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            answers[number] = act()
        except Exception as error:  # noqa: BLE001
            answers[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return answers


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_races() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("sqlite")
    for _n in range(8):
        change = story.in_force()
        a, b = story.member_for(change).user, story.member_for(change).user
        print("sign", [repr(x)[:90] for x in together(*(lambda u=u: changes.sign(change=PolicyChange.objects.get(pk=change.pk), by=u) for u in (a, b)))])
        asked = story.recommendation(None, story.read(story.person(Role.READER)))
        print("decide", [repr(x)[:90] for x in together(*(lambda: story.decision(Recommendation.objects.get(pk=asked.pk)) for _ in range(2)))], Decision.objects.filter(recommendation=asked).count())
        meeting = made.MeetingFactory()
        [made.member_of(meeting.council) for _ in range(3)]
        by = made.coordinator()
        print("invite", [repr(x)[:90] for x in together(*(lambda: meetings.invite_everybody(meeting=Meeting.objects.get(pk=meeting.pk), by=by) for _ in range(2)))], meeting.invitations.count())
        doc = story.policy(slug=f"p{_n}")
        c1, c2 = story.planned(doc), story.planned(doc)
        w = lambda c: changes.write(change=PolicyChange.objects.get(pk=c.pk), text="t", title="t", summary="s", by=doc.steward)
        print("write", [repr(x)[:150] for x in together(lambda: w(c1), lambda: w(c2))], doc.versions.count())
        m2 = made.MeetingFactory()
        print("cancel", [repr(x)[:90] for x in together(*(lambda: meetings.cancel(meeting=Meeting.objects.get(pk=m2.pk), by=by) for _ in range(2)))])
    assert not list(audit.breaks())
