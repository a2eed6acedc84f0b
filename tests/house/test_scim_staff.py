"""SCIM as a source of people: who a user is, where they work and from which day; what cannot be used waits."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cabochon.directory.rows import Account
from cabochon.house import House
from cabochon.house.scim import replaced
from cabochon.privacy import keys
from cabochon.refusals import Refused
from cabochon.retail.master import Identifier
from cabochon.settings import load

WORK = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
OURS = "urn:cabochon:scim:2.0:User"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MONDAY = NOON.date()
DOORS = b"code,zone,currency,region\nGVA01,Europe/Zurich,CHF,Europe\nPAR01,Europe/Paris,EUR,Europe\n"


class System:
    """An identity system of a house whose clock is set by hand."""

    def __init__(self, folder, boutiques=("*",)):
        self.now = NOON
        self.house = House.open(folder / "data", load(folder / "data", {}), clock=lambda: self.now)
        self.house.imports.read("doors", DOORS, received=NOON)
        self.key = self.other("Okta", boutiques)

    def other(self, name, boutiques=("*",)):
        made, _ = keys.make(self.house.directory, name, scopes=["accounts/write"], boutiques=boutiques,
                            clock=self.house.clock)  # fmt: skip
        return self.house.keyring.key(made)

    @property
    def scim(self):
        return self.house.trust.scim

    def user(self, login="anna@maison.example", number="E1", department="GVA01", **more):
        work = {"employeeNumber": number, "department": department, **more.pop("work", {})}
        return {"userName": login, "displayName": "Anna Keller", "active": True, "title": "Sales Associate",
                WORK: {name: value for name, value in work.items() if value}, **more}  # fmt: skip

    def make(self, **said):
        return self.scim.make(self.key, replaced(self.user(**said)))[0]

    def put(self, account, **said):
        return self.scim.change(self.key, account.id, replaced(self.user(**said)))[0]

    def person(self, account, day=None):
        account = self.house.directory.get(Account, account.id)
        return self.house.called.named().person_on(account.person, day or self.now.date())

    def people(self):
        return self.house.called.named().people(self.now.date())

    def waiting(self):
        return [(row.place.partition(", ")[2], row.reason) for row in self.house.quarantined.waiting()]

    def people_file(self, *lines, **how):
        body = "code,name,boutique,job_role,login\n" + "\n".join(lines) + "\n"
        return self.house.imports.read("people", body.encode(), received=NOON, **how)


@pytest.fixture
def okta(tmp_path):
    one = System(tmp_path)
    yield one
    one.house.close()


def days(okta, number):
    okta.now = NOON + timedelta(days=number)
    return okta.now.date()


def test_a_user_with_a_department_is_staff_of_that_boutique_from_today(okta):
    account = okta.make()
    person = okta.person(account)
    assert (person.name, person.boutique, person.job_role, person.hired, person.left) == (
        "Anna Keller", "GVA01", "advisor", MONDAY, None,
    )  # fmt: skip
    assert okta.house.directory.get(Account, account.id).boutiques == ("GVA01",)
    codes = {(i.source, i.code) for i in okta.house.snapshot.identifiers(MONDAY) if i.person == person.id}
    assert codes == {("employee", "E1"), ("login", "anna@maison.example")}


@pytest.mark.parametrize(("said", "role"), [
    ({"title": "Boutique Manager"}, "manager"), ({"title": "店長"}, "manager"),
    ({"title": "Conseillère de vente"}, "advisor"),
    ({"userType": "Employee", "title": "Magazziniere"}, "stock"), ({"userType": "cashier", "title": "x"}, "cashier"),
    ({"title": ""}, "advisor"), ({"title": "Verkaufsberaterin"}, "advisor"), ({"title": "مدير المتجر"}, "manager"),
    ({"title": "销售顾问"}, "advisor"), ({"title": "Cajera"}, "cashier"),
])  # fmt: skip
def test_a_job_role_is_known_by_its_words_in_eight_languages(okta, said, role):
    assert okta.person(okta.make(**said)).job_role == role


def test_the_same_word_twice_changes_nothing(okta):
    account = okta.make()
    change, noted = okta.house.directory.change(), len(okta.house.directory.notes())
    for _ in range(3):
        days(okta, 5)
        okta.put(account)
    assert (okta.house.directory.change(), len(okta.house.directory.notes())) == (change, noted)


def test_another_department_is_a_move_on_the_day_it_comes(okta):
    account = okta.make()
    moved = days(okta, 20)
    okta.put(account, department="PAR01")
    assert [okta.person(account, day).boutique for day in (MONDAY, moved - timedelta(1), moved)] == [
        "GVA01", "GVA01", "PAR01",
    ]  # fmt: skip
    assert okta.house.directory.get(Account, account.id).boutiques == ("PAR01",)


def test_a_move_may_say_its_own_day_and_take_it_back(okta):
    account, comes = okta.make(), MONDAY + timedelta(30)
    okta.put(account, department="PAR01", **{OURS: {"effectiveDate": f"{comes}T00:00:00Z"}})
    okta.put(account, department="PAR01", **{OURS: {"effectiveDate": f"{comes}T00:00:00Z"}})
    assert [okta.person(account, day).boutique for day in (MONDAY, comes)] == ["GVA01", "PAR01"]
    assert okta.house.directory.get(Account, account.id).boutiques == ("GVA01",)
    okta.put(account)
    assert okta.person(account, comes).boutique == "GVA01"
    days(okta, 10)
    okta.put(account, department="PAR01", **{OURS: {"effectiveDate": "2026-03-05"}})
    assert [okta.person(account, date(2026, 3, d)).boutique for d in (4, 5, 12)] == ["GVA01", "PAR01", "PAR01"]


def test_who_is_not_active_has_today_for_their_last_day_and_comes_back_as_another_hire(okta):
    account = okta.make()
    gone = days(okta, 10)
    for _ in range(2):
        okta.put(account, active=False)
    assert okta.person(account).left == gone
    assert okta.house.directory.get(Account, account.id).disabled
    back = days(okta, 60)
    okta.put(account, department="PAR01")
    person = okta.person(account)
    assert (person.boutique, person.hired, person.left) == ("PAR01", back, None)
    assert okta.person(account, gone + timedelta(5)).left == gone
    assert len(okta.people()) == 1


def test_who_was_closed_by_a_slip_had_not_left(okta):
    account = okta.make()
    days(okta, 10)
    okta.put(account, active=False)
    days(okta, 11)
    okta.put(account)
    assert (okta.person(account).hired, okta.person(account).left) == (MONDAY, None)


def test_days_of_hire_and_leaving_are_heeded(okta):
    account = okta.make(**{OURS: {"hireDate": "2024-05-01", "leaveDate": "2026-04-30"}})
    assert (okta.person(account).hired, okta.person(account).left) == (date(2024, 5, 1), date(2026, 4, 30))
    okta.put(account, **{OURS: {"hireDate": "2024-06-01"}})
    assert (okta.person(account).hired, okta.person(account).left) == (date(2024, 6, 1), None)
    days(okta, 10)
    okta.put(account, active=False, **{OURS: {"leaveDate": "2026-03-08"}})
    assert okta.person(account).left == date(2026, 3, 8)


def test_giving_a_user_up_ends_their_work_and_a_new_one_of_that_number_is_the_same_person(okta):
    account = okta.make()
    person = okta.person(account).id
    days(okta, 10)
    okta.scim.delete(okta.key, account.id)
    assert okta.people()[0].left == okta.now.date()
    days(okta, 90)
    again = okta.make(login="anna.k@maison.example")
    assert (okta.person(again).id, okta.person(again).hired) == (person, okta.now.date())


def test_a_department_nobody_knows_waits_and_the_account_is_made(okta):
    account = okta.make(department="Genève Rhône")
    assert not okta.house.directory.get(Account, account.id).disabled
    assert okta.people() == []
    reason = (
        '\'Genève Rhône\' is not a boutique; import it with the doors, or write [boutiques] "Genève Rhône" = "<code>"'
    )
    assert okta.waiting() == [("department", reason)]
    okta.put(account, department="Genève Rhône")
    assert len(okta.waiting()) == 1
    assert okta.scim.staff.declare(okta.key, '[boutiques]\n"Genève Rhône" = "GVA01"\n', by="operator") == 0
    assert okta.person(account).boutique == "GVA01"
    assert okta.waiting() == []


def test_what_waits_is_tried_again_from_the_quarantine(okta):
    account = okta.make(department="ROM01")
    (row,) = okta.house.quarantined.waiting()
    with pytest.raises(Refused, match="is not a boutique"):
        okta.house.quarantined.replay(row.id)
    okta.house.imports.read("doors", b"code,zone,currency\nROM01,Europe/Rome,EUR\n", received=NOON)
    okta.house.quarantined.replay(row.id)
    assert okta.person(account).boutique == "ROM01"
    assert okta.waiting() == []


def test_a_word_that_names_no_boutique_is_an_account_alone(okta):
    okta.scim.staff.declare(okta.key, '[boutiques]\nFinance = ""\n', by="operator")
    account = okta.make(department="Finance")
    assert (account.person, okta.waiting()) == ("", [])
    leader = okta.make(login="coach@maison.example", number="E2", department="Mars", roles=[{"value": "area_coach"}])
    assert (leader.person, okta.waiting()) == ("", [])


def test_a_title_nobody_knows_waits(okta):
    okta.make(title="Chief of Delight")
    ((place, reason),) = okta.waiting()
    assert place == "title"
    assert "one of advisor, stock, cashier, manager" in reason
    okta.scim.staff.declare(okta.key, '[job_roles]\n"chief of delight" = "manager"\n', by="operator")
    assert okta.people()[0].job_role == "manager"


@pytest.mark.parametrize("day", ["soon", "31/12/2026"])
def test_a_day_that_is_none_waits(okta, day):
    okta.make(**{OURS: {"hireDate": day}})
    assert okta.waiting()[0][1].startswith(f"'{day}' is not a date")


# Who it is


def test_who_a_people_file_named_is_the_same_person_and_the_file_says_where(okta):
    okta.people_file("E1,Anna Keller,PAR01,manager,")
    account = okta.make()
    person = okta.person(account)
    assert len(okta.people()) == 1
    assert (person.boutique, person.job_role, account.boutiques) == ("PAR01", "manager", ("PAR01",))
    (found,) = okta.scim.staff.differing(okta.key)
    assert (found[1].boutique, found[2].boutique) == ("PAR01", "GVA01")
    okta.put(account, active=False)
    assert okta.person(account).left is None


def test_where_the_system_decides_its_last_word_counts_from_its_day(okta):
    okta.people_file("E1,Anna Keller,PAR01,manager,")
    okta.scim.staff.declare(okta.key, 'employment = "always"\n', by="operator")
    days(okta, 3)
    account = okta.make()
    assert [okta.person(account, MONDAY).boutique, okta.person(account).boutique] == ["PAR01", "GVA01"]
    gone = days(okta, 9)
    okta.put(account, active=False)
    assert okta.person(account).left == gone
    assert okta.people_file("E1,Anna Keller,PAR01,manager,").kept.new == 0


def test_an_off_switch_leaves_accounts_alone(okta):
    okta.scim.staff.declare(okta.key, 'employment = "off"\n', by="operator")
    assert okta.make(department="Mars").person == ""
    assert (okta.people(), okta.waiting()) == ([], [])


def test_the_people_file_finds_who_came_by_the_identity_system(okta):
    account = okta.make()
    okta.people_file("E1,Anna Keller,GVA01,advisor,")
    (one,) = okta.people()
    assert one.id == okta.person(account).id


@pytest.mark.parametrize(("source", "code"), [("mail", "anna@maison.example"), ("login", "anna@maison.example"),
                                              ("roster:csv", "E1"), ("employee", "E1")])  # fmt: skip
def test_somebody_is_found_by_number_mail_and_sign_in(okta, source, code):
    okta.people_file("77,Somebody Else,GVA01,advisor,", "78,Anna Keller,PAR01,advisor,")
    other = next(p for p in okta.people() if p.name == "Somebody Else")
    okta.house.directory.take_back(Identifier, '["people","77",""]', None)
    okta.house.directory.keep([Identifier(source=source, code=code, person=other.id)])
    account = okta.make(emails=[{"value": "Anna@Maison.example", "type": "work"}])
    assert okta.person(account).id == other.id  # by the code, whatever the name


def test_two_people_of_one_name_are_two(okta):
    first, second = okta.make(), okta.make(login="anna2@maison.example", number="E2")
    assert okta.person(first).id != okta.person(second).id


def test_codes_of_two_people_wait(okta):
    okta.people_file("E1,Anna,GVA01,advisor,", "E2,Bea,GVA01,advisor,bea@maison.example")
    okta.make(login="bea@maison.example")
    assert "one staff member’s, the mail or sign-in name another’s" in okta.waiting()[0][1]


def test_a_mail_of_who_left_is_the_next_ones_from_today(okta):
    mail = {"emails": [{"value": "desk@maison.example", "type": "work"}]}
    first = okta.make(**mail)
    old = okta.person(first).id
    days(okta, 10)
    okta.scim.delete(okta.key, first.id)
    days(okta, 30)
    second = okta.make(login="bea@maison.example", number="E2", **mail)
    new = okta.person(second).id
    assert new != old
    named = okta.house.called.named()
    assert [named.person_of("mail", "desk@maison.example", "", day) for day in (MONDAY, okta.now.date())] == [old, new]


def test_a_private_mail_is_no_code(okta):
    okta.make(emails=[{"value": "a@home.example", "type": "home"}])
    assert "mail" not in {one.source for one in okta.house.snapshot.identifiers(MONDAY)}


def test_who_was_made_with_an_account_first_is_not_there_twice(okta):
    ours = {OURS: {"boutiques": ["GVA01"]}}
    account = okta.make(number="", department="", **ours)
    made = okta.person(account).id
    okta.put(account, number="", **ours)
    assert okta.person(account).id == made
    okta.people_file("E9,Anna Keller,GVA01,manager,")
    okta.put(account, number="E9", **ours)
    assert okta.person(account).id != made
    assert [one.left for one in okta.people() if one.id == made] == [MONDAY]


def test_an_account_does_not_change_its_person(okta):
    account = okta.make()
    okta.people_file("E9,Anna Keller,GVA01,manager,")
    okta.put(account, number="E9")
    assert "correct one of them" in okta.waiting()[0][1]


def test_a_colleague_who_has_an_account_already_is_not_given_a_second(okta):
    okta.make()
    second = okta.make(login="thief@maison.example")
    assert second.person == ""
    assert "has an account already" in okta.waiting()[0][1]


def test_a_key_of_one_boutique_says_nothing_of_others(tmp_path):
    okta = System(tmp_path, boutiques=("GVA01",))
    okta.make(department="PAR01")
    assert (okta.people(), okta.waiting()[0][1]) == ([], "this key reaches GVA01 and says nothing of other boutiques")
    okta.house.close()


def test_who_was_erased_is_not_brought_back(okta):
    account = okta.make()
    person = okta.person(account).id
    days(okta, 10)
    okta.scim.delete(okta.key, account.id)
    okta.house.trust.erasing.erase(person, by="operator")
    okta.make(login="anna.two@maison.example")
    assert "was erased on" in okta.waiting()[0][1]
    assert [one.name for one in okta.people()] == ["Erased"]


def test_no_name_number_or_mail_is_in_the_stream_the_quarantine_or_the_audit(okta):
    account = okta.make(department="Xxx", emails=[{"value": "ak@maison.example", "type": "work"}])
    said = " ".join(map(str, [okta.waiting(), okta.house.directory.notes()]))
    okta.put(account)
    okta.put(account, department="PAR01", active=False)
    said += " ".join(map(str, [okta.waiting(), okta.house.directory.notes()]))
    assert not [word for word in ("Anna", "Keller", "ak@", "anna@", "'E1'") if word in said]
    assert okta.house.log.position() == 0


def test_a_wrong_mapping_is_refused_with_its_line(okta):
    for text, says in (("x = 1", "x is no key"), ('employment = "maybe"', "one of off"),
                       ('boutique = ["mood"]', "names 'mood'"),
                       ('[job_roles]\nx = "king"', "should be one of"), ("[", "TOML")):  # fmt: skip
        with pytest.raises(Refused, match=says.replace("[", r"\[")):
            okta.scim.staff.declare(okta.key, text, by="operator")
