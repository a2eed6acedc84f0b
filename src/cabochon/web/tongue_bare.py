"""Words in the expressions of templates that are put out as they stand, told as the template is compiled."""

from collections.abc import Iterator

from jinja2 import Environment, nodes

from ..languages.catalogue import Catalogue


class Telling(Environment):
    """An environment of one language: the bare words of a template are told as it is parsed."""

    words: Catalogue = Catalogue()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for one in list(bare(tree)):
            one.value = self.words.get(one.value, one.value)
        return tree


def bare(tree: nodes.Template) -> Iterator[nodes.Const]:
    """Words that are put out as they stand: {{ "Open" if it else "Shut" }}; what is handed on is left alone."""
    for output in tree.find_all(nodes.Output):
        waiting: list[nodes.Node] = [one for one in output.nodes if not isinstance(one, nodes.TemplateData)]
        while waiting:
            one = waiting.pop()
            if isinstance(one, nodes.Const) and isinstance(one.value, str) and worded(one.value):
                yield one
            elif isinstance(one, nodes.CondExpr):
                waiting += [part for part in (one.expr1, one.expr2) if part is not None]
            elif isinstance(one, nodes.Or | nodes.Add):
                waiting += [one.left, one.right]
            elif isinstance(one, nodes.Concat):
                waiting += one.nodes
            elif isinstance(one, nodes.Filter) and isinstance(one.node, nodes.Node):
                waiting.append(one.node)


def worded(text: str) -> bool:
    """Whether a text of a table is for people: it begins with a capital or holds a space, and is no address."""
    return bool(text) and not text.startswith("/") and (text[0].isupper() or " " in text.strip())
