"""`import statements`: files of another record store, of any size."""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ..directory.rows import Key
from ..house import House
from ..house.intake import KIND, Intake, Taken
from ..house.taking_in import key_named, take_in, vouching
from ..refusals import Refused
from .command import OK, PARTLY, Out

SAYS = "xAPI statements of another store: JSON or JSON lines, packed by gzip or not; several files, any size"
STDIN = "-"
PIECE = 262_144
SHOWN = 12  # reasons printed; --json lists all
EVERY = 0.5  # seconds between two lines of progress


def bring(args: argparse.Namespace, house: House, out: Out) -> int:
    for name, given in (("--mapping", args.mapping), ("--exported", args.exported), ("--valid-from", args.valid_from)):
        if given:
            raise Refused(f"says nothing about {KIND}; leave it out", name)
    paths = [None if name == STDIN else _there(Path(args.cwd, name), name) for name in args.files]
    by: Key | bytes = key_named(house, args.key) if args.key else vouching(house.home, "file")
    intake, clock = Intake(house, by, dry=args.dry_run), Progress(out, quiet=args.json)
    try:
        for path in paths:
            clock.begin(path.stat().st_size if path else 0)
            take_in(
                intake, clock.counted(_pieces(path, out)), name="stdin" if path is None else path.name,
                progress=lambda: clock.show(intake.taken.read),
            )  # fmt: skip
        intake.settle()
    finally:
        clock.end()
        if not args.dry_run:
            _note(house, f"import:{KIND}", intake.taken)
    return told(args, house, out, intake.taken, KIND)


def _there(path: Path, name: str) -> Path:
    """Before the first of several is read.

    Raises:
        Refused: a folder. OSError: it cannot be opened.
    """
    if path.is_dir():
        raise Refused("is a folder; name the files in it", name)
    path.open("rb").close()
    return path


def _pieces(path: Path | None, out: Out) -> Iterator[bytes]:
    if path is None:
        while piece := out.piece():
            yield piece
        return
    with path.open("rb") as source:
        while piece := source.read(PIECE):
            yield piece


def _note(house: House, what: str, done: Taken) -> None:
    house.directory.note(
        "operator", "imported", what, f"{done.read} statements, {done.new} new, {done.refused} refused"
    )


class Progress:
    """How far it is, how fast, and how long it will take, twice a second."""

    def __init__(self, out: Out, *, quiet: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._out, self._quiet, self._clock = out, quiet, clock
        self._began = self._told = clock()
        self._bytes = self._size = 0

    def begin(self, size: int) -> None:
        """The next file. size: in bytes, 0 where it is not known."""
        self._size, self._bytes = size, 0
        self._part = self._clock()

    def counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._bytes += len(piece)
            yield piece

    def show(self, read: int, more: str = "") -> None:
        now = self._clock()
        if self._quiet or now - self._told < EVERY:
            return
        self._told = now
        words = f"{read:,} statements, {read / max(now - self._began, 0.001):,.0f} a second"
        share = min(self._bytes / self._size, 1.0) if self._size else 0.0
        if share:
            words += f", {share:.0%} of the file, {_span((now - self._part) * (1 - share) / share)} to go"
        self._out.progress(words + more)

    def say(self, words: str) -> None:
        if not self._quiet:
            self._out.progress(words)

    def end(self) -> None:
        if not self._quiet:
            self._out.progress("")


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def told(args: argparse.Namespace, house: House, out: Out, done: Taken, kind: str, *more: str) -> int:
    """Print the summary; the exit code."""
    if args.json:
        reasons = [{"reason": why, "times": times, "place": place} for why, (times, place) in _often(done)]
        out.say(json.dumps(
            {"kind": kind, "dry_run": args.dry_run, "rows": done.read, "new": done.new, "repeated": done.repeated,
             "quarantined": done.held, "refused": done.refused, "bare": done.bare, "reasons": reasons,
             "faults": done.faults},
            ensure_ascii=False,
        ))  # fmt: skip
    else:
        for line in _lines(done, str(house.values["public_url"]), dry=args.dry_run):
            out.say(line)
        for line in more:
            out.say(line)
    return PARTLY if done.refused or done.faults else OK


def _often(done: Taken) -> list[tuple[str, tuple[int, str]]]:
    return sorted(done.reasons.items(), key=lambda one: -one[1][0])


def _lines(done: Taken, url: str, *, dry: bool) -> Iterator[str]:
    if dry:
        yield "A dry run: nothing was kept."
    yield f"{done.new:>8,} new"
    yield f"{done.repeated:>8,} repeated (known already, nothing changed)"
    if done.bare:
        yield f"{done.bare:>8,} with attachments whose contents did not come along"
    yield f"{done.refused:>8,} refused"
    often = _often(done)
    for why, (times, place) in often[:SHOWN]:
        yield f"         {place}{f' (and {times - 1:,} more)' if times > 1 else ''}: {why}"
    if len(often) > SHOWN:
        yield f"         ... and {len(often) - SHOWN:,} other reasons; --json lists all"
    if done.held:
        where = f"{url.rstrip('/')}/quarantine, or `cabochon quarantine`" if url else "`cabochon quarantine` lists them"
        left = done.refused - done.held
        rest = f"; {left:,} more do not, mend the cause and import again" if left else ""
        yield f"{done.held:>8,} of them wait in the quarantine{rest}: {where}"
    for fault in done.faults:
        yield f"         {fault}"
