"""Where Keras publishes the weights of keras.applications, and fetching them as the data sets are fetched.

Keras's own `get_file` waits for ever on a server that stalls and takes no lock. The addresses and MD5 sums are those
of `keras.applications`; for the MobileNets it gives no sum, so of these no more is checked than that the whole file
came over https and holds nothing but arrays.
"""

import os
from pathlib import Path

from kerascnn.datasets.fetch import fetch_one, progress_bar
from kerascnn.datasets.published import Remote
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.quiet import keras_home

__all__ = ["address", "fetched"]

BASE = "https://storage.googleapis.com/tensorflow/keras-applications"
EFFICIENTNET = "https://storage.googleapis.com/keras-applications"
MOST = 700_000_000
"""Bytes; VGG-19's file, the largest, has 575 million."""

SUMS = {
    "vgg16": "64373286793e3c8b2b4e3219cbf3544b",
    "vgg19": "cbe5617147190e668d6c5d5026f83318",
    "resnet50": "2cb95161c43110f7111970584f804107",
    "resnet101": "f1aeb4b969a6efcfb50fad2f0c20cfc5",
    "resnet152": "100835be76be38e30d865e96f2aaae62",
    "efficientnetb0": "902e53a9f72be733fc0bcb005b3ebbac",
    "efficientnetb1": "1d254153d4ab51201f1646940f018540",
    "efficientnetb2": "b15cce36ff4dcbd00b6dd88e7857a6ad",
    "efficientnetb3": "ffd1fdc53d0ce67064dc6a9c7960ede0",
    "efficientnetb4": "18c95ad55216b8f92d7e70b3a046e2fc",
    "efficientnetb5": "ace28f2a6363774853a83a0b21b9421a",
    "efficientnetb6": "165f6e37dce68623721b423839de8be5",
    "efficientnetb7": "8c03f828fec3ef71311cd463b6759d99",
}
WITHOUT_HEAD = {"vgg16": "6d6bbae143d832006294945121d1f1fc", "vgg19": "253f8cb515780f3b799900260a226db6"}
"""The files that Keras has without the dense layers: a seventh as large."""
WIDTHS = {
    "mobilenet": {1.0: "1_0", 0.75: "7_5", 0.5: "5_0", 0.25: "2_5"},
    "mobilenetv2": {width: str(width) for width in (0.35, 0.5, 0.75, 1.0, 1.3, 1.4)},
}
"""How the names of files write the widths that there are weights for."""


def address(network: str, width: float, *, head: bool = True) -> Remote:
    """The file with a network's weights.

    Args:
        network: a name of a model for which Keras offers weights, such as "vgg16" or "resnet50_keras".
        width: how many times as many filters a MobileNet has.
        head: with the dense layers; they can be left out of those in `WITHOUT_HEAD`.

    Raises:
        InputError: there are none for this width.
    """
    name = network.removesuffix("_keras")
    widths = WIDTHS.get(name, {1.0: ""})
    if width not in widths:
        text = _("there are none for {width:g} times the filters of {network}; Keras has weights for {widths} times")
        known = ", ".join(f"{each:g}" for each in sorted(widths))
        raise InputError(text.format(network=network, widths=known, width=width))
    kernels = "weights_tf_dim_ordering_tf_kernels"
    if not head:
        file = f"{name}_{kernels}_notop.h5"
        return Remote(file, MOST, "", (f"{BASE}/{name}/{file}",), md5=WITHOUT_HEAD[name], exact=False)
    if name.startswith("efficientnet"):
        folder, file = EFFICIENTNET, f"{name}.h5"
    elif name == "mobilenet":
        folder, file = f"{BASE}/mobilenet", f"mobilenet_{widths[width]}_224_tf.h5"
    elif name == "mobilenetv2":
        folder, file = f"{BASE}/mobilenet_v2", f"mobilenet_v2_{kernels}_{widths[width]}_224.h5"
    else:
        family = "resnet" if name.startswith("resnet") else name
        folder, file = f"{BASE}/{family}", f"{name}_{kernels}.h5"
    return Remote(file, MOST, "", (f"{folder}/{file}",), md5=SUMS.get(name, ""), exact=False)


def fetched(network: str, width: float, *, head: bool = True) -> Path:
    """The file with a network's weights, fetched into Keras's cache unless it is there.

    Raises:
        InputError: there are none for this width, or `$KERASCNN_OFFLINE` is set and they are not there.
        FetchError: they cannot be fetched.
    """
    remote = address(network, width, head=head)
    folder = keras_home() / "models"
    if os.environ.get("KERASCNN_OFFLINE") and not (folder / remote.path).is_file():
        text = _("the weights of {network} are not in {folder} and cannot be fetched ({reason}); give a file instead")
        raise InputError(text.format(network=network, folder=folder, reason=_("$KERASCNN_OFFLINE is set")))
    with progress_bar() as progress:
        return fetch_one(network, remote, folder, progress=progress)
