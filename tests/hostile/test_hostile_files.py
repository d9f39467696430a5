"""A few hostile files of each kind; `KERASCNN_HOSTILE=500 pytest -m slow tests/hostile` reads 500, else 10,000."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from attacks import Attacks

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks, and reads memory from /proc")

HERE = Path(__file__).parent
COUNT = int(os.environ.get("KERASCNN_HOSTILE", "10000"))
LIGHT = [kind for kind in Attacks.KINDS if kind != "checkpoint"]


def python(*words, timeout=None):
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(map(str, (HERE, HERE.parent, HERE.parent / "reliability")))
    }
    command = [sys.executable, "-P", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=timeout)


def children(tmp_path, *words):
    """The numbers of each kind, and the failures."""
    done = python(HERE / "children.py", "--json", tmp_path / "numbers.json", *words)
    assert done.returncode in (0, 1), done.stderr
    return json.loads((tmp_path / "numbers.json").read_text())


def test_what_one_starts_from_is_good(tmp_path):
    table, failures = children(tmp_path, "--harmless", "--count", 2)
    assert failures == []
    assert {kind: row["codes"] for kind, row in table.items()} == {kind: {"0": 2} for kind in LIGHT}


def test_a_few_of_each_kind_end_in_one_line_or_are_read(tmp_path):
    table, failures = children(tmp_path, "--count", 10, "--seed", 4)
    assert failures == []
    assert list(table) == LIGHT
    assert sum(row["codes"].get("2", 0) for row in table.values()) > 50, "nothing was refused"
    assert sum(row["codes"].get("0", 0) for row in table.values()) > 20, "nothing came through"


BROKEN = """
import os, pathlib, signal, sys, tempfile, time
import attacks, children

class Broken(attacks.Attacks):
    def __init__(self, folder):
        self.folder, self.deep = folder, False
    def raises(self, chance):
        raise TypeError("a list")
    def crashes(self, chance):
        os.kill(os.getpid(), signal.SIGSEGV)
    def grows(self, chance):
        return 0, str(sum(bytearray(2**28)))[:0]
    def overflows(self, chance):
        return 0, str(len(bytearray(2**31)))
    def loops(self, chance):
        while True:
            pass
    def waits(self, chance):
        time.sleep(30)
    def writes(self, chance):
        pathlib.Path(sys.argv[1], "elsewhere").write_text("x")
        return 0, ""
    def traces(self, chance):
        return 1, "Traceback (most recent call last)"
    def fine(self, chance):
        return 2, "Error: one line"

children.GROWTH, children.ROOM = 2**27, 2**30
folder = pathlib.Path(sys.argv[1]) / "work"
folder.mkdir()
broken, answer = Broken(folder), folder.parent / "answer.json"
for kind in ("raises", "crashes", "grows", "overflows", "loops", "waits", "writes", "traces", "fine"):
    children.SECONDS, children.PATIENCE = (1, 2) if kind in ("loops", "waits") else (20, 60)
    if kind == "loops":
        children.PATIENCE = 60
    end = children.end_of(broken, kind, "1.1", answer)
    print(kind, repr(end.wrong.strip().splitlines()[-1] if end.wrong else ""))
"""


def test_whatever_goes_wrong_is_noticed(tmp_path):
    done = python("-c", BROKEN, tmp_path)
    assert done.returncode == 0, done.stderr
    said = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    for kind, expected in {
        "raises": "TypeError: a list",
        "crashes": "ended by SIGSEGV",
        "grows": "grew by 2",
        "overflows": "MemoryError",
        "loops": "more than 1 s of computing",
        "waits": "waited for 2 s",
        "writes": "written elsewhere: ",
        "traces": "a traceback",
        "fine": "''",
    }.items():
        assert expected in said[kind], kind


@pytest.mark.slow
@pytest.mark.parametrize("kind", Attacks.KINDS)
def test_thousands_of_a_kind(tmp_path, kind):
    deep = ["--deep"] if kind in Attacks.DEEP else []
    table, failures = children(tmp_path, "--kind", kind, "--count", COUNT, *deep)
    assert failures == []
    assert table[kind]["ran"] == COUNT
    assert table[kind]["mean"] <= 1
