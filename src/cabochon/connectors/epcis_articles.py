"""What an EPC names: the article's GTIN, out of the URN forms of the EPC standard and out of GS1 Digital Link.

https://ref.gs1.org/standards/tds/ and https://ref.gs1.org/standards/digital-link/
"""

import re

from ..refusals import Refused

_URN = re.compile(r"urn:epc:(?:id|class|idpat):(sgtin|lgtin):([0-9]{6,12})\.([0-9]{1,7})\.(.+)")
_LINK = re.compile(r"https?://[^?#]*?/01/([^/?#]*)")
_GTIN = re.compile(r"[0-9]{8}|[0-9]{12,14}")
EXAMPLE = "urn:epc:class:lgtin:4012345.011111.4444 or https://id.gs1.org/01/09521141012345"


def gtin_of(epc: str) -> str:
    """The 14 digits; "" for what is no article (a pallet, an asset, a place).

    Raises:
        Refused: it means to be an article and is none: digits are missing, or the check digit does not fit.
    """
    if link := _LINK.match(epc):
        return _checked(link[1], epc)
    if not epc.startswith(("urn:epc:id:sgtin:", "urn:epc:class:lgtin:", "urn:epc:idpat:sgtin:")):
        return ""
    if not (found := _URN.fullmatch(epc)) or len(found[2]) + len(found[3]) != 13:
        raise Refused(f"{epc!r} is no article's EPC: company and article have 13 digits together, e.g. {EXAMPLE}")
    bare = found[3][0] + found[2] + found[3][1:]
    return bare + check_digit(bare)


def check_digit(bare: str) -> str:
    """Of the digits before it, the weights 3 and 1 from the right."""
    total = sum(int(one) * (3 if place % 2 == 0 else 1) for place, one in enumerate(reversed(bare)))
    return str(-total % 10)


def _checked(gtin: str, epc: str) -> str:
    if not _GTIN.fullmatch(gtin):
        raise Refused(f"{epc!r} holds no GTIN of 8, 12, 13 or 14 digits after /01/; expected e.g. {EXAMPLE}")
    if check_digit(gtin[:-1]) != gtin[-1]:
        raise Refused(f"{gtin} is no GTIN: its last digit should be {check_digit(gtin[:-1])}")
    return gtin.zfill(14)
