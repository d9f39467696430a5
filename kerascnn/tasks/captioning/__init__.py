"""Captions: a sentence on a picture, word by word, and where the network looks for each word.

`CaptionBatches` feeds pictures and words to Keras, `WordCrossEntropy` is what is made small, `Speaker` says captions by
a beam search, `corpus_bleu` compares them with what people write, `Options` says how a network is trained; the other
functions are what every task gives, see `kerascnn.tasks.Task`. What is heavy is imported when it is first used.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from kerascnn import lazy
from kerascnn.language import N_
from kerascnn.runs.measures import VALIDATION_LOSS, Measure
from kerascnn.runs.plan import DataChoice
from kerascnn.tasks.captioning.options import Options
from kerascnn.tasks.protocol import About

if TYPE_CHECKING:
    import keras

    from kerascnn.datasets.captions import Captioned
    from kerascnn.tasks.captioning.bleu import Bleu, corpus_bleu
    from kerascnn.tasks.captioning.building import build, network
    from kerascnn.tasks.captioning.decoding import Speaker
    from kerascnn.tasks.captioning.evaluation import Evaluation, evaluate
    from kerascnn.tasks.captioning.feed import CaptionBatches
    from kerascnn.tasks.captioning.figures import draw
    from kerascnn.tasks.captioning.losses import ExactSentences, WordCrossEntropy
    from kerascnn.tasks.captioning.predicting import Captioner
    from kerascnn.tasks.captioning.report_page import page

__all__ = [
    "BEST",
    "HEADLINE",
    "MEASURES",
    "Bleu",
    "CaptionBatches",
    "Captioner",
    "Evaluation",
    "ExactSentences",
    "Options",
    "Speaker",
    "WordCrossEntropy",
    "about",
    "build",
    "corpus_bleu",
    "draw",
    "evaluate",
    "load",
    "network",
    "page",
    "predictor",
    "test",
]

HEADLINE = Measure("exact", N_("captions right word for word"), ".2%", more_is_better=True)
MEASURES = (HEADLINE,)
BEST = VALIDATION_LOSS

# Imported when they are first used.
__getattr__, __dir__ = lazy.attributes(
    __name__,
    {
        "Bleu": "bleu",
        "CaptionBatches": "feed",
        "Captioner": "predicting",
        "Evaluation": "evaluation",
        "ExactSentences": "losses",
        "Speaker": "decoding",
        "WordCrossEntropy": "losses",
        "build": "building",
        "corpus_bleu": "bleu",
        "network": "building",
        "draw": "figures",
        "evaluate": "evaluation",
        "page": "report_page",
    },
)


def load(choice: DataChoice, options: Options, *, fetch: bool = True) -> "Captioned":
    """Scenes of shapes with their sentences, or the pictures and captions of a folder.

    Raises:
        InputError: as `datasets.captions.load`.
    """
    from kerascnn.datasets import captions

    return captions.load(
        language=options.language,
        size=options.size,
        groups=options.groups,
        most=options.most,
        counts=(options.scenes, options.validation_scenes, options.test_scenes),
        data_dir=choice.data_dir,
        min_count=options.min_count,
        longest=options.longest,
        seed=options.seed,
        skip_bad=choice.skip_bad,
    )


def about(data: "Captioned") -> About:
    """What the pictures are; the classes are the words that the network knows."""
    return About(
        name=data.name,
        source=data.source,
        sample=False,
        training=len(data.train) + len(data.validation),
        test=len(data.test),
        class_names=data.vocabulary.words,
        sha256=data.sha256,
        taken_as=data.taken_as,
    )


def test(model: "keras.Model", options: Options, data: "Captioned") -> "Evaluation":
    """Let a network describe the test pictures.

    Raises:
        InputError: it does not take them.
    """
    from kerascnn.tasks.captioning.evaluation import check_takes, evaluate

    check_takes(model, data)
    return evaluate(model, data.test, data.vocabulary, longest=data.longest, language=data.language, beam=options.beam)


def predictor(path: Path, *, beam: int | None = None) -> "Captioner":
    """A saved network that describes pictures.

    Args:
        path: the `.keras` file of a run, or its folder.
        beam: how many captions are followed at once; None for as many as in the run's test.

    Raises:
        InputError: as `Captioner`.
    """
    from kerascnn.tasks.captioning.predicting import Captioner

    return Captioner(path, beam=beam)
