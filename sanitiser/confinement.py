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

# Source of the numbers: linux/prctl.h, linux/sched.h, linux/seccomp.h and linux/bpf_common.h.
_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_SECCOMP_MODE_FILTER = 2
# Instructions of the filter.
_LOAD = 0x20
_EQUAL = 0x15
_AT_LEAST = 0x35
_RETURN = 0x06
# Its answers; the second lets the call fail with EPERM.
_ALLOW = 0x7FFF0000
_DENY = 0x00050001
# Offsets into `struct seccomp_data`, which the kernel shows the filter.
_CALL_OFFSET = 0
_MACHINE_OFFSET = 4
_OTHER_TABLE = 0x40000000  # x86's x32 calls begin here

# Sockets in every form (io_uring opens them too), and reaching into another process.
_MACHINES = {
    "x86_64": (0xC000003E, (41, 42, 43, 44, 46, 49, 50, 53, 101, 288, 307, 310, 311, 425, 438)),
    "aarch64": (0xC00000B7, (117, 198, 199, 200, 201, 202, 203, 206, 211, 242, 269, 270, 271, 425, 438)),
}


class NotIsolated(Exception):  # noqa: N818 - a state of this machine
    """There is no way here to keep the child off the network, so nothing was read."""


def confine(*, allow_network: bool = False) -> None:
    """Give up resources, rights and network, for this process and all it starts. Raises NotIsolated if that fails.

    With `allow_network` the network may stay: something else, such as a container, keeps it away.
    """
    for limit, value in LIMITS.items():
        resource.setrlimit(limit, (value, value))
    # A parent that dies must not leave a decoder running.
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    no_new_rights = prctl(_PR_SET_NO_NEW_PRIVS, 1)
    alone = own_network()
    filtered = deny(denied_calls())
    if not (no_new_rights and (alone or filtered)) and not allow_network:
        raise NotIsolated


def prctl(option: int, value: object, more: object = 0) -> bool:
    """Make a `prctl` call; returns whether the kernel accepted it, False where there is none (not Linux)."""
    call = getattr(ctypes.CDLL(None), "prctl", None)
    return call is not None and call(option, value, more, 0, 0) == 0


def own_network() -> bool:
    """Move this process to a network namespace without any device that is up; returns whether that was possible."""
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is None:
        return False
    # Root may do it directly; others only inside a user namespace of their own, which some systems forbid.
    return bool(unshare(_CLONE_NEWNET) == 0 or unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def denied_calls() -> tuple[int, ...]:
    """Return the numbers of the calls that are denied; none on a machine whose table we do not know."""
    if platform.machine() not in _MACHINES:
        return ()
    _machine, calls = _MACHINES[platform.machine()]
    return calls


def deny(calls: Iterable[int]) -> bool:
    """Make these system calls fail from now on; return whether that was possible."""
    numbers = tuple(calls)
    if not numbers or os.name != "posix":
        return False
    machine, _calls = _MACHINES[platform.machine()]
    code = _program(machine, numbers)
    buffer = ctypes.create_string_buffer(code, len(code))
    # struct sock_fprog: the number of instructions, and their address.
    program = ctypes.create_string_buffer(struct.pack("HP", len(code) // 8, ctypes.addressof(buffer)))
    return prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program)


def _program(machine: int, numbers: tuple[int, ...]) -> bytes:
    """Return the filter: a foreign table or a listed number jumps to the last instruction, which denies.

    An instruction is (code, how many to skip if true, how many to skip if false, value).
    """
    count = len(numbers)
    instructions = [
        (_LOAD, 0, 0, _MACHINE_OFFSET),
        (_EQUAL, 0, count + 3, machine),
        (_LOAD, 0, 0, _CALL_OFFSET),
        (_AT_LEAST, count + 1, 0, _OTHER_TABLE),
    ]
    for index, number in enumerate(numbers):
        instructions.append((_EQUAL, count - index, 0, number))
    instructions += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _DENY)]
    return b"".join(struct.pack("HBBI", *instruction) for instruction in instructions)
