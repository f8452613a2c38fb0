"""The shortest proof that the suite starts: settings load, the database answers, nothing of the outside is reached."""

import socket

import pytest
from django.conf import settings
from django.db import connection
from pytest_socket import SocketConnectBlockedError


def test_settings_belong_to_a_throw_away_folder() -> None:
    assert settings.EMBEDDED
    assert "answerable-test-" in str(settings.DATA_DIR)


@pytest.mark.django_db
def test_database_answers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_outside_world_is_blocked() -> None:
    # 192.0.2.0/24 belongs to nobody: a failure here can only be a refusal of our own.
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
