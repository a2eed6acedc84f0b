"""Agents and groups: their grammar and what makes two of them the same (xAPI 1.0.3 Part Two 2.4.2)."""

import re
from collections.abc import Mapping
from typing import Any

from ..refusals import Refused
from .pointers import quoted
from .values import Rule, array, iri, members, required, text, uri

# An address as it may stand in a mailto IRI (RFC 6068 2): no quoted local part, no headers.
_MBOX = re.compile(r"mailto:[^\s@<>()\[\]\\,;:\"?#&/\x00-\x1f\x7f]+@(?:\[[0-9A-Fa-f:.]+\]|[^\W_](?:[\w.-]*[^\W_])?)")
_SHA1 = re.compile(r"[0-9a-fA-F]{40}")

IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")


def actor(value: Any) -> None:
    """An Agent, or a Group where objectType says so."""
    if type(value) is dict and value.get("objectType") == "Group":
        group(value)
    else:
        agent(value)


def agent(value: Any) -> None:
    """An Agent: exactly one identifier.

    Raises:
        Refused: no identifier, two of them, a Group, or an unknown key.
    """
    members(value, AGENT)
    if _identifiers(value) == 0:
        raise Refused(f"an Agent needs one of {', '.join(IDENTIFIERS)}")


def group(value: Any) -> None:
    """A Group: identified by exactly one identifier, or anonymous with members, all of them Agents."""
    members(value, GROUP)
    if value.get("objectType") != "Group":
        raise Refused('must be "Group"', "/objectType")
    if _identifiers(value) == 0 and not value.get("member"):
        raise Refused("an anonymous Group needs an array of at least one member", "/member")


def authority(value: Any) -> None:
    """An Agent, or the OAuth pair: an anonymous Group of exactly two (1.0.3 Part Two 2.4.9)."""
    actor(value)
    if value.get("objectType") == "Group":
        if identifier(value) is not None:
            raise Refused("an authority that is a Group must be anonymous; leave its identifier out")
        if len(value["member"]) != 2:
            raise Refused("an authority that is a Group has exactly two members", "/member")


def identifier(agent: Mapping[str, Any]) -> tuple[str, str] | None:
    """What identifies an agent or group: the kind of identifier and a value to compare; None for an anonymous group.

    Two are the same exactly if their identifiers are equal. The domain of an address and the digits of a hash are
    lower-cased; an account is its homePage, a space (which no IRI holds) and its name.
    """
    if (account := agent.get("account")) is not None:
        return "account", f"{account['homePage']} {account['name']}"
    if (mbox := agent.get("mbox")) is not None:
        local, _, domain = mbox.rpartition("@")
        return "mbox", f"{local}@{domain.lower()}"
    if (hashed := agent.get("mbox_sha1sum")) is not None:
        return "mbox_sha1sum", hashed.lower()
    if (openid := agent.get("openid")) is not None:
        return "openid", openid
    return None


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two agents or identified groups are one; names play no part, anonymous groups are never the same."""
    key = identifier(one)
    return key is not None and key == identifier(other)


def _identifiers(value: Mapping[str, Any]) -> int:
    found = ("account" in value) + ("mbox" in value) + ("mbox_sha1sum" in value) + ("openid" in value)
    if found > 1:
        given = [key for key in IDENTIFIERS if key in value]
        raise Refused(f"has {' and '.join(given)}; keep exactly one identifier")
    return found


def _agent_type(value: Any) -> None:
    if value != "Agent":
        raise Refused(f'must be "Agent" here, not {quoted(value)}; case counts')


def _group_type(value: Any) -> None:
    if value != "Group":
        raise Refused(f'must be "Group" here, not {quoted(value)}')


def _mbox(value: Any) -> None:
    if type(value) is not str or len(value) > 1000 or not _MBOX.fullmatch(value) or ".." in value:
        raise Refused(f"must be mailto: and one address, such as mailto:a@example.com, not {quoted(value)}")


def _sha1(value: Any) -> None:
    if type(value) is not str or not _SHA1.fullmatch(value):
        raise Refused(f"must be the SHA-1 of a mailto IRI, 40 hexadecimal digits, not {quoted(value)}")


def _account(value: Any) -> None:
    members(value, ACCOUNT)
    required(value, "homePage", "name")


def _members(value: Any) -> None:
    array(value, _member)


def _member(value: Any) -> None:
    if type(value) is dict and value.get("objectType") == "Group":
        raise Refused("a Group may not be a member of a Group; list its agents", "/objectType")
    agent(value)


# fmt: off
ACCOUNT: dict[str, Rule] = {"homePage": iri, "name": text}
AGENT: dict[str, Rule] = {
    "objectType": _agent_type, "name": text, "mbox": _mbox, "mbox_sha1sum": _sha1, "openid": uri, "account": _account,
}
GROUP: dict[str, Rule] = AGENT | {"objectType": _group_type, "member": _members}
# fmt: on
