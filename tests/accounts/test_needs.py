"""What people need, alive: told, changed, confirmed, taken back, looked at, and asked about once a year."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone, translation

from accounts import actions, queries
from accounts.enums import Need, NeedEventKind, Role, SharedWith
from accounts.models import AccessNeed, AuditEvent, NeedEvent, User
from accounts.slots import NEEDS_CHANGED
from core.verdicts import Conflict
from notifications.actions import send_due
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage
from people.tasks import ask_about_needs
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import NeedFactory, PersonFactory
from tests.council.factories import call
from tests.notifications.factories import PreferenceFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 9, 12, tzinfo=UTC)


def events(person: User) -> list[str]:
    return list(NeedEvent.objects.filter(user=person).order_by("id").values_list("event", flat=True))


def test_need_has_a_history_of_what_its_owner_did() -> None:
    person = PersonFactory()
    need = actions.keep_need(kind=Need.CAPTIONS, note="", by=person)
    actions.keep_need(kind=Need.CAPTIONS, note="", by=person)
    actions.keep_need(kind=Need.CAPTIONS, note="a person, no machine", by=person)
    actions.confirm_need(need=need, by=person)
    actions.forget_need(need=need, by=person)
    told, changed, confirmed, taken = "told", "changed", "confirmed", "taken_back"
    assert events(person) == [told, confirmed, changed, confirmed, taken]
    assert not AccessNeed.objects.exists()


def test_something_else_can_be_said_several_times() -> None:
    person = PersonFactory()
    for note in ("a chair by the door", "no perfume", "no perfume"):
        actions.keep_need(kind=Need.OTHER, note=note, by=person)
    assert set(AccessNeed.objects.values_list("note", flat=True)) == {"a chair by the door", "no perfume"}


def test_something_else_wants_words(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.MEMBER)
    page = pages.post(client, "/accounts/needs/", {"kind": "other", "note": "", "shared_with": "booking"})
    assert "in your own words" in page.text("main")
    assert not AccessNeed.objects.exists()


def test_nobody_confirms_or_forgets_anothers_need(signed_in: SignedIn) -> None:
    need = NeedFactory()
    person, client = signed_in(Role.MEMBER)
    assert client.post(f"/accounts/needs/{need.pk}/confirm/").status_code == 404
    assert client.post(f"/accounts/needs/{need.pk}/forget/").status_code == 404
    with pytest.raises(Conflict):
        actions.confirm_need(need=need, by=person)
    actions.forget_need(need=need, by=person)
    assert AccessNeed.objects.filter(pk=need.pk).exists()
    assert events(need.user) == []


def test_page_says_when_it_was_told_and_confirmed_and_when_we_ask_again(signed_in: SignedIn) -> None:
    with time_machine.travel(NOON, tick=False):
        person, client = signed_in(Role.MEMBER)
        need = actions.keep_need(kind=Need.CAPTIONS, note="", shared_with=SharedWith.CHAIR, by=person)
    with time_machine.travel(NOON + timedelta(days=10), tick=False):
        client.force_login(person)
        client.post(f"/accounts/needs/{need.pk}/confirm/")
        text = pages.get(client, "/accounts/needs/").text("main")
    for words in ("9 March 2027", "19 March 2027", "19 March 2028", "The chair and the person who books it"):
        assert words in text


def test_owner_sees_who_has_looked_once_a_day_and_by_the_name_others_see(signed_in: SignedIn) -> None:
    need = NeedFactory()
    booker = PersonFactory(name="Coco", roles=[Role.COORDINATOR])
    member, named = PersonFactory(name="Legal Name", roles=[Role.CHAIR]), PersonFactory(roles=[Role.CHAIR])
    call(named, "River")
    for reader in (booker, booker, member, named, need.user):
        actions.note_looked(needs=[need], by=reader)
    assert set(NeedEvent.objects.values_list("event", "by")) == {
        ("seen", "Coco"),
        ("seen", "A member"),
        ("seen", "River"),
    }
    assert NeedEvent.objects.count() == 3
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        actions.note_looked(needs=[need], by=booker)
    assert NeedEvent.objects.filter(by="Coco").count() == 2
    _other, client = signed_in()
    client.force_login(need.user)
    text = pages.get(client, "/accounts/needs/").text("main")
    assert "Coco" in text
    assert "Legal Name" not in text


def test_history_is_told_in_the_readers_language(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.MEMBER, language="es")
    NeedEvent.objects.create(user=person, kind=Need.CAPTIONS, event=NeedEventKind.SEEN, by="A member")
    with translation.override("es"):
        nobody = translation.gettext("A member")
    assert nobody in pages.get(client, "/accounts/needs/").text("main")


def test_apps_above_hear_of_it_while_the_need_is_still_there() -> None:
    heard = []

    def hear(person: User, need: AccessNeed | None, event: NeedEventKind) -> None:
        heard.append((person, need is not None and AccessNeed.objects.filter(pk=need.pk).exists(), event))

    NEEDS_CHANGED.fill("test", hear)
    try:
        person = PersonFactory()
        need = actions.keep_need(kind=Need.CAPTIONS, note="", by=person)
        actions.forget_need(need=need, by=person)
    finally:
        NEEDS_CHANGED.empty("test")
    assert heard == [(person, True, NeedEventKind.TOLD), (person, True, NeedEventKind.TAKEN_BACK)]


def aged(person: User, day: date, **fields: object) -> AccessNeed:
    need = NeedFactory(user=person, **fields)
    AccessNeed.objects.filter(pk=need.pk).update(told_on=day, confirmed_on=day)
    return need


def test_question_comes_a_year_after_once_a_year_and_takes_nothing_away() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        old, fresh, gone = (PreferenceFactory(user__roles=[Role.MEMBER]).user for _person in range(3))
        aged(old, date(2026, 3, 9))
        aged(old, date(2026, 1, 1), kind=Need.BREAKS)
        aged(fresh, date(2026, 3, 10))
        aged(gone, date(2026, 3, 9))
        gone.grants.update(ends_on=date(2027, 1, 1))
        for _day in range(2):
            ask_about_needs()
        assert [message.recipient for message in OutboxMessage.objects.all()] == [old]
        assert AccessNeed.objects.count() == 4
        assert set(AccessNeed.objects.filter(user=old).values_list("confirmed_on", flat=True)) == {
            date(2026, 3, 9),
            date(2026, 1, 1),
        }
        clock.move_to(NOON + timedelta(days=2))
        ask_about_needs()
        assert [message.recipient for message in OutboxMessage.objects.order_by("due_at")] == [old, fresh]
        clock.move_to(NOON + timedelta(days=366))
        ask_about_needs()
        assert OutboxMessage.objects.filter(recipient=old).count() == 2


def test_question_is_not_sent_to_somebody_who_confirmed_since() -> None:
    with time_machine.travel(NOON, tick=False):
        person = PreferenceFactory(user__roles=[Role.MEMBER]).user
        need = aged(person, date(2026, 3, 9))
        ask_about_needs()
        actions.confirm_need(need=need, by=person)
        assert send_due() == 0
    assert OutboxMessage.objects.get(kind=Kind.NEED_REVIEW).status == Status.DROPPED


def test_log_says_that_a_need_was_kept_and_never_which() -> None:
    person = PersonFactory()
    actions.keep_need(kind=Need.BRAILLE, note="secret note", by=person)
    for event in AuditEvent.objects.all():
        assert "braille" not in str(event.details)
        assert "secret" not in str(event.details)


def test_who_may_be_asked_is_found_with_one_query(django_assert_num_queries: object) -> None:
    person = PersonFactory(roles=[Role.MEMBER])
    aged(person, date(2020, 1, 1))
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert [need.user for need in queries.needs_to_review(timezone.localdate())] == [person]
