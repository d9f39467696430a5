"""What a network costs, layer by layer: the library behind `kerascnn summary`.

>>> import kerascnn as kc
>>> net = kc.shapes.trace("32x32x3", "conv6@5 pool2 conv16@5 pool2 flatten dense120 dense84 dense10")
>>> summary = Summary("lenet5", net, batch=32)
>>> summary.whole.parameters, summary.whole.flops, summary.receptive_field
(62006, 1303440, (16, 16))
>>> print(table(summary).notes[0])
FLOPs are 2 × multiply-adds: the multiplication and the addition counted apart
"""

from kerascnn.shapes.summary.comparison import Comparison
from kerascnn.shapes.summary.costs import Part, Summary, parts
from kerascnn.shapes.summary.writing import FORMATS, table, written

__all__ = ["FORMATS", "Comparison", "Part", "Summary", "parts", "table", "written"]
