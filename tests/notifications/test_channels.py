"""Each channel is a module of its own, and each kind of message can be put into words."""

import pytest
from django.conf import settings

from accounts.enums import ReachBy
from accounts.models import ContactDetails
from notifications import actions, queries
from notifications.channels.modules import MODULES
from notifications.enums import BY_HAND, Channel, Kind, Status
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
