"""What a report of pip-audit amounts to, as an exit code: 0 no known hole, 1 some, 3 not all parts were looked up.

pip-audit leaves with 0 as well when it could look up nothing: behind a mirror without the service, each part is
"skipped". That is no clean answer, and is not given as one.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

CLEAN, OPEN, UNKNOWN = 0, 1, 3


def verdict(report: dict[str, Any]) -> tuple[int, list[str]]:
    """The exit code for a report of `pip-audit -f json`, and what to say."""
    parts = report.get("dependencies", [])
    bad = [one for one in parts if one.get("vulns")]
    skipped = [one["name"] for one in parts if "skip_reason" in one]
    said = [_told(one, hole) for one in bad for hole in one["vulns"]]
    if skipped or not parts:
        said.append(
            f"Not looked up: {len(skipped)} of {len(parts)} parts ({', '.join(skipped[:3]) or 'no report came'} ...). "
            "This is no clean answer; run it where the vulnerability service can be reached."
        )
    if bad:
        return OPEN, said
    if skipped or not parts:
        return UNKNOWN, said
    return CLEAN, [f"{len(parts)} parts looked up; none has a known hole."]


def _told(one: dict[str, Any], hole: dict[str, Any]) -> str:
    mended = ", ".join(hole.get("fix_versions", ())) or "nothing yet"
    return f"{one['name']} {one['version']}: {hole['id']}, mended in {mended}"


def main(words: Sequence[str]) -> int:
    path = Path(words[0])
    try:
        report = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        report = {}
    code, said = verdict(report if isinstance(report, dict) else {})
    print("\n".join(said), file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
