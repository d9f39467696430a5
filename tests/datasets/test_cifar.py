import os
import pickle
import struct
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kerascnn as kc
from kerascnn.datasets import cifar_pickle
from kerascnn.errors import InputError
from publishers import batches, photos, python2_pickle, rows, write_binary, write_python

REFUSED = "a pickle that does more than hold CIFAR-10's images; refused, and nothing of it was run"


def refusal(folder):
    with pytest.raises(InputError) as caught:
        kc.datasets.load("cifar10", data_dir=folder)
    assert "\n" not in str(caught.value)
    assert "test_batch" in str(caught.value)
    return str(caught.value)


@pytest.fixture
def folder(tmp_path):
    write_python(tmp_path, photos())
    return tmp_path


def test_the_reference_pickle_is_one_that_pickle_itself_reads():
    images, labels = photos()[:2]
    content = pickle.loads(python2_pickle(rows(images), labels.tolist()), encoding="bytes")
    assert np.array_equal(content[b"data"], rows(images))
    assert content[b"labels"] == labels.tolist()


@pytest.mark.parametrize("protocol", [2, 3, 4])
def test_batches_that_python_3_pickled(tmp_path, protocol):
    for name, pixels, labels in batches(photos()):
        content = {b"labels": labels.tolist(), "data": np.ascontiguousarray(pixels), "batch_label": "x" * 300}
        (tmp_path / name).write_bytes(pickle.dumps(content, protocol))
    if protocol == 2:  # Python 3 writes the bytes as a call to `_codecs.encode`, which the publisher's files have not
        assert REFUSED in refusal_of(tmp_path)
    else:
        assert np.array_equal(kc.datasets.load("cifar10", data_dir=tmp_path).train_images, photos()[0])


def refusal_of(folder):
    with pytest.raises(InputError) as caught:
        kc.datasets.load("cifar10", data_dir=folder)
    return str(caught.value)


class Command:
    """What a hostile pickle holds: a call to run when it is read."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("where", ["alone", "inside"])
def test_a_pickle_that_runs_a_command_is_refused_and_runs_nothing(folder, tmp_path, protocol, where):
    trace = tmp_path / "trace"
    bad = Command(os.system, f"touch {trace}")
    content = bad if where == "alone" else {b"data": bad, b"labels": [1]}
    (folder / "test_batch").write_bytes(pickle.dumps(content, protocol))
    text = refusal(folder)
    assert REFUSED in text
    assert "touch" not in text
    assert not trace.exists()


@pytest.mark.parametrize(
    "program",
    [
        b"cbuiltins\neval\n(S'1'\ntR.",
        b"\x80\x02cnumpy\ndtype\nU\x02u1\x85RU\x01x\x86R.",  # calls what a call gave
        b"\x80\x02cnumpy\nndarray\nK\x01\x85R.",
        b"\x80\x02]U\x01xb.",  # sets the state of a list
        b"\x80\x02}]K\x01s.",  # a list as a dictionary's key
        b"\x80\x02U\x01x.",
        b"\x80\x04\x8c\x02os\x8c\x06system\x93.",
        b"\x80\x02\x8a\xff" + bytes(255) + b".",
        b"ios\nsystem\n.",
        b"\x80\x02c__main__\nos\nq\x00.",
        b"\x80\x02P1\n.",
    ],
)
def test_programs_that_are_no_data(folder, program):
    (folder / "test_batch").write_bytes(program)
    text = refusal(folder)
    assert REFUSED in text or "no pickle, damaged or cut short" in text


@pytest.mark.parametrize(
    "program",
    [
        b"\x80\x02T\xff\xff\xff\x7f",  # a string of 2 GB, of which nothing follows
        b"\x80\x04\x8e" + struct.pack("<Q", 2**62),
        b"\x80\x02]r\xff\xff\xff\xff.",  # a memo of four thousand million places
        b"\x80\x02" + b"]" * 1_100_000 + b".",
        b"\x80\x02K\x01" + b"\x85" * 900_000 + b".",
    ],
)
def test_programs_that_would_take_all_memory_are_refused(folder, program):
    (folder / "test_batch").write_bytes(program)
    assert "test_batch: " in refusal(folder)


def test_a_program_of_too_many_instructions_is_not_run_to_its_end(folder, monkeypatch):
    monkeypatch.setattr(cifar_pickle, "MOST_INSTRUCTIONS", 30)
    with pytest.raises(InputError, match="refused"):
        cifar_pickle.read_python(folder / "test_batch")


def deep(tuples=60):
    """A value that is `tuples` tuples deep, each holding the next one twice: 2^60 steps to hash or compare it."""
    return b"K\x01\x85" + b"q\x00h\x00\x86" * tuples


ARRAY = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x01\x85U\x01b\x87R"
TYPE = b"cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R"
LONG = b"T" + struct.pack("<i", 3_000_000) + b"x" * 3_000_000  # 3 MB of text; times 3,072 they are 9 GB


@pytest.mark.parametrize(
    "program",
    [
        b"\x80\x04" + deep() + deep() + b"\x93.",  # the names of a module and of a function
        b"\x80\x04" + deep() + b"\x8c\x05dtype\x93.",
        b"\x80\x04\x8c\x05numpy" + deep() + b"\x93.",
        b"\x80\x02" + deep() + deep() + b"R.",
        b"\x80\x02}" + deep() + b"K\x01s.",
        b"\x80\x02cnumpy\ndtype\n" + deep() + b"\x85R.",
        *(
            b"\x80\x02}(U\x06labels]K\x01aU\x04data" + ARRAY + b"(K\x01" + state + b"tbu."
            for state in (
                LONG + b"M\x00\x0c\x86" + TYPE + b"\x89U\x01x",
                LONG + b"M\x00\x0c\x86" + TYPE + b"\x89" + LONG,
                b"]" + b"(" + b"N" * 900 + b"eM\x00\x0c\x86" + TYPE + b"\x89U\x01x",
                b"\x8a\x08" + b"\xff" * 7 + b"\x7f" + b"M\x00\x0c\x86" + TYPE + b"\x89U\x01x",
                deep() + b"M\x00\x0c\x86" + TYPE + b"\x89U\x01x",
                b"K\x01M\x00\x0c\x86cnumpy\ndtype\n" + deep() + b"\x85R\x89U\x01x",
                b"K\x01M\x00\x0c\x86" + TYPE + deep() + b"U\x01x",
                b"K\x01M\x00\x0c\x86" + TYPE + b"\x89" + deep(),
            )
        ),
        b"\x80\x02}(U\x06labels" + LONG + b"U\x04data" + ARRAY + b"u.",
        b"\x80\x02}(U\x06labels]K\x01aU\x04data" + ARRAY + LONG + b"bu.",
    ],
)
def test_work_that_grows_beyond_the_file_is_not_done(folder, program):
    (folder / "test_batch").write_bytes(program)
    tracemalloc.start()
    begin = time.process_time()
    text = refusal(folder)
    seconds, peak = time.process_time() - begin, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "refused, and nothing of it was run" in text or "no CIFAR-10 batch" in text
    assert seconds < 5
    assert peak < 100e6


def test_a_text_of_megabytes_is_refused(folder):
    (folder / "test_batch").write_bytes(b"\x80\x02}U\x01xX" + struct.pack("<I", 20_000) + b"x" * 20_000 + b"s.")
    assert REFUSED in refusal(folder)


@pytest.mark.parametrize("kept", [0, 1, 2, 30, 200, 0.5, -1])
def test_a_pickle_cut_short(folder, kept):
    path = folder / "test_batch"
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content)) if isinstance(kept, float) else kept])
    assert "no pickle, damaged or cut short; get the file again" in refusal(folder)


@pytest.mark.parametrize(
    "content",
    [
        {b"data": np.zeros((2, 3072), np.uint8)},
        {b"data": np.zeros((2, 100), np.uint8), b"labels": [1, 2]},
        {b"data": np.zeros((2, 3072), np.float32), b"labels": [1, 2]},
        {b"data": np.zeros((3072, 2), np.uint8).T, b"labels": [1, 2]},
        {b"data": b"x" * 6144, b"labels": [1, 2]},
        {b"data": np.zeros((2, 3072), np.uint8), b"labels": ["a", "b"]},
        {b"data": np.zeros((2, 3072), np.uint8), b"labels": [True, False]},
        {b"data": np.zeros((2, 3072), np.uint8), b"fine_labels": [1, 2]},
        {b"data": np.zeros((2, 3072), np.uint8), b"labels": 1},
    ],
)
def test_a_pickle_of_something_else(folder, content):
    (folder / "test_batch").write_bytes(pickle.dumps(content, 3))
    assert "no CIFAR-10 batch; expected a dictionary with `data` (n, 3072) and `labels`" in refusal(folder)


def test_labels_that_do_not_fit(folder):
    (folder / "test_batch").write_bytes(python2_pickle(rows(photos()[2]), [1, 2, 3]))
    assert "20 images but 3 labels" in refusal(folder)
    (folder / "test_batch").write_bytes(python2_pickle(rows(photos()[2]), [10] * 20))
    assert "has the label 10; CIFAR-10 has the labels 0 to 9" in refusal(folder)


@pytest.mark.parametrize("length", [0, 3072, 3074, 20 * 3073 - 1])
def test_a_binary_batch_of_a_wrong_length(tmp_path, length):
    write_binary(tmp_path, photos())
    (tmp_path / "test_batch.bin").write_bytes(bytes(length))
    assert f"{length} bytes are not a whole number of CIFAR-10 records of 3073" in refusal(tmp_path)


@given(st.data())
def test_whatever_bytes_a_pickle_holds_it_is_data_or_refused(tmp_path_factory, data):
    good = python2_pickle(np.zeros((1, 3072), np.uint8), [3])
    good = good.replace(bytes(3072), bytes(8))  # so that most changes hit the program
    place = data.draw(st.integers(0, len(good) - 1))
    path = tmp_path_factory.mktemp("pickle") / "batch"
    path.write_bytes(good[:place] + data.draw(st.binary(max_size=6)) + good[place + data.draw(st.integers(0, 2)) :])
    with pytest.raises(InputError):
        cifar_pickle.read_python(path)
