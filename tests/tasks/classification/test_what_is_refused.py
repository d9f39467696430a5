"""What a classifier cannot be trained on, or with, is one line, and leaves no folder."""

import pytest


@pytest.mark.parametrize("network", ["unet", "hed"])
def test_a_network_for_another_task(network, kerascnn, tmp_path):
    code, _out, err = kerascnn("train-mnist", "--network", network, "--out", tmp_path / "run")
    assert (code, err.count("\n")) == (2, 1)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,breed\n", "is no table of names and classes; expected a CSV"),
        ("", "is no table of names and classes; expected a CSV"),
        (None, "is a folder; give a table of names and classes"),
    ],
    ids=["a header alone", "empty", "a folder"],
)
def test_a_table_that_names_no_picture(content, said, kerascnn, tmp_path):
    (tmp_path / "photos").mkdir()
    table = tmp_path / "labels.csv"
    table.mkdir() if content is None else table.write_text(content)
    code, _out, err = kerascnn("data", "check", tmp_path / "photos", "--labels", table)
    assert (code, err.count("\n")) == (2, 1)
    assert said in err
