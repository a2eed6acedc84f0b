"""Long lists of values as one bind each: a filter of a thousand doors is five times as fast as a join of one list."""

from sqlglot import exp

TEXTS = ("string", "varchar", "text")
MANY = 32  # values from which a list is worth a join


def with_lists(tree: exp.Expression) -> tuple[exp.Expression, dict[str, tuple[str, ...]]]:
    """The tree with `x in ($a, $b, ...)` of many texts as `x in (select unnest($list_n))`, and for each list
    the names of the placeholders it took the place of. A tree without any is given back as it is."""
    if all(len(one.expressions) < MANY for one in tree.find_all(exp.In)):
        return tree, {}
    changed, lists = tree.copy(), dict[str, tuple[str, ...]]()
    for one in list(changed.find_all(exp.In)):
        members = one.expressions
        if len(members) < MANY or not all(_text(member) for member in members):
            continue
        name = f"list_{len(lists)}"
        lists[name] = tuple(str(member.this) for member in members)
        values = exp.cast(exp.Placeholder(this=name), exp.DataType.build("text[]", dialect="duckdb"))
        query = exp.select(exp.Unnest(expressions=[values]))
        one.set("expressions", None)
        one.set("query", exp.Subquery(this=query))
    return changed, lists


def _text(member: exp.Expr) -> bool:
    return isinstance(member, exp.Placeholder) and str(member.args.get("kind", "")).lower() in (
        "string",
        "varchar",
        "text",
    )
