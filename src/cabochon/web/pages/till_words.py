"""Reconciliation and the rules of sale types in words, for Data health and the go-live page."""

from dataclasses import dataclass

from ...house.reconciling import EQUAL, MISSING, MORE, OPEN, OTHER, SILENT, Day, Told
from ...languages import count, decimal, listed, mark, say, whole
from ...retail.currencies import EXPONENTS
from ...retail.sale_types import IN, OUT, OWN, RULES, Rule

STATES = mark({
    EQUAL: "Equal", MISSING: "Receipts are missing", MORE: "Too many receipts", OTHER: "Another net",
    SILENT: "A till has not closed", OPEN: "No closing yet",
})  # fmt: skip
DEEDS = mark({
    EQUAL: "",
    MISSING: "Import the till’s file of that day again: what is known changes nothing.",
    MORE: "See whether tests or receipts of another boutique came in, and whether every till has its closing.",
    OTHER: "See whether net and tax are mapped as the till counts them, and whether a return is missing.",
    SILENT: "Ask for its closing at the till’s, and import it: the difference goes by itself.",
    OPEN: "The till’s closing comes after the day is over; if it stays away, ask for it at the till’s.",
})  # fmt: skip
TYPES = mark({
    "sale": "Sale", "return": "Return", "void": "Void", "correction": "Correction", "deposit": "Deposit",
    "special_order": "Special order", "web_pickup": "Web order collected in store", "service": "Service or repair",
    "even_exchange": "Even exchange", "gift_card": "Gift card", "trade_in": "Trade-in", "consignment": "Consignment",
    "tax_refund": "Tax refund", "staff": "Staff sale", "inter_company": "Inter-company sale", "test": "Test",
})  # fmt: skip
SALES = mark({
    IN: "Counted", OWN: "Restates its original, on the original’s day", "door": "If the boutique’s setting says so",
    OUT: "Not counted",
})  # fmt: skip
TILLS = mark({
    IN: "As rung up", "below": "Below zero", "empty": "As a receipt without pieces and net", OUT: "Not counted",
})  # fmt: skip
LATER = mark({
    "deposit": "Counts when the goods are handed over, by the receipt of that day",
    "special_order": "Counts when the goods are handed over, by the receipt of that day",
    "service": "Its care lines count beside a qualifying sale of the same visit",
    "gift_card": "Money, no sale; beside goods on one receipt the goods alone count, at their full net",
    "trade_in": "A way to pay, no sale; beside goods on one receipt the goods alone count, at their full net",
    "consignment": "Nothing is sold until it is paid, by the receipt of that day",
    "tax_refund": "Money back, no return: what was sold stays sold",
    "even_exchange": "One piece for another of the same price",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A day in words. net: what arrived and what was counted, with the currency."""

    day: Day
    receipts: str
    units: str
    net: str
    apart: str
    state: str
    deed: str
    tills: str


def shown(one: Day, *, figures: bool = True) -> Shown:
    """figures: whether the reader may see what a boutique sold on a day that needs no mending."""
    told = figures or one.state not in (EQUAL, OPEN)
    had, closed, apart = one.had, one.closed, one.apart
    tills = ", ".join(say("till {till}: {n}", till=till, n=whole(n)) for till, n in one.tills) if told else ""
    if not told:
        return Shown(one, "–", "–", "–", "–", say(STATES[one.state]), _deed(one), tills)
    return Shown(
        one, _of(whole(had.receipts), whole(closed.receipts) if closed else None),
        _of(units(had.units), units(closed.units) if closed and (closed.units or not had.units) else None),
        _of(money(had.net, one.currency), f"{money(closed.net, one.currency)} {one.currency}" if closed else None),
        _apart(apart, one.currency, counted=bool(closed and closed.units)), say(STATES[one.state]), _deed(one), tills,
    )  # fmt: skip


def _deed(one: Day) -> str:
    """What to do, with the tills by name that have not closed."""
    deed = say(DEEDS[one.state]) if DEEDS[one.state] else ""
    if not one.silent:
        return deed
    silent = count(len(one.silent), "Till {tills} has not closed.", "Tills {tills} have not closed.",
                   tills=listed(list(one.silent)))  # fmt: skip
    return say("{silent} {deed}", silent=silent, deed=deed)


def rules() -> list[tuple[str, str, str, str, str]]:
    """(sale type, sales measures, visit, till, remark) of each."""
    return [_rule(rule) for rule in RULES]


def _rule(rule: Rule) -> tuple[str, str, str, str, str]:
    visit = say("May belong to a client’s visit") if rule.visit else say("Nobody’s visit")
    later = LATER.get(rule.name, "")
    return say(TYPES[rule.name]), say(SALES[rule.sale]), visit, say(TILLS[rule.till]), say(later) if later else ""


def _apart(apart: Told | None, currency: str, *, counted: bool) -> str:
    """counted: whether the tills said their pieces."""
    if apart is None:
        return "–"
    receipts = _signed(whole(abs(apart.receipts)), apart.receipts)
    net = _signed(money(abs(apart.net), currency), apart.net)
    pieces = _signed(units(abs(apart.units)), apart.units)
    if counted and apart.units:
        return say("{receipts} receipts, {units} units, {net} {currency}", receipts=receipts, units=pieces, net=net,
                   currency=currency)  # fmt: skip
    return say("{receipts} receipts, {net} {currency}", receipts=receipts, net=net, currency=currency)


def _signed(text: str, n: float) -> str:
    return f"+{text}" if n > 0 else f"−{text}" if n < 0 else text


def _of(part: str, all_: str | None) -> str:
    return say("{part} of {all}", part=part, all=all_) if all_ else part


def units(n: float) -> str:
    """At most four digits, as units are counted in wholes and now and then in parts."""
    return f"{n:,.4g}" if n % 1 else whole(n)


def money(n: float, currency: str) -> str:
    places = EXPONENTS.get(currency, 2)
    return decimal(n / 10**places, places)
