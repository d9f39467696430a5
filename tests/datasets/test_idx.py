import gzip
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kerascnn as kc
from kerascnn.datasets import idx
from kerascnn.errors import InputError
from publishers import digits, write_idx

IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"


@pytest.fixture(params=[True, False], ids=["gz", "plain"])
def folder(tmp_path, request):
    write_idx(tmp_path, digits(), packed=request.param)
    return tmp_path


def rewrite(folder, name, change):
    """Change the uncompressed bytes of a file."""
    path = next(folder.glob(f"{name}*"))
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(change(gzip.decompress(path.read_bytes()))))
    else:
        path.write_bytes(change(path.read_bytes()))


def refusal(folder):
    with pytest.raises(InputError) as caught:
        kc.datasets.load("mnist", data_dir=folder)
    assert "\n" not in str(caught.value)
    assert str(folder) in str(caught.value)
    return str(caught.value)


def test_a_header_that_promises_more_than_is_there(folder):
    rewrite(folder, IMAGES, lambda content: content[:4] + struct.pack(">I", 61) + content[8:])
    assert "its header promises 47824 bytes of data, " in refusal(folder)


def test_a_header_that_promises_less_than_is_there(folder):
    rewrite(folder, IMAGES, lambda content: content[:4] + struct.pack(">I", 59) + content[8:])
    assert "more data than the 46256 bytes that its header promises" in refusal(folder)


@pytest.mark.parametrize("sizes", [(2**32 - 1, 28, 28), (60, 2**32 - 1, 2**32 - 1), (200_000, 1024, 1024)])
def test_a_header_that_promises_more_than_memory_holds_is_refused_before_memory_is_taken(folder, sizes):
    rewrite(folder, IMAGES, lambda content: content[:4] + struct.pack(">III", *sizes) + content[16:])
    assert "more than it can hold; get the file again" in refusal(folder)


def test_more_images_than_any_set_has_are_not_unpacked(folder, monkeypatch):
    monkeypatch.setattr(idx, "MOST_BYTES", 60 * 28 * 28 - 1)
    assert "more than it can hold; get the file again" in refusal(folder)


def test_more_labels_than_images(folder):
    rewrite(folder, LABELS, lambda content: content[:4] + struct.pack(">I", 61) + content[8:] + b"\0")
    assert "60 images but 61 labels; the files do not belong together" in refusal(folder)


def test_a_label_without_a_class(folder):
    rewrite(folder, LABELS, lambda content: content[:-1] + b"\x0a")
    assert "has the label 10; MNIST has the labels 0 to 9" in refusal(folder)


def test_images_of_another_size(folder):
    rewrite(folder, IMAGES, lambda content: content[:8] + struct.pack(">II", 14, 56) + content[16:])
    assert "the images are uint8 (60, 14, 56, 1); MNIST has uint8 (n, 28, 28, 1)" in refusal(folder)


def test_labels_in_the_place_of_images(folder):
    rewrite(folder, IMAGES, lambda content: struct.pack(">II", 0x801, 60) + bytes(60))
    assert "no IDX file of bytes in 3 dimension(s)" in refusal(folder)


def test_no_image_at_all(folder):
    rewrite(folder, IMAGES, lambda content: content[:4] + struct.pack(">I", 0) + content[8:16])
    rewrite(folder, LABELS, lambda content: content[:4] + struct.pack(">I", 0))
    assert "holds no image; expected at least one" in refusal(folder)


@pytest.mark.parametrize("kept", [0, 1, 5, 18, 0.5, -1, -4, -9])
def test_a_gz_cut_short(tmp_path, kept):
    write_idx(tmp_path, digits())
    path = tmp_path / f"{IMAGES}.gz"
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content)) if isinstance(kept, float) else kept])
    assert f"{IMAGES}.gz" in refusal(tmp_path)


def test_a_gz_with_a_wrong_checksum(tmp_path):
    write_idx(tmp_path, digits())
    path = tmp_path / f"{IMAGES}.gz"
    path.write_bytes(path.read_bytes()[:-8] + bytes(8))
    assert "damaged or cut short; get the file again" in refusal(tmp_path)


def test_a_gz_that_unpacks_without_end_is_read_no_further_than_its_header_says(tmp_path, monkeypatch):
    write_idx(tmp_path, digits())
    header = struct.pack(">IIII", 0x803, 60, 28, 28)
    (tmp_path / f"{IMAGES}.gz").write_bytes(gzip.compress(header + bytes(100_000_000)))
    asked = []
    read = gzip.GzipFile.read
    monkeypatch.setattr(gzip.GzipFile, "read", lambda self, size=-1: asked.append(size) or read(self, size))
    assert "more data than the 47040 bytes" in refusal(tmp_path)
    assert max(asked) == 47_040
    assert min(asked) > 0


def test_a_gz_by_another_name_is_still_one(tmp_path):
    write_idx(tmp_path, digits())
    for path in list(tmp_path.glob("*.gz")):
        path.rename(path.with_suffix(""))
    assert len(kc.datasets.load("mnist", data_dir=tmp_path).train_images) == 60


def test_the_spelling_with_a_dot(tmp_path):
    write_idx(tmp_path, digits(), packed=False)
    for path in list(tmp_path.iterdir()):
        path.rename(tmp_path / path.name.replace("-idx", ".idx"))
    assert len(kc.datasets.load("mnist", data_dir=tmp_path).train_images) == 60


@given(st.data())
def test_whatever_bytes_a_file_holds_it_is_read_right_or_refused(tmp_path_factory, data):
    good = struct.pack(">IIII", 0x803, 2, 2, 2) + bytes(range(8))
    place = data.draw(st.integers(0, len(good) - 1))
    content = good[:place] + data.draw(st.binary(max_size=4)) + good[place + 1 :]
    if data.draw(st.booleans()):
        content = gzip.compress(content)[: data.draw(st.integers(0, 60))]
    path = tmp_path_factory.mktemp("idx") / "file"
    path.write_bytes(content)
    try:
        array = idx.read_file(path, dimensions=3)
    except InputError:
        return
    plain = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    assert plain == idx.header(array.shape) + array.tobytes()
    assert array.dtype == np.uint8
