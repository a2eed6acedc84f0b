"""Packages made for a test: a course structure or a Tin Can manifest with its files, as a zip."""

import io
import zipfile
from xml.sax.saxutils import escape

CMI5 = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
COURSE = "https://courses.example.com/straps"


def words(name, text, lang="en"):
    return f'<{name}><langstring lang="{lang}">{escape(text)}</langstring></{name}>'


def unit(number, *, url="index.html", more="", after="", title="Straps", iri=""):
    return (
        f'<au id="{iri or f"{COURSE}/{number}"}"{more}>{words("title", title)}{words("description", "To match")}'
        f"<url>{url}</url>{after}</au>"
    )


def block(number, inside, *, title="First part"):
    return f'<block id="{COURSE}/block/{number}">{words("title", title)}{words("description", "Some")}{inside}</block>'


def structure(inside, *, course=COURSE, title="The right strap", objectives="", space=CMI5):
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<courseStructure xmlns="{space}"><course id="{course}">'
        f"{words('title', title)}{words('description', 'From the need to the strap')}</course>"
        f"{objectives}{inside}</courseStructure>"
    ).encode()


def tincan(*activities):
    listed = "".join(activities)
    return (
        '<?xml version="1.0" encoding="utf-8" ?><tincan xmlns="http://projecttincan.com/tincan.xsd">'
        f"<activities>{listed}</activities></tincan>"
    ).encode()


def activity(iri=COURSE, *, launch="index.html", name="The right strap", description="From need to strap", more=""):
    told = f'<launch lang="en-us">{launch}</launch>' if launch else ""
    return (
        f'<activity id="{iri}" type="http://adlnet.gov/expapi/activities/course"><name>{name}</name>'
        f'<description lang="en-US">{description}</description>{more}{told}</activity>'
    )


def zipped(files, *, method=zipfile.ZIP_DEFLATED):
    """files: name (or a ZipInfo) -> text or bytes, in that order."""
    place = io.BytesIO()
    with zipfile.ZipFile(place, "w", method) as one:
        for name, content in files.items():
            one.writestr(name, content)
    return place.getvalue()


def course(*units, more=None, **about):
    """A cmi5 package of these units with the page they launch."""
    return zipped({"cmi5.xml": structure("".join(units) or unit(1), **about), "index.html": "<p>Hello", **(more or {})})
