"""Every page of joining in each direction of writing."""

import pytest
from django.test import Client

from accounts.enums import ReachBy, Role
from accounts.models import ContactDetails
from notifications import actions as outbox
from notifications.enums import Kind
from people import actions
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import NeedFactory, PersonFactory
from tests.notifications.factories import VALUES
from tests.rig import pages

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "ar"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_staff(signed_in: SignedIn, language: str) -> None:
    staff, client = signed_in(Role.COORDINATOR, Role.ADMIN, language=language)
    invitation = actions.invite(email="a@example.org", name="A", language="en", by=staff)
    person = PersonFactory(email=None, language="ar")
    ContactDetails.objects.create(user=person, reach_by=ReachBy.PHONE, support_name="Jo", support_relation="sister")
    outbox.queue(kind=Kind.INVITATION, recipient=person, values=VALUES, dedupe_key="a")
    for path in (
        "/accounts/invitations/",
        "/accounts/invitations/new/",
        f"/accounts/invitations/{invitation.pk}/again/",
        "/accounts/people/add/",
        f"/accounts/people/{person.pk}/code/",
        "/accounts/people/",
        f"/accounts/people/{person.pk}/",
        "/messages/by-hand/",
        f"/messages/by-hand/{person.pk}/",
    ):
        pages.get(client, path, lang=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_members(signed_in: SignedIn, language: str) -> None:
    person, client = signed_in(Role.MEMBER, language=language)
    NeedFactory(user=person)
    for path in (
        "/accounts/me/",
        "/accounts/name/",
        "/accounts/contact/",
        "/accounts/needs/",
        *(f"/accounts/welcome/{name}/" for name in ("language", "name", "contact", "needs")),
    ):
        pages.get(client, path, lang=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_that_are_open(client: Client, language: str) -> None:
    pages.get(client, f"/accounts/code/?lang={language}", lang=language)
    pages.get(client, f"/accounts/invitations/nothing/?lang={language}", status=404, lang=language)
