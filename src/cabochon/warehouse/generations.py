"""Which of several files of a store is the one in force: a small file beside them says so, and is replaced at once."""

import os
from pathlib import Path


class Generations:
    """`facts.duckdb`, `facts.duckdb.2`, `facts.duckdb.3` ... and `facts.duckdb.current`, which names one of them."""

    def __init__(self, path: Path) -> None:
        self._path, self._pointer = path, path.with_name(path.name + ".current")
        named = self._pointer.read_text("utf-8").strip() if self._pointer.exists() else ""
        known = path.with_name(named) if named and "/" not in named else path
        self.current = str(known if known.exists() else path)

    def next(self) -> Path:
        """A place for the next generation, where nothing lies yet."""
        number = 2
        while (place := self._path.with_name(f"{self._path.name}.{number}")).exists() or str(place) == self.current:
            number += 1
        return place

    def turn_to(self, place: Path) -> None:
        """From now on, and after a crash at any moment, this one is in force."""
        draft = self._pointer.with_name(self._pointer.name + ".new")
        with draft.open("w", encoding="utf-8") as file:
            file.write(place.name + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._pointer)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self.current = str(place)

    def clean(self) -> None:
        """Remove generations that are not in force: old ones, and those a crash left half made."""
        for place in (self._path, *self._path.parent.glob(f"{self._path.name}.[0-9]*")):
            name = str(place)
            if name.removesuffix(".wal") != self.current and not name.endswith(".new"):
                place.unlink(missing_ok=True)
                Path(name + ".wal").unlink(missing_ok=True)

    def set_aside(self) -> str:
        """Move the one in force out of the way; where it went."""
        place, number = Path(self.current), 1
        while (aside := self._path.with_name(f"{self._path.name}.damaged-{number}")).exists():
            number += 1
        place.rename(aside)
        wal = Path(self.current + ".wal")
        if wal.exists():
            wal.rename(f"{aside}.wal")
        return str(aside)
