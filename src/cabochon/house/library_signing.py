"""Sign-off: somebody of loss prevention or operations vouches by name for the words of a procedure."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..directory.library_rows import SignOff
from ..languages import mark
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..programme import module_pieces
from ..refusals import Conflict, NotAllowed, Refused
from .library_catalogue import Entry
from .library_texts import Read

if TYPE_CHECKING:
    from .library import Library

FUNCTIONS = {"lp_lead": mark("loss prevention"), "hq_leader": "operations"}  # access role -> for which it signs
LONGEST = 80  # characters of a name


@dataclass(frozen=True, slots=True)
class Waiting:
    """A procedure to be read and signed. number: the version whose words they are; before: the words signed last, ""
    when nobody ever did."""

    what: str
    number: int
    title: str
    digest: str
    before: str


class Signing:
    def __init__(self, library: "Library") -> None:
        self._library, self._directory = library, library.directory

    def waiting(self) -> tuple[Waiting, ...]:
        """What is not on the floor, or not in its newest words, because nobody has signed."""
        return tuple(found for what in self._library.everything() if (found := self.of(what)))

    def of(self, what: str) -> Waiting | None:
        """None: nothing of it waits."""
        entry = self._library.entry(what)
        number = entry.waiting or entry.number
        if not number or entry.retired:
            return None
        read, said = self._words(what, number)
        if not (entry.waiting or read.sop) or entry.signed == module_pieces.vouched(said):
            return None
        last = next((one for one in self.signed(what) if not one.withdrawn), None)
        before = ""
        if last and last.number:
            before = self._words(what, last.number)[1]
        return Waiting(what, number, read.title, module_pieces.vouched(said), before)

    def signed(self, what: str) -> tuple[SignOff, ...]:
        """Who vouched for it, the newest first."""
        return tuple(sorted(self._directory.find(SignOff, what=what), key=lambda one: one.at, reverse=True))

    def in_force(self, what: str) -> SignOff | None:
        """Who vouches for the words on the floor."""
        digest = self._library.entry(what).signed
        found = self._directory.get(SignOff, f"{what}:{digest}") if digest else None
        return found if found and not found.withdrawn else None

    def sign(self, viewer: Viewer, what: str, function: str, name: str, *, digest: str = "") -> SignOff:
        """These words may go to the floor.

        Args:
            what: "module:receiving". function: loss prevention or operations, as the signer's role is. name: shown
                beside the words. digest: of the words that were read; "" for those that wait.
        Raises:
            Refused: nothing waits, no name, or another function. Conflict: the words are not those that were read.
        """
        if not may(viewer, "library.sign"):
            raise NotAllowed("procedures are signed by loss prevention or operations")
        if function != FUNCTIONS.get(viewer.role):
            raise Refused(f"you sign for {FUNCTIONS.get(viewer.role, 'nobody')}", "function")
        return self._sign(what, viewer.account, function, name, digest)

    def sign_all(self, *, by: str, name: str, function: str) -> int:
        """Everything that waits, for a pretend maison whose procedures are agreed; how many there were."""
        waiting = self.waiting()
        for one in waiting:
            self._sign(one.what, by, function, name, one.digest)
        return len(waiting)

    def withdraw(self, viewer: Viewer, what: str, reason: str) -> None:
        """The words are vouched for no more: they leave the floor at once.

        Raises:
            Refused: nobody has signed them, or no reason.
        """
        if not may(viewer, "library.sign"):
            raise NotAllowed("procedures are signed by loss prevention or operations")
        one, reason = self.in_force(what), " ".join(reason.split())[:280]
        if one is None:
            raise Refused("nobody vouches for these words now", "what")
        if not reason:
            raise Refused("say in a line why; the author reads it", "reason")
        now = self._library.house.clock()
        self._library.catalogue.change(what, lambda entry: replace(entry or Entry(), signed=""))
        self._directory.put(replace(one, withdrawn=now, withdrawn_by=viewer.account, why=reason))
        self._directory.note(viewer.account, mark("withdraw sign-off"), what, one.digest[:12])

    def _sign(self, what: str, by: str, function: str, name: str, digest: str) -> SignOff:
        waits, name = self.of(what), " ".join(name.split())
        if waits is None:
            raise Refused("nothing of it waits for a sign-off", "what")
        if digest and digest != waits.digest:
            raise Conflict("the words were changed since you opened them; read them again", "digest")
        if not 2 <= len(name) <= LONGEST:
            raise Refused(f"is your name, as it is shown beside the words; {LONGEST} characters at most", "name")
        new = SignOff(id=f"{what}:{waits.digest}", what=what, digest=waits.digest, by=by, name=name, function=function,
                      at=self._library.house.clock(), number=waits.number)  # fmt: skip
        self._directory.put(new)

        def deed(entry: Entry | None) -> Entry:
            before = entry or Entry()
            return replace(before, signed=waits.digest, number=waits.number, waiting=0)

        self._library.catalogue.change(what, deed)
        self._directory.note(by, "sign", what, f"version {waits.number}, {function}, {waits.digest[:12]}")
        return new

    def _words(self, what: str, number: int) -> tuple[Read, str]:
        body = self._library.body(what, number)
        said = body.base if body else ""
        return self._library.in_force(what, number=number), said
