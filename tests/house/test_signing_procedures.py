"""A procedure is on the floor when loss prevention or operations vouched by name for these very words."""

import pytest

from cabochon.house.library_texts import body_of
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import Conflict, NotAllowed, Refused

AUTHOR = Viewer(account="ld_author", role="ld_author")
LOSS = Viewer(account="lp_lead", role="lp_lead")
LEADER = Viewer(account="hq_leader", role="hq_leader")
CARD = "document:card-return"


def signed(house, what=CARD, viewer=LOSS, function="loss prevention"):
    return house.library.signing.sign(viewer, what, function, "Camille Favre")


def changed(house, old, new, language="en"):
    body = house.library.drafts.body(CARD)
    assert old in body.texts[language]
    draft = house.library.drafts.save(AUTHOR, CARD, 0, {language: body.texts[language].replace(old, new)})
    return house.library.publishing.publish(AUTHOR, CARD, draft.turn, "Other words")


def test_a_procedure_that_ships_waits_until_it_is_signed(house):
    assert CARD in {one.what for one in house.library.signing.waiting()}
    assert house.library.state(CARD) == "unsigned"
    signed(house)
    assert house.library.state(CARD) == "published"
    assert house.library.document("card-return").key == "card-return"
    assert CARD not in {one.what for one in house.library.signing.waiting()}


def test_a_signature_is_named_and_in_the_audit(house):
    row = signed(house)
    assert (row.name, row.function, row.by) == ("Camille Favre", "loss prevention", "lp_lead")
    assert house.library.signing.in_force(CARD) == row
    assert house.directory.notes(about=CARD)[0][1:3] == ("lp_lead", "sign")


def test_operations_may_sign_and_nobody_signs_for_the_other_function(house):
    with pytest.raises(Refused, match="you sign for operations"):
        signed(house, viewer=LEADER)
    assert signed(house, viewer=LEADER, function="operations").function == "operations"


@pytest.mark.parametrize("role", ["ld_author", "manager", "associate", "area_coach", "admin"])
def test_others_do_not_sign(house, role):
    with pytest.raises(NotAllowed):
        signed(house, viewer=Viewer(account=role, role=role))


def test_a_signature_without_a_name_is_none(house):
    with pytest.raises(Refused, match="is your name"):
        house.library.signing.sign(LOSS, CARD, "loss prevention", " ")


def test_new_words_wait_while_the_floor_keeps_the_signed_ones(house):
    signed(house)
    before = house.library.document("card-return")
    edition = changed(house, "Pocket card: return", "Pocket card: a return")
    assert (edition.number, house.library.entry(CARD).waiting) == (2, 2)
    assert house.library.document("card-return") == before
    waits = house.library.signing.of(CARD)
    assert (waits.number, "Pocket card: return" in waits.before) == (2, True)
    signed(house)
    assert house.library.document("card-return").title == "Pocket card: a return"
    assert house.library.entry(CARD).number == 2


def test_a_translation_s_new_words_need_no_signature(house):
    signed(house)
    edition = changed(house, 'language = "fr"', 'language = "fr"\n# seen', "fr")
    assert house.library.entry(CARD).waiting == 0
    assert house.library.entry(CARD).number == edition.number


def test_the_words_that_were_read_are_those_that_are_signed(house):
    signed(house)
    changed(house, "Pocket card: return", "Pocket card: a return")
    read = house.library.signing.of(CARD).digest
    changed(house, "Pocket card: a return", "Pocket card: the return")
    with pytest.raises(Conflict, match="read them again"):
        house.library.signing.sign(LOSS, CARD, "loss prevention", "Camille Favre", digest=read)


def test_a_withdrawn_signature_takes_the_words_off_the_floor_at_once(house):
    signed(house)
    with pytest.raises(Refused, match="say in a line"):
        house.library.signing.withdraw(LOSS, CARD, " ")
    house.library.signing.withdraw(LOSS, CARD, "The second step is not safe")
    assert house.library.document("card-return") is None
    assert house.library.signing.in_force(CARD) is None
    assert house.library.signing.signed(CARD)[0].why == "The second step is not safe"
    with pytest.raises(Refused, match="nobody vouches"):
        house.library.signing.withdraw(LOSS, CARD, "Again")
    signed(house)
    assert house.library.document("card-return") is not None


def test_a_procedure_is_made_none_by_a_signature_alone(house):
    signed(house)
    changed(house, "sop = true", "sop = false")
    assert house.library.document("card-return").sop
    assert house.library.entry(CARD).waiting == 2
    signed(house)
    assert not house.library.document("card-return").sop
    changed(house, "Pocket card: return", "Pocket card: a return")
    assert house.library.document("card-return").title == "Pocket card: a return"


def test_all_that_waits_is_signed_for_a_pretend_maison(house):
    waiting = len(house.library.signing.waiting())
    assert waiting >= 4
    assert house.library.signing.sign_all(by="loss", name="Camille Favre", function="loss prevention") == waiting
    assert house.library.signing.waiting() == ()
    assert {d.key for d in house.library.documents()} == {d.key for d in house.library.documents(closed=True)}


def test_a_retired_procedure_waits_for_nobody(house):
    house.library.retire(AUTHOR, CARD, "The till asks for it now")
    assert CARD not in {one.what for one in house.library.signing.waiting()}


def test_a_draft_of_a_procedure_reads_as_one(house):
    draft = house.library.drafts.save(AUTHOR, CARD, 0, {"en": house.library.drafts.body(CARD).base + "\nMore.\n"})
    assert house.library.publishing.procedure(CARD, body_of(draft).base)
