"""The library: what ships until L&D publishes something else; versions, retirement, what the floor gets to see."""

import pytest

from cabochon.house.library_catalogue import Entry
from cabochon.privacy.viewer import Viewer
from cabochon.programme import kit, modules
from cabochon.refusals import Conflict, NotAllowed, Refused, Unknown

AUTHOR = Viewer(account="ld_author", role="ld_author", name="An author")
LEADER = Viewer(account="leader", role="hq_leader")
ADVISOR = Viewer(account="someone", role="associate")
KEY, WHAT = "natural-add-on", "module:natural-add-on"


def published(house, what=WHAT, *changes, note="Other words"):
    """The version in force with (old, new) changes, published."""
    text = house.library.drafts.body(what).base
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    draft = house.library.drafts.save(AUTHOR, what, 0, {"en": text})
    return house.library.publishing.publish(AUTHOR, what, draft.turn, note)


def test_what_ships_is_on_the_shelf_as_version_one(house):
    assert [m.key for m in house.library.shelf(closed=True)] == list(modules.starter())
    assert house.library.number(KEY) == 1
    assert house.library.state(KEY) == "published"
    assert house.library.module(KEY) == modules.starter()[KEY]["en"]


def test_a_published_edition_overlays_what_ships_and_the_first_stays_to_be_read(house):
    edition = published(house, WHAT, ("The natural add-on", "Two that fit"))
    assert (edition.number, house.library.number(KEY)) == (2, 2)
    assert house.library.module(KEY).title == "Two that fit"
    assert house.library.module(KEY, number=1).title == "The natural add-on"
    assert house.library.module(KEY, "xx").title == "Two that fit"
    assert [m.title for m in house.library.shelf() if m.key == KEY] == ["Two that fit"]


def test_an_earlier_version_comes_back_as_a_new_one(house):
    published(house, WHAT, ("The natural add-on", "Two that fit"))
    back = house.library.publishing.roll_back(AUTHOR, WHAT, 1, "It was clearer")
    assert (back.number, back.based_on, house.library.number(KEY)) == (3, 1, 3)
    assert house.library.module(KEY) == modules.starter()[KEY]["en"]
    with pytest.raises(Refused, match="in force already"):
        house.library.publishing.roll_back(AUTHOR, WHAT, 3, "Again")


def test_a_module_or_version_nobody_made_is_unknown(house):
    for deed in (lambda: house.library.module("nothing"), lambda: house.library.module(KEY, number=7)):
        with pytest.raises(Unknown):
            deed()
    assert (house.library.number("nothing"), house.library.state("nothing")) == (0, "draft")
    assert house.library.document("nothing") is None


def test_a_retired_module_leaves_the_shelf_and_comes_back_as_it_was(house):
    house.library.retire(LEADER, KEY, "It moved nothing in six weeks")
    assert house.library.state(KEY) == "retired"
    assert not house.library.open(KEY)
    assert KEY not in {m.key for m in house.library.shelf()}
    assert KEY in {m.key for m in house.library.shelf(closed=True)}
    assert house.library.module(KEY).key == KEY
    assert house.library.entry(WHAT).retired == "It moved nothing in six weeks"
    house.library.restore(AUTHOR, KEY)
    assert house.library.state(KEY) == "published"
    assert house.library.catalogue.entries() == {}


def test_retiring_needs_a_reason_and_a_right(house):
    with pytest.raises(Refused, match="say in a line"):
        house.library.retire(AUTHOR, KEY, "  ")
    with pytest.raises(NotAllowed):
        house.library.retire(ADVISOR, KEY, "No")
    with pytest.raises(Refused, match="is not retired"):
        house.library.restore(AUTHOR, KEY)


def test_what_is_retired_and_published_is_in_the_audit(house):
    published(house, WHAT, ("The natural add-on", "Two that fit"))
    house.library.retire(AUTHOR, KEY, "Enough of it")
    assert [note[2] for note in house.directory.notes(about=WHAT)] == ["retire", "publish"]


def test_documents_in_force_are_those_of_the_kit_without_unsigned_procedures(house):
    on_the_floor = {d.key for d in house.library.documents()}
    closed = {d.key for d in house.library.documents(closed=True)} - on_the_floor
    assert closed == {one.key for one in kit.documents() if one.sop}
    assert [d.key for d in house.library.documents(closed=True)] == list(dict.fromkeys(d.key for d in kit.documents()))
    assert house.library.document("card-return") is None
    assert house.library.document("card-return", "fr", closed=True).language == "fr"


def test_a_document_is_edited_and_published_like_a_module(house):
    published(house, "document:strap-guide", ('title = "', 'title = "New: '))
    assert house.library.document("strap-guide").title.startswith("New: ")
    assert "New: " in next(d.title for d in house.library.documents() if d.key == "strap-guide")


def test_the_shelf_is_for_a_job_role(house):
    assert all("stock" in m.roles for m in house.library.shelf(role="stock", closed=True))


def test_two_houses_on_one_directory_see_each_other_s_changes(house):
    assert house.library.open(KEY)
    other = type(house.library)(house)
    other.retire(AUTHOR, KEY, "From elsewhere")
    assert not house.library.open(KEY)


def test_the_catalogue_takes_a_change_again_when_somebody_was_faster(house):
    catalogue, tries = house.library.catalogue, []

    def deed(entry):
        tries.append(entry)
        if len(tries) == 1:
            catalogue.change("module:other", lambda _: Entry(number=1))
        return Entry(number=5)

    catalogue.change("module:one", deed)
    assert len(tries) == 2
    assert {what: entry.number for what, entry in catalogue.entries().items()} == {"module:other": 1, "module:one": 5}


def test_a_catalogue_that_is_never_left_alone_says_so(house):
    catalogue = house.library.catalogue

    def deed(entry):
        catalogue.change("module:other", lambda e: Entry(number=(e.number if e else 0) + 1))
        return Entry(number=5)

    with pytest.raises(Conflict, match="try again"):
        catalogue.change("module:one", deed)
