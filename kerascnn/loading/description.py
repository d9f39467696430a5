"""What a saved model is, in whatever form it was saved: its configuration, and the shapes of its weights.

Nothing is built or run, and no number of the weights is read. Where a layer is not known, the file's own weights say
how many parameters it has.
"""

import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.loading.layer_names import snake_case
from kerascnn.shapes.chain import Trace, run
from kerascnn.shapes.layers import Custom, Shape
from kerascnn.shapes.notation import Network, Order
from kerascnn.shapes.places import shown
from kerascnn.shapes.row import QUANTIZED
from kerascnn.shapes.saved import (
    Config,
    Form,
    config_of,
    config_of_text,
    form_of,
    is_model,
    model_file,
    network_of,
    parsed,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kerascnn.loading.contents import Array, Contents  # what reads files is imported when there is one to read

__all__ = ["Description", "OtherInputWarning", "described", "network_in", "weights_alone"]

RANDOM = "seed_generator"
"""Where Keras keeps the states of random generators, which are no parameters."""


class OtherInputWarning(UserWarning):
    """A saved model was worked out with an input that its weights do not fit."""


@dataclass(frozen=True)
class Description:
    """A saved model.

    Attributes:
        path: the file.
        form: in which it is saved.
        config: its configuration, not checked.
        keras_version: what wrote it, as the file says; empty where it does not say.
        arrays: the arrays of its weights; empty where they were not looked at.
        stored: how many numbers the file holds for layers, by the `id` of their configurations.
        plain: the network as the file says it, where it was read already.
    """

    path: Path
    form: Form
    config: Config
    keras_version: str = ""
    arrays: "tuple[Array, ...]" = ()
    stored: Mapping[int, int] = field(default_factory=dict, repr=False)
    plain: Network | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The name of the model, as the file says; that of the file where it does not."""
        inner = self.config.get("config")
        return str((inner.get("name") if isinstance(inner, dict) else None) or self.path.name)

    def network(
        self, image: Shape | list[Shape] | None = None, *, order: Order = "hwc", option: bool = True
    ) -> Network:
        """The network, with the parameters of unknown layers as the file holds them.

        Raises:
            InputError: as `network_of`; or the configuration and the weights do not agree.
        """
        net = self._network(image, order, option)
        if self.stored or image:
            try:
                made = run(net)
            except InputError:
                return net  # it is said where the network is worked out
            self._compare(made, image)
        return net

    def trace(self, image: Shape | list[Shape] | None = None) -> Trace:
        """The network worked out, layer by layer.

        Raises:
            InputError: as `network`; or a layer cannot take what comes in.
        """
        made = run(self._network(image))
        self._compare(made, image)
        return made

    def _compare(self, made: Trace, image: Shape | list[Shape] | None) -> None:
        """Set a network against the file: with another input it may have other parameters, which is said."""
        if not image:
            if self.stored:
                self._check(made)
            return
        try:
            own = run(network_of(self.config, image, stored=self.stored, own_sizes=True))
        except InputError:
            return
        for row, fitting in zip(made.rows, own.rows, strict=True):
            if row.parameters != fitting.parameters:
                text = _(
                    "{path}: with this input the layer {name} has {n} parameters, and the file holds {m}: its weights "
                    "are for another input"
                )
                path, name = shown(str(self.path), 200), shown(row.node.text, 60)
                numbers = {"n": f"{row.parameters:,}", "m": f"{fitting.parameters:,}"}
                warnings.warn(text.format(path=path, name=name, **numbers), OtherInputWarning, stacklevel=3)
                return

    def _network(self, image: Shape | list[Shape] | None, order: Order = "hwc", option: bool = True) -> Network:
        if image is None and self.plain is not None:
            return self.plain
        return network_of(self.config, image, order=order, option=option, stored=self.stored)

    def _check(self, made: Trace) -> None:
        """Refuse a file whose weights are not those of the network, and say where.

        Raises:
            InputError: a layer has more parameters than the file holds for it, or fewer.
        """
        for row in made.rows:
            held = row.node.stored
            if (
                row.counted
                and not row.quantized
                and held is not None
                and row.node.shares is None
                and held != row.parameters
            ):
                text = _(
                    "{path} does not agree with itself: its configuration gives the layer {name} {n} parameters, and "
                    "it holds {m} numbers for it; save the model again with model.save"
                )
                path, name = shown(str(self.path), 200), shown(row.node.text, 60)
                raise InputError(text.format(path=path, name=name, n=f"{row.parameters:,}", m=f"{held:,}"))


def network_in(path: Path, image: Shape | list[Shape] | None = None, *, order: Order = "hwc") -> Network:
    """The network of a saved model, for a command that takes the shape of its input in front of it.

    Raises:
        InputError: as `described` and `Description.network`.
    """
    return described(path).network(image, order=order, option=False)


def described(path: Path) -> Description:
    """Read what a saved model is.

    Args:
        path: a `.keras` file, a `.h5` file of a whole model, a file of `model.to_json()`, or the folder of a run.

    Raises:
        InputError: there is no such file, or it is none of them, is damaged, or holds weights alone.
    """
    path = model_file(path)
    form = form_of(path)
    if form == "hdf5":
        from kerascnn.loading.contents import contents

        found = contents(path)
        if not found.config:
            raise InputError(weights_alone(path, found))
        config = parsed(found.config, path, _("its configuration"))
        stored = dict(_of_groups(config, found.arrays))
        return Description(path, form, config, found.keras_version, found.arrays, stored)
    if form == "json":
        return Description(path, form, config_of_text(path))
    config = config_of(path)
    plain = _plain(config)
    if not _has_unknown(plain):
        return Description(path, "keras", config, plain=plain)
    import tempfile

    from kerascnn.loading.archive import WEIGHTS, opened
    from kerascnn.loading.contents import contents

    archive = opened(path)
    if archive.problems or not any(member.name == WEIGHTS for member in archive.members):
        return Description(path, "keras", config)
    with tempfile.TemporaryDirectory() as folder, archive.weights_in(Path(folder)) as weights:
        try:
            found = contents(weights)
        except InputError:
            return Description(path, "keras", config)  # what is not known stays so
    stored = dict(_of_paths(config, found.arrays))
    return Description(path, "keras", config, archive.keras_version, found.arrays, stored)


def weights_alone(path: Path, found: "Contents") -> str:
    """The sentence for a file of weights."""
    text = _(
        "{path} holds weights alone, {numbers} numbers in {n} arrays, and not the network that they belong to; build "
        "it, load them, and save it with model.save('model.keras')"
    )
    arrays = [array for array in found.arrays if RANDOM not in array.place]
    numbers = sum(array.numbers for array in arrays)
    return text.format(path=shown(str(path), 200), numbers=f"{numbers:,}", n=f"{len(arrays):,}")


def _plain(config: Config) -> Network | None:
    """The network of a configuration; None where it does not say the shape of its input, or is none."""
    try:
        return network_of(config)
    except InputError:
        return None  # it is said where the network is asked for


def _has_unknown(net: Network | None) -> bool:
    """Whether a network has layers that are not known here, or whose parameters the configuration does not say."""
    return net is not None and any(isinstance(node.layer, Custom) or node.dtype in QUANTIZED for node in net.nodes)


def _leaves(config: Config) -> Iterator[tuple[Config, str]]:
    """The layers of a model with their names."""
    inner: Any = config.get("config")
    listed = inner.get("layers") if isinstance(inner, dict) else inner
    for layer in listed if isinstance(listed, list) else ():
        if isinstance(layer, dict):
            settings = layer.get("config")
            yield layer, str(settings.get("name", "")) if isinstance(settings, dict) else ""


def _of_groups(config: Config, arrays: "tuple[Array, ...]") -> Iterator[tuple[int, int]]:
    """The numbers for each layer in the older form: a group for each layer of the outermost model, by its name.

    The weights of a model in it all lie in its group, each under the name of the layer that it belongs to.
    """
    groups: dict[str, list[Array]] = {}
    for array in arrays:
        parts = array.place.strip("/").split("/")
        if len(parts) > 2 and parts[0] == "model_weights":
            groups.setdefault(parts[1], []).append(array)
    for layer, name in _leaves(config):
        # A name with a slash in it is a group in a group.
        within = groups.get(name.partition("/")[0], []) if "/" not in name else []
        if is_model(layer):
            yield from _of_names(layer, within)
        elif within or name in groups:
            yield id(layer), sum(array.numbers for array in within)


def _of_names(config: Config, arrays: "list[Array]") -> Iterator[tuple[int, int]]:
    met = Counter(name for _layer, name in _leaves(config))
    for layer, name in _leaves(config):
        within = [array for array in arrays if name in array.place.strip("/").split("/")[2:-1]]
        if is_model(layer):
            yield from _of_names(layer, within)
        elif within and met[name] == 1:
            yield id(layer), sum(array.numbers for array in within)


def _of_paths(config: Config, arrays: "tuple[Array, ...]", place: str = "") -> Iterator[tuple[int, int]]:
    """The numbers for each layer in Keras's archive: under its kind, numbered in the order of the layers."""
    met: Counter[str] = Counter()
    for layer, _name in _leaves(config):
        kind = snake_case(str(layer.get("class_name")))
        number = met[kind]
        met[kind] += 1
        group = f"{kind}_{number}" if number else kind
        # Keras 2.12 wrote another word for the layers.
        starts = tuple(f"{place}/{word}/{group}/" for word in ("layers", "_layer_checkpoint_dependencies"))
        within = tuple(array for array in arrays if array.place.startswith(starts))
        if is_model(layer):
            yield from _of_paths(layer, within, starts[0][:-1])
        else:
            yield id(layer), sum(array.numbers for array in within if RANDOM not in array.place)
