import csv
import io
import json

import pytest

from kerascnn import runs
from kerascnn.errors import InputError
from run_folders import facts, history, metrics, write_run


@pytest.fixture
def read(tmp_path):
    """Write a run and read it: `read("name", facts(...), accuracy=0.5)`."""

    def run(name, about=None, rows=None, **measured):
        return runs.read(write_run(tmp_path / name, about, metrics(**measured), rows))

    return run


def labels(groups):
    return [group.label for group in groups]


def test_runs_that_differ_in_their_seed_alone_are_one_group(read):
    seeds = [read(f"a{seed}", facts(seed=seed), accuracy=value) for seed, value in enumerate([0.7, 0.9, 0.6])]
    other = read("b", facts(learning_rate=0.1))
    first, second = runs.grouped([seeds[0], other, *seeds[1:]])
    assert [run.seed for run in first.runs] == [0, 1, 2]
    assert first.score == (0.6, 0.7, 0.9)
    assert second.runs == (other,)
    assert labels([first, second]) == ["mlp learning_rate=0.002", "mlp learning_rate=0.1"]


def test_a_run_of_a_version_that_had_fewer_options_is_alike_where_nothing_was_asked_for(read):
    new = facts(seed=1, balance=False, weights=None, freeze_epochs=0)
    new["asked"] |= {"size": None, "fit": "stretch", "classes": "", "per_class": None}
    (group,) = runs.grouped([read("old", facts()), read("new", new)])
    assert len(group.runs) == 2


def test_the_size_of_photographs_tells_runs_apart(read):
    abouts = [facts() for _number in range(3)]
    for about, size, fit in zip(abouts, (64, 96, 96), ("crop", "crop", "pad"), strict=True):
        about["asked"] |= {"size": size, "fit": fit}
    groups = runs.grouped([read(str(number), about) for number, about in enumerate(abouts)])
    assert labels(groups) == ["mlp size=64", "mlp size=96 fit=crop", "mlp size=96 fit=pad"]
    assert runs.as_text(groups).splitlines()[-1] == "differ in: size, fit"


def test_labels_say_no_more_than_tells_the_groups_apart(read):
    plain = read("plain", facts("cnn", augmentation="none", strength=1.0))
    course = read("course", facts("cnn", augmentation="course", strength=1.0))
    weak = read("weak", facts("cnn", augmentation="course", strength=0.5))
    assert labels(runs.grouped([read("mlp"), plain])) == ["mlp", "cnn"]
    assert labels(runs.grouped([read("mlp2"), plain, course])) == [
        "mlp",
        "cnn augmentation=none",
        "cnn augmentation=course",
    ]
    assert labels(runs.grouped([plain, course, weak])) == [
        "cnn augmentation=none",
        "cnn augmentation=course strength=1",
        "cnn augmentation=course strength=0.5",
    ]


def test_labels_leave_the_epochs_to_their_column_and_the_differences_name_all(read):
    plain = read("plain", facts("cnn", epochs=5, augmentation="none", learning_rate=0.002))
    flip = read("flip", facts("cnn", epochs=10, augmentation="flip", learning_rate=0.002))
    longer = read("longer", facts("cnn", epochs=10, augmentation="none", learning_rate=0.002, seed=7))
    groups = runs.grouped([plain, flip])
    assert labels(groups) == ["cnn augmentation=none", "cnn augmentation=flip"]
    assert runs.differences(groups) == ["epochs", "augmentation"]
    assert runs.as_text(groups).splitlines()[-1] == "differ in: epochs, augmentation"
    assert runs.as_markdown(groups).splitlines()[-1] == "differ in: epochs, augmentation"
    assert labels(runs.grouped([plain, longer])) == ["cnn epochs=5", "cnn epochs=10"]
    assert runs.differences(runs.grouped([plain, longer])) == ["epochs"]


def test_what_only_the_practical_tells_apart_has_its_folder(read):
    clothes = facts() | {"recipe": "train-mnist"}
    assert labels(runs.grouped([read("one"), read("two", clothes)])) == ["mlp (one)", "mlp (two)"]


def test_a_curve_is_the_median_as_far_as_all_have_gone(read):
    (group,) = runs.grouped([read("a", facts(seed=0), history(3)), read("b", facts(seed=1), history(2))])
    curve = group.curve("val_accuracy")
    assert [each.median for each in curve] == [0.5, 0.55]


def test_the_recall_of_a_group_is_that_of_its_runs(read):
    half = [[5, 5, 0], [0, 0, 0], [0, 1, 3]]
    (group,) = runs.grouped([read("a", facts(seed=0)), read("b", facts(seed=1), confusion=half)])
    # Cats: 8 of 10 and 5 of 10; dogs: 3 of 6, and none to find in the second.
    assert group.classes[0] == pytest.approx((0.5, 0.65, 0.8))
    assert group.classes[1] == (0.5, 0.5, 0.5)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "mnist"}, "mnist, 20 test images (sample)"),
        ({"sample": False}, "cifar10, 20 test images:"),
        ({"test": 10}, "cifar10, 10 test images (sample)"),
    ],
)
def test_runs_on_other_data_cannot_be_compared(read, changed, said):
    other = facts() | {"data": facts()["data"] | changed}
    with pytest.raises(InputError, match="their accuracies cannot be compared; give runs on the same data") as caught:
        runs.grouped([read("a"), read("b", other)])
    assert said in str(caught.value)


def test_runs_with_other_classes_on_data_of_the_same_name_cannot_be_compared(read):
    other = facts() | {"data": facts()["data"] | {"class_names": ["a", "b", "c"]}}
    said = r"were tested on cifar10, 20 test images \(sample\), each with other classes; give runs on the same data"
    with pytest.raises(InputError, match=said):
        runs.grouped([read("a"), read("b", other)])


def test_the_table_in_all_its_forms(read):
    seeds = [read(f"a{seed}", facts(seed=seed), accuracy=value) for seed, value in enumerate([0.7, 0.9])]
    groups = runs.grouped([*seeds, read("cnn", facts("cifar-cnn"), seconds=1234.5)])
    assert runs.as_text(groups).splitlines() == [
        "cifar10, 20 test images (sample); the median of the seeds, and their range",
        "",
        "run        parameters  epochs  seeds              accuracy  95% interval  seconds",
        "mlp             1,000       2      2  80.00% (70.00–90.00)   58.40–91.93      8.0",
        "cifar-cnn       1,000       2      1                70.00%   48.10–85.45  1,234.5",
        "",
        "differ in: network",
    ]
    assert runs.as_markdown(groups).splitlines()[3:] == [
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| mlp | 1,000 | 2 | 2 | 80.00% (70.00–90.00) | 58.40–91.93 | 8.0 |",
        "| cifar-cnn | 1,000 | 2 | 1 | 70.00% | 48.10–85.45 | 1,234.5 |",
        "",
        "differ in: network",
    ]
    named = runs.labelled(groups, lambda run: {"mlp": "a", "cifar-cnn": "b|c"}[run.network])
    assert runs.as_text(named).splitlines()[2].split()[:3] == ["run", "architecture", "parameters"]
    assert r"| b\|c | cifar-cnn |" in runs.as_markdown(named)
    rows = list(csv.DictReader(io.StringIO(runs.as_csv(groups))))
    assert [(row["label"], row["seed"], row["accuracy"], row["sample"]) for row in rows] == [
        ("mlp", "0", "0.7", "True"),
        ("mlp", "1", "0.9", "True"),
        ("cifar-cnn", "0", "0.7", "True"),
    ]
    content = json.loads(runs.as_json(groups))
    assert content["data"]["sample"] is True
    assert content["groups"][0]["accuracy"] == {"lowest": 0.7, "median": 0.8, "highest": 0.9}
    assert content["groups"][0]["recall"][0] == {"class": "cat", "lowest": 0.8, "median": 0.8, "highest": 0.8}
    assert content["groups"][1]["runs"][0]["seconds"] == 1234.5


@pytest.mark.parametrize(
    ("part", "count", "low", "high"),
    [
        # Agresti and Coull 1998, and R's prop.test(x, n, correct = FALSE)$conf.int
        (1.0, 7, 0.6457, 1.0),
        (0.0, 7, 0.0, 0.3543),
        (0.8, 20, 0.5840, 0.9193),
        (0.5, 100, 0.4038, 0.5962),
        (0.7, 10, 0.3968, 0.8922),
    ],
)
def test_the_interval_of_an_accuracy_is_wilson_s(part, count, low, high):
    assert runs.wilson(part, count) == pytest.approx((low, high), abs=5e-5)


def test_of_many_test_pictures_there_is_no_interval(read):
    many = facts() | {"data": facts()["data"] | {"test": 500}}
    assert "interval" not in runs.as_text(runs.grouped([read("a", many)]))
    assert runs.accuracy_text(0.5, 500) == "50.00%"
    assert runs.accuracy_text(1, 7) == "100.00% (95% interval 64.57% to 100.00%)"


def test_a_copy_of_a_run_is_the_same_run(read, tmp_path):
    first = read("a")
    assert runs.each_once([first, first]) == ([first], [f"{tmp_path}/a is given twice; it counts once"])
    copied, other = read("b"), read("c", seconds=8.25)
    found, said = runs.each_once([first, copied, other])
    assert found == [first, other]
    assert said == [f"{tmp_path}/b holds the same run as {tmp_path}/a; it counts once"]


HOSTILE = "=HYPERLINK(x) [a](javascript:b) <img onerror=c> | d"


def test_names_are_harmless_in_every_form(read):
    about = facts() | {"data": facts()["data"] | {"name": HOSTILE, "class_names": ["@a", "<b>", "c\x1b"]}}
    groups = runs.labelled(runs.grouped([read("-a", about)]), lambda run: HOSTILE)
    (row,) = csv.DictReader(io.StringIO(runs.as_csv(groups)))
    assert row["label"] == row["data"] == "'" + HOSTILE
    shown = runs.as_markdown(groups)
    assert r"=HYPERLINK(x) \[a\](javascript:b) &lt;img onerror=c&gt; \| d" in shown.splitlines()[0]
    assert not {"[a](", "<img"} & {part for part in ("[a](", "<img") if part in shown}
    assert json.loads(runs.as_json(groups))["groups"][0]["label"] == HOSTILE
