import io
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest

import kerascnn as kc
from kerascnn.errors import InputError
from publishers import digits

KEYS = ("x_train", "y_train", "x_test", "y_test")


def npy(array, **changes):
    """The bytes of a `.npy`, whose header may lie."""
    buffer = io.BytesIO()
    header = np.lib.format.header_data_from_array_1_0(array) | changes
    np.lib.format.write_array_header_1_0(buffer, header)
    return buffer.getvalue() + array.tobytes()


def write(folder, **changes):
    members = {key: npy(array) for key, array in zip(KEYS, digits(), strict=True)} | changes
    with zipfile.ZipFile(folder / "mnist.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for key, content in members.items():
            if content is not None:
                archive.writestr(f"{key}.npy", content)


def test_the_reference_is_read(tmp_path):
    write(tmp_path)
    assert np.array_equal(kc.datasets.load("mnist", data_dir=tmp_path).test_images, digits()[2])


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"hello",
        npy(np.zeros((60, 28, 28), np.uint8), shape=(61, 28, 28)),
        npy(np.zeros((60, 28, 28), np.uint8), shape=(59, 28, 28)),
        npy(np.zeros((60, 28, 28), np.uint8), shape=(10**12, 28, 28)),
        npy(np.zeros((60, 28, 28), np.uint8), shape=(-60, 28, 28)),
        npy(np.zeros((60, 28, 28), np.uint8), descr="|O"),
        npy(np.zeros((60, 28, 28), np.uint8))[:-1],
    ],
    ids=["missing", "empty", "text", "more", "less", "huge", "negative", "pickle", "cut"],
)
def test_a_member_that_is_missing_lies_or_is_a_pickle(tmp_path, content):
    write(tmp_path, x_train=content)
    with pytest.raises(InputError, match=r"mnist\.npz: damaged, or no \.npz with the arrays x_train"):
        kc.datasets.load("mnist", data_dir=tmp_path)


def test_zeros_without_end_are_not_unpacked(tmp_path):
    write(tmp_path, x_train=npy(np.zeros((200_001, 28, 28), np.uint8)))
    with pytest.raises(InputError, match="damaged, or no"):
        kc.datasets.load("mnist", data_dir=tmp_path)


def long_header(length, content=b""):
    return b"\x93NUMPY\x02\x00" + struct.pack("<I", length) + (content or b" " * length)


@pytest.mark.parametrize(
    "content",
    [
        long_header(80_000_000),
        long_header(2**32 - 1, b" " * 1000),
        npy(np.zeros((60, 28, 28), np.uint8), descr="|V784"),
        npy(np.zeros((60, 28, 28), np.uint8), descr="|S1000000000"),
        npy(np.zeros((60, 28, 28), np.uint8), descr=[("a", "|O")]),
        npy(np.zeros((60, 28, 28), np.uint8), descr=("u1", (10**5, 10**4))),
        npy(np.zeros((60, 28, 28), np.uint8), shape=(10**12,)),
        npy(np.zeros((0, 28, 28), np.uint8), shape=(0, 10**12, 10**12)),
        npy(np.zeros(60, np.uint8), shape=(60,) + (1,) * 40),
        npy(np.zeros((60, 28, 28), np.uint8)).replace(b"'shape': (60,", b"'shape': (6_0,"),
        npy(np.zeros((60, 28, 28), np.uint8)).replace(b"'shape': (", b"'shape': ((((("),
    ],
    ids=["80 MB", "4 GB", "void", "text", "objects", "part", "10^12", "nothing", "axes", "underscore", "brackets"],
)
def test_a_header_is_compared_with_what_is_there_before_memory_is_taken(tmp_path, content):
    write(tmp_path, x_train=content)
    tracemalloc.start()
    with pytest.raises(InputError, match=r"mnist\.npz: (damaged, or no|the images are)"):
        kc.datasets.load("mnist", data_dir=tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10e6


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_packed_by_another_method_are_not_unpacked(tmp_path, method):
    write(tmp_path)
    with zipfile.ZipFile(tmp_path / "mnist.npz", "a", method) as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("x_train.npy", npy(np.zeros((60, 28, 28), np.uint8)))
    with pytest.raises(InputError, match="damaged, or no"):
        kc.datasets.load("mnist", data_dir=tmp_path)


@pytest.mark.parametrize("kept", [0, 10, 0.5, 0.999])
def test_a_file_cut_short(tmp_path, kept):
    write(tmp_path)
    path = tmp_path / "mnist.npz"
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content)) if isinstance(kept, float) else kept])
    with pytest.raises(InputError, match=r"mnist\.npz: damaged, or no"):
        kc.datasets.load("mnist", data_dir=tmp_path)


def test_a_wrong_byte_is_noticed(tmp_path):
    write(tmp_path)
    path = tmp_path / "mnist.npz"
    content = bytearray(path.read_bytes())
    content[3000] ^= 1
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"mnist\.npz: damaged, or no"):
        kc.datasets.load("mnist", data_dir=tmp_path)


def test_other_types_and_shapes(tmp_path):
    write(tmp_path, x_train=npy(np.zeros((60, 28, 28), np.int8)))
    with pytest.raises(InputError, match=r"the images are int8 \(60, 28, 28, 1\); MNIST has uint8"):
        kc.datasets.load("mnist", data_dir=tmp_path)
    write(tmp_path, y_train=npy(np.zeros(60, np.float32)))
    with pytest.raises(InputError, match=r"the labels are float32 \(60,\); expected one whole number an image"):
        kc.datasets.load("mnist", data_dir=tmp_path)
    write(tmp_path, y_test=npy(np.full(20, -1)))
    with pytest.raises(InputError, match="has the label -1; MNIST has the labels 0 to 9"):
        kc.datasets.load("mnist", data_dir=tmp_path)
