"""Letters by SMTP to the one mail server that was configured: plain text, and where there is more the same in HTML with
the pictures it shows inside it. Nothing in them tells who opened them.

STARTTLS (RFC 3207) or TLS from the first byte (RFC 8314), with the certificate checked; without either only to this
machine. A letter says how to stop it in a header mail programs know (RFC 2369) and in its last line.
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from ..refusals import Refused
from .connecting import plainly, trusted
from .http import Unreachable

STARTTLS, TLS, PLAIN = "starttls", "tls", "none"
SECURITY = (STARTTLS, TLS, PLAIN)
HERE = ("localhost", "127.0.0.1", "::1")
SECONDS = 20.0
LONGEST = 254  # characters of an address, RFC 5321 4.5.3.1.3 with its brackets
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=[A-Za-z0-9.-]{1,253}$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True, slots=True)
class Server:
    """security: one of SECURITY. user: "" where the server asks for nobody. sender: the address letters are from."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that travels with a letter. name: its file name; of a picture also what the HTML calls it (cid:name)."""

    name: str
    body: bytes
    media: str  # image/png


@dataclass(frozen=True, slots=True)
class Letter:
    """settings: web address of the page where it is switched off; last: the line that says so, before the address.

    html: the same words for a program that shows them, with `pictures` inside. attached: files beside it.
    """

    to: str
    subject: str
    text: str
    settings: str
    html: str = ""
    pictures: tuple[Enclosed, ...] = ()
    attached: tuple[Enclosed, ...] = ()
    last: str = "Switch this letter off:"


def check(server: Server) -> None:
    """
    Raises:
        Refused: settings no letter could be sent with.
    """
    if server.security not in SECURITY:
        raise Refused(f"should be one of {', '.join(SECURITY)}", "smtp_security")
    if server.security == PLAIN and server.host.lower() not in HERE:
        raise Refused("is none, so anybody on the way could read letters and password; use starttls or tls",
                      "smtp_security")  # fmt: skip
    if not is_address(server.sender):
        raise Refused("is no address; write coaching@maison.example", "mail_from")


def is_address(text: str) -> bool:
    """One plain address: no name, no list, nothing that could begin another header."""
    return len(text) <= LONGEST and ADDRESS.fullmatch(text) is not None


def send(
    server: Server, letter: Letter, *, now: datetime, authorities: str = "", seconds: float = SECONDS,
    trust: Callable[[str], ssl.SSLContext] = trusted,
) -> None:  # fmt: skip
    """Hand one letter to the mail server.

    Raises:
        Refused: settings, or an address, that cannot work until somebody mends them. Unreachable: try again later.
    """
    check(server)
    if not is_address(letter.to):
        raise Refused("is no address; write name@maison.example", "address")
    message = _message(server, letter, now)
    try:
        with _opened(server, trust(authorities) if server.security != PLAIN else None, seconds) as line:
            if server.user:
                line.login(server.user, server.password)
            line.send_message(message, server.sender, [letter.to])
    except smtplib.SMTPAuthenticationError:
        raise Refused("does not know this user and password", "smtp_user") from None
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        if 500 <= code < 600:
            raise Refused("is an address the mail server does not take", "address") from None
        raise Unreachable(f"the mail server does not take it now ({code})") from None
    except smtplib.SMTPNotSupportedError:
        raise Refused("does not offer what is needed: STARTTLS, or a login", "smtp_security") from None
    except smtplib.SMTPResponseException as error:
        raise Unreachable(f"the mail server answered {error.smtp_code}") from None
    except (smtplib.SMTPException, OSError) as error:
        raise Unreachable(_said(error)) from None


def _opened(server: Server, trust: ssl.SSLContext | None, seconds: float) -> smtplib.SMTP:
    if server.security == TLS:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=seconds, context=trust)
    line = smtplib.SMTP(server.host, server.port, timeout=seconds)
    if server.security == STARTTLS:
        try:
            line.starttls(context=trust)
        except BaseException:
            with suppress(OSError):
                line.close()
            raise
    return line


def _message(server: Server, letter: Letter, now: datetime) -> EmailMessage:
    """The message; a line break in a header is refused by the email package, so it is taken out of ours."""
    message = EmailMessage()
    message["From"] = server.sender
    message["To"] = letter.to
    message["Subject"] = " ".join(letter.subject.split())[:120]
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    if letter.settings:
        message["List-Unsubscribe"] = f"<{''.join(letter.settings.split())}>"
    message.set_content(f"{letter.text.rstrip()}\n\n-- \n{letter.last} {letter.settings}\n")
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
        shown = list(message.iter_parts())[-1]  # multipart/related (RFC 2387): the pictures belong to the HTML alone
        for one in letter.pictures:
            kind, _, sub = one.media.partition("/")
            shown.add_related(one.body, kind, sub, cid=f"<{one.name}>", filename=f"{one.name}.{sub}",
                              disposition="inline")  # fmt: skip
    for one in letter.attached:
        kind, _, sub = one.media.partition("/")
        message.add_attachment(one.body, kind, sub, filename=one.name)
    return message


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "the mail server hung up"
    return plainly(error).replace("HTTP", "SMTP")
