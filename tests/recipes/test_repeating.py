"""The command that a report names does the run again: it asks for the same plan."""

import importlib
import json
import shlex
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from kerascnn import cli, runs
from kerascnn.recipes._classification import Plan, reporting
from kerascnn.recipes._classification.repeating import command_of
from run_folders import facts, write_run

LINES = [
    "train-mnist",
    "train-mnist --preset fast --seed 3 --data-dir digits",
    "train-mnist --preset best --precision bfloat16 --jit",
    "train-mnist --network lenet5 --epochs 2 --no-jit --skip-bad",
    "train-fashion-mnist --augmentation none --learning-rate 0.01",
    "train-fashion-mnist",
    "train-cifar10",
    "train-cifar10 --network resnet20 --augmentation course --strength 0.5 --data sample",
    "train-cifar10 --preset fast --precision float32",
    "train-cifar10 --preset best --without whitening --without shift --precision float32",
    "train-cifar10 --preset fast --without alternation --without rates --without muon --without half",
    "train-cifar10 --preset fast --without test-mirror --augmentation course --precision float32",
    "train-cifar10 --preset fast --augmentation none --precision float32",
    "train-cifar10 --preset best --without muon --learning-rate 0.1 --precision float32",
    "train-cifar10 --preset fast --network resnet20 --width 2",
]


@pytest.fixture
def planned(monkeypatch):
    """The plan that a command line comes to, which is not carried out."""
    plans: list[Plan] = []
    for name in ("train_mnist", "train_fashion_mnist", "train_cifar10"):
        module = importlib.import_module(f"kerascnn.recipes.{name}")
        monkeypatch.setattr(module, "train", lambda plan, out, force: plans.append(plan))

    def run(line):
        assert cli.main(shlex.split(line)) == 0
        return plans.pop()

    return run


@pytest.mark.parametrize("line", LINES)
def test_the_command_asks_for_the_same_plan(planned, tmp_path, line):
    plan = planned(line)
    about = facts() | json.loads(json.dumps(plan.as_json()))
    about["data"]["sample"] = plan.data.data == "sample"
    command = command_of(runs.read(write_run(tmp_path / "run", about)))
    assert command.startswith(f"kerascnn {plan.recipe} ")
    again = planned(command.removeprefix("kerascnn "))
    if plan.data.data_dir:
        plan = replace(plan, data=replace(plan.data, data_dir=Path.cwd() / plan.data.data_dir))
    assert again == plan


def test_a_run_on_the_sample_is_repeated_on_the_sample(tmp_path):
    about = facts() | {"asked": {"name": "cifar10", "data": "auto", "data_dir": None}}
    assert "--data sample" in command_of(runs.read(write_run(tmp_path / "run", about)))


def test_a_stranger_s_file_gives_values_and_never_a_command(tmp_path):
    about = facts(variant="$(rm -rf ~); `x`", **{"out": "/", "force": True, "; reboot": "now"})
    words = shlex.split(command_of(runs.read(write_run(tmp_path / "run", about))))
    assert words[:2] == ["kerascnn", "train-cifar10"]
    assert words[words.index("--variant") + 1] == "$(rm -rf ~); `x`"
    assert not {"--out", "--force", "reboot", "now"} & set(words)


@pytest.mark.parametrize(
    "changed",
    [{"recipe": "os.system"}, {"recipe": "doctor"}, {"options": facts()["options"] | {"whiten": True}}],
)
def test_what_no_command_does_has_none(tmp_path, changed):
    assert command_of(runs.read(write_run(tmp_path / "run", facts() | changed))) == ""


def test_files_that_are_too_much_for_a_report_do_not_stop_a_run(tmp_path, capsys):
    folder = write_run(tmp_path / "run", facts(), "[" + " " * 2**23 + "]")
    reporting.write(SimpleNamespace(folder=folder), None, None, None)
    assert "no report: " in capsys.readouterr().out
    assert not (folder / "report.html").exists()
