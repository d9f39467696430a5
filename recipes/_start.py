"""What a network starts from, of the word that `--weights` was given."""

from dataclasses import replace
from pathlib import Path

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs import RunJson, read_beside
from kerascnn.runs.options import names
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import config_of, model_file, network_of
from kerascnn.tasks.classification import Network, Transfer

__all__ = ["of"]

IMAGENET = "imagenet"
USUAL, WITH_IMAGENET = "cifar-cnn", "mobilenetv2"


def of(weights: str | None, network: Network) -> tuple[Network, Transfer, int | None]:
    """The network, what it starts from, and the pixels along a side that it was trained on.

    Args:
        weights: "imagenet", a `.h5` file of keras.applications, the folder of a run, or a `.keras` file; None for
            nothing.
        network: as it was asked for; its name is "" where nobody chose.

    Raises:
        InputError: there are no such weights, or they are of another network than was asked for.
    """
    if weights is None:
        return replace(network, name=network.name or USUAL), Transfer(), None
    if weights == IMAGENET or (weights.endswith(".h5") and not weights.endswith(".weights.h5")):
        chosen = replace(network, name=network.name or WITH_IMAGENET, preprocess=True)
        return chosen, Transfer("imagenet", None if weights == IMAGENET else Path(weights)), None
    path = model_file(Path(weights))
    run = read_beside(path)
    side = network_of(config_of(path)).image[0]
    transfer = Transfer("run", path)
    if run is None:
        if not network.name:
            text = _("{path} has no run.json, which says which network it is; say it: --network")
            raise InputError(text.format(path=shown(str(path), 200)))
        return network, transfer, side
    return _of_run(path, run, network), transfer, side


def _of_run(path: Path, run: RunJson, asked: Network) -> Network:
    """The network of a run, where nothing else was asked for.

    Raises:
        InputError: something else was, or the run has none.
    """
    given = run.options
    from kerascnn import networks

    if run.task != "classification" or "network" not in given:
        text = _("--weights {path} is of a run for {task}; expected a run that tells classes of pictures apart")
        raise InputError(text.format(path=shown(str(path), 200), task=shown(networks.task_title(run.task))))
    found = Network(
        str(given.get("network", "")),
        **{name: given[name] for name in names(Network) if name in given and name != "name"},  # type: ignore[arg-type]
    )
    for option in ("name", "variant", "width", "normalization"):
        mine, theirs = getattr(asked, option), getattr(found, option)
        if mine not in (None, "", theirs):
            text = _("--weights {path} is of {theirs}, and --{option} asks for {mine}; leave --{option} out")
            named = "network" if option == "name" else option
            values = {"theirs": shown(str(theirs)), "mine": mine, "option": named}
            raise InputError(text.format(path=shown(str(path), 200), **values))
    return replace(found, whiten=False)
