"""JSON deliveries: one document, a list inside one, or one a line."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from ..refusals import Refused
from .dates import YEARS
from .delivery import Bad, Delivery

Document = dict[str, Any]


def documents(delivery: Delivery) -> Iterator[tuple[str, Document] | Bad]:
    """(place, document) of each; a line that is no JSON is Bad.

    Raises:
        Refused: the body is no JSON at all.
    """
    if delivery.again:
        yield from ((f"/{n}", dict(one)) for n, one in enumerate(delivery.again))
        return
    lines = iter(delivery.stream)
    first = next((line for line in lines if line.strip()), b"").removeprefix(b"\xef\xbb\xbf")
    second = next((line for line in lines if line.strip()), b"")
    try:
        alone = parsed(first)
    except ValueError:
        yield from _listed(_whole(first + second + b"".join(lines)), "")
        return
    yield from _listed(alone, "line 1" if second else "")
    for number, line in enumerate((second, *lines), 2):  # blank lines before the second are not counted
        if line.strip():
            try:
                yield from _listed(parsed(line), f"line {number}")
            except ValueError as e:
                yield Bad(f"line {number}", f"is not JSON: {e}", {})


def _listed(found: Any, place: str) -> Iterator[tuple[str, Document] | Bad]:
    many = isinstance(found, list)
    for n, one in enumerate(found if many else [found]):
        at = f"{place}/{n}" if many else place
        if isinstance(one, dict):
            yield at, one
        else:
            yield Bad(at, "is not an object", {})


def _whole(body: bytes) -> Any:
    try:
        return parsed(body)
    except ValueError as e:
        raise Refused(f"is not JSON: {e}") from None


def parsed(text: bytes) -> Any:
    """JSON whose numbers with a point stay text: a price keeps its digits.

    Raises:
        ValueError: it is none, is nested too deeply, or holds half a character, which nothing could keep.
    """
    try:
        found = json.loads(text.decode("utf-8-sig"), parse_float=str)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if b"\\ud" in text.lower():
        try:
            json.dumps(found, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ValueError("it holds half a character") from None
    return found


def pruned(found: Any, shape: Mapping[str, Any] | None) -> Any:
    """What of a document is read, and nothing else: shape names the members, None takes a plain value."""
    if shape is None:
        return found if not isinstance(found, (dict, list)) else None
    if isinstance(found, list):
        return [pruned(one, shape) for one in found]
    if not isinstance(found, dict):
        return None
    return {name: pruned(found[name], inner) for name, inner in shape.items() if name in found}


def text_of(document: Mapping[str, Any], name: str) -> str:
    """An id or a word as text; "" where there is none."""
    found = document.get(name)
    return "" if found is None or isinstance(found, (dict, list)) else str(found)


def listed(document: Mapping[str, Any], name: str) -> Sequence[Document]:
    found = document.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Refused("should be a list of objects", f"/{name}")
    return found


def decimal_of(document: Mapping[str, Any], name: str, otherwise: str | None = None) -> Decimal:
    found = document.get(name)
    found = otherwise if found is None else found
    try:
        value = Decimal(str(found)) if not isinstance(found, bool) else Decimal("nan")
    except InvalidOperation:
        value = Decimal("nan")
    if not value.is_finite():
        raise Refused(f'{found!r} is not a number; expected e.g. "199.00"', f"/{name}")
    return value


def time_of(document: Mapping[str, Any], name: str) -> datetime:
    text = text_of(document, name)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text!r} is not a time; expected e.g. 2026-03-31T14:05:00+02:00", f"/{name}") from None
    if at.year not in YEARS:
        raise Refused(f"{text!r} is a year nobody sells in; expected e.g. 2026-03-31T14:05:00+02:00", f"/{name}")
    if at.tzinfo is None:
        raise Refused(f"{text!r} has no offset; expected e.g. 2026-03-31T14:05:00+02:00", f"/{name}")
    return at
