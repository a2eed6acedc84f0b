"""The playbook's versions in a house: drafts, publishing, going back, and entries made under an older version."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from cabochon.house.drafting import Overtaken
from cabochon.privacy.viewer import Viewer
from cabochon.programme import changing, content
from cabochon.refusals import Conflict, NotAllowed, Refused, Unknown

LD = Viewer(account="ld", role="ld_author", boutiques=frozenset(), name="L&D")
OTHER = Viewer(account="ld2", role="ld_author", boutiques=frozenset(), name="Other")
MANAGER = Viewer(account="m", role="manager", boutiques=frozenset({"GVA"}), person="p", name="M")
BASE = ("en", "", "")
FR = ("fr", "", "")


@pytest.fixture
def editions(house):
    return house.programme.editions


def publish(editions, turn=0, *, note="Shorter", **texts):
    draft = editions.draft.save(LD, turn, BASE, {k.replace("__", "."): v for k, v in texts.items()})
    return editions.publish(LD, draft.turn, note)


def test_a_published_draft_is_in_force_at_once_and_the_one_before_stays(house, editions):
    before = house.programme.checklist("client-visit")
    new = publish(editions, welcome__good="Within half a minute, standing")
    after = house.programme.checklist("client-visit")
    assert (before.version, after.version, new.number) == ("1", "2", 2)
    assert after.behaviours[0].good == "Within half a minute, standing"
    assert content.read(editions.book(1)).moments[0].good == before.behaviours[0].good
    assert editions.draft.kept is None
    assert house.directory.notes(about="playbook")[0][2] == "publish"


def test_keys_stay_whatever_is_published(house, editions):
    before = [b.key for b in house.programme.checklist("client-visit").behaviours]
    publish(editions, welcome__good="Within half a minute")
    assert [b.key for b in house.programme.checklist("client-visit").behaviours] == before
    with pytest.raises(Refused, match="no field"):
        editions.draft.save(LD, 0, BASE, {"farewell.title": "Says goodbye"})


def test_two_editors_do_not_save_over_each_other(editions):
    mine = editions.draft.save(LD, 0, BASE, {"welcome.good": "One"})
    editions.draft.save(OTHER, mine.turn, BASE, {"welcome.good": "Two"})
    with pytest.raises(Overtaken) as caught:
        editions.draft.save(LD, mine.turn, BASE, {"welcome.good": "Three"})
    assert (caught.value.mine, caught.value.theirs) == ({"welcome.good": "Three"}, {"welcome.good": "Two"})
    assert editions.book_of(editions.draft.kept).texts["welcome.good"] == "Two"


def test_a_late_save_does_not_revive_a_published_draft(editions):
    draft = editions.draft.save(LD, 0, BASE, {"welcome.good": "One"})
    editions.publish(LD, draft.turn, "One")
    with pytest.raises(Conflict, match="published or discarded"):
        editions.draft.save(OTHER, draft.turn, BASE, {"welcome.good": "Two"})
    assert editions.draft.save(OTHER, 0, BASE, {"welcome.good": "Two"}).turn == draft.turn + 1


def test_what_nobody_can_observe_is_not_published(editions):
    draft = editions.draft.save(LD, 0, BASE, {"welcome.title": "Be more confident"})
    with pytest.raises(Refused, match=r"welcome\.title: “confident”"):
        editions.publish(LD, draft.turn, "Better")
    assert editions.number == 1


def test_a_client_in_a_phrase_is_not_published(editions):
    draft = editions.draft.save(LD, 0, BASE, {"welcome.use": ("Good morning, Mrs Dupont-Moretti",)})
    with pytest.raises(Refused, match="client"):
        editions.publish(LD, draft.turn, "Names")


def test_publishing_asks_for_a_note(editions):
    draft = editions.draft.save(LD, 0, BASE, {"welcome.good": "Standing"})
    with pytest.raises(Refused, match="what is new"):
        editions.publish(LD, draft.turn, "  ")


def test_going_back_is_a_new_version_with_the_old_words(editions):
    old = editions.book(1)
    publish(editions, welcome__good="Standing")
    back = editions.roll_back(LD, 1, "The first was clearer")
    assert (back.number, back.based_on, editions.number) == (3, 1, 3)
    assert editions.book() == old
    assert [one.number for one in editions.listed()] == [3, 2]
    with pytest.raises(Refused, match="in force already"):
        editions.roll_back(LD, 3, "again")
    with pytest.raises(Unknown):
        editions.roll_back(LD, 9, "never")


def test_a_draft_begun_before_another_version_came_is_not_published_blindly(editions):
    publish(editions, welcome__good="Standing")
    draft = editions.draft.save(LD, 0, BASE, {"welcome.good": "Sitting"})
    editions.roll_back(OTHER, 1, "Back")
    with pytest.raises(Conflict, match="another version was published"):
        editions.publish(LD, draft.turn, "Sitting")
    onto = editions.draft.onto(LD, draft.turn)
    assert editions.publish(LD, onto.turn, "Sitting after all").number == 4


def test_only_those_who_edit_the_playbook_change_it(editions):
    with pytest.raises(NotAllowed):
        editions.draft.save(MANAGER, 0, BASE, {"welcome.good": "Standing"})
    with pytest.raises(NotAllowed):
        editions.roll_back(MANAGER, 1, "Back")


def test_a_phrase_that_worked_goes_into_the_draft_once(house, editions):
    add = house.programme.add_phrase
    first = add(MANAGER, "accessory", "Shall I show you the travel case for this trip?", "focus of Geneva")
    assert add(MANAGER, "accessory", "shall I show you the travel case for this trip?", "focus of Paris") == first
    assert editions.book_of(editions.draft.kept).texts["accessory.use"][-1].startswith("Shall I show you the travel")
    assert first.came[0][2] == "focus of Geneva"
    with pytest.raises(Refused, match="name"):
        add(MANAGER, "accessory", "As Mrs Dupont-Moretti said", "")
    with pytest.raises(Refused, match="no behaviour"):
        add(MANAGER, "farewell", "Goodbye", "")


def test_an_agreed_standard_goes_into_the_draft(house, editions):
    coach = Viewer(account="ac", role="area_coach", boutiques=frozenset({"GVA"}), person="q")
    house.programme.note_standard(coach, "accessory", "Counts as yes when both are named with a reason")
    assert editions.book_of(editions.draft.kept).texts["accessory.standards"][-1].startswith("Counts as yes")
    with pytest.raises(NotAllowed):
        house.programme.note_standard(MANAGER, "accessory", "Counts as yes when one is named")


def test_a_translation_lags_visibly_when_the_english_changes(house, editions):
    draft = editions.draft.change(LD, 0, lambda book: changing.with_layer(book, ("pt", "", "")))
    draft = editions.draft.save(LD, draft.turn, ("pt", "", ""), {"welcome.good": "Calmo"})
    assert content.progress(editions.book_of(draft), "pt")[0] == 1
    draft = editions.draft.save(LD, draft.turn, BASE, {"welcome.good": "Standing"})
    done, _, stale = content.progress(editions.book_of(draft), "pt")
    assert (done, stale) == (0, ["welcome.good"])
    seen = editions.draft.change(LD, draft.turn, lambda b: changing.still_right(b, ("pt", "", ""), "welcome.good"))
    assert content.progress(editions.book_of(seen), "pt")[0] == 1


def test_an_entry_made_under_an_older_version_is_kept_under_it(furnished):
    house, one = furnished
    draft = house.programme.editions.draft
    new = draft.change(LD, 0, lambda book: changing.with_words(book, "wordings", "Named the price first"))
    house.programme.editions.publish(LD, new.turn, "One more")
    later = draft.change(LD, 0, lambda book: changing.without(book, "wordings.named_the_price_first"))
    house.programme.editions.publish(LD, later.turn, "One less")
    door = one.doors[0].code
    manager = Viewer(account="m", role="manager", boutiques=frozenset({door}), person=one.managers[door][0].id)
    now = datetime.now(UTC).isoformat()
    form = {
        "kind": "observation", "id": str(uuid4()), "opened_at": now, "sent_at": now, "boutique": door, "version": "2",
        "associate": one.sellers[door][0].person.id, "marks": {"welcome": "yes"},
        "wordings": ["named_the_price_first"],
    }  # fmt: skip
    house.keep_as(manager).enter(form)
    with pytest.raises(Refused, match="no standard wording"):
        house.keep_as(manager).enter({**form, "id": str(uuid4()), "wordings": ["never_was_one"]})


def test_a_review_moves_the_day_without_a_new_version(house, editions):
    track = next(iter(editions.book().tracks))
    editions.review(LD, track)
    assert editions.reviewed(editions.book()).tracks[track].reviewed == house.today
    assert editions.number == 1
