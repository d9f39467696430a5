"""The command that a report names does the run again: it asks for the same plan."""

import json
import shlex
from pathlib import Path

import pytest

from kerascnn import recipes, runs
from kerascnn.cli import group
from kerascnn.runs.plan import Plan
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


def planned(line: str) -> Plan:
    """The plan that a command line comes to."""
    name, *words = shlex.split(line)
    command = group.get_command(None, name)
    return recipes.find(name).plan(**command.make_context(name, words).params)


@pytest.mark.parametrize("line", LINES)
def test_the_command_asks_for_the_same_plan(tmp_path, line):
    plan = planned(line)
    about = facts() | json.loads(json.dumps(plan.as_json()))
    about["data"]["sample"] = plan.data.data == "sample"
    command = recipes.command_of(runs.read(write_run(tmp_path / "run", about)))
    assert command == plan.command
    again = planned(command.removeprefix("kerascnn "))
    assert (again.options, again.computing, again.called) == (plan.options, plan.computing, plan.called)
    folder = plan.data.data_dir
    assert again.data.data_dir == (folder and Path.cwd() / folder)


def test_what_is_the_default_is_not_said():
    assert planned("train-mnist --epochs 2 --preset standard").command == "kerascnn train-mnist --epochs 2"


def test_where_a_run_is_written_is_no_part_of_it():
    assert planned("train-mnist --out runs/mine --force").command == "kerascnn train-mnist"


def test_a_run_on_the_sample_is_repeated_on_the_sample(tmp_path):
    about = facts() | {"called": {"epochs": 2}}
    command = recipes.command_of(runs.read(write_run(tmp_path / "run", about)))
    assert command == "kerascnn train-cifar10 --epochs 2 --data sample"


def test_what_ships_whole_as_a_sample_is_not_chosen(tmp_path):
    about = facts() | {"recipe": "train-text", "called": {"epochs": 2}}
    assert recipes.command_of(runs.read(write_run(tmp_path / "run", about))) == "kerascnn train-text --epochs 2"


def test_a_stranger_s_file_gives_values_and_never_a_command(tmp_path):
    about = facts() | {"called": {"variant": "$(rm -rf ~); `x`"}}
    words = shlex.split(recipes.command_of(runs.read(write_run(tmp_path / "run", about))))
    assert words == ["kerascnn", "train-cifar10", "--variant", "$(rm -rf ~); `x`", "--data", "sample"]


@pytest.mark.parametrize(
    "changed",
    [
        {"recipe": "os.system", "called": {}},
        {"recipe": "doctor", "called": {}},
        {"recipe": "options", "called": {}},
        {"called": {"reboot": "now"}},
        {"called": {"epochs": "2"}},
        {"called": {"epochs": True}},
        {"called": {"optimizer": "sgdw"}},
        {"called": {"without": ["whitening", "; reboot"]}},
        {"called": {"variant": "a\x1b[2J"}},
        {"called": {"data_dir": 3}},
        {},  # an earlier version did not write it
    ],
)
def test_what_no_command_does_has_none(tmp_path, changed):
    assert recipes.command_of(runs.read(write_run(tmp_path / "run", facts() | changed))) == ""


def test_files_that_are_too_much_for_a_report_do_not_stop_a_run(tmp_path, capsys):
    from types import SimpleNamespace

    from kerascnn.engine import training_run

    folder = write_run(tmp_path / "run", facts(), "[" + " " * 2**23 + "]")
    training_run._report(SimpleNamespace(folder=folder), None, None, None, None)
    assert "no report: " in capsys.readouterr().out
    assert not (folder / "report.html").exists()
