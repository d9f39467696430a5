import pytest

from kerascnn import git_lfs
from kerascnn.errors import InputError
from kerascnn.shapes.saved import config_of

# As https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md shows it.
POINTER = """version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345
"""


@pytest.mark.parametrize(
    ("content", "is_one"), [(POINTER, True), ("", False), ("version 1\n", False), ("x" * 2000, False)]
)
def test_a_pointer_is_told_by_its_first_line(tmp_path, content, is_one):
    (tmp_path / "a").write_text(content)
    assert git_lfs.is_pointer(tmp_path / "a") == is_one
    assert not git_lfs.is_pointer(tmp_path / "none")
    assert not git_lfs.is_pointer(tmp_path)


def test_a_model_that_is_a_pointer_is_called_one(tmp_path, kerascnn):
    (tmp_path / "model.keras").write_text(POINTER)
    with pytest.raises(InputError, match=r"model\.keras is a Git LFS pointer, not the file itself; run `git lfs pull`"):
        config_of(tmp_path / "model.keras")
    code, _out, err = kerascnn("summary", tmp_path / "model.keras")
    assert (code, err.count("\n")) == (2, 1)
    assert "is a Git LFS pointer" in err


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("model.h5", "inspect {}"),
        ("model.h5", "summary {}"),
        ("model.json", "predict {} {}"),
        ("network.py", "shape-calc --from {}"),
        ("network.txt", "shape-calc --from {}"),
        ("run/run.json", "report run"),
        ("run/run.json", "compare run run"),
        ("run/run.json", "resume run"),
        ("digits/train.csv", "train-mnist --data-dir digits"),
        ("reviews.csv", "train-text --data-dir {}"),
        ("labels.csv", "data check . --labels {}"),
        ("sounds/a.wav", "train-wavenet --data-dir sounds"),
        ("reviews/good/1.txt", "train-text --data-dir reviews"),
        ("mine/annotations/a.xml", "data check mine --annotations voc"),
    ],
)
def test_whatever_is_a_pointer_is_called_one(tmp_path, monkeypatch, kerascnn, name, command):
    monkeypatch.chdir(tmp_path)
    for path in (tmp_path / name, tmp_path / "reviews/bad/1.txt"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(POINTER)
    code, out, err = kerascnn(*command.replace("{}", name).split())
    assert code == 2
    assert "is a Git LFS pointer" in out + err
    assert "`git lfs pull`" in out + err
