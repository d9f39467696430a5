from importlib.metadata import version

from publishers import digits, write_idx


def test_the_doctor_names_versions_data_and_what_mends_what_is_missing(kerascnn, monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    code, out, err = kerascnn("doctor")
    assert (code, err) == (0, "")
    found = dict(line.split(maxsplit=1) for line in out.splitlines())
    assert found["Keras"] == version("keras")
    assert found["mnist"].startswith("full")
    assert found["cifar10"].startswith("sample")
    assert "→ kerascnn data get cifar10" in " ".join(out.split())


def test_the_doctor_speaks_spanish(kerascnn):
    _, out, _ = kerascnn("doctor", "--lang", "es")
    assert "memoria" in out


def test_the_doctor_names_a_data_set_of_the_readers_own(kerascnn, monkeypatch, tmp_path):
    images, labels, test_images, test_labels = digits()
    write_idx(tmp_path / "mine", (255 - images, labels, 255 - test_images, test_labels))
    monkeypatch.setenv("KERASCNN_DATA", str(tmp_path / "mine"))
    code, out, err = kerascnn("doctor")
    assert (code, err) == (0, "")
    found = dict(line.split(maxsplit=1) for line in out.splitlines())
    assert found["mine"].startswith("your own, ")
