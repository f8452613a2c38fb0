"""Messages, and what people want to be sent, for tests."""

import factory
from django.utils import timezone

from notifications.enums import Kind
from notifications.models import OutboxMessage, Preference
from tests.accounts.factories import PersonFactory

__all__ = ["MessageFactory", "PersonFactory", "PreferenceFactory"]

VALUES = {"title": "Spring meeting", "when": "2027-03-29T10:00:00+01:00", "contact": "Mo, 020 7946 0000", "path": "/x/"}


class PreferenceFactory(factory.django.DjangoModelFactory[Preference]):
    """Without quiet hours, so that the time of the test run decides nothing."""

    class Meta:
        model = Preference

    user = factory.SubFactory(PersonFactory)
    quiet_from = "00:00"
    quiet_until = "00:00"


class MessageFactory(factory.django.DjangoModelFactory[OutboxMessage]):
    class Meta:
        model = OutboxMessage

    kind = Kind.INVITATION
    recipient = factory.LazyFunction(lambda: PreferenceFactory().user)
    values = factory.LazyFunction(lambda: dict(VALUES))
    dedupe_key = factory.Sequence(lambda n: f"test:{n}")
    due_at = factory.LazyFunction(timezone.now)
