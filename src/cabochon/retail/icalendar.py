"""Times as a calendar file (RFC 5545): UTC, identifiers that stay, escaped text, lines folded at 75 octets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

LINE = 75  # octets, RFC 5545 3.1


@dataclass(frozen=True, slots=True)
class Entry:
    """uid: the same each time the calendar is asked for, so that a later one takes the place of an earlier."""

    uid: str
    starts: datetime
    ends: datetime
    title: str
    place: str = ""


def calendar(name: str, entries: Iterable[Entry], *, now: datetime, home: str) -> str:
    """home: the house's own address, which makes the identifiers unique in the world."""
    host = home.partition("://")[2].partition("/")[0] or "cabochon.invalid"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Cabochon//Rhythm//EN", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}"]  # fmt: skip
    for one in entries:
        lines += [
            "BEGIN:VEVENT", f"UID:{escaped(one.uid)}@{host}", f"DTSTAMP:{_time(now)}", f"DTSTART:{_time(one.starts)}",
            f"DTEND:{_time(one.ends)}", f"SUMMARY:{escaped(one.title)}", f"LOCATION:{escaped(one.place)}",
            "TRANSP:OPAQUE", "CLASS:PRIVATE", "END:VEVENT",
        ]  # fmt: skip
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """RFC 5545 3.3.11."""
    for plain, said in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(plain, said)
    return "".join(c for c in text if c >= " " and c != "\x7f")


def folded(line: str) -> str:
    """Cut between characters, never inside one."""
    found, now = list[str](), ""
    for char in line:
        if len((now + char).encode()) > LINE - bool(found):  # a folded line begins with a space
            found.append(now)
            now = ""
        now += char
    return "\r\n ".join([*found, now])


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
