"""Objects whose address holds fields of the event, and objects named by the event itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..refusals import Refused
from .places import OBJECT, codes, look, pointer

Object = tuple[tuple[str, ...], str]  # steps of the address, activity type


@dataclass(frozen=True, slots=True)
class Named:
    """<home>/processes/<process>/steps/<step> of ("processes", ":process", "steps", ":step")."""

    type: str
    steps: tuple[str, ...]
    shape: tuple[str, ...] = field(init=False)
    fields: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", tuple("" if step[:1] == ":" else step for step in self.steps))
        object.__setattr__(self, "fields", tuple(step[1:] for step in self.steps if step[:1] == ":"))

    def of(self, event: Any) -> Object:
        return tuple(getattr(event, step[1:]) if step[:1] == ":" else step for step in self.steps), self.type

    def read(self, values: dict[str, Any], statement: Mapping[str, Any], home: str) -> None:
        """The fields out of the object's address.

        Raises:
            Refused: it is no such address; or it names another boutique than the statement does.
        """
        found = codes(look(statement, OBJECT), home, *self.shape)
        if found is None:
            raise Refused(f"should be {self.address(home)}", pointer(OBJECT))
        for name, code in zip(self.fields, found, strict=True):
            if values.setdefault(name, code) != code:
                raise Refused(f"should be {self.address(home)}, of the same {name}", pointer(OBJECT))

    def address(self, home: str) -> str:
        return "/".join((home, *(f"<{step[1:]}>" if step[:1] == ":" else step for step in self.steps)))


def named(type_: str, *steps: str) -> Named:
    return Named(type_, steps)


def itself(page: str, type_: str) -> Callable[[Any], Object]:
    """<home>/<page>/<the event's own key, else its id>: what nobody has to read back."""
    return lambda event: ((page, event.key or str(event.id or "")), type_)
