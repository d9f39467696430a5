"""Frozen layers of saved models, against what Keras trains of them when it has loaded them."""

import json
import math

import pytest

from kerascnn.loading.sizes import sizes
from kerascnn.shapes.chain import run
from kerascnn.shapes.saved import network_of
from kerascnn.shapes.summary import Summary, table

keras = pytest.importorskip("keras")
L = keras.layers


def base(functional: bool) -> keras.Model:
    layers = [L.Conv2D(4, 3), L.BatchNormalization(), L.Conv2D(5, 1)]
    if not functional:
        return keras.Sequential([L.Input((8, 8, 3)), *layers], name="base")
    x = inputs = L.Input((8, 8, 3))
    for layer in layers:
        x = layer(x)
    return keras.Model(inputs, x, name="base")


def around(inner: keras.Model, functional: bool) -> keras.Model:
    head = [L.Flatten(), L.Dense(2)]
    if not functional:
        return keras.Sequential([L.Input((8, 8, 3)), inner, *head])
    inputs = L.Input((8, 8, 3))
    x = inner(inputs)
    for layer in head:
        x = layer(x)
    return keras.Model(inputs, x)


def as_loaded(model: keras.Model) -> tuple[str, int, int]:
    """The configuration, and the parameters that Keras trains and does not of what it makes of it."""
    text = model.to_json()
    loaded = keras.models.model_from_json(text)
    counts = [
        sum(math.prod(each.shape) for each in weights)
        for weights in (loaded.trainable_weights, loaded.non_trainable_weights)
    ]
    return text, *counts


# Of the base: 3·3·3·4 + 4 = 112, γ β and two averages of 4 channels = 16, 4·5 + 5 = 25; behind it 6·6·5·2 + 2 = 362.
CHANGES = {
    "nothing": (112 + 8 + 25 + 362, lambda model, inner: None),
    "the base": (362, lambda model, inner: setattr(inner, "trainable", False)),
    "one layer": (8 + 25 + 362, lambda model, inner: setattr(inner.layers[-3], "trainable", False)),
    "batch normalisation": (112 + 25 + 362, lambda model, inner: setattr(inner.layers[-2], "trainable", False)),
    "all": (0, lambda model, inner: setattr(model, "trainable", False)),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("functional", [(False, False), (False, True), (True, False), (True, True)])
def test_frozen_layers_are_counted_as_keras_counts_them(change, functional):
    inner = base(functional[0])
    model = around(inner, functional[1])
    expected, freeze = CHANGES[change]
    freeze(model, inner)
    text, trained, fixed = as_loaded(model)
    assert trained == expected
    net = run(network_of(json.loads(text)))
    assert net.parameters == trained + fixed
    assert net.fixed_parameters == fixed
    size = sizes(json.loads(text))
    assert (size.trained, size.frozen) == (trained, net.frozen_parameters)


@pytest.mark.parametrize("functional", [(False, False), (False, True), (True, False), (True, True)])
@pytest.mark.parametrize("whole", [False, True])
def test_what_is_thawed_again_is_trained(functional, whole):
    """The usual way to fine-tune: freeze the base, then thaw its last layer. Of a whole model it is up to Keras."""
    inner = base(functional[0])
    model = around(inner, functional[1])
    (model if whole else inner).trainable = False
    inner.layers[-1].trainable = True
    text, trained, fixed = as_loaded(model)
    net = run(network_of(json.loads(text)))
    assert (net.parameters - net.fixed_parameters, net.fixed_parameters) == (trained, fixed)
    assert whole or trained == 25 + 362


def test_the_lines_about_frozen_layers():
    inner = base(functional=True)
    inner.trainable = False
    notes = table(Summary("net", run(network_of(json.loads(around(inner, True).to_json()))))).notes
    assert "parameters: 362 trained by gradient descent, 153 in frozen layers" in notes
    # 4·515 bytes; with Adam three more numbers for each of the 362.
    assert "parameters in float32: 2.1 kB; 6.4 kB to train with Adam: their gradients and two averages as well" in notes
    inner.trainable = True
    inner.layers[1].trainable = False
    notes = table(Summary("net", run(network_of(json.loads(around(inner, True).to_json()))))).notes
    assert "parameters: 395 trained by gradient descent, 112 in frozen layers, 8 others not" in notes


def test_a_frozen_layer_that_is_used_twice_is_frozen_once():
    inputs = L.Input((8, 8, 3))
    shared = L.Conv2D(3, 3, padding="same", trainable=False)
    text, trained, fixed = as_loaded(keras.Model(inputs, L.Conv2D(2, 1)(shared(shared(inputs)))))
    net = run(network_of(json.loads(text)))
    assert (net.parameters, net.fixed_parameters) == (trained + fixed, fixed) == (84 + 8, 84)


def wrapped(kind: str) -> keras.Model:
    """A model with a wrapper around a layer that is frozen, and the layer behind it."""
    if kind == "forwards":
        layer = L.Bidirectional(L.GRU(4))
        layer.forward_layer.trainable = False
    elif kind == "backwards":
        layer = L.Bidirectional(L.LSTM(4), merge_mode="sum")
        layer.backward_layer.trainable = False
    else:
        inner = L.TimeDistributed(L.Dense(4)) if kind == "steps of steps" else L.Conv1D(4, 3)
        layer = L.SpectralNormalization(inner) if kind == "spectral" else L.TimeDistributed(inner)
        (inner.layer if kind == "steps of steps" else inner).trainable = False
    shape = (10, 3) if kind in ("forwards", "backwards", "spectral") else (5, 10, 3)
    return keras.Sequential([L.Input(shape), layer, L.Flatten(), L.Dense(2)])


@pytest.mark.parametrize("kind", ["forwards", "backwards", "spectral", "steps", "steps of steps"])
def test_a_frozen_layer_within_a_wrapper_is_counted_as_keras_counts_it(kind):
    text, trained, fixed = as_loaded(wrapped(kind))
    net = run(network_of(json.loads(text)))
    assert net.parameters == trained + fixed
    assert net.fixed_parameters == fixed
    # Spectral normalisation keeps a vector of four numbers of its own, which is not trained and in no frozen layer.
    assert net.frozen_parameters == fixed - 4 * (kind == "spectral")
