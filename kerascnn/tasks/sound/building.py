"""The network of a plan, compiled, and the windows of sound that it learns from."""

from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras

from kerascnn import networks, training
from kerascnn.datasets.sound import Sounds
from kerascnn.runs.plan import Plan
from kerascnn.tasks.protocol import Built
from kerascnn.tasks.sound.feed import ConsecutiveWindows, RandomWindows
from kerascnn.tasks.sound.generating import check_makes_sound
from kerascnn.tasks.sound.likelihood import BitsPerSample, WaveLoss
from kerascnn.tasks.sound.options import Options
from kerascnn.tasks.sound.stepping import receptive_field

__all__ = ["build", "network"]

VALIDATION_BATCH = 16
LONGEST_STEP = 1.0
"""The gradients of all weights together are brought to this length where they are longer: at the start some are."""
MEMORY = 0.99
"""Of Adam's average of the squares: a training of a thousand steps has no time for the usual 0.999."""


def build(plan: Plan, data: Sounds) -> Built:
    """Build a plan's network and its windows; the same plan, data and seed give the same, in any process.

    Raises:
        InputError: the network does not take sound, or sees what is still to come.
    """
    how: Options = plan.options
    model = network(plan, data)
    field = receptive_field(model)
    windows = RandomWindows(
        data.train, samples=how.window, field=field, steps=how.steps, batch_size=how.batch_size, seed=how.seed
    )
    validation = ConsecutiveWindows(data.validation, samples=how.window, field=field, batch_size=VALIDATION_BATCH)
    optimizer = keras.optimizers.AdamW(
        training.OneCycle(how.learning_rate, how.epochs * how.steps),
        weight_decay=1e-4,
        beta_2=MEMORY,
        global_clipnorm=LONGEST_STEP,
    )
    training.compile_model(model, optimizer, loss=WaveLoss(), metrics=[BitsPerSample()], jit=plan.computing.jit)
    return Built(model, windows, validation)


def network(plan: Plan, data: Sounds) -> keras.Model:
    """The network, not compiled.

    Raises:
        InputError: it does not take sound, or has no such setting.
    """
    how: Options = plan.options
    own: dict[str, Any] = {
        "variant": how.variant,
        "dilations": how.dilations,
        "stacks": how.stacks,
        "components": how.components,
    }
    model = networks.build(how.network, input_shape=(how.window, 1), width=None if how.width == 1 else how.width, **own)
    check_makes_sound(model)
    return model
