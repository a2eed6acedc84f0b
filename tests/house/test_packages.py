"""Packages are brought in whole or not at all, kept under our names, offered, withdrawn and deleted by L&D."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest

from cabochon.directory.package_rows import Enrolment, Launch, Package
from cabochon.house import House, package_files
from cabochon.house.packages import AlreadyHere
from cabochon.privacy.viewer import Viewer
from cabochon.programme.package import TIN_CAN
from cabochon.refusals import Conflict, Full, Refused, Unknown
from cabochon.settings import load
from packed import COURSE, activity, block, course, structure, tincan, unit, zipped

AUTHOR = Viewer(account="author", role="ld_author")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def packages(house):
    return house.packages


def enrol(house, package, *people, satisfied=()):
    for person in people:
        house.directory.put(
            Enrolment(id=f"{package}-{person}", package=package, person=person, begun=NOW, satisfied=satisfied)
        )


def test_a_package_is_here_with_its_files_and_offered_to_nobody(packages):
    row = packages.bring_in(AUTHOR, course(more={"a/film.mp4": b"film"}), "  straps \n.zip")
    assert (row.kind, row.title, row.activity, row.name) == ("cmi5", "The right strap", COURSE, "straps .zip")
    assert packages.course(row.id).units[0].launch == "index.html"
    place, kind = packages.file(row.id, "a/film.mp4")
    assert (place.read_bytes(), kind) == (b"film", "video/mp4")
    assert packages.file(row.id, "A/Film.MP4") == (place, kind)
    assert packages.file(row.id, "../a/film.mp4") is None
    assert packages.file("nothing", "index.html") is None
    assert packages.offered() == []
    (shown,) = packages.listed(AUTHOR)
    assert (shown.state, shown.units, shown.version, shown.people) == ("new", 1, 1, 0)


def test_files_lie_under_their_digests_for_their_owner_alone(packages):
    row = packages.bring_in(AUTHOR, course(more={"same.html": "<p>Hello"}))
    folder = packages.folder / row.id
    names = sorted(one.name for one in folder.iterdir())
    assert len(names) == 2
    assert all(len(name) == 64 for name in names)
    assert {os.stat(folder / name).st_mode & 0o777 for name in names} == {0o600}
    assert os.stat(folder).st_mode & 0o777 == 0o700


def test_a_course_keeps_its_blocks(packages):
    row = packages.bring_in(AUTHOR, course(unit(1), block(1, unit(2) + block(2, unit(3)))))
    found = packages.course(row.id)
    packages._read.clear()
    assert packages.course(row.id) == found
    assert [one.id[-1] for one in found.units] == ["1", "2", "3"]


def test_a_structure_alone_has_no_files(packages):
    row = packages.bring_in(AUTHOR, structure(unit(1, url="https://x.example.com/")))
    assert packages.count(row.id) == row.size == 0


def test_a_tin_can_package_is_brought_in(packages):
    row = packages.bring_in(AUTHOR, BytesIO(zipped({"tincan.xml": tincan(activity()), "index.html": "x"})))
    assert (row.kind, row.activity) == (TIN_CAN, COURSE)


def test_the_same_file_again_is_said_to_be_here(packages):
    row = packages.bring_in(AUTHOR, course())
    with pytest.raises(AlreadyHere, match="nothing was changed") as told:
        packages.bring_in(AUTHOR, course())
    assert told.value.package == row.id
    assert len(packages.listed(AUTHOR)) == 1


@pytest.mark.parametrize(
    "body",
    [
        zipped({"../x": "1"}),
        zipped({"cmi5.xml": "<broken"}),
        course(unit(1, url="gone.html")),
        course(unit(1, iri="no iri")),
        course(more={"a.bin": bytes(5_000_000)}),
        course()[:-30],
        course(more={"z.html": b"later"}).replace(b"PK\x03\x04", b"PK\x03\x05", 1),
    ],
)
def test_a_package_with_a_fault_leaves_nothing_behind(packages, body):
    with pytest.raises(Refused):
        packages.bring_in(AUTHOR, body)
    assert packages.listed(AUTHOR) == []
    assert not packages.folder.exists() or list(packages.folder.rglob("*.*")) == [packages.folder / ".coming"]


def test_a_file_that_is_damaged_inside_takes_what_came_before_with_it(packages):
    body = zipped({"cmi5.xml": structure(unit(1)), "index.html": "x", "last.bin": b"all of it"}, method=0)
    with pytest.raises(Refused, match=r"last\.bin: is damaged"):
        packages.bring_in(AUTHOR, body.replace(b"all of it", b"all of id", 1))
    assert list((packages.folder / ".coming").iterdir()) == []
    assert packages.bring_in(AUTHOR, body).title == "The right strap"


def test_a_full_disk_is_told_and_leaves_nothing(packages, monkeypatch):
    monkeypatch.setattr(package_files, "SPARE", 1 << 60)
    with pytest.raises(Full, match="no room"):
        packages.bring_in(AUTHOR, course())
    monkeypatch.setattr(package_files, "SPARE", 0)

    def broken(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(package_files, "_settle", broken)
    with pytest.raises(Full, match="no room"):
        packages.bring_in(AUTHOR, course())
    assert list((packages.folder / ".coming").iterdir()) == []
    assert packages.listed(AUTHOR) == []


def test_what_a_crash_left_is_swept_away_at_the_next_start(tmp_path):
    folder = tmp_path / "data"
    with_one = House.open(folder, load(folder, {}))
    row = with_one.packages.bring_in(AUTHOR, course())
    with_one.close()
    for left in ("a" * 32, ".coming/" + "b" * 32):
        (folder / "packages" / left).mkdir()
        (folder / "packages" / left / "half").write_bytes(b"x")
    (folder / "packages" / ".coming" / "spooled").write_bytes(b"x")
    again = House.open(folder, load(folder, {}))
    assert sorted(one.name for one in (folder / "packages").iterdir()) == sorted([".coming", row.id])
    assert list((folder / "packages" / ".coming").iterdir()) == []
    assert again.packages.file(row.id, "index.html")[0].read_text() == "<p>Hello"
    again.close()


def test_one_package_is_unpacked_at_a_time(packages):
    with packages._unpacking, pytest.raises(Refused, match="another package") as told:
        packages.bring_in(AUTHOR, course())
    assert told.value.status == 503


def test_it_is_offered_to_job_roles_withdrawn_and_given_back(packages):
    row = packages.bring_in(AUTHOR, course())
    packages.offer(AUTHOR, row.id, roles=("manager", "advisor"), skill="care-plan", same_origin=True)
    assert packages.one(row.id).roles == ("advisor", "manager")
    assert [one.id for one in packages.offered("advisor")] == [row.id]
    assert packages.offered("stock") == []
    packages.withdraw(AUTHOR, row.id)
    assert packages.offered("advisor") == []
    with pytest.raises(Conflict, match="is withdrawn"):
        packages.offer(AUTHOR, row.id, roles=("stock",))
    packages.give_back(AUTHOR, row.id)
    assert [one.id for one in packages.offered("advisor")] == [row.id]


def test_an_offer_names_roles_and_a_module_that_are_there(house, packages):
    row = packages.bring_in(AUTHOR, course())
    for wrong, where in (({"roles": ()}, "/roles"), ({"roles": ("chef",)}, "/roles"),
                         ({"roles": ("stock",), "module": "nothing"}, "/module"),
                         ({"roles": ("stock",), "skill": "a b"}, "/skill")):  # fmt: skip
        with pytest.raises(Refused) as told:
            packages.offer(AUTHOR, row.id, **wrong)
        assert told.value.pointer == where
    key = house.library.shelf(closed=True)[0].key
    assert packages.offer(AUTHOR, row.id, roles=("stock",), module=key).module == key


def test_a_later_version_takes_the_new_once_it_is_offered(house, packages):
    first = packages.bring_in(AUTHOR, course())
    packages.offer(AUTHOR, first.id, roles=("advisor",))
    later = packages.bring_in(AUTHOR, course(unit(1, title="Longer straps")))
    house.directory.put(replace(later, at=packages.one(first.id).at.replace(year=2099)))
    assert packages.before(later.id).id == first.id
    assert [one.id for one in packages.offered("advisor")] == [first.id]
    packages.offer(AUTHOR, later.id, roles=("advisor",))
    assert [one.id for one in packages.offered("advisor")] == [later.id]
    assert [(one.state, one.version) for one in packages.listed(AUTHOR)] == [("offered", 2), ("replaced", 1)]
    assert packages.file(first.id, "index.html")
    packages.withdraw(AUTHOR, later.id)
    assert [one.id for one in packages.offered("advisor")] == [first.id]


def test_nobody_loses_a_package_they_are_in_unless_it_is_withdrawn(house, packages):
    row = packages.bring_in(AUTHOR, course())
    packages.offer(AUTHOR, row.id, roles=("advisor",))
    enrol(house, row.id, "p1", "p2")
    enrol(house, row.id, "p3", satisfied=(COURSE,))
    (shown,) = packages.listed(AUTHOR)
    assert (shown.people, shown.done) == (3, 1)
    with pytest.raises(Conflict, match="3 people are in it"):
        packages.delete(AUTHOR, row.id)
    packages.withdraw(AUTHOR, row.id)
    packages.delete(AUTHOR, row.id)
    assert not (packages.folder / row.id).exists()
    assert house.directory.find(Package) == house.directory.find(Enrolment) == house.directory.find(Launch) == []
    assert packages.file(row.id, "index.html") is None
    assert packages.bring_in(AUTHOR, course()).id == row.id


def test_every_deed_is_in_the_audit(house, packages):
    row = packages.bring_in(AUTHOR, course())
    packages.offer(AUTHOR, row.id, roles=("advisor",))
    packages.withdraw(AUTHOR, row.id)
    packages.give_back(AUTHOR, row.id)
    packages.delete(AUTHOR, row.id)
    assert [note[2] for note in house.directory.notes(about=row.id)][::-1] == [
        "brought in a package", "offered a package", "withdrew a package", "gave back a package", "deleted a package",
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["associate", "manager", "area_coach", "hq_leader", "analyst", "auditor", "lp_lead"])
def test_nobody_else_may_know_of_them(packages, role):
    other = Viewer(account="x", role=role)
    row = packages.bring_in(AUTHOR, course())
    for deed in (
        lambda: packages.listed(other), lambda: packages.bring_in(other, course(unit(2))),
        lambda: packages.offer(other, row.id, roles=("advisor",)), lambda: packages.withdraw(other, row.id),
        lambda: packages.give_back(other, row.id), lambda: packages.delete(other, row.id),
        lambda: packages.aliases.listed(other), lambda: packages.aliases.add(other, COURSE, "x"),
        lambda: packages.aliases.remove(other, COURSE),
    ):  # fmt: skip
        with pytest.raises(Unknown):
            deed()


def test_an_activity_of_another_system_counts_as_a_module(house, packages):
    key = house.library.shelf(closed=True)[0].key
    row = packages.aliases.add(AUTHOR, f"  {COURSE} ", key)
    assert packages.aliases.of(COURSE) == row
    assert packages.aliases.listed(AUTHOR) == [row]
    with pytest.raises(Conflict, match="counts as"):
        packages.aliases.add(AUTHOR, COURSE, key)
    assert packages.aliases.remove(AUTHOR, COURSE) == row
    assert packages.aliases.remove(AUTHOR, COURSE) is None
    assert packages.aliases.of(COURSE) is None


def test_an_alias_is_an_iri_of_elsewhere_and_a_module_of_ours(house, packages):
    key = house.library.shelf(closed=True)[0].key
    for activity_id, module, where in (("no iri", key, "/activity"), (f"{house.home}/modules/x", key, "/activity"),
                                       (COURSE, "", "/module"), (COURSE, "nothing", "/module")):  # fmt: skip
        with pytest.raises(Refused) as told:
            packages.aliases.add(AUTHOR, activity_id, module)
        assert told.value.pointer == where
