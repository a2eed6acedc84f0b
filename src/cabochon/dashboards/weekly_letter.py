"""The weekly snapshot as a letter: plain words, and the same in HTML with small pictures that travel with it.

Nothing is fetched from anywhere, so that nobody learns who opened it.
"""

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import vl_convert
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from ..languages import direction, say, spoken
from .look.tokens import Palette
from .weekly import Snapshot
from .weekly_numbers import Figure, Step, Trend
from .weekly_paper import spark, way

SERIF = "Georgia, Times New Roman, serif"
SANS = "Segoe UI, Roboto, Helvetica, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG that travels with the letter. name: how the HTML calls it (cid:name); says: for who does not see it."""

    name: str
    title: str
    body: bytes
    says: str
    caption: str


@dataclass(frozen=True, slots=True)
class Written:
    subject: str
    text: str
    html: str
    pictures: tuple[Picture, ...]


def letter(told: Snapshot, light: Palette, dark: Palette, *, page: str, settings: str) -> Written:
    """In the language spoken. page: address of the snapshot; settings: of the page where letters are switched off."""
    pictures = tuple(
        Picture(
            f"trend-{one.key.replace('_', '-')}", one.title, _png(spark(one, light), light), one.says, _caption(one)
        )
        for one in told.trends
        if one.points
    )
    words = {
        "steps": say("What was seen on the floor"), "rhythm": say("Coaching and learning"), "decisions": say("Decided"),
        "waits": say("Waits for a decision"), "comments": say("In clients’ words"), "open": say("Open it in Cabochon"),
        "off": say("Switch this letter off"),
    }  # fmt: skip
    right = direction() == "rtl"
    html = _template().render(
        told=told, p=light, dark=dark, pictures=pictures, words=words, page=page, settings=settings, way=way,
        serif=SERIF, sans=SANS, lang=spoken(), dir=direction(), near="right" if right else "left",
        far="left" if right else "right",
    )  # fmt: skip
    return Written(told.subject, plain(told, page), html, pictures)


def alone(made: Written) -> str:
    """The HTML by itself, its pictures inside."""
    html = made.html
    for one in made.pictures:
        html = html.replace(f"cid:{one.name}", f"data:image/png;base64,{b64encode(one.body).decode()}")
    return html


def plain(told: Snapshot, page: str) -> str:
    """The page in plain words, a line each."""
    lines = [told.eyebrow, told.week, ""]
    if told.shut:
        return "\n".join([*lines, told.shut])
    lines += [*told.outstanding, ""]
    lines += [_line(one) for one in told.figures]
    if told.steps:
        lines += ["", say("What was seen on the floor"), *((told.focus,) if told.focus else ())]
        lines += [_line(one) for one in told.steps]
    lines += ["", say("Coaching and learning"), *(_line(one) for one in told.rhythm)]
    for title, rows in ((say("Decided"), told.decisions), (say("Waits for a decision"), told.waits)):
        lines += ["", title, *(f"- {one}" for one in rows)] if rows else []
    if told.comments:
        lines += ["", say("In clients’ words"), *(f"“{one.text}” ({one.footing})" for one in told.comments)]
    return "\n".join([*lines, "", *told.caveats, told.foot, "", page])


def _caption(one: Trend) -> str:
    return say("{first} to {last}; from {low} at the foot to {high} at the top", first=one.first, last=one.last,
               low=one.labels[0], high=one.labels[1])  # fmt: skip


def _line(one: Figure | Step) -> str:
    rest = [one.says, one.counted] + ([one.between, one.before, one.was] if isinstance(one, Figure) else [])
    said = "; ".join(filter(None, rest))
    return f"{one.title}: {one.value or one.said}" + (f" ({said})" if said else "")


def _png(svg: str, palette: Palette) -> bytes:
    """On paper of its own, so that it can be read on a dark screen too."""
    ground = f'<rect width="100%" height="100%" fill="{palette["surface"]}"/>'
    return bytes(vl_convert.svg_to_png(svg.replace("><", f">{ground}<", 1), scale=2.0))


@cache
def _template() -> Template:
    look = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "look"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True,
    )  # fmt: skip
    return look.get_template("weekly_letter.jinja")
