"""Copy the weights of a stranger's HDF5 file into a new one. Run as a process of its own: `python -I hdf5.py ...`.

The HDF5 library is large, is written in C and does what a file says: unpack a few bytes into gigabytes, read other
files, load filters. So it meets the file here, where memory and time are limited, and of the file only arrays of
numbers go on that lie in it as they are: hard links, no filters, no other files, as many bytes as their shapes say;
and the lists of layers' and weights' names that older files have.

Arguments: the file; the new file, or `-` to copy nothing; bytes of memory; seconds of computing. Prints one line of
JSON: `{"numbers": n, "arrays": n}`, or `{"refused": word, "place": text}`. NumPy and h5py alone are imported, not
this package, so that it starts in half a second.
"""

import errno
import json
import math
import re
import sys
from typing import Any

MOST_OBJECTS = 50_000
DEEPEST = 64
LONGEST_NAME = 500
MOST_AXES = 8
PIECE = 2**22
KINDS = "fiub"
NUMBER = re.compile(r"errno = (\d+)")
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NAMES = ("layer_names", "weight_names")
"""What older files of weights list in attributes, some in several with a number behind."""
LONGEST_NAMES = 2**21


class RefusedError(Exception):
    """The file is not copied: a word for the reason, and where."""


def limit(memory: int, seconds: int) -> None:
    """Limit this process; where the system knows no such limits, the one who started it still watches the time."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):  # macOS refuses some of them
            continue


class Copy:
    """Copies arrays and counts what it has met."""

    def __init__(self, size: int, target: Any) -> None:
        self.size, self.target = size, target
        self.objects = self.numbers = self.arrays = self.bytes = self.letters = 0

    def group(self, group: Any, path: str, depth: int) -> None:
        """Copy what lies in a group."""
        import h5py

        if depth > DEEPEST:
            raise RefusedError("deep", path)
        if self.target is not None:
            self.names(group, path)
        for name in group:
            self.objects += 1
            place = f"{path}/{name}"
            if self.objects > MOST_OBJECTS:
                raise RefusedError("many", path)
            if len(name) > LONGEST_NAME:
                raise RefusedError("name", path)
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                raise RefusedError("link", place)
            if place in ("/optimizer", "/optimizer_weights"):
                continue  # what training needs, and nobody else
            found = group[name]
            if isinstance(found, h5py.Group):
                if self.target is not None:
                    self.target.require_group(place)
                self.group(found, place, depth + 1)
            elif isinstance(found, h5py.Dataset):
                self.array(found, place)
            else:
                raise RefusedError("kind", place)

    def names(self, group: Any, path: str) -> None:
        """Copy the lists of names that a group of an older file has: what else its attributes hold is left out."""
        import numpy as np

        for name in group.attrs:
            self.objects += 1
            if self.objects > MOST_OBJECTS:
                raise RefusedError("many", path)
            if name.rstrip("0123456789") not in NAMES:
                continue
            listed = group.attrs.get_id(name)
            self.letters += math.prod(listed.shape or ()) * listed.dtype.itemsize
            if self.letters > LONGEST_NAMES:
                raise RefusedError("name", path)
            words = [each.encode() if isinstance(each, str) else each for each in np.ravel(group.attrs[name])]
            if not all(isinstance(each, bytes) for each in words):
                raise RefusedError("damaged", path)
            self.letters += sum(map(len, words))
            if self.letters > LONGEST_NAMES:
                raise RefusedError("name", path)
            self.target.require_group(path or "/").attrs[name] = np.array(words, "S")

    def array(self, found: Any, place: str) -> None:
        """Copy an array, if it is as many bytes of the file as it says."""
        import h5py

        settings = found.id.get_create_plist()
        if settings.get_layout() not in (h5py.h5d.CONTIGUOUS, h5py.h5d.COMPACT) or settings.get_nfilters():
            raise RefusedError("packed", place)
        if settings.get_layout() == h5py.h5d.CONTIGUOUS and settings.get_external_count():
            raise RefusedError("elsewhere", place)
        half = found.dtype.kind == "V" and found.dtype.itemsize == 2 and found.dtype.names is None
        if not (half or found.dtype.kind in KINDS) or found.dtype.itemsize > 8 or found.dtype.subdtype:
            raise RefusedError("type", place)
        if found.shape is None or len(found.shape) > MOST_AXES:
            raise RefusedError("shape", place)
        numbers = 1
        for axis in found.shape:
            numbers *= axis
        declared = numbers * found.dtype.itemsize
        self.arrays, self.numbers, self.bytes = self.arrays + 1, self.numbers + numbers, self.bytes + declared
        if declared != found.id.get_storage_size() or self.bytes > self.size:
            raise RefusedError("absent", place)
        self.read(found, place, half)

    def read(self, found: Any, place: str, half: bool) -> None:
        """Look at an array in pieces, so that memory does not grow with it, and copy it, if there is a target."""
        made = None
        if self.target is not None:
            made = self.target.create_dataset(place, shape=found.shape, dtype=found.dtype)
            if half:
                made.attrs["dtype"] = "bfloat16"  # Keras's mark
        if not found.shape:
            value = found[()]
            check(value, place, half)
            if made is not None:
                made[()] = value
            return
        row = max(1, found.dtype.itemsize)
        for axis in found.shape[1:]:
            row *= max(1, axis)
        rows = max(1, PIECE // row)
        for start in range(0, found.shape[0], rows):
            piece = found[start : start + rows]
            check(piece, place, half)
            if made is not None:
                made[start : start + rows] = piece


def check(values: Any, place: str, half: bool) -> None:
    """Check that all of them are numbers: a training whose loss is NaN leaves weights that are none."""
    import numpy as np

    values = np.atleast_1d(values)
    if half:  # bfloat16, the upper half of a float32
        values = (values.view("<u2").astype("<u4") << 16).view("<f4")
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise RefusedError("nan" if np.isnan(values).any() else "infinite", place)


def main(source: str, target: str, memory: str, seconds: str) -> dict[str, object]:
    """Check, and copy if there is a target."""
    limit(int(memory), int(seconds))
    import os

    import h5py

    copy = None
    try:
        # Keras writes contiguous arrays; small caches are all that they need.
        with h5py.File(source, "r", rdcc_nbytes=0, locking=False) as file:
            new = None if target == "-" else h5py.File(target, "x")
            copy = Copy(os.path.getsize(source), new)  # noqa: PTH202 (pathlib is one import more)
            copy.group(file, "", 0)
            if new is not None:
                new.close()
    except RefusedError as error:
        return {"refused": error.args[0], "place": error.args[1][:1000]}
    except MemoryError:
        return {"refused": "memory", "place": ""}
    # What h5py raises for a damaged file is of many kinds: OSError, KeyError, RuntimeError, TypeError, ValueError.
    except Exception as error:
        said = NUMBER.search(str(error))
        full = target != "-" and said is not None and int(said[1]) in FULL
        return {"refused": "disk" if full else "damaged", "place": ""}
    return {"numbers": copy.numbers, "arrays": copy.arrays}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
