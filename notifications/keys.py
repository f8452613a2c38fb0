"""The keys by which messages are recognised: the same key is the same message, sent once."""

from __future__ import annotations

from notifications.enums import Channel, Kind


def message_key(kind: Kind, *about: object) -> str:
    """Return the key of a message, or the shorter key of all messages about something.

    `about` goes from the general to the particular, such as meeting, revision, person. What is queued under
    `message_key(kind, meeting, revision, person)` is dropped, with that of all others, under
    `message_key(kind, meeting)`.
    """
    return ":".join([kind.value, *map(str, about)])


def on_channel(key: str, channel: str) -> str:
    """Return the key of a message on one channel: the same message on two channels is two rows."""
    # E-mail keeps the shorter key: it was there before other channels. `drop` under it takes back the others too.
    if channel == Channel.EMAIL:
        return key
    return f"{key}:{channel}"
