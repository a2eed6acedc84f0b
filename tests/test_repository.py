"""House rules that a reader would otherwise have to remember."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
PAGES = sorted((ROOT / "src").rglob("*.html")) + sorted((ROOT / "src").rglob("*.js"))


def test_no_file_passes_300_lines():
    long = {str(p.relative_to(ROOT)): n for p in SOURCES + PAGES if (n := len(p.read_text("utf-8").splitlines())) > 300}
    assert long == {}
    assert len(PAGES) > 100


def test_every_file_says_what_it_is():
    first = {str(p.relative_to(ROOT)): p.read_text("utf-8").partition("\n")[0] for p in SOURCES}
    said = {path: line for path, line in first.items() if line.startswith('"""') and "this module" not in line.lower()}
    assert first.items() - said.items() == set()
    assert len(said) > 700


def test_nothing_in_the_source_asserts_or_unpickles():
    found = [f"{p.name}: {line.strip()}" for p in SOURCES for line in p.read_text("utf-8").splitlines()
             if re.match(r"\s*(assert |import pickle|from pickle|import yaml)", line)]  # fmt: skip
    assert found == []


def test_pages_hold_no_unsafe_html():
    unsafe = re.compile(r"\|\s*safe\b|innerHTML\s*=|insertAdjacentHTML| style=|<script>")
    found = [p.name for p in PAGES if unsafe.search(p.read_text("utf-8"))]
    assert found == []


def test_the_locks_name_hashes_and_no_host():
    for name in ("lock.txt", "lock-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "index-url" not in text
