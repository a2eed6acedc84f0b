"""`traffic`: a door counter's reading of one interval. A later revision of the same key replaces it."""

from collections.abc import Iterator

from ..retail.events import Traffic
from .codecs import COUNT, MINUTES
from .iris import TYPES, VERBS
from .kind import Kind, Member, Verb
from .named import named
from .places import DURATION, of_result, pointer
from .refusing import Fault

PLACE = named(f"{TYPES}/counter", "doors", ":boutique", "counters", ":counter")


def _mend(event: Traffic) -> Iterator[Fault]:
    if event.minutes <= 0:
        yield pointer(DURATION), "should be longer than zero minutes, such as PT60M"


KIND = Kind(
    name="traffic",
    event=Traffic,
    says="A door counter counted who came and went in one interval, which starts at the timestamp.",
    verbs=(Verb(f"{VERBS}/counted", "counted", "counted those who pass a door"),),
    types=(PLACE.type,),
    object=PLACE.of,
    undress=PLACE.read,
    mend=_mend,
    members=(
        Member("minutes", DURATION, MINUTES, "how long the interval is"),
        Member("entries", of_result("entries"), COUNT, "who came in"),
        Member("exits", of_result("exits"), COUNT, "who went out"),
        Member("excluded", of_result("excluded"), COUNT, "staff and couriers the counter itself took out"),
    ),
)
