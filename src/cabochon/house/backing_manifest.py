"""What a backup says of itself: manifest.json, written last. A folder without one, or with a torn one, is no backup."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from ..refusals import Refused, Unknown
from .backing_files import File

FORMAT = 1
NAME = "manifest.json"
FILES, DATABASE = "files", "postgresql"
DATED = re.compile(r"\d{4}-\d{2}-\d{2}T\d{6}Z(-\d+)?")  # backups of one DIR, in the order of their names
NONE = "holds no backup; name the DIR that `cabochon backup DIR` wrote, or one dated folder in it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """began: nothing acknowledged before it is missing. stores: files, or postgresql (then rows are not in here).

    position, change: the last statement and the last dated change inside. house: a mark, see
    `keys_backup.mark_of`.
    """

    format: int = FORMAT
    program: str
    stores: str
    house: str
    home: str
    began: datetime
    made: datetime
    position: int
    change: int
    log: int  # version of the log's file
    files: Mapping[str, File] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(one.size for one in self.files.values())


def name(at: datetime) -> str:
    """The folder of a backup begun at a moment."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"


def put(manifest: Manifest, folder: Path) -> None:
    said = asdict(manifest) | {"began": manifest.began.isoformat(), "made": manifest.made.isoformat()}
    (folder / NAME).write_text(json.dumps({"backup": said, "whole": _digest(said)}, indent=1) + "\n", "utf-8")


def read(folder: Path) -> Manifest:
    """
    Raises:
        Unknown: there is none. Refused: it is torn, or a newer program's.
    """
    path = folder / NAME
    try:
        found = json.loads(path.read_text("utf-8"))
        said: dict[str, Any] = found["backup"]
        number = int(said["format"])
    except (FileNotFoundError, NotADirectoryError):
        raise Unknown(NONE, str(folder)) from None
    except (ValueError, KeyError, TypeError):
        raise Refused("is damaged; take another backup", str(path)) from None
    if number > FORMAT:
        raise Refused(
            f"was made by a newer Cabochon ({said.get('program', 'unknown')}); restore with that one", str(folder)
        )
    if found.get("whole") != _digest(said):
        raise Refused("is damaged; take another backup", str(path))
    when = {one: datetime.fromisoformat(said[one]) for one in ("began", "made")}
    files = {one: File(**what) for one, what in said["files"].items()}
    return Manifest(**{**said, **when, "files": files})


def backups(folder: Path) -> list[Path]:
    """The dated folders of a DIR that have a manifest, the oldest first."""
    if not folder.is_dir():
        return []
    return sorted(one for one in folder.iterdir() if DATED.fullmatch(one.name) and (one / NAME).is_file())


def chosen(folder: Path) -> Path:
    """A backup: the folder itself, or the newest in it.

    Raises:
        Unknown: neither is one.
    """
    if (folder / NAME).is_file():
        return folder
    if found := backups(folder):
        return found[-1]
    raise Unknown(NONE, str(folder))


def _digest(said: Mapping[str, Any]) -> str:
    return blake2b(json.dumps(said, sort_keys=True).encode(), digest_size=32).hexdigest()
