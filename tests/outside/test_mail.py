"""Letters, handed to a real mail server that listens here."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cabochon.outside import mail
from cabochon.outside.http import Unreachable
from cabochon.refusals import Refused
from posted import Post, listening

NOW = datetime(2026, 3, 31, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def here(tmp_path_factory) -> Path:
    """A certificate of this machine, authority and server at once, with its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "post")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("post") / "post.pem"
    shape, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    path.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, shape, plain))
    return path


def send(post, *, security="none", authorities="", to="yuki@maison.example", subject="Today", **other):
    server = mail.Server("127.0.0.1", post.port, security, other.pop("user", ""), other.pop("password", ""),
                         "coaching@maison.example")  # fmt: skip
    letter = mail.Letter(to, subject, "On the floor today:\n- Café: the huddle", "https://maison.example/floor/nudges")
    mail.send(server, letter, now=NOW, authorities=str(authorities), seconds=5)


def test_a_letter_is_plain_and_says_how_to_stop_it():
    with listening(Post()) as post:
        send(post)
    letter = message_from_bytes(post.letters[0].removesuffix(b".\r\n"), policy=default)
    assert letter.get_content_type() == "text/plain"
    assert "Café: the huddle" in letter.get_content()
    assert letter["List-Unsubscribe"] == "<https://maison.example/floor/nudges>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["To"] == "yuki@maison.example"
    assert letter.get_content().count("http") == 1  # nothing that would tell who opened it


def test_a_letter_goes_over_tls_after_starttls_with_a_login(here):
    with listening(Post(tls=here)) as post:
        send(post, security="starttls", authorities=here, user="house", password="right")
    assert (post.secret, len(post.letters), post.login) == (True, 1, "\0house\0right")


def test_a_letter_goes_over_tls_from_the_first_byte(here):
    with listening(Post(tls=here, at_once=True)) as post:
        send(post, security="tls", authorities=here)
    assert (post.secret, len(post.letters)) == (True, 1)


def test_a_certificate_nobody_vouches_for_gets_no_letter(here):
    with listening(Post(tls=here)) as post, pytest.raises(Unreachable, match="certificate"):
        send(post, security="starttls")
    assert post.letters == []


def test_where_starttls_is_not_offered_nothing_goes_in_clear():
    with listening(Post()) as post, pytest.raises(Refused, match="STARTTLS"):
        send(post, security="starttls", user="house", password="right")
    assert (post.login, post.letters) == ("", [])


def test_a_wrong_password_and_an_address_nobody_has_are_told_apart(here):
    with listening(Post(tls=here)) as post, pytest.raises(Refused, match="password"):
        send(post, security="starttls", authorities=here, user="house", password="wrong")
    with listening(Post(refuses=550)) as post, pytest.raises(Refused, match="address"):
        send(post)
    with listening(Post(refuses=450)) as post, pytest.raises(Unreachable):
        send(post)


def test_a_server_that_is_not_there_is_tried_again_later():
    with pytest.raises(Unreachable):
        send(Post(port=1))


def test_a_line_break_in_a_subject_begins_no_header():
    with listening(Post()) as post:
        send(post, subject="Today\r\nBcc: other@elsewhere.example")
    letter = message_from_bytes(post.letters[0], policy=default)
    assert letter["Bcc"] is None
    assert len(post.recipients) == 1


@pytest.mark.parametrize(
    "address",
    ["", "yuki", "a@b.example,c@d.example", "a@b.example\r\nRCPT TO:<c@d.example>", "Yuki <a@b.example>",
     "a b@c.example", "a@" + "b" * 300 + ".example"],
)  # fmt: skip
def test_what_is_not_one_plain_address_gets_nothing(address):
    with listening(Post()) as post, pytest.raises(Refused):
        send(post, to=address)
    assert post.letters == []


def test_without_tls_a_letter_stays_on_this_machine():
    with pytest.raises(Refused, match="read letters"):
        mail.check(mail.Server("mail.maison.example", 25, "none", "", "", "coaching@maison.example"))
