import numpy as np
import pytest
from PIL import Image

from kerascnn import augmentation, plots
from publishers import digits


def test_the_sheet_is_drawn_and_the_parts_are_named(kerascnn, tmp_path):
    out = tmp_path / "sheet.png"
    code, printed, _ = kerascnn("augment", "--policy", "standard", "--strength", 0.5, "-o", out)
    assert code == 0
    assert printed == (
        "standard, strength 0.5:\n"
        "  mirrored left to right: 50% of the pictures\n"
        "  shift: up to 6.25% of the side, in whole pixels\n"
        f"{out}\n"
    )
    with Image.open(out) as drawn:
        assert min(drawn.size) > 500
    code, _, err = kerascnn("augment", "-o", out)
    assert (code, "--force" in err) == (2, True)
    assert kerascnn("augment", "--policy", "none", "-o", out, "--force", "--lang", "es")[1].startswith(
        "none, intensidad 1:\n  ningún cambio\n"
    )


@pytest.mark.parametrize(("mode", "size", "shape"), [("L", (28, 28), (28, 28, 1)), ("RGB", (900, 300), (85, 256, 3))])
def test_any_picture_keeps_its_shape_and_its_colours(tmp_path, mode, size, shape):
    values = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3), np.uint8)
    Image.fromarray(values).convert(mode).save(tmp_path / "picture.png")
    course = augmentation.policy("course")
    original, variants = augmentation.sheet(course, tmp_path / "picture.png", seed=1)
    assert (original.shape, variants.shape) == (shape, (16, *shape))
    assert len({variant.tobytes() for variant in variants}) == 16
    assert np.array_equal(variants, augmentation.sheet(course, tmp_path / "picture.png", seed=1)[1])
    assert not np.array_equal(variants, augmentation.sheet(course, tmp_path / "picture.png", seed=2)[1])


def test_what_is_done_to_an_animation_or_to_transparency_is_said(kerascnn, tmp_path):
    first = Image.new("L", (9, 9), 50)
    first.save(tmp_path / "moving.gif", save_all=True, append_images=[Image.new("L", (9, 9), 90)])
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    _, printed, _ = kerascnn("augment", tmp_path / "moving.gif", "-o", tmp_path / "a.png")
    assert "moving.gif has 2 frames; the first is taken" in printed
    _, printed, _ = kerascnn("augment", tmp_path / "clear.png", "-o", tmp_path / "b.png")
    assert "clear.png has transparency; it is laid on white" in printed


def test_the_figure_has_seventeen_pictures():
    original = digits(60, 20)[0][0]
    drawn = plots.augmented_sheet(original, np.stack([original] * 16), ["a part", "another"], title="mine")
    assert sum(len(axes.images) for axes in drawn.findobj(lambda artist: hasattr(artist, "imshow"))) == 17
    texts = [text.get_text() for text in drawn.findobj(lambda artist: hasattr(artist, "get_text"))]
    assert {"mine", "original", "• a part\n• another"} <= set(texts)


def test_bad_input_is_one_line(kerascnn, tmp_path):
    out = tmp_path / "sheet.png"
    (tmp_path / "text.png").write_text("hello")
    for words, message in {
        ("--policy", "corse"): "did you mean 'course'?",
        ("--strength", 3): "expected a number from 0 to 2",
        ("--policy", "mixup"): "mixes classes and the data has 1; choose one that does not: none, shift",
        ("--seed", -1): "seed is -1; expected a whole number from 0 up",
        ("--size", 0): "size is 0; expected a whole number from 1 up",
        (tmp_path / "text.png",): "no picture that can be read",
        (tmp_path / "none.png",): "does not exist",
    }.items():
        code, _, err = kerascnn("augment", *words, "-o", out)
        assert (code, err.count("\n")) == (2, 1), (words, err)
        assert message in err
    assert not out.exists()
