"""What is shipped of every network of the course, so that `kerascnn networks` and `summary` need not build it.

`python tests/summary/stored_networks.py NAME ...` writes it anew, from the networks as Keras builds them; without
names, of all networks.
"""

import json
import sys
import zipfile
from typing import Any

from kerascnn import files, networks
from kerascnn.summary import summarize
from kerascnn.summary.catalogue import STORED
from kerascnn.summary.configurations import built, member, stored


def entry(name: str, variant: str | None) -> dict[str, Any]:
    """What the catalogue keeps of a variant of a network."""
    summary = summarize(name, variant=variant)
    whole = summary.whole
    return {
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
    if value.get("trainable") is False:
        kept["trainable"] = False
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


def write(name: str) -> None:
    """Write what is shipped of a network."""
    variants = networks.variants(name) or (None,)
    with (
        files.whole(stored(name)) as part,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
    ):
        for variant in variants:
            # A ZipInfo has a date of its own, so that the same network gives the same file.
            content = configuration_of(name, variant)
            archive.writestr(zipfile.ZipInfo(member(variant)), content, zipfile.ZIP_DEFLATED)
    lines = [json.dumps(entry(name, variant)) for variant in variants]
    files.write(STORED / f"{name}.json", "[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    for each in sys.argv[1:] or networks.names():
        write(each)
