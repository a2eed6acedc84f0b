"""What each sale type counts for: one table, by which facts are told and which people are shown."""

from dataclasses import dataclass

IN, OWN, OUT = "in", "own", "out"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a receipt of a sale type counts.

    sale: its goods are sold: receipts, qualifying, net, ATV, attach, conversion; "own": it restates its original, on
    the original's day; "door": as the boutique's setting says. visit: it may belong to a client's visit.
    till: what it adds to what the boutique rang up, which the till's closing is compared with: "in" as rung up, "below"
    below zero, "empty" a receipt without pieces and net, "out" nothing at all.
    care: it is no sale, but its care lines count beside a qualifying one of the same visit.
    """

    name: str
    sale: str
    visit: bool
    till: str
    care: bool = False


# fmt: off
RULES = (
    Rule("sale",          IN,     True,  IN),
    Rule("return",        OWN,    False, "below"),
    Rule("void",          OWN,    False, OUT),
    Rule("correction",    OWN,    True,  IN),
    Rule("deposit",       OUT,    True,  IN),
    Rule("special_order", OUT,    True,  IN),
    Rule("web_pickup",    "door", True,  IN),
    Rule("service",       OUT,    True,  IN,      care=True),
    Rule("even_exchange", OUT,    True,  IN),
    Rule("gift_card",     OUT,    True,  "empty"),
    Rule("trade_in",      OUT,    True,  "empty"),
    Rule("consignment",   OUT,    True,  "empty"),
    Rule("tax_refund",    OUT,    True,  "empty"),
    Rule("staff",         OUT,    False, IN),
    Rule("inter_company", OUT,    False, IN),
    Rule("test",          OUT,    False, OUT),
)
# fmt: on
SALE_TYPES = tuple(rule.name for rule in RULES)
RESTATING = frozenset(rule.name for rule in RULES if rule.sale == OWN)
UNLINKED = frozenset(rule.name for rule in RULES if not rule.visit and rule.sale != OWN)  # nobody's visit
NOT_SOLD = frozenset(rule.name for rule in RULES if rule.sale == OUT)
BY_DOOR = frozenset(rule.name for rule in RULES if rule.sale == "door")
CARES = frozenset(rule.name for rule in RULES if rule.care)
BELOW = frozenset(rule.name for rule in RULES if rule.till == "below")
EMPTY = frozenset(rule.name for rule in RULES if rule.till == "empty")
NO_RECEIPT = frozenset(rule.name for rule in RULES if rule.till == OUT)
