"""What is left of a visitor's address at the door: a number from 0 to 255.

Of all the networks of the world every 256th has the same number, so that nobody can be told from it. In production
nginx works it out and the door's process never gets an address (docs/adr/0012-an-address-becomes-one-of-256.md).
"""

from __future__ import annotations

import hmac
import re
import secrets
import time
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address

from django.conf import settings

NUMBER = "answerable.bucket"
HEADER = "HTTP_X_DOOR_BUCKET"
DAY_S = 24 * 3600
TWO_HEX_DIGITS = re.compile(r"[0-9a-f]{2}")
# A key of the day in this process's memory, never anywhere else: yesterday's numbers mean nothing today.
_keys: dict[int, bytes] = {}


def bucket(meta: Mapping[str, object]) -> int:
    """Return the number, 0 to 255, of the network that a request comes from.

    `meta` is the WSGI environment. The proxy's header is trusted only where `DOOR_BUCKET_FROM_PROXY` says that nobody
    but our own nginx can reach this process; a header that is missing or malformed counts as 0.
    """
    if settings.DOOR_BUCKET_FROM_PROXY:
        header = str(meta.get(HEADER, ""))
        if not TWO_HEX_DIGITS.fullmatch(header):
            return 0
        return int(header, 16)
    # One byte of it: each of 256 numbers is shared by tens of thousands of networks (ADR 12).
    return hmac.digest(_key_of_today(), _network(str(meta.get("REMOTE_ADDR", ""))), "sha256")[0]


def _network(address: str) -> bytes:
    """Return the /24 of an IPv4 address or the /64 of an IPv6 one; nothing for what is no address, such as a socket."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return b""
    if isinstance(parsed, IPv6Address):
        # A server that listens on both families shows IPv4 visitors as ::ffff:a.b.c.d.
        if parsed.ipv4_mapped:
            return parsed.ipv4_mapped.packed[:3]
        return parsed.packed[:8]
    return parsed.packed[:3]


def _key_of_today() -> bytes:
    today = int(time.time()) // DAY_S
    # Several threads may come here at the same time: `setdefault` and `pop` leave them all with one key.
    key = _keys.setdefault(today, secrets.token_bytes(32))
    for day in list(_keys):
        if day != today:
            _keys.pop(day, None)
    return key
