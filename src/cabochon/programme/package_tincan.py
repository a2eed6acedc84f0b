"""tincan.xml -> Course: manifests as authoring tools really write them.

Source: the Tin Can package of the 1.0 authoring tools (`http://projecttincan.com/tincan.xsd`). The activities with a
launch are the units; everything in the package is done when its units are completed or passed. What is put right
(ids, addresses, HTML in descriptions) is noted, because the package itself goes on saying it the old way.
"""

import re
from collections.abc import Iterable
from html import unescape
from pathlib import PurePosixPath

from ..languages import mark
from ..refusals import Refused
from . import package_ids as ids
from .package import TIN_CAN, Course, Unit
from .package_xml import Element
from .package_zip import alike

UNSAID, MOST = "und", 200  # a language nobody said; activities with a launch
KEPT = 2_000  # characters kept of a description
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def course(root: Element, files: Iterable[str], where: str = "tincan.xml") -> Course:
    """
    Args:
        files: names in the zip. where: the manifest's own; launch files are meant beside it.
    Raises:
        Refused: no activity with a launch, an id that cannot be put right, a launch file that is not there.
    """
    if root.name != "tincan":
        raise Refused("has to begin with <tincan>; publish the course as Tin Can (xAPI)", _at(where, root))
    noted: dict[str, None] = {}
    found = [(one, launch) for one in _activities(root) if (launch := _launch(one)) is not None]
    if not found:
        raise Refused("names no activity with a launch; publish the course again", where)
    if len(found) > MOST:
        raise Refused(f"names more than {MOST} activities with a launch; publish it as several", where)
    units = tuple(_unit(one, launch, tuple(files), where, noted) for one, launch in found)
    if len({unit.id for unit in units}) < len(units):
        raise Refused("names two activities by the same id; publish the course again", where)
    rest = sum(1 for _ in _activities(root)) - len(units)
    if rest:
        noted[
            mark(f"{rest} activities without a launch of their own were left aside: they are parts of the others")
        ] = None
    first = units[0]
    return Course(TIN_CAN, first.id, first.title, units, first.says, tuple(noted))


def _activities(root: Element) -> Iterable[Element]:
    for listed in root.all("activities"):
        yield from listed.all("activity")


def _launch(one: Element) -> Element | None:
    return next((launch for launch in one.all("launch") if launch.words), None)


def _unit(one: Element, launch: Element, files: tuple[str, ...], where: str, noted: dict[str, None]) -> Unit:
    said = one.attributes.get("id", "").strip()
    name = ids.mended(said)
    if says := ids.fault(name):
        raise Refused(f"has the id “{said[:80]}”, which {says}; give the course a whole address as its id and publish "
                      "it again", _at(where, one))  # fmt: skip
    if name != said:
        noted[mark(f"the id “{said[:80]}” is no legal IRI; it was taken as “{name[:80]}”")] = None
    kind = ids.mended(one.attributes.get("type", "").strip())
    if kind and ids.fault(kind):
        noted[mark(f"the activity type “{kind[:80]}” is no IRI; it was left out")] = None
        kind = ""
    path, query, fragment = _address(launch, files, where, noted)
    title = _words(one, "name", noted)
    return Unit(
        id=name, title=title or {UNSAID: path.rpartition("/")[2]}, says=_words(one, "description", noted), launch=path,
        query=query, fragment=fragment, move_on="CompletedOrPassed", type=kind,
    )  # fmt: skip


def _address(launch: Element, files: tuple[str, ...], where: str, noted: dict[str, None]) -> tuple[str, str, str]:
    """A file beside the manifest, found in another case and with the other slash too; or an address elsewhere."""
    said = launch.words
    if ids.whole(said) and not re.match(r"[A-Za-z]:[\\/]", said):
        if not said.lower().startswith(("http://", "https://")) or (says := ids.fault(ids.mended(said))):
            why = says if said.lower().startswith("http") else mark("opens no page")
            raise Refused(f"launches “{said[:80]}”, which {why}; publish the course again", _at(where, launch))
        return ids.split(ids.mended(said))
    path, query, fragment = ids.split(said)
    if "\\" in path:
        noted[mark("a launch address was written with backslashes; they were turned round")] = None
    beside = str(PurePosixPath(where).parent)
    name = ids.file_of(path.replace("\\", "/"))
    if not name:
        raise Refused(f"launches “{said[:80]}”, which is not inside the package; publish the course again",
                      _at(where, launch))  # fmt: skip
    wanted = [f"{beside}/{name}" if beside != "." else name, name]
    by_name = {alike(file): file for file in files}
    found = next((file for file in wanted if file in files), None)
    if found is None and (found := next((by_name[alike(f)] for f in wanted if alike(f) in by_name), None)):
        noted[mark(f"the launch file is written in another case than in the package: {found[:80]}")] = None
    if found is None or found == where:
        raise Refused(f"launches “{name[:80]}”, which is not in the package; publish the course again",
                      _at(where, launch))  # fmt: skip
    return found, ids.mended(query), ids.mended(fragment)


def _words(one: Element, name: str, noted: dict[str, None]) -> dict[str, str]:
    """Language -> plain text; authoring tools put HTML into it."""
    words: dict[str, str] = {}
    for said in one.all(name):
        language = next((value for key, value in said.attributes.items() if key.rpartition(" ")[2] == "lang"), "")
        text = said.text.strip()
        plain = _plain(text) if re.search(r"<[A-Za-z/!]|&[#A-Za-z]", text) else text
        if plain != text:
            noted[mark("HTML was taken out of its names and descriptions")] = None
        if plain := " ".join(plain.split())[:KEPT]:
            words.setdefault(language if LANGUAGE.fullmatch(language) else UNSAID, plain)
    return words


def _plain(text: str) -> str:
    """HTML as its words, in one pass whatever it is: the standard library's reader takes seconds over a broken tag."""
    words, silent = [], ""
    for piece in re.split(r"(<[A-Za-z/!?][^<>]*>)", _without_comments(text)):
        tag = re.match(r"<(/?)\s*([A-Za-z][A-Za-z0-9]*)", piece)
        if tag and tag[2].lower() in ("script", "style"):
            silent = "" if tag[1] else tag[2].lower()
        if not silent:
            words.append(" " if re.fullmatch(r"<[A-Za-z/!?][^<>]*>", piece) else unescape(piece))
    return "".join(words).strip()


def _without_comments(text: str) -> str:
    kept, place = [], 0
    while (begin := text.find("<!--", place)) >= 0 and (end := text.find("-->", begin)) >= 0:
        kept.append(text[place:begin])
        place = end + 3
    return "".join((*kept, text[place:]))


def _at(where: str, one: Element) -> str:
    return f"{where}, line {one.line}"
