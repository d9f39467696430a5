"""What a text is made of for a network: tokens, and the n-grams of words and letters that they make."""

import re
import unicodedata
import zlib
from collections.abc import Collection, Iterator, Sequence

from kerascnn.errors import unknown
from kerascnn.language import _

__all__ = ["LONGEST_TOKEN", "STOP_WORDS", "bucket", "grams", "stop_words", "tokens"]

LONGEST_TOKEN = 60
"""Letters of a token; what is longer, an address say, is cut."""

EMOJI = (
    "[\U0001f1e6-\U0001f1ff]{2}"  # two letters are a flag
    "|[\u2600-\u27bf\U0001f300-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*"
    "(?:\u200d[\u2600-\u27bf\U0001f300-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*)*"  # joined: a family, a profession
)
PATTERN = re.compile(
    r"https?://\S+"
    r"|\d+(?:[.,:/]\d+)*"  # 10, 3.5, 1.000,25, 8:30, 9/10
    r"|[^\W\d_]\w*(?:['’][^\W\d_]+)*"  # don't, l'eau, mp3: one word
    r"|\w+"
    rf"|{EMOJI}"
    r"|[:;=8][-o^']?[)(\]\[DPp/|*]+"  # :-) ;) =(
    r"|\.{2,}|…"
    r"|[^\w\s]"
)

ENGLISH = (
    "a an the and or of in on at by to for from with as is are was were be been being am it its he she him her his "
    "they them their we us our you your i me my this that these those who which what there here has have had do "
    "does did will would can could should may might shall if so than then into onto over under about after before "
    "while during between through"
)
SPANISH = (
    "el la los las lo un una unos unas y e o u de del a al en con por para desde hasta entre sobre tras durante es "
    "son era eran fue fueron ser sido siendo está están estaba estaban estar ha han había habían haber he hemos se "
    "me te le les nos os mi mis tu tus su sus nuestro nuestra nuestros nuestras yo tú él ella ellos ellas nosotros "
    "nosotras usted ustedes que quien quienes cual cuales cuyo cuya este esta estos estas ese esa esos esas aquel "
    "aquella esto eso aquello hay si cuando donde como mientras"
)
STOP_WORDS = {"en": frozenset(ENGLISH.split()), "es": frozenset(SPANISH.split())}
"""Words that every sentence has. What turns a sentence round stays: not, no, never, without, but; nunca, sin, pero."""


def tokens(text: str, *, without: Collection[str] = ()) -> list[str]:
    """The tokens of a text, in lower case: words, numbers, emojis, and each sign of punctuation by itself.

    An accent is part of its letter however it was typed (`é` is one sign, or `e` and a mark); an apostrophe within a
    word stays in it, and the curly one becomes the plain one. `¿` and `¡` are tokens.

    >>> tokens("¡Qué MALA idea! ¿No crees?")
    ['¡', 'qué', 'mala', 'idea', '!', '¿', 'no', 'crees', '?']
    >>> tokens("It didn’t cost $3.50... 👍🏽")
    ['it', "didn't", 'cost', '$', '3.50', '...', '👍🏽']

    Args:
        text: any.
        without: tokens that are left out, see `stop_words`.
    """
    plain = unicodedata.normalize("NFC", text).lower().replace("’", "'")
    found = (match[0][:LONGEST_TOKEN] for match in PATTERN.finditer(plain))
    return [token for token in found if token not in without]


def stop_words(names: str) -> frozenset[str]:
    """The stop words of languages: "none", "en", "es", or both, "en,es".

    >>> sorted(stop_words("es") & {"de", "no", "the"})
    ['de']

    Raises:
        InputError: there are none of such a language.
    """
    chosen = [name.strip() for name in names.split(",") if name.strip() not in ("", "none")]
    for name in chosen:
        if name not in STOP_WORDS:
            raise unknown(_("list of stop words"), name, ("none", *STOP_WORDS))
    return frozenset().union(*(STOP_WORDS[name] for name in chosen))


def grams(words: Sequence[str], *, longest: int, letters: tuple[int, int] | None) -> Iterator[str]:
    """The n-grams of words, and those of the letters of each word.

    A word's ends are marked, so that `<un` begins a word, as fastText has it (Bojanowski et al. 2017,
    arXiv:1607.04606). An n-gram of letters begins with a space, which no n-gram of words does.

    >>> list(grams(["muy", "mala"], longest=2, letters=(4, 4)))
    ['muy', 'mala', 'muy mala', ' <muy', ' muy>', ' <mal', ' mala', ' ala>']

    Args:
        words: tokens.
        longest: the most words of an n-gram.
        letters: the fewest and the most letters of one; None for no such.
    """
    for count in range(1, longest + 1):
        for first in range(len(words) - count + 1):
            yield " ".join(words[first : first + count])
    if letters is None:
        return
    for word in words:
        marked = f"<{word}>"
        for count in range(letters[0], letters[1] + 1):
            for first in range(len(marked) - count + 1):
                yield f" {marked[first : first + count]}"


def bucket(gram: str, buckets: int) -> int:
    """The number that an n-gram is known by, out of its CRC-32, which is the same in every process.

    N-grams of words have those from 1 to `buckets` / 2 - 1, those of letters the others. Two n-grams may share a
    number: with a few hundred thousand numbers that costs little, and no list of n-grams has to be kept (Weinberger et
    al. 2009, arXiv:0902.2206). 0 is left for where there is none.

    >>> bucket("muy mala", 100), bucket(" <mal", 100)
    (13, 86)

    Args:
        gram: as `grams` gives it.
        buckets: how many numbers there are, an even one of 4 or more.
    """
    half = buckets // 2
    number = zlib.crc32(gram.encode("utf-8", "surrogatepass"))
    return half + number % half if gram.startswith(" ") else 1 + number % (half - 1)
