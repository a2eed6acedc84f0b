"""`verdicts`: what coaching and training changed, by boutique and together, in words. Never of one person."""

import argparse
import json
from collections.abc import Iterator
from typing import Any

from ..dashboards.verdict_words import RESTATED
from ..house import OPERATOR, House
from ..impact.verdict import Side
from ..refusals import Unknown
from ..verdicts.told import Change, Head, Line, Pooled, Told
from .answers import written
from .asking import viewer_as
from .command import OK, USAGE, Command, Out, as_json, folder, table

NOTHING = "Nothing was tried yet, or nothing that may be told here."
NOT_KEPT = "not looked at yet"
LINES = (("by_door", "Boutique"), ("by_role", "Job role"), ("cohorts", "Months since the hire"))


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", nargs="?", choices=("list", "show"), default="list", help="list them, or show one")
    parser.add_argument("key", nargs="?", default="", metavar="KEY", help="show: the key it is listed under")
    parser.add_argument("--boutique", metavar="CODE", default="", help="list: of this boutique alone")
    parser.add_argument("--as", dest="who", metavar="ACCOUNT", help="as this login (default: operator, an HQ leader)")
    as_json(parser)
    folder(parser)


def verdicts(args: argparse.Namespace, house: House, out: Out) -> int:
    if (args.do == "show") != bool(args.key):
        out.tell("cabochon verdicts show KEY, for example: cabochon verdicts show 856536173849568d14 --data data\n")
        return USAGE
    house.catch_up()
    viewer = viewer_as(args, house)
    asked = " ".join(filter(None, (args.key, args.boutique, f"as {viewer.account}" if args.who else "")))
    house.directory.note(OPERATOR, "asked", "verdicts", asked)
    heads = house.effects.verdicts.heads(viewer)
    if args.do == "show":
        head = next((one for one in heads if one.subject.key == args.key), None)
        if head is None:  # one person's are not among them, whoever asks
            raise Unknown("there is no such verdict, or it is not one to be told here", "KEY")
        told = house.effects.verdicts.told(viewer, args.key)
        for line in (
            [json.dumps(_json(head, told), ensure_ascii=False, default=str)] if args.json else _shown(head, told)
        ):
            out.say(line)
        return OK
    if args.boutique:
        if args.boutique not in viewer.boutiques:
            raise Unknown("there is no boutique by this code within reach", "--boutique")
        heads = [one for one in heads if one.subject.boutique == args.boutique]
    for line in (
        [json.dumps([_head(one) for one in heads], ensure_ascii=False, default=str)] if args.json else _list(heads)
    ):
        out.say(line)
    return OK


def _list(heads: list[Head]) -> list[str]:
    rows = [("KEY", "WHAT", "WHERE", "SINCE", "SAYS")]
    for one in heads:
        said = (one.change and _says(one.change)) or NOT_KEPT
        rows.append((
            one.subject.key, f"{one.title} ({one.subject.kind})", one.place, one.subject.since.isoformat(),
            f"{said}{' (restated)' if one.restated else ''}",
        ))  # fmt: skip
    return table(rows) if heads else [NOTHING]


def _shown(head: Head, told: Told | Pooled) -> Iterator[str]:
    yield f"{head.title}, {head.place}, since {told.subject.since.isoformat()}"
    for change in told.changes:
        yield ""
        yield f"{change.title}: {_says(change)}"
        if change.window.n or change.after.n:
            yield f"  the week before {_side(change.window, change)}; since then {_side(change.after, change)}"
        if isinstance(told, Pooled):
            for field, title in LINES:
                lines = getattr(told, field).get(change.measure, ())
                if lines:
                    rows = [(title, "Before", "After"), *(_line(line, change) for line in lines)]
                    yield from (f"  {row}" for row in table(rows))
    sentences = [one.text for one in told.circumstances]
    titles = {change.measure: change.title for change in told.changes}
    sentences += [
        f"Restated on {one.at:%Y-%m-%d}. {RESTATED[one.why].format(what=titles.get(one.measure, 'it'))} "
        f"Before it said: {one.was}"
        for one in told.restated
    ]
    if isinstance(told, Pooled) and not told.may_decide and told.why_not:
        sentences.append(f"Not enough to scale or retire on: {told.why_not.rstrip('.')}.")
    sentences += [f"Next: {told.next_step}"] if told.next_step else []
    if sentences:
        yield ""
    yield from sentences


def _line(line: Line, change: Change) -> tuple[str, str, str]:
    if line.held:
        return line.label, "too few to show", ""
    return line.label, _side(line.before, change), _side(line.after, change)


def _says(change: Change) -> str:
    return change.verdict.text if change.verdict else change.withheld


def _side(side: Side, change: Change) -> str:
    if side.value is None:
        return "-"
    return f"{written(side.value, change.unit, change.currency)} of {side.n:,.0f} {change.events}"


def _head(one: Head) -> dict[str, Any]:
    subject = one.subject
    return {
        "key": subject.key, "kind": subject.kind, "about": subject.about, "title": one.title, "place": one.place,
        "boutique": subject.boutique, "region": subject.region, "since": subject.since, "until": subject.until,
        "restated": one.restated, "change": _change(one.change) if one.change else None,
    }  # fmt: skip


def _json(head: Head, told: Told | Pooled) -> dict[str, Any]:
    found = _head(head) | {
        "since": told.subject.since, "facts_until": told.until, "changes": [_change(one) for one in told.changes],
        "circumstances": [{"kind": one.kind, "text": one.text, "grave": one.grave} for one in told.circumstances],
        "restated": [
            {"measure": one.measure, "at": one.at, "why": one.why, "was": one.was, "was_state": one.was_state}
            for one in told.restated
        ],
        "next_step": told.next_step,
    }  # fmt: skip
    found.pop("change")
    if isinstance(told, Pooled):
        found |= {
            field: {key: [_cell(line) for line in lines] for key, lines in getattr(told, field).items()}
            for field, _ in LINES
        } | {"may_decide": told.may_decide, "why_not": told.why_not}
    return found


def _cell(line: Line) -> dict[str, Any]:
    if line.held:
        return {"key": line.key, "label": line.label, "held_back": True}
    return {
        "key": line.key, "label": line.label, "held_back": False, "before": _sums(line.before),
        "after": _sums(line.after), "estimate": line.estimate, "low": line.low, "high": line.high,
    }  # fmt: skip


def _change(change: Change) -> dict[str, Any]:
    verdict = change.verdict
    return {
        "measure": change.measure, "title": change.title, "unit": change.unit, "currency": change.currency,
        "events": change.events, "week_before": _sums(change.window), "after": _sums(change.after),
        "withheld": change.withheld,
        "verdict": None if verdict is None else {
            "state": verdict.state, "text": verdict.text, "estimate": verdict.estimate, "low": verdict.low,
            "high": verdict.high, "doors": verdict.doors, "direction_only": verdict.direction_only,
            "warnings": verdict.warnings,
        },
    }  # fmt: skip


def _sums(side: Side) -> dict[str, float | None]:
    return {"value": side.value, "x": side.x, "n": side.n}


COMMANDS = (
    Command(
        "verdicts",
        "Tell what coaching and training changed, by boutique and together",
        "cabochon verdicts --boutique GVA01 --data data\n  cabochon verdicts show 856536173849568d14 --data data",
        arguments,
        verdicts,
        more="As operator you see what a leader at headquarters sees: closed weeks, and nothing that too few people\n"
        "or events stand behind. What is about one person is never told by a command. Each use is audited.",
    ),
)
