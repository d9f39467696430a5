"""The configurations of the course's networks: what a summary reads, so that nothing needs to be built.

`stored/NAME.zip` holds one of each variant of a network, as Keras gives it without what says nothing about shapes. It
is written by `python tests/summary/stored_networks.py NAME`; a test builds the networks and compares.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kerascnn import networks
from kerascnn.summary.catalogue import STORED, catalogue

__all__ = ["built", "configuration", "member", "stored"]


def stored(name: str) -> Path:
    """The archive of a network's configurations."""
    return STORED / f"{name}.zip"


def member(variant: str | None = None) -> str:
    """The name of a variant's configuration in the archive."""
    return f"{variant or 'configuration'}.json"


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
    with zipfile.ZipFile(stored(name)) as archive:
        return json.loads(archive.read(member(variant)))


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
