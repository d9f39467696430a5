"""YOLO's target: a tensor of numbers for the objects of a picture.

Level 1: its shape. Level 2: the numbers of an object's cell. Level 3: from those numbers back to the box.
"""

from random import Random

from kerascnn.exercises.exercise import Exercise, Matrix, Mistake
from kerascnn.language import N_, _

__all__ = ["TITLE", "exercise"]

TITLE = N_("The target of YOLO")

CELL = 100
"""Pixels of a cell's side."""
CLASSES = 3


def exercise(random: Random, level: int) -> Exercise:
    """Make an exercise about the target of a grid detector.

    Args:
        random: where the numbers come from.
        level: 1 to 3.
    """
    return (_shape, _encode, _decode)[level - 1](random)


def _shape(random: Random) -> Exercise:
    grid, anchors, classes = random.choice((3, 5, 7, 9, 11, 13, 19)), random.randint(2, 6), random.randint(2, 20)
    return Exercise(
        question=_(
            "A detector divides the picture into {grid}×{grid} cells, with {anchors} anchor boxes a cell, and tells "
            "{classes} classes apart. Each anchor has [p_c, b_x, b_y, b_h, b_w, c_1, ...]. What is the shape of its "
            "target?"
        ).format(grid=grid, anchors=anchors, classes=classes),
        answer=(grid, grid, anchors, 5 + classes),
        steps=(
            _("One p_c, four numbers of the box and one for each class: {line}").format(
                line=f"1 + 4 + {classes} = {5 + classes}"
            ),
            _("In each cell for each anchor: {line}").format(line=f"{grid}×{grid}×{anchors}×{5 + classes}"),
        ),
        mistakes=(
            Mistake((grid, grid, anchors, 4 + classes), _("p_c was forgotten, which says whether there is an object.")),
            Mistake((grid, grid, anchors, 1 + classes), _("The four numbers of the box were forgotten.")),
            Mistake((grid, grid, anchors, 6), _("The class has a number for each of the classes, not one for all.")),
            Mistake((grid, grid, 5 + classes), _("The anchors were forgotten: each of them has its own numbers.")),
            Mistake(
                (grid, grid, anchors, 5 + classes + 1),
                _("A class for the background was added; p_c says already that there is no object."),
            ),
            Mistake((grid, anchors, 5 + classes), _("The grid has rows and columns: it is there twice.")),
        ),
    )


def _row(*numbers: float) -> Matrix:
    # Without what binary fractions add.
    return (tuple(round(number, 4) for number in numbers),)


def _classes(label: int) -> list[int]:
    return [int(number == label) for number in range(1, CLASSES + 1)]


def _drawn(random: Random) -> tuple[int, int, int, int, int]:
    """Grid, middle x and y, width and height in pixels: the middle on no border, no two numbers alike."""
    grid = random.choice((3, 4, 5))
    while True:
        x, y = (random.randint(1, grid * 20 - 1) * 5 for _axis in range(2))
        width, height = (random.randint(8, 36) * 5 for _axis in range(2))
        inside = x - width / 2 >= 0 and x + width / 2 <= grid * CELL and y - height / 2 >= 0
        inside = inside and y + height / 2 <= grid * CELL and (width % 2, height % 2) == (0, 0)
        if inside and x % CELL and y % CELL and x % CELL != y % CELL and x // CELL != y // CELL and width != height:
            return grid, x, y, width, height


def _encode(random: Random) -> Exercise:
    grid, x, y, width, height = _drawn(random)
    label, size = random.randint(1, CLASSES), grid * CELL
    row, column = y // CELL, x // CELL
    place_x, place_y = x / CELL - column, y / CELL - row
    high, wide = height / CELL, width / CELL
    classes = _classes(label)
    return Exercise(
        question=_(
            "A picture of {size}×{size} pixels is divided into {grid}×{grid} cells. An object of class {label} of 3 "
            "has its middle at x = {x}, y = {y}, is {width} wide and {height} high. Which numbers [p_c, b_x, b_y, b_h, "
            "b_w, c_1, c_2, c_3] has its cell, with b_x and b_y within the cell, and b_h and b_w in cells?"
        ).format(size=size, grid=grid, label=label, x=x, y=y, width=width, height=height),
        answer=_row(1, place_x, place_y, high, wide, *classes),
        steps=(
            _("A cell has {cell} pixels; the middle lies in row {row}, column {column}, counted from 0.").format(
                cell=CELL, row=row, column=column
            ),
            f"b_x = {x}/{CELL} − {column} = {place_x:.2f}, b_y = {y}/{CELL} − {row} = {place_y:.2f}",
            f"b_h = {height}/{CELL} = {high:g}, b_w = {width}/{CELL} = {wide:g}",
        ),
        mistakes=(
            Mistake(
                _row(1, place_x, place_y, wide, high, *classes),
                _("Width and height were swapped: in this order b_h comes before b_w."),
            ),
            Mistake(
                _row(1, place_y, place_x, high, wide, *classes), _("b_x and b_y were swapped: x goes to the right.")
            ),
            Mistake(
                _row(1, x / size, y / size, high, wide, *classes),
                _("The place was taken in the picture; b_x and b_y lie within the cell."),
            ),
            Mistake(
                _row(1, place_x, place_y, height / size, width / size, *classes),
                _("The size was taken as a part of the picture; b_h and b_w are counted in cells."),
            ),
            Mistake(
                _row(1, x / CELL, y / CELL, high, wide, *classes),
                _("The cells before it were not taken off; b_x and b_y are under 1."),
            ),
            Mistake(
                _row(1, place_x, place_y, high, wide, *_classes(label % CLASSES + 1)),
                _("The wrong class has the 1: c_1 is class 1."),
            ),
        ),
    )


def _decode(random: Random) -> Exercise:
    grid, x, y, width, height = _drawn(random)
    row, column = y // CELL, x // CELL
    place_x, place_y = (x % CELL) / CELL, (y % CELL) / CELL
    high, wide = height / CELL, width / CELL

    def corners(middle_x: float, middle_y: float, w: float = width, h: float = height) -> Matrix:
        return _row(middle_x - w / 2, middle_y - h / 2, middle_x + w / 2, middle_y + h / 2)

    return Exercise(
        question=_(
            "A picture of {size}×{size} pixels is divided into {grid}×{grid} cells. The cell in row {row}, column "
            "{column}, counted from 0, has p_c = 1, b_x = {bx:g}, b_y = {by:g}, b_h = {bh:g}, b_w = {bw:g}; b_x and "
            "b_y lie within the cell, b_h and b_w are in cells. What are the left, top, right and bottom edges of the "
            "box, in pixels?"
        ).format(size=grid * CELL, grid=grid, row=row, column=column, bx=place_x, by=place_y, bh=high, bw=wide),
        answer=corners(x, y),
        steps=(
            _("A cell has {cell} pixels.").format(cell=CELL),
            _("The middle: {line}").format(
                line=f"x = ({column} + {place_x:g})·{CELL} = {x}, y = ({row} + {place_y:g})·{CELL} = {y}"
            ),
            _("The size: {line}").format(line=f"{wide:g}·{CELL} = {width}, {high:g}·{CELL} = {height}"),
            f"{x} − {width}/2 = {x - width / 2:g}, {y} − {height}/2 = {y - height / 2:g}, "
            f"{x} + {width}/2 = {x + width / 2:g}, {y} + {height}/2 = {y + height / 2:g}",
        ),
        mistakes=(
            Mistake(
                corners(CELL * (row + place_x), CELL * (column + place_y)),
                _("Row and column were swapped: the column says how far to the right."),
            ),
            Mistake(corners(x, y, height, width), _("Width and height were swapped: b_h comes before b_w.")),
            Mistake(
                _row(x, y, x + width, y + height),
                _("The middle was taken for the left upper corner."),
            ),
            Mistake(
                _row(x - width, y - height, x + width, y + height),
                _("The whole width was taken to both sides; it is half of it."),
            ),
            Mistake(
                corners(CELL * place_x, CELL * place_y),
                _("The cells before it were forgotten: row and column count."),
            ),
            Mistake(_row(x, y, width, height), _("Those are the middle and the size; the edges are asked for.")),
        ),
    )
