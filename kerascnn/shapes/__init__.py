"""The arithmetic of convolutional networks: output sizes, parameters, multiply-adds, receptive fields.

    >>> import kerascnn as kc
    >>> net = kc.shapes.trace("32x32x3", "conv6@5 pool2 conv16@5 pool2 flatten dense120 dense84 dense10")
    >>> net.parameters
    62006
    >>> net.rows[2].output, net.rows[2].receptive_field
    ((10, 10, 16), (14, 14))

Everything here needs the standard library alone.
"""

from kerascnn import lazy
from kerascnn.shapes.chain import Trace, trace
from kerascnn.shapes.row import Row
from kerascnn.shapes.sizes import output_size, same_padding, transpose_output_size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kerascnn.shapes.answers import Verdict, check
    from kerascnn.shapes.unknowns import Solutions, solve

__all__ = [
    "Row",
    "Solutions",
    "Trace",
    "Verdict",
    "check",
    "output_size",
    "same_padding",
    "solve",
    "trace",
    "transpose_output_size",
]

# Imported when they are first used.
__getattr__, __dir__ = lazy.attributes(
    __name__,
    {"check": "answers", "Verdict": "answers", "solve": "unknowns", "Solutions": "unknowns"},
)
