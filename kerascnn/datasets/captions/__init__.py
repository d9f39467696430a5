"""Pictures with captions: composed scenes with sentences in Spanish or English, or folders as Flickr8k is one.

    >>> import kerascnn as kc
    >>> scenes = kc.datasets.captions.shape_scenes("es", seed=1)
    >>> batch = scenes.batch(range(4))  # doctest: +SKIP
    >>> batch.images.shape, batch.captions[0]  # doctest: +SKIP

Words, and the sentences of which they are, are plain tuples; `Vocabulary` turns them into numbers.
"""

from typing import TYPE_CHECKING

from kerascnn import lazy

if TYPE_CHECKING:
    from kerascnn.datasets.captions.files import CaptionFolder, read
    from kerascnn.datasets.captions.loading import Captioned, load
    from kerascnn.datasets.captions.scenes import ShapeScenes, shape_scenes
    from kerascnn.datasets.captions.sentences import Group, parse, sentence
    from kerascnn.datasets.captions.vocabulary import Vocabulary, as_text, tokens

__all__ = [
    "CaptionFolder",
    "Captioned",
    "Group",
    "ShapeScenes",
    "Vocabulary",
    "as_text",
    "load",
    "parse",
    "read",
    "sentence",
    "shape_scenes",
    "tokens",
]

# Imported when they are first used.
__getattr__, __dir__ = lazy.attributes(
    __name__,
    {
        "CaptionFolder": "files",
        "Captioned": "loading",
        "Group": "sentences",
        "ShapeScenes": "scenes",
        "Vocabulary": "vocabulary",
        "as_text": "vocabulary",
        "load": "loading",
        "parse": "sentences",
        "read": "files",
        "sentence": "sentences",
        "shape_scenes": "scenes",
        "tokens": "vocabulary",
    },
)
