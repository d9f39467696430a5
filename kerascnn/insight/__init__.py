"""What a trained network makes of a picture."""

from kerascnn.insight.prediction import Classifier, Prediction

__all__ = ["Classifier", "Prediction"]
