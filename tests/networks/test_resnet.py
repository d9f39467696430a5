"""Where the residual networks differ although they have as many parameters."""

import keras
import pytest

from kerascnn import networks


def built(name, **settings):
    with keras.StatelessScope(initialize_variables=False):
        return networks.build(name, **settings)


@pytest.mark.parametrize(("variant", "strided"), [("keras", 1), ("paper", 1), ("torchvision", 2)])
def test_which_convolution_of_a_bottleneck_has_the_stride(variant, strided):
    model = built("resnet50", variant=variant)
    for stage, strides in ((2, 1), (3, 2), (4, 2), (5, 2)):
        found = [networks.layer(model, f"conv{stage}_block1_{number}_conv").strides[0] for number in (0, 1, 2, 3)]
        assert found == [strides, *(strides if number == strided else 1 for number in (1, 2, 3))]
        assert networks.layer(model, f"conv{stage}_block2_1_conv").strides == (1, 1)


@pytest.mark.parametrize("name", ["resnet50", "resnet18", "plain-18"])
def test_each_stage_halves_the_maps(name):
    model = built(name)
    sides = [networks.layer(model, f"conv{stage}_block1_out").output.shape[1] for stage in (2, 3, 4, 5)]
    assert sides == [56, 28, 14, 7]


@pytest.mark.parametrize(("residual", "plain"), [("resnet20", "plain-20"), ("resnet18", "plain-18")])
def test_a_plain_network_is_the_same_without_shortcuts(residual, plain):
    def convolutions(name):
        return [
            (layer.name, layer.kernel.shape, layer.strides)
            for layer in built(name).layers
            if isinstance(layer, keras.layers.Conv2D) and not layer.name.endswith("_0_conv")
        ]

    assert convolutions(residual) == convolutions(plain)
    kinds = {type(layer).__name__ for layer in built(plain).layers}
    assert not kinds & {"Add", "PaddedShortcut"}


def test_shortcuts_for_cifar_have_no_weights():
    """He et al. 2015, section 4.2: identity shortcuts in all cases, option A."""
    model = built("resnet56")
    shortcuts = [layer for layer in model.layers if layer.name.endswith("_0_shortcut")]
    assert [layer.filters for layer in shortcuts] == [32, 64]
    assert sum(isinstance(layer, keras.layers.Add) for layer in model.layers) == 27
