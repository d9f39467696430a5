from kerascnn.latex import RESERVED, SIGNS, latex


def test_reserved_characters_and_signs():
    assert latex("50 % of #1 & a_b ~ {x} \\ ^") == (
        r"50 \% of \#1 \& a\_b \textasciitilde{} \{x\} \textbackslash{} \textasciicircum{}"
    )
    assert latex("⌊(6 − 3)/2⌋ ≥ 1") == r"$\lfloor$(6 $-$ 3)/2$\rfloor$ $\ge$ 1"
    assert all(text.isascii() for text in (RESERVED | SIGNS).values())
