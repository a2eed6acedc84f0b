"""Accept-Language and the choice of one language per map (RFC 9110 12.5.4; RFC 4647 3.4)."""

import re
from collections.abc import Mapping, Sequence

_RANGE = re.compile(r"(\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)(?:[ \t]*;[ \t]*[qQ]=([01](?:\.[0-9]{0,3})?))?")
_MOST = 50


def languages(header: str | None) -> tuple[str, ...]:
    """The ranges of an Accept-Language header in lower case, best first, without malformed ones and those of q=0."""
    weighed = []
    for part in (header or "").split(",")[:_MOST]:
        if (found := _RANGE.fullmatch(part.strip())) is not None:
            weight = min(float(found[2] or 1), 1.0) if found[2] else 1.0
            if weight > 0:
                weighed.append((weight, found[1].lower()))
    return tuple(range_ for _, range_ in sorted(weighed, key=lambda pair: -pair[0]))


def choose(words: Mapping[str, str], accepted: Sequence[str]) -> dict[str, str]:
    """A language map with one entry: the first accepted range that fits exactly, else as a prefix ("en" takes "en-US"),
    else cut short ("en-GB" takes "en", then any "en-..."); where nothing fits "und", else the first entry.
    """
    if len(words) < 2:
        return dict(words)
    low = {tag.lower(): tag for tag in words}
    for range_ in accepted:
        if range_ == "*":
            break
        while range_:
            if range_ in low:
                return {low[range_]: words[low[range_]]}
            if (near := next((t for t in low if t.startswith(range_ + "-")), None)) is not None:
                return {low[near]: words[low[near]]}
            range_ = range_.rpartition("-")[0]
    tag = low.get("und") or next(iter(words))
    return {tag: words[tag]}
