"""Exercises for a course: questions with their answers worked out, and wrong answers that known mistakes lead to.

>>> from kerascnn import exercises
>>> print(exercises.make("padding", count=1).items[0].exercise.steps[0])
P = (F − 1)/2 = (11 − 1)/2 = 5
"""

from kerascnn.exercises.exercise import Exercise, Mistake
from kerascnn.exercises.sheet import Item, Option, Sheet, format_names, make, render, topic_names

__all__ = ["Exercise", "Item", "Mistake", "Option", "Sheet", "format_names", "make", "render", "topic_names"]
