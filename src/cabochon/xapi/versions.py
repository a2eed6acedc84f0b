"""Which of the two families of the standard a request speaks (xAPI 1.0.3 Part Three 3.3; IEEE 9274.1.1 4.1.2)."""

import enum
import re

from ..refusals import Refused


class Version(enum.Enum):
    """A family; `header` is its latest patch, `statement` what a statement that names none is given."""

    V103 = ("1.0.3", "1.0.0")
    V200 = ("2.0.0", "2.0.0")

    def __init__(self, header: str, statement: str) -> None:
        self.header = header
        self.statement = statement


V103, V200 = Version.V103, Version.V200

HEADER = "X-Experience-API-Version"
_ONE = re.compile(r"1\.0(?:\.[0-9]{1,9})?")
_TWO = re.compile(r"2\.0(?:\.[0-9]{1,9})?")


def negotiate(header: str | None) -> Version:
    """The family a request's version header asks for; "1.0" and any 1.0.x, "2.0" and any 2.0.x.

    Raises:
        Refused: absent, not a version, or a version not spoken here.
    """
    if header is None:
        raise Refused("is missing; send 1.0.3 or 2.0.0", HEADER)
    asked = header.strip()
    if _ONE.fullmatch(asked):
        return V103
    if _TWO.fullmatch(asked):
        return V200
    raise Refused(f"{asked[:40]!r} is not spoken here; send 1.0.3 or 2.0.0", HEADER)


def statement_version(value: object, *, version: Version) -> None:
    """A statement's own `version`: 1.0 or 1.0.x anywhere, 2.0 or 2.0.x in a 2.0 request (it is not the header).

    Raises:
        Refused: anything else.
    """
    if type(value) is not str:
        raise Refused("must be a string such as 1.0.3")
    if _ONE.fullmatch(value) or (version is V200 and _TWO.fullmatch(value)):
        return
    spoken = "1.0.x or 2.0.x" if version is V200 else "1.0.x"
    raise Refused(f"{value[:40]!r} is no version of a statement here; send {spoken}, or leave it out")
