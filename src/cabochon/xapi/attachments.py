"""Attachments as a statement declares them (xAPI 1.0.3 Part Two 2.4.11); the parts of a body: `multipart`."""

from collections.abc import Iterator, Mapping, Set
from typing import Any

from ..refusals import Refused
from .pointers import quoted, under
from .values import Rule, iri, language_map, media_type, members, required

SIGNATURE = "http://adlnet.gov/expapi/attachments/signature"
SHA2 = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}  # which one, by the number of hexadecimal digits


def attachments(value: Any, enclosed: Set[str] = frozenset()) -> None:
    """An array of attachments; one whose sha2 is not among the enclosed parts (lower case) needs a fileUrl.

    Raises:
        Refused: a missing or malformed member, or content that neither came along nor can be fetched by the reader.
    """
    if type(value) is not list:
        raise Refused(f"must be an array, not {quoted(value)}")
    for number, item in enumerate(value):
        try:
            _attachment(item, enclosed)
        except Refused as fault:
            raise under(number, fault) from None


def declared(statement: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The attachments of a checked statement, its SubStatement's too."""
    yield from statement.get("attachments", ())
    target = statement["object"]
    if target.get("objectType") == "SubStatement":
        yield from target.get("attachments", ())


def _attachment(value: Any, enclosed: Set[str]) -> None:
    members(value, ATTACHMENT)
    required(value, "usageType", "display", "contentType", "length", "sha2")
    if value["usageType"] == SIGNATURE and value["contentType"] != "application/octet-stream":
        raise Refused("of a signature must be application/octet-stream", "/contentType")
    if "fileUrl" not in value and value["sha2"].lower() not in enclosed:
        raise Refused("is missing; give it, or send the content in a multipart/mixed part", "/fileUrl")


def _length(value: Any) -> None:
    if type(value) is not int or value < 0:
        raise Refused(f"must be a whole number of bytes, not {quoted(value)}")


def _sha2(value: Any) -> None:
    if type(value) is not str or not value:
        raise Refused(f"must be the SHA-2 hash of the content in a string, not {quoted(value)}")


# fmt: off
ATTACHMENT: dict[str, Rule] = {
    "usageType": iri, "display": language_map, "description": language_map, "contentType": media_type,
    "length": _length, "sha2": _sha2, "fileUrl": iri,
}
# fmt: on
