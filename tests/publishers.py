"""Small pieces of the real data, written as their publishers write them."""

import functools
import gzip
import struct
from pathlib import Path

import numpy as np

import kerascnn as kc
from kerascnn.datasets import idx


@functools.cache
def digits(train=60, test=20):
    """The first digits of MNIST."""
    return _first(kc.datasets.load("mnist", data="sample"), train, test)


@functools.cache
def photos(train=50, test=20):
    """Some images of CIFAR-10."""
    return _first(kc.datasets.load("cifar10", data="sample"), train, test)


def _first(whole, train, test):
    """Copies, so that the rest of the data set does not stay in memory with them."""
    parts = (
        (whole.train_images, train),
        (whole.train_labels, train),
        (whole.test_images, test),
        (whole.test_labels, test),
    )
    return tuple(array[:count].copy() for array, count in parts)


def write_idx(folder: Path, arrays, *, packed=True) -> None:
    """The four IDX files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in zip(idx.FILES, arrays, strict=True):
        content = array.astype(np.uint8).tobytes()
        shape = array.shape[:3]
        header = struct.pack(f">I{len(shape)}I", 0x0800 + len(shape), *shape)
        if packed:
            (folder / f"{name}.gz").write_bytes(gzip.compress(header + content, mtime=0))
        else:
            (folder / name).write_bytes(header + content)


def rows(images):
    """Images as CIFAR-10 stores them: all red values, all green ones, all blue ones."""
    return images.transpose(0, 3, 1, 2).reshape(len(images), 3072)


def batches(arrays):
    """The six batches as `(name, rows, labels)`."""
    train_images, train_labels, test_images, test_labels = arrays
    size = len(train_images) // 5
    for i in range(5):
        part = slice(i * size, (i + 1) * size)
        yield f"data_batch_{i + 1}", rows(train_images[part]), train_labels[part]
    yield "test_batch", rows(test_images), test_labels


def write_binary(folder: Path, arrays) -> None:
    """The binary batches."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, pixels, labels in batches(arrays):
        records = np.hstack([labels[:, None].astype(np.uint8), pixels])
        (folder / f"{name}.bin").write_bytes(records.tobytes())


def python2_pickle(pixels, labels) -> bytes:
    """A batch as Python 2 and NumPy 1 pickled it with protocol 2, instruction by instruction."""

    def text(value: str) -> bytes:
        return b"U" + bytes([len(value)]) + value.encode()

    content = pixels.astype(np.uint8).tobytes()
    array = (
        b"cnumpy.core.multiarray\n_reconstruct\nq\x01cnumpy\nndarray\nq\x02K\x00\x85U\x01b\x87Rq\x03"
        + b"(K\x01"
        + b"M" + struct.pack("<H", len(pixels)) + b"M" + struct.pack("<H", 3072) + b"\x86"
        + b"cnumpy\ndtype\nq\x04U\x02u1K\x00K\x01\x87Rq\x05(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
        + b"\x89T" + struct.pack("<i", len(content)) + content
        + b"tb"
    )  # fmt: skip
    numbers = b"]q\x06(" + b"".join(b"K" + bytes([label]) for label in labels) + b"e"
    names = b"]q\x07(" + b"".join(text(f"{i}.png") for i in range(len(labels))) + b"e"
    return (
        b"\x80\x02}q\x08("
        + text("batch_label") + text("a batch")
        + text("labels") + numbers
        + text("data") + array
        + text("filenames") + names
        + b"u."
    )  # fmt: skip


def write_python(folder: Path, arrays) -> None:
    """The Python batches."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, pixels, labels in batches(arrays):
        (folder / name).write_bytes(python2_pickle(pixels, labels.tolist()))
