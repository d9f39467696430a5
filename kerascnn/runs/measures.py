"""What a training or a test measures: a number with its name, the form that it is written in, and which way is up."""

from typing import NamedTuple

from kerascnn.language import N_, _

__all__ = ["ACCURACY", "FORMS", "LOSS", "VALIDATION_LOSS", "Measure"]

FORMS = (".2%", ".4f", ".3f", ".2f", ",.1f")
"""The forms that a measure may have: what a stranger's file names is one of them, or none."""


class Measure(NamedTuple):
    """What a number measures.

    Attributes:
        name: the column of the history, as Keras calls it.
        title: in English, for `_`.
        form: how a value is written, as for `format`.
        more_is_better: whether a higher value is the better one.
    """

    name: str
    title: str
    form: str
    more_is_better: bool

    def written(self, value: float) -> str:
        """A value with its title, in the reader's language.

        >>> ACCURACY.written(0.9876)
        'accuracy 98.76%'
        """
        return f"{_(self.title)} {value:{self.form}}"

    def is_better(self, value: float, than: float) -> bool:
        """Whether a value is at least as good as another: of two equals the later one counts."""
        return value >= than if self.more_is_better else value <= than


LOSS = Measure("loss", N_("loss"), ".4f", more_is_better=False)
VALIDATION_LOSS = Measure("val_loss", N_("validation loss"), ".4f", more_is_better=False)
ACCURACY = Measure("accuracy", N_("accuracy"), ".2%", more_is_better=True)
