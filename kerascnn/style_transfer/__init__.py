"""Neural style transfer: what one picture shows, painted as another is.

    import kerascnn as kc
    kc.style_transfer.gram_matrix(maps)

Deck E's costs are functions of their own; `Objective` weighs them for a network and two pictures, and `transfer` makes
the picture whose cost is low. The command, which leaves a folder with pictures and a report, is
`kerascnn style-transfer`.
"""

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

from kerascnn.style_transfer.costs import content_cost, gram_matrix, style_cost, total_variation
from kerascnn.style_transfer.extractor import Extractor, Place, default_layers, find, places
from kerascnn.style_transfer.network import Chosen, choose
from kerascnn.style_transfer.outcome import Outcome
from kerascnn.style_transfer.pictures import Pair, pair, with_colours
from kerascnn.style_transfer.strokes import brush_strokes
from kerascnn.style_transfer.transfer import Costs, Objective, Step, Transferred, Weights, transfer

__all__ = [
    "Chosen",
    "Costs",
    "Extractor",
    "Objective",
    "Outcome",
    "Pair",
    "Place",
    "Step",
    "Transferred",
    "Weights",
    "brush_strokes",
    "choose",
    "content_cost",
    "default_layers",
    "find",
    "gram_matrix",
    "pair",
    "places",
    "style_cost",
    "total_variation",
    "transfer",
    "with_colours",
]
