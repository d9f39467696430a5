"""Write down what Keras has that a saved network may name: `python tests/loading/keras_names.py`.

The names are Keras's own: its public layers, the operations that functional models hold, activations, initializers,
regularizers, constraints, and types. `kerascnn.loading.allowed` reads them, less those that it refuses with a reason,
so that nothing of Keras has to be imported to look into a file. Run this with the newest Keras; a test compares.
"""

import importlib
import inspect
import json
import pkgutil
from pathlib import Path

FILE = Path(__file__).parents[2] / "kerascnn" / "loading" / "keras_names.json"


def classes(module, base):
    """The public names of a module that stand for a class of a kind, aliases too."""
    found = {name: getattr(module, name) for name in dir(module)}
    return sorted(name for name, each in found.items() if inspect.isclass(each) and issubclass(each, base))


def operations():
    """The operations, by the module that a file names."""
    import keras
    import keras.src.ops

    found = {}
    names = [each.name for each in pkgutil.iter_modules(keras.src.ops.__path__) if not each.name.endswith("_test")]
    for name in (*(f"keras.src.ops.{name}" for name in sorted(names)), "keras.src.activations.activations"):
        module = importlib.import_module(name)
        own = (each for each in classes(module, keras.Operation) if getattr(module, each).__module__ == name)
        found[name] = list(own)
    return {name: each for name, each in found.items() if each}


def names():
    """All of them."""
    import keras

    functions = {name for name in dir(keras.activations) if callable(getattr(keras.activations, name))}
    return {
        "layers": classes(keras.layers, keras.layers.Layer),
        "operations": operations(),
        "activations": sorted(functions - {"deserialize", "get", "serialize"}),
        "keras.initializers": classes(keras.initializers, keras.initializers.Initializer),
        "keras.regularizers": classes(keras.regularizers, keras.regularizers.Regularizer),
        "keras.constraints": classes(keras.constraints, keras.constraints.Constraint),
        "keras.random": ["SeedGenerator"],
    }


def main():
    FILE.write_text(json.dumps(names(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
