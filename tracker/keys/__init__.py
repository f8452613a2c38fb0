"""The keys that things are read with. They are made on purpose, never because somebody reads.

The public halves are published to the door. The private halves of the months' keys and of the files' key are wrapped by
the key-encryption key, which stays outside the database; with three holders there are copies that any two of them open.
The private half of the key for reminders is a secret that only the worker is given (`settings.CONTACT_KEY`).
"""

from tracker.keys.escrow import AlreadyHeld, NotTwoHolders, Restored, register, restore
from tracker.keys.making import keep, replace
from tracker.keys.numbers import number_of
from tracker.keys.opening import WrongKey, for_notices, opens, private_for, private_of
from tracker.keys.retiring import retire
from tracker.keys.rewrapping import Rewrapped, rewrap

__all__ = [
    "AlreadyHeld",
    "NotTwoHolders",
    "Restored",
    "Rewrapped",
    "WrongKey",
    "for_notices",
    "keep",
    "number_of",
    "opens",
    "private_for",
    "private_of",
    "register",
    "replace",
    "restore",
    "retire",
    "rewrap",
]
