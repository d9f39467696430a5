import pytest


@pytest.fixture(autouse=True)
def machine_of_its_own(monkeypatch, tmp_path_factory):
    """No network and an empty cache, whatever the machine that runs the tests has."""
    monkeypatch.setenv("KERASCNN_OFFLINE", "1")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path_factory.mktemp("keras")))
