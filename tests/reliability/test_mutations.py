"""Some hundred damaged inputs; `python tests/reliability/mutations.py` runs ten thousand."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import mutations

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks, and reads memory from /proc")

QUICK = [kind for kind in mutations.SHARES if kind != "keras build"]
HERE = Path(__file__).parent
# In a process of its own: what it forks has the memory of the process that forks, which is that of all tests before.
PROGRAM = """
import json, sys
folders, arguments, options = map(json.loads, sys.argv[1:])
sys.path[:0] = folders
import mutations
rows, failures = mutations.run(*arguments, **options)
print(json.dumps([rows, failures]))
"""


def run(*arguments, **options):
    words = [json.dumps(each) for each in ([str(HERE), str(HERE.parent)], arguments, options)]
    done = subprocess.run([sys.executable, "-P", "-c", PROGRAM, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_what_one_starts_from_is_good():
    rows, failures = run(200, 60, 0, QUICK, harm=False)
    assert failures == []
    for kind, (ran, codes, _slowest, _peak) in rows.items():
        assert codes == {"0": ran}, kind


def test_some_hundred_damaged_inputs():
    rows, failures = run(600, 60, 7, QUICK)
    assert failures == []
    assert sum(codes.get("0", 0) for _ran, codes, _slowest, _peak in rows.values()), "nothing came through"
    assert sum(codes.get("2", 0) for _ran, codes, _slowest, _peak in rows.values()) > 100


@pytest.mark.slow
def test_ten_thousand_damaged_inputs():
    rows, failures = run(10_000, 1_800, 1)
    assert failures == []
    assert sum(row[0] for row in rows.values()) >= 10_000
