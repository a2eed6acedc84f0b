"""Files of an SFTP server, by a real one of this machine."""

import gc
import io
import os
import socket
import threading
import tracemalloc

import paramiko
import pytest

from cabochon.outside import sftp
from cabochon.outside.http import Unreachable
from cabochon.refusals import Refused
from sftp_server import PASSWORD, USER, ed25519, serving


@pytest.fixture
def server(tmp_path):
    with serving(tmp_path / "over there") as one:
        (one.root / "out").mkdir()
        yield one


def put(server, name, body, at=1_700_000_000):
    path = server.root / "out" / name
    path.write_bytes(body)
    os.utime(path, (at, at))
    return path


def place(server, pattern="*.csv", host="127.0.0.1", folder="/out"):
    return sftp.place_of(f"sftp://{USER}@{host}:{server.port}{folder}/{pattern}")


def opened(server, credential=PASSWORD, key=None, private=True, **more):
    shown = server.fingerprint if key is None else key
    return sftp.session(place(server, **more), credential, shown, private=private)


def names(session):
    return [one.path.rpartition("/")[2] for one in session.files()]


def read(session, file):
    room = io.BytesIO()
    session.read(file, room)
    return room.getvalue()


def test_files_that_fit_the_pattern_are_listed_oldest_first_and_read(server):
    put(server, "b.csv", b"second", at=1_700_000_100)
    put(server, "a.csv", b"third", at=1_700_000_200)
    put(server, "c.csv", b"", at=1_700_000_000)
    put(server, "readme.txt", b"no")
    with opened(server) as session:
        assert names(session) == ["c.csv", "b.csv", "a.csv"]
        assert [read(session, one) for one in session.files()] == [b"", b"second", b"third"]


def test_links_and_folders_are_passed_over(server):
    put(server, "a.csv", b"here")
    (server.root / "out" / "older.csv").mkdir()
    (server.root / "out" / "link.csv").symlink_to(server.root / "out" / "a.csv")
    with opened(server) as session:
        assert names(session) == ["a.csv"]


def test_an_ed25519_key_opens_it_as_well(server):
    text, server.admits = ed25519()
    put(server, "a.csv", b"here")
    with opened(server, text) as session:
        assert names(session) == ["a.csv"]
    assert server.tried == []


@pytest.mark.parametrize("credential", ["another word", "", ed25519()[0]])
def test_a_wrong_password_or_key_is_said(server, credential):
    with pytest.raises(Refused, match="does not take the password or key of ada"), opened(server, credential):
        pass


def test_what_is_no_private_key_is_said(server):
    text = "-----BEGIN OPENSSH PRIVATE KEY-----\nbm9uZQ==\n-----END OPENSSH PRIVATE KEY-----\n"
    with pytest.raises(Refused, match="no private key"), opened(server, text):
        pass


def test_a_key_nobody_confirmed_is_shown_and_no_password_leaves_the_house(server):
    with pytest.raises(Refused) as refusal, opened(server, key=""):
        pass
    assert server.fingerprint in str(refusal.value)
    assert "confirm" in str(refusal.value)
    assert sftp.key_of(place(server), private=True) == server.fingerprint
    assert server.tried == []


def test_a_changed_key_is_refused_and_no_password_leaves_the_house(server):
    before, server.key = server.fingerprint, paramiko.ECDSAKey.generate()
    with pytest.raises(Refused, match="not the one that was confirmed") as refusal, opened(server, key=before):
        pass
    assert server.fingerprint in str(refusal.value)
    assert server.tried == []


def test_no_such_folder_is_said(server):
    with pytest.raises(Refused, match="no folder /nowhere"), opened(server, folder="/nowhere") as session:
        session.files()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_private_number_and_a_name_that_stands_for_one_are_refused_unless_allowed(server, host):
    with pytest.raises(Refused, match="private network"):
        sftp.key_of(place(server, host=host), private=False)
    with pytest.raises(Refused, match="private network"), opened(server, host=host, private=False):
        pass


@pytest.mark.parametrize("host", ["169.254.169.254", "[fe80::1]", "0.0.0.0"])
def test_what_is_no_machine_stays_shut_though_private_ones_are_allowed(server, host):
    with pytest.raises(Refused, match="no place"):
        sftp.key_of(place(server, host=host), private=True)


def test_one_that_breaks_off_midway_is_out_of_reach_and_read_whole_the_next_time(server):
    body = os.urandom(600_000)
    put(server, "a.csv", body)
    server.breaks_at = 300_000
    with pytest.raises(Unreachable, match="broke off"), opened(server) as session:
        read(session, session.files()[0])
    server.breaks_at = None
    with opened(server) as session:
        assert read(session, session.files()[0]) == body


def test_a_file_renamed_or_written_again_since_it_was_listed_is_not_there(server):
    put(server, "a.csv", b"here")
    grown = put(server, "b.csv", b"half")
    with opened(server) as session:
        first, second = session.files()
        (server.root / "out" / "a.csv").rename(server.root / "out" / "a.csv.done")
        grown.write_bytes(b"half and the rest")
        for one in (first, second):
            with pytest.raises(FileNotFoundError):
                read(session, one)


def test_a_file_that_may_not_be_read_is_said(server):
    put(server, "a.csv", b"here")
    server.locked.add("a.csv")
    with pytest.raises(Refused, match="may not be read"), opened(server) as session:
        read(session, session.files()[0])


def test_a_large_file_goes_through_little_memory(server):
    put(server, "a.csv", bytes(1 << 20) * 24)

    class Nowhere(io.RawIOBase):
        size = 0

        def write(self, chunk):
            self.size += len(chunk)
            return len(chunk)

    room, often = Nowhere(), gc.get_threshold()
    with opened(server) as session:
        (file,) = session.files()
        gc.set_threshold(700)  # what waits for the collector is no memory of ours
        tracemalloc.start()
        session.read(file, room)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    gc.set_threshold(*often)
    assert room.size == 24 << 20
    assert peak < 12 << 20


def test_a_line_that_is_no_ssh_is_out_of_reach():
    with socket.create_server(("127.0.0.1", 0)) as line:

        def answer():
            heard, _ = line.accept()
            heard.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 200)
            heard.close()

        threading.Thread(target=answer, daemon=True).start()
        where = sftp.place_of(f"sftp://ada@127.0.0.1:{line.getsockname()[1]}/out")
        with pytest.raises(Unreachable, match="does not answer"):
            sftp.key_of(where, private=True)


def test_nobody_there_is_out_of_reach():
    with pytest.raises(Unreachable):
        sftp.key_of(sftp.place_of("sftp://ada@127.0.0.1:1/out"), private=True)


@pytest.mark.parametrize(
    ("url", "folder", "pattern"),
    [
        ("sftp://ada@files.example.com/out/*.csv", "/out", "*.csv"),
        ("sftp://ada@files.example.com:2222/out/till%20a/sales.csv", "/out/till a", "sales.csv"),
        ("sftp://ada@files.example.com/out", "/out", "*"),
    ],
)
def test_an_address_says_folder_and_pattern(url, folder, pattern):
    found = sftp.place_of(url)
    assert (found.folder, found.pattern, found.user, found.host) == (folder, pattern, "ada", "files.example.com")


@pytest.mark.parametrize(
    "url", ["", "ftp://ada@x/out", "sftp://files.example.com/out", "sftp://ada@x/", "sftp://a@x:z/"]
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(Refused, match="sftp://user@"):
        sftp.place_of(url)
