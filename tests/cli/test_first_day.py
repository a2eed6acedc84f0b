"""A boutique's first day by command: master data, a till, surveys, a counter, and numbers worked out by hand."""

import pytest

from .conftest import FILES, FIRST_DAY


def value(said, **cut):
    (cell,) = [c for c in said.json["cells"] if all(c[name] == wanted for name, wanted in cut.items())]
    return cell["value"]


@pytest.fixture
def sophie(opened, cabochon):
    """The manager of Geneva, found among the staff by her login."""
    assert cabochon("user", "add", "sophie@maison.example", "--role", "manager", "--data", opened).code == 0
    return lambda *words: cabochon("ask", *words, "--json", "--as", "sophie@maison.example", "--data", opened)


def test_what_each_file_brings_is_counted(tmp_path, bring):
    found = {name: bring(tmp_path / "data", kind, name).json for kind, name in FIRST_DAY}
    new = {name: said["new"] for name, said in found.items()}
    assert new == {"doors": 2, "catalogue": 6, "people": 5, "till": 7, "surveys": 4, "traffic": 5}
    assert {said["quarantined"] for said in found.values()} == {0}


@pytest.mark.parametrize(("kind", "name"), FIRST_DAY)
def test_the_same_file_again_changes_nothing(opened, bring, kind, name):
    again = bring(opened, kind, name).json
    assert (again["new"], again["corrected"]) == (0, 0)
    assert again["repeated"] == (7 if name == "till" else again["rows"])


@pytest.mark.parametrize(
    ("measure", "by_hand"),
    [
        ("attach_rate", 2 / 4),  # T1 and T3 of four with a watch or a ring; T5 is a strap alone
        ("csat", (5 + 4 + 3) / 3),
        ("atv", 4_400_000 / 5),
        ("upt", (2 + 1 + 2 + 2 + 1) / 5),
        ("conversion", 5 / (40 * 0.5)),  # half of those counted are clients
        ("enrolment_rate", 1 / 4),
    ],
)
def test_a_managers_number_is_what_the_files_say(sophie, measure, by_hand):
    said = sophie(measure, "--by", "boutique")
    assert value(said, boutique="GVA01") == pytest.approx(by_hand)
    assert [cell["boutique"] for cell in said.json["cells"]] == ["GVA01"]


@pytest.mark.parametrize(
    ("measure", "line", "by_hand"),
    [
        ("attach_rate", "watch", 1 / 2),
        ("attach_rate", "jewelry", 1 / 2),
        ("csat", "watch", (5 + 4) / 2),
        ("csat", "jewelry", 3),
        ("atv", "watch", (830_000 + 2_000_000) / 2),
        ("atv", "jewelry", (540_000 + 1_000_000) / 2),
        ("upt", "jewelry", (2 + 2) / 2),
    ],
)
def test_a_number_by_product_line_is_what_the_files_say(sophie, measure, line, by_hand):
    assert value(sophie(measure, "--by", "product_line"), product_line=line) == pytest.approx(by_hand)


def test_a_command_gives_nobodys_own_numbers_not_even_to_their_manager(opened, cabochon):
    for how in (("--by", "associate"), ("--by", "product_line,coach"), ("--where", "associate=x")):
        for shape in ((), ("--json",)):
            said = cabochon("ask", "moment_count" if "coach" in how[1] else "atv", *how, *shape, "--as",
                            "sophie@maison.example", "--data", opened)  # fmt: skip
            assert said.code != 0
            assert "Anna Keller" not in said.out + said.err


def test_amounts_are_in_their_currency(sophie):
    assert sophie("atv").json["cells"][0]["currency"] == "CHF"


def test_days_and_filters_narrow_a_number(sophie):
    assert value(sophie("attach_rate", "--since", "2026-03-03", "--until", "2026-03-03")) == 1 / 2
    assert value(sophie("upt", "--where", "product_line=watch")) == 1.5


@pytest.mark.parametrize("measure", ["attach_rate", "csat", "atv"])
def test_headquarters_sees_no_small_groups(opened, cabochon, measure):
    lot = ("--since", "2026-02-23", "--until", "2026-03-22")  # four closed weeks
    said = cabochon("ask", measure, "--by", "boutique", *lot, "--data", opened)
    assert said.out.count("too few to show") == 2
    assert {c["held_back"] for c in cabochon("ask", measure, "--json", *lot, "--data", opened).json["cells"]} == {True}


def test_headquarters_is_told_which_weeks_can_be_asked(opened, cabochon):
    said = cabochon("ask", "csat", "--since", "2026-03-03", "--until", "2026-03-20", "--data", opened)
    assert said.code == 1
    assert "the nearest are since 2026-03-02 until 2026-03-15" in said.err
    assert "closed weeks" in cabochon("ask", "csat", "--data", opened).out


def test_a_doors_conversion_has_no_person_in_it_and_shows(opened, cabochon):
    said = cabochon("ask", "conversion", "--by", "boutique", "--json", "--data", opened)
    assert value(said, boutique="PAR01") == pytest.approx(2 / 20)


def test_a_manager_knows_of_no_other_boutique(opened, cabochon, sophie):
    elsewhere = sophie("csat", "--where", "boutique=PAR01")
    nowhere = sophie("csat", "--where", "boutique=XXX99")
    assert (elsewhere.code, elsewhere.err) == (nowhere.code, nowhere.err) == (1, elsewhere.err)
    assert "GVA01" in elsewhere.err


def test_a_corrected_catalogue_restates_what_was_sold(opened, cabochon, sophie, tmp_path):
    mended = tmp_path / "catalogue.csv"
    mended.write_text((FILES / "catalogue.csv").read_text().replace("S-STRAP,watch,accessory", "S-STRAP,watch,service"))
    said = cabochon("import", "catalogue", mended, "--json", "--data", opened).json
    assert (said["new"], said["corrected"], said["repeated"]) == (0, 1, 5)
    assert value(sophie("atv")) == 4_370_000 / 4  # a strap alone is service now, and no sale
    assert cabochon("rebuild", "--json", "--data", opened).json["same"] is True


def test_an_sku_that_changes_from_a_day_on_leaves_the_days_before(opened, cabochon, sophie, tmp_path):
    mended = tmp_path / "catalogue.csv"
    mended.write_text("sku,line,kind\nS-STRAP,watch,service\n")
    assert cabochon("import", "catalogue", mended, "--valid-from", "2026-04-01", "--data", opened).code == 0
    assert value(sophie("atv")) == 4_400_000 / 5


def test_a_dry_run_keeps_nothing(tmp_path, cabochon, bring):
    data = tmp_path / "data"
    for kind, name in FIRST_DAY[:3]:
        bring(data, kind, name)
    said = cabochon("import", "till", FILES / "till.csv", "--dry-run", "--data", data)
    assert "sale GVA01-T1 in GVA01 on 2026-03-02, 11:05, by AK: 1 W-100 CHF 8,000.00" in said.out
    assert "7 new" in said.out
    assert cabochon("doctor", "--json", "--data", data).json["statements"] == 0


def test_what_is_unmapped_is_listed_until_it_is_mended(opened, cabochon, tmp_path):
    more = tmp_path / "more.csv"
    more.write_text("boutique,ticket,sold_at,sku,quantity,net,seller\nGVA01,T9,2026-03-05 11:00,W-300,1,100.00,ZZ\n")
    assert cabochon("import", "till", more, "--data", opened).code == 0
    said = cabochon("golive", "GVA01", "--data", opened)
    assert said.code == 3
    assert "unknown SKU W-300, met once; mend it in catalogue.csv, a line for W-300" in said.out
    assert "unknown code till:csv ZZ, met once; mend it in people.csv, column till:csv: ZZ" in said.out
    mended = tmp_path / "mended.csv"
    mended.write_text("sku,line\nW-300,watch\n")
    cabochon("import", "catalogue", mended, "--data", opened)
    mended.write_text("code,name,boutique,till:csv\n1009,Zoe Lang,GVA01,ZZ\n")
    cabochon("import", "people", mended, "--data", opened)
    assert cabochon("golive", "GVA01", "--data", opened).code == 0
