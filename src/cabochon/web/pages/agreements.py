"""Works councils' agreements by country: what was recorded, what is shut, and recording it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel import Locale

from ...house.agreeing import AGREED, LONGEST, OPEN, STATES, WAITING
from ...house.countries import names
from ...languages import day, mark, say, spoken
from ...languages.marks import LOCALES
from ...privacy.roles import may
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of

KNOWN = ("csrf", "country", "state", "reference", "signed", "until")
WORDS = mark({
    OPEN: "No agreement is needed", WAITING: "Waits for an agreement", AGREED: "Agreed", "ended": "The agreement ended",
    "": "Nothing is recorded",
})  # fmt: skip

NOTED = mark({OPEN: "open", WAITING: "waiting"})


def show(request: Asked) -> Answered:
    """GET /agreements?country=FR: every country, and the form of one for who may record."""
    asked = request.query_params.get("country", "").upper()
    return _page(request, {"country": asked} if asked in names() else {})


def change(request: Asked, body: bytes) -> Answered:
    """POST /agreements: record how a country stands."""
    sent = {name: str(value) for name, value in fields(body, known=KNOWN).items()}
    house = request.app.state.house
    try:
        row = house.trust.agreements.record(
            sent.get("country", ""), sent.get("state", ""), reference=sent.get("reference", ""),
            signed=sent.get("signed", ""), until=sent.get("until", ""), by=viewer_of(request).account,
        )  # fmt: skip
    except Refused as refused:
        return _page(request, sent, fault=refused, status=refused.status)
    return to(f"/agreements?country={row.id}&done=1")


def _page(request: Asked, sent: dict[str, str], *, fault: Refused | None = None, status: int = 200) -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    agreements = house.trust.agreements
    listed, changes, lands = agreements.listed(), may(viewer, "agreements.manage"), _lands()
    code = sent.get("country", "")
    row = next((one.row for one in listed if one.code == code), None)
    kept = {name: getattr(row, name, "") for name in ("state", "reference", "signed", "until")}
    return page(
        request, "agreements.html", status=status, listed=listed, changes=changes, states=STATES,
        words={key: say(words) for key, words in WORDS.items()}, dated=_dated, lands=lands,
        otherwise=agreements.otherwise, countries=sorted(lands.items(), key=lambda one: one[1]), most=LONGEST,
        sent={**kept, **sent}, one=code, history=[_told(house, line) for line in agreements.history(code)] if code
        else [], done=request.query_params.get("done") == "1" and not fault, country=lands.get(code, code),
        off=house.called.off, fault=fault.reason if fault else "", where=fault.pointer.strip("/") if fault else "",
    )  # fmt: skip


def _told(house: Any, line: tuple[str, str, str]) -> dict[str, Any]:
    at, actor, detail = line
    return {"at": datetime.fromisoformat(at), "by": house.called.account(actor, otherwise=say("the command line")),
            "says": _recorded(detail.partition(": ")[2] or detail)}  # fmt: skip


def _recorded(told: str) -> str:
    """What was noted, "agreed, the document, signed 2026-01-31, until 2026-12-31", as a sentence."""
    state, _, rest = told.partition(", ")
    if told in NOTED:
        return say(NOTED[told])
    document, _, days = rest.rpartition(", signed ")
    signed, _, until = days.partition(", until ")
    if state != AGREED or not document:
        return told
    if until:
        return say("agreed, {document}, signed {day}, until {until}", document=document, day=signed, until=until)
    return say("agreed, {document}, signed {day}", document=document, day=signed)


def _dated(text: str) -> str:
    """A day that is kept as ISO has it, as the language writes it."""
    try:
        return day(date.fromisoformat(text), "full")
    except ValueError:
        return text


def _lands() -> Mapping[str, str]:
    """Country code -> its name; in English as the tables of ISO 3166-1 have it, else CLDR's."""
    own = {} if spoken() == "en" else Locale.parse(LOCALES[spoken()]).territories
    return {code: str(own.get(code, name)) for code, name in names().items()}
