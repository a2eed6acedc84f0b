"""Drafts of the library: kept whatever they say, never saved over, translated piece by piece, published when sound."""

import pytest

from cabochon.house.library_texts import body_of
from cabochon.house.versions_kept import Overtaken
from cabochon.privacy.viewer import Viewer
from cabochon.programme import module_pieces, modules
from cabochon.refusals import Conflict, NotAllowed, Refused, Unknown

AUTHOR = Viewer(account="ld_author", role="ld_author", name="An author")
OTHER = Viewer(account="second", role="ld_author", name="Another author")
WHAT, KEY = "module:natural-add-on", "natural-add-on"
ANEW = "module:new-one"

A_MODULE = """+++
key = "natural-add-on"
title = "The natural add-on"
summary = "Two offers, each tied to something the client told you. Then a question, not a push."
skill = "add-on-prompt"
roles = ["advisor"]
language = "en"
minutes = 5
aids = ["strap-guide", "travel-case"]
action = "two-add-ons-to-three-clients"
pass = 0.6
+++
## See it

A client has settled on a steel diver’s watch for a year of travel.

> **Client:** I’ll mostly wear it on flights and by the sea.
> **Advisor:** Then two things would earn their place. May I show you both?

## Try it

### choose: which-line

The client says: “It’s for my daughter’s graduation.” Which line would you use?

- [ ] “We have a care plan at a very good price this week.”
  > Not yet: the offer comes from the till, not from the graduation.
- [x] “An engraving of the date would mark it. Shall I show you?”
  > Yes. Tied to the occasion, and the client chooses.

### fill: the-because

Put the client’s own word in front.

= “Since you told me about {the sea|our offer}, a {rubber strap|second watch} would {earn its place|be cheaper}.”

> The client’s word first, then the piece.

### say: aloud

Say it to a colleague: two add-ons for a client who said “I cycle to work every day”.

- [ ] I began with the client’s word.
- [ ] I asked, and then I waited.

## Use it today

Offer two accessories to your next three watch clients, each linked to something they told you.
"""


def text_of(key=KEY):
    return A_MODULE.replace('key = "natural-add-on"', f'key = "{key}"')


def anew(house):
    """A new module with the words of one that ships, as a draft."""
    return house.library.drafts.begin(AUTHOR, ANEW, text_of("new-one"))


def in_french(house, turn, what=ANEW, least=0):
    """Every piece written in French but the last `least`."""
    pieces = module_pieces.pieces(house.library.drafts.body(what).base)
    words = {p.address: f"FR {p.text}" for p in pieces[: len(pieces) - least]}
    words["the-because.2"] = (
        "« Puisque vous parlez de {la mer|notre offre}, {un bracelet|une montre} {suivra|coûtera}. »"
    )
    return house.library.drafts.translate(AUTHOR, what, turn, "fr", words=words)


def test_a_text_that_cannot_be_read_is_kept_and_its_line_is_named(house):
    broken = text_of().replace("## Try it", "## Try that")
    draft = house.library.drafts.save(AUTHOR, WHAT, 0, {"en": broken})
    assert body_of(house.library.drafts.kept(WHAT)).base == broken
    fault = house.library.publishing.faults(WHAT, body_of(draft))[0]
    assert (fault.level, fault.line) == ("error", broken.splitlines().index("## Try that") + 1)
    assert house.library.module(KEY).title == "The natural add-on"
    with pytest.raises(Refused, match=r"English, line \d+: ‘Try that’ is no part"):
        house.library.publishing.publish(AUTHOR, WHAT, draft.turn, "Broken")


def test_a_fault_in_the_particulars_names_its_line_too(house):
    draft = house.library.drafts.save(AUTHOR, WHAT, 0, {"en": text_of().replace("minutes = 5", "minutes == 5")})
    fault = house.library.publishing.faults(WHAT, body_of(draft))[0]
    assert (fault.level, fault.line) == ("error", 8)


def test_a_module_without_practice_is_refused_with_a_message(house):
    head, _, rest = text_of().partition("### choose")
    draft = house.library.drafts.save(AUTHOR, WHAT, 0, {"en": head + rest[rest.index("## Use it today") :]})
    with pytest.raises(Refused, match="nothing to try"):
        house.library.publishing.publish(AUTHOR, WHAT, draft.turn, "Without")


def test_nobody_is_saved_over(house):
    first = house.library.drafts.save(AUTHOR, WHAT, 0, {"en": text_of() + "\nMine\n"})
    with pytest.raises(Overtaken) as caught:
        house.library.drafts.save(OTHER, WHAT, 0, {"en": text_of() + "\nTheirs\n"})
    assert caught.value.draft == first
    assert "Mine" in house.library.drafts.body(WHAT).base
    house.library.drafts.save(OTHER, WHAT, first.turn, {"en": text_of() + "\nBoth\n"})
    assert "Both" in house.library.drafts.body(WHAT).base


def test_the_same_words_again_make_no_turn(house):
    first = house.library.drafts.save(AUTHOR, WHAT, 0, {"en": text_of() + "\nMore\n"})
    assert house.library.drafts.save(AUTHOR, WHAT, first.turn, {"en": text_of() + "\nMore\n"}) == first


def test_only_ld_writes(house):
    with pytest.raises(NotAllowed):
        house.library.drafts.save(Viewer(account="m", role="manager"), WHAT, 0, {"en": "x"})


def test_a_new_module_is_a_draft_until_it_is_published(house):
    draft = anew(house)
    assert ANEW in house.library.everything()
    assert house.library.state("new-one") == "draft"
    assert "new-one" not in {m.key for m in house.library.shelf(closed=True)}
    with pytest.raises(Unknown):
        house.library.module("new-one")
    assert house.library.publishing.publish(AUTHOR, ANEW, draft.turn, "New").number == 1
    assert house.library.state("new-one") == "published"
    assert "new-one" in {m.key for m in house.library.shelf()}


def test_a_key_is_taken_once_and_well_formed(house):
    anew(house)
    with pytest.raises(Conflict, match="choose another key"):
        anew(house)
    with pytest.raises(Refused, match="small letters"):
        house.library.drafts.begin(AUTHOR, "module:New One", text_of())


def test_a_discarded_draft_can_be_taken_back(house):
    draft = anew(house)
    house.library.drafts.discard(AUTHOR, ANEW, draft.turn)
    assert house.library.drafts.kept(ANEW) is None
    assert house.library.drafts.take_back(AUTHOR, ANEW).body == draft.body
    with pytest.raises(Unknown):
        house.library.drafts.take_back(AUTHOR, ANEW)


def test_a_review_is_asked_for_answered_and_remembered(house):
    draft = anew(house)
    asked = house.library.drafts.ask(AUTHOR, ANEW, draft.turn, "Is the second line fair?")
    assert asked.state == "review"
    back = house.library.drafts.answer(OTHER, ANEW, asked.turn, "Shorten it")
    assert back.state == "draft"
    assert [(deed, note) for deed, note, _ in back.came] == [
        ("asked", "Is the second line fair?"), ("answered", "Shorten it"),
    ]  # fmt: skip
    house.library.drafts.ask(AUTHOR, ANEW, back.turn, "Now?")
    turn = house.library.drafts.kept(ANEW).turn
    assert house.library.publishing.publish(OTHER, ANEW, turn, "New").by == "second"


def test_a_draft_on_a_version_that_was_overtaken_is_compared_first(house):
    draft = anew(house)
    house.library.publishing.publish(AUTHOR, ANEW, draft.turn, "New")
    one = house.library.drafts.save(
        AUTHOR, ANEW, 0, {"en": text_of("new-one").replace("A client has", "One client has")}
    )
    house.library.publishing._publish(OTHER, ANEW, one.body.replace("diver", "swimmer"), "Between", 1)
    with pytest.raises(Conflict, match="compare the two first"):
        house.library.publishing.publish(AUTHOR, ANEW, one.turn, "Mine")
    onto = house.library.drafts.onto(AUTHOR, ANEW, one.turn)
    assert house.library.publishing.publish(AUTHOR, ANEW, onto.turn, "Mine").number == 3


def test_publishing_the_same_words_is_refused_and_needs_a_note(house):
    draft = house.library.drafts.save(AUTHOR, WHAT, 0, {"en": text_of() + "\n"})
    with pytest.raises(Refused, match="what is new"):
        house.library.publishing.publish(AUTHOR, WHAT, draft.turn, "")
    house.library.publishing.publish(AUTHOR, WHAT, draft.turn, "Shorter")
    longer = house.library.drafts.save(AUTHOR, WHAT, 0, {"en": text_of()})
    same = house.library.drafts.save(AUTHOR, WHAT, longer.turn, {"en": text_of() + "\n"})
    with pytest.raises(Refused, match="says the same"):
        house.library.publishing.publish(AUTHOR, WHAT, same.turn, "New")


def test_a_half_translation_is_kept_but_the_floor_reads_the_base(house):
    draft = in_french(house, anew(house).turn, least=3)
    body = body_of(draft)
    assert (body.progress("fr").of - body.progress("fr").written, body.progress("fr").whole) == (3, False)
    warned = [f.why for f in house.library.publishing.faults(ANEW, body) if f.level == "warning"]
    assert any("pieces are written in French" in why or "in Français" in why for why in warned)
    house.library.publishing.publish(AUTHOR, ANEW, draft.turn, "New")
    assert house.library.languages("new-one") == ("en",)
    assert house.library.module("new-one", "fr").language == "en"
    assert "FR " in house.library.body(ANEW).texts["fr"]


def test_a_whole_translation_is_on_the_floor_with_the_structure_of_its_base(house):
    draft = in_french(house, anew(house).turn)
    house.library.publishing.publish(AUTHOR, ANEW, draft.turn, "New, in French too")
    french = house.library.module("new-one", "fr")
    assert house.library.languages("new-one") == ("en", "fr")
    assert (french.language, french.title) == ("fr", "FR The natural add-on")
    assert modules.differs(house.library.module("new-one"), french) == []


def test_a_change_of_the_base_marks_the_words_beside_it_as_stale_and_no_others(house):
    draft = in_french(house, anew(house).turn)
    house.library.publishing.publish(AUTHOR, ANEW, draft.turn, "New")
    text = house.library.drafts.body(ANEW).base.replace("Say it to a colleague", "Tell a colleague")
    draft = house.library.drafts.save(AUTHOR, ANEW, 0, {"en": text})
    far = body_of(draft).progress("fr")
    assert (far.whole, far.stale) == (True, ("aloud.1",))
    draft = house.library.drafts.translate(AUTHOR, ANEW, draft.turn, "fr", words={}, right=("aloud.1",))
    assert body_of(draft).progress("fr").share == 1.0


def test_a_paragraph_put_in_between_moves_nobody_s_translation(house):
    draft = in_french(house, anew(house).turn)
    text = house.library.drafts.body(ANEW).base.replace("## See it\n", "## See it\n\nFirst of all.\n")
    draft = house.library.drafts.save(AUTHOR, ANEW, draft.turn, {"en": text})
    far = body_of(draft).progress("fr")
    assert (far.of - far.written, far.stale) == (1, ())
    assert "FR A client has settled" in body_of(draft).followed().texts["fr"]


def test_an_emptied_piece_is_not_translated_any_more(house):
    draft = in_french(house, anew(house).turn)
    draft = house.library.drafts.translate(AUTHOR, ANEW, draft.turn, "fr", words={"use.1": " "})
    assert not body_of(draft).progress("fr").whole
    assert body_of(draft).texts["fr"].rstrip().endswith("each linked to something they told you.")


def test_a_translation_may_be_written_as_a_text_too(house):
    draft = in_french(house, anew(house).turn)
    french = body_of(draft).texts["fr"].replace("FR The natural add-on", "L’idée qui va de soi")
    draft = house.library.drafts.save(AUTHOR, ANEW, draft.turn, {"fr": french})
    assert body_of(draft).progress("fr").whole
    house.library.publishing.publish(AUTHOR, ANEW, draft.turn, "New")
    assert house.library.module("new-one", "fr").title == "L’idée qui va de soi"


def test_a_translation_that_changes_the_exercises_is_refused_by_its_language(house):
    draft = in_french(house, anew(house).turn)
    french = body_of(draft).texts["fr"].replace("- [x]", "- [ ]", 1).replace("- [ ]", "- [x]", 1)
    draft = house.library.drafts.save(AUTHOR, ANEW, draft.turn, {"fr": french})
    marked = body_of(draft)
    faults = [f for f in house.library.publishing.of_text(ANEW, "fr", french, marked.base) if f.level == "error"]
    assert any("right one" in f.why for f in faults)


def test_a_translation_is_taken_out_and_stays_in_the_versions_that_had_it(house):
    draft = in_french(house, anew(house).turn)
    house.library.publishing.publish(AUTHOR, ANEW, draft.turn, "New")
    draft = house.library.drafts.save(AUTHOR, ANEW, 0, {"en": text_of("new-one").replace("A client has", "One has")})
    draft = house.library.drafts.without(AUTHOR, ANEW, draft.turn, "fr")
    house.library.publishing.publish(AUTHOR, ANEW, draft.turn, "Without French")
    assert house.library.languages("new-one") == ("en",)
    assert house.library.module("new-one", "fr", number=1).language == "fr"


def test_a_client_s_name_in_a_module_blocks_it(house):
    text = text_of().replace("A client has settled", "Mrs. Delacroix has settled")
    draft = house.library.drafts.save(AUTHOR, WHAT, 0, {"en": text})
    with pytest.raises(Refused, match="client's name"):
        house.library.publishing.publish(AUTHOR, WHAT, draft.turn, "With a name")


def test_aids_and_pictures_that_are_not_there_are_named(house):
    text = (
        text_of()
        .replace('"strap-guide"', '"no-such-guide"')
        .replace("## Try it", "![A case](media:no-such)\n\n## Try it")
    )
    found = [f.why for f in house.library.publishing.faults(WHAT, body_of(
        house.library.drafts.save(AUTHOR, WHAT, 0, {"en": text}))) if f.level == "error"]  # fmt: skip
    assert any("no-such-guide is no document" in why for why in found)
    assert any("no-such" in why and "guide" not in why for why in found)


def test_the_same_few_words_are_translated_once(house):
    text = text_of("new-one").replace("> **Advisor:**", "> **Client:** Yes, please.\n> **Advisor:**")
    draft = house.library.drafts.begin(AUTHOR, ANEW, text)
    draft = house.library.drafts.translate(AUTHOR, ANEW, draft.turn, "fr", words={"see.2": "La cliente"})
    assert body_of(draft).texts["fr"].count("> **La cliente:**") == 2
    assert body_of(draft).progress("fr").written == 2
