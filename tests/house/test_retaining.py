"""Retention: text of a kind and month is gone for good, figures stay, holds keep, a dry run says the same before."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest

from cabochon.directory.rhythm_rows import Lookback
from cabochon.directory.rows import Deputyship
from cabochon.directory.trust_rows import Hold, Swept
from cabochon.duties.retention import retention
from cabochon.house.browsing import Browsing
from cabochon.privacy.opening import opened
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import Refused, Unknown
from cabochon.retail.coaching import Praise
from cabochon.retail.events import Survey
from cabochon.retail.who import person
from cabochon.vocabulary import KINDS
from cabochon.xapi.versions import V103

NOW = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
OLD, RECENT = datetime(2024, 1, 15, 9, 0, tzinfo=UTC), datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEYS = ("month:praise:2024-01", "month:survey:2024-01")


@pytest.fixture
def kept(furnished, monkeypatch):
    """A house with praise and comments of January 2024 and of March 2026, at two doors; its clock stands."""
    house, one = furnished
    monkeypatch.setattr(house, "clock", lambda: NOW)
    doors = [door.code for door in one.doors]
    who = {door: one.sellers[door][0].person.id for door in doors}
    events = [
        event
        for at in (OLD, RECENT)
        for n, door in enumerate(doors)
        for event in (
            Praise(id=uuid4(), at=at + timedelta(hours=n), boutique=door, source="floor", associate=person(who[door]),
                   by=person(f"boss-{door}"), behaviour="behaviour.accessory", text="Well presented"),
            Survey(id=uuid4(), at=at + timedelta(hours=n), boutique=door, source="survey:csv", key=f"{door}-{at:%Y}",
                   raw=5, low=1, high=5, comment="The waiting was long, but so kind"),
        )
    ]  # fmt: skip
    done = house.keep_as().events(events)
    assert (done.new, done.refused) == (8, [])
    house.catch_up()
    return house, doors, who


def due(house, name):
    return next(one for one in house.trust.retaining.plan() if one.kept.name == name)


def texts(house):
    """Words of praise that still open."""
    bodies = (opened(house.directory, kept) for kept in house.log.after(0) if kept.entry.kind == "praise")
    return [msgspec.json.decode(body)["result"]["response"] for body in bodies if body]


def themes(house):
    return sorted(row[-3] for row in house.warehouse.fetch("survey", {"comment": 1}))


def test_every_kind_of_event_has_a_time_and_what_is_stored_can_say_it(house):
    said = house.trust.retaining.periods()
    assert {kind.name for kind in KINDS} <= said.keys()
    assert said["observation"] == "its words: 24 months; the figures are kept"
    assert {"State", "Agent profile", "Activity profile", "Demo", "Quarantined", "Delivery"} <= said.keys()


def test_a_dry_run_finds_what_the_night_then_removes_and_no_figure_moves(kept):
    house, _, _ = kept
    before, found = house.warehouse.digest(), themes(house)
    assert any(found), "a comment about waiting has a theme"
    praise = due(house, "praise")
    assert (praise.there, praise.oldest, praise.going, praise.held) == (4, "2024-01", 2, 0)
    assert house.directory.text_key(KEYS[0], make=False)
    night = house.trust.retaining.run()
    assert dict(night.counts) == {"praise": 2, "survey": 2}
    assert [house.directory.text_key(key, make=False) for key in KEYS] == [None, None]
    assert (due(house, "praise").there, due(house, "praise").going) == (2, 0)
    assert house.rebuild() == before, "facts told anew are the same"
    assert themes(house) == found, "what comments were about is still counted"
    assert house.doctor() == []


def test_what_was_removed_is_in_no_file_of_the_keys_and_opens_nowhere(kept, tmp_path):
    house, _, _ = kept
    key = house.directory.text_key(KEYS[0], make=False)
    files = [path for path in (tmp_path / "data").iterdir() if path.name.startswith("keys.db")]
    assert any(key in path.read_bytes() for path in files)
    house.trust.retaining.run()
    assert not any(key in path.read_bytes() for path in files if path.exists())
    assert texts(house).count("Well presented") == 2


def test_pages_and_exports_show_what_lost_its_text(kept):
    house, doors, _ = kept
    from cabochon.house.exporting import Wanted, exported
    from cabochon.house.exporting_choice import choice_of

    house.trust.retaining.run()
    for raw in (False, True):
        wanted = Wanted(choice_of({}), raw=raw)
        lines = b"".join(piece.body for piece in exported(house, wanted, by="operator")).splitlines()
        assert len(lines) == 8
    assert isinstance(house.browsing, Browsing)
    boss = Viewer(account="m", role="manager", boutiques=frozenset(doors[:1]), person="boss")
    rows = house.see_as(boss).comments({"boutique": doors[:1]}, until=house.today)
    assert "The waiting was long, but so kind" in str(rows)


def test_a_text_of_a_month_that_is_over_is_kept_until_the_next_night(kept):
    house, doors, who = kept
    house.trust.retaining.run()
    late = Praise(id=uuid4(), at=OLD, boutique=doors[0], source="floor", associate=person(who[doors[0]]),
                  by=person("boss"), behaviour="behaviour.accessory", text="Brought in late")  # fmt: skip
    house.keep_as().events([late])
    assert sorted(texts(house)) == ["Brought in late", "Well presented", "Well presented"]
    assert house.doctor() == []
    house.trust.retaining.run()
    assert texts(house) == ["Well presented", "Well presented"]


@pytest.mark.parametrize("about", ["*", "kind:praise", "door", "person"])
def test_a_hold_keeps_the_month_and_says_so(kept, about):
    house, doors, who = kept
    named = {"door": f"door:{doors[1]}", "person": who[doors[1]]}.get(about, about)
    house.directory.put(Hold(id="h", about=named, reason="case 12", by="auditor", at=NOW))
    praise, survey = due(house, "praise"), due(house, "survey")
    assert (praise.going, praise.held) == (0, 2)
    assert (survey.going, survey.held) == ((2, 0) if about == "kind:praise" else (0, 2))
    night = house.trust.retaining.run()
    assert dict(night.held)["praise"] == 2
    assert house.directory.text_key(KEYS[0], make=False)
    house.directory.put(Hold(id="h", about=named, reason="case 12", by="auditor", at=NOW, ended=NOW))
    assert dict(house.trust.retaining.run().counts)["praise"] == 2


def test_a_hold_on_a_door_without_text_in_that_month_keeps_nothing(kept):
    house, _, _ = kept
    house.directory.put(Hold(id="h", about="door:ZZZ99", reason="case 12", by="auditor", at=NOW))
    assert due(house, "praise").going == 2


def test_a_shorter_time_says_what_it_removes_and_for_ever_needs_a_reason(kept):
    house, _, _ = kept
    retaining = house.trust.retaining
    with pytest.raises(Refused, match=r"the next night removes 2 of 4") as refused:
        retaining.change("praise", 12, by="admin")
    assert (refused.value.pointer, refused.value.status) == ("/sure", 409)
    assert retaining.change("praise", 12, by="admin", sure=True).months == 12
    with pytest.raises(Refused, match="for ever needs a reason"):
        retaining.change("praise", 0, by="admin")
    assert retaining.change("praise", 0, by="admin", why="The court of Geneva asks for it").going == 0
    assert retaining.periods()["praise"] == "its words: for ever; the figures are kept"
    with pytest.raises(Unknown, match="nothing is kept under 'gossip'"):
        retaining.change("gossip", 12, by="admin")
    with pytest.raises(Refused, match="from 1 to 600"):
        retaining.change("praise", 601, by="admin")
    assert [one[2] for one in house.directory.notes(about="praise")] == ["changed retention"] * 2


def test_rows_and_documents_expire_by_their_own_time(kept):
    house, doors, _ = kept
    for at in (OLD, RECENT):
        house.directory.put(
            Lookback(id=f"{doors[0]}/{at:%G-W%V}", boutique=doors[0], week=f"{at:%G-W%V}", by="m", at=at),
            Deputyship(id=f"{at:%Y}", lender="m", account="a", boutique=doors[0], since=at, until=at, lent=at),
            Swept(id=f"{at - timedelta(days=800):%Y-%m-%d}", at=at - timedelta(days=800)),
        )
    counts = dict(house.trust.retaining.run().counts)
    assert (counts["lookback"], counts["deputyship"], counts["night"]) == (1, 1, 1)
    assert [row.at for row in house.directory.find(Lookback)] == [RECENT]


def test_idle_documents_go_and_those_of_a_held_person_stay(kept, monkeypatch):
    from cabochon.privacy.documents import closed, whose
    from cabochon.stream.documents import Context, Place

    house, doors, who = kept
    store, clock = house.documents._store, {"now": OLD}
    monkeypatch.setattr(store, "_clock", lambda: clock["now"])

    def keep(one: str) -> None:
        agent = {"account": {"homePage": f"{house.home}/people", "name": one}}
        named = whose(agent, home=house.home, naming=house.entrance.naming)
        place = Place(Context("state", "https://x.example/module", named.agent), "bookmark")
        content = closed(house.directory, place, content_type="text/plain", body=b"page 3", key=named.key)
        store.change(place, lambda _: content)

    keep(who[doors[0]])
    keep(who[doors[1]])
    clock["now"] = RECENT
    keep("somebody-recent")
    house.directory.put(Hold(id="h", about=f"door:{doors[1]}", reason="case", by="auditor", at=NOW))
    found = due(house, "document")
    assert (found.there, found.going, found.held) == (3, 1, 1)
    assert dict(house.trust.retaining.run().counts)["document"] == 1
    assert house.documents.count() == 2


def test_statements_of_other_systems_lose_their_words_too(kept):
    house, _, _ = kept
    raw = (
        b'{"id":"%s","actor":{"mbox":"mailto:lea@lms.example","name":"Lea Known"},"verb":{"id":"http://v.example/v"},'
        b'"object":{"id":"http://a.example/1"},"timestamp":"2024-01-05T10:00:00Z"}' % str(uuid4()).encode()
    )
    house.keep_as().statements([(raw, msgspec.json.decode(raw))], version=V103).result()
    assert due(house, "other").going == 1
    assert dict(house.trust.retaining.run().counts)["other"] == 1
    assert "Lea Known" not in str(house.log.after(0))
    assert house.doctor() == []


def test_the_night_comes_once_a_day_after_half_past_three_and_after_a_sleep(kept, monkeypatch):
    house, _, _ = kept
    clock = {"now": datetime(2026, 3, 31, 3, 0, tzinfo=UTC)}
    monkeypatch.setattr(house, "clock", lambda: clock["now"])
    duty = retention(house)
    duty.work()
    assert [row.counts for row in house.trust.retaining.nights()] == [()], "the first time nothing is removed"
    assert due(house, "praise").going == 2
    clock["now"] = datetime(2026, 3, 31, 3, 31, tzinfo=UTC)
    duty.work()
    assert house.trust.retaining.nights()[0].id == "2026-03-31"
    assert dict(house.trust.retaining.nights()[0].counts) == {"praise": 2, "survey": 2}
    said = len(house.directory.notes(actor="night"))
    duty.work()
    assert len(house.directory.notes(actor="night")) == said == 1
    clock["now"] = datetime(2026, 4, 5, 14, 0, tzinfo=UTC)  # it slept for days
    duty.work()
    assert house.trust.retaining.nights()[0].id == "2026-04-05"


def test_the_clock_at_a_month_s_end_keeps_whole_months(kept, monkeypatch):
    house, _, _ = kept
    for now, goes in ((datetime(2024, 2, 29, 23, 59, tzinfo=UTC), 0), (datetime(2024, 3, 1, tzinfo=UTC), 2)):
        monkeypatch.setattr(house, "clock", lambda now=now: now)
        assert house.trust.retaining.one("praise", 1).going == goes
