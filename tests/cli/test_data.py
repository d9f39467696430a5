import json
import socket

import pytest

from publishers import digits, write_idx


@pytest.fixture(autouse=True)
def machine_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("COLUMNS", "100")

    def no_name(*_, **__):
        raise socket.gaierror(-3, "no name")

    monkeypatch.setattr(socket, "getaddrinfo", no_name)


def test_the_table_says_what_is_here_and_how_to_get_the_rest(kerascnn, tmp_path):
    write_idx(tmp_path / "[red]mnist/mnist", digits())
    code, out, _ = kerascnn("data", "--data-dir", tmp_path / "[red]mnist")
    assert code == 0
    lines = {line.split()[0]: line for line in out.splitlines() if line.strip()}
    assert "60 + 20" in lines["mnist"]
    assert "[red]mnist/mnist" in "".join(out.split())
    assert lines["fashion-mnist"].split()[1] == "missing"
    assert "2,000 + 1,000" in lines["cifar10"]
    assert "the full cifar10: kerascnn data get cifar10" in out


def test_the_table_in_spanish(kerascnn):
    _, out, _ = kerascnn("data", "--lang", "es")
    assert "conjunto de datos" in out
    assert "muestra" in out
    assert "incluido en kerascnn" in out


def test_json(kerascnn):
    code, out, _ = kerascnn("data", "--format", "json")
    assert code == 0
    assert [(row["name"], row["status"]) for row in json.loads(out)] == [
        ("mnist", "full"),
        ("fashion-mnist", "missing"),
        ("cifar10", "sample"),
    ]


def test_get_without_a_network_is_one_line_and_exit_code_1(kerascnn, tmp_path):
    code, out, err = kerascnn("data", "get", "cifar10", "--data-dir", tmp_path / "here")
    assert (code, out) == (1, "")
    assert err.startswith("Error: CIFAR-10 could not be fetched (www.cs.toronto.edu: no network, or no such server);")
    assert err.count("\n") == 1


def test_get_of_what_is_unknown_or_into_what_is_no_folder(kerascnn, tmp_path):
    code, _, err = kerascnn("data", "get", "cifar")
    assert (code, err.count("\n")) == (2, 1)
    assert "did you mean 'cifar10'?" in err
    (tmp_path / "file").write_text("")
    code, _, err = kerascnn("data", "get", "mnist", "--data-dir", tmp_path / "file")
    assert (code, err.count("\n")) == (2, 1)
    assert "cannot write into" in err
    code, _, err = kerascnn("data", "--data-dir", tmp_path / "file")
    assert (code, err.count("\n")) == (2, 1)
    assert "is no folder" in err


def test_the_list_needs_neither_keras_nor_tensorflow(python):
    out = python(
        "import sys; from kerascnn import cli; cli.main(['data']);"
        "print([m for m in ('keras', 'tensorflow', 'PIL', 'matplotlib') if m in sys.modules])"
    )
    assert out.splitlines()[-1] == "[]"
