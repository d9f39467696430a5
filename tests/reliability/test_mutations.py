"""Some hundred damaged inputs; `python tests/reliability/mutations.py` runs ten thousand."""

import sys

import pytest

import mutations

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks, and reads memory from /proc")

QUICK = [kind for kind in mutations.SHARES if kind != "keras build"]


def test_what_one_starts_from_is_good():
    rows, failures = mutations.run(200, 60, 0, QUICK, harm=False)
    assert failures == []
    for kind, (ran, codes, _slowest, _peak) in rows.items():
        assert codes == {"0": ran}, kind


def test_some_hundred_damaged_inputs():
    rows, failures = mutations.run(600, 60, 7, QUICK)
    assert failures == []
    assert sum(codes["0"] for _ran, codes, _slowest, _peak in rows.values()), "nothing came through"
    assert sum(codes["2"] for _ran, codes, _slowest, _peak in rows.values()) > 100


@pytest.mark.slow
def test_ten_thousand_damaged_inputs():
    rows, failures = mutations.run(10_000, 1_800, 1)
    assert failures == []
    assert sum(row[0] for row in rows.values()) >= 10_000
