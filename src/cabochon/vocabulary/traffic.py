"""`traffic`: a door counter's reading of one interval. A later revision of the same key replaces it."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..refusals import Refused
from ..retail.events import Traffic
from .codecs import COUNT, MINUTES
from .iris import TYPES, VERBS
from .kind import Fault, Kind, Member, Verb
from .places import DURATION, codes, look, of_result


def _undress(values: dict[str, Any], statement: Mapping[str, Any], home: str) -> None:
    found = codes(look(statement, ("object", "id")), home, "doors", "", "counters", "")
    if found is None or found[0] != values.get("boutique", found[0]):
        raise Refused(f"should be {home}/doors/<boutique>/counters/<counter>, of the same boutique", "/object/id")
    values["counter"] = found[1]


def _mend(event: Traffic) -> Iterator[Fault]:
    if event.minutes <= 0:
        yield "/result/duration", "should be longer than zero minutes, such as PT60M"


KIND = Kind(
    name="traffic",
    event=Traffic,
    says="A door counter counted who came and went in one interval, which starts at the timestamp.",
    verbs=(Verb(f"{VERBS}/counted", "counted", "counted those who pass a door"),),
    types=(f"{TYPES}/counter",),
    object=lambda e: (("doors", e.boutique, "counters", e.counter), f"{TYPES}/counter"),
    undress=_undress,
    mend=_mend,
    members=(
        Member("minutes", DURATION, MINUTES, "how long the interval is"),
        Member("entries", of_result("entries"), COUNT, "who came in"),
        Member("exits", of_result("exits"), COUNT, "who went out"),
        Member("excluded", of_result("excluded"), COUNT, "staff and couriers the counter itself took out"),
    ),
)
