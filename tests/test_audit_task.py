"""`./run audit`: what it calls clean was looked up, and the list of parts can be made of the lock file."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
spec = importlib.util.spec_from_file_location("audited", ROOT / "tools" / "audited.py")
audited = importlib.util.module_from_spec(spec)
spec.loader.exec_module(audited)
FINE = {"name": "litestar", "version": "2.25.0", "vulns": []}
OPEN = {"name": "anyio", "version": "1.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.1"]}]}
SKIPPED = {"name": "brotli", "skip_reason": "Dependency not found and could not be audited"}


@pytest.mark.parametrize(
    ("parts", "code", "says"),
    [
        ([FINE], 0, "1 parts looked up"),
        ([FINE, OPEN], 1, "anyio 1.0: PYSEC-2026-1, mended in 1.1"),
        ([FINE, SKIPPED], 3, "Not looked up: 1 of 2 parts (brotli ...)"),
        ([OPEN, SKIPPED], 1, "PYSEC-2026-1"),
        ([], 3, "no report came"),
    ],
)
def test_a_report_is_clean_only_if_everything_was_looked_up(tmp_path, capsys, parts, code, says):
    report = tmp_path / "audit.json"
    report.write_text(json.dumps({"dependencies": parts}))
    assert audited.main([str(report)]) == code
    said = capsys.readouterr()
    assert says in said.out + said.err


@pytest.mark.parametrize("text", [None, "", "[]", "no json"])
def test_no_report_is_not_a_clean_one(tmp_path, text):
    report = tmp_path / "audit.json"
    if text is not None:
        report.write_text(text)
    assert audited.main([str(report)]) == 3


def test_the_parts_are_listed_with_their_hashes(tmp_path):
    lines, wanted = [], ("anyio==", "uvicorn==")
    for block in (ROOT / "lock.txt").read_text("utf-8").split("\n"):
        if not block.startswith(" "):
            taken = block.startswith(wanted)
        if taken:
            lines.append(block)
    (tmp_path / "lock.txt").write_text("\n".join(lines) + "\n")
    out = tmp_path / "sbom.json"
    words = [Path(sys.executable).with_name("cyclonedx-py"), "requirements", tmp_path / "lock.txt",
             "--no-validate", "--output-reproducible", "--of", "JSON", "-o", out]  # fmt: skip
    subprocess.run(words, check=True, capture_output=True, env=os.environ | {"PYTHONWARNINGS": "ignore"})
    told = json.loads(out.read_text("utf-8"))
    assert told["bomFormat"] == "CycloneDX"
    assert {one["name"] for one in told["components"]} == {"anyio", "uvicorn"}
    for one in told["components"]:
        assert one["purl"].startswith(f"pkg:pypi/{one['name']}@{one['version']}")
        assert one["externalReferences"][0]["hashes"][0]["alg"] == "SHA-256"


def test_the_task_makes_both_and_takes_no_skipped_part_for_a_clean_one():
    task = (ROOT / "run").read_text("utf-8").partition("\naudit() {")[2].partition("\n}")[0]
    for word in ("cyclonedx-py requirements lock.txt", "pip-audit -r lock.txt --require-hashes", "tools/audited.py"):
        assert word in task
