"""Data sets: MNIST (shipped whole), Fashion-MNIST, CIFAR-10 (a sample is shipped), folders, scenes, texts, sound.

    >>> import kerascnn as kc
    >>> digits = kc.datasets.load("mnist")
    >>> digits.train_images.shape, digits.test_images.shape
    ((60000, 28, 28, 1), (10000, 28, 28, 1))

The names below are imported when they are first used; NumPy comes with them, Keras and TensorFlow do not.
"""

from typing import TYPE_CHECKING

from kerascnn import lazy
from kerascnn.datasets import annotations, captions, sound, text

if TYPE_CHECKING:
    from kerascnn.datasets.choice import choose
    from kerascnn.datasets.composed_scenes import SceneBatch, Scenes, scenes
    from kerascnn.datasets.dataset import Dataset, SampleWarning, SkippedWarning
    from kerascnn.datasets.digest import fingerprint
    from kerascnn.datasets.drawn_faces import Faces, faces
    from kerascnn.datasets.folder import ImageFolder
    from kerascnn.datasets.folder_survey import FolderSurvey, check_folder, survey_folder
    from kerascnn.datasets.known import names
    from kerascnn.datasets.located import Located, locate
    from kerascnn.datasets.opening import open_folder
    from kerascnn.datasets.part import part_of
    from kerascnn.datasets.sources import load

__all__ = [
    "Dataset",
    "Faces",
    "FolderSurvey",
    "ImageFolder",
    "Located",
    "SampleWarning",
    "SceneBatch",
    "Scenes",
    "SkippedWarning",
    "annotations",
    "captions",
    "check_folder",
    "choose",
    "faces",
    "fingerprint",
    "load",
    "locate",
    "names",
    "open_folder",
    "part_of",
    "scenes",
    "sound",
    "survey_folder",
    "text",
]

# Imported when they are first used.
__getattr__, __dir__ = lazy.attributes(
    __name__,
    {
        "Dataset": "dataset",
        "Faces": "drawn_faces",
        "FolderSurvey": "folder_survey",
        "ImageFolder": "folder",
        "Located": "located",
        "SampleWarning": "dataset",
        "SceneBatch": "composed_scenes",
        "Scenes": "composed_scenes",
        "SkippedWarning": "dataset",
        "check_folder": "folder_survey",
        "choose": "choice",
        "faces": "drawn_faces",
        "fingerprint": "digest",
        "load": "sources",
        "locate": "located",
        "names": "known",
        "open_folder": "opening",
        "part_of": "part",
        "scenes": "composed_scenes",
        "survey_folder": "folder_survey",
    },
)
