"""A training that is stopped and goes on is, bit for bit, the one that never was."""

import json
import random
import shutil
import sys

import keras
import numpy as np
import pytest

from kerascnn import networks, training
from kerascnn.errors import InputError, WorkError
from kerascnn.tasks import classification
from kerascnn.training import model_state
from kerascnn.training.checkpoints import Checkpoints
from publishers import digits

EPOCHS = 4
"""One more than those of a training that is drawn step by step."""
BATCHES = 20
"""An epoch's. Keras runs 16 of them at once and then 4; it calls the last of these 15 and 31."""


def small():
    """A network with dropout at two places, behind a ReLU and in front of a softmax."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(4, 5, strides=4, activation="relu"),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )


def prepared(seed=3, *, learning_rate=8e-3, optimizer="adamw", network=None):
    """A network, its batches and its validation, as a new process would build them."""
    images, labels, *_ = digits(400, 100)
    keras.utils.set_random_seed(seed)
    model = network or small()
    fitting, testing = classification.split(labels, fraction=0.2, seed=seed)
    feed = [
        classification.Batches(images, labels, num_classes=10, batch_size=16, indices=indices, seed=shuffle)
        for indices, shuffle in ((fitting, seed), (testing, None))
    ]
    classification.compile_classifier(model, steps=EPOCHS * BATCHES, learning_rate=learning_rate, optimizer=optimizer)
    return model, *feed


def weights(model):
    return b"".join(weight.tobytes() for weight in model.get_weights())


def checkpointer(folder, **settings):
    return training.Checkpointer(training.Run(folder), **{"minutes": 60, "circumstances": [], **settings})


class _At(keras.callbacks.Callback):
    """Do something after a batch, before the recording sees it."""

    def __init__(self, epoch, batch, act):
        super().__init__()
        self.place, self.act, self.epoch = (epoch, batch), act, 0

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if (self.epoch, batch) == self.place:
            self.act()


def with_callback(monkeypatch, callback):
    original = keras.Model.fit

    def fit(self, *args, callbacks, **settings):
        return original(self, *args, callbacks=[callback, *callbacks], **settings)

    monkeypatch.setattr(keras.Model, "fit", fit)


@pytest.fixture(scope="module")
def undisturbed():
    model, *feed = prepared()
    fitted = training.fit(model, *feed, epochs=EPOCHS)
    return weights(model), fitted


def stop_at(monkeypatch, folder, epoch, batch):
    """Press Ctrl-C after a batch; what `fit` says."""
    import os
    import signal

    with monkeypatch.context() as patch:
        with_callback(patch, _At(epoch, batch, lambda: os.kill(os.getpid(), signal.SIGINT)))
        model, *feed = prepared()
        return training.fit(model, *feed, epochs=EPOCHS, checkpointer=checkpointer(folder))


def test_the_steps_of_an_epoch_make_up_its_loss(undisturbed):
    fitted = undisturbed[1]
    assert [(row["epoch"], row["batch"]) for row in fitted.steps] == [(e, b) for e in (1, 2, 3, 4) for b in (16, 20)]
    for epoch in fitted.history:
        first, rest = (row for row in fitted.steps if row["epoch"] == epoch["epoch"])
        for name in ("loss", "accuracy"):
            assert (16 * first[name] + 4 * rest[name]) / 20 == pytest.approx(epoch[name], rel=1e-5)


@pytest.mark.parametrize(
    ("epoch", "batch", "stands"),
    [(0, 15, (0, 16)), (1, 15, (1, 16)), (1, 31, (2, 0)), (3, 31, (4, 0))],
    ids=["in the first epoch", "in the second", "at its end", "at the last end"],
)
def test_what_goes_on_is_what_was_never_stopped(monkeypatch, undisturbed, tmp_path, capfd, epoch, batch, stands):
    stopped = stop_at(monkeypatch, tmp_path, epoch, batch)
    assert stopped.interrupted
    assert "press Ctrl-C again to stop at once" in capfd.readouterr().err
    checkpoint, damaged = Checkpoints(tmp_path / "checkpoints").newest()
    assert damaged == []
    assert (checkpoint.training_state["training"]["epoch"], checkpoint.training_state["training"]["batch"]) == stands
    random.seed(99)  # another process
    np.random.seed(99)
    model, *feed = prepared(seed=3)
    for generator in (layer for layer in model.layers if hasattr(layer, "seed_generator")):
        generator.seed_generator.state.assign([7, 7])
    fitted = training.fit(model, *feed, epochs=EPOCHS, checkpointer=checkpointer(tmp_path), checkpoint=checkpoint)
    expected, whole = undisturbed
    assert weights(model) == expected
    measured = [{name: row[name] for name in row if name != "seconds"} for row in fitted.history]
    assert measured == [{name: row[name] for name in row if name != "seconds"} for row in whole.history]
    assert fitted.steps == whole.steps
    assert fitted.best_epoch == whole.best_epoch
    assert fitted.images == whole.images
    assert fitted.seconds >= stopped.seconds


def test_the_random_generators_of_the_layers_are_part_of_it(monkeypatch, undisturbed, tmp_path):
    stop_at(monkeypatch, tmp_path, 1, 31)
    checkpoint, _ = Checkpoints(tmp_path / "checkpoints").newest()
    names = [name for name in checkpoint.arrays["state"] if "seed_generator_state" in name]
    assert len(names) >= 2  # a dropout's and Keras's own
    for name in names:
        checkpoint.arrays["state"][name][:] = 1
    model, *feed = prepared()
    training.fit(model, *feed, epochs=EPOCHS, checkpoint=checkpoint)
    assert weights(model) != undisturbed[0]


def test_keras_s_numpy_s_and_python_s_own_generators_go_on():
    model, *feed = prepared()
    model.train_on_batch(*feed[0][0])
    random.gauss(0, 1)  # leaves a second number for the next call
    np.random.normal()
    kept = model_state.capture(model)
    drawn = random.gauss(0, 1), np.random.normal(), float(keras.random.normal(()))
    model_state.restore(model, kept)
    assert (random.gauss(0, 1), np.random.normal(), float(keras.random.normal(()))) == drawn


def test_sgd_goes_on_too(tmp_path):
    runs = []
    for stop in (False, True):
        model, *feed = prepared(optimizer="sgd", learning_rate=0.05)
        keep = checkpointer(tmp_path) if stop else None
        training.fit(model, *feed, epochs=1 if stop else EPOCHS, checkpointer=keep)
        if stop:
            checkpoint, _ = Checkpoints(tmp_path / "checkpoints").newest()
            model, *feed = prepared(optimizer="sgd", learning_rate=0.05)
            training.fit(model, *feed, epochs=EPOCHS, checkpoint=checkpoint)
        runs.append(weights(model))
    assert runs[0] == runs[1]


def test_a_second_ctrl_c_does_not_wait_in_a_notebook_either(monkeypatch, tmp_path):
    import os
    import signal

    def twice():
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setitem(sys.modules, "ipykernel", None)  # elsewhere the second ends the process
    with_callback(monkeypatch, _At(1, 15, twice))
    model, *feed = prepared()
    fitted = training.fit(model, *feed, epochs=EPOCHS, checkpointer=checkpointer(tmp_path))
    assert fitted.interrupted
    checkpoint, _ = Checkpoints(tmp_path / "checkpoints").newest()
    assert checkpoint.training_state["training"]["batch"] == 0  # none was written in the middle


def test_a_long_epoch_has_checkpoints_within(tmp_path, monkeypatch):
    seen = []
    original = Checkpoints.save

    def save(self, arrays, training_state):
        seen.append((training_state["training"]["epoch"], training_state["training"]["batch"]))
        return original(self, arrays, training_state)

    monkeypatch.setattr(Checkpoints, "save", save)
    model, *feed = prepared()
    training.fit(model, *feed, epochs=4, checkpointer=checkpointer(tmp_path, minutes=1e-9))
    assert seen == [(0, 16), (1, 0), (1, 16), (2, 0), (2, 16), (3, 0), (3, 16), (4, 0)]
    assert len(list((tmp_path / "checkpoints").iterdir())) == 2


def test_a_checkpoint_of_another_network_is_refused(tmp_path):
    model, *feed = prepared()
    training.fit(model, *feed, epochs=1, checkpointer=checkpointer(tmp_path))
    checkpoint, _ = Checkpoints(tmp_path / "checkpoints").newest()
    keras.utils.set_random_seed(0)
    other, *feed = prepared(network=networks.build("mlp"))
    with pytest.raises(InputError, match=r"arrays of the checkpoint do not fit the model; go on with the version"):
        training.fit(other, *feed, epochs=1, checkpoint=checkpoint)


def test_a_loss_that_is_no_number_names_the_steps_and_keeps_what_was_good(tmp_path, monkeypatch):
    model, *feed = prepared()

    def spoil():
        layer = model.layers[-1]
        layer.set_weights([np.full_like(weight, np.nan) for weight in layer.get_weights()])

    with_callback(monkeypatch, _At(1, 15, spoil))
    with pytest.raises(WorkError) as caught:
        training.fit(model, *feed, epochs=EPOCHS, checkpointer=checkpointer(tmp_path))
    # The cycle at step 40 of 80: (1 - 40 / 80) / 0.8 of the peak of 8e-3.
    text = "no longer a number in epoch 2, steps 17 to 20 of 20, at a learning rate of 0.005; try a smaller --learn"
    assert text in str(caught.value)
    assert str(caught.value).endswith(f"the best model so far, of epoch 1, is {tmp_path / 'model.keras'}")
    kept = keras.saving.load_model(tmp_path / "model.keras")
    assert all(np.isfinite(weight).all() for weight in kept.get_weights())
    checkpoint, _ = Checkpoints(tmp_path / "checkpoints").newest()
    assert checkpoint.training_state["training"]["epoch"] == 1
    assert model_state.is_finite(checkpoint.arrays["state"].values())


def test_a_weight_that_a_relu_hides_from_the_loss_is_noticed_too(tmp_path, monkeypatch):
    model, *feed = prepared()

    def spoil():
        layer = model.layers[0]
        layer.set_weights([np.full_like(weight, np.nan) for weight in layer.get_weights()])

    with_callback(monkeypatch, _At(1, 15, spoil))
    with pytest.raises(WorkError, match=r"no longer a number in epoch 2, steps (1|17) to 20 of 20"):
        training.fit(model, *feed, epochs=EPOCHS, checkpointer=checkpointer(tmp_path))
    kept = keras.saving.load_model(tmp_path / "model.keras")
    assert all(np.isfinite(weight).all() for weight in kept.get_weights())


def test_weights_that_are_no_numbers_are_not_kept(tmp_path):
    model, *feed = prepared()
    model.train_on_batch(*feed[0][0])
    model.set_weights([np.full_like(weight, np.inf) for weight in model.get_weights()])
    assert not checkpointer(tmp_path).keep(model, training.TrainingState(epoch=1), None)
    assert not (tmp_path / "checkpoints").exists()


def test_a_full_disk_is_said_and_the_training_goes_on(tmp_path, monkeypatch, capsys):
    model, *feed = prepared()
    keep = checkpointer(tmp_path)
    training.fit(model, *feed, epochs=1, checkpointer=keep)
    before, _ = keep.checkpoints.newest()
    capsys.readouterr()
    monkeypatch.setattr(shutil, "disk_usage", lambda path: type("", (), {"free": 1000}))
    assert keep.keep(model, training.TrainingState(epoch=2), None)
    printed = capsys.readouterr().out
    assert printed.startswith("this checkpoint could not be written (the disk is full: No space left on device)")
    assert printed.count("\n") == 1
    after, damaged = keep.checkpoints.newest()
    assert (after.path, damaged) == (before.path, [])
    with pytest.raises(InputError, match=r"the run needs \d+ MB in .* where 0 MB are free; make room, or choose --out"):
        training.check_disk_space(tmp_path, model)


def test_a_standing_is_strict_json():
    text = json.dumps(training.TrainingState().as_json(), allow_nan=False)
    assert training.TrainingState.from_json(json.loads(text)) == training.TrainingState()
