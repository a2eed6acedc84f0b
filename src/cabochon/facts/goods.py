"""What a thing was about: product line, brand, collection."""

from typing import NamedTuple


class Good(NamedTuple):
    """'' where not known."""

    line: str = ""
    brand: str = ""
    collection: str = ""


NOTHING = Good()
