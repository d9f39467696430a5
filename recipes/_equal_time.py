"""How many epochs of each augmentation take as long as so many of the first."""

import time
from collections.abc import Iterable
from dataclasses import replace

from kerascnn.language import _
from kerascnn.recipes._classification import Plan

__all__ = ["epochs_of_equal_time"]

STEPS, ROUNDS = 48, 5


def epochs_of_equal_time(plan: Plan, policies: Iterable[str]) -> dict[str, int]:
    """For each policy, the epochs that take as long as the plan's own epochs do with the plan's own policy.

    Steps with each policy are timed on this machine. The epochs are whole, so that the times differ by up to half an
    epoch, and by whatever else keeps the machine busy.

    Args:
        plan: how to train, with the policy that the others are measured by.
        policies: names of `kerascnn.augmentation`.
    """
    epochs, own = plan.training.epochs, plan.training.augmentation
    seconds = _seconds_per_step(plan, tuple(dict.fromkeys((own, *policies))))
    found = {policy: max(1, round(epochs * seconds[own] / each)) for policy, each in seconds.items()}
    for policy in list(found)[1:]:
        text = _("{policy}: {epochs} epochs take about as long as {count} with {own}")
        print(text.format(policy=policy, epochs=found[policy], count=epochs, own=own))
    return found


def _seconds_per_step(plan: Plan, policies: tuple[str, ...]) -> dict[str, float]:
    """The shortest of five times 48 steps with each policy, after as many that are not counted.

    The policies take turns, and the shortest time is taken, because another program can make a time only longer.
    """
    from kerascnn import training
    from kerascnn.recipes._classification.preparing import prepare

    computing = plan.computing
    dataset = plan.data.load(plan.training.seed)
    with training.settings(device=computing.device, precision=computing.precision, seed=plan.training.seed):
        plans = {policy: replace(plan, training=replace(plan.training, augmentation=policy)) for policy in policies}
        prepared = {policy: prepare(each, dataset) for policy, each in plans.items()}
        times: dict[str, list[float]] = {policy: [] for policy in policies}
        for _round in range(1 + ROUNDS):
            for policy, (model, batches, _validation) in prepared.items():
                steps = min(STEPS, len(batches))
                start = time.perf_counter()
                model.fit(batches, steps_per_epoch=steps, epochs=1, verbose=0)
                times[policy].append((time.perf_counter() - start) / steps)
    return {policy: min(each[1:]) for policy, each in times.items()}
