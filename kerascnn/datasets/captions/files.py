"""Files of captions as Flickr8k has them, and the pictures that they speak of.

`captions.txt` is a CSV of `image,caption`, `Flickr8k.token.txt` has lines of `name.jpg#0<TAB>caption`. A picture may
have several captions. The files come from strangers and are read within bounds.
"""

import csv
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from kerascnn.datasets.annotations.contents import Contents, part
from kerascnn.datasets.captions.vocabulary import Caption, tokens
from kerascnn.datasets.dataset import SkippedWarning
from kerascnn.datasets.text_files import UTF_8, Decoded, read_text
from kerascnn.errors import InputError
from kerascnn.files import check_is_folder
from kerascnn.git_lfs import check_no_pointer
from kerascnn.language import _
from kerascnn.untrusted_text import visible

__all__ = ["CaptionFolder", "CaptionedPicture", "read"]

Form = Literal["csv", "token"]

LARGEST = 2**26
"""Bytes of a file of captions."""
MOST_LINES = 1_000_000
LONGEST = 2_000
"""Letters of a caption, and of a picture's name."""
CSV_NAMES = ("captions.txt", "captions.csv")
TOKEN_ENDINGS = (".token.txt", ".token")
LISTS = {"trainimages.txt": "train", "devimages.txt": "validation", "testimages.txt": "test"}
"""Endings of files that list the pictures of a part, as Flickr8k's do."""
HEADS = {"image", "image_name", "filename", "file", "imagen"}
TOKEN_LINE = re.compile(r"(.+)#\d+\t(.*)")


class CaptionedPicture(NamedTuple):
    """A picture with its captions.

    Attributes:
        path: its file.
        captions: at least one.
        part: "train", "validation", "test", or "" where the folder does not say.
    """

    path: Path
    captions: tuple[Caption, ...]
    part: str


@dataclass(frozen=True)
class CaptionFolder:
    """What a folder has.

    Attributes:
        path: the folder.
        file: with the captions.
        form: how they are written.
        pictures: those that have captions, in the order of their files.
        problems: what is wrong with lines that were left out.
        without: how many pictures no caption speaks of.
        encoding: of the file: "UTF-8", or what else it was read as.
    """

    path: Path
    file: Path
    form: Form
    pictures: tuple[CaptionedPicture, ...]
    problems: tuple[str, ...]
    without: int
    encoding: str = UTF_8


def read(folder: Path, *, skip_bad: bool = False) -> CaptionFolder:
    """Read the captions of a folder, and find their pictures.

    Args:
        folder: with a file of captions and, beside it or in folders, the pictures.
        skip_bad: leave out lines that cannot be used.

    Raises:
        InputError: there is no such folder or file, it is too large or no text, a line names a picture that is not
            there or has no caption; the message names file and line.
    """
    check_is_folder(folder)
    contents = Contents(folder)
    file, form = _file(contents)
    if contents.not_read:
        warnings.warn(visible(f"{folder}: {contents.not_read}"), SkippedWarning, stacklevel=2)
    found: dict[Path, list[Caption]] = {}
    problems: list[str] = []
    whole, encoding = _text(file)
    for line, name, text in _lines(whole, file, form):
        try:
            path, caption = _checked(contents, file, line, name, text)
        except InputError as error:
            if not skip_bad:
                raise
            problems.append(str(error))
            continue
        found.setdefault(path, []).append(caption)
    if not found:
        raise InputError(_("{path}: holds no caption of a picture that is there").format(path=file))
    parts = _parts(contents)
    pictures = tuple(
        CaptionedPicture(path, tuple(found[path]), parts.get(path.name, "") if parts else part(path, folder))
        for path in sorted(found)
    )
    without = len(contents.pictures) - len(pictures)
    return CaptionFolder(folder, file, form, pictures, tuple(problems), without, encoding)


def _file(contents: Contents) -> tuple[Path, Form]:
    """The file with the captions: a CSV before a list of tokens, that of the words themselves before that of lemmas.

    Raises:
        InputError: there is none.
    """

    def rank(file: Path) -> tuple[bool, bool, int, Path]:
        name = file.name.lower()
        return name not in CSV_NAMES, "lemma" in name, len(file.parts), file

    files = [
        each for each in contents.others if each.name.lower() in CSV_NAMES or each.name.lower().endswith(TOKEN_ENDINGS)
    ]
    if not files:
        text = _(
            "{folder}: holds no captions; expected captions.txt with lines of image,caption, or a file as "
            "Flickr8k.token.txt with lines of name.jpg#0, a tab and a caption"
        )
        raise InputError(text.format(folder=contents.root))
    file = min(files, key=rank)
    return file, "csv" if file.name.lower() in CSV_NAMES else "token"


def _text(file: Path) -> Decoded:
    """A text in whatever encoding it is.

    Raises:
        InputError: it is too large, cannot be read, or is no text.
    """
    check_no_pointer(file)
    return read_text(file, most=LARGEST)


def _lines(text_of_file: str, file: Path, form: Form) -> Iterator[tuple[int, str, str]]:
    """Number, name of the picture and caption of each line that is not empty.

    Raises:
        InputError: a line is none of its form, or there are too many.
    """
    content = text_of_file.split("\n")
    if len(content) > MOST_LINES:
        text = _("{path}: has {count:,} lines; at most {most:,} are read")
        raise InputError(text.format(path=file, count=len(content), most=MOST_LINES))
    for line, whole in enumerate(content, start=1):
        if not whole.strip():
            continue
        if form == "csv":
            name, caption = _cells(file, line, whole)
            if line == 1 and name.strip().lower() in HEADS:
                continue
        else:
            met = TOKEN_LINE.fullmatch(whole)
            if met is None:
                text = _("{path}, line {line}: expected the name of a picture, #, a number, a tab and a caption")
                raise InputError(text.format(path=file, line=line))
            name, caption = met[1], met[2]
        yield line, name.strip(), caption.strip()


def _cells(file: Path, line: int, row: str) -> tuple[str, str]:
    """The two cells of a line of CSV; commas of a caption that is not quoted are its own."""
    if '"' not in row:
        name, comma, caption = row.partition(",")
    else:
        try:
            cells = next(csv.reader([row]))
        except csv.Error:
            cells = [row]
        name, comma, caption = cells[0], "," * (len(cells) > 1), ",".join(cells[1:])
    if not comma:
        text = _("{path}, line {line}: expected the name of a picture, a comma and a caption")
        raise InputError(text.format(path=file, line=line))
    return name, caption


def _checked(contents: Contents, file: Path, line: int, name: str, text: str) -> tuple[Path, Caption]:
    """The picture and the words of a line.

    Raises:
        InputError: there is no such picture, or there are no words, or too many.
    """
    if max(len(name), len(text)) > LONGEST:
        said = _("{path}, line {line}: is longer than {most:,} letters; expected a caption of one sentence")
        raise InputError(said.format(path=file, line=line, most=LONGEST))
    caption = tokens(text)
    if not caption:
        said = _("{path}, line {line}: the caption of {name} is empty; write one, or leave the line out")
        raise InputError(said.format(path=file, line=line, name=visible(name)))
    path = contents.picture(name, file) if name and "\0" not in name else None
    if path is None:
        said = _("{path}, line {line}: names {name}, which is not in the folder; --skip-bad leaves such lines out")
        raise InputError(said.format(path=file, line=line, name=visible(name)))
    return path, caption


def _parts(contents: Contents) -> Mapping[str, str]:
    """The part of each picture by its name, where lists such as Flickr_8k.trainImages.txt say it.

    Raises:
        InputError: as `_text`.
    """
    found: dict[str, str] = {}
    for file in contents.with_suffix(".txt"):
        for ending, name in LISTS.items():
            if file.name.lower().endswith(ending):
                found.update({line.strip(): name for line in _text(file).text.splitlines() if line.strip()})
    return found
