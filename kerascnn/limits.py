"""Limits on the memory and the time that a stranger's file may take, kept by a process that watches.

No count of what a file asks for is complete, so a command that opens a stranger's file is run twice over: the process
that was started copies itself, before anything heavy is imported, and watches its copy, which does the work. Where
the copy is inside a block of `limited` and takes more than was said there, it is ended, with one sentence.

Without such a process (Windows, a notebook, a test that calls a command as a function) `limited` does nothing.
"""

import contextlib
import json
import os
import select
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["MEMORY", "SECONDS", "announce", "capped", "fork_and_watch", "leaves", "limited"]

MEMORY = 1_750_000_000
"""Bytes, looked at every `PAUSE` seconds, so that 2 GB are not reached."""
SECONDS = 45.0
"""Of processor time: with the start of Keras, which takes some six, less than a minute."""
WAITING = 10
"""How many times as long a block may take by the clock, of which a busy machine gives a process little."""
PAUSE = 0.05
REFUSED = 2
LARGEST_MESSAGE = 2**16

PASSED_ON = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))

_channel: int | None = None


def fork_and_watch() -> int | None:
    """Go on in a copy of this process.

    Returns:
        None in the copy, which is to do the work, or where there is none; in the process that was started, when the
        work has ended, its exit code.
    """
    global _channel
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return None
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    # Until each of the two is ready for them.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, PASSED_ON)
    worker = os.fork()
    if not worker:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.close(reading)
        _channel = writing
        return None
    os.close(writing)
    watch = _Watch(worker, reading)
    watch.pass_on_signals()
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return watch.run()


def _send(**message: Any) -> None:
    if _channel is not None:
        with contextlib.suppress(OSError):  # nobody watches any more
            os.write(_channel, json.dumps(message).encode() + b"\n")


@contextlib.contextmanager
def limited(what: str, *, seconds: float | None = None, memory: int | None = None, anew: bool = True) -> Iterator[None]:
    """Limit what the block takes.

    Args:
        what: the name of the file that is opened, safe to print, for what is said if it takes more.
        seconds: of processor time, of this process and those that it has started and that have ended; `SECONDS` if
            left out.
        memory: bytes that this process may have in all; `MEMORY` if left out.
        anew: off to count the time that blocks before took of the same file, too.
    """
    seconds, memory = SECONDS if seconds is None else seconds, MEMORY if memory is None else memory
    _send(limit=what, seconds=seconds, memory=memory, anew=anew)
    try:
        yield
    finally:
        _send(end=True)


def announce(*, seconds: float, memory: int) -> None:
    """Let the block, and those to come, take more: of a size that is honest and has been told to the reader."""
    _send(more=True, seconds=seconds, memory=memory)


@contextlib.contextmanager
def capped(what: str, growth: int) -> Iterator[None]:
    """Limit the memory that the block takes, by the system itself, where it knows such a limit.

    Args:
        what: what is read, safe to print, for what is said if it takes more.
        growth: bytes that this process may take more than it has.

    Raises:
        InputError: it takes more.
    """
    try:
        import resource
    except ImportError:  # Windows
        yield
        return
    taken = _data()
    if taken is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = taken + growth if soft == resource.RLIM_INFINITY else min(taken + growth, soft)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    try:
        yield
    except MemoryError:
        text = _("{what} takes more memory than data of its size should; give a smaller part of it")
        raise InputError(text.format(what=what)) from None
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _data() -> int | None:
    """Bytes of this process that are its own; None where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123
            return int(file.read().split()[5]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return None


def leaves(folder: str) -> None:
    """Name a folder that is removed when the process is ended inside a block."""
    _send(folder=folder)


@dataclass
class _Block:
    what: str
    seconds: float
    memory: float
    began: float
    used: float


@dataclass
class _Watch:
    """The process that was started, and waits."""

    worker: int
    reading: int
    blocks: list[_Block] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    spent: dict[str, float] = field(default_factory=dict)
    """Seconds that blocks have taken, by their file."""
    seconds: float = 0.0
    memory: int = 0
    rest: bytes = b""

    def __post_init__(self) -> None:
        self.usage = _Usage(self.worker)

    def run(self) -> int:
        """Watch until the work has ended; the exit code."""
        broken = ""
        while True:
            ready, _writing, _errors = select.select([self.reading], [], [], PAUSE if self.blocks else None)
            if ready:
                content = os.read(self.reading, LARGEST_MESSAGE)
                if not content:
                    break
                self._hear(content)
            broken = next((block.what for block in self.blocks if self._is_broken(block)), "")
            if broken:
                for process in (*_children(self.worker), self.worker):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(process, signal.SIGKILL)
                break
        status = os.waitpid(self.worker, 0)[1]
        code = os.waitstatus_to_exitcode(status)
        if code < 0 and self.blocks and not broken and -code in (signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV):
            # Memory that the system refuses ends TensorFlow so, and the system itself ends who takes too much.
            broken = self.blocks[-1].what
        if broken:
            for folder in self.folders:
                shutil.rmtree(folder, ignore_errors=True)
            text = _("{what} takes more memory or time than such a file should; ask whoever made it for a smaller one")
            print(f"{_('Error')}: {text.format(what=broken)}", file=sys.stderr)
            return REFUSED
        return 128 - code if code < 0 else code

    def pass_on_signals(self) -> None:
        """Let a request to end reach the one that works."""

        def pass_on(number: int, frame: FrameType | None) -> None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.worker, number)

        for number in PASSED_ON:
            signal.signal(number, pass_on)
        # A terminal sends it to both.
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def _hear(self, content: bytes) -> None:
        *lines, self.rest = (self.rest + content).split(b"\n")
        for line in lines:
            message = json.loads(line)
            if "limit" in message:
                began, used = time.monotonic(), self.usage.now()[0]
                used -= 0.0 if message["anew"] else self.spent.get(message["limit"], 0.0)
                self.blocks.append(_Block(message["limit"], message["seconds"], message["memory"], began, used))
            elif "end" in message:
                block = self.blocks.pop()
                self.spent[block.what] = self.usage.now()[0] - block.used
            elif "folder" in message:
                self.folders.append(message["folder"])
            else:
                self.seconds, self.memory = message["seconds"], message["memory"]

    def _is_broken(self, block: _Block) -> bool:
        seconds, memory = self.usage.now()
        allowed = max(block.seconds, self.seconds)
        return (
            memory > max(block.memory, self.memory)
            or seconds - block.used > allowed
            or time.monotonic() - block.began > WAITING * allowed
        )


def _children(worker: int) -> list[int]:
    try:
        with open(f"/proc/{worker}/task/{worker}/children", "rb") as file:  # noqa: PTH123
            return [int(word) for word in file.read().split()]
    except (OSError, ValueError):
        return []


class _Usage:
    """What a process has taken so far; nothing where the system does not say."""

    def __init__(self, process: int) -> None:
        self._tick = 1.0
        self._page = 0
        try:
            self._file: int | None = os.open(f"/proc/{process}/stat", os.O_RDONLY)
        except OSError:
            self._file = None
        else:
            self._tick, self._page = 1 / os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")

    def now(self) -> tuple[float, int]:
        """Seconds of processor time, with that of children that have ended, and bytes of memory."""
        if self._file is None:
            return 0.0, 0
        try:
            fields = os.pread(self._file, LARGEST_MESSAGE, 0).rpartition(b")")[2].split()
        except OSError:  # it has ended
            return 0.0, 0
        return sum(map(int, fields[11:15])) * self._tick, int(fields[21]) * self._page
