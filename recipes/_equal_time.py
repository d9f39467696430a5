"""How many epochs of each augmentation take as long as so many of the first."""

import statistics
import time
from collections.abc import Iterable
from dataclasses import replace

from kerascnn.language import _
from kerascnn.recipes._classification import Plan

__all__ = ["epochs_of_equal_time"]

STEPS, REPEATS = 64, 3


def epochs_of_equal_time(plan: Plan, policies: Iterable[str]) -> dict[str, int]:
    """For each policy, the epochs that take as long as the plan's own epochs do with the plan's own policy.

    A step with each policy is timed on this machine: the median of three times 64 steps, after as many that are
    not counted. The epochs are whole, so that the times differ by up to half an epoch, and by whatever else keeps the
    machine busy.

    Args:
        plan: how to train, with the policy that the others are measured by.
        policies: names of `kerascnn.augmentation`.
    """
    epochs, own = plan.training.epochs, plan.training.augmentation
    budget = epochs * _seconds_per_step(plan)
    found = {own: epochs}
    for policy in policies:
        if policy not in found:
            changed = replace(plan, training=replace(plan.training, augmentation=policy))
            found[policy] = max(1, round(budget / _seconds_per_step(changed)))
            text = _("{policy}: {epochs} epochs take about as long as {count} with {own}")
            print(text.format(policy=policy, epochs=found[policy], count=epochs, own=own))
    return found


def _seconds_per_step(plan: Plan) -> float:
    from kerascnn import training
    from kerascnn.recipes._classification.preparing import prepare

    how, computing = plan.training, plan.computing
    dataset = plan.data.load(how.seed)
    with training.settings(device=computing.device, precision=computing.precision, seed=how.seed):
        model, batches, _validation = prepare(plan, dataset)
        steps = min(STEPS, len(batches))
        times = []
        for _repeat in range(1 + REPEATS):
            start = time.perf_counter()
            model.fit(batches, steps_per_epoch=steps, epochs=1, verbose=0)
            times.append((time.perf_counter() - start) / steps)
    return statistics.median(times[1:])
