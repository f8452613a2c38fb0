"""The keys that things are read with. They are made on purpose, never because somebody reads.

The public halves are published to the door. The private halves of the months' keys and of the files' key are wrapped by
the key-encryption key, which stays outside the database; with three holders there are copies that any two of them open.
The private halves of the keys for reminders and for answers about equality are secrets that only the worker is given
(`settings.CONTACT_KEY`, `settings.EQUALITY_KEY`).

This is all that other apps see of this one.
"""

from keys.actions.escrow import HolderConflictError, HolderMismatchError, Restored, register, restore
from keys.actions.making import keep, replace
from keys.actions.retiring import retire
from keys.actions.rewrapping import Rewrapped, rewrap
from keys.numbers import number_of
from keys.opening import WrongKekError, can_open, for_worker, private_key_for, private_keys_for, private_of

__all__ = [
    "HolderConflictError",
    "HolderMismatchError",
    "Restored",
    "Rewrapped",
    "WrongKekError",
    "can_open",
    "for_worker",
    "keep",
    "number_of",
    "private_key_for",
    "private_keys_for",
    "private_of",
    "register",
    "replace",
    "restore",
    "retire",
    "rewrap",
]
