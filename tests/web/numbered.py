"""A house of three boutiques with two closed weeks and an open one, behind a server, its clock standing still."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cabochon.house import House
from counted import filled
from served import Browser, served


@dataclass
class Numbered:
    house: House
    port: int

    def signed_in(self, role: str) -> Browser:
        browser = Browser(self.port)
        assert browser.sign_in(self.house.doorman.link(role)).status == 303
        return browser

    def stranger(self) -> Browser:
        return Browser(self.port)


@contextmanager
def numbered(folder: Path, **settings: object) -> Iterator[Numbered]:
    house = filled(folder)
    house.values = {**house.values, **settings}
    with served(house) as port:
        yield Numbered(house, port)
    house.close()
