"""Saved models that may come from a stranger: what is in them, and loading them without trusting them.

A `.keras` file is a zip archive of a JSON configuration and an HDF5 file of weights. Each of the three can be made to
run code, to fill the memory, or to never end. Here

1. the archive and the configuration are read with the standard library, within limits (`archive`), and every class
   in the configuration has to stand in a list (`allowed`); what is built from is a configuration written anew from
   that list, in which initializers, regularizers, losses and optimizers do not appear (`configuration`);
2. the weights are read by a process of its own, with a limit on its memory and its time, which writes them into a
   new file (`weights`, `hdf5`); nothing else ever opens the file that came;
3. the network is built without its weights first, and is refused if it has more of them than the file, or puts out
   more than fits (`model`).

There is no option that turns a check off, and a network that a run of ours saved goes the same way. What is heavy is
imported when it is used: `inspect` needs neither Keras nor TensorFlow.
"""

from kerascnn.lazy import attributes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kerascnn.loading.inspection import Inspection, inspect
    from kerascnn.loading.model import SizeWarning, load_model, running
    from kerascnn.loading.weights import clean_weights

__all__ = ["Inspection", "SizeWarning", "clean_weights", "inspect", "load_model", "running"]

# `summary` needs the description of a model alone, and takes less time than the import of the rest.
__getattr__, __dir__ = attributes(
    __name__,
    {
        **dict.fromkeys(("Inspection", "inspect"), "inspection"),
        **dict.fromkeys(("SizeWarning", "load_model", "running"), "model"),
        "clean_weights": "weights",
    },
)
