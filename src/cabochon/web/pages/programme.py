"""The programme as a whole: spread of doors, ramp of new hires, agreement of raters, what it is worth and costs."""

from ...dashboards import pilots as words
from ...dashboards import programme as told
from ...house.ramping import ramp
from ...house.worth_template import EVERY, TEMPLATES
from ...languages import say
from ...measures.catalogue import measure
from ...privacy.roles import may
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, fresh, page, to
from ..viewer import viewer_of

HERE = "/programme"
KNOWN = ("csrf", "id", "do", "title", "amount", "every", "template")


def show(request: Asked) -> Answered:
    """GET /programme."""
    return _page(request)


def change(request: Asked, body: bytes) -> Answered:
    """POST /programme: do=put, a line of the cost model; remove, restore; fill, with a case study's table."""
    worth, viewer = request.app.state.house.effects.worth, viewer_of(request)
    sent = {name: str(value) for name, value in fields(body, known=KNOWN).items()}
    name = sent.get("id", "")
    try:
        match sent.get("do"):
            case "put":
                worth.put(viewer, name, sent.get("title", ""), sent.get("amount", ""), sent.get("every", ""))
            case "remove":
                worth.remove(viewer, name)
            case "restore":
                worth.restore(viewer, name)
            case "fill":
                worth.fill(viewer, sent.get("template", ""))
            case _:
                raise Refused("is none of the buttons of this page", "do")
    except Refused as fault:
        if fault.status == 404 or fault.pointer == "do":
            raise
        return _page(request, sent=sent, fault=fault)
    return to(f"{HERE}?done={sent['do']}{f'&line={name}' if sent['do'] == 'remove' else ''}#costs")


def _page(request: Asked, *, sent: dict[str, str] | None = None, fault: Refused | None = None) -> Answered:
    house, viewer, asked = request.app.state.house, viewer_of(request), request.query_params
    see, today, worthwhile = house.see_as(viewer), house.today, house.effects.worth
    costs = worthwhile.costs()
    value, pooled = worthwhile.of(viewer)
    new = ramp(house, viewer)
    both = ((say("Hired since"), new.after), (say("Hired before"), new.before))
    cohorts = [(label, one) for label, one in both if one]
    drawn = [(label, one.curve.steps, one.last) for label, one in cohorts if one.curve]
    removed = next((one for one in costs.removed if one.id == asked.get("line")), None)
    return page(
        request, "programme.html", status=fault.status if fault else 200, here=HERE, spread=told.spread(see, today),
        agreement=told.agreement(see, today), rhythm=told.rhythm(see, today), ramp=new, cohorts=cohorts,
        curve=told.curve(drawn) if drawn else None, wide=told.WIDE, high=told.HIGH, edge=told.EDGE, today=today,
        about=say(getattr(measure(new.about), "title", new.about)), value=value, pooled=pooled, costs=costs,
        money=lambda amount: words.money(amount, costs.currency), plain=lambda amount: _plain(amount, costs.exponent),
        sees_sales=may(viewer, "measure.sales"), edits=may(viewer, "programme.edit"), templates=TEMPLATES,
        every={key: say(word) for key, word in EVERY.items()},
        sent=sent or {}, fault=fault, where=fault.pointer.strip("/") if fault else "", anew=fresh(), removed=removed,
        done=asked.get("done", ""),
    )  # fmt: skip


def _plain(amount: float, exponent: int) -> str:
    """As it is typed."""
    units = amount / 10**exponent
    return f"{units:.0f}" if units == round(units) else f"{units:.{exponent}f}"
