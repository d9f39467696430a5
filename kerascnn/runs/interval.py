"""How far an accuracy on few pictures can be trusted: Wilson's interval."""

import math

from kerascnn.language import _

__all__ = ["FEW", "accuracy_text", "interval", "interval_text", "wilson", "words_with_interval"]

FEW = 500
"""Of fewer test pictures the accuracy is given with its interval: there it is wider than some four points each way."""
NORMAL_95 = 1.959964
"""What 95 % of a normal distribution lie within, in standard deviations."""


def wilson(part: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a part that was seen in `count` trials (Wilson 1927).

    All of seven right is compatible with an accuracy of 65 %:

    >>> [round(end, 4) for end in wilson(1.0, 7)]
    [0.6457, 1.0]

    Args:
        part: 0 to 1.
        count: at least one.
    """
    square = NORMAL_95**2 / count
    middle = (part + square / 2) / (1 + square)
    half = math.sqrt(part * (1 - part) * square + square**2 / 4) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def interval(accuracy: float, count: int) -> tuple[float, float] | None:
    """The interval of an accuracy on few pictures; None where they are many."""
    return wilson(accuracy, count) if 0 < count < FEW else None


def interval_text(accuracy: float, count: int) -> str:
    """The interval in words, "" where the pictures are many."""
    ends = interval(accuracy, count)
    return "" if ends is None else _("95% interval {low:.2%} to {high:.2%}").format(low=ends[0], high=ends[1])


def words_with_interval(words: str, accuracy: float, count: int) -> str:
    """What is said beside an accuracy, with its interval where the pictures are few.

    >>> words_with_interval("of the boxes", 0.9, 1000), words_with_interval("of the boxes", 0.9, 10)
    ('of the boxes', 'of the boxes; 95% interval 59.58% to 98.21%')
    """
    return "; ".join(filter(None, [words, interval_text(accuracy, count)]))


def accuracy_text(accuracy: float, count: int) -> str:
    """An accuracy as it is printed, with its interval where the pictures are few.

    >>> accuracy_text(0.9, 1000), accuracy_text(0.9, 10)
    ('90.00%', '90.00% (95% interval 59.58% to 98.21%)')
    """
    words = interval_text(accuracy, count)
    return f"{accuracy:.2%} ({words})" if words else f"{accuracy:.2%}"
