"""The pictures that ship, for the modules that ship: drawn by us, in `starter/media/<key>.svg`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

STARTER = Path(__file__).parent / "starter" / "media"
TITLES = {
    "counter-plan": "The counter from above",
    "tray-of-rings": "A tray of rings",
    "delivery-table": "Receiving a delivery",
    "showcase-evening": "A showcase in the evening",
    "strap-and-case": "A watch, a strap, a travel case",
    "dashboard-tile": "A figure on the dashboard",
    "safe-shelves": "The shelves of the safe",
    "wrist-try-on": "Trying on at the wrist",
}
_BOX = re.compile(rb'viewBox="0 0 (\d+) (\d+)"')


@dataclass(frozen=True, slots=True)
class Drawing:
    """width, height: of its viewBox."""

    key: str
    title: str
    width: int
    height: int
    body: bytes


@lru_cache(maxsize=1)
def starter() -> Mapping[str, Drawing]:
    """By key, in the order of their titles' table."""
    found = {}
    for key, title in TITLES.items():
        body = (STARTER / f"{key}.svg").read_bytes()
        box = _BOX.search(body)
        found[key] = Drawing(key, title, *((int(box[1]), int(box[2])) if box else (0, 0)), body)
    return MappingProxyType(found)
