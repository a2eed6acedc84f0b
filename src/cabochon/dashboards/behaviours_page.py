"""The Behaviours page: what is done in a visit, where, when, and what goes with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ..languages import say
from ..refusals import Refused
from . import See
from .ahead import together
from .behaviours_lines import Lines, lines
from .behaviours_offers import Offers, offers
from .behaviours_results import Results, results
from .behaviours_said import Themes, themes
from .behaviours_steps import Step, every, measured, steps, title
from .behaviours_table import CUTS, Table, table
from .behaviours_when import When, when
from .filters import one_of
from .numbers import TOO_FEW
from .series import Noted, Series, series
from .signals import Signal
from .view import View

BESIDES = ("by", "step")  # fields of the address that are no filters
USUAL = "accessory"  # the step whose course is drawn unless another is chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviours:
    """Everything the page draws. state: "full", "nothing" (in this view) or "nowhere" (no boutique is within reach).

    step: whose course is drawn; choices: (key, words) of the steps there are. offers, when, themes: None where they are
    not the viewer's.
    """

    state: str
    step: str
    choices: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    table: Table
    trend: Series
    results: Results
    offers: Offers | None
    when: When | None
    themes: Themes | None
    lines: Lines

    def address(self, view: View, **other: str) -> str:
        """The page's address with what is chosen on it, some of it changed: "?period=7&by=role&step=welcome"."""
        chosen = {"by": self.table.by, "step": self.step} | other
        said = view.filters.address()
        return f"{said}{'&' if len(said) > 1 else ''}{'&'.join(f'{key}={value}' for key, value in chosen.items())}"


def behaviours(
    see: See, view: View, now: datetime, *, by: str = "", step: str = "", myself: str = "",
    noted: Sequence[Noted] = (), titles: Mapping[str, str] | None = None, signals: Sequence[Signal] = (),
) -> Behaviours:  # fmt: skip
    """The page for this view. Every part is asked for by itself: one that fails blanks no other.

    by: a key of behaviours_table.CUTS. step: a behaviour's key. myself: the viewer's own person id. noted: days out of
    the ordinary. titles: of the house's comment themes, by key. signals: what goes with what, as far as
    the viewer may read it.

    Raises:
        Refused: a cut or a step that there is not.
    """
    one_of(by, CUTS, "by")
    known = [one.key for one in every(see)]
    if step and step not in known:
        raise Refused(f"should be one of {', '.join(known)}, not {step[:40]!r}", "step")
    chosen = step or (USUAL if USUAL in known or not known else known[0])

    def make(see: See) -> Behaviours:
        return Behaviours(
            state="nowhere", step=chosen, choices=tuple((key, title(key)) for key in known), steps=steps(see, view),
            table=table(see, view, by, myself=myself),
            trend=series(see, view, measured(chosen), noted=noted),
            results=results(see, view, signals), offers=offers(see, view), when=when(see, view),
            themes=themes(see, view, titles or {}, now), lines=lines(see, view),
        )  # fmt: skip

    made = together(see, make)
    return replace(made, state=_state(see, made))


def _state(see: See, page: Behaviours) -> str:
    """What is held back is there: then the page is not empty, it says so in each place."""
    if not see.labels.doors:
        return "nowhere"
    few = say(TOO_FEW)
    numbers = [*(one.number for one in page.steps), *(one.number for one in (page.themes.rows if page.themes else ()))]
    sold = bool(page.when and (page.when.groups or page.when.said == few))
    return "full" if sold or any(one.n or one.said == few for one in numbers) else "nothing"
