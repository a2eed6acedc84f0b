"""The judge: the whole verdict procedure on pretend chains in which coaching does nothing, lifts by 4 points, or by 8.

    ./run bench impact [--worlds 600] [--harder 250] [--seed 8] [--only WORD] [--json FILE] [--whole]

Prints false lifts, bias, coverage and power of the procedure beside the rules in use; then each harder world by itself
and all together, and which target it breaks by how much; then whole doors. One core, some minutes. --whole tells one
chain through a real house instead: events, statements, facts, verdicts.
"""

import argparse
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import impact_doors
import impact_sheets
import numpy as np
from impact_rules import FORTNIGHT, MONTH, TRIED, Told, looked, ours, pooled, together, usual, usual_pooled
from impact_worlds import ALL, EASY, HARDER, WATCHED, Climate, chains, logged

from cabochon.impact.verdict import LOOKS

LIFTS = (0.0, 0.04, 0.08)
BATCH = 50  # worlds drawn at once
DAILY = (5, 10, FORTNIGHT, 21, MONTH)  # days after the start on which somebody opens the pooled page
ONE, TOGETHER, BIAS, COVER, POWER = 0.04, 0.03, 0.005, (0.93, 0.97), 0.90  # the targets
SEEN = {
    "a behaviour, as managers see it": WATCHED,
    "picked by more than was written down": replace(WATCHED, knows=True),
    "good visits written down 1.5 times as often": replace(WATCHED, good=1.5),
    "and 2 times once somebody is coached": replace(WATCHED, good=1.5, better=2.0),
}


def asked(climate: Climate, worlds: int, *, seed: int, lifts: Iterable[float] = LIFTS, rules: bool = False,
          daily: bool = False, watched: bool = False) -> dict[str, Any]:  # fmt: skip
    """(rule, effect, look) -> what was told; look FORTNIGHT is the twelve together, 0 any of the three looks."""
    rng = np.random.default_rng(seed)
    found: dict[tuple[str, float, int], list[Told]] = {}
    for done in range(0, worlds, BATCH):
        batch = chains(min(BATCH, worlds - done), climate, lifts=LIFTS, rng=rng)
        for lift in lifts:
            told = logged(batch, lift, climate, rng=rng) if watched else batch
            if rules:
                for look in LOOKS:
                    for name, said in usual(batch, lift, look).items():
                        found.setdefault((name, lift, look), []).append(said)
                found.setdefault(("before and after", lift, FORTNIGHT), []).append(usual_pooled(batch, lift))
            for look, said in _ours(told, lift, daily=daily).items():
                found.setdefault(("ours", lift, look), []).append(said)
    return {f"{name}|{lift}|{look}": summed(together(told), lift) for (name, lift, look), told in found.items()}


def _ours(batch: Any, lift: float, *, daily: bool) -> dict[int, Told]:
    said = {look: Told() for look in (0, *LOOKS, FORTNIGHT, MONTH)}
    for world, (panel, off) in enumerate(ours(batch, lift)):
        looked(panel, batch, world, off, said, lift=lift)
        pooled(panel, batch, world, off, said, lift=lift, days=DAILY if daily else (FORTNIGHT,))
    return said


def summed(told: Told, lift: float) -> dict[str, float]:
    """Shares and points / 100; error: standard error of the share of lifts, over worlds drawn."""
    out: dict[str, float] = {"n": len(told.lifted), "lifted": _mean(told.lifted)}
    out["error"] = float(np.sqrt(out["lifted"] * (1 - out["lifted"]) / max(1, len(told.lifted))))
    if told.estimate:
        low, high = np.array(told.low), np.array(told.high)
        out["bias"] = _mean(told.estimate) - lift
        out["sd"] = float(np.std(told.estimate))
        out["covered"] = float(np.mean((low <= lift) & (lift <= high)))
    if told.bound:
        out["bound"] = _mean(told.bound)
    if told.ever:
        out["ever"] = _mean(told.ever)
    for state in set(told.states):
        out[f"says {state}"] = told.states.count(state) / len(told.states)
    return out


def _mean(values: Iterable[float]) -> float:
    kept = list(values)
    return float(np.mean(kept)) if kept else float("nan")


def table(found: dict[str, Any]) -> None:
    print("\nNothing planted, +4, +8; after 3 / 10 / 20 shifts, or the twelve together after 14 days\n")
    print(f"{'':34} {'false lift %':>17} {'bias, none':>19} {'95 % covers, none':>19} {'covers +8':>17}"
          f" {'finds +4 %':>14} {'finds +8 %':>14}")  # fmt: skip
    for name in (*TRIED, "ours"):
        cells = [[found[f"{name}|{lift}|{look}"] for look in LOOKS] for lift in LIFTS]
        _line(f"one: {name}", cells)
    any_look = [found[f"ours|{lift}|0"] for lift in LIFTS]
    print(f"{'one: ours, any of the three looks':34} {100 * any_look[0]['lifted']:17.1f} {'':57}"
          f" {100 * any_look[1]['lifted']:14.1f} {100 * any_look[2]['lifted']:14.1f}")  # fmt: skip
    _line("twelve, 14 days: before and after", [[found[f"before and after|{lift}|{FORTNIGHT}"]] for lift in LIFTS])
    for look in (FORTNIGHT, MONTH):
        _line(f"twelve, {look} days: ours", [[found[f"ours|{lift}|{look}"]] for lift in LIFTS])
    ever = [found[f"ours|{lift}|{MONTH}"]["ever"] for lift in LIFTS]
    print(f"{'twelve: on any day somebody looked':34} {100 * ever[0]:17.1f} {'':57}"
          f" {100 * ever[1]:14.1f} {100 * ever[2]:14.1f}")  # fmt: skip


def _line(name: str, cells: list[list[dict[str, Any]]]) -> None:
    none, some, much = cells

    def row(told: list[dict[str, Any]], key: str, width: int) -> str:
        return f"{' / '.join(f'{100 * one[key]:.1f}' if key in one else '-' for one in told):>{width}}"

    print(f"{name:34} {row(none, 'lifted', 17)} {row(none, 'bias', 19)} {row(none, 'covered', 19)}"
          f" {row(much, 'covered', 17)} {row(some, 'lifted', 14)} {row(much, 'lifted', 14)}")  # fmt: skip


def harder(found: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    print("\nHarder worlds: one person after 3 / 10 / 20 shifts, and the twelve together after 14 days\n")
    print(f"{'':44} {'one: false lift':>16} {'covers +8':>18} | {'together: false':>15} {'bias':>5} {'covers':>6}"
          f" {'+8: bias':>8} {'covers':>6} {'finds':>5}")  # fmt: skip
    out = {}
    for name, one in found:
        out[name] = one
        none, much = one[f"ours|0.0|{FORTNIGHT}"], one[f"ours|0.08|{FORTNIGHT}"]
        false = " / ".join(f"{100 * one[f'ours|0.0|{look}']['lifted']:.1f}" for look in LOOKS)
        cover = " / ".join(f"{100 * one[f'ours|0.08|{look}']['covered']:.1f}" for look in LOOKS)
        print(f"{name:44} {false:>16} {cover:>18} | {100 * none['lifted']:15.1f} {100 * none['bias']:5.1f}"
              f" {100 * none['covered']:6.1f} {100 * much['bias']:8.1f} {100 * much['covered']:6.1f}"
              f" {100 * much['lifted']:5.1f}   {'; '.join(broken(one))}", flush=True)  # fmt: skip
    return out


def rules_in(climates: dict[str, Climate], worlds: int, *, seed: int) -> dict[str, dict[str, float]]:
    """False lifts of the rules in use after twenty shifts, where nothing is planted."""
    print("\nThe rules in use there: false lifts of one person after 20 shifts, %\n")
    print(f"{'':44} {' / '.join(TRIED)}")
    out = {}
    for place, (name, climate) in enumerate(climates.items(), 1):
        batch = chains(worlds, climate, lifts=(0.0,), rng=np.random.default_rng(seed + place))
        out[name] = {rule: _mean(said.lifted) for rule, said in usual(batch, 0.0, LOOKS[-1]).items()}
        print(f"{name:44} {' / '.join(f'{100 * share:.1f}' for share in out[name].values())}", flush=True)
    return out


def broken(one: dict[str, Any]) -> list[str]:
    """Which targets, by how much; a share is broken when it is over by more than chance (two standard errors)."""
    out = []
    for look in LOOKS:
        cell = one[f"ours|0.0|{look}"]
        if cell["lifted"] - 2 * cell["error"] > ONE:
            out.append(f"false lift of one at {look}: {100 * (cell['lifted'] - ONE):+.1f}")
    for lift in (0.0, 0.08):
        cell = one[f"ours|{lift}|{FORTNIGHT}"]
        chance = 2 * np.sqrt(0.05 * 0.95 / cell["n"])
        if lift == 0 and cell["lifted"] - 2 * cell["error"] > TOGETHER:
            out.append(f"false lift together: {100 * (cell['lifted'] - TOGETHER):+.1f}")
        if abs(cell["bias"]) - 2 * cell["sd"] / np.sqrt(cell["n"]) > BIAS:
            out.append(f"bias at {100 * lift:+.0f}: {100 * (abs(cell['bias']) - BIAS):+.1f}")
        if cell["covered"] + chance < COVER[0] or cell["covered"] - chance > COVER[1]:
            edge = COVER[0] if cell["covered"] < COVER[0] else COVER[1]
            out.append(f"coverage at {100 * lift:+.0f}: {100 * (cell['covered'] - edge):+.1f}")
        if lift and cell["lifted"] + 2 * cell["error"] < POWER:
            out.append(f"power: {100 * (cell['lifted'] - POWER):+.1f}")
    return out


def pages(found: dict[str, dict[str, float]], worlds: int) -> None:
    print(f"\nAs the pages tell it (verdicts.one.tell, verdicts.many.tell_many), {worlds} worlds: none, +4, +8\n")
    for name in next(iter(found.values())):
        print(f"{name:44} {' / '.join(f'{100 * one[name]:.1f}' for one in found.values())}")


def doors(found: list[dict[str, Any]]) -> None:
    print("\nWhole doors: called a lift, 95 % interval above 0, bias, coverage\n")
    for one in found:
        print(f"{one['kind']:44} {one['lift']:5.2f} {100 * one['lifted']:6.1f} % {100 * one['above']:6.1f} %"
              f" {100 * one['bias']:6.2f} {100 * one['covered']:6.1f} %   {one['worlds']} worlds")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=600, help="of the first table (default: 600)")
    parser.add_argument("--harder", type=int, default=250, help="worlds of each harder kind (default: 250)")
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--only", default="", help="harder worlds with this word in their name")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    parser.add_argument("--whole", action="store_true", help="one chain through a real house instead")
    args = parser.parse_args()
    if args.whole:
        from impact_whole import whole

        return whole(seed=args.seed)
    out: dict[str, Any] = {"worlds": args.worlds, "harder worlds": args.harder, "seed": args.seed}
    if args.worlds:
        out["table"] = asked(EASY, args.worlds, seed=args.seed, rules=True, daily=True)
        table(out["table"])
        out["pages"] = impact_sheets.paged(max(1, args.worlds // 10), seed=args.seed, lifts=LIFTS)
        pages(out["pages"], max(1, args.worlds // 10))
    kinds = {**HARDER, "all together": ALL, **SEEN}
    out["harder"] = harder(
        (name, asked(climate, args.harder, seed=args.seed + place, lifts=(0.0, 0.08), watched=name in SEEN))
        for place, (name, climate) in enumerate(kinds.items(), 1)
        if args.harder and args.only in name
    )
    if args.harder and not args.only:
        out["rules"] = rules_in({**HARDER, "all together": ALL}, args.harder, seed=args.seed)
        out["doors"] = impact_doors.tried(args.harder, seed=args.seed)
        doors(out["doors"])
    if args.json:
        args.json.write_text(json.dumps(out, indent=1))
    return None


if __name__ == "__main__":
    main()
