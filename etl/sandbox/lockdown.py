"""The child gives up what a reader of files has no use for, before it looks at one. Linux, x86_64 and aarch64.

Four locks: resource limits; Landlock (reads its libraries and its private directory, nothing else); a seccomp filter
(no network, no program, no other process); an empty network namespace where the system grants one.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys
from pathlib import Path

from etl.sandbox.limits import Limits

_NO_NEW_PRIVS, _SET_SECCOMP, _SET_PDEATHSIG, _FILTER = 38, 22, 1, 2
_SIGKILL = 9
_NEWUSER, _NEWNET = 0x10000000, 0x40000000
_EPERM, _ENOSYS = 1, 38
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_CLONE_THREAD = 0x00010000

# Numbers by machine: the same calls are forbidden on both; aarch64 has no fork, vfork of its own.
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CALLS = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    "execve": (59, 221), "execveat": (322, 281), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "fork": (57, None), "vfork": (58, None), "kill": (62, 129), "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "pidfd_send_signal": (424, 424),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "io_uring_setup": (425, 425), "bpf": (321, 280),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "keyctl": (250, 219), "add_key": (248, 217),
    "request_key": (249, 218), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "unshare": (272, 97), "setns": (308, 268), "open_by_handle_at": (304, 265), "init_module": (175, 105),
    "finit_module": (313, 273), "kexec_load": (246, 104), "reboot": (169, 142), "swapon": (167, 224),
}  # fmt: skip
_CLONE, _CLONE3, _TGKILL = (56, 220), (435, 435), (234, 131)
_X32 = 0x40000000

_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_LIBC = ctypes.CDLL(None, use_errno=True)


def apply(limits: Limits, private: Path, sources: Path) -> str:
    """`kernel` when the kernel itself now refuses network and programs, else `hook`: only Python does."""
    _limit(limits)
    _LIBC.prctl(_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    _leave_network()
    privileges_kept = _LIBC.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
    if privileges_kept or not _filter_calls():
        sys.addaudithook(_refuse_in_python)
        return "hook"
    _see_only(private, sources)
    return "kernel"


def _limit(limits: Limits) -> None:
    mega = 1024 * 1024
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_mb * mega),
        (resource.RLIMIT_CPU, limits.cpu_s + 1),
        (resource.RLIMIT_FSIZE, max(limits.unpacked_mb, limits.file_mb) * mega),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # The soft limit on time is told by a signal of its own, the hard one by a plain kill.
        soft = allowed - 1 if what == resource.RLIMIT_CPU else allowed
        resource.setrlimit(what, (soft, allowed))


def _leave_network() -> None:
    """Best effort: as root a namespace of its own, else one inside a user namespace, else nothing."""
    if _LIBC.unshare(_NEWNET) != 0 and os.geteuid() != 0:
        _LIBC.unshare(_NEWUSER | _NEWNET)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def _filter_calls() -> bool:
    machine = platform.machine()
    if machine not in _ARCHITECTURES:
        return False
    code = _program(_ARCHITECTURES[machine], 0 if machine == "x86_64" else 1)
    program = _Program(len(code) // 8, code)
    return bool(_LIBC.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _program(architecture: int, at: int) -> bytes:
    """Classic BPF over (number, architecture, instruction pointer, arguments). Jumps skip `jt` or `jf` instructions."""

    def load(offset: int) -> bytes:
        return struct.pack("<HBBI", 0x20, 0, 0, offset)

    def give(result: int) -> bytes:
        return struct.pack("<HBBI", 0x06, 0, 0, result)

    def jump(test: int, value: int, jt: int, jf: int) -> bytes:
        return struct.pack("<HBBI", 0x05 | test, jt, jf, value)

    equal, at_least, bits = 0x10, 0x30, 0x40
    denied = _ERRNO | _EPERM
    code = [load(4), jump(equal, architecture, 1, 0), give(_KILL), load(0)]
    code += [jump(at_least, _X32, 0, 1), give(denied)]
    for numbers in _CALLS.values():
        if (number := numbers[at]) is not None:
            code += [jump(equal, number, 0, 1), give(denied)]
    # The flags of clone3 lie behind a pointer: the C library falls back on clone, where threads alone pass.
    code += [jump(equal, _CLONE3[at], 0, 1), give(_ERRNO | _ENOSYS)]
    code += [
        jump(equal, _CLONE[at], 0, 4),
        load(16),
        jump(bits, _CLONE_THREAD, 1, 0),
        give(denied),
        give(_ALLOW),
    ]
    code += [
        jump(equal, _TGKILL[at], 0, 4),
        load(16),
        jump(equal, os.getpid(), 1, 0),
        give(denied),
        give(_ALLOW),
    ]
    return b"".join([*code, give(_ALLOW)])


def _see_only(private: Path, sources: Path) -> None:
    """Landlock, where the kernel has it: our other files, the secret key first, are not there to be read."""
    version = _LIBC.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return
    everything = (1 << (13 + min(version - 1, 2) + (version >= 5))) - 1
    scopes = struct.pack("<QQQ", everything, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    rules = _LIBC.syscall(_LANDLOCK_CREATE, scopes, size, 0)
    if rules < 0:
        return
    _permit(rules, private, everything)
    for folder in (sources / "etl", sources / "layers", *_libraries()):
        _permit(rules, folder, _READ_FILE | _READ_DIR)
    for file in ("/etc/ld.so.cache", "/etc/localtime", "/dev/null", "/dev/urandom"):
        _permit(rules, Path(file), _READ_FILE)
    _LIBC.syscall(_LANDLOCK_RESTRICT, rules, 0)
    os.close(rules)


def _libraries() -> list[Path]:
    places = [sys.prefix, sys.base_prefix, *(p for p in sys.path if p.endswith("-packages"))]
    system = [
        "/lib",
        "/lib64",
        "/usr/lib",
        "/usr/lib64",
        "/usr/share",
        "/usr/local/lib",
        "/proc/self",
        "/sys/devices/system/cpu",
    ]
    return [Path(place) for place in dict.fromkeys([*places, *system])]


def _permit(rules: int, place: Path, access: int) -> None:
    try:
        handle = os.open(place, os.O_PATH)
    except OSError:
        return
    _LIBC.syscall(_LANDLOCK_ADD, rules, 1, struct.pack("<Qi", access, handle), 0)
    os.close(handle)


def _refuse_in_python(event: str, arguments: object) -> None:
    if event.startswith(
        ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.fork", "os.system", "pty.")
    ):
        raise PermissionError(_EPERM, event)
