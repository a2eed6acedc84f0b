"""The weekly snapshot as the sheet of paper takes it: words under their headings, the trends as small drawings."""

from typing import Any
from unicodedata import bidirectional

import msgspec

from ..languages import say
from .look.tokens import Palette
from .weekly import Snapshot
from .weekly_numbers import Figure, Trend

WIDE, HIGH = 400.0, 110.0  # of a drawing, in its own units
EDGE = 4.0  # kept free around, for the last dot


def page(told: Snapshot, palette: Palette) -> dict[str, Any]:
    """What `look.paper.draw` takes, in the language spoken."""
    found: dict[str, Any] = msgspec.to_builtins(told)
    return found | {
        "trends": [msgspec.to_builtins(one) | {"svg": spark(one, palette)} for one in told.trends],
        "rhythm": [msgspec.to_builtins(one) | {"note": _note(one)} for one in told.rhythm],
        "comments": [msgspec.to_builtins(one) | {"dir": way(one.text)} for one in told.comments],
        "words": {
            "trends": say("Twelve weeks"), "steps": say("What was seen on the floor"),
            "rhythm": say("Coaching and learning"),
            "columns": [say("Step of the visit"), say("0 to 100%"), say("Seen"), say("Of"), say("Beside four weeks")],
            "rhythm_columns": [say("Rhythm"), say("This week")], "comments": say("In clients’ words"),
            "decisions": say("Decided"), "waits": say("Waits for a decision"), "caveats": say("About the data:"),
            "no_decisions": say("Nothing was decided here lately."),
        },
    }  # fmt: skip


def spark(one: Trend, palette: Palette) -> str:
    """The line with its band, as SVG without any words. A week held back breaks it."""
    if not one.points:
        return ""
    low, high = one.ends
    step = (WIDE - 2 * EDGE) / max(1, len(one.points) - 1)

    def at(n: int, value: float) -> str:
        share = (value - low) / (high - low)
        return f"{EDGE + n * step:.1f},{HIGH - EDGE - min(1.0, max(0.0, share)) * (HIGH - 2 * EDGE):.1f}"

    parts = [
        f'<line x1="0" x2="{WIDE}" y1="{y}" y2="{y}" stroke="{palette["line"]}" stroke-width="1"/>'
        for y in (EDGE, HIGH / 2, HIGH - EDGE)
    ]
    for run in _runs(one):
        band = [(n, p) for n, p in run if p[1] is not None and p[2] is not None]
        if len(band) > 1:
            upper = [at(n, p[2] or 0.0) for n, p in band]
            lower = [at(n, p[1] or 0.0) for n, p in reversed(band)]
            parts.append(f'<polygon points="{" ".join(upper + lower)}" fill="{palette["d1-soft"]}"/>')
    for run in _runs(one):
        if len(run) == 1:
            x, y = at(run[0][0], run[0][1][0] or 0.0).split(",")
            parts.append(f'<circle cx="{x}" cy="{y}" r="2" fill="{palette["d1"]}"/>')
        line = " ".join(at(n, p[0] or 0.0) for n, p in run)
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{palette["d1"]}" stroke-width="2.4" '
            'stroke-linecap="round" stroke-linejoin="round"/>'
        )
    n, last = [(n, p) for n, p in enumerate(one.points) if p[0] is not None][-1]
    x, y = at(n, last[0] or 0.0).split(",")
    parts.append(f'<circle cx="{x}" cy="{y}" r="4" fill="{palette["d1"]}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}" '
        f'preserveAspectRatio="none">{"".join(parts)}</svg>'
    )


def _runs(one: Trend) -> list[list[tuple[int, tuple[float | None, float | None, float | None]]]]:
    """Stretches of weeks without a gap."""
    found: list[list[Any]] = [[]]
    for n, point in enumerate(one.points):
        if point[0] is None:
            found.append([])
        else:
            found[-1].append((n, point))
    return [run for run in found if run]


def way(text: str) -> str:
    """ "rtl" or "ltr" of what somebody wrote, by its first letter that has a direction (UAX 9, P2)."""
    strong = next((kind for letter in text if (kind := bidirectional(letter)) in ("L", "R", "AL")), "L")
    return "ltr" if strong == "L" else "rtl"


def _note(one: Figure) -> str:
    return " · ".join(filter(None, (one.counted, one.before)))
