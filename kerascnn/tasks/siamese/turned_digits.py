"""Digits as identities: turned and mirrored, a digit is another one, so that there are more to learn from than ten."""

import numpy as np

from kerascnn import datasets
from kerascnn.datasets.dataset import Images
from kerascnn.runs.plan import DataChoice
from kerascnn.tasks.siamese.identities import Part

__all__ = ["CHOOSING", "LEARNED", "TESTED", "parts"]

TESTED = ("7", "8", "9")
"""Digits that no training sees, as they are."""
CHOOSING = ("2 r", "3 r", "4 m", "5 mr", "6 m")
"""Identities that choose the threshold and the best epoch."""
LEARNED = (
    *("0", "0 r"),
    *("1", "1 r"),
    *("2", "2 m", "2 mr"),
    *("3", "3 m", "3 rrr"),
    *("4", "4 r", "4 rr", "4 rrr", "4 mr", "4 mrr", "4 mrrr"),
    *("5", "5 m", "5 r"),
    *("6", "6 r", "6 rrr", "6 mr", "6 mrrr"),
)
"""Identities to learn from: a digit, then "m" for mirrored left to right and "r" for each quarter turn.

Not among them are those that look like another: a 6 turned by half is a 9, which is for the test; a 0 or a 1 turned by
half is a 0 or a 1, and a 2 or a 5 turned by half nearly itself.
"""


def parts(choice: DataChoice, *, fetch: bool, most: int) -> tuple[Part, Part, Part, str]:
    """The identities to learn from, to choose, and for the test, and the data set's source.

    Args:
        choice: which MNIST.
        fetch: whether it may be fetched.
        most: pictures of an identity at most.

    Raises:
        InputError: it is not there.
    """
    mnist = datasets.load("mnist", data=choice.data, data_dir=None, fetch=fetch)
    return (
        _part(mnist.train_images, mnist.train_labels, LEARNED, most),
        # Its pictures are not those that are learned from the other way around.
        _part(mnist.test_images, mnist.test_labels, CHOOSING, most),
        _part(mnist.test_images, mnist.test_labels, TESTED, most),
        mnist.source,
    )


def _part(images: Images, labels: np.ndarray, names: tuple[str, ...], most: int) -> Part:
    found = [_of(images[labels == int(name[0])][:most], name) for name in names]
    who = np.repeat(np.arange(len(names)), [len(each) for each in found])
    return Part(np.concatenate(found), who, names)


def _of(images: Images, name: str) -> Images:
    if "m" in name:
        images = images[:, :, ::-1]
    return np.rot90(images, name.count("r"), axes=(1, 2))
