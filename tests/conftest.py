"""What all tests share."""

import contextlib
import ctypes
import gc
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

from kerascnn import cli, language

TESTS = Path(__file__).parent

# The doctests of the packages, which do not see the fixtures below, are in English too.
os.environ["LANGUAGE"] = "en"
os.environ.pop("KERASCNN_LANG", None)

# How long an example takes decides no test: the machine may have other work.
hypothesis.settings.register_profile("kerascnn", deadline=None)
hypothesis.settings.load_profile("kerascnn")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two processes for the whole; none but this one for a file or two, for whose tests TensorFlow starts once."""
    if config.args != config.getini("testpaths"):
        return 0
    # What the C library reads when they start: large arrays go back to the system as soon as nobody needs them.
    os.environ |= {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": str(2**23)}
    return 2


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """What tests share is imported by them, not once more in search of doctests."""
    name = collection_path.name
    shared = collection_path.suffix == ".py" and collection_path.is_relative_to(TESTS)
    return True if shared and not name.startswith("test_") and name != "conftest.py" else None


def pytest_collection_finish() -> None:
    """Let the collector of cycles pass over what stays until the end: the tests, and TensorFlow's million objects.

    Otherwise each of its passes takes a second, and a training makes enough objects for many passes.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="module")
def tidied():
    """What the networks and figures of a file took in memory is free for the next."""
    yield
    if "keras" in sys.modules:
        sys.modules["keras"].backend.clear_session()
        _forget_gradients()
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    gc.collect()
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError):  # musl has none
            ctypes.CDLL(None).malloc_trim(0)


def _forget_gradients() -> None:
    """Let go of the graphs of trainings, some 5 to 15 MB each, that TensorFlow holds until a process ends.

    Keras's optimizers sum their gradients in a function with a gradient of its own, and TensorFlow registers each of
    these, with the graph that it was traced in, for good.
    """
    with contextlib.suppress(ImportError, AttributeError):  # nothing of this is promised
        from tensorflow.python.framework.ops import gradient_registry

        registered = gradient_registry._registry
        for name in [name for name in registered if name.startswith("CustomGradient-")]:
            del registered[name]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch):
    """English, and an environment that the next test does not see."""
    for variable in ("KERASCNN_LANG", "KERASCNN_DATA"):
        monkeypatch.setenv(variable, "")  # so that what a test sets, as --lang does, is taken back after it
        monkeypatch.delenv(variable)
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("KERASCNN_OFFLINE", "1")  # no test waits for a network
    yield
    language.use(None)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Classifiers are trained without figures and report, which take longer than the small trainings of the tests."""
    from kerascnn.engine import training_run
    from kerascnn.tasks.classification import figures

    monkeypatch.setattr(figures, "draw", lambda *_arguments: None)
    monkeypatch.setattr(training_run, "_report", lambda *_arguments: None)


@pytest.fixture
def kerascnn(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command in this process: `code, out, err = kerascnn("train-mnist", "--epochs", 0)`."""

    def run(*words: object) -> tuple[int, str, str]:
        code = cli.main([str(word) for word in words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def python() -> Callable[[str], str]:
    """Run Python code in a process of its own and return what it prints."""

    def run(code: str) -> str:
        done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
