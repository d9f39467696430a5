"""The layers inside a model, by name, and what each puts out for a picture.

A model is watched while it computes, in float32. That works alike for Sequential and functional models, for models
inside models, and for subclassed models, whose layers Keras knows but whose connections it does not.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import keras
import numpy as np

from kerascnn.errors import InputError
from kerascnn.insight.watched_layer import (
    ACTIVATIONS,
    CONVOLUTIONS,
    NORMALIZATIONS,
    PASSING,
    POOLINGS,
    SQUASHING,
    WatchedLayer,
    activation,
)
from kerascnn.language import _
from kerascnn.prediction import Network
from kerascnn.prediction.hooks import hooked, in_float32, named_layers, replaced
from kerascnn.prediction.inputs import as_unit, inputs_of
from kerascnn.prediction.scores import SIGMOIDS, only
from kerascnn.quiet import without_warnings
from kerascnn.shapes.places import shown

__all__ = ["Inside"]

NAMES_SHOWN = 12


class Inside:
    """The layers of a model that takes one picture.

    A layer that is called several times is seen as it is called last. Layers inside a layer that is no model (as
    inside `TimeDistributed`) are not seen, and of a subclassed model only what its layers do is, not what stands
    between them.

    Args:
        network: any Keras model that takes one picture, or a saved one with what is known of it.
        shape: `(height, width, channels)` of the picture, where the model does not fix it.

    Raises:
        InputError: the model takes several inputs, no picture, or a picture of open size and no `shape` is given; it
            gives several outputs; its layers have their channels first.

    Attributes:
        model: the model.
        inputs: what it wants to be fed. All methods take pictures as `(n, height, width, channels)` in [0, 1].
        seen: the layers, in the order in which they work.
        calls: how often each is called for one picture, by its name.
        shape: `(height, width, channels)` of a picture.
    """

    def __init__(self, network: keras.Model | Network, shape: tuple[int, ...] | None = None) -> None:
        self.model = network.model if isinstance(network, Network) else network
        self.inputs = network.inputs if isinstance(network, Network) else inputs_of(network, shape)
        self.shape = self.inputs.shape
        self._layers = dict(named_layers(self.model))
        for name, layer in self._layers.items():
            if getattr(layer, "data_format", "") == "channels_first":
                text = _(
                    "the layer {name} has its channels first; expected channels last, as a network has them that is "
                    'built with data_format="channels_last" and given the same weights'
                )
                raise InputError(text.format(name=shown(name)))
        self.seen, self._last, count = self._watched()
        # A single sigmoid that is no layer's stays in the scores, and is a half where neither class is the likelier.
        # It is found by trying, which no graph can do.
        self._even = 0.0
        if count == 1 and not self._is_squashed() and Network.of(network, self.shape).scores.own in SIGMOIDS:
            self._even = 0.5

    def _is_squashed(self) -> bool:
        """Whether the scores come out of a layer whose softmax or sigmoid can be taken away."""
        final = self.scoring()
        return final is not None and (
            isinstance(final.layer, keras.layers.Softmax) or activation(final.layer) in SQUASHING
        )

    def _watched(self) -> tuple[list[WatchedLayer], int | None, int]:
        """Let the model work once, on a black picture."""
        leaves = {name: layer for name, layer in self._layers.items() if not isinstance(layer, keras.Model)}
        calls: list[tuple[str, list[Any], Any]] = []
        self.calls = dict.fromkeys(leaves, 0)

        def note(name: str, inputs: Any, output: Any) -> Any:
            self.calls[name] += 1
            if keras.ops.is_tensor(output):
                calls[:] = [call for call in calls if call[0] != name]
                calls.append((name, [each for each in inputs if keras.ops.is_tensor(each)], output))
            return output

        with hooked(leaves, note):
            result = self._scores(np.zeros((1, *self.shape), "float32"))
        if not keras.ops.is_tensor(result):
            count = len(result) if isinstance(result, (list, tuple, dict)) else 0
            text = _("the model gives {n} outputs; expected a network that gives one score per class")
            raise InputError(text.format(n=count))
        # Tensors are told apart by their identity: a Dropout that does nothing gives on what it takes.
        maker: dict[int, int] = {}
        seen = []
        for number, (name, inputs, output) in enumerate(calls):
            takes = tuple(maker[id(each)] for each in inputs if id(each) in maker)
            seen.append(WatchedLayer(name, leaves[name], tuple(output.shape[1:]), takes))
            maker[id(output)] = number
        return seen, maker.get(id(result)), result.shape[-1] if len(result.shape) == 2 else 0

    def _scores(self, pictures: Any) -> Any:
        """What the model gives, computed in float32 however it was trained."""
        with without_warnings(), in_float32([self.model, *self._layers.values()]):
            return only(self.model(self.inputs.of_unit(pictures), training=False))

    def find(self, name: str, among: Sequence[WatchedLayer] = ()) -> WatchedLayer:
        """A layer by its name.

        Args:
            name: the name.
            among: those that serve the purpose, of which the sentence names some; else all.

        Raises:
            InputError: there is none; the sentence lists those that exist, the closest first.
        """
        for each in self.seen:
            if each.name == name:
                return each
        import difflib

        names = {each.name[:60]: each.name for each in among or self.seen}
        near = difflib.get_close_matches(name[:60], names, n=NAMES_SHOWN, cutoff=0)
        text = _("there is no layer {name}; the closest are: {names}")
        raise InputError(text.format(name=shown(name), names=", ".join(shown(names[each]) for each in near)))

    def place(self, name: str) -> WatchedLayer:
        """A layer whose outputs have rows and columns, by its name.

        Raises:
            InputError: as `find`, or its outputs have none.
        """
        found = self.find(name, [each for each in self.seen if each.spatial])
        if not found.spatial:
            text = _("the layer {name} gives {shape}, without rows and columns; choose one that has them: {names}")
            places = [each.name for each in self.seen if each.spatial][-NAMES_SHOWN:]
            shape = "×".join(map(str, found.shape)) or "1"
            raise InputError(text.format(name=shown(name), shape=shape, names=", ".join(map(shown, places))))
        return found

    def convolutions(self) -> list[WatchedLayer]:
        """The convolutions, in their order."""
        return [each for each in self.seen if isinstance(each.layer, CONVOLUTIONS) and each.spatial]

    def poolings(self) -> list[WatchedLayer]:
        """The layers that pool with a window."""
        return [each for each in self.seen if isinstance(each.layer, POOLINGS)]

    def unit(self, convolution: WatchedLayer) -> WatchedLayer:
        """Where the units of a convolution answer: at the first activation behind it.

        That is the convolution itself where it applies one, or an activation behind it with nothing between them but
        normalisation and pooling. Normalisation may shift a unit's values and turn its sign round, so that only
        behind it a large number means that the unit is excited. Where no activation is reached, as in a residual
        branch, it is the last normalisation that follows directly.
        """
        found = convolution
        if activation(found.layer):
            return found
        for each in self._chain(convolution):
            if isinstance(each.layer, ACTIVATIONS):
                return each if activation(each.layer) not in SQUASHING else found
            if isinstance(each.layer, NORMALIZATIONS) and each.takes == (self.seen.index(found),):
                found = each
            elif not isinstance(each.layer, (*NORMALIZATIONS, *POOLINGS)):
                break
        return found

    def _chain(self, first: WatchedLayer) -> Iterator[WatchedLayer]:
        """What stands behind a layer, as long as one layer alone takes it."""
        number = self.seen.index(first)
        while True:
            behind = [place for place, each in enumerate(self.seen) if number in each.takes]
            if len(behind) != 1:
                return
            number = behind[0]
            yield self.seen[number]

    def units(self) -> dict[str, WatchedLayer]:
        """For each convolution's name, where its units answer."""
        return {each.name: self.unit(each) for each in self.convolutions()}

    def last_maps(self) -> WatchedLayer:
        """The last feature maps: of the layers with rows and columns the last one that does more than pool.

        Raises:
            InputError: there is none.
        """
        maps = [each for each in self.seen if each.spatial and max(each.shape[:2]) > 1]
        while maps and isinstance(maps[-1].layer, (*POOLINGS, *PASSING)):
            maps.pop()
        if not maps:
            raise InputError(_("the network has no layer with rows and columns; expected a convolutional network"))
        return maps[-1]

    def vector(self) -> WatchedLayer:
        """The layer whose output the scores are made of, what only passes it on left out.

        Raises:
            InputError: that is not known, as in a subclassed model that computes them without a layer.
        """
        scoring = self.scoring()
        while scoring is not None and not scoring.layer.weights:
            scoring = self.seen[scoring.takes[0]] if scoring.takes else None
        if scoring is None or not scoring.takes:
            raise InputError(_("the layer before the scores cannot be told; name one with --layer"))
        found = self.seen[scoring.takes[0]]
        while isinstance(found.layer, PASSING) and found.takes:
            found = self.seen[found.takes[0]]
        return found

    def scoring(self) -> WatchedLayer | None:
        """The layer whose output is the model's, or None where the model computes on behind its last layer."""
        return None if self._last is None else self.seen[self._last]

    def outputs(self, pictures: Any, names: Sequence[str]) -> dict[str, Any]:
        """What some layers put out.

        Args:
            pictures: `(n, height, width, channels)`, a tensor or an array, in [0, 1].
            names: the layers.
        """
        found: dict[str, Any] = {}

        def keep(name: str, inputs: Any, output: Any) -> Any:
            found[name] = output
            return output

        with hooked({name: self.find(name).layer for name in names}, keep):
            self._scores(pictures)
        return {name: found[name] for name in names}

    def unactivated(self, pictures: Any, name: str) -> Any:
        """What a layer puts out before its activation function; what it takes, where it is nothing else."""
        layer = self.find(name).layer
        if isinstance(layer, ACTIVATIONS):
            with hooked({name: layer}, lambda name, inputs, output: inputs[0]):
                return self.outputs(pictures, [name])[name]
        if activation(layer):
            with replaced(layer, "activation", keras.activations.linear):
                return self.outputs(pictures, [name])[name]
        return self.outputs(pictures, [name])[name]

    def taken_and_given(self, pictures: Any, name: str) -> tuple[np.ndarray, np.ndarray]:
        """What a layer of one input takes, and what it puts out."""
        found: list[Any] = []

        def keep(name: str, inputs: Any, output: Any) -> Any:
            found[:] = inputs[0], output
            return output

        with hooked({name: self.find(name).layer}, keep):
            self._scores(pictures)
        taken, given = map(keras.ops.convert_to_numpy, found)
        return taken, given

    def logits(self, pictures: Any) -> Any:
        """The scores, one per class, before the softmax or the sigmoid that the model ends in, if it ends in one.

        A single output tells two classes apart: the score of the second is its logit, that of the first minus as much.
        """
        final = self.scoring()
        layer = None if final is None else final.layer
        if isinstance(layer, keras.layers.Softmax):
            with hooked({"": layer}, lambda name, inputs, output: inputs[0]):
                scores = self._scores(pictures)
        elif layer is not None and activation(layer) in SQUASHING:
            with replaced(layer, "activation", keras.activations.linear):
                scores = self._scores(pictures)
        else:
            scores = self._scores(pictures)
        if scores.shape[-1] > 1:
            return scores
        return keras.ops.concatenate([self._even - scores, scores - self._even], axis=-1)

    def best(self, picture: np.ndarray) -> int:
        """The number of the class with the highest score."""
        return int(keras.ops.convert_to_numpy(self.logits(as_unit(picture)[None]))[0].argmax())
