"""What is shipped of every network of the course, so that `kerascnn networks` and `summary` need not build it.

`python tests/summary/numbers_of_networks.py` writes it anew, from the networks as Keras builds them.
"""

import json
import zipfile
from typing import Any

from kerascnn import files, networks
from kerascnn.summary import summarize
from kerascnn.summary.catalogue import NUMBERS
from kerascnn.summary.configurations import SHIPPED, built, member


def entry(name: str, variant: str | None) -> dict[str, Any]:
    """What the catalogue keeps of a variant of a network."""
    summary = summarize(name, variant=variant)
    whole = summary.whole
    return {
        "network": name,
        "variant": variant or "",
        "input": list(summary.trace.image),
        "parameters": whole.parameters,
        "trainable": whole.parameters - whole.fixed_parameters,
        "multiply_adds": whole.multiply_adds,
        "receptive_field": max(summary.receptive_field, default=None),
    }


def slim(value: Any) -> Any:
    """A configuration without what says nothing about shapes: initialisers and the like, which are dictionaries."""
    if isinstance(value, list):
        return [slim(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {key: slim(each) for key, each in value.items() if each is not None and key not in DROPPED}
    return {key: each for key, each in kept.items() if key in NEEDED or not isinstance(each, dict)}


DROPPED = ("dtype", "trainable", "kwargs", "build_config", "compile_config")
NEEDED = ("config",)


def configuration_of(name: str, variant: str | None) -> str:
    """What is shipped of a variant of a network."""
    networks.function(name)
    import keras

    keras.utils.clear_session()  # inputs without a name are counted
    return json.dumps(slim(built(name, **({"variant": variant} if variant else {}))))


def forms() -> list[tuple[str, str | None]]:
    """Every network with each of its variants."""
    return [(name, variant) for name in networks.names() for variant in networks.variants(name) or (None,)]


if __name__ == "__main__":
    with files.whole(SHIPPED) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for form in forms():
            # A ZipInfo has a date of its own, so that the same networks give the same file.
            archive.writestr(zipfile.ZipInfo(member(*form)), configuration_of(*form), zipfile.ZIP_DEFLATED)
    lines = [json.dumps(entry(*form)) for form in forms()]
    files.write(NUMBERS, "[\n" + ",\n".join(lines) + "\n]\n")
