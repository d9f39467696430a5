"""What the labels of EMNIST stand for (Cohen et al. 2017, arXiv:1702.05373)."""

from pathlib import Path

from kerascnn.untrusted_text import visible

__all__ = ["characters", "is_emnist"]

DIGITS, CAPITALS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALPHABETS = {
    "letters": " " + CAPITALS,
    "balanced": DIGITS + CAPITALS + "abdefghnqrt",
    "bymerge": DIGITS + CAPITALS + "abdefghnqrt",
    "byclass": DIGITS + CAPITALS + CAPITALS.lower(),
}
"""What the labels of EMNIST's parts stand for (Cohen et al. 2017, figure 2); the file `mapping.txt` says it too."""


def is_emnist(name: str) -> bool:
    """Whether a data set of this name is one of EMNIST's parts."""
    return "emnist" in name.lower()


def characters(folder: Path, name: str) -> dict[int, str]:
    """The character behind each label, as far as it is known.

    Args:
        folder: where the files lie.
        name: of the data set; its `...-mapping.txt`, if there is one, says more than the table here.

    Returns:
        One text a label, of several characters where EMNIST does not tell them apart; empty for another data set.
    """
    alphabet = next((letters for word, letters in ALPHABETS.items() if word in name and "emnist" in name), "")
    return _mapping(folder, name) or dict(enumerate(alphabet))


def _mapping(folder: Path, name: str) -> dict[int, str]:
    """The letters of EMNIST's `...-mapping.txt`: a line a label, and the numbers of its characters."""
    known = {}
    for path in filter(Path.is_file, folder.glob(f"{name}*mapping*.txt")):
        with path.open("rb") as file:
            for line in file.read(10_000).split(b"\n"):
                numbers = line.split()
                if len(numbers) >= 2 and all(number.isdigit() and len(number) < 6 for number in numbers):
                    label, *codes = map(int, numbers)
                    known[label] = visible("/".join(map(chr, codes)))
    return known
