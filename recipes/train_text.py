"""The practical of deck D's text: a sentence is a matrix, and kernels slide over its words."""

from pathlib import Path
from typing import Annotated, Literal

from kerascnn.engine import recipe
from kerascnn.errors import InputError
from kerascnn.language import N_, _
from kerascnn.recipes import _options as options
from kerascnn.runs.plan import Computing, DataChoice, Plan
from kerascnn.tasks.text import Choice, Network, Options, Words

__all__ = ["run"]

EPOCHS, EPOCHS_OF_FEW = 4, 20
"""Of some thousand texts, and of the few hundred sentences that ship, which make few steps."""


@recipe
def run(
    *,
    dataset: Annotated[Literal["sentences", "imdb"], N_("The sentences that ship, or IMDB's reviews.")] = "sentences",
    language: Annotated[Literal["both", "en", "es"], N_("Of the sentences that ship.")] = "both",
    data_dir: Annotated[Path | None, N_("A CSV or TSV, or a folder with one or with a folder a label.")] = None,
    text_column: Annotated[str | None, N_("The header of the texts; else it is found.")] = None,
    label_column: Annotated[str | None, N_("The header of the labels, or of ratings below and above 0.")] = None,
    skip_bad: Annotated[bool, N_("Leave out empty texts, and classes with fewer than three.")] = False,
    variant: Annotated[Literal["ngrams", "kim"], N_("With weights for n-grams too, or kernels alone.")] = "ngrams",
    dimension: Annotated[int, N_("Numbers of a word's vector.")] = 64,
    filters: Annotated[int, N_("Kernels of each width.")] = 64,
    kernel_sizes: Annotated[str, N_("Over how many words kernels go.")] = "3,4,5",
    dropout: Annotated[float, N_("Part of the kernels' maxima left out in training.")] = 0.5,
    word_dropout: Annotated[float, N_("Part of the vectors' numbers left out in training.")] = 0.2,
    tokens: Annotated[int | None, N_("Words of a text; else as many as 98 of 100 texts have, at least 30.")] = None,
    min_count: Annotated[int, N_("How often a word stands in the texts to be known.")] = 2,
    most_words: Annotated[int, N_("How many words are known at most.")] = 50_000,
    stop_words: Annotated[str, N_("Leave out frequent words: none, en, es, or en,es.")] = "none",
    vectors: Annotated[Path | None, N_("Text file of word2vec's or GloVe's vectors to begin with.")] = None,
    freeze_vectors: Annotated[bool, N_("Leave the vectors as they are.")] = False,
    soft: Annotated[float, N_("A rating r is taken for the probability σ(soft·r); 0 for 0 and 1.")] = 1.2,
    epochs: Annotated[int | None, N_("Passes over the training texts; else 20 of what ships, 4 of others.")] = None,
    batch_size: Annotated[int, N_("Texts in a step.")] = 50,
    learning_rate: Annotated[float, N_("The highest of the cycle.")] = 2e-3,
    seed: options.Seed = 0,
    device: options.Device = "auto",
    precision: options.Precision = "float32",
    jit: options.Jit = None,
    auto_batch: options.AutoBatch = False,
    checkpoint_minutes: options.CheckpointMinutes = 10.0,
    out: Annotated[Path | None, N_("Folder to write; else runs/train-text-TIME.")] = None,
    force: options.Force = False,
) -> Plan:
    """Train Kim's CNN for sentences on texts with labels or ratings, and test it.

    A sentence is a matrix with a row for each word; kernels slide over the words, and of each its highest value counts.
    Leaves a folder with the model, its vocabulary, its history, its metrics and its figures: the confusion matrix, a
    sentence as the network reads it, the n-grams that count most.

    Example:
        kerascnn train-text
        kerascnn train-text --variant kim --language es --stop-words es
        kerascnn train-text --data-dir reviews.csv --text-column review --label-column stars
        kerascnn predict runs/mine "¡Qué película tan mala!" --output sentence.png
    """
    _check_choice(dataset, data_dir, language, text_column or label_column)
    few = data_dir is None and dataset == "sentences"
    if few:
        options.no_effect(run, _("texts of your own"), skip_bad=skip_bad)
    return Plan(
        recipe="train-text",
        task="text",
        data=DataChoice(dataset, "sample" if few else "auto", data_dir, skip_bad),
        options=Options(
            network=Network("text-cnn", variant, dimension, filters, kernel_sizes, dropout, word_dropout),
            words=Words(tokens, min_count, most_words, stop_words, vectors, freeze_vectors),
            choice=Choice(language, text_column, label_column),
            epochs=(EPOCHS_OF_FEW if few else EPOCHS) if epochs is None else epochs,
            batch_size=batch_size,
            learning_rate=learning_rate,
            seed=seed,
            soft=soft,
        ),
        computing=Computing(device, precision, jit, checkpoint_minutes, auto_batch),
    )


def _check_choice(dataset: str, data_dir: Path | None, language: str, column: str | None) -> None:
    """Check that no option is given that the data leave without effect.

    Raises:
        InputError: one is.
    """
    if data_dir is not None and dataset != "sentences":
        text = _("--dataset {dataset} and --data-dir are two data sets; give one of them")
        raise InputError(text.format(dataset=dataset))
    if language != "both" and (data_dir is not None or dataset != "sentences"):
        text = _("--language {language} is for the sentences that ship; texts of your own are taken as they are")
        raise InputError(text.format(language=language))
    if column is not None and data_dir is None:
        text = _("--text-column and --label-column are for a table of your own; add --data-dir")
        raise InputError(text)
