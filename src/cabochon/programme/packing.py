"""Our own modules for somebody else's LMS: the manifest of a cmi5 course, and a zip that is the same bytes each time.

Source: cmi5 "quartz" (1.0), 13 (course structure) and 14.1 (packages).
"""

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from .module import Module

SPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
MODULE = "http://adlnet.gov/expapi/activities/module"
SAME = (2020, 1, 1, 0, 0, 0)  # a date of every file, so that the same module is the same zip
CMI5 = """A cmi5 package of one unit. Upload this zip to your learning system as it is; cmi5.xml says what is in it.
It also takes a Tin Can launch (endpoint, auth, actor, registration, activity_id in its address).
"""
WEB = """A module as a web page. Unpack this zip into a folder of any web server and link to index.html.
Opened like this nothing is recorded. With a Tin Can launch in its address (endpoint, auth, actor, registration,
activity_id) it sends what is done to the record store named there.
"""
PACKED = (".html", ".css", ".js", ".svg", ".xml", ".txt", ".vtt")


def manifest(languages: Mapping[str, Module], *, iri: str, course: str, page: str = "index.html") -> bytes:
    """cmi5.xml: a course of one unit.

    Args:
        languages: the module by language, the base language first. iri: of the module. course: of the course around it.
    """
    first = next(iter(languages.values()))
    asked = 'moveOn="Completed"'
    if first.pass_mark:
        asked = f'moveOn="Passed" masteryScore="{first.pass_mark:g}"'
    titles, says = ({code: getattr(one, name) for code, one in languages.items()} for name in ("title", "summary"))
    about = f"{_words('title', titles)}{_words('description', says)}"
    return f"""<?xml version="1.0" encoding="utf-8"?>
<courseStructure xmlns="{SPACE}">
  <course id={quoteattr(course)}>{about}
  </course>
  <au id={quoteattr(iri)} {asked} launchMethod="AnyWindow" activityType="{MODULE}">{about}
    <url>{escape(page)}</url>
  </au>
</courseStructure>
""".encode()


def _words(name: str, said: Mapping[str, str]) -> str:
    inside = "".join(
        f"\n      <langstring lang={quoteattr(code)}>{escape(text)}</langstring>" for code, text in said.items()
    )
    return f"\n    <{name}>{inside}\n    </{name}>"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of the files by name, in the order of their names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, body in sorted(files.items()):
            entry = zipfile.ZipInfo(name, SAME)
            entry.external_attr, entry.create_system = 0o644 << 16, 3
            entry.compress_type = zipfile.ZIP_DEFLATED if name.endswith(PACKED) else zipfile.ZIP_STORED
            archive.writestr(entry, body)
    return made.getvalue()


def ordered(languages: Iterable[str], base: str) -> list[str]:
    """The base language first, the others by name."""
    found = set(languages)
    return [one for one in (base, *sorted(found - {base})) if one in found]


def read_me(title: str, languages: Iterable[str], iri: str, form: str) -> str:
    """What the zip is and what to do with it, for who unpacks it."""
    return f"""{title}

{CMI5 if form == "cmi5" else WEB}
Opened from a disk (file://) browsers run no scripts of modules: it can be read then, with the answers under a fold.
The record store has to accept pages of the address this is served at (CORS).

Its address in the records: {iri}
Languages: {", ".join(languages)}
"""
