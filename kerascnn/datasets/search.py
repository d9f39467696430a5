"""The pictures in a folder, without litter, without what links bring in from outside, and within limits."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kerascnn.datasets.picture import NOT_READ, SUFFIXES
from kerascnn.errors import InputError
from kerascnn.language import N_, _

__all__ = ["DEEPEST", "LeftOut", "Search", "is_litter"]

LITTER = frozenset(
    {
        "$recycle.bin", "#recycle", "@eadir", "@recycle", "__macosx", "__pycache__", "desktop.ini", "ehthumbs.db",
        "ehthumbs_vista.db", "found.000", "icon\r", "lost+found", "network trash folder", "system volume information",
        "temporary items", "thumbs.db",
    }
)  # fmt: skip
"""What macOS, Windows and network drives leave behind, in small letters; what begins with a dot is left out too."""
DEEPEST = 32
"""Folders within a class's folder that are looked into."""

KINDS = {
    "damaged": N_("damaged pictures"),
    "deep": N_("folders more than 32 deep"),
    "folder": N_("folders without pictures or beside the classes"),
    "link": N_("links that lead out of the folder or round in a circle"),
    "loose": N_("pictures beside the folders of the classes"),
    "not read": N_("pictures of a kind that is not read (HEIC, raw and others)"),
    "other": N_("files that are no pictures by their names"),
    "special": N_("pipes or devices"),
}


def is_litter(name: str) -> bool:
    """Whether a file or folder is called as what systems and programs leave behind, or is hidden.

    >>> [is_litter(name) for name in ("__MACOSX", "._cat.jpg", ".ipynb_checkpoints", "Thumbs.db", "cat.jpg")]
    [True, True, True, True, False]
    """
    return name.startswith(".") or name.lower() in LITTER


@dataclass
class LeftOut:
    """What is left out, counted by its kind, with the first of each for an example."""

    counts: dict[str, int] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, name: str) -> None:
        """Count one more."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self.examples.setdefault(kind, name)

    def __str__(self) -> str:
        """One line in the reader's language, such as `left out: damaged pictures: 3 (cat/7.png); ...`."""
        text = _("{kind}: {count:,} ({example})")
        each = (
            text.format(count=count, kind=_(KINDS[kind]), example=self.examples[kind])
            for kind, count in sorted(self.counts.items())
        )
        return _("left out: {what}").format(what="; ".join(each))

    def __bool__(self) -> bool:
        return bool(self.counts)


@dataclass
class Search:
    """A folder that is looked through.

    Attributes:
        root: the folder.
        left_out: what was not taken.
    """

    root: Path
    left_out: LeftOut = field(default_factory=LeftOut)

    def __post_init__(self) -> None:
        self._inside = self.root.resolve()
        self._folders: dict[Path, list[Path]] = {}
        self._has: dict[Path, bool] = {}
        self._links: set[str] = set()

    def folders(self, folder: Path) -> list[Path]:
        """The folders in `folder` that are neither litter nor lead elsewhere, sorted by name."""
        if folder not in self._folders:
            self._folders[folder] = [Path(entry) for entry in self._entries(folder, count=True) if _is_dir(entry)]
        return self._folders[folder]

    def with_pictures(self, folder: Path) -> list[Path]:
        """Those of the folders that have a picture somewhere in them.

        Raises:
            InputError: one has only pictures of a kind that is not read.
        """
        return [each for each in self.folders(folder) if self._has_pictures(each)]

    def _has_pictures(self, folder: Path) -> bool:
        if folder not in self._has:
            unread = None
            for entry, _kind in self._walk(folder):
                suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122 (names, by the thousand)
                if suffix in SUFFIXES:
                    self._has[folder] = True
                    return True
                unread = unread or (entry.path if suffix in NOT_READ else None)
            if unread:
                text = _("{path}: the folder {name} holds only pictures of a kind that is not read, such as {example}; "
                         "save them as JPEG or PNG first")  # fmt: skip
                raise InputError(text.format(path=self.root, name=folder.name, example=self._named(unread)))
            self._has[folder] = False
        return self._has[folder]

    def pictures(self, folder: Path) -> Iterator[Path]:
        """The pictures in `folder` and in its own folders, sorted by name; what else is there is counted."""
        for entry, kind in self._walk(folder, count=True):
            suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122
            if kind == "special":
                self.left_out.add("special", self._named(entry.path))
            elif suffix in SUFFIXES:
                yield Path(entry)
            else:
                self.left_out.add("not read" if suffix in NOT_READ else "other", self._named(entry.path))

    def files(self, folder: Path) -> Iterator[Path]:
        """All plain files in `folder` and in its own folders, sorted by name."""
        return (Path(entry) for entry, kind in self._walk(folder) if kind == "file")

    def has_loose(self, folder: Path) -> bool:
        """Whether a picture lies in the folder itself, beside its folders."""
        return any(os.path.splitext(entry.name)[1].lower() in SUFFIXES for entry in self._entries(folder))  # noqa: PTH122

    def loose(self, folder: Path) -> None:
        """Count the pictures that lie beside folders."""
        for entry in self._entries(folder):
            if os.path.splitext(entry.name)[1].lower() in (*SUFFIXES, *NOT_READ):  # noqa: PTH122
                self.left_out.add("loose", self._named(entry.path))

    def _walk(self, folder: Path, *, count: bool = False) -> Iterator[tuple["os.DirEntry[str]", str]]:
        """The files below a folder, sorted by name, as deep as `DEEPEST`."""
        stack = [iter(self._entries(folder, count=count))]
        while stack:
            entry = next(stack[-1], None)
            if entry is None:
                stack.pop()
            elif entry.is_dir(follow_symlinks=False):
                if len(stack) < DEEPEST:
                    stack.append(iter(self._entries(entry, count=count)))
                elif count:
                    self.left_out.add("deep", self._named(entry.path))
            elif entry.is_symlink() and _is_dir(entry):
                continue  # a link within the folder could lead round in a circle
            else:
                yield entry, "file" if _is_file(entry) else "special"

    def _entries(self, folder: "Path | os.DirEntry[str]", *, count: bool = False) -> "list[os.DirEntry[str]]":
        """What lies in a folder and is neither litter nor outside of the root, sorted by name.

        Raises:
            InputError: it cannot be read.
        """
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            text = _("cannot read {path}: {reason}")
            raise InputError(text.format(path=os.fspath(folder), reason=error.strerror)) from error
        kept = []
        for entry in entries:
            if is_litter(entry.name):
                continue
            if entry.is_symlink() and not self._is_inside(entry):
                if count and entry.path not in self._links:
                    self._links.add(entry.path)
                    self.left_out.add("link", self._named(entry.path))
                continue
            kept.append(entry)
        return kept

    def _is_inside(self, link: "os.DirEntry[str]") -> bool:
        """Whether a link leads to something within the root, and to no folder that it lies in itself."""
        try:
            target, place = Path(link).resolve(), Path(link).parent.resolve()
        except (OSError, RuntimeError):  # RuntimeError: links that lead round in a circle
            return False
        return target.is_relative_to(self._inside) and not place.is_relative_to(target)

    def _named(self, path: str) -> str:
        return os.path.relpath(path, self.root)


def _is_dir(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_file(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False
