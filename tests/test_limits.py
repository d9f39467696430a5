"""A process that takes too much inside a block is ended with one sentence; everything else comes through unchanged."""

import os
import signal
import subprocess
import sys
import time

import click
import pytest

from kerascnn import limits
from kerascnn.errors import InputError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory and processor time are read from /proc")

START = """
import os, signal, sys, time
from kerascnn import limits
code = limits.fork_and_watch()
if code is not None:
    sys.exit(code)
"""


def run(work, **settings):
    command = [sys.executable, "-P", "-c", START + work]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **settings)


SENTENCE = "Error: x.keras takes more memory or time than such a file should; ask whoever made it for a smaller one\n"

HALF = "any(time.process_time() > end for end in [time.process_time() + 0.5] for _ in iter(int, 1))"
"""Computes for half a second."""


@pytest.mark.parametrize(
    "work",
    [
        "with limits.limited('x.keras', memory=10**8): held = [b'x' * 10**7 for _ in range(300)]; time.sleep(30)",
        "with limits.limited('x.keras', seconds=0.3):\n    while True: pass",
        "with limits.limited('x.keras', seconds=0.03): time.sleep(30)",
        "with limits.limited('x.keras'): os.abort()",
        "with limits.limited('x.keras'):\n    with limits.limited('x.keras', seconds=0.3):\n        while True: pass",
        f"for anew in (True, False, False):\n    with limits.limited('x.keras', seconds=0.9, anew=anew): {HALF}",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "with limits.limited('x.keras', seconds=0.3):\n    while True: pass",
    ],
    ids=["memory", "computing", "waiting", "abort", "inner block", "together", "deaf"],
)
def test_what_takes_too_much_is_one_sentence_and_code_2(work):
    start = time.monotonic()
    done = run(work)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", SENTENCE)
    assert time.monotonic() - start < 25


@pytest.mark.parametrize(
    ("work", "code", "said"),
    [
        ("print('done')", 0, "done\n"),
        ("sys.exit(7)", 7, ""),
        ("with limits.limited('x', memory=10**8): pass\nheld = b'x' * 3 * 10**8; print(len(held))", 0, "300000000\n"),
        (
            "with limits.limited('x', seconds=0.2): pass\n"
            "t = time.process_time()\nwhile time.process_time() < t + .5: pass",
            0,
            "",
        ),
        (
            "limits.announce(seconds=9, memory=10**9)\n"
            "with limits.limited('x', memory=10**8): held = b'x' * 3 * 10**8; time.sleep(.2)",
            0,
            "",
        ),
        (f"for _ in range(3):\n    with limits.limited('x', seconds=0.9): {HALF}", 0, ""),
        ("os.kill(os.getpid(), signal.SIGTERM)", 128 + signal.SIGTERM, ""),
    ],
    ids=["nothing", "exit code", "memory outside", "time outside", "announced", "each anew", "a signal"],
)
def test_what_does_not_comes_through_unchanged(work, code, said):
    done = run(work)
    assert (done.returncode, done.stdout, done.stderr) == (code, said, "")


def test_a_folder_of_a_process_that_is_ended_is_removed(tmp_path):
    folder = tmp_path / "temporary"
    folder.mkdir()
    (folder / "weights").write_bytes(b"x")
    done = run(f"limits.leaves({str(folder)!r})\nwith limits.limited('x', seconds=0.2):\n    while True: pass")
    assert done.returncode == 2
    assert not folder.exists()


def test_sigterm_is_passed_on_and_ctrl_c_is_left_to_the_one_that_works():
    work = "signal.signal(signal.SIGTERM, lambda *_: sys.exit(5))\nprint('ready', flush=True)\ntime.sleep(30)"
    with subprocess.Popen([sys.executable, "-P", "-c", START + work], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 5


def test_nothing_is_limited_where_nobody_watches():
    with limits.limited("x", seconds=0, memory=0):
        assert os.getpid()


def test_the_command_line_is_watched_and_a_function_call_is_not(kerascnn, tmp_path, monkeypatch):
    program = """
import sys
from kerascnn import cli, limits, loading
limits.SECONDS = 0.5
def inspect(path, **settings):
    while True:
        pass
loading.inspect = inspect
sys.exit(cli.main())
"""
    command = [sys.executable, "-P", "-c", program, "inspect", "x.keras"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (2, SENTENCE)
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("it is no command line"))
    assert kerascnn("inspect", tmp_path / "x.keras")[0] == 2


def test_every_command_that_opens_models_is_watched():
    from kerascnn.cli import group
    from kerascnn.cli._command import WatchedCommand

    watched = ("diagram", "embed", "inspect", "invariance", "look", "patches", "predict", "report", "summary")
    context = click.Context(group)
    assert all(isinstance(group.get_command(context, name), WatchedCommand) for name in watched)


def test_a_block_that_may_grow_so_far_is_refused_more_and_the_rest_is_not():
    with limits.capped("reviews.csv", 200_000_000):
        held = bytes(100_000_000)
    with pytest.raises(InputError, match=r"reviews\.csv takes more memory"), limits.capped("reviews.csv", 200_000_000):
        held = bytes(400_000_000)
    held = bytes(400_000_000)
    assert held[-1] == 0
