"""Say what is in a stranger's HDF5 file. Run as a process of its own: `python -I hdf5_contents.py FILE MEMORY SECONDS`.

The HDF5 library does what a file says, so it meets the file here, where memory and time are limited. Of the attributes
only the few that Keras writes are looked at, by their names, however many others there are; of the arrays only where
they lie, their shapes and their types: not one number is read. What lies in another file, or is put together out of
other files, is refused.

Prints one line of JSON: `{"config": text or null, "version": text, "older": whether it has Keras 2's groups, "arrays":
[[place, shape, type], ...]}`, or `{"refused": word, "place": text}`. NumPy and h5py alone are imported, not this
package.
"""

import json
import sys
from typing import Any

LARGEST_CONFIG = 8 * 2**20
LARGEST_VERSION = 100
MOST_OBJECTS = 50_000
DEEPEST = 64
LONGEST_PLACE = 1_000
MOST_AXES = 32
SKIPPED = ("/optimizer", "/optimizer_weights")
"""What training needs, and nobody else."""


class RefusedError(Exception):
    """The file is not read: a word for the reason, and where."""


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


def text(group: Any, name: str, most: int) -> str | None:
    """An attribute that is one text, and no longer than `most` bytes; None where there is none."""
    import h5py

    if name not in group.attrs:
        return None
    found = group.attrs.get_id(name)
    words = h5py.check_string_dtype(found.dtype)
    if words is None or found.shape != () or (words.length or 0) > most:
        raise RefusedError("config" if most == LARGEST_CONFIG else "damaged", f"/{name}")
    value = group.attrs[name]
    plain = value.encode() if isinstance(value, str) else bytes(value)
    if len(plain) > most:
        raise RefusedError("config", f"/{name}")
    return plain.decode("utf-8", "replace")


class Listing:
    """Collects the arrays of a file.

    Through h5py's own functions (`h5py.h5o` and its like): its Python classes would take three times as long for a
    network of a thousand arrays.
    """

    def __init__(self) -> None:
        self.arrays: list[tuple[str, list[int], str]] = []
        self._objects = 0
        self._types: dict[bytes, str] = {}

    def group(self, group: Any, path: str, depth: int) -> None:
        """Add what lies in a group."""
        from h5py import h5d, h5g, h5l, h5o

        if depth > DEEPEST:
            raise RefusedError("deep", path)
        links: list[tuple[bytes, int]] = []

        def link(name: bytes, info: Any) -> None:
            self._objects += 1
            if self._objects > MOST_OBJECTS:
                raise RefusedError("many", path)
            links.append((name, info.type))

        group.links.iterate(link, info=True)
        for name, kind in links:
            place = f"{path}/{name.decode('utf-8', 'surrogateescape')}"
            if len(place) > LONGEST_PLACE:
                raise RefusedError("name", path)
            if kind != h5l.TYPE_HARD:
                raise RefusedError("link", place)
            if place in SKIPPED:
                continue
            found = h5o.open(group, name)
            if isinstance(found, h5g.GroupID):
                self.group(found, place, depth + 1)
            elif isinstance(found, h5d.DatasetID):
                self.array(found, place)
            else:
                raise RefusedError("kind", place)

    def array(self, found: Any, place: str) -> None:
        """Add an array, if it lies in the file."""
        from h5py import h5d, h5s

        settings = found.get_create_plist()
        if settings.get_layout() == h5d.VIRTUAL:
            raise RefusedError("elsewhere", place)
        if settings.get_layout() == h5d.CONTIGUOUS and settings.get_external_count():
            raise RefusedError("elsewhere", place)
        space = found.get_space()
        if space.get_simple_extent_type() == h5s.NULL or space.get_simple_extent_ndims() > MOST_AXES:
            raise RefusedError("shape", place)
        self.arrays.append((place, list(space.get_simple_extent_dims()), self._type(found)))

    def _type(self, found: Any) -> str:
        """The type of an array's numbers, as NumPy calls it."""
        kind = found.get_type()
        written = kind.encode()
        if written not in self._types:
            dtype = kind.dtype
            # bfloat16 has no name in HDF5: two bytes without a meaning.
            half = dtype.kind == "V" and dtype.itemsize == 2 and dtype.names is None
            self._types[written] = "bfloat16" if half else str(dtype)[:40]
        return self._types[written]


def main(source: str, memory: str, seconds: str) -> dict[str, object]:
    """Look, and say what was found."""
    limit(int(memory), int(seconds))
    import h5py

    try:
        with h5py.File(source, "r", rdcc_nbytes=0, locking=False) as file:
            config = text(file, "model_config", LARGEST_CONFIG)
            version = text(file, "keras_version", LARGEST_VERSION)
            older = "layer_names" in file.attrs or "model_weights" in file
            listing = Listing()
            listing.group(file.id, "", 0)
    except RefusedError as error:
        return {"refused": error.args[0], "place": error.args[1][:1000]}
    except MemoryError:
        return {"refused": "memory", "place": ""}
    # What h5py raises for a damaged file is of many kinds: OSError, KeyError, RuntimeError, TypeError, ValueError.
    except Exception:
        return {"refused": "damaged", "place": ""}
    return {"config": config, "version": version or "", "older": older, "arrays": listing.arrays}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
