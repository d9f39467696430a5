"""A plan is carried out here: a run, going on with one, several for one question."""

from kerascnn.engine.recipe import Recipe, recipe
from kerascnn.engine.resume import resume
from kerascnn.engine.training_run import Result, run_plan

__all__ = ["Recipe", "Result", "recipe", "resume", "run_plan"]
