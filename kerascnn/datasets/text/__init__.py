"""Texts to learn from: sentences that ship, IMDB's reviews, tables and folders of the reader's own; their tokens.

    >>> from kerascnn.datasets import text
    >>> text.tokens("¡No está mal!")
    ['¡', 'no', 'está', 'mal', '!']

The names below are imported when they are first used.
"""

from typing import TYPE_CHECKING

from kerascnn import lazy

if TYPE_CHECKING:
    from kerascnn.datasets.text.folders import LARGEST_TEXT
    from kerascnn.datasets.text.texts import Texts, load_texts
    from kerascnn.datasets.text.tokenization import bucket, grams, stop_words, tokens
    from kerascnn.datasets.text.vectors import read_vectors

__all__ = [
    "LARGEST_TEXT",
    "Texts",
    "bucket",
    "grams",
    "load_texts",
    "read_vectors",
    "stop_words",
    "tokens",
]

# Imported when they are first used.
__getattr__, __dir__ = lazy.attributes(
    __name__,
    {
        "LARGEST_TEXT": "folders",
        "Texts": "texts",
        "load_texts": "texts",
        "read_vectors": "vectors",
        **dict.fromkeys(("bucket", "grams", "stop_words", "tokens"), "tokenization"),
    },
)
