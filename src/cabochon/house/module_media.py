"""Pictures, recordings and films of modules: brought in, made small, kept, given out.

They are training material and about nobody: kept as they are, each in a file called by its SHA-256, so that the same
bytes are kept once. What a camera wrote beside them is gone before that.
"""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ..directory.library_rows import Medium
from ..languages import mark
from ..privacy.viewer import Viewer
from ..programme import captions, drawings
from ..programme.module import Module
from ..refusals import Conflict, Refused, Unknown
from . import media, medium_reading, pictures
from .encoding import Encoding
from .films import AS_SENT, LONGEST, Encoded
from .medium_reading import SVG, digest_of, is_key, shipped, title_of

if TYPE_CHECKING:
    from . import House

__all__ = ["KINDS", "LONGEST", "MOST", "MOST_PICTURE", "Media", "Showing"]

MOST_PICTURE, MOST = pictures.MOST, media.MOST  # bytes
KEPT = timedelta(days=30)  # what was removed or replaced can be taken back for so long
KINDS = mark({"picture": "Picture", "video": "Film", "audio": "Recording"})
VTT = "text/vtt"
LANGUAGE = re.compile(r"[a-z]{2}")
_CAPTIONS = re.compile(r"([a-z0-9-]+)\.([a-z]{2})\.vtt")
_BEFORE = "~before"  # beside a key: what it was until it was replaced


@dataclass(frozen=True, slots=True)
class Showing:
    """A medium as a page shows it. captions: (language, address of WebVTT). address: changes with the bytes."""

    address: str
    kind: str
    alt: str
    width: int = 0
    height: int = 0
    captions: tuple[tuple[str, str], ...] = ()


class Media:
    """One for a house. The pictures that ship are there from the start; one brought in under their key comes first."""

    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory
        self.encoding = Encoding(self._encoded)

    @property
    def folder(self) -> Path | None:
        """DATA/media/modules; None for a house in memory, which takes nothing in."""
        demos = self._house.demos.folder
        return demos / "modules" if demos else None

    def listed(self, *, words: str = "", kind: str = "") -> list[Medium]:
        """By title. words: all of them stand in its title or key."""
        own = {row.id: row for row in self._directory.find(Medium) if not row.removed}
        found = [*own.values(), *(one for key in drawings.starter() if key not in own and (one := shipped(key)))]
        asked = words.casefold().split()
        return sorted(
            (one for one in found if kind in ("", one.kind)
             and all(word in f"{one.title} {one.id}".casefold() for word in asked)),
            key=lambda one: (one.title.casefold(), one.id),
        )  # fmt: skip

    def get(self, key: str) -> Medium | None:
        row = self._directory.get(Medium, key) if is_key(key) else None
        return row if row and not row.removed else shipped(key)

    def own(self, key: str) -> bool:
        """Whether it was brought in here, and does not ship."""
        found = self.get(key)
        return found is not None and bool(found.by)

    def file(self, name: str) -> tuple[bytes, str]:
        """(bytes, content type) of a medium's key, or of its captions: `<key>.<language>.vtt`.

        Raises:
            Unknown: nothing of that name.
        """
        if said := _CAPTIONS.fullmatch(name):
            row = self.get(said[1])
            for language, text in row.captions if row else ():
                if language == said[2]:
                    return text.encode(), VTT
        row = self.get(name)
        if row and not row.by:
            return drawings.starter()[name].body, SVG
        if row and self.folder:
            try:
                return (self.folder / row.digest).read_bytes(), row.type
            except OSError:
                pass
        raise Unknown("nothing is here")

    def shown(self, key: str, language: str = "") -> Showing | None:
        """language: captions in it come first."""
        row = self.get(key)
        if row is None:
            return None
        said = sorted(row.captions, key=lambda pair: (pair[0] != language, pair[0]))
        return Showing(
            f"/media/{key}?v={row.digest[:8]}", row.kind, row.title, row.width, row.height,
            tuple((one, f"/media/{key}.{one}.vtt?v={digest_of(text.encode())[:8]}") for one, text in said),
        )  # fmt: skip

    def warnings(self, key: str) -> list[str]:
        """What should be mended before a module with it goes out; empty where nothing is wrong."""
        row = self.get(key)
        if row is None:
            return [mark(f"there is no medium {key} yet; bring it in under Library, Pictures and films")]
        found = []
        if row.kind != "picture" and not row.captions:
            found.append(
                mark(f"the film {key} has no captions; add them for those who do not hear it")
                if row.kind == "video"
                else mark(f"the recording {key} has no captions; add them for those who do not hear it")
            )
        if self.encoding.share(key) is None and row.kind != "picture" and row.told.startswith(AS_SENT):
            found.append(mark(f"{key} is {AS_SENT}; some phones may not play it, and it takes longer to load"))
        return found

    def used(self, key: str) -> list[Module]:
        """The modules that show it and were not retired, in the order of the shelf."""
        library = self._house.library
        state = getattr(library, "state", None)
        return [one for one in library.shelf(closed=True)
                if key in one.media and (state is None or state(one.key) != "retired")]  # fmt: skip

    def progress(self, key: str) -> float | None:
        """How far its encoding is, 0..1; None where nothing is being done."""
        return self.encoding.share(key)

    def add(self, viewer: Viewer, *, key: str, title: str, body: bytes, replacing: bool = False) -> Medium:
        """Brought in, made small and kept. A film is encoded behind the page, and kept as it was sent until then.

        Raises:
            Refused: no key, no title, nothing we can show, too large. Conflict: the key is taken.
        """
        if not is_key(key):
            raise Refused("is small letters, digits and hyphens, such as counter-plan", "key")
        was = self.get(key)
        if was and not replacing:
            raise Conflict(f"‘{was.title}’ has the key {key} already; take another, or replace that one", "key")
        title = title_of(title or (was.title if was else ""))
        if self.folder is None:
            raise Refused("this house keeps no files", "file", 503)
        found, kept = medium_reading.read(body)
        row = replace(found, id=key, title=title, by=viewer.account, at=self._house.clock())
        if was and was.kind != row.kind:
            raise Refused(f"is another kind: ‘{was.title}’ is a {KINDS[was.kind].lower()}; bring it in under a new key",
                          "file")  # fmt: skip
        self._keep(kept, row.digest)
        if was and was.by and was.digest != row.digest:
            self._directory.put(replace(was, id=f"{key}{_BEFORE}", removed=self._house.clock()))
        row = replace(row, captions=was.captions if was and row.kind != "picture" else ())
        self._directory.put(row)
        self._directory.note(
            viewer.account, mark("replaced a medium") if was else mark("brought in a medium"), key, row.digest[:8]
        )
        if row.kind != "picture":
            self.encoding.begin(key, row.digest, self.folder / row.digest, row.type)
        self._sweep()
        return row

    def rename(self, viewer: Viewer, key: str, title: str) -> None:
        self._directory.put(replace(self._own(key), title=title_of(title)))
        self._directory.note(viewer.account, mark("renamed a medium"), key)

    def caption(self, viewer: Viewer, key: str, language: str, text: str) -> None:
        """WebVTT in one language; what was there in it is replaced.

        Raises:
            Refused: no language, or captions that cannot be read; says the line.
        """
        row = self._own(key)
        if row.kind == "picture":
            raise Refused("are for films and recordings", "captions")
        if not LANGUAGE.fullmatch(language):
            raise Refused("is two letters, such as en", "language")
        said = captions.written(captions.read(text, seconds=row.seconds))
        others = [pair for pair in row.captions if pair[0] != language]
        self._directory.put(replace(row, captions=tuple(sorted([*others, (language, said)]))))
        self._directory.note(viewer.account, mark("captioned a medium"), key, language)

    def uncaption(self, viewer: Viewer, key: str, language: str) -> str:
        """The captions that were there, for who wants them back."""
        row = self._own(key)
        was = dict(row.captions).get(language, "")
        self._directory.put(replace(row, captions=tuple(pair for pair in row.captions if pair[0] != language)))
        self._directory.note(viewer.account, mark("took captions off a medium"), key, language)
        return was

    def remove(self, viewer: Viewer, key: str) -> None:
        """
        Raises:
            Conflict: a module shows it; says which.
        """
        row = self._own(key)
        if key not in drawings.starter() and (modules := self.used(key)):
            names = ", ".join(f"‘{one.title}’" for one in modules)
            raise Conflict(f"{names} shows it; take it out of the module first, or replace it", "key")
        self._directory.put(replace(row, removed=self._house.clock()))
        self._directory.note(viewer.account, mark("removed a medium"), key)
        self._sweep()

    def restore(self, viewer: Viewer, key: str) -> None:
        """What was removed comes back; what was replaced takes its place again.

        Raises:
            Unknown: nothing was.
        """
        row = self._directory.get(Medium, key) if is_key(key) else None
        before = self._directory.get(Medium, f"{key}{_BEFORE}") if row else None
        if row and row.removed:
            self._directory.put(replace(row, removed=None))
        elif row and before:
            self._directory.put(
                replace(before, id=key, removed=None), replace(row, id=before.id, removed=self._house.clock())
            )
        else:
            raise Unknown("nothing is here to take back")
        self._directory.note(viewer.account, mark("took back a medium"), key)

    def replaced(self, key: str) -> bool:
        """Whether there is an earlier one to take back."""
        return is_key(key) and self._directory.get(Medium, f"{key}{_BEFORE}") is not None

    def hush(self) -> None:
        self.encoding.hush()

    def _encoded(self, key: str, digest: str, made: Encoded | None, body: bytes) -> None:
        """A film that is done takes the place of what was sent, unless that has gone meanwhile."""
        row = self._directory.get(Medium, key)
        if row is None or row.digest != digest or made is None or self.folder is None:
            return
        was, now = pictures.in_bytes(row.size), pictures.in_bytes(len(body))
        told = mark(f"encoded anew for phones: {was} became {now}")
        fresh = replace(
            row, type=made.type, size=len(body), digest=digest_of(body), width=made.width, height=made.height,
            seconds=made.seconds, told=told,
        )  # fmt: skip
        self._keep(body, fresh.digest)
        if self._directory.swap(row, fresh):
            self._drop(digest)

    def _own(self, key: str) -> Medium:
        row = self.get(key)
        if row is None:
            raise Unknown("nothing is here")
        if not row.by:
            raise Refused("this picture ships with the starter modules; replace it, then it is yours", "key")
        return row

    def _keep(self, body: bytes, digest: str) -> None:
        if self.folder is not None:
            medium_reading.keep(self.folder, body, digest)

    def _sweep(self) -> None:
        """What was removed long ago goes, and its file with it."""
        for row in self._directory.find(Medium):
            if row.removed and self._house.clock() - row.removed > KEPT:
                self._directory.delete(Medium, row.id)
                self._drop(row.digest)

    def _drop(self, digest: str) -> None:
        if self.folder and not any(row.digest == digest for row in self._directory.find(Medium)):
            (self.folder / digest).unlink(missing_ok=True)
