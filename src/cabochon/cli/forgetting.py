"""`forget`, `hold` and `report-on`: erasing a person, legal holds, and what is held of somebody."""

import argparse
import json

from ..house import House
from ..house.erasing import Plan
from ..refusals import Refused
from .command import OK, USAGE, Command, Out, as_json, folder, table

BY = "operator"


def forget_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "who", metavar="WHO", nargs="?", default="", help="a sign-in, or any code or the id of a person"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")
    parser.add_argument("--yes", action="store_true", help="do it; it cannot be undone")
    parser.add_argument(
        "--again", action="store_true", help="erase once more whoever came back, as after a restore; names nobody"
    )
    parser.add_argument("--let-in", action="store_true", help="let the sign-in of somebody erased be given again")
    as_json(parser)
    folder(parser)


def forget(args: argparse.Namespace, house: House, out: Out) -> int:
    erasing = house.trust.erasing
    if args.again:
        many = erasing.again()
        out.say(
            json.dumps({"again": many}) if args.json else f"{many} erased once more." if many else "Nobody is back."
        )
        return OK
    if not args.who:
        out.tell("cabochon forget: say who, by sign-in or code, for example anna@maison.example\n")
        return USAGE
    if args.let_in:
        erasing.readmit(args.who, by=BY)
        out.say(f"{args.who} may be given to somebody again; what was erased stays erased.")
        return OK
    plan = erasing.plan(erasing.one(args.who).id)
    if args.dry_run or not args.yes:
        _tell(plan, args, out)
        if args.dry_run:
            return OK
        out.tell("Nothing was changed. Add --yes to erase; it cannot be undone.\n")
        return USAGE
    done = erasing.erase(
        plan.subject.id, by=BY, progress=lambda what, at, end: out.progress(f"{what} {at:,} of {end:,}")
    )
    out.progress("")
    if args.json:
        out.say(json.dumps({"id": done.id, "state": done.state, "counts": dict(done.counts)}))
        return OK
    out.say(f"Erased. What is left of them is the id {done.id}, and figures without a name.")
    for name, count in done.counts:
        out.say(f"{count:>8,} {WORDS.get(name, name)}")
    out.say("Overwrite the backup of keys.db now: an older one still opens what was erased.")
    return OK


def _tell(plan: Plan, args: argparse.Namespace, out: Out) -> None:
    counts = {"names": plan.names, "codes": plan.codes, "accounts": len(plan.subject.accounts),
              "sessions": plan.sessions, "documents": plan.documents, "demos": plan.demos}  # fmt: skip
    if args.json:
        said = {"id": plan.subject.id, "statements": plan.statements, "more": plan.more, **counts, "held": plan.held}
        out.say(json.dumps(said, ensure_ascii=False))
        return
    out.say(f"Would go, of {plan.subject.id}:")
    for name, count in counts.items():
        out.say(f"{count:>8,} {name}")
    out.say("Statements that name them stay without their words:" if plan.statements else "No statement names them.")
    for name, count in plan.statements.items():
        out.say(f"{count:>8,} {name}")
    for one in plan.held:
        out.say(f"Held: {one}")


WORDS = {
    "names": "versions of the name", "codes": "codes", "texts": "statements whose words can no longer be read",
    "others": "statements of others that named them", "documents": "documents of learning systems",
}  # fmt: skip


def hold_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", metavar="DO", choices=("place", "end", "list"), help="one of place, end, list")
    parser.add_argument(
        "about", metavar="WHAT", nargs="?", default="",
        help="a sign-in or code of a person, door:CODE, kind:NAME, or '*' for everything; to end: the hold's id",
    )  # fmt: skip
    parser.add_argument("--reason", default="", help="the case, or who asked for it; it names nobody")
    as_json(parser)
    folder(parser)


def hold(args: argparse.Namespace, house: House, out: Out) -> int:
    holds = house.trust.holds
    if args.do == "list":
        found = holds.listed()
        if args.json:
            rows = [{"id": one.id, "about": one.about, "reason": one.reason, "at": one.at.isoformat(),
                     "ended": one.ended.isoformat() if one.ended else None} for one in found]  # fmt: skip
            out.say(json.dumps(rows, ensure_ascii=False))
            return OK
        lines = [
            (one.id, one.says, one.reason, f"{one.at:%Y-%m-%d}", f"{one.ended:%Y-%m-%d}" if one.ended else "stands")
            for one in found
        ]
        for line in table([("id", "what", "reason", "since", "ended"), *lines]) if lines else ["Nothing is held."]:
            out.say(line)
        return OK
    if not args.about:
        out.tell(f"cabochon hold {args.do}: say what, for example door:GVA01\n")
        return USAGE
    if args.do == "end":
        holds.end(args.about, by=BY)
        out.say("Ended. What it held may be erased and may expire again.")
        return OK
    row = holds.place(_about(house, args.about), args.reason, by=BY)
    out.say(
        json.dumps({"id": row.id, "about": row.about}) if args.json else f"Held as {row.id}: {holds.says(row.about)}."
    )
    return OK


def _about(house: House, words: str) -> str:
    if words == "*" or words.startswith(("door:", "kind:")):
        return words
    try:
        return house.trust.erasing.one(words).id
    except Refused as refused:
        raise Refused(refused.reason, "WHAT") from None


def report_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("who", metavar="WHO", help="a sign-in, or any code or the id of a person")
    as_json(parser)
    folder(parser)


def report(args: argparse.Namespace, house: House, out: Out) -> int:
    subject = house.trust.erasing.one(args.who)
    found = house.trust.held.report(subject.id, by=BY, progress=lambda n: out.progress(f"{n:,} statements read"))
    out.progress("")
    if args.json:
        out.say(json.dumps(found, ensure_ascii=False))
        return OK
    lines = [(one["title"], f"{len(one['rows']):,}") for one in found["sections"]]
    for line in table([("what is held", "entries"), *lines], frozenset({1})):
        out.say(line)
    out.tell("Add --json for all of it.\n")
    return OK


COMMANDS = (
    Command("forget", "Erase a person: names, codes, words; figures stay",
            "cabochon forget anna@maison.example --dry-run --data data", forget_arguments, forget,
            more="Without --yes it only says what would go. docs/guides/forgetting.md says what stays, and why."),
    Command("hold", "Legal holds: what they name is neither erased nor expires",
            "cabochon hold place door:GVA01 --reason 'case 7' --data data", hold_arguments, hold),
    Command("report-on", "Everything held of a person, for an access request",
            "cabochon report-on anna@maison.example --json --data data", report_arguments, report),
)  # fmt: skip
