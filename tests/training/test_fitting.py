import hashlib

import keras
import numpy as np
import pytest

from kerascnn import networks, training
from kerascnn.errors import WorkError
from kerascnn.tasks import classification
from kerascnn.training import fitting
from publishers import digits


def prepared(seed=0, epochs=2, learning_rate=2e-3, model=None):
    images, labels, *_ = digits(400, 100)
    keras.utils.set_random_seed(seed)
    model = model or networks.build("mnist-cnn", variant="fast")
    fitting, testing = classification.split(labels, fraction=0.2, seed=seed)
    feed = [
        classification.Batches(images, labels, num_classes=10, batch_size=32, indices=indices, seed=shuffle)
        for indices, shuffle in ((fitting, seed), (testing, None))
    ]
    classification.compile_classifier(model, steps=epochs * len(feed[0]), learning_rate=learning_rate)
    return model, *feed


def fingerprint(model):
    return hashlib.sha256(b"".join(weight.tobytes() for weight in model.get_weights())).hexdigest()


def test_a_training_is_recorded_and_prints_one_plain_line_per_epoch(capsys):
    model, *feed = prepared()
    fitted = training.fit(model, *feed, epochs=2)
    assert [row["epoch"] for row in fitted.history] == [1, 2]
    assert fitted.history[1]["loss"] < fitted.history[0]["loss"]
    assert not fitted.interrupted
    assert fitted.images == 2 * 10 * 32
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["epoch 1/2", "epoch 2/2"]


def test_the_same_seed_gives_the_same_weights_bit_for_bit():
    prints = []
    for seed in (5, 5, 6):
        model, *feed = prepared(seed)
        training.fit(model, *feed, epochs=2)
        prints.append(fingerprint(model))
    assert prints[0] == prints[1] != prints[2]


@pytest.mark.parametrize(
    ("epochs", "last_batches"),
    [
        (1, list(range(1, 11))),  # of ten steps each one
        (3, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] * 3),
        (4, [10] * 4),  # drawn by epochs: all ten at once
    ],
)
def test_a_short_training_notes_the_loss_often_and_learns_the_same(monkeypatch, epochs, last_batches):
    found = []
    for rows in (fitting.FEW_ROWS, 1):
        monkeypatch.setattr(fitting, "FEW_ROWS", rows)
        keras.utils.set_random_seed(0)
        layers = [keras.layers.Flatten(), keras.layers.Dropout(0.5), keras.layers.Dense(10, activation="softmax")]
        model, *feed = prepared(epochs=epochs, model=keras.Sequential([keras.Input((28, 28, 1)), *layers]))
        found.append((training.fit(model, *feed, epochs=epochs), fingerprint(model)))
    (often, weights), (seldom, same) = found
    assert [row["batch"] for row in often.steps] == last_batches
    assert len(seldom.steps) == epochs
    assert weights == same
    assert [row["val_loss"] for row in often.history] == [row["val_loss"] for row in seldom.history]


class _After(keras.callbacks.Callback):
    """Do something after an epoch."""

    def __init__(self, epoch, act):
        super().__init__()
        self.epoch, self.act = epoch, act

    def on_epoch_end(self, epoch, logs=None):
        if epoch + 1 == self.epoch:
            self.act(self.model, logs)


def with_callback(monkeypatch, callback):
    """Let `fit` run with one more callback, before its own."""
    original = keras.Model.fit

    def fit(self, *args, callbacks, **settings):
        return original(self, *args, callbacks=[*callbacks, callback], **settings)

    monkeypatch.setattr(keras.Model, "fit", fit)


def test_an_interruption_keeps_the_best_epoch(monkeypatch):
    kept = {}

    def stop(model, _logs):
        kept["print"] = fingerprint(model)
        raise KeyboardInterrupt

    with_callback(monkeypatch, _After(1, stop))
    model, *feed = prepared(epochs=3)
    fitted = training.fit(model, *feed, epochs=3)
    assert fitted.interrupted
    assert fitted.best_epoch == 1
    assert fingerprint(model) == kept["print"]


def test_the_model_ends_with_the_weights_of_its_best_epoch(monkeypatch):
    model, *feed = prepared(epochs=2)

    def spoil(model, _logs):
        model.set_weights([np.zeros_like(weight) for weight in model.get_weights()])

    with_callback(monkeypatch, _After(1, spoil))  # after the record was made: the second epoch starts from nothing
    fitted = training.fit(model, *feed, epochs=2)
    losses = [row["val_loss"] for row in fitted.history]
    assert losses[0] < losses[1]
    assert fitted.best_epoch == 1
    scores = model.predict(feed[1], verbose=0)
    truth = np.concatenate([feed[1][i][1] for i in range(len(feed[1]))]).argmax(axis=1)
    assert (scores.argmax(axis=1) == truth).mean() == pytest.approx(fitted.history[0]["val_accuracy"])


def test_a_loss_that_is_no_number_stops_with_advice():
    model, *feed = prepared(learning_rate=1e30)
    with pytest.raises(WorkError, match=r"number in epoch 1, step 3 of 10, .* try a smaller --learning-rate"):
        training.fit(model, *feed, epochs=2)
