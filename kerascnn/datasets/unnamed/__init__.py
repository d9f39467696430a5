"""Data sets that have no name here, by their files: IDX files called otherwise, CIFAR-100, `.npz`, tables of pixels.

EMNIST has labels from 1 and pictures that lie on their side (Cohen et al. 2017, arXiv:1702.05373: the files are
MATLAB's, column by column); KMNIST has the names of MNIST. Whatever is found, what it was taken for is said.
"""

from kerascnn.datasets.unnamed.files import Unnamed, find
from kerascnn.datasets.unnamed.reading import read

__all__ = ["Unnamed", "find", "read"]
