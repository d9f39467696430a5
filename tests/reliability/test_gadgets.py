"""What harms whoever loads it is refused: before anything is built, in seconds, in little memory."""

import json
import os
import subprocess
import sys

import pytest

import gadgets

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")

SECONDS = 5.0
MEMORY = 2**30

RUN = """
import io, json, contextlib, os, resource, sys, time
from kerascnn import cli

def processor():
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))

rows = []
for path in json.loads(sys.argv[1]):
    said, start = io.StringIO(), processor()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = cli.main([sys.argv[2], path, *sys.argv[3:]])
    rows.append([code, said.getvalue(), processor() - start])
# Not this process's ru_maxrss: it begins with that of the one that started it.
own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
peak = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
print(json.dumps([rows, peak * 1024, "keras" in sys.modules]))
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gadgets")
    return gadgets.written(folder)


def all_of_them(command, made, folder, *words):
    """Run a command on every gadget, in one fresh process: its processor time counts each, its memory all."""
    paths = json.dumps([str(path) for _name, path, _words in made])
    done = subprocess.run(
        [sys.executable, "-P", "-c", RUN, paths, command, *words],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder)},
    )
    return json.loads(done.stdout)


def test_every_gadget_is_refused_in_time_and_in_memory_and_nothing_is_built(made, tmp_path):
    rows, peak, keras = all_of_them("predict", made, tmp_path, "picture.png")
    for (name, _path, words), (code, said, seconds) in zip(made, rows, strict=True):
        assert code == 2, (name, said)
        assert any(word in said for word in words.split("|")), (name, said)
        assert said.count("\n") == 1, (name, said)
        assert said[:-1].isprintable(), (name, said)
        assert "safe_mode" not in said, name
        assert "unsafe_deserialization()" not in said, name
        assert seconds < SECONDS, (name, seconds)
    print(f"{len(rows)} files, {max(row[2] for row in rows):.2f} s for the slowest, {peak / 2**20:.0f} MB")
    assert peak < MEMORY
    assert not keras
    assert not list(tmp_path.iterdir()), "something was written or left behind"


def test_inspect_tells_what_would_be_refused(made, tmp_path):
    some = made[::3]  # each costs the start of the process that reads its weights
    rows, peak, keras = all_of_them("inspect", some, tmp_path)
    for (name, _path, words), (code, said, _seconds) in zip(some, rows, strict=True):
        assert code in (0, 2), (name, said)
        assert any(word in said for word in words.split("|")), (name, said)
        assert "not tried; --load" not in said, name
        assert all(line.isprintable() for line in said.splitlines()), (name, said)
    assert peak < MEMORY
    assert not keras
    assert not list(tmp_path.iterdir())


def test_summary_counts_or_refuses_them_and_builds_nothing(made, tmp_path):
    rows, peak, keras = all_of_them("summary", made, tmp_path)
    for (name, _path, _words), (code, said, seconds) in zip(made, rows, strict=True):
        assert code in (0, 2), (name, said[:500])
        assert "Traceback" not in said
        assert seconds < SECONDS, (name, seconds)
        assert all(line.isprintable() for line in said.splitlines()), (name, said[:500])
    assert peak < MEMORY
    assert not keras
    assert not list(tmp_path.iterdir())
