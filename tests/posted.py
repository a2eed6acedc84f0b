"""A real mail server that listens here and remembers what it was told."""

import socketserver
import ssl
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread


@dataclass
class Post:
    """What the server was told. refuses: the code it answers to RCPT."""

    tls: Path | None = None
    at_once: bool = False
    refuses: int = 0
    port: int = 0
    secret: bool = False  # whether the letter came over TLS
    login: str = ""
    recipients: list[str] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)


class Talk(socketserver.StreamRequestHandler):
    timeout = 5

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def wrap(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server.post.tls)
        self.rfile.close()
        self.wfile.close()
        self.request = context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)

    def handle(self) -> None:
        with suppress(OSError):
            self.talk()
        self.request.close()

    def talk(self) -> None:
        post, secret = self.server.post, self.server.post.at_once
        if secret:
            self.wrap()
        self.say("220 here")
        while line := self.rfile.readline():
            word = line.split()[0].upper()
            if word == b"EHLO":
                offers = ["250-here", "250-AUTH PLAIN"] + (["250-STARTTLS"] if post.tls and not secret else [])
                self.wfile.write("\r\n".join([*offers, "250 8BITMIME\r\n"]).encode())
            elif word == b"STARTTLS":
                self.say("220 go")
                self.wrap()
                secret = True
            elif word == b"AUTH":
                post.login = b64decode(line.split()[2]).decode()
                self.say("235 welcome" if post.login.endswith("right") else "535 no")
            elif word == b"RCPT":
                post.recipients.append(line.decode().strip())
                self.say(f"{post.refuses} no" if post.refuses else "250 ok")
            elif word == b"DATA":
                self.say("354 go")
                told = b""
                while not told.endswith(b"\r\n.\r\n"):
                    told += self.rfile.readline()
                post.letters.append(told)
                post.secret = secret
                self.say("250 kept")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")


class Listening(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    post: Post


@contextmanager
def listening(post: Post) -> Iterator[Post]:
    with Listening(("127.0.0.1", 0), Talk) as server:
        server.post, post.port = post, server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield post
        finally:
            server.shutdown()
            thread.join()
