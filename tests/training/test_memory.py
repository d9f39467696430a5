import pytest

from kerascnn.training import memory


def test_half_and_half_again_until_it_fits():
    tried = []

    def step(size):
        tried.append(size)
        if size > 12:
            raise MemoryError

    assert memory.batch_that_fits(step, 100) == 12
    assert tried == [50, 25, 12]
    assert memory.batch_that_fits(step, 1) is None


def test_another_error_is_not_taken_for_too_little_memory():
    def step(size):
        raise ValueError("another")

    with pytest.raises(ValueError, match="another"):
        memory.batch_that_fits(step, 4)


def test_what_the_backends_say_when_memory_is_short():
    class ResourceExhaustedError(Exception):
        """TensorFlow's, by its name."""

    xla = "INTERNAL: RESOURCE_EXHAUSTED: Out of memory while trying to allocate 17179869184 bytes"
    assert all(map(memory.is_out_of_memory, (MemoryError(), ResourceExhaustedError("OOM"), RuntimeError(xla))))
    assert not memory.is_out_of_memory(RuntimeError("RESOURCE_EXHAUSTED: quota"))
