"""`stock_count`, `stock_exception` and `availability`: what the stock is, and what is odd about it."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..refusals import Refused
from ..retail.operations import EXCEPTIONS, Availability, Counted, StockCount, StockException
from .codecs import COUNT, CURRENCY, QUANTITY, WHOLE, WORD, Codec, one_of
from .compounds import Part, listed, members, record, within
from .iris import DOD, TYPES, VERBS
from .kind import Kind, Member, Verb
from .named import itself, named
from .places import look, of_context, of_result, pointer, put
from .refusing import Fault
from .shared import CANCELLED, ZONE, actor, brief, context

BOOK, VALUE, LINES = of_result("book-value"), of_result("counted-value"), of_result("stock-lines")
SKUS, EQUAL, CURRENCY_AT = of_result("skus"), of_result("skus-equal"), of_context("currency")
AMOUNT, IN_STOCK = of_result("amount"), of_result("in-stock")
SHELF = named(f"{TYPES}/listing", "doors", ":boutique", "listing")
COUNTED = record(
    Counted,
    Part("sku", "sku", WORD), Part("expected", "expected", QUANTITY), Part("counted", "counted", QUANTITY),
    Part("cost", "cost", COUNT, 0),
)  # fmt: skip


def _amount(found: Any, home: str) -> int:
    amount: int = within("amount", COUNT.get, members(found).get("amount"), home)
    return amount


# The currency is the count's: _dress puts it there, _undress looks at it.
SUM = Codec("{amount: minor units, currency}", lambda value, home: {"amount": COUNT.put(value, home)}, _amount)


def _dress(event: StockCount, statement: dict[str, Any], _: str) -> None:
    for place, amount in ((BOOK, event.book), (VALUE, event.value)):
        if amount is not None:
            put(statement, (*place, "currency"), event.currency)


def _undress(values: dict[str, Any], statement: Mapping[str, Any], _: str) -> None:
    currency = values.get("currency")
    for place in (BOOK, VALUE):
        if look(statement, place) is not None and (said := look(statement, (*place, "currency"))) != currency:
            raise Refused(
                f"should be {currency}, the currency of the count, not {said!r}", pointer((*place, "currency"))
            )


def _counted(event: StockCount) -> Iterator[Fault]:
    if (event.book is None) != (event.value is None):
        yield pointer(VALUE if event.value is None else BOOK), "is missing: book and counted value stand together"
    if (event.skus is None) != (event.equal is None):
        yield pointer(EQUAL if event.equal is None else SKUS), "is missing: SKUs counted and equal stand together"
    elif event.skus is not None and event.equal is not None and event.equal > event.skus:
        yield pointer(EQUAL), f"should be at most the SKUs counted, {event.skus}"
    if not event.cancelled and not event.lines and event.book is None and event.skus is None:
        yield pointer(LINES), "is missing: give the lines, or book and counted value, or the SKUs counted and equal"
    for n, line in enumerate(event.lines):
        if line.counted < 0:
            yield pointer((*LINES, n, "counted")), "should be zero or more"
            break


def _odd(event: StockException) -> Iterator[Fault]:
    if event.amount is not None and not event.currency:
        yield pointer((*AMOUNT, "currency")), "is missing: an amount needs its currency"


def _listed(event: Availability) -> Iterator[Fault]:
    if event.in_stock > event.listed:
        yield pointer(IN_STOCK), f"should be at most what is listed, {event.listed}"


COUNT_OF_ZONE = Kind(
    name="stock_count",
    event=StockCount,
    says="A zone was counted: line by line, or as sums.",
    verbs=(Verb(f"{DOD}/checked", "checked", "compared what is there with the books"),),
    types=(f"{TYPES}/stock-count",),
    object=itself("counts", f"{TYPES}/stock-count"),
    dress=_dress,
    undress=_undress,
    mend=_counted,
    members=(
        ZONE,
        Member("currency", CURRENCY_AT, CURRENCY, "the currency of its costs and values"),
        Member("lines", LINES, listed(COUNTED), "what was expected and counted; cost of one piece in minor units"),
        brief("reason", "count-reason", "why it was counted"),
        Member("book", BOOK, SUM, "book value at cost, where no lines are given"),
        Member("value", VALUE, SUM, "counted value at cost, where no lines are given"),
        Member("skus", SKUS, COUNT, "SKUs counted, where no lines are given"),
        Member("equal", EQUAL, COUNT, "of those, counted equal to book"),
        actor("counter", "who counted; the source where nobody is known", needed=False),
        CANCELLED,
    ),
)
EXCEPTION = Kind(
    name="stock_exception",
    event=StockException,
    says="Something out of the ordinary happened at the till or in stock.",
    verbs=(Verb(f"{VERBS}/recorded-exception", "recorded exception", "recorded what is out of the ordinary"),),
    types=(f"{TYPES}/exception",),
    object=itself("exceptions", f"{TYPES}/exception"),
    mend=_odd,
    members=(
        context("exception", "exception", one_of(*EXCEPTIONS), "what sort of exception it is"),
        Member("amount", (*AMOUNT, "amount"), WHOLE, "minor units, where it has an amount"),
        Member("currency", (*AMOUNT, "currency"), CURRENCY, "the amount's currency"),
        ZONE,
        context("sku", "sku", WORD, "the article it is about"),
        brief("reason", "exception-reason", "the reason given"),
        actor("associate", "who did it; the source where nobody is known", needed=False),
        CANCELLED,
    ),
)
AVAILABILITY = Kind(
    name="availability",
    event=Availability,
    says="How many of a door's add-on articles are in stock.",
    verbs=(Verb(f"{VERBS}/listed", "listed", "listed what is in stock"),),
    types=(SHELF.type,),
    object=SHELF.of,
    undress=SHELF.read,
    mend=_listed,
    members=(
        Member("in_stock", IN_STOCK, COUNT, "add-on SKUs in stock"),
        Member("listed", of_result("listed"), COUNT, "add-on SKUs listed"),
    ),
)
