"""What a run writes down: `run.json`, which says how to do it again, and `metrics.json`, its result."""

import contextlib
import hashlib
import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerascnn.language import _
from kerascnn.runs.plan import Plan
from kerascnn.runs.run_json import IMAGES
from kerascnn.tasks.protocol import About, Built, Task, Tested

if TYPE_CHECKING:
    import keras

    from kerascnn.training import Fit, Run

__all__ = ["circumstances", "differences", "facts_of", "machine", "save_facts", "save_metrics"]


def facts_of(plan: Plan, about: About, built: Built, device_name: str) -> dict[str, Any]:
    """What is known of a run before it starts."""
    return plan.as_json() | {
        "data": {
            "name": about.name,
            "source": about.source,
            "sample": about.sample,
            "training": len(built.training.indices),
            "validation": len(built.validation.indices),
            "test": about.test,
            "class_names": list(about.class_names),
            "sha256": about.sha256,
            **({} if about.examples == IMAGES else {"examples": about.examples}),
        },
        "parameters": built.model.count_params(),
        "device": device_name,
    }


def save_facts(run: "Run", facts: dict[str, Any], status: str) -> None:
    """Write `run.json`.

    Args:
        run: where to.
        facts: what is known of the run.
        status: "running", "interrupted", "failed" or "done".
    """
    from kerascnn.versions import installed

    run.save_json("run", facts | {"status": status, "versions": installed(), "machine": machine()})


def machine() -> dict[str, Any]:
    """The system and the processor."""
    return {"system": platform.platform(), "processor": _processor(), "cores": os.cpu_count()}


def circumstances(facts: Mapping[str, Any]) -> dict[str, str]:
    """What the last bit of a result depends on beside the plan, by its name in the reader's language."""
    from kerascnn.versions import installed

    return installed() | {
        "device": facts["device"],
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "data": facts["data"]["sha256"][:12],
    }


def differences(then: Sequence[Mapping[str, str]], now: Mapping[str, str]) -> list[str]:
    """In words, what is not as it was for each part of a run; a GPU never repeats itself to the bit."""
    names = {"device": _("the device"), "processor": _("the processor"), "cores": _("the cores"), "data": _("the data")}
    text = _("{name}: {then}, now {now}")
    found = [
        text.format(name=names.get(name, name), then=part.get(name, "?"), now=value)
        for part in then
        for name, value in now.items()
        if part.get(name) != value
    ]
    if now["device"] != "CPU":
        found.append(_("a GPU adds in an order of its own"))
    return list(dict.fromkeys(found))


def _processor() -> str:
    """The processor's name; its kind where the system does not tell."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        return next(line for line in lines if line.startswith("model name")).partition(":")[2].strip()
    return platform.processor() or platform.machine()


def save_metrics(run: "Run", task: Task, model: "keras.Model", about: About, fitted: "Fit", tested: Tested) -> None:
    """Write `metrics.json`."""
    from kerascnn.training import peak_memory

    run.save_json(
        "metrics",
        {
            "headline": task.HEADLINE._asdict(),
            task.HEADLINE.name: tested.score,
            "loss": tested.loss,
            "sample": about.sample,
            "best_epoch": fitted.best_epoch,
            "seconds": fitted.seconds,
            "cpu_seconds": fitted.cpu_seconds,
            "images_per_second": fitted.images / fitted.seconds,
            "peak_memory_bytes": peak_memory(),
            "weights_sha256": hashlib.sha256(b"".join(weight.tobytes() for weight in model.get_weights())).hexdigest(),
        }
        | dict(tested.metrics(about)),
    )
