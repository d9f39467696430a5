import keras
import pytest

from kerascnn.training import OneCycle


@pytest.mark.parametrize(("step", "rate"), [(0, 0.0), (10, 0.5), (20, 1.0), (60, 0.5), (100, 0.0), (120, 0.0)])
def test_up_for_a_fifth_of_the_steps_then_down(step, rate):
    assert float(OneCycle(peak=1.0, steps=100)(step)) == pytest.approx(rate, abs=1e-6)


def test_the_only_step_of_a_training_has_a_length():
    assert float(OneCycle(peak=0.5, steps=1)(0)) == 0.5


def test_a_saved_optimizer_has_its_schedule_back():
    optimizer = keras.optimizers.AdamW(OneCycle(peak=0.5, steps=10, rise=0.3))
    again = keras.optimizers.deserialize(keras.optimizers.serialize(optimizer))
    assert again._learning_rate.get_config() == {"peak": 0.5, "steps": 10, "rise": 0.3}
