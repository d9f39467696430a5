"""The configurations of the course's networks: what a summary reads, so that nothing needs to be built.

`configurations.zip` holds one of each variant, as Keras gives it without what says nothing about shapes. It is written
by `python tests/summary/numbers_of_networks.py`; a test builds the networks and compares.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kerascnn import networks
from kerascnn.summary.catalogue import catalogue

__all__ = ["SHIPPED", "built", "configuration", "member"]

SHIPPED = Path(__file__).with_name("configurations.zip")


def member(name: str, variant: str | None = None) -> str:
    """The name of a variant's configuration in the archive."""
    return f"{name}.{variant}.json" if variant else f"{name}.json"


def configuration(name: str, **settings: Any) -> Mapping[str, Any]:
    """The Keras configuration of a network of the course.

    Args:
        name: one of `networks.names()`.
        settings: as `networks.build` takes them. With none but `variant` what is shipped is read; with others the
            network is built without its weights.

    Raises:
        InputError: as `networks.build`.
    """
    import zipfile

    networks.check_name(name)
    if not set(settings) <= {"variant"}:
        return built(name, **settings)
    variants = [entry.variant for entry in catalogue() if entry.network == name]
    variant = settings.get("variant", variants[0] if variants else None)
    if variant not in variants:
        return built(name, **settings)
    with zipfile.ZipFile(SHIPPED) as archive:
        return json.loads(archive.read(member(name, variant)))


def built(name: str, **settings: Any) -> Mapping[str, Any]:
    """The configuration of a network that Keras builds now, without making its weights.

    Raises:
        InputError: as `networks.build`.
    """
    networks.function(name)  # starts Keras quietly
    import keras

    with keras.StatelessScope(initialize_variables=False):
        model = networks.build(name, **settings)
    return json.loads(model.to_json())
