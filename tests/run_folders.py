"""Small folders of finished runs, as a training leaves them."""

import csv
import json
from pathlib import Path

CLASSES = ("cat", "dog", "ship")


def facts(network="mlp", *, seed=0, **options):
    return {
        "recipe": "train-cifar10",
        "options": {
            "network": network,
            "variant": None,
            "optimizer": "adamw",
            "learning_rate": 0.002,
            "epochs": 2,
            "batch_size": 32,
            "label_smoothing": 0.0,
            "seed": seed,
            **options,
        },
        "asked": {"name": "cifar10", "data": "sample", "data_dir": None},
        "data": {
            "name": "cifar10",
            "source": "inside kerascnn",
            "sample": True,
            "training": 50,
            "validation": 10,
            "test": 20,
            "class_names": list(CLASSES),
        },
        "parameters": 1000,
        "device": "CPU",
        "seconds": {"training": 8.0, "test": 1.0},
        "status": "done",
        "versions": {"kerascnn": "0.1.0", "Keras": "3.15.1"},
        "machine": {"system": "Linux", "processor": "x86_64"},
    }


def metrics(**changed):
    found = {
        "accuracy": 0.7,
        "loss": 0.9,
        "sample": True,
        "best_epoch": 2,
        "seconds": 8.0,
        "confusion": [[8, 2, 0], [3, 3, 0], [0, 1, 3]],
    } | changed
    if "classes" not in changed and isinstance(found["confusion"], list):
        found["classes"] = {
            str(number): {"recall": _recall(row, number)} for number, row in enumerate(found["confusion"])
        }
    return found


def _recall(row, number):
    return row[number] / sum(row) if sum(row) > 0 else None


def history(epochs=2):
    names = ("epoch", "accuracy", "loss", "val_accuracy", "val_loss", "seconds")
    return [names, *((1 + each, 0.4, 1.5 - 0.1 * each, 0.5 + 0.05 * each, 1.4, 4.0) for each in range(epochs))]


def write_run(folder: Path, about=None, measured=None, rows=None) -> Path:
    """Write `run.json`, `metrics.json` and `history.csv`; text is written as it is."""
    folder.mkdir(parents=True)
    for name, content in (("run", about or facts()), ("metrics", measured or metrics())):
        (folder / f"{name}.json").write_text(content if isinstance(content, str) else json.dumps(content))
    with (folder / "history.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows or history())
    return folder
