"""What every task can do. A new task adds a row to `TASKS`, and nothing else here."""

import contextlib
import csv
import importlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import keras
import pytest

from kerascnn import engine, language, report, runs, tasks
from kerascnn.engine import Result
from kerascnn.runs.plan import DataChoice, Plan
from kerascnn.runs.steps import places, read_steps
from kerascnn.training.recorder import Recorder
from publishers import digits, write_idx


class Row(NamedTuple):
    """A task, with what it is tried on."""

    headline: str
    section: str
    """Of the report, by its key."""
    recipe: str
    """Which makes the plan; nothing for the toy, which has none."""
    options: dict[str, object]
    beside: frozenset[str] = frozenset()
    """What the task keeps in the run's folder beside what every run has."""


class Whole(NamedTuple):
    """A finished run."""

    result: Result
    folder: Path
    printed: str
    traced: int
    """How often TensorFlow made a graph of a training step."""


FEW_SCENES = {"size": 48, "digits": 2, "scenes": 24, "test_scenes": 12, "width": 0.5, "batch_size": 8}
FEW_BOXES = {"size": 48, "scenes": 32, "test_scenes": 8, "width": 0.1, "batch_size": 16}
FEW_FACES = {"identities": 6, "held_out": 3, "pictures": 3, "size": 24, "width": 0.1, "steps": 4, "batch_size": 16}
FEW_SOUNDS = {"chords": 6, "seconds": 0.1, "window": 64, "dilations": 2, "width": 0.25, "steps": 2, "batch_size": 2}
FEW_SENTENCES = {"scenes": 24, "test_scenes": 8, "size": 48, "groups": 1, "beam": 1, "width": 0.1, "batch_size": 8}
FEW_WORDS = {"language": "es", "dimension": 8, "filters": 4}
TASKS = {
    "captioning": Row("exact", "wrong", "train_captioner", FEW_SENTENCES),
    "classification": Row("accuracy", "confusion", "train_mnist", {"variant": "course", "batch_size": 16}),
    "counting": Row("error", "spots", "", {}),
    "detection": Row("ap50", "misses", "train_detector", FEW_BOXES | {"backbone": "mnist-cnn", "stride": 4}),
    "edges": Row("ods", "methods", "train_edges", FEW_SCENES),
    "localization": Row("iou", "overlaps", "train_localizer", FEW_BOXES),
    "segmentation": Row("mean_iou", "masks", "train_segmenter", FEW_SCENES),
    "siamese": Row("verification", "one-shot", "train_siamese", FEW_FACES),
    "sound": Row("bits", "sounds", "train_wavenet", FEW_SOUNDS),
    "text": Row("accuracy", "ngrams", "train_text", FEW_WORDS, frozenset({"vocabulary.json"})),
}
OF_SCENES = ("edges", "segmentation")
OF_PARTS = ("captioning", "classification", "localization", "siamese", "text")
"""Of their few test pictures a part is right; other tasks have means and bits."""


@pytest.fixture(scope="module", autouse=True)
def toys():
    """The tasks beside this file, found as those of the package are: as folders."""
    tasks.__path__.append(str(Path(__file__).parent / "toys"))
    yield
    tasks.__path__.pop()


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """The first digits, as their publishers' files."""
    folder = tmp_path_factory.mktemp("mnist")
    write_idx(folder, digits(120, 40))
    return folder


@pytest.fixture(scope="module", autouse=True)
def few_scenes():
    """Scenes enough to test a road, not a network."""
    with pytest.MonkeyPatch.context() as patch:
        for name in OF_SCENES:
            data = importlib.import_module(f"kerascnn.tasks.{name}.data")
            patch.setattr(data, "VALIDATION_SCENES", 6)
        yield


@pytest.fixture(scope="module")
def planned(few):
    """The plan of a short training of a task."""

    def plan(name: str) -> Plan:
        recipe, options = TASKS[name].recipe, TASKS[name].options
        if not recipe:
            return Plan("train-counter", name, DataChoice("spots"), tasks.named(name).Options(**options))
        if name == "classification":
            options = options | {"data_dir": few}
        return importlib.import_module(f"kerascnn.recipes.{recipe}").run.plan(epochs=2, **options)

    return plan


@pytest.fixture(scope="module")
def whole(planned, tmp_path_factory):
    """The run of a task, trained when it is first asked for: its result, its folder and what it printed."""
    made: dict[str, Whole] = {}

    def run(name: str) -> Whole:
        if name not in made:
            folder, printed, traced = tmp_path_factory.mktemp(name) / "run", io.StringIO(), []
            step = keras.Model.train_step

            def train_step(*arguments):
                traced.append(arguments)
                return step(*arguments)

            with contextlib.redirect_stdout(printed), pytest.MonkeyPatch.context() as patch:
                patch.setattr(keras.Model, "train_step", train_step)
                result = engine.run_plan(planned(name), folder)
            made[name] = Whole(result, folder, printed.getvalue(), len(traced))
        return made[name]

    return run


def weights(folder):
    return json.loads((folder / "metrics.json").read_text())["weights_sha256"]


@pytest.mark.parametrize("name", TASKS)
def test_a_run_leaves_a_folder_that_is_read_and_reported(whole, name):
    result, out, printed, _traced = whole(name)
    assert getattr(result, TASKS[name].headline) == result.score
    assert "epoch 2/2: loss " in printed
    measure = tasks.named(name).HEADLINE
    last = runs.read(out).history[-1]
    assert f"{measure.written(getattr(last, f'val_{measure.name}'))}, " in printed
    run = runs.read(out)
    assert (run.task, run.score, run.scores.measure.name) == (name, result.score, TASKS[name].headline)
    assert hasattr(run.history[-1], f"val_{TASKS[name].headline}")
    every = {"model.keras", "run.json", "metrics.json", "history.csv", "steps.csv", "report.html", "figures"}
    assert every | TASKS[name].beside == {path.name for path in out.iterdir()}
    assert (out / "figures" / "curves.png").is_file()
    # Two epochs of a few batches are drawn batch by batch.
    drawn = read_steps(out)
    assert len(drawn) == sum(max(row["batch"] for row in drawn if row["epoch"] == epoch) for epoch in (1, 2)) > 2
    learned, ends = places([1, 2], drawn, "loss")
    assert learned == list(range(1, len(drawn) + 1))
    assert ends == [len(drawn) / 2, len(drawn)]
    page = (out / "report.html").read_text(encoding="utf-8")
    assert f'id="{TASKS[name].section}"' in page
    if name in OF_PARTS:
        assert "95% interval" in printed
        assert "95% interval" in page
    language.use("es")
    again = report.of_run(run)
    assert '<html lang="es">' in again
    assert f'id="{TASKS[name].section}"' in again


@pytest.mark.parametrize("name", TASKS)
def test_a_training_step_is_traced_once(whole, name):
    # What has its variables made in the first step, as a metric that is given by its name, has that step traced twice.
    assert whole(name).traced == 1


@pytest.mark.parametrize("name", TASKS)
def test_what_was_stopped_goes_on_to_the_same_weights(planned, whole, tmp_path, name, monkeypatch):
    plan, folder = planned(name), whole(name).folder
    original = Recorder.on_epoch_end

    def stop(self, epoch, logs=None):
        original(self, epoch, logs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Recorder, "on_epoch_end", stop)
        with pytest.raises(KeyboardInterrupt, match="kerascnn resume"):
            engine.run_plan(plan, tmp_path / "stopped")
    assert runs.read_run_json(tmp_path / "stopped").status == "interrupted"
    assert engine.resume(tmp_path / "stopped", data_dir=plan.data.data_dir) is not None
    assert weights(tmp_path / "stopped") == weights(folder)
    assert runs.read(tmp_path / "stopped").history[1].loss == runs.read(folder).history[1].loss


@pytest.mark.parametrize("name", TASKS)
def test_bad_options_are_refused_before_anything_is_loaded(planned, tmp_path, name, monkeypatch):
    from dataclasses import replace

    plan = planned(name)
    monkeypatch.setattr(tasks.named(name), "load", lambda *_arguments, **_settings: pytest.fail("loaded"))
    with pytest.raises(ValueError, match="epochs is 0; expected a whole number from 1 up"):
        engine.run_plan(replace(plan, options=replace(plan.options, epochs=0)), tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="the system limits what a process takes")
@pytest.mark.parametrize("name", TASKS)
def test_data_that_take_more_memory_than_their_size_needs_are_refused(planned, tmp_path, name, monkeypatch):
    from dataclasses import replace

    plan = planned(name)
    (tmp_path / "small.csv").write_text("a few bytes")
    monkeypatch.setattr(tasks.named(name), "load", lambda *_arguments, **_settings: bytes(2 * tasks.GROWTH))
    with pytest.raises(ValueError, match="takes more memory than data of its size should"):
        engine.run_plan(replace(plan, data=replace(plan.data, data_dir=tmp_path)), tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.fixture(scope="module")
def deep(tmp_path_factory):
    """A folder with 1,200 folders in one another, and a small picture and a text in the last."""
    top = tmp_path_factory.mktemp("deep")
    with contextlib.chdir(top):
        for _depth in range(1200):
            Path("a").mkdir()
            os.chdir("a")
        Path("cat.png").write_bytes(b"no picture")
    yield top
    shutil.rmtree(top) if sys.version_info >= (3, 13) else subprocess.run(["rm", "-r", top], check=True)


@pytest.mark.parametrize("name", [name for name in TASKS if name != "counting"])
def test_a_folder_of_any_depth_is_one_line(planned, tmp_path, name, deep):
    from dataclasses import replace

    plan = planned(name)
    with pytest.raises(ValueError, match=r"\w") as error:
        engine.run_plan(replace(plan, data=replace(plan.data, data_dir=deep)), tmp_path / "run")
    assert "\n" not in str(error.value)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("name", TASKS)
def test_runs_that_differ_in_the_seed_alone_are_compared_as_one(whole, tmp_path, name):
    found = [whole(name).folder, shutil.copytree(whole(name).folder, tmp_path / "another")]
    facts = json.loads((found[1] / "run.json").read_text())
    facts["options"]["seed"] += 1
    (found[1] / "run.json").write_text(json.dumps(facts))
    (group,) = runs.grouped([runs.read(each) for each in found])
    assert len(group.runs) == 2
    assert group.measure.name == TASKS[name].headline
    assert group.score.lowest <= group.score.median <= group.score.highest
    assert TASKS[name].headline in json.loads(runs.as_json([group]))["groups"][0]


@pytest.mark.parametrize("name", TASKS)
def test_training_report_and_comparison_say_the_same_numbers_to_the_same_digit(whole, name):
    _result, folder, printed, _traced = whole(name)
    run = runs.read(folder)
    groups = runs.grouped([run])
    number = f"{run.score:{run.scores.measure.form}}"
    page = (folder / "report.html").read_text(encoding="utf-8")
    tested = next(line for line in reversed(printed.splitlines()) if number in line)
    seconds = f"{run.seconds:,.1f}"
    for said in (tested, page, runs.as_text(groups), runs.as_markdown(groups)):
        assert re.search(rf"(?<![\d.]){re.escape(number)}", said)
        assert re.search(rf"(?<![\d.]){re.escape(seconds)}(?!\d)", said)
    (row,) = csv.DictReader(io.StringIO(runs.as_csv(groups)))
    assert float(row[run.scores.measure.name]) == run.score
    asked = json.loads(runs.as_json(groups))["groups"][0]
    assert asked[run.scores.measure.name]["median"] == run.score
    if asked["interval"] is not None:
        low, high = (f"{100 * end:.2f}" for end in asked["interval"])
        assert f"{low}–{high}" in runs.as_text(groups)
        assert f"95% interval {low}% to {high}%" in tested
        assert f"{low}% to {high}%" in page


def test_runs_of_different_tasks_are_not_compared(whole):
    with pytest.raises(ValueError, match="cannot be compared"):
        runs.grouped([runs.read(whole(name).folder) for name in ("classification", "counting")])


def test_every_task_of_the_package_stands_here():
    assert set(tasks.names()) == set(TASKS)


def test_an_unknown_task_in_a_file_is_one_line(whole, tmp_path):
    shutil.copytree(whole("counting").folder, tmp_path / "run")
    facts = json.loads((tmp_path / "run" / "run.json").read_text())
    (tmp_path / "run" / "run.json").write_text(json.dumps(facts | {"task": "counting2", "status": "interrupted"}))
    with pytest.raises(ValueError, match="there is no task 'counting2'; did you mean 'counting'"):
        engine.resume(tmp_path / "run")


def test_a_task_is_found_as_an_attribute_and_nothing_heavy_is_imported(python):
    said = python("""
import sys
import kerascnn as kc
print(kc.tasks.classification.Options.__name__, {"keras", "numpy"} & set(sys.modules) or "light")
print(kc.tasks.classification.Batches.__name__, "Batches" in dir(kc.tasks.classification))
try:
    kc.tasks.cooking
except AttributeError as error:
    print(error)
""")
    assert said.splitlines() == ["Options light", "Batches True", "module 'kerascnn.tasks' has no attribute 'cooking'"]
