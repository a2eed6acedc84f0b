"""The table in docs/security.md names a test for every requirement; and what only the source can show."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "cabochon"
TABLE = ROOT / "docs" / "security.md"
LINE = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
FIRST, LAST, NONE = 1, 64, {50, 54}  # the numbers of the list; two are not given


def rows():
    return [(int(number), said, kept, tests) for number, said, kept, tests in LINE.findall(TABLE.read_text("utf-8"))]


@cache
def trees():
    return [(path, ast.parse(path.read_text("utf-8"))) for path in sorted(SRC.rglob("*.py"))]


def test_every_requirement_has_a_line():
    assert [number for number, *_ in rows()] == sorted({*range(FIRST, LAST + 1)} - NONE)


@pytest.mark.parametrize(("number", "kept"), [(number, kept) for number, _, kept, _ in rows()])
def test_what_keeps_it_is_there(number, kept):
    places = CODE.findall(kept)
    assert places
    for place in places:
        assert (SRC / place).exists() or (ROOT / place).exists(), (number, place)


@pytest.mark.parametrize(("number", "tests"), [(number, tests) for number, _, _, tests in rows()])
def test_its_tests_are_there(number, tests):
    named = CODE.findall(tests)
    assert named
    for one in named:
        file, _, test = one.partition("::")
        path = ROOT / "tests" / file
        assert path.is_file(), (number, one)
        assert test, (number, one)
        defined = {node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)}
        assert test in defined, (number, one)


SECRET = re.compile(r"(^|_)(secret|token|signature|hmac|mac|csrf|password|hashed|verifier)s?$")
MAKING = ("making.py", "exec('\\n    '.join(lines), names)")  # readers made of our own kinds, of no input


def name(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        return name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def test_no_secret_is_compared_byte_by_byte():
    found = []
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
                sides = [node.left, *node.comparators]
                if any(isinstance(side, ast.Constant) for side in sides):
                    continue  # an empty one, or the name of a way
                if any(SECRET.search(name(side)) for side in sides):
                    found.append((str(path.relative_to(SRC)), ast.unparse(node)))
    assert found == []


def test_what_judges_a_secret_does_so_in_constant_time():
    judges = ("connectors/signatures.py", "privacy/factors.py", "privacy/keys.py", "privacy/oidc.py",
              "privacy/passkeys.py", "privacy/sessions.py", "web/viewer.py", "house/sso.py")  # fmt: skip
    for one in judges:
        assert "compare_digest(" in (SRC / one).read_text("utf-8"), one


def test_csv_is_written_in_three_places_and_each_neutralises():
    writers = {str(path.relative_to(SRC)) for path, _ in trees() if "csv.writer(" in path.read_text("utf-8")
               or "csv.DictWriter(" in path.read_text("utf-8")}  # fmt: skip
    assert writers == {"house/analyst_rows.py", "house/auditing_files.py", "house/exporting_rows.py"}
    for one in writers:
        assert "startswith(DANGEROUS)" in (SRC / one).read_text("utf-8")


XML = {"xml_parts.py", "poslog_shape.py"}  # a DOCTYPE is refused before anything in it is heard (test_xml_parts)


def test_nothing_that_runs_input_is_called():
    bad = {"eval", "exec", "compile", "__import__"}
    modules = {"pickle", "marshal", "shelve", "yaml", "xml.etree.ElementTree", "lxml", "xml.sax", "xml.dom"}
    found = []
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in bad:
                found.append((path.name, ast.unparse(node)[:80]))
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {one.name for one in node.names} | {getattr(node, "module", "") or ""}
                if names & modules:
                    found.append((path.name, ast.unparse(node)))
    assert [one for one in found if one[0] not in XML] == [MAKING]


def test_only_outside_speaks_to_other_machines():
    """Apart from it: the clients of engines and databases, and the command line's own socket in the data folder."""
    speaks = {"urllib.request", "http.client", "urllib3", "requests", "httpx", "smtplib", "ftplib", "telnetlib"}
    found = set()
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {one.name for one in node.names} | {getattr(node, "module", "") or ""}
                if names & speaks:
                    found.add(path.relative_to(SRC).parts[0])
    assert found <= {"outside"}
