"""Upskilling: practice and coaching, skill in action, and results on one screen; by boutique, role and tenure."""

from ...dashboards import upskilling as told
from ...dashboards.filters import one_of
from ...measures.catalogue import BY_KEY
from ...measures.families import FAMILIES
from ...privacy.roles import may
from ..page import Answered, Asked
from .boarding import board
from .boarding import show as drawn

HERE = "/upskilling"


def show(request: Asked) -> Answered:
    """GET /upskilling?by=&result=&cohort= and filters."""
    ground = board(request, besides=("by", "result", "cohort"))
    asked, house, viewer = request.query_params, ground.house, ground.viewer
    by, result = asked.get("by") or "boutique", asked.get("result") or told.RISEN[0]
    cohort = asked.get("cohort") or told.COHORTS[0]
    one_of(by, told.BY, "by")
    one_of(result, dict.fromkeys(told.RISEN), "result")
    one_of(cohort, dict.fromkeys(told.COHORTS), "cohort")
    view, seen = ground.view(), frozenset(f for f in FAMILIES if may(viewer, f"measure.{f}"))
    modules = house.library.shelf(language=viewer.language, closed=True)
    made = told.upskilling(
        ground.see, view, modules=modules, skills=house.skills.in_force(), by=by, result=result, cohort=cohort,
        seen=seen,
    )  # fmt: skip
    titles = {key: BY_KEY[key].title for key in (*told.RISEN, *told.COHORTS) if BY_KEY[key].family in seen}
    return drawn(
        request, "upskilling.html", ground, view, here=HERE, page=made, by=by, result=result, cohort=cohort,
        bys=told.BY, results=[(key, titles[key]) for key in told.RISEN if key in titles],
        cohorts=[(key, titles[key]) for key in told.COHORTS if key in titles],
        kept={name: asked[name] for name in ("by", "result", "cohort") if asked.get(name)},
    )  # fmt: skip
