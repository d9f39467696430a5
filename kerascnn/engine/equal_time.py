"""How many epochs of each of several plans take as long as those of the first."""

import time
from collections.abc import Mapping

from kerascnn import tasks
from kerascnn.language import _
from kerascnn.runs.plan import Plan

__all__ = ["epochs_of_equal_time"]

STEPS, ROUNDS = 48, 5


def epochs_of_equal_time(plans: Mapping[str, Plan]) -> dict[str, int]:
    """For each plan, the epochs that take as long as the first plan's own epochs do.

    Steps of each are timed on this machine. The epochs are whole, so that the times differ by up to half an epoch, and
    by whatever else keeps the machine busy.

    Args:
        plans: by their labels, all on the same data.
    """
    own, first = next(iter(plans.items()))
    epochs = first.options.epochs
    seconds = _seconds_per_step(plans)
    found = {label: max(1, round(epochs * seconds[own] / each)) for label, each in seconds.items()}
    for label in list(found)[1:]:
        text = _("{policy}: {epochs} epochs take about as long as {count} with {own}")
        print(text.format(policy=label, epochs=found[label], count=epochs, own=own))
    return found


def _seconds_per_step(plans: Mapping[str, Plan]) -> dict[str, float]:
    """The shortest of five times 48 steps of each plan, after as many that are not counted.

    The plans take turns, and the shortest time is taken, because another program can make a time only longer.
    """
    from kerascnn import training

    first = next(iter(plans.values()))
    task, computing = tasks.named(first.task), first.computing
    data = tasks.load(first)
    with training.settings(device=computing.device, precision=computing.precision, seed=first.options.seed):
        built = {label: task.build(plan, data) for label, plan in plans.items()}
        times: dict[str, list[float]] = {label: [] for label in plans}
        for _round in range(1 + ROUNDS):
            for label, (model, feed, *_rest) in built.items():
                steps = min(STEPS, len(feed))
                start = time.perf_counter()
                model.fit(feed, steps_per_epoch=steps, epochs=1, verbose=0)
                times[label].append((time.perf_counter() - start) / steps)
    return {label: min(each[1:]) for label, each in times.items()}
