import pytest

from kerascnn.outside import file_name, for_plots, visible


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("conv1", "conv1"),
        ("block/conv 1", "block-conv-1"),
        ("../../etc/passwd", "etc-passwd"),
        ("..", "_"),
        ("", "_"),
        ("-rf", "rf"),
        (".hidden", "hidden"),
        ("C:\\Windows\\x", "C-Windows-x"),
        ("nul.png", "_nul.png"),
        ("a\x00b\nc", "a-b-c"),
        ("café ñandú", "café-ñandú"),
        ("x" * 300, "x" * 80),
        ("ñ" * 300, "ñ" * 40),
    ],
)
def test_file_names(name, safe):
    assert file_name(name) == safe


def test_no_text_gives_an_order_to_a_terminal():
    every = "".join(map(chr, range(0x3000))) + "\u2028\ufeff\U000e0001\ud800"
    assert visible(every).isprintable()
    assert visible("árbol, 猫, ×·−") == "árbol, 猫, ×·−"


def test_a_dollar_sign_begins_no_formula():
    from matplotlib import cbook

    for text in ("$x^2$", "$", "a$b$c", "\\$x$"):
        assert not cbook.is_math_text(for_plots(text)), text
