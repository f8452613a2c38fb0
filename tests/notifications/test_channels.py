"""Each channel is a module of its own, and each kind of message can be put into words."""

import pytest
from django.conf import settings

from notifications import forms
from notifications.channels.modules import MODULES
from notifications.enums import Channel, Kind
from notifications.models import Preference


def test_every_channel_has_a_module_that_sends() -> None:
    assert list(MODULES) == Channel.values


@pytest.mark.parametrize("channel", Channel.values)
def test_a_channel_can_be_wished_for(channel: str) -> None:
    assert channel in {field.name for field in Preference._meta.get_fields()}, "no wish in Preference"
    assert channel in forms.Preferences().fields, "nobody can say in Preferences whether they want it"


@pytest.mark.parametrize("kind", Kind.values)
def test_a_kind_of_message_has_a_subject_and_a_body(kind: str) -> None:
    for part in ("subject", "body"):
        template = settings.BASE_DIR / "templates" / "notifications" / f"{kind}.{part}.txt"
        assert template.read_text(encoding="utf-8").strip()
