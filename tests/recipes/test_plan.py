import json
from pathlib import Path

import pytest

from kerascnn.errors import InputError
from kerascnn.recipes._classification import Computing, Data, Plan, Training

TRAINING = Training(
    network="mnist-cnn",
    variant=None,
    epochs=2,
    batch_size=16,
    learning_rate=0.01,
    optimizer="adamw",
    shift=1,
    label_smoothing=0.05,
    seed=7,
)
PLAN = Plan("train-mnist", Data("mnist", "full"), TRAINING, Computing(device="cpu", jit=False))


def test_a_plan_comes_back_from_the_json_that_holds_it():
    assert Plan.from_json(json.loads(json.dumps(PLAN.as_json()))) == PLAN


def test_the_reader_s_folder_is_kept_with_its_whole_path():
    again = Plan.from_json(Plan("train-mnist", Data("mnist", data_dir=Path("digits")), TRAINING).as_json())
    assert again.data.data_dir == Path.cwd() / "digits"


def test_an_option_that_is_unknown_or_missing_is_not_guessed():
    content = PLAN.as_json()
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        Plan.from_json(content | {"options": content["options"] | {"colour": "red"}})
    with pytest.raises(KeyError, match="asked"):
        Plan.from_json({name: value for name, value in content.items() if name != "asked"})


def test_a_plan_is_checked_before_anything_heavy_starts():
    with pytest.raises(InputError, match="epochs is 0; expected a whole number from 1 up"):
        Plan("train-mnist", Data("mnist"), Training(**{**vars(TRAINING), "epochs": 0})).check()
