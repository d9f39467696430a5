import keras
import numpy as np
import pytest

from kerascnn.tasks.classification import compile_classifier
from kerascnn.training.muon import Muon, MuonWithAdamW, orthogonal


def as_matrix(kernel):
    return kernel.reshape(-1, kernel.shape[-1]).T


@pytest.mark.parametrize("shape", [(3, 3, 16, 32), (3, 3, 4, 64), (1, 1, 8, 8)])
def test_an_orthogonal_step_has_singular_values_near_one_and_the_same_directions(shape):
    kernel = np.random.default_rng(0).normal(size=shape).astype("float32")
    left, values, right = np.linalg.svd(as_matrix(kernel), full_matrices=False)
    stepped = as_matrix(np.array(orthogonal(keras.ops.convert_to_tensor(kernel), 5)))
    assert stepped.shape == (left @ right).shape
    inner = np.einsum("ik,ij,kj->k", left, stepped, right)
    # Jordan's polynomial does not converge; after five rounds it holds what was not tiny between 0.68 and 1.14.
    assert ((inner > 0.6) & (inner < 1.3))[values > 0.05 * values[0]].all()


@pytest.mark.parametrize("shape", [(3, 3, 16, 32), (1, 1, 4, 64)])
def test_without_rounds_a_step_keeps_its_directions_and_gets_the_length_of_an_orthogonal_one(shape):
    kernel = np.random.default_rng(0).normal(size=shape).astype("float32")
    left, _values, right = np.linalg.svd(as_matrix(kernel), full_matrices=False)
    length = np.linalg.norm(left @ right)
    stepped = np.array(orthogonal(keras.ops.convert_to_tensor(kernel), 0))
    np.testing.assert_allclose(stepped, kernel * length / np.linalg.norm(kernel), rtol=1e-5)


def test_a_kernel_keeps_its_length_and_a_vector_takes_a_step_of_nesterov():
    optimizer = Muon(0.5, momentum=0.6, vector_rate=2.0, dense_rate=0.1, dense_momentum=0.9)
    kernel = keras.Variable(np.ones((1, 1, 2, 2), "float32"))
    vector = keras.Variable(np.zeros(2, "float32"))
    matrix = keras.Variable(np.zeros((1, 2), "float32"))
    gradients = [np.zeros((1, 1, 2, 2), "float32"), np.array([1, -1], "float32"), np.array([[10, 0]], "float32")]
    optimizer.apply(list(map(keras.ops.convert_to_tensor, gradients)), [kernel, vector, matrix])
    # No gradient: the kernel is only brought to the length √2; it was 2.
    np.testing.assert_allclose(kernel.numpy(), np.full((1, 1, 2, 2), 0.5**0.5), rtol=1e-6)
    # The first step of Nesterov's momentum is (1 + 0.9) times the gradient; the rates are 2 · 0.5 and 0.1 · 0.5.
    np.testing.assert_allclose(vector.numpy(), [-1.9, 1.9], rtol=1e-6)
    np.testing.assert_allclose(matrix.numpy(), [[-0.95, 0]], rtol=1e-6)


def test_it_comes_back_from_its_configuration():
    schedule = keras.optimizers.schedules.PolynomialDecay(0.3, 10)
    optimizer = Muon(schedule, vector_rate=3.0)
    again = keras.optimizers.deserialize(keras.optimizers.serialize(optimizer))
    assert isinstance(again, Muon)
    assert again.get_config() == optimizer.get_config()


def test_what_is_called_normalized_makes_no_step_orthogonal():
    rounds = {}
    for optimizer in ("muon", "normalized"):
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, activation="softmax")])
        compile_classifier(model, steps=2, learning_rate=0.1, optimizer=optimizer, vector_rate=7.0)
        assert (model.optimizer.vector_rate, type(model.optimizer)) == (7.0, Muon)
        rounds[optimizer] = model.optimizer.iterations_per_step
    assert rounds == {"muon": 3, "normalized": 0}


def test_beside_adamw_kernels_take_muons_steps_and_all_else_adams():
    draw = np.random.default_rng(0)
    shapes = [(3, 3, 2, 4), (2, 3), (3,)]
    began = [draw.normal(size=shape).astype("float32") for shape in shapes]
    mixed, muon, adamw = ([keras.Variable(each) for each in began] for _optimizer in range(3))
    settings = {"momentum": 0.9, "iterations_per_step": 3}
    optimizers = [
        (MuonWithAdamW(0.01, kernel_rate=20.0, weight_decay=0.1, **settings), mixed),
        (Muon(0.2, **settings), muon),
        (keras.optimizers.AdamW(0.01, weight_decay=0.1), adamw),
    ]
    for _step in range(3):
        gradients = [keras.ops.convert_to_tensor(draw.normal(size=shape).astype("float32")) for shape in shapes]
        for optimizer, variables in optimizers:
            optimizer.apply(gradients, variables)
    np.testing.assert_allclose(mixed[0].numpy(), muon[0].numpy(), rtol=1e-4, atol=1e-6)
    for own, adams in zip(mixed[1:], adamw[1:], strict=True):
        np.testing.assert_allclose(own.numpy(), adams.numpy(), rtol=1e-6)


def test_the_mixed_one_comes_back_from_its_configuration():
    optimizer = MuonWithAdamW(0.003, kernel_rate=7.0, beta_2=0.99)
    again = keras.optimizers.deserialize(keras.optimizers.serialize(optimizer))
    assert isinstance(again, MuonWithAdamW)
    assert again.get_config() == optimizer.get_config()
