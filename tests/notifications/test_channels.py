"""Each channel is a module of its own, and each kind of message can be put into words."""

import dataclasses

import pytest
from django.conf import settings

from accounts.enums import ReachBy
from accounts.models import ChosenName, ContactDetails
from core import organisation
from notifications import actions, queries
from notifications.channels import wording
from notifications.channels.modules import MODULES
from notifications.enums import BY_HAND, Channel, Kind, Status
from notifications.models import OutboxMessage
from tests.notifications.factories import VALUES, PersonFactory, PreferenceFactory


def test_every_channel_has_a_module_that_sends_or_is_done_by_hand() -> None:
    assert {*MODULES, *BY_HAND} == set(Channel.values)
    assert BY_HAND.isdisjoint(MODULES)


def test_every_channel_can_be_wished_for() -> None:
    assert set(ReachBy.values) == set(Channel.values)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "wants_email", "contact", "channel"),
    [
        ("a@example.org", True, None, Channel.EMAIL),
        ("a@example.org", False, None, Channel.PAGE),
        ("a@example.org", True, {"reach_by": "post"}, Channel.POST),
        ("a@example.org", True, {"reach_by": "phone"}, Channel.PHONE),
        ("a@example.org", True, {"reach_by": "page"}, Channel.PAGE),
        (None, True, None, Channel.POST),
        (None, True, {"phone": "020"}, Channel.PHONE),
        (None, True, {"phone": "020", "postal_address": "1 High Street"}, Channel.POST),
        (None, True, {"reach_by": "page"}, Channel.PAGE),
    ],
)
def test_person_is_reached_as_they_wish_and_without_an_address_never_by_e_mail(
    email: str | None,
    wants_email: bool,  # noqa: FBT001
    contact: dict[str, str] | None,
    channel: Channel,
) -> None:
    person = PreferenceFactory(user__email=email, email=wants_email).user
    if contact is not None:
        ContactDetails.objects.create(user=person, **contact)
    assert queries.channel_of(person) == channel
    message = actions.queue(kind=Kind.INVITATION, recipient=person, values=VALUES, dedupe_key="a")
    assert message.channel == channel
    # What is on the page is there at once.
    assert message.status == (Status.SENT if channel == Channel.PAGE else Status.PENDING)


@pytest.mark.django_db
def test_queue_again_after_another_wish_is_still_one_message() -> None:
    person = PersonFactory()
    first = actions.queue(kind=Kind.INVITATION, recipient=person, values=VALUES, dedupe_key="a")
    ContactDetails.objects.create(user=person, reach_by=ReachBy.POST)
    person.refresh_from_db()
    assert actions.queue(kind=Kind.INVITATION, recipient=person, values=VALUES, dedupe_key="a") == first


@pytest.mark.parametrize("kind", Kind.values)
def test_a_kind_of_message_has_a_subject_and_a_body(kind: str) -> None:
    for part in ("subject", "body"):
        template = settings.BASE_DIR / "templates" / "notifications" / f"{kind}.{part}.txt"
        assert template.read_text(encoding="utf-8").strip()


@pytest.mark.django_db
def test_message_greets_by_the_name_somebody_chose() -> None:
    person = PersonFactory(name="Jane Doe")
    message = actions.queue(kind=Kind.INVITATION, recipient=person, values=VALUES, dedupe_key="a")
    assert message is not None
    assert wording.of(message, "en").body.startswith("Hello Jane Doe,")
    ChosenName.objects.create(user=person, name="River", skeleton="rlver")
    body = wording.of(OutboxMessage.objects.get(), "en").body
    assert body.startswith("Hello River,")
    assert "Jane" not in body


@pytest.mark.django_db
def test_moment_for_somebody_without_an_account_is_told_by_the_clock_of_the_organisation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = dataclasses.replace(organisation.current(), time_zone="Australia/Sydney")
    monkeypatch.setattr(organisation, "current", lambda: known)
    message = OutboxMessage(
        kind=Kind.INVITATION, address="guest@example.org", values=VALUES, channel=Channel.EMAIL, language="en"
    )
    assert "Sydney" in wording.of(message, "en").body
