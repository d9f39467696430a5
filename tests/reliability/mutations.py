"""Thousands of damaged and twisted inputs, and what the code does with them: `python tests/reliability/mutations.py`.

Starts from good `.keras` files, pictures, IDX files, CIFAR-10 batches, `.npz` files and notations, changes bytes, or
values of a configuration, and hands them to the functions and commands that read such files. What counts as a failure:
another end than a result or one sentence (`InputError`, `WorkError`, exit codes 0, 1 and 2), an input that takes more
than `SECONDS`, a process that takes more than 2 GB, and a file that is opened for writing outside the work folder.

    python tests/reliability/mutations.py --count 10000 --seconds 900 --seed 1

Each batch runs in a forked process. The same seed makes the same inputs. Prints a table, and every failure with the
seed that makes it again.
"""

import argparse
import contextlib
import copy
import gzip
import io
import json
import os
import pickle
import random
import signal
import struct
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
from PIL import Image

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]
import gadgets
from gadgets import head, layer, sequential
from publishers import digits, python2_pickle

MEMORY = 2 * 2**30
SECONDS = 20
BATCH = 50
SHARES = {
    "notation": 20,
    "idx": 16,
    "cifar binary": 6,
    "cifar python": 12,
    "npz": 8,
    "picture": 18,
    "keras bytes": 5,
    "keras configuration": 10,
    "hdf5": 4,
    "keras build": 1,
}
ODD = [0, -1, 1, 2**31, 2**63, 10**30, 1e308, -1e-9, True, None, "", "x" * 3000, "\x1b[2J", "../../x", [], {}, [[]] * 9]
ODD += [[None], {"class_name": "Lambda", "config": {}}, "relu", "<b>", "keras>Dense", {"a": [1]}, float("nan"), "Dense"]


class Chance(random.Random):
    """Random choices; without `harm` nothing is changed, to see that what one starts from is good."""

    harm = True


def twisted(content, chance):
    """Bytes with a few of them changed, lost, doubled or moved."""
    content = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 16)) if chance.harm else 0):
        size = len(content)
        place, length = chance.randrange(size + 1), chance.choice((1, 1, 2, 4, 8, 64, 1000))
        # Headers are where it matters.
        place = place if chance.random() < 0.5 else min(place, chance.randrange(64))
        match chance.randrange(7):
            case 0 | 1:
                content[place : place + length] = chance.randbytes(length)
            case 2:
                del content[place : place + length]
            case 3:
                content[place:place] = content[:length]
            case 4:
                del content[place:]
            case 5:
                content[place : place + 4] = chance.choice((b"\0" * 4, b"\xff" * 4, b"\x7f\xff\xff\xff", b"\x80\0\0\0"))
            case 6 if place < size:
                content[place] ^= 1 << chance.randrange(8)
    return bytes(content)


def _places(value, path=()):
    yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from _places(inner, (*path, key))


def _at(value, path):
    for key in path:
        value = value[key]
    return value


def twisted_configuration(config, chance):
    """A configuration with a few values replaced, lost, swapped or nested."""
    config = json.loads(json.dumps(config))
    for _ in range(chance.choice((1, 1, 2, 4)) if chance.harm else 0):
        places = [path for path in _places(config) if path]
        if not places:
            break
        path, other = chance.choice(places), chance.choice(places)
        holder, key = _at(config, path[:-1]), path[-1]
        match chance.randrange(5):
            case 0 | 1:
                holder[key] = copy.deepcopy(chance.choice(ODD))  # or a later change would put it into itself
            case 2:
                del holder[key]
            case 3:
                holder[key] = json.loads(json.dumps(_at(config, other)))
            case 4 if isinstance(holder[key], int) and not isinstance(holder[key], bool):
                holder[key] = chance.choice((holder[key] + 1, -holder[key], holder[key] * 10**6, holder[key] / 2))
    return config


def functional():
    network = gadgets._call(None)
    del network["config"]["layers"][-1]["inbound_nodes"][0]["args"][1:]
    return network


NETWORKS = [
    sequential(*head()),
    sequential(
        layer("Conv2D", filters=4, kernel_size=[3, 3], strides=[1, 1], padding="same", activation="relu"),
        layer("BatchNormalization", axis=-1, momentum=0.9, epsilon=1e-3),
        layer("MaxPooling2D", pool_size=[2, 2], strides=[2, 2], padding="valid"),
        layer("Dropout", rate=0.5, seed=None),
        *head(kernel_initializer={"module": "keras.initializers", "class_name": "Zeros", "config": {}}),
    ),
    sequential(
        layer("Reshape", target_shape=[8, 8]),
        layer("Bidirectional", layer=layer("LSTM", units=3)),
        layer("Dense", units=2, dtype={"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}}),
    ),
    functional(),
]
NOTATIONS = [
    "32x32x3 conv6@5 pool2 conv16@5 pool2 flatten dense120 dense84 dense10",
    "28x28x1 conv4@3/s2/p1 relu avgpool3/s2 gap dense10",
    "224x224x3 conv64@7/s2/p3 bn relu pool3/s2/p1 dwconv@3/p1",
]


def pictures():
    """One picture in each format."""
    colours = np.random.default_rng(0).integers(0, 255, (24, 30, 3), np.uint8)
    for form, settings in {
        "PNG": {}, "JPEG": {}, "GIF": {}, "BMP": {}, "TIFF": {"compression": "tiff_lzw"}, "WEBP": {}, "PPM": {},
    }.items():  # fmt: skip
        content = io.BytesIO()
        Image.fromarray(colours).save(content, form, **settings)
        yield content.getvalue()
    content = io.BytesIO()
    Image.fromarray(colours).convert("RGBA").save(content, "PNG", pnginfo=None, optimize=True)
    yield content.getvalue()


def six_digits():
    """Some of MNIST, as the arrays of its file: what holds other pictures is not read as MNIST."""
    images, labels, *_test = digits(6, 6)
    return {"x_train": images[..., 0], "y_train": labels, "x_test": images[..., 0], "y_test": labels}


def originals():
    """Good inputs of each kind, as bytes."""
    images = np.random.default_rng(1).integers(0, 255, (6, 3072), np.uint8)
    idx = struct.pack(">4B3I", 0, 0, 8, 3, 6, 28, 28) + six_digits()["x_train"].tobytes()
    npz = io.BytesIO()
    np.savez_compressed(npz, **six_digits())
    batch = b"".join(bytes([label]) + row.tobytes() for label, row in enumerate(images))
    python = {b"data": images, b"labels": list(range(6)), b"batch_label": b"one", b"filenames": [b"x.png"] * 6}
    return {
        "idx": [idx, gzip.compress(idx)],
        "npz": [npz.getvalue()],
        "cifar binary": [batch],
        "cifar python": [python2_pickle(images, range(6)), pickle.dumps(python, protocol=4)],
        "picture": list(pictures()),
        "hdf5": [gadgets.hdf5()],
    }


class Drive:
    """Makes one input of each kind and hands it to what reads it."""

    def __init__(self, folder):
        self.folder = folder
        self.originals = originals()
        self.labels = struct.pack(">4BI", 0, 0, 8, 1, 6) + bytes(six_digits()["y_train"].tolist())

    def run(self, kind, chance):
        return getattr(self, kind.replace(" ", "_"))(chance)

    def command(self, *words):
        from kerascnn import cli

        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = cli.main(list(map(str, words)))
        return code, said.getvalue()

    def read(self, function):
        """Call a function of the library; its sentences are exit codes, as in the command line."""
        from kerascnn.errors import InputError, WorkError

        try:
            function()
        except (InputError, WorkError) as error:
            return (2 if isinstance(error, InputError) else 1), f"Error: {error}\n"
        return 0, ""

    def notation(self, chance):
        content = twisted(chance.choice(NOTATIONS).encode(), chance).decode("utf-8", "replace").replace("\0", "0")
        form = chance.choice(("table", "json", "csv"))
        return self.command("shape-calc", "--format", form, "--", *content.split(" "))

    def _known(self, name, files):
        from kerascnn.datasets import sources
        from kerascnn.datasets.known import known

        for file, content in files.items():
            (self.folder / file).write_bytes(content)

        def read():
            found = sources.find(self.folder, known(name))
            if found:
                sources.read(found, known(name))

        try:
            return self.read(read)
        finally:
            for file in files:
                (self.folder / file).unlink()

    def idx(self, chance):
        files = {f"{part}-images-idx3-ubyte": self.originals["idx"][0] for part in ("train", "t10k")}
        files |= {f"{part}-labels-idx1-ubyte": self.labels for part in ("train", "t10k")}
        name = chance.choice(sorted(files))
        good = files[name] if "labels" in name else chance.choice(self.originals["idx"])
        return self._known("mnist", files | {name: twisted(good, chance)})

    def npz(self, chance):
        return self._known("mnist", {"mnist.npz": twisted(self.originals["npz"][0], chance)})

    def cifar_binary(self, chance):
        return self._cifar(chance, "cifar binary", ".bin")

    def cifar_python(self, chance):
        return self._cifar(chance, "cifar python", "")

    def _cifar(self, chance, kind, suffix):
        from kerascnn.datasets.cifar import TEST, TRAIN

        good = self.originals[kind]
        files = {f"{name}{suffix}": good[0] for name in (*TRAIN, TEST)}
        files[f"{chance.choice(TRAIN)}{suffix}"] = twisted(chance.choice(good), chance)
        return self._known("cifar10", files)

    def picture(self, chance):
        from kerascnn.datasets import picture

        path = self.folder / f"picture{chance.choice(picture.SUFFIXES)}"
        path.write_bytes(twisted(chance.choice(self.originals["picture"]), chance))
        try:
            return self.read(lambda: picture.read(path, size=(28, 28), channels=chance.choice((1, 3))))
        finally:
            path.unlink()

    def keras_bytes(self, chance):
        path = self.folder / "model.keras"
        pack = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
        gadgets.write(path, chance.choice(NETWORKS), pack=pack)
        path.write_bytes(twisted(path.read_bytes(), chance))
        return self._keras(path, chance)

    def keras_configuration(self, chance):
        config = twisted_configuration(chance.choice(NETWORKS), chance)
        return self._keras(gadgets.write(self.folder / "model.keras", config), chance)

    def _keras(self, path, chance):
        """Two of three only to look at; the third as far as the weights, whose process is another kind."""
        from kerascnn.loading import model
        from kerascnn.loading.archive import opened
        from kerascnn.loading.configuration import checked

        def check():
            archive = opened(path)
            for problem in model.problems(archive, checked(archive.config)):
                model.refuse(path, problem)

        try:
            return self.read(check) if chance.randrange(3) == 0 else self.command("summary", path)
        finally:
            path.unlink()

    def hdf5(self, chance):
        """The process that reads weights: its own code, in a process that is forked and limited as it is."""
        from kerascnn.loading import hdf5

        path, copy = self.folder / "weights.h5", self.folder / "copy.h5"
        path.write_bytes(twisted(self.originals["hdf5"][0], chance))
        inner, outer = os.pipe()
        child = os.fork()
        if not child:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            os.write(outer, json.dumps(hdf5.main(str(path), str(copy), str(2**30), "20")).encode())
            os._exit(0)
        os.close(outer)
        with os.fdopen(inner) as answer:
            said = answer.read()
        _child, status = os.waitpid(child, 0)
        path.unlink()
        copy.unlink(missing_ok=True)
        if status:  # a crash of the HDF5 library, or the limit: to the one who waits it is a damaged file
            return 2, "Error: the process ended\n"
        return (2 if "refused" in json.loads(said) else 0), ""

    def keras_build(self, chance):
        """What passes the checks is built by Keras; the weights are those of the first network."""
        from kerascnn.loading import load_model, model
        from kerascnn.loading.weights import Stored

        clean = self.folder / "clean.weights.h5"
        clean.write_bytes(gadgets.hdf5())

        @contextlib.contextmanager
        def copied(archive):
            yield clean, Stored(195, 2)

        model.copied = copied
        config = twisted_configuration(chance.choice(NETWORKS), chance)
        path = gadgets.write(self.folder / "model.keras", config)
        try:
            return self.read(lambda: load_model(path))
        finally:
            path.unlink()
            clean.unlink()


def verdict(code, said):
    """What is wrong with an end; nothing if it is as promised."""
    if code not in (0, 1, 2):
        return f"exit code {code}"
    if "Traceback" in said:
        return "a traceback"
    if code:
        first = said.split("\n")[0].removeprefix("Error: ")
        word = first.partition(":")[0]
        if word.endswith(("Error", "Exception")) and word.isidentifier():
            return f"an error that was not expected: {first[:200]}"
    if any(not line.isprintable() for line in said.split("\n")) and code:
        return f"characters that a terminal obeys: {said[:200]!r}"
    return ""


def watch(folder, written):
    """Note each file that Python opens for writing outside `folder`."""

    def hook(event, arguments):
        if event == "open" and isinstance(arguments[0], (str, bytes)):
            path, mode = os.fsdecode(arguments[0]), arguments[1] or ""
            writes = any(letter in mode for letter in "wax+") or (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR)
            compiled = "__pycache__" in path or path.startswith(sys.pycache_prefix or "\0")
            inside = compiled or os.path.realpath(path).startswith((str(folder), "/dev/null"))
            if writes and not inside:
                written.append(path)

    sys.addaudithook(hook)


def _late(*_):
    raise TimeoutError(f"more than {SECONDS} seconds")


def batch(kind, seeds, folder, out, harm):
    """Run a batch in this process, and write what came of it."""
    drive, failures, codes, written, slowest = Drive(folder), [], Counter(), [], 0.0
    if kind == "keras build":
        from kerascnn.quiet import start_keras

        start_keras()
        import keras
    watch(folder, written)
    signal.signal(signal.SIGALRM, _late)
    for seed in seeds:
        start, chance = time.perf_counter(), Chance(f"{kind} {seed}")
        chance.harm = harm
        signal.alarm(SECONDS)
        try:
            code, said = drive.run(kind, chance)
            wrong = verdict(code, said)
        except BaseException as error:
            code, wrong = -1, "".join(traceback.format_exception(error))[-1500:]
        signal.alarm(0)
        if kind == "keras build":
            keras.backend.clear_session()
        slowest = max(slowest, time.perf_counter() - start)
        codes[code] += 1
        if not wrong and written:
            wrong = f"written: {written}"
        if not wrong and list(folder.iterdir()):
            wrong = f"left behind: {list(folder.iterdir())}"
        written.clear()
        if wrong:
            failures.append([seed, wrong])
    status = Path("/proc/self/status")
    peak = 0
    if status.exists():
        peak = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) * 1024
    out.write_text(json.dumps([failures, dict(codes), slowest, peak]))


def run(count, seconds, seed, kinds=SHARES, *, harm=True):
    """Run `count` inputs, or as many as `seconds` allow.

    Returns:
        For each kind: how many ran, exit codes, seconds of the slowest, peak bytes; and the failures.
    """
    shares = {kind: SHARES[kind] for kind in kinds}
    total = sum(shares.values())
    plan = []
    for kind, share in shares.items():
        number = max(1, round(count * share / total))
        size = 250 if kind == "keras build" else BATCH  # Keras starts once a batch
        plan += [(kind, range(first, min(first + size, number))) for first in range(0, number, size)]
    random.Random(seed).shuffle(plan)
    end, rows, failures = time.monotonic() + seconds, {}, []
    for kind, numbers in plan:
        if time.monotonic() > end:
            break
        with tempfile.TemporaryDirectory(prefix="mutations-") as name:
            folder, out = Path(name).resolve() / "work", Path(name) / "out.json"
            folder.mkdir()
            child = os.fork()
            if not child:
                try:
                    os.chdir(folder)
                    tempfile.tempdir = str(folder)
                    batch(kind, [f"{seed}.{number}" for number in numbers], folder, Path(name) / "out.json", harm)
                finally:
                    os._exit(0)
            _child, status = os.waitpid(child, 0)
            if status or not out.exists():
                failures.append([kind, f"{seed}.{numbers}", f"the process ended with {status}"])
                continue
            found, codes, slowest, peak = json.loads(out.read_text())
        ran, all_codes, late, high = rows.get(kind, (0, Counter(), 0.0, 0))
        rows[kind] = (ran + len(numbers), all_codes + Counter(codes), max(late, slowest), max(high, peak))
        failures += [[kind, *failure] for failure in found]
        if peak > MEMORY:
            failures.append([kind, f"{seed}.{numbers}", f"{peak / 2**20:.0f} MB"])
    return rows, failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=900)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=SHARES, action="append", help="only this kind; can be given several times")
    given = parser.parse_args()
    start = time.monotonic()
    rows, failures = run(given.count, given.seconds, given.seed, given.kind or SHARES)
    for kind, seed, wrong in failures:
        print(f"FAILURE {kind}, seed {seed}: {wrong}\n")
    for kind, (ran, codes, slowest, peak) in sorted(rows.items()):
        print(f"{kind:<20} {ran:>6} inputs, exit codes {codes}, slowest {slowest:.2f} s, peak {peak / 2**20:.0f} MB")
    ran = sum(row[0] for row in rows.values())
    print(f"{ran} inputs in {time.monotonic() - start:.0f} s, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
