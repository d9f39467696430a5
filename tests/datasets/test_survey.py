import hashlib
import io
import tarfile

import pytest

import kerascnn as kc
from kerascnn.datasets import fetch as fetching
from kerascnn.datasets.published import PUBLISHED, Remote
from kerascnn.datasets.survey import get, survey
from kerascnn.errors import WorkError
from publishers import digits, photos, write_idx, write_python
from server import Server


@pytest.fixture
def toronto(tmp_path, monkeypatch):
    """A server with an archive of CIFAR-10 in Python batches, small."""
    write_python(tmp_path / "made", photos())
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        tar.add(tmp_path / "made", "cifar-10-batches-py")
    content = buffer.getvalue()
    server = Server(content)
    (remote,) = PUBLISHED["cifar10"]
    small = Remote(
        remote.path, len(content), hashlib.sha256(content).hexdigest(), (f"{server.url}/a.tar.gz",), remote.unpack
    )
    monkeypatch.setitem(PUBLISHED, "cifar10", (small,))
    yield server
    server.shutdown()
    server.server_close()


def test_a_machine_with_nothing_but_the_package():
    mnist, fashion, cifar = survey()
    assert (mnist.status, mnist.train, mnist.test, mnist.source) == ("full", 60_000, 10_000, "inside kerascnn")
    assert mnist.bytes > 11_000_000
    assert (fashion.status, fashion.bytes, fashion.advice) == ("missing", 0, "kerascnn data get fashion-mnist")
    assert (cifar.status, cifar.train, cifar.test) == ("sample", 2_000, 1_000)
    assert cifar.advice == "kerascnn data get cifar10"


def test_what_lies_in_a_folder_and_what_is_damaged_there(tmp_path):
    write_idx(tmp_path / "fashion-mnist", digits(), packed=False)
    write_python(tmp_path / "cifar-10-batches-py", photos())
    (tmp_path / "cifar-10-batches-py/data_batch_2").write_text("hello")
    _mnist, fashion, cifar = survey(tmp_path)
    assert (fashion.status, fashion.train, fashion.source) == ("sample", 60, str(tmp_path / "fashion-mnist"))
    assert fashion.bytes == 80 * 28 * 28 + 80 + 2 * 16 + 2 * 8
    assert cifar.status == "damaged"
    assert "data_batch_2: " in cifar.advice


def test_get_fetches_once_and_load_finds_it(toronto, tmp_path, monkeypatch):
    folder, fetched = get("cifar10", tmp_path / "here")
    assert (folder, fetched) == (tmp_path / "here", True)
    assert len(kc.datasets.load("cifar10", data="full", data_dir=folder).train_images) == 50
    monkeypatch.setattr("kerascnn.datasets.survey._complete", lambda *_: True)
    assert get("cifar10", tmp_path / "here") == (folder, False)
    assert len(toronto.asked) == 1


def test_mnist_that_ships_is_still_fetched_when_asked_for(tmp_path):
    with pytest.raises(WorkError, match="MNIST could not be fetched"):
        get_without_network("mnist", tmp_path)


def get_without_network(name, folder):
    import socket

    with pytest.MonkeyPatch.context() as patch:

        def no_name(*_, **__):
            raise socket.gaierror(-3, "no name")

        patch.setattr(socket, "getaddrinfo", no_name)
        return get(name, folder)


def test_load_fetches_into_the_cache_of_keras(toronto, monkeypatch):
    monkeypatch.delenv("KERASCNN_OFFLINE")
    found = kc.datasets.load("cifar10", data="full")
    assert len(found.train_images) == 50
    assert not found.sample
    assert found.source == str(fetching.keras_cache() / "cifar-10-batches-py")
    kc.datasets.load("cifar10")
    assert len(toronto.asked) == 1


def test_what_is_damaged_in_the_cache_is_fetched_again(toronto, monkeypatch):
    monkeypatch.delenv("KERASCNN_OFFLINE")
    folder = fetching.keras_cache() / "cifar-10-batches-py"
    write_python(folder, photos())
    (folder / "test_batch").write_text("hello")
    assert len(kc.datasets.load("cifar10", data="full").train_images) == 50
    assert len(toronto.asked) == 1
