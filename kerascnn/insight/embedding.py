"""Feature vectors of a data set: on a map of two dimensions, and who is whose nearest neighbour."""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import keras
import numpy as np

from kerascnn import checks, files
from kerascnn.arrays import with_axes
from kerascnn.errors import InputError
from kerascnn.insight.backend import compiled
from kerascnn.insight.inside import Inside
from kerascnn.insight.pictures import Pictures
from kerascnn.language import _
from kerascnn.paths import takes_texts
from kerascnn.prediction import Network
from kerascnn.prediction.inputs import as_unit
from kerascnn.shapes.places import shown

__all__ = ["Embedding", "Method", "check_method", "embed", "feature_vectors", "flat_map", "neighbours"]

Method = Literal["pca", "tsne", "umap"]

BATCH = 128
NEEDED = {"tsne": ("sklearn", "scikit-learn"), "umap": ("umap", "umap-learn")}
"""The module that a method needs, and the package that has it."""


@dataclass(frozen=True)
class Embedding:
    """The feature vectors of a data set, and where they lie on a map.

    Attributes:
        layer: the layer whose outputs they are.
        vectors: float32, `(n, features)`.
        places: `(n, 2)`.
        method: how the map was made.
        variance: of "pca" the part of all variance that each of the two directions holds, `(2,)`; else None.
        labels: `(n,)` class numbers, or None.
        class_names: one name a class.
    """

    layer: str
    vectors: np.ndarray
    places: np.ndarray
    method: Method
    variance: np.ndarray | None
    labels: np.ndarray | None
    class_names: tuple[str, ...]

    @takes_texts
    def save(self, path: Path) -> Path:
        """Write all of it as an `.npz` that NumPy reads without pickle, whole or not at all."""
        content = {"vectors": self.vectors, "places": self.places, "layer": np.array(self.layer)}
        if self.labels is not None:
            content |= {"labels": self.labels, "class_names": np.array(self.class_names)}
        with files.whole(path) as part:
            np.savez_compressed(part, allow_pickle=False, **content)
        return path


def embed(
    model: keras.Model | Network, pictures: Pictures, *, layer: str = "", method: Method = "pca", seed: int = 0
) -> Embedding:
    """The feature vectors of pictures, on a map.

    Args:
        model: any Keras model that takes one picture, or a saved one.
        pictures: what `kerascnn.insight.pictures` gives.
        layer: as for `feature_vectors`.
        method: as for `flat_map`.
        seed: as for `flat_map`.

    Raises:
        InputError: as `feature_vectors` and `flat_map`.
    """
    check_method(method)
    name, vectors = feature_vectors(model, pictures.images, layer=layer)
    places, variance = flat_map(vectors, method=method, seed=seed)
    return Embedding(name, vectors, places, method, variance, pictures.labels, pictures.class_names)


def feature_vectors(
    model: keras.Model | Network,
    images: Any,
    *,
    layer: str = "",
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[str, np.ndarray]:
    """The feature vectors of many pictures.

    Args:
        model: any Keras model that takes one picture, or a saved one.
        images: `(n, height, width, channels)` uint8, or anything that gives such pictures for an array of indices.
        layer: by default the one in front of the scores. Of feature maps the mean over all places is taken.
        progress: called with the number of pictures done.

    Returns:
        The layer's name, and float32 `(n, features)`.

    Raises:
        InputError: there is no such layer, or the one in front of the scores cannot be told.
    """
    if not hasattr(images, "shape"):
        images = with_axes(_("array of pictures"), images, "n, height, width, channels")
    inside = Inside(model, tuple(images.shape[1:]))
    chosen = inside.find(layer) if layer else inside.vector()
    vectors = np.empty((len(images), chosen.shape[-1]), "float32")

    def means(pictures: Any) -> Any:
        output = inside.outputs(pictures, [chosen.name])[chosen.name]
        return keras.ops.mean(output, axis=tuple(range(1, len(chosen.shape)))) if len(chosen.shape) > 1 else output

    computed = compiled(means)
    for first in range(0, len(images), BATCH):
        numbers = np.arange(first, min(first + BATCH, len(images)))
        vectors[numbers] = keras.ops.convert_to_numpy(computed(as_unit(images[numbers])))
        progress(int(numbers[-1]) + 1)
    if not np.isfinite(vectors).all():
        text = _("the layer {name} gives {value} for a picture, which is no number; name a layer in front of it")
        raise InputError(text.format(name=shown(chosen.name), value=vectors[~np.isfinite(vectors)][0]))
    return chosen.name, vectors


def check_method(method: Method) -> None:
    """Check that what a method needs is installed.

    Raises:
        InputError: it is not, or there is no such method.
    """
    if method != "pca" and method not in NEEDED:
        text = _("method is {method!r}; expected one of: {methods}")
        raise InputError(text.format(method=method, methods=", ".join(("pca", *NEEDED))))
    module, package = NEEDED.get(method, ("", ""))
    if module and importlib.util.find_spec(module) is None:
        text = _("{method} needs {package}, which is not installed; run `pip install {package}`, or take --method pca")
        raise InputError(text.format(method=method, package=package))


def flat_map(vectors: np.ndarray, *, method: Method = "pca", seed: int = 0) -> tuple[np.ndarray, np.ndarray | None]:
    """Put vectors on a map, so that what is far apart or near in many dimensions is so in two, as well as can be.

    Args:
        vectors: `(n, features)`.
        method: "pca", the two directions in which the vectors differ most; "tsne" or "umap", which keep neighbours
            together and say little of what is far apart, where scikit-learn or umap-learn are installed.
        seed: the same seed gives the same map on the same machine; "pca" needs none.

    Returns:
        `(n, 2)`; and of "pca" the part of all variance that each of the two directions holds, `(2,)`.

    Raises:
        InputError: as `check_method`; or there are fewer than three vectors, or of fewer than two features.
    """
    check_method(method)
    checks.whole("seed", seed, at_least=0)
    vectors = with_axes(_("table of vectors"), vectors, "n, features")
    if not np.isfinite(vectors).all():
        raise InputError(_("the vectors have numbers that are not finite"))
    count, features = vectors.shape
    if count < 3 or features < 2:
        text = _("there are {count} vectors of {features} features; a map needs at least 3 vectors of at least 2")
        raise InputError(text.format(count=count, features=features))
    if method == "pca":
        return _principal(vectors)
    if method == "tsne":
        from sklearn.manifold import TSNE

        made = TSNE(perplexity=min(30, (count - 1) / 3), init="pca", random_state=seed).fit_transform(vectors)
        return np.asarray(made), None
    import umap

    made = umap.UMAP(n_neighbors=min(15, count - 1), random_state=seed, n_jobs=1).fit_transform(vectors)
    return np.asarray(made), None


def _principal(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Principal components by NumPy's singular value decomposition."""
    centred = (vectors - vectors.mean(axis=0)).astype("float64")
    if len(centred) > centred.shape[1]:
        # The features' covariance has the same directions, and is small where the pictures are many.
        _u, squares, directions = np.linalg.svd(centred.T @ centred, hermitian=True)
    else:
        _u, sizes, directions = np.linalg.svd(centred, full_matrices=False)
        squares = sizes**2
    # A direction and its opposite are the same; let the largest part of each be positive.
    directions = directions[:2]
    directions *= np.sign(np.take_along_axis(directions, np.abs(directions).argmax(axis=1)[:, None], axis=1))
    return centred @ directions.T, squares[:2] / max(squares.sum(), 1e-30)


def neighbours(vectors: np.ndarray, queries: np.ndarray, k: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """The nearest other vectors of some vectors, by cosine distance: 1 minus the cosine of the angle between two.

    Args:
        vectors: `(n, features)`.
        queries: numbers of vectors, `(q,)`.
        k: how many neighbours, fewer where there are fewer vectors.

    Returns:
        Their numbers, the nearest first, `(q, k)`, and their distances, 0 to 2, `(q, k)`.

    Raises:
        InputError: these are no vectors, or no numbers of vectors.
    """
    vectors = with_axes(_("table of vectors"), vectors, "n, features")
    queries = with_axes(_("list of queries"), queries, "q")
    if queries.dtype.kind not in "iu" or not (-len(vectors) <= queries.min() and queries.max() < len(vectors)):
        raise InputError(_("the queries are no numbers of vectors, from 0 to {last}").format(last=len(vectors) - 1))
    k = min(k, len(vectors) - 1)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    directions = vectors / np.maximum(lengths, 1e-12)
    distances = 1 - directions[queries] @ directions.T
    distances[np.arange(len(queries)), queries] = np.inf
    order = np.argsort(distances, axis=1, kind="stable")[:, :k]
    return order, np.take_along_axis(distances, order, axis=1)
