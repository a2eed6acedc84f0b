"""Lists of episodes as somebody was shown them, given again to the same person while nothing in them has changed."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock

from ..verdicts.told import Head

MOST = 40_000  # episodes in the lists kept, some 400 bytes each
FEW = 200  # a list so short is made as quickly as it is found


class Lists:
    """One for a house; safe from several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[object, Sequence[Head]]] = OrderedDict()
        self._lock, self._size = Lock(), 0

    def get(self, found: object, name: Hashable, make: Callable[[], Sequence[Head]]) -> Sequence[Head]:
        """
        Args:
            found: what was found in the facts; a list of another one is no longer given. name: who looks, with all
                rights, and whatever else the list is made of.
        """
        with self._lock:
            at, heads = self._kept.get(name, (None, ()))
            if at is found:
                self._kept.move_to_end(name)
                return heads
        made = make()
        if len(made) > FEW:
            with self._lock:
                self._size -= len(self._kept.pop(name, (None, ()))[1])
                self._kept[name] = found, made
                self._size += len(made)
                while self._size > MOST and len(self._kept) > 1:
                    self._size -= len(self._kept.popitem(last=False)[1][1])
        return made
