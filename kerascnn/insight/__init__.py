"""What a trained network makes of a picture."""

from kerascnn.insight.invariance import accuracies, changed
from kerascnn.insight.prediction import Classifier, Prediction

__all__ = ["Classifier", "Prediction", "accuracies", "changed"]
