"""Plain text as LaTeX: its reserved characters, and the signs of formulas that it writes with commands."""

__all__ = ["latex"]

RESERVED = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": "$<$",
    ">": "$>$",
}
SIGNS = {
    "⌊": r"$\lfloor$",
    "⌋": r"$\rfloor$",
    "⌈": r"$\lceil$",
    "⌉": r"$\rceil$",
    "·": r"$\cdot$",
    "×": r"$\times$",
    "≈": r"$\approx$",
    "−": "$-$",
    "→": r"$\to$",
    "≤": r"$\le$",
    "≥": r"$\ge$",
    "Σ": r"$\sum$",
    "²": r"\textsuperscript{2}",
    "—": "---",
    "…": r"\ldots{}",
}


def latex(text: str) -> str:
    r"""The text as LaTeX, for a document in UTF-8.

    >>> print(latex("⌊7/2⌋ is 3, 50 %"))
    $\lfloor$7/2$\rfloor$ is 3, 50 \%
    """
    return "".join(RESERVED.get(sign) or SIGNS.get(sign, sign) for sign in text)
