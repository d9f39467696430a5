"""What a trained network makes of a picture, and what it has learned to see.

    import kerascnn as kc
    network = kc.insight.load_model("runs/mine")
    picture = network.see("photo.jpg")
    kc.insight.gradcam(network.model, picture).heat

The functions return numbers; `kerascnn.plots` draws them. They take any Keras model that takes one picture: Sequential,
functional, with models inside the model, and subclassed, but for the receptive fields that `strongest_patches` and
`ascent` need.
"""

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

from kerascnn.insight.ascent import Climbed, ascent
from kerascnn.insight.embedding import Embedding, check_method, embed, feature_vectors, flat_map, neighbours
from kerascnn.insight.feature_maps import Pooled, feature_maps, feature_vector, kernels, pooling, telling_channels
from kerascnn.insight.gradcam import Attention, gradcam
from kerascnn.insight.inside import Inside
from kerascnn.insight.invariance import accuracies, changed
from kerascnn.insight.loading import load_model
from kerascnn.insight.occlusion import Occluded, occlusion
from kerascnn.insight.patches import Strongest, strongest_patches
from kerascnn.insight.pictures import Pictures, pictures
from kerascnn.insight.saliency import saliency
from kerascnn.prediction import Classifier, Prediction

__all__ = [
    "Attention",
    "Classifier",
    "Climbed",
    "Embedding",
    "Inside",
    "Occluded",
    "Pictures",
    "Pooled",
    "Prediction",
    "Strongest",
    "accuracies",
    "ascent",
    "changed",
    "check_method",
    "embed",
    "feature_maps",
    "feature_vector",
    "feature_vectors",
    "flat_map",
    "gradcam",
    "kernels",
    "load_model",
    "neighbours",
    "occlusion",
    "pictures",
    "pooling",
    "saliency",
    "strongest_patches",
    "telling_channels",
]
