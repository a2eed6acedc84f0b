"""The two list pages as data: a door's go-live list, and what waits in the quarantine."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing a door needs before it counts: how much of it is mapped, and where the rest is mended.

    unit: "SKUs on receipts". examples: some of what is unmapped. mend: what to do, in a sentence. href: where, "" for a
    command. command: what to type instead, "" for a page.
    """

    title: str
    unit: str
    mapped: int
    unmapped: int
    examples: tuple[str, ...] = ()
    mend: str = ""
    href: str = ""
    command: str = ""

    @property
    def done(self) -> bool:
        return not self.unmapped and self.mapped > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GoLive:
    """One door's list. live: since when it counts, in words; "" while it does not."""

    code: str
    name: str
    live: str = ""
    parts: tuple[Part, ...] = field(default_factory=tuple)

    @property
    def left(self) -> int:
        return sum(not part.done for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One row of the quarantine. when: in words; at: ISO 8601; place: "line 12, column sold_at" or a JSON pointer."""

    id: str
    source: str
    place: str
    reason: str
    when: str
    at: str
    boutique: str = ""
