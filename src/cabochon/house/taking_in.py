"""Moving in from another record store by its files; what was refused then is tried again from here."""

from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from ..directory.rows import Key
from ..languages import mark
from ..refusals import Refused
from .intake import Intake
from .splitting import members
from .unpacking import unpacked

if TYPE_CHECKING:
    from . import House


def take_in(intake: Intake, pieces: Iterator[bytes], *, name: str, progress: Callable[[], None]) -> None:
    """All statements of one file: JSON, JSON lines or a store's page, packed by gzip or not.

    Args:
        pieces: its bytes, from the first to the last. name: for the place of a fault. progress: called now and then.
    Raises:
        Refused: the file is of another kind altogether; the disk is full, the log is held.
    """
    try:
        for number, member in enumerate(members(unpacked(pieces, lambda why: intake.fault(name, why)))):
            place = mark(f"{name}, line {member.line:,}, byte {member.offset:,}")
            if member.fault:
                intake.fault(place, member.fault, member.body)
            else:
                intake.add(member.body, place)
            if number % 100 == 0:
                progress()
    except Refused as refusal:
        raise refusal if refusal.pointer else Refused(refusal.reason, name, refusal.status) from None
    progress()


def vouching(home: str, origin: str) -> bytes:
    """The agent that stands for an import of the operator, as JSON; origin: where the statements are from."""
    return msgspec.json.encode(
        {"objectType": "Agent", "name": f"Import: {origin}", "account": {"homePage": f"{home}/imports", "name": origin}}
    )


def key_named(house: "House", name: str) -> Key:
    """The key of that name or id that is good now.

    Raises:
        Refused: none, or several of the name.
    """
    now = house.clock()
    good = [k for k in house.directory.find(Key) if not k.revoked and (k.expires is None or now < k.expires)]
    found = [key for key in good if key.id == name] or [key for key in good if key.name == name]
    if len(found) != 1:
        why = (
            mark("is the name of several keys; give the key's id")
            if found
            else mark("is no key, or revoked or expired")
        )
        raise Refused(f"{why}; `cabochon key list` shows them", f"--key {name}")
    return found[0]


def again(house: "House", held: Mapping[str, Any]) -> str:
    """A row of the quarantine once more; says what came of it.

    Raises:
        Refused: it still cannot be kept, and why.
    """
    by: Key | bytes = str(held["authority"]).encode()
    if held["key"]:
        by = key_named(house, str(held["key"]))
    raw = b64decode(held["bytes"]) if held.get("bytes") else str(held["text"]).encode()
    tried = Intake(house, by, dry=True)
    tried.add(raw, "")
    if why := next(iter(tried.settle().reasons.items()), None):
        raise Refused(why[0], why[1][1].removeprefix(", "))
    intake = Intake(house, by)
    intake.add(raw, "")
    done = intake.settle()
    return mark(f"{done.new} kept, {done.repeated} known already")
