"""What the child gives up before it reads a byte: memory, time, files, new rights and the network.

Two locks keep it off the network, each enough alone: an empty network of its own, and a filter over system calls that
needs no rights and so works inside containers too.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
from collections.abc import Iterable

MEBIBYTE = 1024 * 1024
# Address space is more than memory used: decoders reserve what they never touch. With data go some thirty mebibytes of
# programs, so that no more than 512 are ever in use.
LIMITS = {
    resource.RLIMIT_AS: 768 * MEBIBYTE,
    resource.RLIMIT_DATA: 480 * MEBIBYTE,
    resource.RLIMIT_FSIZE: 32 * MEBIBYTE,
    resource.RLIMIT_CPU: 30,  # seconds
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NOFILE: 32,
}

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_SECCOMP_MODE_FILTER = 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _DENY = 0x7FFF0000, 0x00050001  # the second: "not permitted"
_CALL, _MACHINE = 0, 4  # places in what the kernel shows the filter
_OTHER_TABLE = 0x40000000  # x86's x32 calls begin here

# Sockets in every form (io_uring opens them too), and reaching into another process.
_MACHINES = {
    "x86_64": (0xC000003E, (41, 42, 43, 44, 46, 49, 50, 53, 101, 288, 307, 310, 311, 425, 438)),
    "aarch64": (0xC00000B7, (117, 198, 199, 200, 201, 202, 203, 206, 211, 242, 269, 270, 271, 425, 438)),
}


class NotIsolated(Exception):  # noqa: N818 - reads as the sentence it is raised in
    """There is no way here to keep the child off the network, so nothing was read."""


def confine(*, allow_network: bool = False) -> None:
    """Give everything up, for this process and all it starts. Raises NotIsolated unless `allow_network`."""
    for limit, value in LIMITS.items():
        resource.setrlimit(limit, (value, value))
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    no_new_rights = prctl(_PR_SET_NO_NEW_PRIVS, 1)
    alone = own_network()
    filtered = deny(denied_calls())
    if not (no_new_rights and (alone or filtered)) and not allow_network:
        raise NotIsolated


def prctl(option: int, value: object, more: object = 0) -> bool:
    """Return whether the kernel agreed; elsewhere than on Linux nobody is asked."""
    call = getattr(ctypes.CDLL(None), "prctl", None)
    return call is not None and call(option, value, more, 0, 0) == 0


def own_network() -> bool:
    """Move to a network without any device that is up; whoever is not root does so as a user of its own."""
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is None:
        return False
    return any(unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def denied_calls() -> tuple[int, ...]:
    """Return the numbers of the calls that are denied; none on a machine whose table we do not know."""
    return _MACHINES[platform.machine()][1] if platform.machine() in _MACHINES else ()


def deny(calls: Iterable[int]) -> bool:
    """Make these system calls fail from now on; return whether that was possible."""
    numbers = tuple(calls)
    if not numbers or os.name != "posix":
        return False
    code = _program(_MACHINES[platform.machine()][0], numbers)
    room = ctypes.create_string_buffer(code, len(code))
    # struct sock_fprog: how many steps, and where they are.
    program = ctypes.create_string_buffer(struct.pack("HP", len(code) // 8, ctypes.addressof(room)))
    return prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program)


def _program(machine: int, numbers: tuple[int, ...]) -> bytes:
    """Write the filter: a foreign table or a listed number ends at the last step, which denies."""
    count = len(numbers)
    steps = [(_LOAD, 0, 0, _MACHINE), (_EQUAL, 0, count + 3, machine), (_LOAD, 0, 0, _CALL)]
    steps.append((_AT_LEAST, count + 1, 0, _OTHER_TABLE))
    steps += [(_EQUAL, count - place, 0, number) for place, number in enumerate(numbers)]
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _DENY)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
