"""What a `.keras` file holds, as its zip directory says, and the refusals that need no more than that."""

import contextlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from kerascnn import system_errors
from kerascnn.bounded_zip import pieces, unpacked, zip_archive
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import LARGEST_JSON, Config, config_of, model_file

__all__ = ["CONFIG", "METADATA", "WEIGHTS", "Archive", "Member", "opened", "refuse"]

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
MOST_MEMBERS = 1_000
LARGEST_METADATA = 2**16
LARGEST_WEIGHTS = 4 * 2**30
PACKED_AT_MOST = 20
"""Weights hardly shrink: a member that grows more than this when it is unpacked is taken for a bomb."""
SMALL = 16 * 2**20
"""Bytes up to which a member may have shrunk as it likes."""


@dataclass(frozen=True)
class Member:
    """One file in the archive.

    Attributes:
        name: as the archive says, not made safe to print.
        size: bytes when unpacked, as the archive says.
        packed: bytes in the archive.
    """

    name: str
    size: int
    packed: int


@dataclass(frozen=True)
class Archive:
    """What a `.keras` file holds.

    Attributes:
        path: the file.
        size: its bytes.
        members: what the zip directory lists.
        config: the configuration, not checked.
        keras_version: the version of Keras that wrote it, as the file says; empty where it does not say.
        date_saved: when, as the file says.
        problems: why it would not be loaded, by its directory alone; a clause each.
        apart: the file of the weights, where that is no member of an archive.
        older: whether the weights lie in groups by the names of layers, as Keras 2 wrote them.
    """

    path: Path
    size: int
    members: tuple[Member, ...]
    config: Config
    keras_version: str
    date_saved: str
    problems: tuple[str, ...]
    apart: Path | None = None
    older: bool = False

    @property
    def weights_size(self) -> int:
        """Bytes of the weights, as the archive says, or as their own file has; 0 where there are none."""
        if self.apart is not None:
            return self.apart.stat().st_size
        return sum(member.size for member in self.members if member.name == WEIGHTS)

    @contextlib.contextmanager
    def weights_in(self, folder: Path) -> Iterator[Path]:
        """Unpack the weights into a file of `folder`, which is there until the block ends.

        Raises:
            InputError: they are damaged, or longer than the directory says.
            OSError: there is no room for them.
        """
        if self.apart is not None:
            yield self.apart
            return
        place = folder / "stranger.weights.h5"
        largest = next(member.size for member in self.members if member.name == WEIGHTS)
        try:
            with zip_archive(self.path) as archive, place.open("xb") as target:
                for piece in pieces(archive, WEIGHTS, most=largest):
                    target.write(piece)
        except (zipfile.BadZipFile, OSError) as error:
            system_errors.raise_of_system(error, place)
            refuse(self.path, _("its weights are damaged"))
        try:
            yield place
        finally:
            place.unlink(missing_ok=True)


def refuse(path: Path, reason: str) -> NoReturn:
    """Raise the error for a file that is not loaded.

    Raises:
        InputError: always.
    """
    text = _("{path} is not loaded: {reason}; `kerascnn inspect` says what is in it")
    raise InputError(text.format(path=shown(str(path), 200), reason=reason)) from None


def opened(path: Path) -> Archive:
    """Read the directory, the metadata and the configuration of a `.keras` file.

    Args:
        path: the file, or the folder of a run.

    Raises:
        InputError: there is no such file, or it is no `.keras` file, or is damaged; as `config_of`.
    """
    path = model_file(path)
    config = config_of(path)
    try:
        with zip_archive(path) as archive:
            infos = archive.infolist()
            said = _metadata(archive)
    except (zipfile.BadZipFile, OSError):  # it was whole a moment ago
        refuse(path, _("it is empty, damaged or no saved Keras model"))
    members = tuple(Member(info.filename, info.file_size, info.compress_size) for info in infos[:MOST_MEMBERS])
    return Archive(
        path=path,
        size=path.stat().st_size,
        members=members,
        config=config,
        keras_version=said.get("keras_version", ""),
        date_saved=said.get("date_saved", ""),
        problems=tuple(_problems(infos)),
    )


def _metadata(archive: zipfile.ZipFile) -> dict[str, str]:
    """What the file says of its origin: text, or nothing."""
    try:
        found: Any = json.loads(unpacked(archive, METADATA, most=LARGEST_METADATA))
    # RecursionError: so many brackets.
    except (KeyError, zipfile.BadZipFile, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: value for key, value in found.items() if isinstance(value, str)}


def _problems(infos: list[zipfile.ZipInfo]) -> Iterator[str]:
    names = [info.filename for info in infos]
    if len(infos) > MOST_MEMBERS:
        yield _("it holds more than {n} files").format(n=MOST_MEMBERS)
        return
    for info in infos:
        name = shown(info.filename)
        if info.filename not in (CONFIG, METADATA, WEIGHTS):
            yield _("it holds {name}, which a saved network of known layers does not").format(name=name)
        elif names.count(info.filename) > 1:
            yield _("it holds {name} more than once").format(name=name)
            return
        elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & 1:
            yield _("{name} is encrypted or packed in an unusual way").format(name=name)
        elif info.file_size > {CONFIG: LARGEST_JSON, METADATA: LARGEST_METADATA}.get(info.filename, LARGEST_WEIGHTS):
            yield _("{name} is larger than is read here").format(name=name)
        elif info.file_size > max(SMALL, PACKED_AT_MOST * info.compress_size):
            yield _("{name} would grow to {size} MB from {packed} kB").format(
                name=name, size=info.file_size >> 20, packed=info.compress_size >> 10
            )
    if WEIGHTS not in names:
        yield _("it holds no weights")
