"""Several doors together: a behaviour, a module, a rollout, a wave or a region, judged measure by measure."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

from ..impact import judging
from ..impact.discovery import fdr
from ..impact.panel import Panel
from ..impact.pooling import Pool
from ..impact.ratios import Changed
from ..impact.rollouts import Rollout
from ..impact.verdict import LEAST_DOORS, Verdict
from ..impact.words import day as said
from ..languages import forms, in_english, mark
from ..measures.catalogue import BY_KEY
from ..measures.catalogue import measure as measure_of
from ..measures.kinds import Measure
from ..retail.master import Door
from . import CUTS, Sheets, circumstances
from .counts import SHRINK
from .deciding import may_decide, next_step
from .estimates import Estimate, Run, counted, estimate, make, runs, spans
from .guards import Days, Guard, guard, sentences
from .lines import active, by_door, by_part
from .planning import SHARES, useful
from .starts import DAY, LOCKED, Starts
from .told import Change, Line, Pooled, Subject
from .untreated import Found

LEADING = ("attach_rate", "csat")
DOORS = ("secondary_per_qualifying", "conversion", "atv", SHRINK)
ONE_BY_ONE, MOST = ("opened", "currency"), 3  # kinds said of door after door; how many of each are said
MOVED = mark("These boutiques had moved already before it came to them: read the effect with care.")
CHANCE = 0.05  # a found one above it, after all of the screen were looked at, may be chance


class Asked(NamedTuple):
    """measures: the leading one first; without them those of `usual`. named: what `about` is called, where it is a
    module."""

    subject: Subject
    measures: Collection[str] = ()
    named: str = ""


def tell_many(
    subject: Subject, sheets: Sheets, *, today: date, doors: Mapping[str, Door], measures: Collection[str] = (),
    others: Collection[Subject] = (), named: str = "", parts: bool = True,
) -> Pooled:  # fmt: skip
    """One of `tell_all`; measures, named: as in `Asked`."""
    asked = [Asked(subject, measures, named)]
    return tell_all(asked, sheets, today=today, doors=doors, others=others, parts=parts)[0]


def tell_all(
    asked: Sequence[Asked], sheets: Sheets, *, today: date, doors: Mapping[str, Door],
    others: Collection[Subject] = (), parts: bool = True,
) -> list[Pooled]:  # fmt: skip
    """Each as if it were told by itself; those about the same share their episodes.

    Args:
        sheets: days from eight weeks before the first start at least.
        today: facts up to the day before are counted; today is not over.
        others: every episode that was found, the subjects' own parts among them: who did the same is no peer.
        parts: False leaves out the lines of doors, roles and tenure, which a list does not show.
    """
    found = Found.of(others)
    begun = [started(one.subject, sheets, today=today, found=found) for one in asked]
    looked = [[it for what in _measures(one, starts) if (it := _looked(what, starts, sheets)) is not None]
              for one, starts in zip(asked, begun, strict=True)]  # fmt: skip
    make((starts, it.runs) for starts, some in zip(begun, looked, strict=True) for it in some)
    told: dict[int, Pooled] = {}
    for i in sorted(range(len(asked)), key=lambda i: asked[i].subject.about):  # the last few tables are kept
        told[i] = _told(asked[i], begun[i], looked[i], sheets, doors, parts=parts)
    return [told[i] for i in range(len(asked))]


def _told(
    one: Asked, starts: Starts, looked: Sequence["Looked"], sheets: Sheets, doors: Mapping[str, Door], *, parts: bool
) -> Pooled:
    about = surroundings(starts, sheets, doors)
    told = [_judged(it, starts, sheets, about) for it in looked]
    found = [one for i, one in enumerate(told) if i == 0 or one.made.counted]
    verdicts = together([one.verdict for one in found])
    leading = verdicts[0] if verdicts else None
    decides, why_not = may_decide(leading)
    made = Pooled(
        subject=one.subject, title=titled(one.subject, len(starts.doors), one.named),
        changes=tuple(one.change(verdict) for one, verdict in zip(found, verdicts, strict=True)),
        events={one.what.key: one.made.events for one in found if one.made.events},
        circumstances=tuple(dict.fromkeys(guard.circumstance for one in found for guard in (*about, *one.apart))),
        may_decide=decides, why_not=why_not, next_step=next_step(leading, decides), until=starts.last,
    )  # fmt: skip
    if not parts:
        return made
    by_role, by_tenure = ({one.what.key: by_part(one.what, starts, sheets, by) for one in found} for by in CUTS)
    lines = {one.what.key: by_door(one.what, starts, sheets, one.panel) for one in found}
    return replace(made, by_door=lines, by_role=_filled(by_role), cohorts=_filled(by_tenure))


class Looked(NamedTuple):
    """A measure with its panel of doors, whose episodes are pooled, the currency of its amounts and what is said of
    that alone."""

    what: Measure
    panel: Panel
    runs: Sequence[Run]
    currency: str
    apart: tuple[Guard, ...]


class Judged(NamedTuple):
    """A measure with its panel of doors, what it came to, and what is said of its currency alone."""

    what: Measure
    panel: Panel
    made: Estimate
    verdict: Verdict
    currency: str
    apart: tuple[Guard, ...]

    def change(self, verdict: Verdict) -> Change:
        what, made = self.what, self.made
        return Change(measure=what.key, title=what.title, unit=what.unit, better=what.better, events=what.counts,
                      window=made.window, after=made.after, verdict=verdict, currency=self.currency)  # fmt: skip


def _measures(one: Asked, starts: Starts) -> list[Measure]:
    keys = one.measures or usual(one.subject) if starts.doors else ()
    return [what for key in keys if (what := measure_of(key)) is not None]


def _looked(what: Measure, starts: Starts, sheets: Sheets) -> Looked | None:
    panel, code, apart = in_one_currency(what, sheets)
    if panel is None:
        return None
    crew = sheets.people(what.key) if what.person and starts.people else None
    return Looked(what, panel, runs(starts, panel, crew) if counted(what) else (), code, apart)


def _judged(one: Looked, starts: Starts, sheets: Sheets, about: Sequence[Guard]) -> Judged:
    what, code = one.what, one.currency
    made = estimate(what, starts, one.panel, one.runs)
    if not made.people and what.person:
        made = replace(made, people=min(int(side.sum()) for side in active(sheets.people(what.key), starts)))
    return Judged(what, one.panel, made, _verdict(what, made, starts, code, (*about, *one.apart)), code, one.apart)


def _filled(found: Mapping[str, tuple[Line, ...]]) -> Mapping[str, tuple[Line, ...]]:
    return {key: lines for key, lines in found.items() if lines}


def started(subject: Subject, sheets: Sheets, *, today: date, found: Found) -> Starts:
    return Starts(subject, min(today - DAY, sheets.until), found.parts(subject), found)


def usual(subject: Subject) -> tuple[str, ...]:
    """The behaviour itself where it is one, attach rate, CSAT, then what is the door's: money, conversion, shrink."""
    own = f"behaviour.{subject.about}"
    return (*((own,) if own in BY_KEY else ()), *LEADING, *DOORS)


def surroundings(starts: Starts, sheets: Sheets, doors: Mapping[str, Door]) -> list[Guard]:
    """What else changed at the doors together: the locked two weeks against what came since; since the last of them
    began, where they began one after the other and two weeks have passed."""
    if not starts.doors:
        return []
    since, latest = min(starts.doors.values()), max(starts.doors.values())
    after = latest if starts.last - latest >= LOCKED else since
    subject = replace(starts.subject, doors=tuple(starts.doors))
    found = circumstances.around(subject, sheets, before=Days(since - LOCKED, since - DAY),
                                 after=Days(after + DAY, starts.last), doors=doors,
                                 others=starts.found)  # fmt: skip
    return condensed([_warned(one) if one.circumstance.kind == "currency" else one for one in found])


def _warned(one: Guard) -> Guard:
    """A door whose till changed its currency leaves the sums of amounts; the others can be compared."""
    return Guard(replace(one.circumstance, grave=False))


def condensed(found: Sequence[Guard]) -> list[Guard]:
    """The first few of what is said of door after door, then how many more."""
    kept, more = [], Counter[str]()
    said = Counter[str]()
    for one in found:
        kind = one.circumstance.kind
        said[kind] += 1
        if kind not in ONE_BY_ONE or said[kind] <= MOST:
            kept.append(one)
        else:
            more[kind] += 1
    both = forms("The same of {n} more boutique.", "The same of {n} more boutiques.")
    return [*kept, *(guard(kind, in_english(n, both, n=n)) for kind, n in more.items())]


def in_one_currency(what: Measure, sheets: Sheets) -> tuple[Panel | None, str, tuple[Guard, ...]]:
    """The panel of doors, the currency of its amounts ("" without any), and what must be said of it.

    Doors of one currency stay in it. Several are converted at each day's stored rate, as measures/money.py does; where
    no group currency is set the amounts do not stand beside each other.
    """
    if not (what.top.money or what.bottom.money or what.key == SHRINK):
        return sheets.doors(what.key), "", ()
    codes = {spells[-1][1] for spells in sheets.beside().currencies.values() if spells}
    if len(codes) < 2:
        return sheets.doors(what.key), "" if what.unit == "rate" else next(iter(codes), ""), ()
    group: str = getattr(sheets, "currency", "")
    if not group:
        text = mark(f"Amounts are in {len(codes)} currencies, and no group currency is set to put them in.")
        return sheets.doors(what.key), "", (guard("currency", text, frozenset({what.top.table, what.bottom.table})),)
    text = mark(f"Amounts in {len(codes)} currencies are put in {group} at each day\u2019s rate.")
    return sheets.doors(what.key, group=True), "" if what.unit == "rate" else group, (guard("currency", text),)


def _verdict(what: Measure, made: Estimate, starts: Starts, currency: str, about: Sequence[Guard]) -> Verdict:
    first = min(starts.doors.values())
    grave, warnings = sentences(about, what)
    if moved_already(made.made):
        warnings = (*warnings, MOVED)
    ask = partial(
        judging.several, measure=what.key, unit=what.unit, counts=what.counts, worthwhile=worthwhile(what, made),
        pace=made.after.n / max(1, (starts.last - first).days), day=starts.last, since=first,
        until=starts.subject.until if starts.subject.kind == "wave" else None, grave=grave, warnings=warnings,
        before=made.before, after=made.after, baseline=spans(starts), people=made.people, better=what.better,
        currency=currency,
    )  # fmt: skip
    result = made.made
    if isinstance(result, Pool) or result is None:
        return ask(result, doors=made.doors, looks=made.looks)
    value = result.estimate if isinstance(result, Changed) else result.effect
    if value is None:
        return alone(what, made, starts)
    p = result.p if made.doors > 1 else result.smallest_p
    return judging.found(value, result.se, n=made.after.n, doors=made.doors, p=p, freedom=result.freedom,
                         weeks=made.weeks, base=made.before.value or 0.0, **ask.keywords)  # fmt: skip


def moved_already(made: object) -> bool:
    """Whether the doors of a rollout had moved apart from the others in the weeks before it came to them."""
    lead = made.lead if isinstance(made, Rollout) else None
    return lead is not None and ((lead.low is not None and lead.low > 0) or (lead.high is not None and lead.high < 0))


def alone(what: Measure, made: Estimate, starts: Starts) -> Verdict:
    """Nothing to compare with: a plain before and after is no verdict."""
    raw = None
    if made.before.value is not None and made.after.value is not None:
        raw = made.after.value - made.before.value
    return Verdict(
        state="cannot_tell", measure=what.key, unit=what.unit, before=made.before, after=made.after, raw=raw,
        baseline=spans(starts), weeks=made.weeks, doors=made.doors, people=made.people,
        direction_only=made.doors < LEAST_DOORS,
        text=mark("No boutique is left to compare with: keep one or two for last next time."),
    )  # fmt: skip


def worthwhile(what: Measure, made: Estimate) -> float | None:
    """The lift that is worth the work, in the measure's unit; None for a rate, which has the usual four points."""
    if what.kind == "rate":
        return None
    return useful(what) * (abs(made.before.value or 0.0) if what.unit in SHARES else 1.0) or None


def together(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """With q after Benjamini-Hochberg over all of them, and a word where a found one may be chance."""
    found = []
    for one, q in zip(verdicts, fdr([one.p for one in verdicts]), strict=True):
        warnings = one.warnings
        if one.state == "likely_lifted" and q is not None and q > CHANCE:
            warnings = (*warnings, mark(f"{len(verdicts)} measures were looked at: this one alone may be chance."))
        found.append(replace(one, q=q, warnings=warnings))
    return found


def titled(subject: Subject, doors: int, named: str) -> str:
    about = BY_KEY.get(f"behaviour.{subject.about}")
    name = named or (about.title if about else subject.about)
    place = in_english(doors, forms("{n} boutique", "{n} boutiques"), n=doors)
    if subject.kind == "wave":
        began = (subject.baseline_until or subject.since - DAY) + DAY
        return mark(f"{name}: {place} from {said(began)}")
    if subject.kind == "region" and subject.region:
        return f"{name}: {subject.region}, {place}"
    return f"{name}: {place}"
