"""What the weekly reviews of the pretend maison decided: at the first boutique, and for the company."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decided:
    """back: weeks before the last one that is over, of whose review it was. owner: as a decision names them; "" for who
    decides. after: days until it is due. measure: the number it should move. done: what came of it, in the review of
    the week after; "" while it is open."""

    back: int
    text: str
    owner: str
    after: int
    measure: str
    done: str = ""


# Of the boutique, by its manager. One is done, one runs, one was just written down.
BOUTIQUE = (
    Decided(3, "Offer two accessories during the try-on, with every watch demo", "function:team", 9,
            "behaviour.accessory", "Offered in most demos; the tray by the mirror made it easy."),
    Decided(1, "Say in one sentence what the care plan covers, before the client asks", "", 12, "behaviour.care_plan"),
    Decided(0, "Close every visit with a next step, agreed and written into the client book", "function:team", 10,
            "behaviour.next_step"),
)  # fmt: skip
# Of the company, by who leads it: read by all who review it, so without anybody's name.
COMPANY = (
    Decided(2, "Two observations a shift at every boutique, on any step", "function:managers", 16,
            "observation_coverage", "Most boutiques kept to it; shifts with one manager alone did not."),
    Decided(0, "A tray for accessories beside the mirror at every boutique", "function:coaches", 21, "attach_rate"),
)  # fmt: skip
