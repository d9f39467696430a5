"""Fetch the publishers' files: beside their place, compared with their SHA-256, then renamed into it.

These are the files, addresses and sums that `keras.datasets` uses. Its own `get_file` is not used, because it waits
for ever on a server that stalls, and writes over a good file before it has a better one. Here what has arrived stays
when the connection breaks and the next run goes on from there; what was in place stays until all of the new is there.
"""

import contextlib
import os
import shutil
import stat
import tarfile
import time
import urllib.parse
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kerascnn import files, leftovers, system_errors
from kerascnn.datasets.known import Known
from kerascnn.datasets.published import PUBLISHED, Remote, sha256_of
from kerascnn.datasets.transfer import FailedError, Progress, arrived, bring
from kerascnn.errors import InputError, WorkError
from kerascnn.language import _
from kerascnn.quiet import keras_home

__all__ = ["FetchError", "fetch", "fetch_one", "keras_cache", "progress_bar"]

SUMS = "SHA256SUMS"
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
                _check_no_link(folder, place, remote)
                place.parent.mkdir(exist_ok=True)
                part = arrived(place)
                _from_any(title, remote, part, base_url, progress or (lambda *_: None), patience, pauses)
                _put(part, place, remote)
        return place
    except OSError as error:
        text = _("cannot write into {folder}: {reason}; make room, or choose another folder")
        raise InputError(text.format(folder=folder, reason=system_errors.reason(error))) from error


def _check_no_link(folder: Path, place: Path, remote: Remote) -> None:
    """Check that what is written stays in the folder that was named.

    Raises:
        InputError: a link in it leads elsewhere.
    """
    for path in (*([place.parent] if place.parent != folder else []), *([place] if remote.unpack else [])):
        if path.is_symlink():
            text = _("{path} is a link, and nothing is written through one; take it away, or choose another folder")
            raise InputError(text.format(path=path))


def _in_place(place: Path, remote: Remote) -> bool:
    if not remote.unpack:
        return place.is_file() and (not remote.exact or place.stat().st_size == remote.size) and remote.is_in(place)
    try:
        return (place / SUMS).read_text() == _sums(place, remote)
    except OSError:
        return False


def _sums(folder: Path, remote: Remote) -> str:
    """The sums of what was unpacked, as `sha256sum` writes them."""
    return "".join(f"{sha256_of(folder / name)}  {name}\n" for name in remote.unpack)


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
                return bring(remote, url, part, progress, patience)
            except FailedError as error:
                reason = f"{urllib.parse.urlsplit(url).netloc}: {error}"
                if error.stalled:  # so that several addresses together are not waited for much longer than one
                    patience /= 4
                if pause is None or not error.again:
                    break
                time.sleep(pause)
        reasons.append(reason)
    raise FetchError(title, "; ".join(reasons))


def _put(part: Path, place: Path, remote: Remote) -> None:
    """Move what has arrived, all of it and right, to where it belongs."""
    if not remote.unpack:
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(place)
        return
    try:
        with tarfile.open(part) as archive, leftovers.new_folder(place.parent) as fresh:
            for name in remote.unpack:
                # By name and as bytes: no other member, path, link or mode of the archive has any effect.
                content = archive.extractfile(f"{remote.path}/{name}")
                if content is None:
                    raise KeyError(name)
                with (fresh / name).open("xb") as file:
                    shutil.copyfileobj(content, file)
                    os.fsync(file.fileno())
            place.mkdir(exist_ok=True)
            files.write(place / SUMS, _sums(fresh, remote))
            for name in remote.unpack:
                (fresh / name).replace(place / name)
        part.unlink()
    except (KeyError, tarfile.TarError, EOFError, zlib.error) as error:
        raise WorkError(_("{path}: no archive with the expected files").format(path=part)) from error


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Let one process at a time fetch into a folder; the others wait, and then find the files in place.

    The lock is a file that stays empty, since network drives that have locks have them on files alone. Whatever stands
    in its place is neither followed nor changed.
    """
    path = folder / ".kerascnn.lock"
    text = _("{path} is no plain file, and ours would be; take it away, or choose another folder")
    if path.is_symlink():
        raise InputError(text.format(path=path))
    number = os.open(path, os.O_RDWR | os.O_CREAT | leftovers.NO_LINK | leftovers.NO_WAIT, 0o644)
    try:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise InputError(text.format(path=path))
        leftovers.is_locked_by(number, wait=True)
        yield
    finally:
        os.close(number)


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
