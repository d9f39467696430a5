"""Names from outside on a terminal: what is a part of their spelling stays, what gives orders is shown."""

import pytest

from kerascnn.untrusted_text import shortened, visible, width

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
RAINBOW = "\U0001f3f3\ufe0f\u200d\U0001f308"
DOCTOR = "\U0001f469\U0001f3fd\u200d\u2695\ufe0f"
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
HINDI = "\u0915\u094d\u200d\u0937"


@pytest.mark.parametrize("name", [FAMILY, f"{FAMILY} family", RAINBOW, DOCTOR, PERSIAN, HINDI, f"{DOCTOR}{PERSIAN}"])
def test_joiners_that_spell_a_sign_are_kept(name):
    assert visible(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("ca\u200dt", r"ca\u200dt"),
        ("\u200d", r"\u200d"),
        (f"{FAMILY}\u200d", rf"{FAMILY}\u200d"),
        (f"\u200d{FAMILY}", rf"\u200d{FAMILY}"),
        ("\U0001f468\u200d\x1b[2J", r"\u200d\x1b[2J"),
        ("\U0001f468\u200d\u202e\U0001f467", r"\u200d\u202e"),
        ("\U0001f468\u200c\U0001f467", r"\u200c"),
        ("a\u200cb", r"a\u200cb"),
        (f"{PERSIAN}\u200c\u200c", r"\u200c\u200c"),
        ("\u0645\u200d\u06cc", r"\u200d"),
    ],
)
def test_joiners_elsewhere_are_escaped(name, shown):
    assert shown in visible(name)
    assert visible(visible(name)) == visible(name)


def test_joined_signs_take_two_columns_and_are_cut_whole():
    assert [width(name) for name in (FAMILY, RAINBOW, DOCTOR, "\u2764\ufe0f", "\U0001f44d\U0001f3fd")] == [2] * 5
    assert width(PERSIAN) == 7
    assert shortened(FAMILY * 9, 9) == FAMILY * 3 + "\u2026" + FAMILY
    assert shortened("e\u0301" * 9, 4) == "e\u0301" * 2 + "\u2026" + "e\u0301"
