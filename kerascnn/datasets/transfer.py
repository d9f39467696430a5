"""Bring one file from one address: resumed where it broke off, with time-outs, and with plain words where it fails."""

import http
import http.client
import os
import queue
import re
import secrets
import socket
import ssl
import stat
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import kerascnn
from kerascnn import leftovers
from kerascnn.datasets.published import Remote
from kerascnn.language import _
from kerascnn.untrusted_text import visible

__all__ = ["FailedError", "Progress", "arrived", "bring"]

Progress = Callable[[str, int, int], None]
"""Called with a file's name, the bytes that are there, and its size."""

PIECE = 1 << 16
SLOWEST = 1_000
"""Bytes a second; what arrives slower for as long as `patience` counts as stalled."""


class FailedError(Exception):
    """One attempt failed, for a reason in the reader's language.

    Attributes:
        again: whether another attempt at the same address may help.
        stalled: whether it was waited for in vain.
    """

    def __init__(self, reason: str, *, again: bool = False, stalled: bool = False) -> None:
        super().__init__(reason)
        self.again, self.stalled = again, stalled


def arrived(place: Path) -> Path:
    """What has come of a file in earlier attempts, or the name for what will: `.NAME.0123456789abcdef.part`.

    The name cannot be guessed. What was not written by this user, is a link, or has a second name, is left alone.
    """
    pattern = re.compile(rf"\.{re.escape(place.name)}\.[0-9a-f]{{16}}\.part")
    found = [path for path in sorted(place.parent.iterdir()) if pattern.fullmatch(path.name) and _is_ours(path)]
    fresh = place.with_name(f".{place.name}.{secrets.token_hex(8)}.part")
    return max(found, key=lambda path: path.stat().st_size, default=fresh)


def _is_ours(path: Path) -> bool:
    facts = path.lstat()
    mine = not hasattr(os, "geteuid") or facts.st_uid == os.geteuid()
    return mine and stat.S_ISREG(facts.st_mode) and facts.st_nlink == 1


def _open(part: Path) -> IO[bytes]:
    """Open what has arrived for writing, as long as it is, without following a link.

    Raises:
        OSError: it cannot be opened.
    """
    binary = getattr(os, "O_BINARY", 0)  # Windows
    number = os.open(part, os.O_RDWR | os.O_CREAT | leftovers.NO_LINK | leftovers.NO_WAIT | binary, 0o666)
    return os.fdopen(number, "r+b")


def bring(remote: Remote, url: str, part: Path, progress: Progress, patience: float) -> None:
    """Bring `part` to its full length and compare its sum.

    Args:
        remote: the file.
        url: where it is.
        part: what has arrived so far, and stays when the connection breaks.
        progress: called as more arrives.
        patience: seconds without an answer, or with next to no data, after which a server counts as stalled.

    Raises:
        FailedError: it did not come, or is another file.
    """
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
        raise FailedError(reason, again=error.code >= 500 or resumed) from error
    except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError, ssl.SSLError) as error:
        raise _plain(error, patience) from error
    if length is not None and part.stat().st_size < length:
        raise FailedError(_("the connection broke off"), again=True)
    if not remote.is_in(part):
        part.unlink()
        kind = "SHA-256" if remote.sha256 else "MD5"
        text = _("what it sent is not the published file (its {kind} differs)")
        raise FailedError(text.format(kind=kind), again=resumed)


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
            raise FailedError(_("it sends more than the published file"))
        with _open(part) as file:
            file.truncate(start)
            file.seek(start)
            checked_at, checked = time.monotonic(), start
            while piece := _piece(response):
                start += len(piece)
                if start > remote.size:
                    raise FailedError(_("it sends more than the published file"))
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


def _plain(error: Exception, patience: float) -> FailedError:
    """What went wrong with the network, in plain words."""
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return FailedError(_("no data for {seconds:g} seconds").format(seconds=patience), stalled=True)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return FailedError(_("its certificate is not accepted; is the clock right, or does a proxy stand between?"))
    if isinstance(cause, socket.gaierror):
        return FailedError(_("no network, or no such server"))
    if isinstance(cause, http.client.HTTPException):
        return FailedError(_("the connection broke off"), again=True)
    if isinstance(cause, OSError) and str(cause).startswith("Tunnel connection failed"):
        return FailedError(_("the proxy does not let it through ({reason})").format(reason=visible(str(cause)[:80])))
    if isinstance(cause, ConnectionRefusedError) and urllib.request.getproxies():
        text = _("nobody answers there or at the proxy that $http_proxy or $https_proxy names")
        return FailedError(text, again=True)
    reason = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(cause)
    return FailedError(reason, again=True)
