"""Pictures decoded by processes with little memory and time, as many as there are processors."""

import atexit
import contextlib
import importlib.util
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from kerascnn.datasets.dataset import Images
from kerascnn.errors import WorkError
from kerascnn.language import _

__all__ = ["decode", "folder_of"]

WALL_SECONDS = 60.0
"""Where the system knows no limit on computing, a picture may take so long."""
OUT_OF_TIME = (-getattr(signal, "SIGXCPU", 0),) if os.name != "nt" else (1,)
"""What a process returns that has taken more time than it may."""


def folder_of(package: str) -> str | None:
    """The folder of a package, which is not imported; None where it is not installed."""
    found = importlib.util.find_spec(package)
    return next(iter(found.submodule_search_locations or ()), None) if found else None


class _Decoder:
    """One process."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("picture_decoder.py")
        folders = [str(Path(each).parent) for each in map(folder_of, ("PIL", "pillow_heif")) if each]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        try:
            self.process = subprocess.Popen(  # noqa: S603 (this Python and a file of ours)
                [sys.executable, "-I", "-S", str(script), *dict.fromkeys(folders)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment | {"MALLOC_ARENA_MAX": "1"},
                # Ctrl-C in a terminal goes to all processes of a group, and a training that is stopped still needs
                # the pictures of its last steps.
                process_group=None if os.name == "nt" else 0,
            )
        except OSError as error:
            text = _("cannot start the process that decodes pictures: {reason}")
            raise WorkError(text.format(reason=error.strerror)) from error
        self.requests: Any = self.process.stdin
        self.answers: Any = self.process.stdout

    def ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], Images | None]:
        """Send a request and take the answer; what is wrong with a process that ended is an answer too."""
        with contextlib.ExitStack() as held:
            if os.name == "nt":
                watch = threading.Timer(WALL_SECONDS, self.process.kill)
                watch.start()
                held.callback(watch.cancel)
            try:
                self.requests.write(json.dumps(request).encode() + b"\n")
                self.requests.flush()
                line = self.answers.readline()
                if line.startswith(b'{"wait"'):
                    held.enter_context(_large)
                    self.requests.write(b"\n")
                    self.requests.flush()
                    line = self.answers.readline()
                said: dict[str, Any] = json.loads(line)
                if "size" not in said:
                    return said, None
                pixels = np.empty((*said["size"], said["channels"]), np.uint8)
                if self.answers.readinto(pixels.data.cast("B")) == pixels.nbytes:
                    return said, pixels
            except (BrokenPipeError, ValueError):
                pass
        self.end()
        return {"refused": "time" if self.process.returncode in OUT_OF_TIME else "ended"}, None

    def end(self) -> None:
        """End the process, if it has not ended by itself."""
        with self.process as process:
            with contextlib.suppress(OSError):
                self.requests.close()
            try:
                process.wait(0.5)
            except subprocess.TimeoutExpired:
                process.kill()


class _Pool:
    """The processes of this one, started when they are needed."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.most = os.cpu_count() or 1
        self.started = 0
        # None stands for a process that has ended, so that whoever waits for one starts another.
        self.idle: queue.LifoQueue[_Decoder | None] = queue.LifoQueue()
        self.lock = threading.Lock()

    @contextlib.contextmanager
    def one(self) -> Iterator[_Decoder]:
        """Have a process to oneself while the block runs."""
        decoder = self.take()
        try:
            yield decoder
        except BaseException:  # in the middle of an answer, as by Ctrl-C
            decoder.process.kill()
            decoder.end()
            raise
        finally:
            self.idle.put(decoder if decoder.process.poll() is None else None)

    def take(self) -> _Decoder:
        """An idle process, a new one, or the next that becomes idle; one that was killed meanwhile is replaced."""
        with self.lock:
            new = self.started < self.most and self.idle.empty()
            self.started += new
        found = None if new else self.idle.get()
        if found is not None:
            if found.process.poll() is None:
                return found
            found.end()
        try:
            return _Decoder()
        except BaseException:
            self.idle.put(None)
            raise

    def close(self) -> None:
        """End the processes that are idle."""
        with contextlib.suppress(queue.Empty):
            while True:
                decoder = self.idle.get_nowait()
                if decoder is not None:
                    decoder.end()


_large = threading.Lock()
_pool = _Pool()


def decode(request: dict[str, Any]) -> tuple[dict[str, Any], Images | None]:
    """Let a process read a picture.

    Args:
        request: as `picture_decoder` has it.

    Returns:
        Its answer, and `(height, width, channels)` uint8 where pixels were asked for and none was refused. Where the
        process has ended over it, `refused` is "time" or "ended".

    Raises:
        WorkError: no process can be started.
    """
    global _pool, _large
    if _pool.owner != os.getpid():  # this process was forked, and the other one's are not its own
        _pool, _large = _Pool(), threading.Lock()
    with _pool.one() as decoder:
        return decoder.ask(request)


@atexit.register
def _close() -> None:
    if _pool.owner == os.getpid():
        _pool.close()
