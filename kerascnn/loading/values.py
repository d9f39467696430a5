"""Values in a configuration: numbers, words, lists of them, and what stands for tensors, each within limits."""

import math
from typing import Any

from kerascnn.language import _
from kerascnn.loading import allowed
from kerascnn.loading.checked_configuration import Checked, kind_of
from kerascnn.shapes.places import shown

__all__ = ["LARGEST_NUMBER", "plain"]

LARGEST_NUMBER = 10**9
LONGEST_NAME = 1_000
SCALES = ("mean", "offset", "scale", "variance")
"""Settings of preprocessing, by which every pixel goes; elsewhere ∞ is a bound that is never reached."""


def plain(found: Checked, value: Any, key: str, where: str) -> Any:
    """Numbers, words, and lists and dictionaries of them; of objects only those that stand for tensors."""
    if isinstance(value, float) and (math.isnan(value) or (math.isinf(value) and key in SCALES)):
        # ReLU makes 0 of NaN, and all classes would be equally probable, without a word.
        number = "NaN" if math.isnan(value) else "∞"
        text = _("{where} has {number} in {key}, with which no number can be worked out")
        found.refuse(text.format(where=shown(where), number=number, key=shown(key)))
    if isinstance(value, bool) or value is None or isinstance(value, float):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST_NUMBER and key != "shared_object_id":
            text = _("{where} has the number {number} in {key}, larger than {largest}")
            number = shown(str(value)[:60], 30) if abs(value) < 10**60 else "10^60"
            largest = f"{LARGEST_NUMBER:,}"
            found.refuse(text.format(where=shown(where), number=number, key=shown(key), largest=largest))
        return value
    if isinstance(value, str):
        if len(value) > LONGEST_NAME:
            text = _("{where} has a text of {n} characters in {key}")
            found.refuse(text.format(where=shown(where), n=len(value), key=shown(key)))
        return value
    if isinstance(value, list):
        return [plain(found, each, key, where) for each in value]
    if "class_name" in value:
        return _tensor(found, value, key, where)
    return {name: plain(found, each, name, where) for name, each in value.items()}


def _tensor(found: Checked, value: dict[str, Any], key: str, where: str) -> Any:
    """What stands for a tensor, a part of one, or an array, in the arguments of a call."""
    kind, inner = value.get("class_name"), value.get("config")
    kept = {
        "__keras_tensor__": ("shape", "dtype", "keras_history"),
        "__slice__": ("start", "stop", "step"),
        "__numpy__": ("value", "dtype"),
        "__tensor__": ("value", "dtype"),
        "__ellipsis__": (),
    }.get(kind if isinstance(kind, str) else "")
    if kept is None or not isinstance(inner, dict) or inner.get("dtype", "float32") not in allowed.DTYPES:
        text = _("{where} has something of the kind {kind} in {key}, which is not in the list")
        found.refuse(text.format(where=shown(where), kind=kind_of(value), key=shown(key)))
        return None
    return {"class_name": kind, "config": {name: plain(found, inner.get(name), key, where) for name in kept}}
