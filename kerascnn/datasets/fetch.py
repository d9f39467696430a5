"""Fetch the publishers' files: beside their place, compared with their SHA-256, then renamed into it.

These are the files, addresses and sums that `keras.datasets` uses. Its own `get_file` is not used, because it waits
for ever on a server that stalls, and writes over a good file before it has a better one. Here what has arrived stays
when the connection breaks and the next run goes on from there; what was in place stays until all of the new is there.
"""

import contextlib
import hashlib
import http
import http.client
import os
import queue
import shutil
import socket
import ssl
import tarfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import kerascnn
from kerascnn import files
from kerascnn.datasets.known import Known
from kerascnn.datasets.published import PUBLISHED, Remote
from kerascnn.errors import InputError, WorkError
from kerascnn.language import _
from kerascnn.outside import visible
from kerascnn.quiet import keras_home

__all__ = ["FetchError", "fetch", "fetch_one", "keras_cache", "progress_bar"]

Progress = Callable[[str, int, int], None]

PIECE = 1 << 16
SUMS = "SHA256SUMS"
SLOWEST = 1_000
"""Bytes a second; what arrives slower for as long as `patience` counts as stalled."""
PAUSES = (1.0, 3.0)
"""Seconds before the second and the third attempt at an address."""


class FetchError(WorkError):
    """No address gave the right file.

    Attributes:
        reasons: what went wrong at each.
    """

    def __init__(self, title: str, reasons: str) -> None:
        text = _("{title} could not be fetched ({reasons}); check the network and run it again: what has come is kept")
        super().__init__(text.format(title=title, reasons=reasons))
        self.reasons = reasons


class _FailedError(Exception):
    """One attempt failed, for a reason in the reader's language.

    Attributes:
        again: whether another attempt at the same address may help.
        stalled: whether it was waited for in vain.
    """

    def __init__(self, reason: str, *, again: bool = False, stalled: bool = False) -> None:
        super().__init__(reason)
        self.again, self.stalled = again, stalled


def keras_cache() -> Path:
    """The folder in which `keras.datasets` keeps what it fetched."""
    return keras_home() / "datasets"


def fetch(
    facts: Known,
    folder: Path,
    *,
    base_url: str | None = None,
    progress: Progress | None = None,
    patience: float = 30.0,
    pauses: tuple[float, ...] = PAUSES,
) -> None:
    """Fetch what lacks of a data set into `folder`.

    Args:
        facts: the data set.
        folder: made if it does not exist.
        base_url: take the files from here instead, by the last part of their addresses.
        progress: called with a file's name, the bytes that are there, and its size.
        patience: seconds without an answer, or with next to no data, after which a server counts as stalled.
        pauses: seconds to wait before each further attempt at an address.

    Raises:
        FetchError: no address gave the right file.
        InputError: `folder` cannot be written.
    """
    for remote in PUBLISHED[facts.name]:
        fetch_one(facts.title, remote, folder, base_url=base_url, progress=progress, patience=patience, pauses=pauses)


def fetch_one(
    title: str,
    remote: Remote,
    folder: Path,
    *,
    base_url: str | None = None,
    progress: Progress | None = None,
    patience: float = 30.0,
    pauses: tuple[float, ...] = PAUSES,
) -> Path:
    """Fetch one published file into `folder`, unless it is there and right.

    Args:
        title: what the file belongs to, for the error's sentence.
        remote: the file.
        folder: made if it does not exist.
        base_url: as for `fetch`.
        progress: as for `fetch`.
        patience: as for `fetch`.
        pauses: as for `fetch`.

    Returns:
        Where it is.

    Raises:
        FetchError: no address gave the right file.
        InputError: `folder` cannot be written.
    """
    place = folder / remote.path
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _lock(folder):
            if not _in_place(place, remote):
                place.parent.mkdir(exist_ok=True)
                part = place.with_name(f".{place.name}.part")
                _from_any(title, remote, part, base_url, progress or (lambda *_: None), patience, pauses)
                _put(part, place, remote)
        return place
    except OSError as error:
        text = _("cannot write into {folder}: {reason}; make room, or choose another folder")
        raise InputError(text.format(folder=folder, reason=error.strerror or error)) from error


def _in_place(place: Path, remote: Remote) -> bool:
    if not remote.unpack:
        return place.is_file() and (not remote.exact or place.stat().st_size == remote.size) and _right(place, remote)
    try:
        return (place / SUMS).read_text() == _sums(place, remote)
    except OSError:
        return False


def _right(path: Path, remote: Remote) -> bool:
    """Whether a file has the sum that its publisher gives; without one any has."""
    if remote.sha256:
        return _sha256(path) == remote.sha256
    with path.open("rb") as file:
        return not remote.md5 or hashlib.file_digest(file, "md5").hexdigest() == remote.md5


def _sums(folder: Path, remote: Remote) -> str:
    """The sums of what was unpacked, as `sha256sum` writes them."""
    return "".join(f"{_sha256(folder / name)}  {name}\n" for name in remote.unpack)


def _from_any(
    title: str,
    remote: Remote,
    part: Path,
    base_url: str | None,
    progress: Progress,
    patience: float,
    pauses: tuple[float, ...],
) -> None:
    urls = [f"{base_url}/{url.rpartition('/')[2]}" for url in remote.urls[:1]] if base_url else remote.urls
    reasons = []
    for url in urls:
        for pause in (*pauses, None):
            try:
                return _attempt(remote, url, part, progress, patience)
            except _FailedError as error:
                reason = f"{urllib.parse.urlsplit(url).netloc}: {error}"
                if error.stalled:  # so that several addresses together are not waited for much longer than one
                    patience /= 4
                if pause is None or not error.again:
                    break
                time.sleep(pause)
        reasons.append(reason)
    raise FetchError(title, "; ".join(reasons))


def _attempt(remote: Remote, url: str, part: Path, progress: Progress, patience: float) -> None:
    """Bring `part` to its full length and compare its sum."""
    there = part.stat().st_size if part.exists() else 0
    resumed = 0 < there <= remote.size
    length = remote.size if remote.exact else None
    try:
        if there != length:
            length = _receive(remote, url, part, there if resumed else 0, progress, patience)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            part.unlink(missing_ok=True)  # all of it was there, and not noticed, or it is of another file
        reason = _("it answered {code} {phrase}").format(code=error.code, phrase=visible(error.reason))
        raise _FailedError(reason, again=error.code >= 500 or resumed) from error
    except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError, ssl.SSLError) as error:
        raise _plain(error, patience) from error
    if length is not None and part.stat().st_size < length:
        raise _FailedError(_("the connection broke off"), again=True)
    if not _right(part, remote):
        part.unlink()
        kind = "SHA-256" if remote.sha256 else "MD5"
        text = _("what it sent is not the published file (its {kind} differs)")
        raise _FailedError(text.format(kind=kind), again=resumed)


def _receive(remote: Remote, url: str, part: Path, start: int, progress: Progress, patience: float) -> int | None:
    """Receive what lacks from `start` on; return how long the file is, if that is known."""
    headers = {"User-Agent": f"kerascnn/{kerascnn.__version__}", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    # The addresses are those of `PUBLISHED`, or the caller's own.
    with _answer(urllib.request.Request(url, headers=headers), patience) as response:  # noqa: S310
        if response.status != 206:
            start = 0
        length = remote.size if remote.exact or response.length is None else start + response.length
        if length > remote.size:
            raise _FailedError(_("it sends more than the published file"))
        with part.open("ab" if start else "wb") as file:
            file.truncate(start)
            checked_at, checked = time.monotonic(), start
            while piece := _piece(response):
                start += len(piece)
                if start > remote.size:
                    raise _FailedError(_("it sends more than the published file"))
                file.write(piece)
                progress(Path(urllib.parse.urlsplit(url).path).name, start, length)
                now = time.monotonic()
                if now - checked_at > patience:
                    if start - checked < SLOWEST * patience:
                        raise TimeoutError
                    checked_at, checked = now, start
        return length if remote.exact or response.length is not None else None


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but not from https to what anybody on the way can change."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        """The request to follow with, or None."""
        if req.type == "https" and not newurl.startswith("https:"):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _answer(request: urllib.request.Request, patience: float) -> Any:
    """The server's answer, or TimeoutError. In a thread, since a name server's silence has no time-out of its own."""
    answers: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(urllib.request.build_opener(_Redirects).open(request, timeout=patience))
        except Exception as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=patience)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _piece(response: Any) -> bytes:
    try:
        return response.read1(PIECE)
    except OSError as error:  # so that it cannot be taken for an error of the disk
        raise urllib.error.URLError(error) from error


def _plain(error: Exception, patience: float) -> _FailedError:
    """What went wrong with the network, in plain words."""
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return _FailedError(_("no data for {seconds:g} seconds").format(seconds=patience), stalled=True)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _FailedError(_("its certificate is not accepted; is the clock right, or does a proxy stand between?"))
    if isinstance(cause, socket.gaierror):
        return _FailedError(_("no network, or no such server"))
    if isinstance(cause, http.client.HTTPException):
        return _FailedError(_("the connection broke off"), again=True)
    if isinstance(cause, OSError) and str(cause).startswith("Tunnel connection failed"):
        return _FailedError(_("the proxy does not let it through ({reason})").format(reason=visible(str(cause)[:80])))
    if isinstance(cause, ConnectionRefusedError) and urllib.request.getproxies():
        text = _("nobody answers there or at the proxy that $http_proxy or $https_proxy names")
        return _FailedError(text, again=True)
    reason = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(cause)
    return _FailedError(reason, again=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _put(part: Path, place: Path, remote: Remote) -> None:
    """Move what has arrived, all of it and right, to where it belongs."""
    if not remote.unpack:
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(place)
        return
    fresh = place.with_name(f".{place.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    try:
        with tarfile.open(part) as archive:
            for name in remote.unpack:
                # By name and as bytes: no other member, path, link or mode of the archive has any effect.
                content = archive.extractfile(f"{remote.path}/{name}")
                if content is None:
                    raise KeyError(name)
                with (fresh / name).open("wb") as file:
                    shutil.copyfileobj(content, file)
                    os.fsync(file.fileno())
        place.mkdir(exist_ok=True)
        files.write(place / SUMS, _sums(fresh, remote))
        for name in remote.unpack:
            (fresh / name).replace(place / name)
        part.unlink()
    except (KeyError, tarfile.TarError, EOFError, zlib.error) as error:
        raise WorkError(_("{path}: no archive with the expected files").format(path=part)) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Let one process at a time fetch into a folder; the others wait, and then find the files in place."""
    with (folder / ".kerascnn.lock").open("w") as file:
        with contextlib.suppress(ImportError):  # not on Windows
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on standard error for `fetch`, drawn from the first bytes on."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with contextlib.ExitStack() as stack:
        bars: dict[str, Any] = {}
        display = Progress(*columns, console=Console(stderr=True))

        def show(name: str, there: int, size: int) -> None:
            if not bars:
                stack.enter_context(display)
            if name not in bars:
                bars[name] = display.add_task(name, total=size)
            display.update(bars[name], completed=there)

        yield show
