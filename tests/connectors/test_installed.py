"""A connector of somebody else's: an installed package with an entry point, as docs/guides/connectors.md tells."""

import re
import subprocess
import sys
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "connectors.md"
ASKS = """
import sys
from datetime import UTC, datetime
from cabochon.connectors import BROKEN, KINDS, Arrived, Delivery, default_text, load, sample_of
from cabochon.retail.master import Door
print(sorted(BROKEN.items()))
feed = KINDS["ateliertill"]
doors = {"GVA01": Door(code="GVA01", name="Geneva", zone="Europe/Zurich", currency="CHF")}
load(default_text(feed.name), feed.name)
ROME = b'{"shop": "ROM"}'
for mapping, body in ((None, sample_of(feed)[1]), (None, ROME), ({"boutiques": {"ROM": "GVA01"}}, ROME)):
    for one in feed.read(Delivery(body=body, received=datetime(2026, 4, 1, tzinfo=UTC), doors=doors, mapping=mapping)):
        print(type(one).__name__, getattr(one, "key", getattr(one, "reason", "")))
"""


def installed(folder, module, text, points):
    """A package as pip leaves it: its module and a dist-info with entry points."""
    (folder / f"{module}.py").write_text(text, "utf-8")
    info = folder / f"{module}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[cabochon.connectors]\n{points}\n", "utf-8")


def run(folder, script):
    return subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": str(folder), "PATH": ""}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def guide():
    return re.search(r"```python\n# ateliertill.py\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)[1]


def test_the_guides_connector_is_found_and_reads(tmp_path):
    installed(tmp_path, "ateliertill", guide(), "ateliertill = ateliertill:FEED")
    done = run(tmp_path, ASKS)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "[]",
        "Receipt 7",
        'Bad \'ROM\' is not a boutique; import it with the doors, or write [boutiques] "ROM" = "<code>"',
        "Bad '' is not a time; expected e.g. 2026-03-31T14:05:00+02:00",
    ]


def test_one_that_fails_is_named_and_stops_no_other(tmp_path):
    installed(tmp_path, "ateliertill", guide(), "ateliertill = ateliertill:FEED")
    installed(tmp_path, "broken", "raise RuntimeError('no licence')", "broken = broken:FEED")
    installed(tmp_path, "other", "FEED = 3", "other = other:FEED")
    installed(tmp_path, "twin", guide().replace('"ateliertill",', '"shopify",'), "twin = twin:FEED")
    done = run(
        tmp_path,
        "from cabochon.connectors import BROKEN, KINDS\nprint(sorted(BROKEN.items()))\nprint('ateliertill' in KINDS)",
    )
    assert done.returncode == 0, done.stderr
    told = done.stdout
    assert "('broken', 'RuntimeError: no licence')" in told
    assert "('other', 'TypeError: is a int, not a cabochon.connectors.Feed')" in told
    assert "('twin', 'ValueError: is called shopify, as another connector is')" in told
    assert told.endswith("True\n")


def test_one_without_a_mapping_has_an_empty_one(tmp_path):
    bare = "from cabochon.connectors import Feed\nFEED = Feed('bare', lambda delivery: iter(()), (), 'nothing')"
    installed(tmp_path, "bare", bare, "bare = bare:FEED")
    done = run(
        tmp_path,
        "from cabochon.connectors import default_text, load\nload('', 'bare')\nprint(repr(default_text('bare')))",
    )
    assert (done.returncode, done.stdout) == (0, "''\n"), done.stderr
