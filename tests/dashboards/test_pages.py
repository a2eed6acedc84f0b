"""The templates: they render whole for full, empty and held-back pages, and let no markup of others through."""

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from handmade import NOW, See, busy

import cabochon.web
from cabochon.dashboards.filters import Filters
from cabochon.dashboards.pilot_mode import Pilot
from cabochon.dashboards.reach import Reach
from cabochon.dashboards.today import today
from cabochon.house.readiness import Feed, GoLive
from cabochon.retail.master import Door
from cabochon.web.page import environment

WEB = Path(cabochon.web.__file__).parent
LOOK = environment(WEB / "templates", lambda path: f"/static/v/{path}")
ME = SimpleNamespace(name="C. <Duval>", role="manager", deputy=False, shared=False)
EVERY = {"version": "v", "me": ME, "csrf": "token", "theme": "", "shut": "",
         "nav": [("/today", "Today"), ("/floor/observe", "Observe")]}  # fmt: skip


def render(template, **values):
    return LOOK.get_template(template).render({**EVERY, **values})


def drawn(page):
    return render("today.html", page=page, view=page.view, here="/today", watermark=page.watermark, pilot=Pilot(),
                  views=None, sets=True)  # fmt: skip


SEEN = {
    "full": (busy(), Reach(observes=True)),
    "little": (See(factor=0.02), Reach(observes=True)),
    "first": (See(factor=0), Reach(observes=True, connects=True)),
    "held": (See(held=frozenset({"csat", "attach_rate"}), refuses=frozenset({"behaviour"})), Reach()),
    "above": (busy(), Reach(above=True)),
}


@pytest.mark.parametrize("state", SEEN)
@pytest.mark.parametrize("chosen", [Filters(), Filters(line="jewelry", period=""), Filters(associate="p1")])
def test_today_renders_in_every_state(state, chosen):
    see, reach = SEEN[state]
    said = drawn(today(see, chosen, NOW, reach=reach))
    assert "<h1>Today</h1>" in said
    assert "style=" not in said
    assert "C. &lt;Duval&gt;" in said


def test_clients_words_are_escaped():
    said = drawn(today(busy(), Filters(), NOW))
    assert "resizing &lt;would&gt; take" in said
    assert "<would>" not in said


def test_ids_are_unique_in_the_page():
    said = drawn(today(busy(), Filters(), NOW))
    ids = re.findall(r'\sid="([^"]+)"', said)
    assert len(ids) == len(set(ids))


def test_the_first_steps_link_only_where_the_viewer_may_go():
    may = drawn(today(See(factor=0), Filters(), NOW, reach=Reach(observes=True, golive=True)))
    may_not = drawn(today(See(factor=0), Filters(), NOW))
    assert "/floor/observe" in may.split('id="main"')[1]
    assert "/doors/GVA01/golive" in may
    assert "/floor/observe" not in may_not.split('id="main"')[1]
    assert "golive" not in may_not


def test_the_current_page_is_marked_in_the_navigation():
    said = drawn(today(busy(), Filters(), NOW))
    assert '<a href="/today" aria-current="page">' in said
    assert said.count("aria-current") == 1


def test_signing_in_shows_its_fault_in_place():
    calm = render("signin.html", me=None, nav=[], next="", login="", fault="", sso="")
    wrong = render("signin.html", me=None, nav=[], next="/today", login="claire", fault="the name or password is wrong",
                   sso="your company account")  # fmt: skip
    assert "note-bar" not in calm
    assert "The name or password is wrong." in wrong
    assert 'value="claire"' in wrong


def test_an_error_says_what_and_where_and_the_way_back():
    said = render("error.html", title="Nothing is here", reason="no boutique <by> this code", pointer="boutique")
    assert "No boutique &lt;by&gt; this code." in said
    assert "<code>boutique</code>" in said
    assert '<a class="btn primary" href="/today">To Today</a>' in said
    assert "Sign in" in render("error.html", title="Nothing is here", reason="x", pointer="", me=None, nav=[])


def test_the_go_live_list_names_what_is_unmapped_and_where_to_mend_it():
    loose = SimpleNamespace(what="ST-1", times=1400, mend="catalogue.csv, a line for ST-1", address="/data-health")
    feeds = (Feed("receipts", 4031, date(2026, 9, 1), date(2026, 11, 20)), Feed("surveys"))
    door = Door(code="GVA01", name="Geneva", zone="Europe/Zurich", currency="CHF", go_live=date(2026, 11, 2))
    golive = GoLive(door, feeds, skus=(loose,), codes=(), people=7, without_code=("S. Dubois",))
    said = render("golive.html", golive=golive, line="", days=(), rules=(), health=True, edits=True,
                  since=None, mode="Today shows everything.", lines=(), may_set=False, undo="", was="")  # fmt: skip
    for part in ("ST-1", "1,400", "catalogue.csv", "S. Dubois", "Nothing yet", "4,031", "2 November 2026"):
        assert part in said


QUARANTINE = {"state": "", "source": "", "reason": "", "fault": "", "undo": None, "round": None, "sources": [],
              "reasons": [], "number": 1, "last": 1, "discarded": 0, "often": {},
              "address": lambda **_: "/"}  # fmt: skip


def test_the_quarantine_offers_to_try_again_or_discard():
    row = SimpleNamespace(id="q1", source="import:receipts", place="line 12", reason="is no date", at=NOW, statement="")
    mend = SimpleNamespace(says="Mend it with `cabochon import`.", address="", link="")
    group = SimpleNamespace(source=row.source, reason=row.reason, mark="ab", mend=mend, rows=[(row, "")])
    often = {(row.source, "ab"): 1}
    said = render("quarantine.html", **QUARANTINE | {"often": often}, groups=[group], total=1, everything=1)
    assert 'name="csrf" value="token"' in said
    assert said.count('name="do"') == 2
    assert "<code>cabochon import</code>" in said
    assert "Nothing waits" in render("quarantine.html", **QUARANTINE, groups=[], total=0, everything=0)


def test_no_template_or_script_opens_a_way_for_markup():
    forbidden = re.compile(
        r"\|\s*safe\b|\sstyle=|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\son[a-z]+=|javascript:"
    )
    for path in [*(WEB / "templates").rglob("*.html"), *(WEB / "static/js").glob("*.js")]:
        text = path.read_text("utf-8")
        text = text if path.suffix == ".html" else re.sub(r"[\w.)]\.?on[a-z]+ = |source\.on[a-z]+ =", "", text)
        assert not forbidden.search(text), path.name
        if path.suffix == ".html":
            assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>", text), path.name


def test_pages_ask_no_third_party_for_anything():
    for path in [
        *(WEB / "templates").rglob("*.html"),
        *(WEB / "static").rglob("*.css"),
        *(WEB / "static/js").glob("*.js"),
    ]:
        assert not re.search(r"(?:src|href|url|fetch|import)\W{0,3}(?:https?:)?//", path.read_text("utf-8")), path.name
