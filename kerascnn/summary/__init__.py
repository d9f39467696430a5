"""What a network of the course, or a saved model, costs and sees, without its weights and without running it.

import kerascnn as kc
summary = kc.summary.summarize("vgg16", batch=32)
print(summary)
"""

import os
from pathlib import Path
from typing import Any

from kerascnn import networks
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.loading.description import described
from kerascnn.shapes.chain import run
from kerascnn.shapes.forms import is_named_as_model
from kerascnn.shapes.layers import Shape
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import network_of
from kerascnn.shapes.summary import Summary
from kerascnn.summary.catalogue import catalogue, remarks
from kerascnn.summary.configurations import configuration

__all__ = ["catalogue", "configuration", "summarize"]


def summarize(
    what: str | Path,
    *,
    input_shape: Shape | list[Shape] | None = None,
    num_classes: int | None = None,
    variant: str | None = None,
    width: float | None = None,
    normalization: str | None = None,
    batch: int = 1,
    depth: int = 0,
) -> Summary:
    """Work out a network of the course or a saved model, layer by layer.

    A network of the course is read from what is shipped with the package, or, where its input, its classes, its width
    or its normalisation are to be others, built by Keras without its weights. Of a saved model the configuration is
    read and nothing is built or run: a Lambda or a class that is not known has the parameters that the file holds.

    Args:
        what: the name of a network, which may have a variant behind a colon ("resnet50:torchvision"); or the path of
            a saved model: a `.keras` or `.h5` file, a file of `model.to_json()`, or the folder of a run.
        input_shape: `(height, width, channels)`, instead of the network's own; or a list of one for each input.
        num_classes: how many classes a network of the course tells apart.
        variant: one of `networks.variants(name)`.
        width: how many times as many filters a network of the course has.
        normalization: what a network of the course normalises with.
        batch: examples that are worked on at once, for the memory.
        depth: how many parts of the layers' names are shown; 0 shows every layer.

    Raises:
        InputError: there is no such network or file, the file is damaged, or the settings do not fit it.
    """
    settings = {
        "num_classes": num_classes,
        "variant": variant,
        "width": width,
        "normalization": normalization,
    }
    given: dict[str, Any] = {name: value for name, value in settings.items() if value is not None}
    name, _colon, after = str(what).partition(":")
    if _is_file(what):
        if given:
            text = _("{settings} can be chosen for the networks of the course; a saved model is as it was saved")
            raise InputError(text.format(settings=", ".join(given)))
        description = described(Path(what))
        trace = description.trace(input_shape)
        title, said = description.name, []
    else:
        if isinstance(input_shape, list):
            raise InputError(_("{name} has one input; give --input once").format(name=shown(name, 60)))
        if after:
            given["variant"] = after
        config = configuration(name, **given, **({} if input_shape is None else {"input_shape": input_shape}))
        title = name + (f" ({given['variant']})" if "variant" in given else "")
        alike = input_shape is None and set(given) <= {"variant"}
        said = remarks(name, given.get("variant")) if alike else []
        # The configuration already has the shape that was asked for.
        trace = run(network_of(config))
    return Summary(title, trace, batch=batch, depth=depth, remarks=said)


def _is_file(what: str | Path) -> bool:
    """Whether a path is meant, not the name of a network."""
    if isinstance(what, Path) or is_named_as_model(Path(what)):
        return True
    if what.partition(":")[0] in networks.names():
        return False
    return "/" in what or "\\" in what or os.path.exists(what)  # noqa: PTH110 (a name that is too long does not exist)
