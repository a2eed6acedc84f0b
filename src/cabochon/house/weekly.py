"""The weekly snapshot of a boutique, a region or the company: made for one reader, and as they wish it sent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ..dashboards import verdict_list as list_of
from ..dashboards import weekly, weekly_paper
from ..dashboards.look import paper
from ..dashboards.look.tokens import Palette, palettes
from ..directory.rhythm_rows import Wishes
from ..directory.weekly_rows import WeeklySent, WeeklyWish
from ..languages import say, spoken
from ..outside import mail
from ..privacy.roles import may
from ..privacy.rows import masking
from ..privacy.viewer import Viewer
from ..programme.playbook import BY_KEY
from ..refusals import NotAllowed, Refused, Unknown
from ..retail.week_plan import iso_week, monday
from .coaching import focus_of
from .reviews_places import BOUTIQUE, COMPANY, UNKNOWN, Spot, last_week, spots, today_at
from .weekly_sending import Sending

if TYPE_CHECKING:
    from . import House

__all__ = ["Weekly", "WeeklySent", "Wished", "file_code", "file_name", "palette"]
OFFERED = 12  # weeks one may choose from
WAITING = 3  # of what waits for a decision
HOUR, WEEKDAY, WEEKDAY_ABOVE = 8, 1, 2  # above the boutique a week is closed on Tuesday


@dataclass(frozen=True, slots=True)
class Wished:
    """How somebody wishes it sent. on: at all; zone: whose wall the hour is read on."""

    on: bool
    weekday: int
    hour: int
    zone: str


class Weekly:
    """One for a house; safe from several threads."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self.sending = Sending(house, self)

    def places(self, viewer: Viewer) -> list[Spot]:
        """What the viewer may have a snapshot of, the widest first."""
        return spots(self._house, viewer) if may(viewer, "weekly.see") else []

    def place(self, viewer: Viewer, key: str = "") -> Spot:
        """
        Args:
            key: "boutique:GVA01", "region:Europe", "company"; "" for the widest of one boutique or more.
        Raises:
            Unknown: no such place, or none of the viewer's.
        """
        found = self.places(viewer)
        wanted = f"{COMPANY}:" if key == COMPANY else key
        chosen = next((one for one in found if one.key == wanted), None) if wanted else next(iter(found), None)
        if chosen is None:
            raise Unknown(say(UNKNOWN), "place")
        return chosen

    def latest(self, viewer: Viewer, here: Spot) -> date:
        """The Monday of the last week that can be told."""
        return last_week(self._house, viewer, here)

    def weeks(self, viewer: Viewer, here: Spot) -> list[date]:
        """Mondays that may be chosen, the latest first."""
        return [self.latest(viewer, here) - timedelta(weeks=n) for n in range(OFFERED)]

    def snapshot(self, viewer: Viewer, here: Spot, week: date) -> weekly.Snapshot:
        """The page of a place and the week of any day, in the language spoken, as this viewer may see it."""
        house, first = self._house, monday(week)
        see, above = house.see_as(viewer), viewer.above_boutique
        shut = weekly.why_shut(first, here=today_at(house, here), today=house.today, above=above)
        row = house.directory.get(WeeklySent, sent_id(viewer.account, here.key, first))
        return weekly.snapshot(
            see, weekly.Place(key=here.key, kind=here.kind, name=here.name, where=here.where), first,
            behaviours=self._behaviours(), above=above, shut=shut, earlier=row.figures if row else {},
            mask=masking(house.called.staff()),
            besides=weekly.NOTHING if shut else self._besides(viewer, here, first),
        )  # fmt: skip

    def drawn(self, told: weekly.Snapshot, kind: str = paper.PDF, *, sharp: float = paper.SHARP) -> paper.Drawn:
        """On paper of the size that was set, in the language it was told in."""
        size = str(self._house.values["paper"]).lower()
        if size not in paper.SIZES:
            raise Refused("should be a4 or letter", "the setting paper")
        page = weekly_paper.page(told, palette())
        return paper.draw(page, palette(), made=self._house.clock(), kind=kind, size=size, sharp=sharp)

    # How it is sent

    def wished(self, viewer: Viewer, here: Spot) -> Wished:
        row = self._house.directory.get(WeeklyWish, f"{viewer.account}/{here.key}")
        usual = WEEKDAY_ABOVE if viewer.above_boutique else WEEKDAY
        return Wished(row is not None, row.weekday if row else usual, row.hour if row else HOUR, self.zone(here).key)

    def wishes(self, viewer: Viewer) -> list[WeeklyWish]:
        return self._house.directory.find(WeeklyWish, account=viewer.account)

    def wish(
        self, viewer: Viewer, here: Spot, *, on: bool, weekday: int = WEEKDAY, hour: int = HOUR, address: str = ""
    ) -> None:
        """Have it sent every week, or no longer.

        Raises:
            Refused: no such hour or weekday, an address that is none, or none known.
        """
        name, directory = f"{viewer.account}/{here.key}", self._house.directory
        if not on:
            directory.delete(WeeklyWish, name)
            return
        if not (1 <= weekday <= 7 and 0 <= hour <= 23):
            raise Refused(say("is no hour of a week; choose from the lists"), "hour")
        self.write_to(viewer, address)
        if not self.address(viewer):
            raise Refused(say("is missing; where should the letter go?"), "address")
        directory.put(WeeklyWish(id=name, account=viewer.account, place=here.key, weekday=weekday, hour=hour,
                                 since=self._house.clock()))  # fmt: skip

    def write_to(self, viewer: Viewer, address: str) -> None:
        """Where their letters go, all of them; nothing changes where it is what is known already."""
        address = address.strip()
        if not address or address == self.address(viewer):
            return
        if not mail.is_address(address):
            raise Refused(say("is no address; write name@maison.example"), "address")
        row = self._house.directory.get(Wishes, viewer.account) or Wishes(id=viewer.account)
        self._house.directory.put(replace(row, address=address))

    def address(self, viewer: Viewer) -> str:
        """Where letters go, "" for nowhere."""
        return self._house.nudges.address(self._house.nudges.wishes(viewer))

    def sent(self, viewer: Viewer) -> list[WeeklySent]:
        """What was sent to them, and what could not be, the latest first."""
        found = self._house.directory.find(WeeklySent, account=viewer.account)
        return sorted(found, key=lambda one: (one.at, one.id), reverse=True)

    def zone(self, here: Spot) -> ZoneInfo:
        """Of the boutique; of a wider place that of its first boutique by code."""
        code = min(here.doors) if here.doors else ""
        door = self._house.snapshot.door_on(code, self._house.today) if code else None
        return ZoneInfo(door.zone if door else "UTC")

    # What stands beside the numbers

    def _behaviours(self) -> Mapping[str, str]:
        """Key -> title of the visit's steps, in the language spoken."""
        visit = self._house.programme.checklist("client-visit", language=spoken())
        gone = self._house.effects.retiring.gone(self._house.today)
        titles = {one.key: one.title for one in visit.behaviours} if visit else {k: b.title for k, b in BY_KEY.items()}
        return {key: title for key, title in titles.items() if f"behaviour.{key}" not in gone}

    def _besides(self, viewer: Viewer, here: Spot, first: date) -> weekly.Besides:
        mask = masking(self._house.called.staff())
        held = None
        if here.kind == BOUTIQUE and may(viewer, "focus.see"):
            held = focus_of(self._house.see_as(viewer), here.code, first + timedelta(days=6))
        return weekly.Besides(
            focus=held.behaviour if held else "", aim=held.target if held else None, since=held.since if held else None,
            decisions=tuple(mask(one) for one in self._decided(viewer, here, first)),
            waits=tuple(mask(one) for one in self._waiting(viewer, here)),
        )  # fmt: skip

    def _decided(self, viewer: Viewer, here: Spot, first: date) -> tuple[str, ...]:
        try:
            return self._house.reviews.decided(viewer, here.key, first)
        except (NotAllowed, Unknown):
            return ()

    def _waiting(self, viewer: Viewer, here: Spot) -> tuple[str, ...]:
        """Titles of what was tried there and waits for somebody to decide."""
        house = self._house
        if not may(viewer, "verdicts.see"):
            return ()
        heads = [one for one in house.effects.verdicts.heads(viewer)
                 if one.subject.boutique in here.doors or here.doors & set(one.subject.doors)]  # fmt: skip
        if here.kind == BOUTIQUE:
            heads = [one for one in heads if one.subject.boutique == here.code]
        if not heads:
            return ()
        modules = {one.key: one for one in house.library.shelf(language=spoken(), closed=True)}
        decided = house.results.in_force(viewer) if may(viewer, "results.see") else ()
        rows = list_of.waiting(heads, house.today, modules, decided, closes=may(viewer, "focus.set"))
        return tuple(row.title for row in rows)[:WAITING]


def sent_id(account: str, place: str, week: date) -> str:
    return f"{account}/{place}/{week}"


def file_name(here: Spot, week: date) -> str:
    """What a file of it is called: "GVA01-2026-W47"."""
    return f"{file_code(here)}-{iso_week(week)}"


def file_code(here: Spot) -> str:
    """Of a boutique its code, of a region its name, safe in any file system."""
    name = here.code or COMPANY
    safe = "".join(one if one.isalnum() or one in "._-" else "-" for one in name).strip(".")
    return safe if here.kind != "region" else f"region-{safe}"


@cache
def palette(theme: str = "light") -> Palette:
    """Paper is white wherever it is read; a letter may be read in the dark."""
    sheet = files("cabochon").joinpath("web", "static", "css", "cabochon.css").read_text("utf-8")
    return palettes(sheet)[theme]
