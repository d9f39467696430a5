"""What a run writes down: `run.json`, which says how to do it again, and `metrics.json`, its result."""

import platform
from typing import TYPE_CHECKING, Any

from kerascnn.language import _
from kerascnn.recipes._classification.plan import Plan

if TYPE_CHECKING:
    import numpy as np

    from kerascnn.datasets import Dataset
    from kerascnn.recipes._classification.preparing import Prepared
    from kerascnn.training import Evaluation, Fit, Run

__all__ = ["facts_of", "marked", "save_facts", "save_metrics"]


def facts_of(plan: Plan, dataset: "Dataset", prepared: "Prepared", device_name: str) -> dict[str, Any]:
    """What is known of a run before it starts."""
    return plan.as_json() | {
        "data": {
            "name": dataset.name,
            "source": dataset.source,
            "sample": dataset.sample,
            "training": len(prepared.batches.indices),
            "validation": len(prepared.validation.indices),
            "test": len(dataset.test_images),
            "class_names": list(dataset.class_names),
        },
        "parameters": prepared.model.count_params(),
        "device": device_name,
    }


def save_facts(run: "Run", facts: dict[str, Any], status: str) -> None:
    """Write `run.json`.

    Args:
        run: where to.
        facts: what is known of the run.
        status: "running", "interrupted" or "done".
    """
    from kerascnn.versions import installed

    machine = {"system": platform.platform(), "processor": platform.machine()}
    run.save_json("run", facts | {"status": status, "versions": installed(), "machine": machine})


def save_metrics(run: "Run", dataset: "Dataset", fitted: "Fit", tested: "Evaluation") -> None:
    """Write `metrics.json`."""
    from kerascnn.training.run_folder import peak_memory

    run.save_json(
        "metrics",
        {
            "accuracy": tested.accuracy,
            "loss": tested.loss,
            "sample": dataset.sample,
            "best_epoch": fitted.best_epoch,
            "seconds": fitted.seconds,
            "cpu_seconds": fitted.cpu_seconds,
            "images_per_second": fitted.images / fitted.seconds,
            "peak_memory_bytes": peak_memory(),
            "classes": {
                name: {"precision": _or_none(precision), "recall": _or_none(recall)}
                for name, precision, recall in zip(dataset.class_names, tested.precision, tested.recall, strict=True)
            },
            "confusion": tested.confusion.tolist(),
        },
    )


def _or_none(value: "np.floating[Any]") -> float | None:
    return None if value != value else float(value)


def marked(text: str, dataset: "Dataset") -> str:
    """The text, with the word "sample" where the data set is one."""
    return _("{text} (sample)").format(text=text) if dataset.sample else text
