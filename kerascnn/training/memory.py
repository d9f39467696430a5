"""Memory: how much there was need of, and what to do when there was too little."""

import gc
import math
import sys
from collections.abc import Callable

import keras

__all__ = ["batch_that_fits", "count_parameters", "is_out_of_memory", "peak_memory", "step_memory"]


def peak_memory() -> int | None:
    """The most memory that this process has had, in bytes; None where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def count_parameters(build: Callable[[], keras.Model]) -> int:
    """How many numbers the weights of a model have, counted without the memory for them.

    >>> count_parameters(lambda: keras.Sequential([keras.Input((10**6,)), keras.layers.Dense(10**6)]))
    1000001000000
    """
    with keras.StatelessScope(initialize_variables=False):
        return build().count_params()


def step_memory(model: keras.Model, batch_size: int) -> int:
    """About how many bytes a step of training takes: what each layer gives for each picture, and its gradient.

    Args:
        model: with one picture size.
        batch_size: pictures in a step.
    """
    outputs = (tensor.shape[1:] for layer in model.layers for tensor in keras.tree.flatten(layer.output))
    numbers = sum(math.prod(axis or 1 for axis in shape) for shape in outputs)
    return 2 * 4 * numbers * batch_size


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that there was too little memory, on the processor or on a GPU.

    TensorFlow's is a ResourceExhaustedError, PyTorch's an OutOfMemoryError; compiled by XLA, the words are in another.
    """
    if isinstance(error, MemoryError) or type(error).__name__ in ("ResourceExhaustedError", "OutOfMemoryError"):
        return True
    return "RESOURCE_EXHAUSTED" in str(error) and "out of memory" in str(error).lower()


def batch_that_fits(step: Callable[[int], object], batch_size: int) -> int | None:
    """The largest of a half, a quarter, ... of a batch size with which a step of training fits into memory.

    Args:
        step: makes a step with a batch size; it must not keep what it built.
        batch_size: one that does not fit.

    Returns:
        None if not even a batch of one picture fits.

    Example:
        >>> def step(size):
        ...     if size > 20:
        ...         raise MemoryError
        >>> batch_that_fits(step, 128)
        16
    """
    while batch_size > 1:
        batch_size //= 2
        gc.collect()  # what the step before built is in cycles, and would take the room of this one
        try:
            step(batch_size)
        except Exception as error:
            if not is_out_of_memory(error):
                raise
        else:
            return batch_size
    return None
