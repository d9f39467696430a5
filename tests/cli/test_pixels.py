"""`kerascnn pixels`: the numbers it prints and draws, and what it refuses in one line."""

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def photo(tmp_path):
    pixels = np.arange(40 * 50 * 3).reshape(40, 50, 3) % 256
    Image.fromarray(pixels.astype(np.uint8)).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


def test_without_a_picture_it_shows_a_digit(kerascnn):
    code, out, err = kerascnn("pixels")
    assert (code, err) == (0, "")
    assert out.startswith("MNIST, first test image (28×28×1), uint8\n\ngrey: rows 0 to 27, columns 0 to 27\n")
    # The bright bar of the 7.
    assert " 222 254 254 254 254 241 198 198 198 " in out
    assert "Note" not in out


def test_a_region_is_printed_channel_by_channel_and_drawn(kerascnn, photo, tmp_path):
    code, out, _ = kerascnn("pixels", photo, "--region", "1,2,1,3", "-o", tmp_path / "out.png")
    assert code == 0
    assert "red: rows 1 to 1, columns 2 to 4\n  156 159 162\n" in out
    assert "green: rows 1 to 1, columns 2 to 4\n  157 160 163\n" in out
    assert out.endswith(f"\ndrawn: {tmp_path / 'out.png'}\n")
    with Image.open(tmp_path / "out.png") as drawn:
        assert drawn.width > 1000


def test_what_is_too_large_to_read_is_said(kerascnn, photo):
    _, out, _ = kerascnn("pixels", photo, "--region", "0,0,40,50")
    assert "red: rows 0 to 27, columns 0 to 27\n" in out
    assert "Note: the region has 40×50 pixels, too many to read; its first 28×28 are shown\n" in out
    _, out, _ = kerascnn("pixels", photo, "--grey", "--lang", "es")
    assert "gris: filas 14 a 25, columnas 19 a 30\n" in out
    assert "Nota: este es el centro de la imagen; --region muestra otra parte\n" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["photo.png", "--region", "1,2,3"], "--region is '1,2,3'; expected ROW,COLUMN,HEIGHT,WIDTH such as"),
        (["photo.png", "--region", "30,0,20,1"], "--region asks for rows 30 to 49, columns 0 to 0; the picture has"),
        (["none.png"], "none.png does not exist"),
        (["photo.png", "-o", "photo.png"], "photo.png exists; choose another name, or --force to replace it"),
        (["photo.png", "-o", "out.doc"], "out.doc has an ending that cannot be drawn; expected one of"),
    ],
)
def test_bad_input_is_one_line(kerascnn, photo, monkeypatch, words, message):
    monkeypatch.chdir(photo.parent)
    code, out, err = kerascnn("pixels", *words)
    assert (code, out) == (2, "")
    assert err.startswith(f"Error: {message}")
    assert err.count("\n") == 1
