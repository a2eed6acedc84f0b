"""A furnished house behind a server, with an account for every role."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import uuid4

import pytest

from cabochon.demo.maison import Maison, maison
from cabochon.house import House
from cabochon.settings import load
from placed import Place, furnish
from served import served


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Maison]]:
    """One house a file: opening and closing it is most of what these tests would take."""
    folder = tmp_path_factory.mktemp("web") / "data"
    house, one = House.open(folder, load(folder, {})), maison(boutiques=2, until=date(2026, 3, 31), weeks=2)
    doors = [replace(door, day_ends=time(0)) for door in one.doors]  # the same day for who runs this after midnight
    house.directory.keep([*doors, *one.people, *one.identifiers, *one.products])
    yield house, one
    house.close()


@pytest.fixture(scope="module")
def place(home: tuple[House, Maison]) -> Iterator[Place]:
    here, there, team, stranger = furnish(*home)
    with served(home[0]) as port:
        yield Place(home[0], port, here, there, team, stranger)


@pytest.fixture
def entry(place: Place) -> Callable[..., dict[str, object]]:
    """A filled-in checklist as the phone sends it; keywords replace fields."""

    def make(**other: object) -> dict[str, object]:
        at = datetime.now(UTC).isoformat()
        return {
            "id": str(uuid4()), "associate": place.team[0], "boutique": place.door, "product_line": "watch",
            "opened_at": at, "ended_at": at, "marks": {"welcome": "yes", "accessory": "partly"},
            "wordings": ["linked_to_need"], "note": "Offered the strap with the trip in mind", "action": None,
            "seconds": 41, "practice": False, **other,
        }  # fmt: skip

    return make
