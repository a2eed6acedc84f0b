"""How a definition is put into words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """top / bottom as a reader would say it, bottom "" where nothing is divided; counts: what n counts; more: what else
    must be known."""

    top: str
    bottom: str
    counts: str
    more: str = ""

    @property
    def sentence(self) -> str:
        divided = f", divided by {self.bottom}" if self.bottom else ""
        return f"{self.top}{divided}.{' ' + self.more if self.more else ''}"
