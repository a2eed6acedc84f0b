"""What HR systems and rosters call a job role, in eight languages, as ours; the words stand in job_roles.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from ..retail.master import JOB_ROLES
from .headings import plain


def role_of(text: str, given: Mapping[str, str]) -> str | None:
    """The job role a word means: advisor, stock, cashier or manager; "" for a word that says nothing; None for one
    nobody knows.

    Args:
        given: words of a mapping, which count first; "" stands against a word that says nothing.
    """
    word = plain(text)
    for known, role in given.items():
        if known == text or plain(known) == word:
            return role if role in ("", *JOB_ROLES) else None
    return _usual().get(word)


@cache
def _usual() -> Mapping[str, str]:
    told = tomllib.loads((files(__package__) / "job_roles.toml").read_text("utf-8"))
    return {plain(word): role for role, words in told.items() for word in (role, *words.split("|"))}
