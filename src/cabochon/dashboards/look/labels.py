"""Names beside points, so that none lies on another, on a point or over the edge: each at the nearest free side."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

# Anchor of the text and where it stands from its point, in px: beside and above first, as one expects it.
SIDES = (("left", 9, -7), ("left", 9, 4), ("left", 9, 15), ("center", 0, -11), ("center", 0, 20),
         ("right", -9, -7), ("right", -9, 4), ("right", -9, 15))  # fmt: skip
LETTER, WIDE = 6.6, 12.5  # px a letter of 12 px takes: of the alphabet, of a Chinese or Japanese name
ABOVE, BELOW = 11, 4  # px of a line above and below its foot
ROOM = (13, 6)  # px around other points that stay free: so that no name seems theirs; where there is less, their rim
Box = tuple[float, float, float, float]  # left, top, right, bottom
Side = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Named:
    """A point in px from the upper left corner of the drawing, and its name; "" for one without."""

    x: float
    y: float
    name: str


def sides(points: Sequence[Named], width: float, height: float) -> list[Side | None]:
    """Where each name stands, in the order of the points; None where it would lie on something, or there is none.

    A point on the right half is named on its left where both sides are free.
    """
    found: list[Side | None] = [None] * len(points)
    laid: list[Box] = []
    for place in sorted(range(len(points)), key=lambda i: (points[i].y, points[i].x)):
        one, others = points[place], [*points[:place], *points[place + 1 :]]
        first = SIDES if one.x <= width / 2 else (*SIDES[5:], *SIDES[3:5], *SIDES[:3])
        for room, side in ((room, side) for room in ROOM for side in first if one.name):
            box = _box(one, side)
            taken = [*laid, *((o.x - room, o.y - room, o.x + room, o.y + room) for o in others)]
            if _within(box, width, height) and not any(_on(box, other) for other in taken):
                found[place] = side
                laid.append(box)
                break
    return found


def breadth(text: str) -> float:
    """About how wide a text of 12 px is."""
    return sum(WIDE if east_asian_width(letter) in "WF" else LETTER for letter in text)


def _box(one: Named, side: Side) -> Box:
    anchor, dx, dy = side
    wide, foot = breadth(one.name), one.y + dy
    left = one.x + dx - {"left": 0.0, "center": wide / 2, "right": wide}[anchor]
    return left, foot - ABOVE, left + wide, foot + BELOW


def _within(box: Box, width: float, height: float) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height


def _on(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
