"""What a page may show and offer to its viewer, told by the web from the one may-table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reach:
    """What the viewer may do, as a page needs it.

    above: sees sums above the boutique only (closed weeks, no names). own: comments and single events are one's own.
    observes: may log an observation. connects: may set up the house's feeds. golive: may open a go-live list.
    client, sales, behaviour: sees measures of that family. comments: may read what clients wrote. moments: may see
    single events. What may not be seen is left out of the page: it is no fault and needs no sentence.
    """

    above: bool = False
    own: bool = False
    observes: bool = False
    connects: bool = False
    golive: bool = False
    client: bool = True
    sales: bool = True
    behaviour: bool = True
    comments: bool = True
    moments: bool = True


FLOOR = Reach()
