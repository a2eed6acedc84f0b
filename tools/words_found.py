"""Every message of the product: from the templates, from Python's say, count, forms and mark, and from scripts.

What tables and refusals say is gathered in `words_tables`.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path

from jinja2 import Environment, nodes
from words_tables import finished, refusals, tables

from cabochon.web.tongue_bare import bare, worded
from cabochon.web.tongue_scripts import Scripts
from cabochon.web.tongue_telling import messages

SRC = Path(__file__).parents[1] / "src" / "cabochon"
Key = tuple[str, ...]  # (English,), or (one, other) of a plural


@dataclass
class Found:
    """places: the files a message stands in. stand: what its places are, as the template writes them."""

    places: dict[Key, set[str]] = field(default_factory=dict)
    stand: dict[Key, Mapping[str, str]] = field(default_factory=dict)
    loose: list[str] = field(default_factory=list)

    def add(self, place: str, *key: str) -> None:
        if key[0].strip():
            self.places.setdefault(key, set()).add(place)


@cache
def gathered(root: Path = SRC) -> Found:
    """Every message of the product; gathered once, to be read and not changed."""
    found = Found()
    for path in sorted((root / "web" / "templates").rglob("*.html")):
        template(path.read_text("utf-8"), path.relative_to(root).as_posix(), found)
    scripts = Scripts(root / "web" / "static" / "js")
    for name in scripts.names():
        told, forms = scripts.of(name)
        for key in [*((one,) for one in told), *forms]:
            found.add(f"web/static/js/{name}", *key)
    python(root, found)
    for place, text in (*tables(), *refusals(root)):
        found.add(place, text)
    for one, *_ in [key for key in found.places if len(key) > 1]:  # a file holds one message of a name: the plural
        found.places.pop((one,), None)
    return found


def template(source: str, place: str, found: Found) -> None:
    """The sentences of a template, and the literals of its `_("...")` and `count(n, "...", "...")`."""
    for key, stand in messages(source).items():
        found.add(place, key)
        found.stand.setdefault((key,), stand)
    tree = Environment(autoescape=True).parse(source)
    for text in bare(tree):
        if text.value == text.value.strip():
            found.add(place, text.value)
        else:
            found.loose.append(f"{place}:{text.lineno}: {text.value!r} is a piece of a sentence")
    for call in tree.find_all(nodes.Call):
        name = call.node.name if isinstance(call.node, nodes.Name) else ""
        if name == "_" and call.args:
            texts = [
                one.value for one in (call.args[0], *call.args[0].find_all(nodes.Const)) if isinstance(one, nodes.Const)
            ]
            for text in texts:
                if isinstance(text, str) and (len(texts) == 1 or worded(text)):
                    found.add(place, text)
        elif name == "count" and len(call.args) > 2:
            both = ([c.value for c in (arg, *arg.find_all(nodes.Const)) if isinstance(c, nodes.Const)]
                    for arg in call.args[1:3])  # fmt: skip
            for one, many in product(*both):
                found.add(place, one, many)


def python(root: Path, found: Found) -> None:
    """What Python says: say("..."), count(n, "...", "..."), mark("...") or mark(a table), and tables said by name."""
    sources = {path: path.read_text("utf-8") for path in sorted(root.rglob("*.py"))}
    trees = {path: ast.parse(source) for path, source in sources.items() if "languages" in source or "mark(" in source}
    tables = {(path, name): value for path, tree in trees.items() for name, value in constants(tree)}
    anywhere = {name: value for (_, name), value in tables.items()}
    for path, tree in trees.items():
        names = speaking(tree)
        if names:
            place = path.relative_to(root).as_posix()
            own = {name: tables.get((path, name), anywhere.get(name)) for name in capitals(tree)}
            Listener(place, names, {name: one for name, one in own.items() if one is not None}, found).visit(tree)


class Listener(ast.NodeVisitor):
    """Walks one file; knows the loops around a call, for `say(name) for name in TABLE`."""

    def __init__(self, place: str, names: Mapping[str, str], tables: Mapping[str, ast.expr], found: Found) -> None:
        self._place, self._names, self._tables, self._found = place, names, tables, found
        self._around: list[ast.AST] = []

    def generic_visit(self, node: ast.AST) -> None:
        self._around.append(node)
        super().generic_visit(node)
        self._around.pop()

    def visit_Call(self, node: ast.Call) -> None:
        match self._called(node.func):
            case "say" if node.args:
                self._say(node.args[0])
            case "mark" if node.args:
                self._mark(node.args[0])
            case "count" if len(node.args) > 2:
                self._plural(node, *node.args[1:3])
            case "forms" if len(node.args) == 2:
                self._plural(node, *node.args)
        self.generic_visit(node)

    def _mark(self, marked: ast.expr) -> None:
        if isinstance(marked, (ast.JoinedStr, ast.IfExp)):
            for text, stand in finished(marked):
                self._found.add(self._place, text)
                self._found.stand.setdefault((text,), stand)
        for text in () if isinstance(marked, ast.JoinedStr) else strings(marked):
            self._found.add(self._place, text)

    def _called(self, func: ast.expr) -> str:
        if isinstance(func, ast.Name):
            return self._names.get(func.id, "")
        known = isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name)
        return func.attr if known and self._names.get(func.value.id) == "languages" else ""  # type: ignore[union-attr]

    def _say(self, said: ast.expr) -> None:
        texts = list(strings(said))
        if isinstance(said, ast.IfExp):
            texts = [*strings(said.body), *strings(said.orelse)]
        tables = list(self._tables_of(said))
        for text in (*texts, *(one for table in tables for one in strings(table))):
            self._found.add(self._place, text)
        if not texts and not tables:
            self._found.loose.append(f"{self._place}:{said.lineno}: say({ast.unparse(said)})")

    def _plural(self, call: ast.Call, one: ast.expr, many: ast.expr) -> None:
        pairs = list(zip(strings(one), strings(many), strict=False))
        for pair in pairs:
            self._found.add(self._place, *pair)
        if not pairs:
            self._found.loose.append(f"{self._place}:{call.lineno}: {ast.unparse(call)}")

    def _tables_of(self, said: ast.expr) -> Iterator[ast.expr]:
        """Tables named in what is said, or in the loops around it when what is said is a name of theirs."""
        near = [said, *(one.iter for around in self._around for one in loops(around))]
        for name in sorted({one.id for part in near for one in ast.walk(part) if isinstance(one, ast.Name)}):
            if name in self._tables:
                yield self._tables[name]


def loops(node: ast.AST) -> Iterator[ast.For | ast.comprehension]:
    if isinstance(node, ast.For):
        yield node
    yield from getattr(node, "generators", ())


def speaking(tree: ast.Module) -> dict[str, str]:
    """What this file calls say, count, forms and mark of cabochon.languages; "languages" for the room itself."""
    found = dict[str, str]()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").endswith("languages")
            and node.module != "xapi.languages"
        ):
            found |= {
                one.asname or one.name: one.name for one in node.names if one.name in ("say", "count", "forms", "mark")
            }
        elif isinstance(node, ast.ImportFrom):
            found |= {one.asname or one.name: "languages" for one in node.names if one.name == "languages"}
    return found


def constants(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        value = getattr(node, "value", None)
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            for name, one in (
                zip(target.elts, value.elts, strict=True)
                if (isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple))
                else [(target, value)]
            ):
                if isinstance(name, ast.Name) and name.id.isupper() and one is not None:
                    yield name.id, one


def capitals(tree: ast.Module) -> set[str]:
    return {one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and one.id.isupper()}


def strings(value: ast.expr) -> Iterator[str]:
    """A literal text; of a table the texts that are words, of a dict its values (its keys are codes)."""
    if isinstance(value, ast.Constant):
        if isinstance(value.value, str):
            yield value.value
    elif isinstance(value, ast.IfExp):
        yield from (*strings(value.body), *strings(value.orelse))
    elif isinstance(value, ast.Dict):
        for one in value.values:
            yield from strings(one)
    elif not isinstance(value, ast.JoinedStr):
        for part in ast.iter_child_nodes(value):
            if isinstance(part, ast.expr):
                yield from (one for one in strings(part) if worded(one))
