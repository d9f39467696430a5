"""Every precision, optimizer and preset: what goes on is, bit for bit, what was never stopped."""

import itertools
import json
import shutil

import keras
import numpy as np
import pytest
from PIL import Image

STEPS = 18
"""An epoch's, of four pictures each. Keras runs 16 of them at once, and then a checkpoint is due."""
PRECISIONS = ("float32", "bfloat16", "float16")
WAYS = {
    "train-mnist": (("standard", "fast", "best"), ("adamw", "sgd")),
    "train-cifar10": (("course", "fast", "best"), ("adamw", "sgd", "muon", "normalized")),
}
ALL = [
    (recipe, preset, optimizer, precision)
    for recipe, (presets, optimizers) in WAYS.items()
    for preset, optimizer, precision in itertools.product(presets, optimizers, PRECISIONS)
]
# Each optimizer and each precision with each other, and each preset.
QUICK = [
    ("train-mnist", "standard", "adamw", "float16"),
    ("train-mnist", "best", "sgd", "bfloat16"),
    ("train-mnist", "fast", "sgd", "float16"),
    ("train-cifar10", "fast", "muon", "bfloat16"),
    ("train-cifar10", "course", "normalized", "float32"),
]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """A folder of two classes: dark and light noise."""
    folder, random = tmp_path_factory.mktemp("pictures"), np.random.default_rng(0)
    for part, count in (("train", 38), ("test", 4)):
        for name, low in (("dark", 0), ("light", 100)):
            (folder / part / name).mkdir(parents=True)
            for each in range(count):
                pixels = random.integers(low, low + 156, (32, 32, 3), np.uint8)
                Image.fromarray(pixels).save(folder / part / name / f"{each}.png")
    return folder


class _Copy(keras.callbacks.Callback):
    """Copy the run's folder in the middle of the second epoch, after its checkpoint: what a kill would leave."""

    def __init__(self, run, copy):
        super().__init__()
        self.run, self.copy, self.epoch = run, copy, 0

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_begin(self, batch, logs=None):
        if self.epoch == 1 and batch == 16:
            shutil.copytree(self.run, self.copy)


def weights(run):
    return json.loads((run / "metrics.json").read_text())["weights_sha256"]


@pytest.mark.parametrize(
    ("recipe", "preset", "optimizer", "precision"),
    [pytest.param(*way, marks=[] if way in QUICK else pytest.mark.slow) for way in ALL],
    ids=["-".join(way) for way in ALL],
)
def test_stop_and_resume(kerascnn, pictures, tmp_path, monkeypatch, undrawn, recipe, preset, optimizer, precision):
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    original = keras.Model.fit

    def fit(self, *arguments, callbacks, **settings):
        return original(self, *arguments, callbacks=[*callbacks, _Copy(whole, stopped)], **settings)

    with monkeypatch.context() as patch:
        patch.setattr(keras.Model, "fit", fit)
        words = ["--preset", preset, "--optimizer", optimizer, "--learning-rate", 0.01, "--precision", precision]
        small = ["--epochs", 2, "--batch-size", 4, "--device", "cpu", "--checkpoint-minutes", 1e-9]
        code, _, err = kerascnn(recipe, *words, *small, "--data-dir", pictures, "--out", whole)
    assert (code, err) == (0, "")
    code, printed, err = kerascnn("resume", stopped, "--data-dir", pictures)
    assert (code, err) == (0, "")
    assert "going on after batch 16 of epoch 2/2\n" in printed
    assert "bit for bit" in printed
    assert weights(stopped) == weights(whole)
