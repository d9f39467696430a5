"""Options that others leave without effect are refused, not passed over."""

import importlib
from pathlib import Path

import pytest

from kerascnn.errors import InputError

OWN = {"data_dir": Path("mine")}
SCENES = "only for scenes that are composed, and without effect here"
FOLDER = "only for a folder of your own"
CASES = [
    *((f"train_{name}", OWN | {option: 7}, f"--{option.replace('_', '-')}: {SCENES}")
      for name in ("captioner", "detector", "edges", "localizer", "segmenter") for option in ("scenes", "test_scenes")),
    *((f"train_{name}", {"skip_bad": True}, f"--skip-bad: {FOLDER}")
      for name in ("captioner", "detector", "edges", "localizer", "segmenter", "siamese")),
    *((f"train_{name}", OWN | {"digits": 2}, f"--digits: {SCENES}") for name in ("edges", "segmenter")),
    ("train_segmenter", OWN | {"hard": True}, f"--hard: {SCENES}"),
    ("train_localizer", {"stride": 4}, "--stride: only for a backbone"),
    ("train_edges", {"backbone": "resnet20", "variant": "vgg16"}, "--variant: only for layers of the network's own"),
    ("train_captioner", OWN | {"language": "en", "most": 2}, f"--language, --most: {SCENES}"),
    ("train_captioner", {"min_count": 2, "longest": 9}, f"--min-count, --longest: {FOLDER}"),
    ("train_siamese", {"data": "digits", "size": 50}, "--size: only for drawn faces and folders"),
    ("train_siamese", {"data": "digits", "identities": 9}, "--identities: only for drawn faces"),
    ("train_siamese", OWN | {"held_out": 9}, "--held-out: only for drawn faces"),
    ("train_siamese", OWN | {"data": "digits"}, "--data digits and --data-dir are two data sets; give one of them"),
    ("train_siamese", {"loss": "binary", "mining": "all"}, "--mining: only for --loss triplet"),
    ("train_siamese", {"stride": 4}, "--stride: only for a backbone"),
    ("train_text", {"skip_bad": True}, "--skip-bad: only for texts of your own"),
    ("train_wavenet", OWN | {"voices": 1}, "--voices: only for chords that are made"),
    ("train_wavenet", {"variant": "softmax", "components": 5}, "--components: only for --variant mixture"),
]  # fmt: skip


@pytest.mark.parametrize(("recipe", "given", "message"), CASES)
def test_an_option_without_effect_is_refused(recipe, given, message):
    with pytest.raises(InputError, match=message):
        importlib.import_module(f"kerascnn.recipes.{recipe}").run.plan(**given)


@pytest.mark.parametrize(
    ("recipe", "given"),
    [
        ("train_detector", OWN | {"size": 128, "skip_bad": True}),
        ("train_segmenter", OWN | {"size": 128, "mirror": True}),
        ("train_captioner", OWN | {"min_count": 2, "longest": 9, "beam": 2}),
        ("train_captioner", {"language": "en", "groups": 2}),
        ("train_siamese", OWN | {"size": 64, "skip_bad": True}),
        ("train_siamese", {"size": 64, "identities": 9, "mining": "all"}),
        ("train_siamese", {"backbone": "resnet20", "stride": 4}),
        ("train_wavenet", {"variant": "mixture", "components": 5, "voices": 1}),
    ],
)
def test_options_with_an_effect_are_taken(recipe, given):
    assert importlib.import_module(f"kerascnn.recipes.{recipe}").run.plan(**given)


@pytest.mark.parametrize("recipe", ["train_mnist", "train_cifar10"])
def test_a_sample_and_a_folder_are_not_both_taken(recipe):
    with pytest.raises(InputError, match="--data sample is what ships with the package, and --data-dir is a folder"):
        importlib.import_module(f"kerascnn.recipes.{recipe}").run.plan(data="sample", **OWN)
