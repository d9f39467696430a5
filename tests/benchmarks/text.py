"""How well `train-text` sorts rated sentences, beside TF-IDF with logistic regression, with a paired test.

    python tests/benchmarks/text.py FOLDER                           both variants, three seeds each, and TF-IDF
    python tests/benchmarks/text.py FOLDER --variants ngrams --seeds 0
    python tests/benchmarks/text.py FOLDER --variants ""              TF-IDF alone
    python tests/benchmarks/text.py FOLDER --keep answers.json        what was answered stays, and is not asked again

FOLDER holds `movieReviewSnippets.tsv` of Hutto and Gilbert 2014 (VADER), a text and its mean rating in each line. The
test texts choose nothing: the epoch, and the C and the features of TF-IDF, are chosen on texts held out of those to
learn from. TF-IDF is then fitted once more on all of these, those held out included, which the networks never learn
from. It takes scikit-learn.

Nothing here decides a test: the figures go into the manual, with the machine they were measured on.
"""

import argparse
import contextlib
import io
import json
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy.stats import binomtest

from kerascnn import runs, tasks
from kerascnn.datasets.text import Texts, load_texts
from kerascnn.loading import load_model
from kerascnn.recipes import train_text

Answers = dict[str, list[bool]]
FEATURES = ("words", "letters", "both")
COSTS = (0.3, 1.0, 3.0, 10.0, 30.0)


def network(folder: Path, variant: str, seed: int, soft: float, epochs: int | None) -> tuple[list[bool], str]:
    """Which test texts a network gets right, and what its training took."""
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "run"
        given = {} if epochs is None else {"epochs": epochs}
        with contextlib.redirect_stdout(io.StringIO()):
            result = train_text.run(data_dir=folder, variant=variant, seed=seed, soft=soft, out=out, **given)
        plan = train_text.run.plan(data_dir=folder, variant=variant, seed=seed, soft=soft, **given)
        data = tasks.text.load(plan.data, plan.options)
        tested = tasks.text.test(load_model(out), plan.options, data)
        best = runs.read(out).best_epoch
    said = f"{result.cpu_seconds:.0f} processor seconds, {result.seconds:.0f} s by the clock, epoch {best}"
    return (tested.predictions == tested.labels).tolist(), said


def tfidf(data: Texts) -> Answers:
    """Which test texts logistic regression gets right, its features and its C chosen on the held-out texts."""
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    makers = {
        "words": lambda: [TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)],
        "letters": lambda: [TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)],
    }
    makers["both"] = lambda: makers["words"]() + makers["letters"]()

    def right(features: str, cost: float, learned: np.ndarray, asked: np.ndarray) -> np.ndarray:
        vectorizers = makers[features]()
        x = hstack([each.fit_transform(data.part(learned)) for each in vectorizers])
        model = LogisticRegression(C=cost, max_iter=1000).fit(x, data.labels[learned])
        found = model.predict(hstack([each.transform(data.part(asked)) for each in vectorizers]))
        return found == data.labels[asked]

    everything = np.concatenate([data.training, data.validation])
    chosen: dict[str, tuple[float, float]] = {}
    answers: Answers = {}
    for features in FEATURES:
        chosen[features] = max((right(features, c, data.training, data.validation).mean(), c) for c in COSTS)
        held_out, cost = chosen[features]
        for name, learned in (("", everything), (", of what the networks learn from", data.training)):
            title = f"TF-IDF of {features}, C {cost:g}{name}"
            answers[title] = right(features, cost, learned, data.test).tolist()
            print(f"{title}: {np.mean(answers[title]):.2%} (held out {held_out:.2%})", flush=True)
    return answers


def compare(first: str, second: str, answers: Answers) -> None:
    """McNemar's exact test: of the texts that one of the two gets right, is it more often the one?"""
    ours, theirs = (np.array(answers[name]) for name in (first, second))
    alone, other = int((ours & ~theirs).sum()), int((theirs & ~ours).sum())
    p = binomtest(alone, alone + other).pvalue if alone + other else 1.0
    print(f"{first} {ours.mean():.2%}, {second} {theirs.mean():.2%}: right alone {alone} and {other}, p = {p:.2g}")


def main() -> None:
    """Train, count, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--variants", default="ngrams,kim")
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--soft", type=float, default=1.2)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    data = load_texts(data_dir=given.folder)
    print(f"{len(data.training):,} + {len(data.validation):,} to learn from, {len(data.test):,} to test", flush=True)
    kept: Answers = json.loads(given.keep.read_text()) if given.keep and given.keep.exists() else {}
    for variant in filter(None, given.variants.split(",")):
        for seed in map(int, given.seeds.split(",")):
            name = f"{variant}, seed {seed}"
            if name in kept:
                continue
            kept[name], said = network(given.folder, variant, seed, given.soft, given.epochs)
            print(f"{name}: {np.mean(kept[name]):.2%}, {said}, {time.strftime('%H:%M')}", flush=True)
            if given.keep:
                given.keep.write_text(json.dumps(kept))
    if not any(name.startswith("TF-IDF") for name in kept):
        kept |= tfidf(data)
        if given.keep:
            given.keep.write_text(json.dumps(kept))
    medians = {}
    for variant in ("ngrams", "kim"):
        names = sorted((name for name in kept if name.startswith(variant)), key=lambda name: np.mean(kept[name]))
        if names:
            medians[variant] = names[len(names) // 2]
            scores = [float(np.mean(kept[name])) for name in names]
            print(f"{variant}: median {statistics.median(scores):.2%} of {len(scores)}, from {scores[0]:.2%}")
    for name in medians.values():
        for other in (each for each in kept if each.startswith("TF-IDF")):
            compare(name, other, kept)
    if len(medians) == 2:
        compare(*medians.values(), kept)


if __name__ == "__main__":
    main()
