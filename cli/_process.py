"""What a command needs of the process that it runs in: its three streams, and the requests to end."""

import contextlib
import errno
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

__all__ = ["Streams", "ending_in_order", "lasting_streams"]

STREAMS = ("stdin", "stdout", "stderr")


class Streams:
    """What became of standard output and standard error.

    Attributes:
        lost: why something that was printed is nowhere, by the name of the stream.
    """

    def __init__(self) -> None:
        self.lost: dict[str, OSError] = {}


class _Lasting(io.FileIO):
    """An output that outlives its reader: what is written after that goes nowhere."""

    def __init__(self, number: int, name: str, streams: Streams) -> None:
        super().__init__(number, "w", closefd=False)
        self._streams, self._as = streams, name
        self._was_terminal = os.isatty(number)

    def write(self, data: Any, /) -> Any:
        """Write, or no longer."""
        try:
            return super().write(data)
        except OSError as error:
            # A reader that has left, as `| head` does, and a terminal that was closed, have seen what they wanted.
            if error.errno != errno.EPIPE and not (error.errno == errno.EIO and self._was_terminal):
                self._streams.lost[self._as] = error
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, self.fileno())
            os.close(null)
            return len(data)


@contextlib.contextmanager
def lasting_streams() -> Iterator[Streams]:
    """Give a command its three streams, whatever its parent has given it.

    One that is closed (`2>&-`) is opened on nothing, or the next file that is opened would take its place and get what
    is printed. An output whose reader leaves (`| head`) ends no command: a training goes on, since its results lie in
    its folder.
    """
    streams = Streams()
    for number, name in enumerate(STREAMS):
        if getattr(sys, name) is None:
            _open_on_nothing(number, name)
    replaced = {name: _made_lasting(name, streams) for name in STREAMS[1:]} if os.name != "nt" else {}
    try:
        yield streams
    finally:
        for name, before in replaced.items():
            if before is not None:
                with contextlib.suppress(OSError, ValueError):
                    getattr(sys, name).flush()
                setattr(sys, name, before)


def _open_on_nothing(number: int, name: str) -> None:
    try:
        os.fstat(number)
    except OSError:
        null = os.open(os.devnull, os.O_RDWR)
        if null != number:
            os.dup2(null, number)
            os.close(null)
    mode = "r" if name == "stdin" else "w"
    setattr(sys, name, open(number, mode, encoding="utf-8", errors="replace", closefd=False))  # noqa: SIM115 (it stays)


def _made_lasting(name: str, streams: Streams) -> Any:
    """Put a lasting output in the place of the process's own; what was there, or None where it is another's."""
    stream = getattr(sys, name)
    if not isinstance(stream, io.TextIOWrapper) or stream is not getattr(sys, f"__{name}__"):
        return None  # a notebook's, or a test's
    stream.flush()
    raw = io.BufferedWriter(_Lasting(stream.fileno(), name, streams))
    made = io.TextIOWrapper(
        raw,
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
    setattr(sys, name, made)
    return stream


@contextlib.contextmanager
def ending_in_order() -> Iterator[list[int]]:
    """While the block runs, SIGTERM and SIGHUP end it as Ctrl-C does; gives the list of those that came.

    What is ignored stays so: `nohup` has a command outlive its terminal.
    """
    came: list[int] = []

    def handle(number: int, frame: FrameType | None) -> None:
        came.append(number)
        raise KeyboardInterrupt

    before = {}
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                before[number] = signal.signal(number, handle)
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
