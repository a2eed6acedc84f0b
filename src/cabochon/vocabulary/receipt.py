"""`receipt`: one till transaction. The first seller is the actor, the source where nobody is known."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..refusals import Refused
from ..retail.events import SALE_TYPES, Line, Receipt
from ..retail.sale_types import EMPTY
from ..retail.who import Who
from .codecs import CURRENCY, DAY, NUMBER, QUANTITY, WHOLE, WORD, Codec, one_of, whole
from .compounds import ACCOUNT, Part, activity, listed, members, record, within
from .iris import AS, TYPES
from .kind import Kind, Member, Verb
from .named import itself
from .places import OTHER, account, look, of_context, of_result, pointer, put, who_of
from .refusing import Fault
from .shared import APPOINTMENT, brief, context, somebody

SELL = Verb(f"{AS}/sell", "sold", "sold goods or services to a client")
RETURN = Verb(f"{AS}/return", "returned", "took goods back from a client")
TAKES_BACK = {"return", "void", "correction", "even_exchange"} | EMPTY  # their amounts stand with either sign
NET, LINES, SELLERS = of_result("net"), of_result("lines"), of_context("sellers")


LINE = record(
    Line,
    Part("sku", "sku", WORD), Part("quantity", "quantity", QUANTITY), Part("net", "net", WHOLE),
    Part("discount", "discount", WHOLE, 0), Part("zero_reason", "zero-reason", WORD, ""),
)  # fmt: skip


def _get_seller(found: Any, home: str) -> tuple[Who, float]:
    seller = members(found)
    who = within("account", ACCOUNT.get, seller.get("account"), home)
    return who, within("share", NUMBER.get, seller.get("share"), home)


def _put_seller(seller: tuple[Who, float], home: str) -> dict[str, Any]:
    return {"account": account(seller[0], home), "share": NUMBER.put(seller[1], home)}


def _get_currency(found: Any, home: str) -> str:
    within("amount", whole, members(found).get("amount"), home)
    code: str = within("currency", CURRENCY.get, found.get("currency"), home)
    return code


def _put_currency(code: str, home: str) -> dict[str, Any]:
    _get_currency(money := {"amount": 0, "currency": code}, home)
    return money


def _dress(event: Receipt, statement: dict[str, Any], home: str) -> None:
    look(statement, NET)["amount"] = WHOLE.put(sum(line.net for line in event.lines), home)
    if not event.sellers:
        return
    agents = [{"objectType": "Agent", "account": one["account"]} for one in look(statement, SELLERS)]
    statement["actor"] = agents[0]
    if len(agents) == 1:
        statement["context"]["extensions"].pop(SELLERS[-1])  # the actor is the only seller
    else:
        put(statement, ("context", "team"), {"objectType": "Group", "member": agents})


def _undress(values: dict[str, Any], statement: Mapping[str, Any], home: str) -> None:
    if "sellers" not in values and look(statement, SELLERS) is None:
        try:
            actor = who_of(look(statement, ("actor", "account")), home)
        except Refused as e:
            raise Refused(e.reason, "/actor/account") from None
        values["sellers"] = ((actor, 1.0),) if actor else ()
    if statement["verb"]["id"] == RETURN.iri and values.setdefault("sale_type", "return") != "return":
        raise Refused("should be return, as the verb says", pointer(of_context("sale-type")))
    if "lines" in values and look(statement, (*NET, "amount")) != sum([line.net for line in values["lines"]]):
        raise Refused("should be the sum of the lines' net", pointer((*NET, "amount")))


def _mend(event: Receipt) -> Iterator[Fault]:
    if event.sale_type not in TAKES_BACK:
        for n, line in enumerate(event.lines):
            if line.net < 0 <= line.quantity:
                yield pointer((*LINES, n, "net")), "is below zero; what comes back has a quantity below zero as well"
                break
    if len(event.sellers) == 1 and event.sellers[0][1] == 1:
        return
    shares = [share for _, share in event.sellers]
    if shares and (min(shares) <= 0 or abs(sum(shares) - 1) > 1e-6):
        yield pointer(SELLERS), f"should have shares above zero that sum to 1, not {sum(shares):g}"


KIND = Kind(
    name="receipt",
    event=Receipt,
    says="One till transaction: sale, return, void or correction. A later revision of its key restates it.",
    verbs=(SELL, RETURN),
    types=(f"{TYPES}/receipt",),
    verb=lambda e: RETURN if e.sale_type == "return" else SELL,
    object=itself("receipts", f"{TYPES}/receipt"),
    dress=_dress,
    undress=_undress,
    mend=_mend,
    members=(
        context("business_day", "business-day", DAY, "the boutique's business day"),
        Member("currency", NET, Codec("{amount: minor units, currency}", _put_currency, _get_currency),
               "the net total; lines are in minor units of its currency"),
        Member("lines", LINES, listed(LINE),
               "what was sold: net and discount in minor units, after tax is taken off", brief="/*/zero-reason"),
        Member("sale_type", of_context("sale-type"), one_of(*SALE_TYPES), "what sort of transaction it is"),
        Member("sellers", SELLERS, listed(Codec("{account, share}", _put_seller, _get_seller)),
               "several sellers and their shares, which sum to 1; one alone is the actor"),
        somebody("cashier", "cashier", "who rang it up"),
        Member("original", OTHER, activity("receipts", needed=False),
               "the receipt a return or void restates, <home>/receipts/<key>"),
        context("basket", "basket", WORD, "the till's basket or client session, hashed"),
        brief("segment", "segment", "local, traveller, vip, when the till says"),
        APPOINTMENT,
    ),
)  # fmt: skip
