"""Classic kernels, and correlation, convolution, pooling and transpose convolution written out in NumPy.

>>> from kerascnn import filters
>>> filters.correlate([[10, 10, 0, 0]] * 3, filters.kernel("vertical"))
array([[30., 30.]])
"""

from kerascnn.filters import sliding
from kerascnn.filters.correlate import convolve, correlate, flip
from kerascnn.filters.explanation import correlation_steps, pooling_steps, transpose_steps
from kerascnn.filters.filtered import Filtered, outcomes
from kerascnn.filters.frequency import high_pass, low_pass, spectrum
from kerascnn.filters.kernels import KERNELS, Kernel, kernel, named
from kerascnn.filters.photograph import apply
from kerascnn.filters.pooling import average_pool, max_pool
from kerascnn.filters.transpose import transpose_convolve
from kerascnn.filters.worked_examples import EXAMPLES, WorkedExample, example

__all__ = [
    "EXAMPLES",
    "KERNELS",
    "Filtered",
    "Kernel",
    "WorkedExample",
    "apply",
    "average_pool",
    "convolve",
    "correlate",
    "correlation_steps",
    "example",
    "flip",
    "high_pass",
    "kernel",
    "low_pass",
    "max_pool",
    "named",
    "outcomes",
    "pooling_steps",
    "sliding",
    "spectrum",
    "transpose_convolve",
    "transpose_steps",
]
