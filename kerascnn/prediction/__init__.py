"""Saved classifiers: what a model wants to be fed, what its outputs mean, and what it says of a picture.

A model that somebody else has saved says neither on which scale it takes pixels nor whether its outputs are
probabilities. `inputs` decides the one and `scores` the other, for whatever looks at a model.
"""

from kerascnn.prediction.classifier import As, Classifier, Prediction
from kerascnn.prediction.inputs import Inputs, Pixels
from kerascnn.prediction.network import Network
from kerascnn.prediction.scores import Applied, Scores

__all__ = ["Applied", "As", "Classifier", "Inputs", "Network", "Pixels", "Prediction", "Scores"]
