"""`export facts`: a folder of Parquet for Power BI, Tableau, Metabase or a lakehouse, whole or not at all.

Written beside the target under another name and put in its place at the end: whoever reads the folder sees the old
export or the new one. What a kill leaves behind is taken away by the next export.
"""

import ctypes
import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from .. import __version__
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..refusals import Full, NotAllowed, Refused
from . import cells, cells_doors
from .cells import CELLS, DOORS, MEASURES, STEPS, Weeks
from .cells_dictionary import dictionary, page
from .cells_parquet import Months, Written, ready, written

if TYPE_CHECKING:
    from . import House

MANIFEST = "manifest.json"
MADE_BY = "cabochon export facts"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
EXCHANGE = 2  # RENAME_EXCHANGE of renameat2: two names change places at one moment (Linux 3.15)
HERE = -100  # AT_FDCWD
Watch = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Exported:
    folder: Path
    weeks: Weeks
    files: tuple[Written, ...]


def export(
    house: "House", viewer: Viewer, target: Path, *, weeks: Weeks, by: str, watch: Watch, apart: Path
) -> Exported:
    """Write the folder.

    Args:
        apart: the data folder, in which nothing is put.
        by: whom the audit names.
        watch: told what is written, how far it is and of how many.
    Raises:
        NotAllowed: the role exports nothing. Refused: the target is no place for it, or Parquet cannot be written.
        Full: there is no room.
    """
    if not may(viewer, "facts.export"):
        raise NotAllowed("an export of facts is for analysts and for leaders at headquarters", "--as")
    ready()
    _judged(target, apart)
    span = f"{weeks.since} to {weeks.until}"
    with _beside(target) as made:
        house.directory.note(by, "exported facts", viewer.account, f"{span} into {target.name}")
        files = _written(house, viewer, made, weeks=weeks, watch=watch)
        _put(made, target)
    return Exported(target, weeks, files)


def _judged(target: Path, apart: Path) -> None:
    """
    Raises:
        Refused: says what stands there, and what to name instead.
    """
    place = f"--to {target}"
    if not target.parent.is_dir():
        raise Refused("lies in no folder that is there; make that folder first", place)
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise Refused("is a file; name a folder of the export's own", place)
    if target.is_dir() and any(target.iterdir()) and not _ours(target):
        raise Refused("holds something else; name a new folder, or one an export of facts has made", place)
    if target.resolve().is_relative_to(apart.resolve()):
        raise Refused("lies in the data folder; name one outside of it", place)
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise Refused("cannot be written: you may make nothing in its folder", place)


def _ours(target: Path) -> bool:
    try:
        told = msgspec.json.decode((target / MANIFEST).read_bytes())
    except (OSError, msgspec.DecodeError):
        return False
    return isinstance(told, dict) and told.get("made_by") == MADE_BY


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """An empty folder beside the target, gone at the end; one export at a time.

    Raises:
        Refused: another export is running there, or nothing may be written. Full: there is no room.
    """
    made, place = target.with_name(f".{target.name}.new"), f"--to {target}"
    handle = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("waits for another export into the same folder; try again when it has ended", place) from None
        _mended(target)
        shutil.rmtree(made, ignore_errors=True)
        try:
            made.mkdir()
            yield made
        except OSError as fault:
            if fault.errno in NO_ROOM:
                raise Full("has no room for the export; what was there before is as it was", place) from None
            if fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise Refused("cannot be written: you may make nothing there", place) from None
            raise
        finally:
            shutil.rmtree(made, ignore_errors=True)
    finally:
        os.close(handle)


def _written(house: "House", viewer: Viewer, root: Path, *, weeks: Weeks, watch: Watch) -> tuple[Written, ...]:
    before, at = house.warehouse.bookmark(), house.clock()
    measures, doors = cells.asked_of(viewer), cells_doors.asked_of(viewer)
    see, today = house.see_as(viewer), house.snapshot.doors(house.today)
    files = [*_cells(see, measures, root, weeks=weeks, watch=watch)]
    for one in doors:
        leaves = cells_doors.leaving(see, one, weeks)
        files += _rows(house, one, root=root, weeks=weeks, leaves=leaves, watch=watch)
    for table, rows in ((MEASURES, cells.meanings(measures)), (DOORS, cells.doors(see, today))):
        file = Months(root, "", table)
        file.add("", rows)
        files += file.close()
    told = dictionary(measures, doors)
    for name, body in (("dictionary.json", _json(told)), ("dictionary.md", page(told).encode())):
        (root / name).write_bytes(body)
        files.append(written(root, name))
    after = house.warehouse.bookmark()
    manifest = {
        "made_by": MADE_BY, "version": __version__, "made_at": at, "as": viewer.account, "role": viewer.role,
        "boutiques": sorted(viewer.boutiques), "since": weeks.since, "until": weeks.until, "weeks": weeks.count,
        "group_rule": {"least_people": house.values["least_people"], "least_events": house.values["least_events"]},
        "watermark": {"position": before.position, "change": before.change},
        "facts_moved_meanwhile": after != before,
        "rows": _sums(files), "files": [asdict(file) for file in files],
    }  # fmt: skip
    (root / MANIFEST).write_bytes(_json(manifest))
    return (*files, written(root, MANIFEST))


def _cells(see: Any, measures: list[Any], root: Path, *, weeks: Weeks, watch: Watch) -> Iterator[Written]:
    place = {column.name: i for i, column in enumerate(CELLS.columns)}
    for family in dict.fromkeys(measure.family for measure in measures):
        file = Months(root, f"cells/family={family}", CELLS, without=("family",), empty=f"{weeks.until:%Y-%m}")
        try:
            for measure in (one for one in measures if one.family == family):
                watch(f"cells of {measure.key}", measures.index(measure), len(measures))
                for step in STEPS:
                    months: dict[str, list[Any]] = {}
                    for row in cells.rows(see, measure, step, weeks=weeks):
                        day = row[place["week"]] or row[place["until"]]
                        months.setdefault(f"{day:%Y-%m}", []).append(row)
                    for month, rows in months.items():
                        file.add(month, rows)
            yield from file.close()
        finally:
            file.let_go()


def _rows(
    house: "House",
    one: cells_doors.DoorTable,
    *,
    root: Path,
    weeks: Weeks,
    leaves: Callable[[str, date], bool],
    watch: Watch,
) -> list[Written]:
    file, count = Months(root, f"facts/{one.of.name}", one.table, empty=f"{weeks.until:%Y-%m}"), 0
    try:
        for since, until in _months(weeks):
            for rows in cells_doors.rows(house.warehouse, one, since=since, until=until, leaves=leaves):
                file.add(f"{since:%Y-%m}", rows)
                count += len(rows)
            watch(f"{count:,} rows of {one.of.name}", (until - weeks.since).days + 1, weeks.count * 7)
        return file.close()
    finally:
        file.let_go()


def _months(weeks: Weeks) -> Iterator[tuple[date, date]]:
    """The days of the weeks, a calendar month at a time."""
    first = weeks.since
    while first <= weeks.until:
        following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        yield first, min(weeks.until, following - timedelta(days=1))
        first = following


def _sums(files: list[Written]) -> dict[str, int]:
    """Rows by table."""
    found: dict[str, int] = {}
    for file in files:
        if file.path.endswith(".parquet"):
            name = file.path.rpartition("/")[2].removesuffix(".parquet")
            found[name] = found.get(name, 0) + file.rows
    return found


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _put(made: Path, target: Path) -> None:
    """The new folder in the place of the old, which goes. At one moment on Linux; elsewhere by two renames, and an
    export that was killed between them is mended by the next."""
    for folder in (*(path for path in made.rglob("*") if path.is_dir()), made):
        _synced(folder)
    if not target.exists():
        made.rename(target)
    elif not _exchanged(made, target):
        target.rename(_old(target))
        made.rename(target)
        shutil.rmtree(_old(target), ignore_errors=True)
    _synced(target.parent)


def _exchanged(one: Path, other: Path) -> bool:
    try:
        swap = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(swap(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0)


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _mended(target: Path) -> None:
    if _old(target).exists() and not target.exists():
        _old(target).rename(target)
    shutil.rmtree(_old(target), ignore_errors=True)


def _synced(folder: Path) -> None:
    """The names in a folder on the disk for good, where its file system can."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
