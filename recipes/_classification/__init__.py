"""Training and testing an image classifier: what the practicals on digits, clothes and objects share.

`plan` is what a run is, as it was asked for; `running` does it, `resuming` goes on with it, `record` writes it down,
`figures` draws it.
"""

from kerascnn.recipes._classification.plan import Computing, Data, Plan, Training
from kerascnn.recipes._classification.resuming import resume
from kerascnn.recipes._classification.running import Result, plan_of, train

__all__ = ["Computing", "Data", "Plan", "Result", "Training", "plan_of", "resume", "train"]
