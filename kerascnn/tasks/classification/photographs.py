"""A folder of photographs of any size, brought to one that suits them and the network."""

import inspect
import tempfile
from dataclasses import replace

import numpy as np

from kerascnn import checks, networks
from kerascnn.datasets import Dataset, ImageFolder, picture, survey_folder
from kerascnn.datasets.known import KNOWN
from kerascnn.datasets.listing import Listing, listed
from kerascnn.datasets.opening import open_listing
from kerascnn.errors import InputError, TooSmallError
from kerascnn.language import N_, _
from kerascnn.runs.plan import DataChoice
from kerascnn.tasks.classification.options import Options

__all__ = ["FITS", "load", "suitable_side"]

USUAL = 96
"""Pixels along a side: what a network is quick with on a processor, and most photographs can be told by."""
SMALLEST = 32
LARGEST = 2048
"""Pixels along a side: more than any network here was made for; a hundred such pictures take a gigabyte."""
STEP = 8
"""Sides are multiples of it, so that halves of halves are whole."""
LOOKED_AT = 500
"""Pictures whose sizes choose that of all."""
FITS = {
    "crop": N_("the middle cut out"),
    "pad": N_("whole, on black"),
    "stretch": N_("stretched"),
}


def load(choice: DataChoice, options: Options) -> Dataset:
    """The photographs of a folder, on disk, with what a person should know of them before the training.

    Raises:
        InputError: the folder holds no two classes of pictures, or the size is too small for the network.
        DamagedPicturesError: pictures cannot be read.
    """
    if choice.data_dir is None:
        raise InputError(_("no folder is named; give the folder with the photographs"))
    listing = listed(choice.data_dir, choice.labels)
    checks.whole("size", choice.size or 1, at_least=1, at_most=LARGEST)
    side = choice.size or suitable_side(listing, options)
    _check_side(side, listing, options)
    folder = open_listing(listing, size=(side, side), skip_bad=choice.skip_bad, fit=choice.fit, keep=True)
    dataset = folder.as_dataset(seed=options.seed)
    said = [*dataset.taken_as, _said_of_size(folder), *survey_folder(folder, seed=options.seed).remarks()]
    # A folder that is called as a known data set is still the reader's own.
    name = f"{dataset.name}/" if dataset.name in KNOWN else dataset.name
    return replace(dataset, name=name, taken_as=tuple(said))


def suitable_side(listing: Listing, options: Options) -> int:
    """Pixels along a side that suit the pictures and the network.

    Half of the pictures have at least as many, unless the network cannot look at so few.

    Args:
        listing: the pictures.
        options: the network.

    Raises:
        InputError: there is no such network, or it cannot be built so.
    """
    most = _published_side(options.network.name) if options.transfer.weights == "imagenet" else USUAL
    side = max(min(most, _median_side(listing)) // STEP * STEP, SMALLEST)
    try:
        _check_side(side, listing, options)
    except TooSmallError as error:
        return -(-error.side // STEP) * STEP
    return side


def _published_side(network: str) -> int:
    """Pixels along a side of the pictures on which a network's published weights were learned."""
    shape = inspect.signature(networks.function(network)).parameters["input_shape"].default
    return int(shape[0]) if shape else USUAL  # of one that has none, the refusal follows


def _median_side(listing: Listing) -> int:
    """Pixels along the shorter side of the middle one of some pictures."""
    chosen = np.linspace(0, len(listing.files) - 1, min(len(listing.files), LOOKED_AT)).round().astype(int)
    sides = []
    for index in chosen:
        try:
            header = picture.header(listing.files[index])
        except InputError:  # of which more is said when all are read
            continue
        sides.append(min(header.height, header.width))
    return sorted(sides)[len(sides) // 2] if sides else USUAL


def _check_side(side: int, listing: Listing, options: Options) -> None:
    """Check, before all pictures are read, that the network takes such.

    Raises:
        InputError: it does not; the message says which it takes.
    """
    from kerascnn import training
    from kerascnn.tasks.classification import building

    classes = max(2, len(listing.class_names))
    # Which builds it, without the memory for its weights.
    training.count_parameters(lambda: building.network_for(options.network, (side, side, 3), classes))


def _said_of_size(folder: ImageFolder) -> str:
    side, how = folder.size[0], _(FITS[folder.fit])
    megabytes = len(folder) * side * side * 3 / 1e6
    if folder.cache is None:
        text = _("at {side}×{side}, {how}; decoded anew in every epoch: no room in {folder} for {size:,.0f} MB")
    else:
        text = _("at {side}×{side}, {how}; kept decoded on disk while the training lasts, {size:,.1f} MB")
    return text.format(side=side, how=how, size=megabytes, folder=tempfile.gettempdir())
