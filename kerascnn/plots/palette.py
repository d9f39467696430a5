"""A colour and a line for each of several things that are drawn together."""

__all__ = ["LINES", "colour_of"]

# Okabe and Ito's palette, the strongest first, with Tol's olive for its yellow, which is too light on white; lines
# differ too, for those who print in grey.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999933")
LINES = ("o-", "s--", "^-.", "D:", "v-", "x--", "P-", "*:")


def colour_of(number: int) -> str:
    """The colour of thing `number`, from 0; they repeat after eight."""
    return COLOURS[number % len(COLOURS)]
