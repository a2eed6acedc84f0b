"""Who a user of an identity system is among the people of the house: by codes alone, never by a name."""

from collections.abc import Iterator, Sequence
from datetime import date

from ..directory.lookup import Snapshot
from ..refusals import Refused
from ..retail.master import Identifier, Person
from .rolls import FILE
from .scim_work import EMPLOYEE, LOGIN, MAIL, Work

OURS = frozenset({EMPLOYEE, LOGIN, MAIL})
TWO = "the employee number is one staff member’s, the mail or sign-in name another’s; correct one of them"
OTHER = "the mail or sign-in name is a staff member’s with another employee number; correct one of them"
ANOTHER = "the account belongs to one staff member, the employee number to another; correct the number"


class Known:
    """numbers: the sources whose code of a person is their employee number."""

    def __init__(self, snapshot: Snapshot, today: date, numbers: Sequence[str]) -> None:
        self._snapshot, self._today, self._numbers = snapshot, today, tuple(numbers)

    def one(self, work: Work, bound: str) -> str:
        """The person's id; "" for somebody new. bound: whose the account is.

        Raises:
            Refused: the codes name two people.
        """
        number, mail = self._by_number(work.number), self._by_mail(work)
        if number and mail and number != mail:
            if self._here(mail) and not (mail == bound and self.double(bound)):
                raise Refused(TWO, "employeeNumber")
            mail = ""
        if mail and not number and mail != bound and work.number and self._numbered(mail):
            if self._here(mail):
                raise Refused(OTHER, "employeeNumber")
            mail = ""  # handed on by somebody who left
        found = number or mail
        if not found or not bound or found == bound:
            return found or bound
        if self.double(bound) is None:
            raise Refused(ANOTHER, "employeeNumber")
        return found

    def double(self, person: str) -> Person | None:
        """Who was made with an account and is known by no other code than its sign-in name."""
        codes = self._codes(person)
        return self._snapshot.person_on(person, self._today) if {c.source for c in codes} <= {LOGIN} else None

    def of_file(self, person: str) -> bool:
        return any(one.source == FILE for one in self._codes(person))

    def by_system(self, person: str) -> bool:
        """Whether an identity system spoke of them as staff."""
        return any(one.source in (EMPLOYEE, MAIL) for one in self._codes(person))

    def codes(self, work: Work, person: str) -> Iterator[tuple[Identifier, date | None]]:
        """The codes they were not known by, each with its first day: one that was another's is theirs from now on."""
        pairs = [(EMPLOYEE, work.number), (LOGIN, work.login), *((MAIL, one) for one in work.mails)]
        for source, code in pairs:
            holder = self._snapshot.person_of(source, code, "", self._today) if code else person
            if holder != person:
                yield Identifier(source=source, code=code, person=person), self._today if holder else None

    def _by_number(self, number: str) -> str:
        found = {self._snapshot.person_of(one, number, "", self._today) for one in self._numbers} if number else set()
        found -= {""}
        if len(found) > 1:
            raise Refused(f"several staff members have this number, by {', '.join(self._numbers)}", "employeeNumber")
        return found.pop() if found else ""

    def _by_mail(self, work: Work) -> str:
        pairs = [(LOGIN, work.login), *((source, one) for one in work.mails for source in (MAIL, LOGIN))]
        found = {self._snapshot.person_of(source, code, "", self._today) for source, code in pairs} - {""}
        here = {one for one in found if self._here(one)} or found
        if len(here) > 1:
            raise Refused("the mails are several staff members’; correct them", "emails")
        return here.pop() if here else ""

    def _numbered(self, person: str) -> bool:
        return any(one.source in self._numbers for one in self._codes(person))

    def _here(self, person: str) -> bool:
        found = self._snapshot.person_on(person, self._today)
        return found is not None and (found.left is None or found.left >= self._today)

    def _codes(self, person: str) -> list[Identifier]:
        return [one for one in self._snapshot.identifiers(self._today) if one.person == person]
