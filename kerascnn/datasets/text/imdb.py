"""The 50,000 film reviews of `keras.datasets.imdb`: 25,000 to learn from and 25,000 for the test (Maas et al. 2011)."""

import json
import os
from pathlib import Path

import numpy as np

from kerascnn.datasets.fetch import fetch_one, keras_cache, progress_bar
from kerascnn.datasets.published import Remote
from kerascnn.datasets.text.examples import POLES, Example, Found
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["TITLE", "read_imdb"]

TITLE = "IMDB"
GOOGLE = "https://storage.googleapis.com/tensorflow/tf-keras-datasets"
# The sums stand in keras.datasets.imdb: of the reviews a SHA-256, of the words an MD5.
REVIEWS = Remote(
    "imdb.npz",
    17_464_789,
    "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
    (f"{GOOGLE}/imdb.npz",),
)
WORDS = Remote(
    "imdb_word_index.json",
    1_641_221,
    "",
    (f"{GOOGLE}/imdb_word_index.json",),
    md5="bfafd718b763782e994055a2d397834f",
)
PATIENCE = 8.0
"""Seconds to wait for the network while somebody waits for a training to begin."""


def read_imdb(*, fetch: bool = True) -> Found:
    """The reviews as Keras keeps them: words in small letters without punctuation, joined by spaces.

    Looked for in the cache of `keras.datasets`, then fetched from where Keras fetches them. Files whose sums are other
    ones are not opened, since the reviews are stored as Python objects.

    Args:
        fetch: whether they may be fetched.

    Raises:
        InputError: they are not in the cache, and may not be fetched.
        WorkError: they cannot be fetched.
    """
    folder = keras_cache()
    if not all(_is_there(folder, remote) for remote in (REVIEWS, WORDS)):
        if not fetch or os.environ.get("KERASCNN_OFFLINE"):
            text = _(
                "IMDB's reviews are not in {folder}, and are not to be fetched; unset $KERASCNN_OFFLINE, or give the "
                "folder of the reviews themselves (aclImdb) with --data-dir"
            )
            raise InputError(text.format(folder=folder))
        with progress_bar() as progress:
            for remote in (REVIEWS, WORDS):
                fetch_one(TITLE, remote, folder, progress=progress, patience=PATIENCE, pauses=())
    return Found(_examples(folder), "imdb", str(folder / REVIEWS.path))


def _is_there(folder: Path, remote: Remote) -> bool:
    path = folder / remote.path
    return path.is_file() and path.stat().st_size == remote.size and remote.is_in(path)


def _examples(folder: Path) -> list[Example]:
    numbers = json.loads((folder / WORDS.path).read_text(encoding="utf-8"))
    words = {number: word for word, number in numbers.items()}
    found = []
    # The file has the sum that is written above, so that what it pickles is what Keras has published.
    with np.load(folder / REVIEWS.path, allow_pickle=True) as stored:
        for part in ("train", "test"):
            for number, (review, label) in enumerate(zip(stored[f"x_{part}"], stored[f"y_{part}"], strict=True)):
                text = " ".join(words.get(each, "?") for each in review)
                found.append(Example(text, POLES[int(label)], part, f"imdb.npz, {part} {number}"))
    return found
