from kerascnn.outside import for_plots, visible


def test_no_text_gives_an_order_to_a_terminal():
    every = "".join(map(chr, range(0x3000))) + "\u2028\ufeff\U000e0001\ud800"
    assert visible(every).isprintable()
    assert visible("árbol, 猫, ×·−") == "árbol, 猫, ×·−"


def test_a_dollar_sign_begins_no_formula():
    from matplotlib import cbook

    for text in ("$x^2$", "$", "a$b$c", "\\$x$"):
        assert not cbook.is_math_text(for_plots(text)), text
