"""A house worth backing up, and what comes of its backup."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from cabochon.directory.rows import Account
from cabochon.house import House, restoring
from cabochon.retail.coaching import Praise
from cabochon.retail.who import person
from cabochon.settings import load

AT = datetime(2026, 3, 20, 9, tzinfo=UTC)
N = 60  # statements


def praise(who, text="Well presented"):
    return Praise(id=uuid4(), at=AT, boutique="GVA01", source="floor", associate=person(who), by=person("boss"),
                  behaviour="behaviour.accessory", text=text)  # fmt: skip


def fill(furnished):
    """(house, a person's id): texts, an account that may sign in, a recording, a package."""
    house, one = furnished
    who = one.sellers["GVA01"][0].person.id
    house.keep_as().events([praise(who, f"Number {n}") for n in range(N)])
    house.directory.put(Account(id="a", login="a", name="Ann", role="manager", boutiques=("GVA01",)))
    house.doorman.link("a")
    media = house.demos.folder
    media.mkdir(mode=0o700)
    (media / "clip").write_bytes(b"moving pictures" * 1000)
    (media.parent / "packages" / "abc").mkdir(parents=True)
    (media.parent / "packages" / "abc" / "index.html").write_text("hello")
    house.catch_up()
    return house, who


def restored(into: Path, keys: Path, data: Path) -> tuple[House, restoring.Restored]:
    """The house that comes of a backup, opened where it is put together."""
    taken = restoring.chosen(into, keys)
    work = restoring.prepared(data)
    restoring.laid(taken, keys, work, lambda *_: None)
    house = House.open(work, load(work, {}))
    return house, restoring.finished(house, taken, lambda *_: None)
