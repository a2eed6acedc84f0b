"""The matrix, run: everybody asks for every address, in every spelling of what is theirs and what is not."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from uuid import uuid4

import pytest
from asking import Asking
from foreign import BELIEVED, entered, entries, forms, sent
from looking import (
    ACCOUNTS,
    ANSWERED,
    COLUMNS,
    EXPECTED,
    LAST,
    NARROW,
    NOT_LENT,
    SAFE,
    THEIR_OWN,
    address,
    alike,
    differs,
    letter,
    looking,
    plain,
    strangers,
)
from peopled import FAR, HERE, Place, peopled

from cabochon.privacy.keys import SCOPES, make
from cabochon.privacy.viewer import ROLES
from cabochon.web import ROUTES, Limits, app
from cabochon.web.lrs import ahead

HOUSEWIDE = ("/playbook", "/library", "/kit", "/skills", "/packages", "/paths", "/launches", "/me", "/calibration")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with peopled(tmp_path_factory.mktemp("matrix") / "data") as one:
        yield one


@pytest.fixture(scope="module")
def asking(place: Place) -> Iterator[Asking]:
    one = Asking(ahead(app(place.house), place.house, limits=Limits()))
    yield one
    one.close()


def test_every_route_has_a_line_and_every_line_a_route():
    assert set(EXPECTED) == {(method, path) for method, path, *_ in ROUTES}
    assert set(COLUMNS) >= {role for role in ROLES if role != "key"}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_everybody_finds_at_every_address_what_the_table_says(place, asking, account):
    ask = looking(place, asking, account)
    nothing = ask("GET", "/no-such-address").body
    wrong = []
    for (method, template), line in EXPECTED.items():
        wanted, where = letter(account, line), address(template, place)
        if wanted in "=*" or (method, template) in LAST or (wanted == "+" and skipped(account, method, template)):
            continue
        heard = ask(method, where)
        if wanted == "s":
            right = heard.status == 401
        elif wanted == ".":
            right = (heard.status, heard.body) == (404, nothing)
        elif (account == "deputy" and template in NOT_LENT) or (account, template) in ANSWERED:
            right = heard.status in (401, 403)
        else:
            right = heard.status < 500 and heard.status not in (401, 403, 405)
            right = right and (heard.status != 404 or template in THEIR_OWN)
        if not right:
            wrong.append((method, where, wanted, heard.status, heard.body[:120]))
    assert not wrong, "\n".join(map(str, wrong))


def skipped(account: str, method: str, template: str) -> bool:
    """Pages that look alike for a role and its twin elsewhere are drawn once; their ids are tried below."""
    again = account in ("was_deputy", "demoted", "moved") or (account.endswith("2") and template.startswith(HOUSEWIDE))
    return again and method == SAFE and template not in THEIR_OWN


@pytest.mark.parametrize("account", NARROW)
def test_what_one_may_not_know_of_is_answered_as_what_is_not_there(place, asking, account):
    ask, wrong, asked = looking(place, asking, account), [], Counter()
    for (method, template), line in EXPECTED.items():
        if method != SAFE or letter(account, line) != "+" or template == "/live":
            continue
        for name, far, none in strangers(template, place):
            one = address(template, place) + f"?{name}={far}" if f"{{{name}:" not in template else ""
            other = address(template, place) + f"?{name}={none}" if one else address(template, place, **{name: none})
            one = one or address(template, place, **{name: far})
            said, nothing = ask(method, one), ask(method, other)
            asked[name] += 1
            if said.status >= 500 or not alike(said, far, nothing, none):
                wrong.append((one, said.status, nothing.status, differs(plain(said, far), plain(nothing, none))))
    assert not wrong, "\n".join(map(str, wrong))
    assert sum(asked.values()) or account in ("lp_lead", "brand_partner")


KEYED = {  # what a key asks for: the scopes it is answered for; every other gets 401 or 403
    "/xapi/statements": {"statements/read/mine", "statements/read", "all/read", "all"},
    "/xapi-feed": {"statements/read/mine", "statements/read", "all/read", "all"},
    "/xapi-export": {"statements/read/mine", "statements/read", "all/read", "all"},
    "/aggregates": {"aggregates/read"},
    "/scim/v2/Users": {"accounts/write"},
    "/scim/v2/ServiceProviderConfig": {"accounts/write"},
}


@pytest.mark.parametrize("scope", SCOPES)
def test_a_key_opens_what_its_scope_says_of_its_boutiques_and_no_page(place, asking, scope):
    key, secret = make(place.house.directory, scope, scopes=[scope], boutiques=(HERE,), clock=place.house.clock)
    basic = "Basic " + b64encode(f"{key}:{secret}".encode()).decode()
    marks, far = place.marks(FAR), place.statements[FAR]

    def ask(address):
        said = {"authorization": basic, "x-experience-api-version": "1.0.3", "accept": "application/json"}
        heard = asking.ask("GET", address, said)
        told = heard.body.decode("utf-8", "replace") + heard.headers
        assert not {mark: what for mark, what in marks.items() if mark in told and mark not in address}, address
        return heard

    for address_, scopes in KEYED.items():
        heard = ask(address_)
        assert (heard.status < 400) == (scope in scopes), (address_, heard.status, heard.body[:200])
    for id_ in far.values():
        there, none = (f"/xapi/statements?statementId={one}" for one in (id_, uuid4()))
        assert alike(ask(there), there[-36:], ask(none), none[-36:])
    for method, template, _, may, _ in ROUTES:
        if method == SAFE and may not in ("anyone", "bare", "profile.read"):
            assert ask(address(template, place)).status == 401, template


def test_an_id_of_another_boutique_in_a_form_is_one_that_is_not_there(place, asking):
    wrong, took = [], []
    for account, kind, form, fields in entries(place):
        ask = looking(place, asking, account)
        for name, (far, none) in fields.items():
            answers = []
            for one in (far, none):
                body, shape = entered(place, kind, form, **{name: one})
                answers.append(ask("POST", "/floor/entries", body, **{"content-type": shape}))
            believed = (kind, name) in BELIEVED and b'"refused"' in answers[0].body
            if not believed and not alike(answers[0], far, answers[1], none):
                wrong.append((account, kind, name, answers[0].body[:200], answers[1].body[:200]))
            if b"kept" in answers[0].body and name in ("boutique", "associate"):
                took.append((account, kind, name))
        body, shape = entered(place, kind, form)
        good = ask("POST", "/floor/entries", body, **{"content-type": shape})
        if b'"kept"' not in good.body and account != "area_coach":
            wrong.append((account, kind, "a form of one's own", good.body[:200]))
    for account, where, made, far, none in forms(place):
        ask, answers = looking(place, asking, account), []
        for one in (far, none):
            body, shape = sent(made(one))
            answers.append(ask("POST", where.format(one), body, **{"content-type": shape}))
        if not alike(answers[0], far, answers[1], none) or answers[0].status >= 500:
            wrong.append((account, where, made(far), *((one.status, one.body[:160]) for one in answers)))
        if answers[0].status < 400 and b"<" not in answers[0].body:
            took.append((account, where, made(far)))
    assert not wrong, "\n".join(map(str, wrong))
    assert not took, "\n".join(map(str, took))


def test_the_count_is_told(asking, capsys, request):
    failed = request.session.testsfailed
    told = f"{failed} tests with differences" if failed else "0 differences"
    with capsys.disabled():
        print(f"\nroutes x roles: {len(EXPECTED)} x {len(ACCOUNTS)}, {asking.asked} requests, {told}")
