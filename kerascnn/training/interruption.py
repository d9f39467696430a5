"""Ctrl-C: once to stop at the next good place, twice to stop at once; and what the system sends in its place."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

from kerascnn.language import _

__all__ = ["Request", "listening"]

INTERRUPTED = 130
PRESSED = (signal.SIGINT, signal.SIGTERM)
"""What ends the process when it comes again. A terminal that closes may send SIGHUP twice, and nobody has asked so."""
SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Request:
    """Whether somebody has asked the training to stop.

    Attributes:
        made: Ctrl-C was pressed; or the system asks the process to end (SIGTERM), as Slurm and Colab do; or its
            terminal or connection was closed (SIGHUP).
    """

    def __init__(self) -> None:
        self.made = False


@contextlib.contextmanager
def listening() -> Iterator[Request]:
    """While the block runs, the first Ctrl-C, SIGTERM or SIGHUP only sets `made`; the second ends the process at once.

    SIGHUP that is ignored stays so: `nohup` has a training outlive its terminal.

    In a notebook, whose process has more in it, the second raises KeyboardInterrupt when the steps that Keras is
    computing are done. Outside the main thread, where Python handles no signals, Ctrl-C raises as ever.
    """
    request, in_notebook = Request(), "ipykernel" in sys.modules

    def handle(number: int, frame: FrameType | None) -> None:
        if request.made:
            if in_notebook and number in PRESSED:
                raise KeyboardInterrupt
            return
        request.made = True
        # Written straight to standard error, since `print` may be what was interrupted; the terminal may be gone.
        with contextlib.suppress(OSError):
            os.write(2, (_("stopping; press Ctrl-C again to stop at once") + "\n").encode())

    before: dict[int, Any] = {}
    with contextlib.ExitStack() as stack:
        if threading.current_thread() is threading.main_thread():
            # A shell's background jobs ignore Ctrl-C, which who sends it by `kill` does not expect.
            ignored = [number for number in SIGNALS if signal.getsignal(number) is signal.SIG_IGN]
            heard = [number for number in SIGNALS if number in PRESSED or number not in ignored]
            before = {number: signal.signal(number, handle) for number in heard}
            if not in_notebook:
                stack.enter_context(_ending_at_the_second())
        try:
            yield request
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@contextlib.contextmanager
def _ending_at_the_second() -> Iterator[None]:
    """End the process at the second signal, whatever it is computing.

    Python calls a handler only between two of its own instructions, and while Keras computes several steps there is
    none. The number of each signal is also written to a file descriptor at once, which a thread can read.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)

    def watch() -> None:
        count = 0
        while numbers := os.read(reading, 1):
            count += numbers[0] in PRESSED
            if count == 2:
                os._exit(INTERRUPTED)  # files appear whole or not at all, so that there is nothing to put in order
        os.close(reading)

    previous = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(previous)
        os.close(writing)
