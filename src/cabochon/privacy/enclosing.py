"""Contents of attachments, sealed as their statement is: under the same two text keys, once for each pair of them.

See docs/decisions/0012-attachments-are-sealed-with-their-statement.md.
"""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from ..directory import Directory
from ..refusals import Refused
from ..stream import Kept, Log
from ..xapi.attachments import SIGNATURE, declared
from ..xapi.multipart import HASH, Content
from ..xapi.signatures import Signed, agrees, signed
from .sealing import seal, unseal

MOST = 64_000_000  # bytes sealed for one request: a content is sealed once for each person and month it came with
Enclosed = Mapping[str, bytes]  # contents by their SHA-2 in lower case
NOTHING: Enclosed = {}


def address(directory: Directory, sha2: str, *, person: str, month: str, make: bool = False) -> bytes:
    """Where the content with this SHA-2 (lower case) lies for a pair of text keys (32 bytes).

    Hashed with the keys themselves: once one is destroyed nobody can tell what lay there, and a key made anew under the
    same name starts afresh.
    Raises:
        KeyError: one of the keys has been destroyed.
    """
    keys = directory.text_key(person, make), directory.text_key(month, make)
    if keys[0] is None or keys[1] is None:
        raise KeyError(person if keys[0] is None else month)
    own = blake2b(keys[1], key=keys[0], digest_size=32, person=b"cabochon-file").digest()
    return blake2b(sha2.encode(), key=own, digest_size=32).digest()


class Sealing:
    """Contents of one request on their way in, each sealed once for each pair of keys."""

    def __init__(self, directory: Directory) -> None:
        self._directory, self._weight = directory, 0
        self._done: dict[tuple[str, str, str], tuple[bytes, bytes]] = {}

    def contents(
        self, enclosed: Iterable[tuple[str, bytes]], *, person: str, month: str
    ) -> tuple[tuple[bytes, bytes], ...]:
        """(address, sealed bytes) of each.

        Raises:
            Refused: 413; together they are too much.
        """
        found = []
        for sha2, body in enclosed:
            place = (sha2, person, month)
            if place not in self._done:
                self._weight += len(body)
                if self._weight > MOST:
                    raise Refused(
                        f"attachments of so many people are more than {MOST:,} bytes; send them in several requests",
                        status=413,
                    )
                at = address(self._directory, sha2, person=person, month=month, make=True)
                self._done[place] = at, seal(self._directory, body, _bound(at), person=person, month=month)
            found.append(self._done[place])
        return tuple(found)


class Checking:
    """Contents of one request against what its statements declare."""

    def __init__(self, enclosed: Enclosed) -> None:
        self.enclosed = enclosed
        self._declared: set[str] = set()
        self._signed: dict[str, Signed] = {}

    def own(self, statement: Mapping[str, Any], pointer: str) -> tuple[tuple[str, bytes], ...]:
        """What of the contents belongs to a checked statement: (SHA-2, bytes), each once.

        Raises:
            Refused: a signature that is malformed, or vouches for something else.
        """
        found = {}
        for number, one in enumerate(statement.get("attachments", ())):
            sha2 = one["sha2"].lower()
            if one["usageType"] == SIGNATURE and sha2 in self.enclosed:
                self._judge(sha2, statement, f"{pointer}/attachments/{number}")
        for one in declared(statement):
            sha2 = one["sha2"].lower()
            if sha2 in self.enclosed:
                found[sha2] = self.enclosed[sha2]
        self._declared.update(found)
        return tuple(found.items())

    def nothing_over(self) -> None:
        """Raises Refused where a content came that no statement declares."""
        if over := self.enclosed.keys() - self._declared:
            raise Refused(f"names a content that no attachment declares as its sha2: {min(over)}", HASH)

    def _judge(self, sha2: str, statement: Mapping[str, Any], pointer: str) -> None:
        try:
            what = self._signed.get(sha2)
            if what is None:
                what = self._signed[sha2] = signed(self.enclosed[sha2])
            if not agrees(what, statement):
                raise Refused("the signature's payload is not this statement; sign the statement that is sent")
        except Refused as fault:
            raise Refused(fault.reason, pointer, fault.status) from None


def enclosed(
    log: Log, directory: Directory, kept: Kept, statement: Mapping[str, Any], *, but: Iterable[str] = ()
) -> list[Content]:
    """The contents a statement of the log declares and that came along, each once; those in `but` (SHA-2 in lower case)
    are left out, so are those whose key has been destroyed.
    """
    entry, places = kept.entry, dict[bytes, dict[str, Any]]()
    skip = set(but)
    try:
        for one in declared(statement):
            sha2 = one["sha2"].lower()
            if sha2 not in skip:
                skip.add(sha2)
                places[address(directory, sha2, person=entry.key_person, month=entry.key_month)] = one
    except KeyError:
        return []
    bodies = log.contents(places) if places else {}
    found: list[Content] = []
    for at, one in places.items():
        if at in bodies:
            body = unseal(directory, bodies[at], _bound(at), person=entry.key_person, month=entry.key_month)
            if body is not None:
                found.append(Content(one["sha2"], one["contentType"], body))
    return found


def _bound(at: bytes) -> str:
    return f"content:{at.hex()}"
