import json
from dataclasses import replace
from pathlib import Path

import pytest

from kerascnn.errors import InputError
from kerascnn.runs import read_run_json
from kerascnn.runs.plan import Computing, DataChoice, Plan
from kerascnn.tasks.classification import Augmentation, Network, Optimizer, Options

OPTIONS = Options(
    network=Network("mnist-cnn"),
    optimizer=Optimizer("adamw", 0.01),
    epochs=2,
    batch_size=16,
    label_smoothing=0.05,
    seed=7,
    augmentation=Augmentation(shift=1),
)
PLAN = Plan(
    "train-mnist",
    "classification",
    DataChoice("mnist", "full"),
    OPTIONS,
    Computing(device="cpu", jit=False),
    {"epochs": 2, "without": ["muon"]},
)


def read(tmp_path, content):
    (tmp_path / "run.json").write_text(json.dumps(content))
    return Plan.read(read_run_json(tmp_path), Options)


def test_a_plan_comes_back_from_the_json_that_holds_it(tmp_path):
    assert read(tmp_path, PLAN.as_json()) == PLAN


def test_the_reader_s_folder_is_kept_with_its_whole_path(tmp_path):
    again = read(tmp_path, replace(PLAN, data=DataChoice("mnist", data_dir=Path("digits"))).as_json())
    assert again.data.data_dir == Path.cwd() / "digits"


def test_the_flat_names_of_earlier_versions_are_kept():
    # What a run of version 0.1.0 wrote before options stood in groups.
    options = PLAN.as_json()["options"]
    assert (options["network"], options["optimizer"], options["learning_rate"]) == ("mnist-cnn", "adamw", 0.01)
    assert (options["augmentation"], options["shift"], options["border"]) == ("none", 1, "black")
    assert (options["test_mirror"], options["test_shift"], options["whiten"]) == (False, False, False)
    assert options["jit"] is False


def test_a_run_that_names_no_task_was_a_classification(tmp_path):
    content = {name: value for name, value in PLAN.as_json().items() if name not in ("task", "called")}
    assert read(tmp_path, content) == replace(PLAN, called={})


def test_an_option_that_an_earlier_version_did_not_write_has_its_default(tmp_path):
    content = PLAN.as_json()
    earlier = {name: value for name, value in content["options"].items() if name not in ("border", "test_shift")}
    assert read(tmp_path, content | {"options": earlier}) == PLAN


WRONG = {
    "no object": ({"options": []}, r"`options` is \[\]; expected an object"),
    "no asked": ({"asked": None}, "`asked` is None; expected an object"),
    "unknown": ({"options": {"colour": "red"}}, r"no option `options\.colour` in this version"),
    "unknown data": ({"asked": {"shell": "rm"}}, r"no option `asked\.shell`"),
    "missing": ({"options": {"seed": 1}}, r"`network` is missing; expected a text|`options\.network` is missing"),
    "a list": ({"options": {"network": ["mlp"]}}, r"`options\.network` is \['mlp'\]; expected a text"),
    "a text": ({"options": {"epochs": "2"}}, r"`options\.epochs` is '2'; expected a whole number"),
    "half an epoch": ({"options": {"epochs": 2.5}}, r"`options\.epochs` is 2\.5; expected a whole number"),
    "true": ({"options": {"epochs": True}}, r"`options\.epochs` is True; expected a whole number"),
    "null": ({"options": {"learning_rate": None}}, r"`options\.learning_rate` is None; expected a number"),
    "infinite": ({"options": {"width": float("inf")}}, r"`options\.width` is inf; expected a number or null"),
    "a choice": ({"options": {"optimizer": "sgdw"}}, r"'sgdw'; expected one of adamw, sgd, muon, normalized"),
    "a flag": ({"options": {"whiten": 1}}, r"`options\.whiten` is 1; expected true or false"),
    "a path": ({"asked": {"data_dir": 3}}, r"`asked\.data_dir` is 3; expected a path or null"),
    "a NUL": ({"asked": {"data_dir": "a\0b"}}, "expected a path or null"),
    "a recipe": ({"recipe": "train; rm -rf"}, "`recipe` is 'train; rm -rf'; expected a name"),
    "deep": ({"options": {"network": json.loads("[" * 900 + "]" * 900)}}, "expected a text"),
}


@pytest.mark.parametrize(("changed", "message"), WRONG.values(), ids=WRONG)
def test_what_a_stranger_wrote_is_not_taken_for_a_plan(tmp_path, changed, message):
    content = PLAN.as_json()
    whole = {
        name: content[name] | value if isinstance(value, dict) and value != {"seed": 1} else value
        for name, value in changed.items()
    }
    with pytest.raises(InputError, match=message):
        read(tmp_path, content | whole)


def test_a_plan_is_checked_before_anything_heavy_starts():
    with pytest.raises(InputError, match="epochs is 0; expected a whole number from 1 up"):
        replace(PLAN, options=replace(OPTIONS, epochs=0)).check()
