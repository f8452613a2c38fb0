"""People and messages for these tests."""

import factory
from django.utils import timezone

from accounts.models import RoleGrant, User
from notifications.enums import Kind
from notifications.models import OutboxMessage, Preference

VALUES = {"title": "Spring meeting", "when": "2027-03-29T10:00:00+01:00", "contact": "Mo, 020 7946 0000", "path": "/x/"}


class PersonFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    time_zone = "Europe/London"

    @factory.post_generation
    def roles(self: User, create: bool, roles: list[str] | None, **kwargs: object) -> None:  # noqa: FBT001 - factory_boy's own signature
        RoleGrant.objects.bulk_create(RoleGrant(user=self, role=role) for role in roles or [])


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
