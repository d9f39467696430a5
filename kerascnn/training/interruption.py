"""Ctrl-C: once to stop at the next good place, twice to stop at once."""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

from kerascnn.language import _

__all__ = ["Request", "listening"]


class Request:
    """Whether somebody has asked the training to stop.

    Attributes:
        made: Ctrl-C was pressed, or the system asks the process to end (SIGTERM), as Slurm and Colab do.
    """

    def __init__(self) -> None:
        self.made = False


@contextlib.contextmanager
def listening() -> Iterator[Request]:
    """While the block runs, the first Ctrl-C or SIGTERM only sets `made`; the second raises KeyboardInterrupt at once.

    Outside the main thread, where Python handles no signals, Ctrl-C raises as ever.
    """
    request = Request()

    def handle(number: int, frame: FrameType | None) -> None:
        if request.made:
            raise KeyboardInterrupt
        request.made = True
        # Written straight to standard error, since `print` may be what was interrupted.
        os.write(2, (_("stopping; press Ctrl-C again to stop at once") + "\n").encode())

    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield request
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
