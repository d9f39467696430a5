import json
import os

import pytest

from kerascnn import runs
from kerascnn.errors import InputError
from run_folders import facts, history, metrics, write_run


def test_a_run_is_read_as_it_was_written(tmp_path):
    run = runs.read(write_run(tmp_path / "mine", facts("cifar-cnn", seed=3, augmentation="course")))
    assert (run.network, run.seed, run.epochs, run.best_epoch) == ("cifar-cnn", 3, 2, 2)
    assert (run.score, run.loss, run.seconds, run.parameters) == (0.7, 0.9, 8.0, 1000)
    assert run.accuracy == run.score
    assert not hasattr(run, "iou")
    assert run.options["augmentation"] == "course"
    assert run.data.title == "cifar10, 20 test images (sample)"
    assert run.history[1].val_accuracy == 0.55
    assert run.history[1].loss == 1.4
    # By hand from the confusion: 8 of 10 cats, 3 of 6 dogs, 3 of 4 ships.
    assert run.scores.classes == (0.8, 0.5, 0.75)


def test_a_byte_order_mark_is_passed_over(tmp_path):
    """Editors of Windows put one in front."""
    folder = write_run(tmp_path / "mine")
    before = runs.read(folder)
    for name in ("run.json", "metrics.json", "history.csv"):
        (folder / name).write_bytes(b"\xef\xbb\xbf" + (folder / name).read_bytes())
    assert runs.read(folder) == before


def test_a_class_without_test_pictures_has_no_recall(tmp_path):
    run = runs.read(write_run(tmp_path / "mine", measured=metrics(confusion=[[8, 2, 0], [0, 0, 0], [0, 1, 3]])))
    assert run.scores.classes[1] is None


def test_reading_imports_nothing_heavy(python, tmp_path):
    write_run(tmp_path / "mine")
    code = f"""
import sys
from pathlib import Path
from kerascnn import runs
runs.as_text(runs.grouped([runs.read(Path({str(tmp_path / "mine")!r}))]))
print([name for name in ("keras", "tensorflow", "numpy", "matplotlib", "rich") if name in sys.modules])"""
    assert python(code).strip() == "[]"


def about(**changed):
    return facts() | changed


def data(**changed):
    return about(data=facts()["data"] | changed)


def options(**changed):
    return about(options=facts()["options"] | changed)


DAMAGED = {
    "nothing": ({"a": 1}, r"run\.json: `status` is missing; expected a name"),
    "null": (about(status=None), r"run\.json: `status` is None; expected a name"),
    "name": (options(network="a\x1b[31m"), r"`options\.network` is 'a\\x1b\[31m'; expected a name"),
    "path for a name": (options(network="../../etc"), "expected a name"),
    "a seed": (options(seed=-1), r"`options\.seed` is -1; expected a whole number from 0 up"),
    "a seed that is true": (options(seed=True), r"`options\.seed` is True; expected a whole number"),
    "options in a list": (about(options=[]), r"`options` is \[\]; expected an object"),
    "a nested option": (options(width={"a": 1}), r"`options\.width` is .*; expected a text or a number"),
    "an infinite option": (options(width=float("inf")), "expected a text or a number"),
    "no parameters": (about(parameters=0), r"`parameters` is 0; expected a whole number from 1 up"),
    "too many": (about(parameters=10**100), r"`parameters` is 1000*….*from 1 up"),
    "sample": (data(sample="yes"), r"`data\.sample` is 'yes'; expected true or false"),
    "one class": (data(class_names=["a"]), r"`data\.class_names` .* expected a list of texts"),
    "other classes": (data(class_names=["a", "b"]), r"metrics\.json: `classes` .* expected one for each of 2 classes"),
    "no JSON": ("{", r"run\.json holds no JSON object"),
    "a list": ("[1]", "holds no JSON object"),
    "nested": ("[" * 100_000, "holds no JSON object"),
    "a long number": ('{"seed": ' + "9" * 10_000 + "}", "holds no JSON object"),
}


def says(path):
    """The one line that the error says."""
    with pytest.raises(InputError) as caught:
        runs.read(path)
    message = str(caught.value)
    assert "\n" not in message
    assert message.isprintable()
    assert len(message) < 500
    return message


@pytest.mark.parametrize(("content", "message"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_run_json_is_one_line(tmp_path, content, message):
    write_run(tmp_path / "mine", content)
    with pytest.raises(InputError, match=message):
        runs.read(tmp_path / "mine")
    says(tmp_path / "mine")


MEASURED = {
    "accuracy": ({"accuracy": 1.5}, r"metrics\.json: `accuracy` is 1\.5; expected a number from 0 to 1"),
    "no number": ({"accuracy": float("nan")}, "`accuracy` is nan; expected a number"),
    "a text": ({"accuracy": "0.7"}, "`accuracy` is '0.7'; expected a number"),
    "a long whole number": ({"seconds": 10**400}, "`seconds` is 10*….*expected a number from 0 up"),
    "a class's part": (
        {"classes": {"a": {"recall": 2}, "b": {}, "c": {}}},
        r"`classes\.a\.recall` is 2; expected a number from 0",
    ),
    "a class": ({"classes": {"a": 1, "b": {}, "c": {}}}, r"`classes\.a` is 1; expected an object"),
    "a form": (
        {"headline": {"name": "loss", "title": "loss", "form": "x{0.__class__}", "more_is_better": True}},
        r"`headline\.form` is 'x\{0\.__class__\}'; expected one of",
    ),
    "a high one": ({"seconds": 1e300}, r"`seconds` is 1e\+300; expected a number from 0 up"),
    "a negative one": ({"loss": -1e308}, r"`loss` is -1e\+308; expected a number from 0 up"),
    "infinity": ({"loss": float("inf")}, "`loss` is inf; expected a number from 0 up"),
    "an epoch": ({"best_epoch": 3}, r"`best_epoch` is 3; expected one of the 2 epochs of history\.csv"),
}


@pytest.mark.parametrize(("changed", "message"), MEASURED.values(), ids=MEASURED)
def test_a_damaged_metrics_json_is_one_line(tmp_path, changed, message):
    write_run(tmp_path / "mine", measured=metrics(**changed))
    with pytest.raises(InputError, match=message):
        runs.read(tmp_path / "mine")
    says(tmp_path / "mine")


ROWS = {
    "a column": [row[:-1] for row in history()],
    "the headline's column": [(*row[:3], *row[4:]) for row in history()],
    "a word": [*history(), ("three", 0, 0, 0, 0, 0)],
    "no number": [*history(), (3, "nan", 0, 0, 0, 0)],
    "short": [*history(), (3, 0.1)],
    "too high": [*history(), (3, 1e308, 0, 0, 0, 0)],
    "too low": [*history(), (3, -1e308, 0, 0, 0, 0)],
    "too long": [*history(50_001)],
}


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS)
def test_a_damaged_history_names_the_line(tmp_path, rows):
    write_run(tmp_path / "mine", rows=rows)
    assert "history.csv, line " in says(tmp_path / "mine")


def test_what_is_no_run_is_said(tmp_path):
    assert "does not exist; give the folder of a run, or the network in it" in says(tmp_path / "nowhere")
    (tmp_path / "file").write_text("")
    assert "is no folder; give the folder of a finished run" in says(tmp_path / "file")
    (tmp_path / "empty\x07").mkdir()
    assert r"empty\x07 holds no run.json" in says(tmp_path / "empty\x07")
    write_run(tmp_path / "mine")
    (tmp_path / "mine" / "metrics.json").unlink()
    os.mkfifo(tmp_path / "mine" / "metrics.json")  # nobody writes into it: to read it would take for ever
    assert "holds no metrics.json" in says(tmp_path / "mine")


def test_a_file_is_read_up_to_a_limit(tmp_path):
    write_run(tmp_path / "mine")
    with (tmp_path / "mine" / "metrics.json").open("wb") as file:
        file.truncate(2**33)  # a hole: it takes no room
    assert "metrics.json is larger than 8 MB" in says(tmp_path / "mine")
    (tmp_path / "mine" / "metrics.json").write_bytes(b"\xff\xfe")
    assert "metrics.json is no text" in says(tmp_path / "mine")


@pytest.mark.parametrize(("status", "word"), [("running", "still running, or was cut off"), ("interrupted",) * 2])
def test_an_unfinished_run_is_refused_with_what_to_do(tmp_path, status, word):
    folder = write_run(tmp_path / "mine", about(status=status))
    (folder / "metrics.json").unlink()
    assert says(folder).endswith(f"is not finished: it is {word}; `kerascnn resume {folder}` goes on with it")


def test_texts_are_shown_with_what_cannot_be_seen(tmp_path):
    written = data(name="my\x1b[2J", class_names=["a" * 5000, "b", "c"])
    run = runs.read(write_run(tmp_path / "mine", json.dumps(written)))
    assert run.data.name == r"my\x1b[2J"
    assert run.data.class_names[0] == "a" * 1099 + "…"


def test_the_folder_of_the_data_is_found_again_where_its_name_is_no_text(tmp_path):
    asked = {"name": "mnist", "data_dir": "/data/caf\udce9", "data": "a\x1b\udce9"}
    run = runs.read(write_run(tmp_path / "mine", facts() | {"asked": asked}))
    assert os.fsencode(run.asked["data_dir"]) == b"/data/caf\xe9"
    assert run.asked["data"] == r"a\x1b\xe9"


def test_the_steps_of_a_run_are_read_where_there_are_any(tmp_path):
    folder = write_run(tmp_path / "mine")
    assert runs.read_steps(folder) == []
    (folder / "steps.csv").write_text("epoch,batch,loss,accuracy\n1,16,2.5,0.1\n1,20,2,0.25\n")
    assert [tuple(row.values()) for row in runs.read_steps(folder)] == [(1, 16, 2.5, 0.1), (1, 20, 2.0, 0.25)]
    (folder / "steps.csv").write_text("epoch,batch,loss,accuracy\n1,16,1e308,0.1\n")
    with pytest.raises(InputError, match=r"steps\.csv, line 2: expected the numbers epoch, batch, loss, as"):
        runs.read_steps(folder)
