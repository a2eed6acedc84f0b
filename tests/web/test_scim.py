"""SCIM: an identity system makes, changes and closes its own accounts, and gets at nothing else."""

import json
from base64 import b64encode
from dataclasses import replace
from urllib.parse import quote

import pytest

from cabochon.directory.factor_rows import Provisioned
from cabochon.directory.rows import Account
from cabochon.house.scim_user import Wanted
from cabochon.privacy.credentials import Credential
from cabochon.privacy.keys import make
from cabochon.retail.master import Identifier, Person
from served import Browser

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
OURS = "urn:cabochon:scim:2.0:User"
SECRET_WORDS = "correct horse battery staple"


class Directory:
    """An identity system: one key, JSON in and out."""

    def __init__(self, place, scopes=("accounts/write",), boutiques=("*",)):
        self.place, clock = place, place.house.clock
        self.key, self.secret = make(place.house.directory, "Okta", scopes=scopes, clock=clock, boutiques=boutiques)
        self.bearer = f"Bearer {self.key}.{self.secret}"

    def ask(self, method, path, body=None, **headers):
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        said = {"authorization": self.bearer, "accept": "application/scim+json", **headers}
        if raw:
            said.setdefault("content-type", "application/scim+json")
        heard = Browser(self.place.port).ask(method, f"/scim/v2{path}", raw, said)
        assert heard.status == 204 or heard.headers["content-type"].startswith("application/scim+json"), heard.text
        return heard

    def user(self, login, **more):
        return self.ask("POST", "/Users", {"userName": login, "active": True, **more})

    def patch(self, one, *operations):
        return self.ask("PATCH", f"/Users/{one}", {"schemas": [PATCH], "Operations": list(operations)})

    def find(self, filter):  # noqa: A002
        return self.ask("GET", f"/Users?filter={quote(filter)}")


@pytest.fixture
def okta(place):
    return Directory(place)


@pytest.fixture
def anna(okta):
    """An associate of the first boutique: the resource."""
    ours = {"boutiques": [okta.place.door]}
    return okta.user(f"anna-{okta.key}@maison.example", displayName="Anna", **{OURS: ours}).json


def account(place, one):
    return place.house.directory.get(Account, one)


def fault(heard, status, kind=""):
    assert heard.status == status, heard.text
    said = heard.json
    assert said["schemas"] == [ERROR]
    assert said["status"] == str(status)
    assert said.get("scimType", "") == kind
    return said["detail"]


# Who may come in


def test_a_key_comes_in_as_bearer_as_basic_or_by_a_token_of_its_own(place, okta):
    both = b64encode(f"{okta.key}:{okta.secret}".encode()).decode()
    lent = place.house.keyring.lend(Credential(okta.key, okta.secret))
    for header in (okta.bearer, f"bearer  {okta.key}.{okta.secret}", f"Basic {both}", f"Bearer {lent.token}"):
        assert okta.ask("GET", "/Users", authorization=header).status == 200


@pytest.mark.parametrize("header", [
    "", "Bearer", "Bearer x.y", "Basic x", "Bearer " + "0" * 20 + "." + "a" * 43, "Negotiate abc", "Bearer \xff\xfe",
], ids=str)  # fmt: skip
def test_without_a_key_of_ours_it_is_401_in_the_standards_words(okta, header):
    heard = okta.ask("GET", "/Users", authorization=header)
    fault(heard, 401)
    assert heard.headers["www-authenticate"].startswith("Bearer")


def test_a_wrong_secret_a_revoked_key_and_an_expired_one_are_401(place, okta):
    fault(okta.ask("GET", "/Users", authorization=okta.bearer[:-1] + "_"), 401)
    place.house.keyring.revoke(okta.key)
    fault(okta.ask("GET", "/Users"), 401)


@pytest.mark.parametrize("scope", ["all", "all/read", "statements/write", "aggregates/read"])
def test_a_key_for_something_else_is_403(place, scope):
    other = Directory(place, scopes=(scope,))
    for method, path in (("GET", "/Users"), ("GET", "/Schemas"), ("POST", "/Users"), ("DELETE", "/Users/admin")):
        assert "accounts/write" in fault(other.ask(method, path, {} if method == "POST" else None), 403)


def test_a_scim_key_opens_no_statement(place, okta):
    both = b64encode(f"{okta.key}:{okta.secret}".encode()).decode()
    for scope in ("statements/write", "statements/read/mine", "state", "all/read"):
        with pytest.raises(Exception, match=r"scope|may not|allowed"):
            place.house.statements.may(place.house.keyring.check(f"Basic {both}"), scope)


def test_an_administrators_cookie_is_not_looked_at(place):
    browser = place.signed_in("admin")
    heard = browser.ask("GET", "/scim/v2/Users", headers={"accept": "application/json"})
    assert fault(heard, 401)


def test_too_many_requests_are_429_with_a_time_to_wait(place, okta, monkeypatch):
    from cabochon.web import scim_wire
    from cabochon.web.lrs_limits import Gate, Pace

    monkeypatch.setitem(scim_wire._gates, place.house, (Gate(), Pace(0.1, burst=10)))
    assert okta.ask("GET", "/Users").status == 200
    heard = okta.ask("GET", "/Users")
    fault(heard, 429)
    assert int(heard.headers["retry-after"]) >= 1


# What it may do


def test_a_user_is_made_changed_closed_and_given_up(place, okta):
    made = okta.user(
        "Lea@Maison.example", externalId="00u1", name={"givenName": "Léa", "familyName": "Martin"},
        emails=[{"value": "lea@maison.example", "type": "work", "primary": True}], preferredLanguage="fr-CH",
        roles=[{"value": "manager"}], password=SECRET_WORDS, title="Boutique manager",
        **{OURS: {"boutiques": [place.door]}},
    )  # fmt: skip
    assert made.status == 201
    one = made.json
    assert made.headers["location"] == one["meta"]["location"]
    row = account(place, one["id"])
    assert (row.login, row.name, row.role, row.boutiques, row.language, row.password) == (
        "lea@maison.example", "Léa Martin", "manager", (place.door,), "fr", "",
    )  # fmt: skip
    assert place.house.snapshot.person_on(row.person, place.house.today).boutique == place.door
    token = place.house.doorman.redeem(place.house.doorman.link(row.id), agent="x")
    assert okta.patch(one["id"], {"op": "replace", "path": "active", "value": "False"}).json["active"] is False
    assert place.house.doorman.session(token) is None
    assert place.house.viewer(row.id) is None
    assert okta.patch(one["id"], {"op": "Replace", "value": {"active": True}}).json["active"] is True
    assert okta.ask("DELETE", f"/Users/{one['id']}").status == 204
    fault(okta.ask("GET", f"/Users/{one['id']}"), 404)
    gone = account(place, one["id"])
    assert gone.disabled
    assert "lea" not in gone.login
    again = okta.user("lea@maison.example", **{OURS: {"boutiques": [place.door]}}).json
    assert again["id"] != one["id"]
    assert account(place, again["id"]).person != row.person  # the next of that name is not taken for the last


def test_a_password_is_nowhere_in_what_is_stored(place, okta):
    one = okta.user("pw@maison.example", password=SECRET_WORDS).json
    okta.patch(one["id"], {"op": "add", "path": "password", "value": SECRET_WORDS})
    place.house.directory._file.read("pragma wal_checkpoint(full)")
    folder = place.house.demos.folder.parent
    assert not [p for p in folder.rglob("*") if p.is_file() and SECRET_WORDS.encode() in p.read_bytes()]


def test_everything_is_noted_with_the_key_and_without_a_name(place, okta):
    one = okta.user("noted@maison.example", displayName="Nora Noted", **{OURS: {"boutiques": [place.door]}}).json
    okta.patch(one["id"], {"op": "replace", "value": {"roles": [{"value": "manager"}], "displayName": "Nora N"}})
    okta.patch(one["id"], {"op": "replace", "path": "active", "value": False})
    okta.ask("DELETE", f"/Users/{one['id']}")
    found = place.house.directory.notes(about=one["id"])
    assert {note[1] for note in found} == {f"key:{okta.key}"}
    assert [note[2] for note in found][::-1] == [
        "made an account", "changed rights", "changed an account", "disabled", "changed an account",
        "gave an account up",
    ]  # fmt: skip
    assert "ora" not in str([note[2:] for note in found]).replace("floor", "")


def test_without_a_role_it_is_an_associate_and_without_a_boutique_it_reaches_nothing(place, okta):
    row = account(place, okta.user("bare@maison.example").json["id"])
    assert (row.role, row.boutiques, row.regions, row.person) == ("associate", (), (), "")
    assert place.house.viewer(row.id).boutiques == frozenset()


def test_a_staff_code_binds_the_account_to_its_person_and_their_boutique(place, okta):
    person = Person(id="scim-staff-1", name="Iris", boutique=place.other)
    place.house.directory.keep([person, Identifier(source="hr", code="HR-77", person=person.id)])
    one = okta.user("iris@maison.example", **{OURS: {"staffCode": "HR-77"}}).json
    row = account(place, one["id"])
    assert (row.person, row.boutiques) == (person.id, (place.other,))
    assert one[OURS] == {"staffCode": "HR-77"}  # said back as it was said
    said = okta.user("x1@m.example", **{OURS: {"staffCode": "none"}})
    assert "no one staff member" in fault(said, 400, "invalidValue")


def test_nobody_gets_at_a_colleagues_record_by_their_staff_code(place, okta):
    taken = account(place, "manager").person
    place.house.directory.keep([Identifier(source="hr", code="HR-M", person=taken)])
    fault(okta.user("thief@maison.example", **{OURS: {"staffCode": "HR-M"}}), 409, "uniqueness")
    fault(okta.user("thief@maison.example", **{OURS: {"staffCode": taken}}), 409, "uniqueness")


@pytest.mark.parametrize("role", ["admin", "hq_leader", "auditor", "key", "root", "ADMIN"])
def test_only_the_roles_of_the_setting_are_given(place, okta, anna, role):
    words = fault(okta.user(f"r-{role}@maison.example", roles=[{"value": role}]), 400, "invalidValue")
    assert "associate, manager, area_coach" in words
    for value in ([{"value": role}], [role], {"value": role}):
        fault(okta.patch(anna["id"], {"op": "add", "path": "roles", "value": value}), 400, "invalidValue")
    fault(okta.patch(anna["id"], {"op": "replace", "path": 'roles[primary eq "True"].value', "value": role}), 400,
          "invalidValue")  # fmt: skip
    fault(okta.ask("PUT", f"/Users/{anna['id']}", {**anna, "roles": [{"value": role}]}), 400, "invalidValue")
    assert account(place, anna["id"]).role == "associate"


def test_two_roles_are_refused(okta):
    words = fault(okta.user("two@m.example", roles=[{"value": "manager"}, {"value": "associate"}]), 400, "invalidValue")
    assert "one role" in words


def test_a_key_bound_to_boutiques_gives_no_other(place):
    narrow = Directory(place, boutiques=(place.door,))
    ours = {"boutiques": [place.door]}
    assert narrow.user("n1@maison.example", **{OURS: ours}).status == 201
    for wrong in ({"boutiques": [place.other]}, {"regions": ["*"]}, {"regions": ["Europe"]}):
        fault(narrow.user("n2@maison.example", **{OURS: wrong}), 400, "invalidValue")
    person = Person(id="scim-staff-2", name="Far", boutique=place.other)
    place.house.directory.keep([person, Identifier(source="hr", code="HR-far", person=person.id)])
    fault(narrow.user("n3@maison.example", **{OURS: {"staffCode": "HR-far"}}), 400, "invalidValue")


# Whose accounts


@pytest.mark.parametrize("login", ["admin", "ADMIN", "manager", "analyst"])
def test_accounts_made_by_hand_are_neither_seen_nor_claimed(place, okta, login):
    before = account(place, login.lower())
    fault(okta.user(login), 409, "uniqueness")
    for look in (f'userName eq "{login}"', f'id eq "{login.lower()}"'):
        assert okta.find(look).json["totalResults"] == 0
    _out_of_reach(place, okta, login.lower())
    assert account(place, login.lower()) == before


def test_another_keys_accounts_are_as_if_they_were_not_there(place, okta, anna):
    other = Directory(place)
    _out_of_reach(place, other, anna["id"])
    fault(other.user(anna["userName"]), 409, "uniqueness")
    assert anna["id"] not in other.ask("GET", "/Users").text
    okta_own = okta.user("own@maison.example").json
    fault(okta.patch(okta_own["id"], {"op": "replace", "path": "userName", "value": "admin"}), 409, "uniqueness")


def _out_of_reach(place, system, one):
    nowhere = system.ask("GET", "/Users/none").body
    for method, body in (
        ("GET", None), ("PUT", {"userName": "z"}), ("DELETE", None),
        ("PATCH", {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "active", "value": False}]}),
    ):  # fmt: skip
        heard = system.ask(method, f"/Users/{one}", body)
        assert (heard.status, heard.body) == (404, nowhere), method
    assert not account(place, one).disabled


def test_who_was_made_an_administrator_by_hand_is_out_of_its_reach(place, okta, anna):
    place.house.people.changing.change(anna["id"], by="admin", role="admin", boutiques=())
    for heard in (
        okta.patch(anna["id"], {"op": "replace", "path": "active", "value": False}),
        okta.patch(anna["id"], {"op": "replace", "path": "userName", "value": "mine@m.example"}),
        okta.ask("PUT", f"/Users/{anna['id']}", {"userName": anna["userName"], "active": False}),
        okta.ask("DELETE", f"/Users/{anna['id']}"),
    ):
        assert "administrator" in fault(heard, 403)
    assert place.house.viewer(anna["id"]).role == "admin"


def test_who_was_given_another_role_by_hand_can_only_be_closed(place, okta, anna):
    place.house.people.changing.change(anna["id"], by="admin", role="analyst", boutiques=())
    fault(okta.patch(anna["id"], {"op": "replace", "path": "displayName", "value": "X"}), 403)
    assert okta.patch(anna["id"], {"op": "replace", "path": "active", "value": False}).json["active"] is False
    fault(okta.patch(anna["id"], {"op": "replace", "path": "active", "value": True}), 403)


def test_what_an_administrator_narrowed_is_not_undone_by_a_new_name(place, okta):
    one = okta.user("nar@maison.example", **{OURS: {"boutiques": [place.door, place.other]}}).json
    place.house.people.changing.change(one["id"], by="admin", boutiques=(place.other,))
    okta.patch(one["id"], {"op": "replace", "path": "displayName", "value": "Nadia"})
    assert account(place, one["id"]).boutiques == (place.other,)
    okta.patch(one["id"], {"op": "replace", "path": f"{OURS}:boutiques", "value": [place.door]})
    assert account(place, one["id"]).boutiques == (place.door,)


def test_who_was_closed_by_hand_is_not_opened_by_a_sync_but_by_a_new_word(place, okta, anna):
    place.house.people.disable(anna["id"], True, by="admin")
    for _ in range(2):
        said = okta.ask("PUT", f"/Users/{anna['id']}", {**anna, "displayName": "Anna C", "active": True}).json
        assert said["active"] is False
    okta.patch(anna["id"], {"op": "replace", "path": "displayName", "value": "Anna D"})
    assert okta.patch(anna["id"], {"op": "replace", "path": "active", "value": True}).json["active"] is False
    okta.patch(anna["id"], {"op": "replace", "path": "active", "value": False})
    assert okta.patch(anna["id"], {"op": "replace", "path": "active", "value": True}).json["active"] is True


def test_an_account_handed_over_is_looked_after_and_taken_back(place, okta):
    made = place.house.people.add("hand@maison.example", role="associate", boutiques=[place.door], name="Hanna")
    scim = place.house.trust.scim
    scim.hand_over(made.id, okta.key, by="admin")
    found = okta.find('userName eq "hand@maison.example"').json["Resources"]
    assert [(one["id"], one["displayName"]) for one in found] == [(made.id, "Hanna")]
    scim.hand_over(made.id, "", by="admin")
    assert okta.find('userName eq "hand@maison.example"').json["totalResults"] == 0
    assert not account(place, made.id).disabled
    with pytest.raises(Exception, match="given by hand"):
        scim.hand_over("admin", okta.key, by="admin")


# How it asks


def test_filters_find_what_the_standard_says(place):
    okta = Directory(place)
    for number in range(3):
        okta.user(f"f{number}@maison.example", externalId=f"X{number}", active=number != 1,
                  emails=[{"value": f"F{number}@x.example", "type": "work"}],
                  name={"familyName": f"O'Neil {number}"})  # fmt: skip

    def found(text):
        return sorted(one["userName"][1] for one in okta.find(text).json["Resources"])

    assert found('userName eq "F1@MAISON.example"') == ["1"]
    assert found('externalId eq "X2"') == ["2"]
    assert found('externalId eq "x2"') == []  # with case
    assert found("active eq false") == ["1"]
    assert found('active eq "True"') == ["0", "2"]
    assert found('emails.value eq "f0@x.example"') == ["0"]
    assert found('emails[type eq "work" and value sw "f2"]') == ["2"]
    assert found('userName sw "f" and not (externalId eq "X0" or externalId eq "X1")') == ["2"]
    assert found('urn:ietf:params:scim:schemas:core:2.0:User:userName co "f0"') == ["0"]
    assert found('name.familyName eq "O\'Neil 1" or title pr') == ["1"]
    assert found('meta.created gt "2000-01-01T00:00:00Z" and externalId ne "X0"') == ["1", "2"]
    assert found(f"{OURS}:boutiques pr") == []


@pytest.mark.parametrize("text", [
    "userName", "userName eq", 'userName eq "a', 'userName like "a"', "userName eq a", '"a" eq "b"', "(", "()",
    'nothing eq "a"', 'userName eq "a" extra', "(" * 50 + 'id eq "a"' + ")" * 50, "not " * 400 + 'id eq "a"',
    'id eq "a"' + ' or id eq "a"' * 60, "x" * 5_000, 'emails[type eq "work"', 'emails[emails[type eq "a"]]',
    'userName eq "a" OR 1=1 --', "userName[a eq 1]", "(((((((((" * 200,
], ids=lambda one: one[:20])  # fmt: skip
def test_a_filter_that_is_none_is_refused_in_time_and_finds_nobody(okta, text):
    assert "filter" in fault(okta.find(text), 400, "invalidFilter")


@pytest.mark.parametrize("text", [
    """userName eq "x' or '1'='1" """, 'userName eq "%"', 'userName sw "\\\\"',
    "userName eq \"'; drop table row_account\"",
    'externalId eq "*"', 'userName eq "\\u0000"',
], ids=str)  # fmt: skip
def test_no_part_of_a_filter_is_anything_but_text(place, okta, text):
    assert okta.find(text).json["totalResults"] == 0
    assert account(place, "admin")


def test_pages_are_as_the_standard_counts_them(place):
    okta = Directory(place)
    for number in range(5):
        okta.user(f"p{number}@maison.example")

    def page(query):
        said = okta.ask("GET", f"/Users?{query}").json
        return said["totalResults"], said["startIndex"], [one["userName"][1] for one in said["Resources"]]

    assert page("startIndex=2&count=2") == (5, 2, ["1", "2"])
    assert page("startIndex=0&count=-3") == (5, 1, [])
    assert page("startIndex=9") == (5, 9, [])
    assert page("sortBy=userName&sortOrder=descending&count=2") == (5, 1, ["4", "3"])
    fault(okta.ask("GET", "/Users?count=many"), 400, "invalidValue")
    body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": 'userName sw "p3"'}
    assert okta.ask("POST", "/Users/.search", body).json["totalResults"] == 1
    assert okta.ask("POST", "/.search", body).json["totalResults"] == 1


def test_only_the_attributes_that_were_asked_for_come_back(okta, anna):
    said = okta.ask("GET", f"/Users/{anna['id']}?attributes=userName,name.familyName").json
    assert set(said) == {"schemas", "id", "userName"}
    said = okta.ask("GET", f"/Users/{anna['id']}?excludedAttributes={OURS}:boutiques,displayName,id").json
    assert "displayName" not in said
    assert said["id"] == anna["id"]
    fault(okta.ask("GET", f"/Users/{anna['id']}?attributes=id&excludedAttributes=name"), 400, "invalidValue")


# How Entra ID and Okta say it


def test_patches_as_entra_and_okta_send_them(place, okta, anna):
    one = anna["id"]
    said = okta.patch(one, {"op": "Add", "path": 'emails[type eq "work"].value', "value": "a@b.example"},
                      {"op": "Replace", "value": {"name.givenName": "Anna", "name.familyName": "B",
                                                  f"{OURS}:boutiques": place.other, "displayName": "Anna B"}},
                      {"op": "Replace", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
                       "value": "Retail"}).json  # fmt: skip
    assert said["emails"] == [{"type": "work", "value": "a@b.example"}]
    assert said["name"] == {"givenName": "Anna", "familyName": "B"}
    assert said[OURS] == {"boutiques": [place.other]}
    assert account(place, one).boutiques == (place.other,)
    said = okta.patch(one, {"op": "replace", "value": {OURS: {"boutiques": [place.door]}, "id": one}},
                      {"op": "remove", "path": 'emails[type eq "work"]'}).json  # fmt: skip
    assert said[OURS] == {"boutiques": [place.door]}
    assert "emails" not in said


def test_a_put_without_active_leaves_a_closed_account_closed(place, okta, anna):
    okta.patch(anna["id"], {"op": "replace", "path": "active", "value": False})
    said = okta.ask("PUT", f"/Users/{anna['id']}", {"userName": anna["userName"], "displayName": "Anna again"}).json
    assert said["active"] is False
    assert account(place, anna["id"]).disabled


def test_a_change_that_changes_nothing_is_not_noted(place, okta, anna):
    before = len(place.house.directory.notes(about=anna["id"]))
    assert okta.ask("PUT", f"/Users/{anna['id']}", anna).json == anna
    assert len(place.house.directory.notes(about=anna["id"])) == before


# What is refused


@pytest.mark.parametrize(("operations", "kind"), [
    ([], "invalidSyntax"), ("x", "invalidSyntax"), ([1], "invalidSyntax"), ([{"op": "move"}], "invalidSyntax"),
    ([{"op": "remove"}], "noTarget"), ([{"op": "add", "value": 1}], "invalidValue"),
    ([{"op": "add", "path": "nothing", "value": 1}], "invalidPath"),
    ([{"op": "add", "path": "name.nothing", "value": 1}], "invalidPath"),
    ([{"op": "add", "path": f"{OURS}:nothing", "value": 1}], "invalidPath"),
    ([{"op": "add", "path": "a" * 600, "value": 1}], "invalidPath"),
    ([{"op": "replace", "path": "id", "value": "admin"}], "mutability"),
    ([{"op": "replace", "path": "meta.created", "value": "x"}], "mutability"),
    ([{"op": "remove", "path": "userName"}], "mutability"), ([{"op": "remove", "path": "active"}], "mutability"),
    ([{"op": "remove", "path": 'emails[type eq "none"]'}], "noTarget"),
    ([{"op": "replace", "path": 'emails[type like "x"].value', "value": "x"}], "invalidFilter"),
    ([{"op": "replace", "path": "active", "value": "perhaps"}], "invalidValue"),
    ([{"op": "replace", "path": "displayName", "value": {"a": 1}}], "invalidValue"),
    ([{"op": "replace", "path": "displayName", "value": "a\nb"}], "invalidValue"),
    ([{"op": "replace", "path": "displayName", "value": "x" * 201}], "invalidValue"),
    ([{"op": "replace", "path": "userName", "value": "a b"}], "invalidValue"),
    ([{"op": "replace", "path": "emails", "value": [{"value": "a"}] * 6}], "invalidValue"),
    ([{"op": "add", "path": f"{OURS}:boutiques", "value": ["NOPE"]}], "invalidValue"),
    ([{"op": "add", "path": f"{OURS}:regions", "value": "Mars"}], "invalidValue"),
    ([{"op": "add", "path": "displayName", "value": "A"}] * 101, "tooMany"),
    ([{"op": "replace", "path": "displayName", "value": "Half"}, {"op": "replace", "path": "id", "value": 1}],
     "mutability"),
], ids=lambda one: one if isinstance(one, str) else "")  # fmt: skip
def test_a_patch_with_one_fault_changes_nothing_and_says_what_it_is(place, okta, anna, operations, kind):
    before = account(place, anna["id"]), place.house.directory.get(Provisioned, anna["id"])
    fault(okta.ask("PATCH", f"/Users/{anna['id']}", {"schemas": [PATCH], "Operations": operations}), 400, kind)
    assert (account(place, anna["id"]), place.house.directory.get(Provisioned, anna["id"])) == before


@pytest.mark.parametrize("body", [
    b"", b"{", b"[]", b'"x"', b"\xff", b'{"userName": NaN}', b'{"a": ' * 80 + b"1" + b"}" * 80, b"{}",
    b'{"userName": "a", "userName": "b"}', b'{"userName": "a", "username": "b"}', b'{"userName": 1e999}',
    b'{"userName": "\\u0000"}', b'{"userName": "\\ud800"}', b'{"userName": ["a"]}', b'{"userName": "q", "name": "x"}',
    b'{"userName": "q", "roles": [[]]}', b'{"userName": "q", "active": 7}',
], ids=lambda one: repr(one[:24]))  # fmt: skip
def test_a_body_that_is_none_is_400(okta, body):
    assert okta.ask("POST", "/Users", body, **{"content-type": "application/scim+json"}).status == 400


def test_a_large_body_and_another_kind_of_body_are_refused(okta):
    big = {"userName": "big@maison.example", "title": "x" * 70_000}
    assert "65,536" in fault(okta.ask("POST", "/Users", big), 413)
    fault(okta.ask("POST", "/Users", b"userName=a", **{"content-type": "application/x-www-form-urlencoded"}), 415)


def test_what_is_read_only_or_not_kept_is_let_be(place, okta):
    one = okta.user("ro@maison.example", id="admin", meta={"created": "x"}, groups=[{"value": "1"}], nickName="R",
                    somethingElse={"deep": [1]}).json  # fmt: skip
    assert one["id"] != "admin"
    assert not {"nickName", "somethingElse", "groups"} & set(one)
    row = place.house.directory.get(Provisioned, one["id"])
    assert "deep" not in str(row)


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/Nothing", 404), ("GET", "/Users/none", 404), ("GET", "/a/b/c", 404), ("GET", "/Me", 501),
    ("POST", "/Groups", 501), ("POST", "/Bulk", 501), ("POST", "/Schemas", 405), ("PUT", "/Users", 405),
    ("PATCH", "/Schemas/x", 405), ("POST", "/Users/none", 404), ("GET", "/Schemas?filter=x", 403),
    ("GET", "/Users/..%2fadmin", 404), ("GET", "/Schemas/none", 404),
])  # fmt: skip
def test_every_fault_is_in_the_standards_words(okta, method, path, status):
    fault(okta.ask(method, path, {} if method in ("POST", "PUT", "PATCH") else None), status)


def test_groups_are_an_empty_list(okta):
    said = okta.ask("GET", "/Groups").json
    assert (said["totalResults"], said["Resources"]) == (0, [])


def test_a_disabled_manager_of_the_directory_leaves_the_last_administrator_alone(place, okta):
    """Whatever a stolen key sends, somebody can still administer."""
    for row in place.house.directory.find(Account, role="admin"):
        okta.ask("DELETE", f"/Users/{row.id}")
    assert place.house.viewer("admin").role == "admin"


def test_two_systems_that_make_the_same_user_at_once_make_one(place, okta):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda _: okta.user("once@maison.example").status, range(8)))
    assert sorted(said) == [201] + [409] * 7


def test_a_thousand_users_are_found_by_name_without_reading_them_all(place):
    from time import perf_counter

    okta = Directory(place)
    key = place.house.keyring.key(okta.key)
    one, row = place.house.trust.scim.make(key, Wanted(login="many@maison.example"))
    rows = [(replace(one, id=f"m{n}", login=f"m{n}@x.example"), replace(row, id=f"m{n}")) for n in range(1_000)]
    place.house.directory.put(*(each for pair in rows for each in pair))
    began = perf_counter()
    assert okta.find('userName eq "m77@x.example"').json["totalResults"] == 1
    assert perf_counter() - began < 0.5
    assert okta.ask("GET", "/Users?startIndex=900&count=5").json["totalResults"] == 1_001


# Where people work


def test_what_is_said_of_work_comes_back_and_is_found(place, okta):
    work = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    said = {work: {"department": place.door, "employeeNumber": 4711}}
    one = okta.user("work@maison.example", title="Advisor", **said).json
    assert (one["title"], one[work]) == ("Advisor", {"department": place.door, "employeeNumber": "4711"})
    assert work in one["schemas"]
    person = account(place, one["id"]).person
    said = okta.patch(one["id"], {"op": "Add", "path": f"{work}:manager", "value": "boss-1"},
                      {"op": "Replace", "path": f"{work}:department", "value": place.other},
                      {"op": "Add", "path": f"{work}:nothing", "value": "x"},
                      {"op": "remove", "path": f"{work}:manager.displayName"}).json  # fmt: skip
    assert said[work] == {"department": place.other, "employeeNumber": "4711", "manager": {"value": "boss-1"}}
    assert place.house.snapshot.person_on(person, place.house.today).boutique == place.other
    assert account(place, one["id"]).boutiques == (place.other,)
    assert okta.find(f'{work}:employeeNumber eq "4711"').json["totalResults"] == 1
    assert okta.find(f'{work}:manager.value eq "boss-1"').json["totalResults"] == 1
    only = okta.ask("GET", f"/Users/{one['id']}?attributes={work}:department").json
    assert only[work] == {"department": place.other}
    assert "manager" not in okta.patch(one["id"], {"op": "remove", "path": f"{work}:manager"}).json[work]
    okta.patch(one["id"], {"op": "replace", "path": "active", "value": False})
    assert place.house.snapshot.person_on(person, place.house.today).left is not None


def test_a_department_nobody_knows_fails_nothing(place, okta):
    work = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    made = okta.user("lost@maison.example", **{work: {"department": "Nowhere"}})
    assert (made.status, account(place, made.json["id"]).person) == (201, "")
    assert f"scim:{made.json['id']}" in [row.id for row in place.house.quarantined.waiting()]
