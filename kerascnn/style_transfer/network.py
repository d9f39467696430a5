"""Which network looks at the pictures, and in words what its weights are."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras

from kerascnn import networks
from kerascnn.errors import InputError, unknown
from kerascnn.language import _
from kerascnn.loading import load_model
from kerascnn.prediction.inputs import Inputs, inputs_of
from kerascnn.runs import RunJson, read_beside
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import model_file

__all__ = ["Chosen", "choose"]

VGG = ("vgg16", "vgg19")
SMALL: dict[str, Any] = {"input_shape": (32, 32, 3), "num_classes": 2}
"""VGG's dense layers are not looked at: with small pictures they take a twentieth of the memory."""


@dataclass(frozen=True)
class Chosen:
    """A network whose feature maps are compared.

    Attributes:
        model: the network, for pictures of its own size.
        inputs: what it wants to be fed.
        name: of the network.
        weights: "imagenet", "file", "run", "model" or "random".
        sentence: what its weights are, for people.
    """

    model: keras.Model
    inputs: Inputs
    name: str
    weights: str
    sentence: str


def choose(network: str, weights: str | None = None, *, seed: int = 0) -> Chosen:
    """Build or load a network.

    Args:
        network: a name of `kerascnn.networks`, the folder of a run, or a `.keras` file.
        weights: of a network by its name: "imagenet", a file, or "random"; None for "imagenet" where Keras offers it.
        seed: of random weights.

    Raises:
        InputError: there is no such network or file, the weights do not fit it, or nothing says which weights it is to
            have.
        WorkError: the weights cannot be fetched.
    """
    if network not in networks.names():
        return _saved(network, weights)
    if weights is None:
        if network not in VGG:
            text = _(
                "nothing says which weights {network} is to have: give the folder of a run that trained it as "
                "--network, --weights imagenet where Keras offers them, a file, or --weights random to see what "
                "becomes of a picture without learning"
            )
            raise InputError(text.format(network=network))
        weights = "imagenet"
    if weights == "random":
        keras.utils.set_random_seed(seed)
        model = networks.build(network, **(SMALL if network in VGG else {}))
        text = _("{network} with RANDOM weights, which have learned nothing")
        return _of(model, network, "random", text.format(network=network))
    if network in VGG and not weights.endswith((".keras", ".weights.h5")):
        model = networks.preprocessed(networks.build(network, **SMALL))
        networks.fill(model, weights, head=False)
    else:
        model = networks.build(network, weights=weights)
    if weights == "imagenet":
        return _of(model, network, "imagenet", _("{network} with ImageNet weights").format(network=network))
    text = _("{network} with the weights of {file}").format(network=network, file=shown(weights, 200))
    return _of(model, network, "file", text)


def _of(model: keras.Model, name: str, weights: str, sentence: str) -> Chosen:
    return Chosen(model, inputs_of(model, of_run=True), name, weights, sentence)


def _saved(network: str, weights: str | None) -> Chosen:
    path = Path(network)
    if not path.exists():
        error = unknown(_("network"), network, networks.names())
        raise InputError(_("{reason}; or the folder of a run, or a .keras file").format(reason=error))
    if weights is not None:
        text = _("{path} has weights of its own; --weights is for a network by its name, as vgg19")
        raise InputError(text.format(path=shown(network, 200)))
    run = read_beside(model_file(path))
    model = load_model(path)
    inputs = inputs_of(model, of_run=run is not None)
    if run is None:
        text = _("{name} of {path}").format(name=shown(model.name), path=shown(network, 200))
        return Chosen(model, inputs, shown(model.name), "model", text)
    text = _("{name}, trained by the run {path}: {recipe}, {data}")
    said = text.format(name=shown(model.name), path=shown(network, 200), recipe=run.recipe, data=_data(run))
    return Chosen(model, inputs, shown(model.name), "run", said)


def _data(run: RunJson) -> str:
    """What it learned from; nothing of it is needed here, so that a run of another kind is no error."""
    try:
        return _("{data} (SAMPLE)").format(data=run.data.name) if run.data.sample else run.data.name
    except InputError:
        return "?"
