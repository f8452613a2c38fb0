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
DAY = 24 * 3600
IN_HEADER = re.compile(r"[0-9a-f]{2}")
# A key of the day in this process's memory, never anywhere else: yesterday's numbers mean nothing today.
_keys: dict[int, bytes] = {}


def bucket(meta: Mapping[str, object]) -> int:
    """Return the number of the network that a request comes from.

    The proxy's word is believed only where a setting says that nobody but our own nginx can reach this process.
    """
    if settings.DOOR_BUCKET_FROM_PROXY:
        told = str(meta.get(HEADER, ""))
        return int(told, 16) if IN_HEADER.fullmatch(told) else 0
    return hmac.digest(_key_of_today(), _network(str(meta.get("REMOTE_ADDR", ""))), "sha256")[0]


def _network(address: str) -> bytes:
    """Return the /24 of an IPv4 address or the /64 of an IPv6 one; nothing for what is no address, such as a socket."""
    try:
        found = ip_address(address)
    except ValueError:
        return b""
    if isinstance(found, IPv6Address):
        return found.ipv4_mapped.packed[:3] if found.ipv4_mapped else found.packed[:8]
    return found.packed[:3]


def _key_of_today() -> bytes:
    today = int(time.time()) // DAY
    key = _keys.setdefault(today, secrets.token_bytes(32))
    for day in [day for day in _keys if day != today]:
        _keys.pop(day, None)
    return key
