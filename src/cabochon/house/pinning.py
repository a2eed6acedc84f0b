"""What is put first for a job role where people look things up: the documents that say so, and what L&D changed."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..directory.library_rows import Pinned
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..programme.kit_reading import JOB_ROLES, Document
from ..refusals import Conflict, NotAllowed, Refused

if TYPE_CHECKING:
    from . import House

TRIES = 8  # of two that write at the same moment one goes again


class Pinning:
    """One for a house."""

    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

    def roles(self, documents: Iterable[Document]) -> dict[str, tuple[str, ...]]:
        """Key -> the job roles it is put first for; those that are put first for nobody have an empty one."""
        rows = {row.id: row for row in self._directory.find(Pinned)}
        return {one.key: tuple(role for role in JOB_ROLES if _first(rows.get(role), role, one)) for one in documents}

    def change(self, viewer: Viewer, document: str, roles: frozenset[str]) -> None:
        """Put it first for these job roles, and for no others.

        Raises:
            NotAllowed: not L&D. Refused: no such document or job role. Conflict: others write without a pause.
        """
        if not may(viewer, "library.edit"):
            raise NotAllowed("what is put first is chosen by learning and development")
        found = self._house.library.document(document, closed=True)
        if found is None or found.kind == "clip":
            raise Refused("is no document of the kit", "document")
        if odd := sorted(roles - set(JOB_ROLES)):
            raise Refused(f"{odd[0][:40]} is no job role; there are {', '.join(JOB_ROLES)}", "roles")
        for role in JOB_ROLES:
            self._put(viewer, role, found, role in roles)

    def _put(self, viewer: Viewer, role: str, document: Document, first: bool) -> None:
        for _ in range(TRIES):
            row = self._directory.get(Pinned, role)
            if _first(row, role, document) == first:
                return
            put, left = (set(row.documents), set(row.left)) if row else (set[str](), set[str]())
            put.discard(document.key)
            left.discard(document.key)
            if first != (role in document.job_roles):
                (put if first else left).add(document.key)
            new = Pinned(id=role, documents=tuple(sorted(put)), left=tuple(sorted(left)), by=viewer.account,
                         at=self._house.clock())  # fmt: skip
            if self._directory.swap(row, new) if row else self._directory.add(new):
                return
        raise Conflict("what is put first is being changed by several people; try again", "roles")


def _first(row: Pinned | None, role: str, document: Document) -> bool:
    if row and document.key in (*row.documents, *row.left):
        return document.key in row.documents
    return role in document.job_roles
