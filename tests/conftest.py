"""What all tests share."""

import os
import subprocess
import sys
from collections.abc import Callable

import hypothesis
import pytest

from kerascnn import cli, language

# The doctests of the packages, which do not see the fixtures below, are in English too.
os.environ["LANGUAGE"] = "en"
os.environ.pop("KERASCNN_LANG", None)

# How long an example takes decides no test: the machine may have other work.
hypothesis.settings.register_profile("kerascnn", deadline=None)
hypothesis.settings.load_profile("kerascnn")


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
