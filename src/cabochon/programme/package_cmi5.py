"""cmi5.xml -> Course, by the published schema and by the rules the schema cannot say.

Source: cmi5 "quartz" (1.0): 13.1 (data of a course), 13.2 (its schema: which elements in which order), 8.1 (names the
launch itself uses), 14.1 and 14.2 (addresses inside a zip and without one). 13.1: blanks around every value go.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from urllib.parse import parse_qsl

from ..languages import mark as message
from ..refusals import Refused
from . import package_ids as ids
from .package import CMI5, METHODS, MOVE_ON, Course, Group, Unit
from .package_faults import Gathering
from .package_xml import Element
from .package_zip import alike

SPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
WHERE = "cmi5.xml"
UNITS, PARAMETERS, KEPT = 2_000, 20_000, 2_000  # units; characters handed to one; characters kept of a description
LAUNCH = ("endpoint", "fetch", "actor", "registration", "activityId")  # 8.1
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")  # xs:language
DECIMAL = re.compile(r"\+?(\d{1,9}(\.\d{0,30})?|\.\d{1,30})|-0*(\.0*)?")
UNSAID = "und"  # RFC 5646 2.2.1: a language nobody said
# Elements in their order (13.2), a mark behind each: "" once, "?" at most once, "+" once or more.
ORDER = {
    "courseStructure": (("course", ""), ("objectives", "?"), ("au|block", "+")),
    "course": (("title", ""), ("description", ""), ("languages", "?")),
    "block": (("title", ""), ("description", ""), ("objectives", "?"), ("au|block", "+")),
    "au": (("title", ""), ("description", ""), ("objectives", "?"), ("url", ""), ("launchParameters", "?"),
           ("entitlementKey", "?")),
}  # fmt: skip
ATTRIBUTES = {
    "course": ("id",), "block": ("id",), "objective": ("id", "idref"), "langstring": ("lang",),
    "au": ("id", "moveOn", "masteryScore", "launchMethod", "activityType"),
}  # fmt: skip


def course(root: Element, files: Iterable[str] | None) -> Course:
    """
    Args:
        files: names in the zip; None for a cmi5.xml without one, whose units must all lie elsewhere (14.2).
    Raises:
        Refused: what the schema or the standard forbids; the pointer is the line.
    """
    if root.name != "courseStructure" or root.space != SPACE:
        raise Refused(f'has to begin with <courseStructure xmlns="{SPACE}">; publish the course as cmi5', _at(root))
    return _Reading(None if files is None else tuple(files)).course(root)


class _Reading:
    def __init__(self, files: tuple[str, ...] | None) -> None:
        self._files = None if files is None else frozenset(files)
        self._alike = {alike(name): name for name in files or ()}
        self._ids: dict[str, int] = {}
        self._objectives: dict[str, int] = {}
        self._noted: dict[str, None] = {}
        self._units = 0
        self._faults = Gathering()

    def course(self, root: Element) -> Course:
        self._order(root)
        (about,) = root.all("course")
        self._order(about)
        name = self._id(about, self._ids)
        for listed in root.all("objectives"):
            self._targets(listed)
        parts = self._parts(root)
        self._faults.end()
        return Course(
            CMI5, name, self._words(about, "title"), parts, self._words(about, "description"), tuple(self._noted)
        )

    def _parts(self, parent: Element) -> tuple[Unit | Group, ...]:
        found: list[Unit | Group] = []
        for one in parent.children:
            if one.space == SPACE and one.name in ("au", "block"):
                with self._faults.one():
                    found.append(self._unit(one) if one.name == "au" else self._group(one))
        return tuple(found)

    def _group(self, one: Element) -> Group:
        """13.1.2"""
        self._order(one)
        name = self._id(one, self._ids)
        self._references(one)
        return Group(name, self._words(one, "title"), self._parts(one), self._words(one, "description"))

    def _unit(self, one: Element) -> Unit:
        """13.1.4"""
        self._units += 1
        if self._units > UNITS:
            raise Refused(f"has more than {UNITS:,} units; publish it as several courses", _at(one))
        self._order(one)
        name = self._id(one, self._ids)
        self._references(one)
        launch, query, fragment = self._url(next(one.all("url")))
        kind = one.attributes.get("activityType", "").strip()
        if kind and (says := ids.fault(kind)):
            raise Refused(f"has the activityType “{kind[:80]}”, which {says}", _at(one))
        parameters, entitlement = (_only(one, name) for name in ("launchParameters", "entitlementKey"))
        if max(len(parameters), len(entitlement)) > PARAMETERS:
            raise Refused(f"hands over more than {PARAMETERS:,} characters; shorten its launchParameters", _at(one))
        return Unit(
            id=name, title=self._words(one, "title"), says=self._words(one, "description"), launch=launch, query=query,
            fragment=fragment, method=_one_of(one, "launchMethod", METHODS, "AnyWindow"),
            move_on=_one_of(one, "moveOn", MOVE_ON, "NotApplicable"), mastery=_mastery(one), parameters=parameters,
            entitlement=entitlement, type=kind,
        )  # fmt: skip

    def _url(self, one: Element) -> tuple[str, str, str]:
        """13.1.4 url: whole and with a host, or relative and then in the zip (14.1); free of the launch's own names."""
        address = one.words
        if not address:
            raise Refused("is empty; say what the unit launches", f"{_at(one)}, <url>")
        path, query, fragment = ids.split(address)
        taken = {key for key, _ in parse_qsl(query, keep_blank_values=True)} & set(LAUNCH)
        if taken:
            raise Refused(f"asks for {sorted(taken)[0]} itself, which the launch adds (8.1); leave it out",
                          f"{_at(one)}, <url>")  # fmt: skip
        if ids.whole(address):
            if not re.match(r"https?:", address, re.IGNORECASE):
                raise Refused("opens no page: it has to begin with https://", f"{_at(one)}, <url>")
            if says := ids.fault(address):
                raise Refused(f"{says}; correct the address “{address[:80]}”", f"{_at(one)}, <url>")
            return path, query, fragment
        if self._files is None:
            raise Refused("lies inside a package, but this is a cmi5.xml alone; bring in the whole zip (14.2)",
                          f"{_at(one)}, <url>")  # fmt: skip
        name = ids.file_of(path)
        if not name:
            raise Refused(f"leads out of the package: “{path[:80]}”; launch a file inside it", f"{_at(one)}, <url>")
        there = name if name in self._files else self._alike.get(alike(name), "")
        if not there or alike(there) == WHERE:
            why = message("is the course structure itself") if there else message("is not in the package")
            raise Refused(f"launches “{name[:80]}”, which {why}; publish the course again", f"{_at(one)}, <url>")
        if there != name:
            self._note(message(f"the launch file is written in another case than in the package: {there[:80]}"))
        if ids.fault(f"x:{query or '-'}") or ids.fault(f"x:{fragment or '-'}"):
            self._note(message("a launch address held characters that none may; they were percent-encoded"))
            query, fragment = (ids.mended(text) for text in (query, fragment))
        return there, query, fragment

    def _id(self, one: Element, known: dict[str, int]) -> str:
        """3 and 13.1: an absolute IRI, and only one of that kind by that name."""
        name = one.attributes.get("id", "").strip()
        if says := ids.fault(name):
            raise Refused(f"has the id “{name[:80]}”, which {says}; give it a whole address of its own", _at(one))
        if name in known:
            raise Refused(f"has the id “{name[:80]}”, as line {known[name]} has; each needs its own", _at(one))
        known[name] = one.line
        return name

    def _targets(self, listed: Element) -> None:
        """13.1.3"""
        found = [one for one in listed.all("objective") if one.space == SPACE]
        if not found:
            raise Refused("holds no objective; leave the element out", _at(listed))
        for one in found:
            self._known(one)
            self._id(one, self._objectives)
            for name in ("title", "description"):
                self._words(one, name)

    def _references(self, one: Element) -> None:
        for listed in one.all("objectives"):
            for target in listed.all("objective"):
                if target.attributes.get("idref", "").strip() not in self._objectives:
                    self._note(message(f"line {target.line} names an objective that the course does not describe"))

    def _words(self, parent: Element, name: str) -> dict[str, str]:
        """13.2 textType: at least one langstring; xAPI keeps words by language, so an unsaid one is told as such."""
        text = next(parent.all(name), None)
        found = [one for one in text.all("langstring") if one.space == SPACE] if text else []
        if not found:
            raise Refused(f"has a {name} without a langstring; write its words in one", _at(text or parent))
        words: dict[str, str] = {}
        for one in found:
            self._known(one)
            language = one.attributes.get("lang", "").strip()
            if language and not LANGUAGE.fullmatch(language):
                raise Refused(f"has the lang “{language[:40]}”, which is no language such as en-US", _at(one))
            if not language:
                self._note(message("words without a lang were kept as of no language (und)"))
            if (language or UNSAID) in words:
                self._note(
                    message(f"the {name} in line {one.line} is there twice in one language; the first was taken")
                )
            words.setdefault(language or UNSAID, " ".join(one.text.split())[:KEPT])
        if name == "title" and not any(words.values()):
            self._note(message(f"line {found[0].line} has an empty title; its id is shown instead"))
        return words

    def _order(self, one: Element) -> None:
        """The elements of the schema, in its order; those of other namespaces are passed over (13.1.5)."""
        self._known(one)
        if any(child.space != SPACE for child in one.children):
            self._note(message("extensions of the authoring tool were left aside"))
        left = [child for child in one.children if child.space == SPACE]
        for names, mark in ORDER[one.name]:
            count = 0
            while left and left[0].name in names.split("|") and (mark == "+" or not count):
                left.pop(0)
                count += 1
            if not count and mark != "?":
                late = any(child.name in names.split("|") for child in left)
                wanted = names.replace("|", " or ")
                raise Refused(f"has its {wanted} in the wrong place; the order is {_sequence(one.name)}" if late
                              else f"has no {wanted}; add it", _at(one))  # fmt: skip
        if left:
            raise Refused(f"holds <{left[0].name[:40]}> in line {left[0].line}, which does not belong there; the order "
                          f"is {_sequence(one.name)}", _at(one))  # fmt: skip

    def _known(self, one: Element) -> None:
        """An attribute that is spelled wrongly would otherwise be silently without effect."""
        for name in one.attributes:
            if " " not in name and name not in ATTRIBUTES.get(one.name, ()):
                raise Refused(f"has the attribute {name[:40]}, which is none of cmi5's; correct it or leave it out",
                              _at(one))  # fmt: skip

    def _note(self, sentence: str) -> None:
        if len(self._noted) < 50:
            self._noted[sentence] = None


def _mastery(one: Element) -> float | None:
    """13.1.4: a decimal from 0 to 1 with at most four places."""
    said = one.attributes.get("masteryScore", "").strip()
    if "masteryScore" not in one.attributes:
        return None
    if not DECIMAL.fullmatch(said) or not 0 <= (score := Decimal(said)) <= 1:
        raise Refused(f"has the masteryScore “{said[:40]}”, which is no number from 0 to 1, such as 0.8", _at(one))
    if -int(score.normalize().as_tuple().exponent) > 4:
        raise Refused(f"has the masteryScore {said[:40]}, with more than four decimal places; round it", _at(one))
    return float(score)


def _one_of(one: Element, name: str, known: Sequence[str], usual: str) -> str:
    said = one.attributes.get(name, usual).strip()
    if said not in known:
        raise Refused(f"has the {name} “{said[:40]}”; it is one of {', '.join(known)}, written just so", _at(one))
    return said


def _only(one: Element, name: str) -> str:
    found = next(one.all(name), None)
    return found.words if found else ""


def _sequence(name: str) -> str:
    return ", ".join(names.replace("|", " or ") for names, _ in ORDER[name])


def _at(one: Element) -> str:
    return f"{WHERE}, line {one.line}"
