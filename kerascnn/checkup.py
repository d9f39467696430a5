"""What a machine has for training networks, and what mends what it lacks."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from kerascnn.language import _
from kerascnn.versions import MISSING, installed

__all__ = ["Finding", "checkup"]

GIGABYTE = 1e9
ENOUGH_MEMORY = 4 * GIGABYTE
ENOUGH_DISK = 2 * GIGABYTE


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        name: what.
        value: what was found.
        advice: what to do about it; empty where nothing needs to be done.
    """

    name: str
    value: str
    advice: str = ""


def checkup() -> list[Finding]:
    """Look at the versions, the GPUs, the memory, the disk and the data sets of this machine."""
    versions = installed()
    findings = [
        Finding(name, _("missing"), _("pip install {package}").format(package=name.lower()))
        if version == MISSING
        else Finding(name, version)
        for name, version in versions.items()
    ]
    return [*findings, _gpus(versions), _memory(), _disk(), *_data()]


def _gpus(versions: dict[str, str]) -> Finding:
    found: list[str] = []
    if versions["TensorFlow"] != MISSING:
        from kerascnn.training.device import gpus

        found = gpus()
    if found:
        return Finding("GPU", ", ".join(found))
    if "COLAB_RELEASE_TAG" in os.environ:
        advice = _("in Colab: Runtime > Change runtime type > T4 GPU")
    elif shutil.which("nvidia-smi"):
        advice = _("the driver is here, but TensorFlow does not see the GPU: pip install 'kerascnn[gpu]'")
    else:
        advice = _("none is needed for the digits; for the larger networks, Colab lends one")
    return Finding("GPU", _("none that TensorFlow sees"), advice)


def _memory() -> Finding:
    name = _("memory")
    try:
        page, total, free = (os.sysconf(key) for key in ("SC_PAGE_SIZE", "SC_PHYS_PAGES", "SC_AVPHYS_PAGES"))
    except (AttributeError, ValueError):  # Windows, macOS
        return Finding(name, _("unknown"))
    advice = "" if total * page >= ENOUGH_MEMORY else _("choose a smaller --batch-size")
    text = _("{total:.1f} GB, {free:.1f} GB unused")
    return Finding(name, text.format(total=total * page / GIGABYTE, free=free * page / GIGABYTE), advice)


def _disk() -> Finding:
    here = Path.cwd()
    free = shutil.disk_usage(here).free
    advice = "" if free >= ENOUGH_DISK else _("make room, or change to another folder")
    return Finding(_("disk"), _("{free:.1f} GB free in {folder}").format(free=free / GIGABYTE, folder=here), advice)


def _data() -> list[Finding]:
    from kerascnn.datasets.survey import survey

    status = {
        "full": _("full"),
        "sample": _("sample"),
        "missing": _("missing"),
        "damaged": _("damaged"),
        "other": _("your own"),
    }
    return [
        Finding(
            holding.name,
            ", ".join(part for part in (status[holding.status], holding.source) if part),
            "" if holding.status == "other" else holding.advice,
        )
        for holding in survey()
    ]
