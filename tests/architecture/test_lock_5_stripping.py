"""Lock 5: where one process also serves members, a request to the door arrives without its sender."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.stripping import StripDoorRequests, is_door

LOCK = "core.stripping.StripDoorRequests"
CANARIES: Any = {
    "REMOTE_ADDR": "203.0.113.9",
    "HTTP_USER_AGENT": "canary-agent",
    "HTTP_REFERER": "https://canary.example/",
    "HTTP_X_FORWARDED_FOR": "203.0.113.9",
    "HTTP_X_REAL_IP": "203.0.113.9",
    "HTTP_FORWARDED": "for=203.0.113.9",
    "HTTP_AUTHORIZATION": "Bearer canary",
    "HTTP_COOKIE": "session=canary",
    "HTTP_X_CANARY": "canary",
}


def _passed_on(path: str) -> tuple[HttpRequest, HttpResponse]:
    seen: list[HttpRequest] = []

    def last(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        response = HttpResponse("ok")
        response.set_cookie("later", "canary")
        return response

    response = StripDoorRequests(last)(RequestFactory(**CANARIES).get(path))
    return seen[0], response


@pytest.mark.parametrize(
    "path", ["/en/feedback/", "/ar/feedback/return/", "/feedback/", "/xx/feedback/x", "/zh-Hans/feedback/"]
)
def test_nothing_of_the_sender_arrives_at_the_door(path: str) -> None:
    request, response = _passed_on(path)
    rest = repr({key: value for key, value in request.META.items() if not key.startswith("wsgi")})
    assert "canary" not in rest
    assert "203.0.113.9" not in rest
    assert request.COOKIES == {}
    assert not response.cookies


@pytest.mark.parametrize("path", ["/desk/", "/changes/", "/en/changes/", "/en/feedbacks/", "/feedbackx/"])
def test_other_pages_are_left_alone(path: str) -> None:
    request, response = _passed_on(path)
    assert request.META["HTTP_USER_AGENT"] == "canary-agent"
    assert request.COOKIES == {"session": "canary"}
    assert "later" in response.cookies
    assert not is_door(path)


def test_the_lock_stands_first_in_both_processes() -> None:
    from config import door  # the door's settings, beside the members'

    assert settings.MIDDLEWARE[0] == LOCK
    assert door.MIDDLEWARE[0] == LOCK


@pytest.mark.django_db
def test_without_the_lock_a_members_session_would_be_read_and_with_it_is_not(client: Client) -> None:
    client.force_login(User.objects.create_user("member@example.org", "a long passphrase"))

    def tables() -> str:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/en/feedback/5/")
        return " ".join(query["sql"] for query in queries)

    assert "django_session" not in tables()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MIDDLEWARE", settings.MIDDLEWARE[1:])
        client.handler.load_middleware()
        assert "django_session" in tables()
