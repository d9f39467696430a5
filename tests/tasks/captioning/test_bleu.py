"""BLEU against the examples of Papineni et al. (2002), numbers published elsewhere, and another way to count."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascnn.tasks.captioning import corpus_bleu


def words(text):
    return text.split()


# Papineni et al. 2002, section 2, examples 1 and 2.
CANDIDATE_1 = words("it is a guide to action which ensures that the military always obeys the commands of the party")
CANDIDATE_2 = words("it is to insure the troops forever hearing the activity guidebook that party direct")
REFERENCES = [
    words("it is a guide to action that ensures that the military will forever heed party commands"),
    words(
        "it is the guiding principle which guarantees the military forces always being under the command of the party"
    ),
    words("it is the practical guide for the army always to heed the directions of the party"),
]


def test_the_precisions_of_the_paper():
    first, second = (corpus_bleu([each], [REFERENCES]).precisions for each in (CANDIDATE_1, CANDIDATE_2))
    assert first[:2] == (17 / 18, 10 / 17)
    assert second[:2] == (8 / 14, 1 / 13)
    seven = corpus_bleu([words("the the the the the the the")], [[words("the cat is on the mat")]])
    assert seven.precisions[0] == 2 / 7
    two_references = [words("the cat is on the mat"), words("there is a cat on the mat")]
    assert corpus_bleu([words("the the the the the the the")], [two_references]).precisions[0] == 2 / 7


def test_numbers_of_another_program():
    """The examples of NLTK's `sentence_bleu` and `corpus_bleu`, whose documentation gives 0.5045 and 0.5920."""
    capitals = words("It is a guide to action which ensures that the military always obeys the commands of the party")
    given = [
        words("It is a guide to action that ensures that the military will forever heed Party commands"),
        words(
            "It is the guiding principle which guarantees the military"
            " forces always being under the command of the Party"
        ),
        words("It is the practical guide for the army always to heed the directions of the party"),
    ]
    assert corpus_bleu([capitals], [given]).of(4) == pytest.approx(0.5045, abs=1e-4)
    second = words("he read the book because he was interested in world history")
    true = words("he was interested in world history because he read the book")
    assert corpus_bleu([capitals, second], [given, [true]]).of(4) == pytest.approx(0.5920, abs=1e-4)


def test_short_captions_are_penalised_by_the_nearest_length():
    # Lengths 12, 15 and 17 beside a candidate of 12: no penalty (section 2.2.2).
    references = [["a"] * 12, ["a"] * 15, ["a"] * 17]
    assert corpus_bleu([["a"] * 12], [references]).brevity == 1
    assert corpus_bleu([["a"] * 10], [references]).brevity == pytest.approx(math.exp(1 - 12 / 10))
    # Of 11 and 13, which are as near to 12, the shorter counts.
    assert corpus_bleu([["a"] * 12], [[["a"] * 13, ["a"] * 11]]).brevity == 1


def test_nothing_said_and_nothing_right_are_zero():
    assert corpus_bleu([[]], [[["a"]]]).of(1) == 0
    assert corpus_bleu([["b"] * 4], [[["a"] * 4]]).of(4) == 0
    whole = corpus_bleu([["a", "b"]], [[["a", "b"]]])
    assert (whole.of(2), whole.of(4)) == (1, 0)


WORDS = st.lists(st.sampled_from("abc"), min_size=1, max_size=7)


@given(st.lists(st.tuples(WORDS, st.lists(WORDS, min_size=1, max_size=3)), min_size=1, max_size=4))
def test_as_counted_by_crossing_words_out(pairs):
    """Each run of a caption crosses out one of the same in a reference; of several, the reference that gives most."""
    for order in (1, 2, 3, 4):
        right = total = 0
        for caption, references in pairs:
            runs = [caption[start : start + order] for start in range(max(0, len(caption) - order + 1))]
            total += len(runs)
            for run in {tuple(each) for each in runs}:
                found = 0
                for reference in references:
                    left = [reference[start : start + order] for start in range(max(0, len(reference) - order + 1))]
                    crossed = 0
                    for each in runs:
                        if tuple(each) == run and each in left:
                            left.remove(each)
                            crossed += 1
                    found = max(found, crossed)
                right += found
        found = corpus_bleu([caption for caption, _references in pairs], [references for _caption, references in pairs])
        assert found.precisions[order - 1] == pytest.approx(right / total if total else 0)
