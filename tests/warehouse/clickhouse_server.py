"""ClickHouse over HTTP without its server: the engine of chdb in a process of its own behind what a server answers.

The engine, its formats and the client are the real ones; only the listening is ours. `python clickhouse_server.py PORT
FOLDER`, its password in the environment. One request at a time, as the engine's handle allows.
"""

import os
import re
import sys
import tempfile
from base64 import b64decode
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from urllib.parse import parse_qsl, urlsplit

import chdb
import lz4.frame

SETTING = re.compile(r"[a-z][a-z_0-9]+")
INSERT = re.compile(rb"\s*(insert into [^\n]*?)\s+format native\s*?\n", re.IGNORECASE)
# fmt: off
TRANSPORT = {
    "query", "database", "session_id", "client_protocol_version", "compress", "decompress", "wait_end_of_query", "role",
    "enable_http_compression", "send_progress_in_http_headers", "http_headers_progress_interval_ms", "query_id",
    "buffer_size", "user", "password", "http_write_exception_in_output_format",
}
# fmt: on
DENIED = b"Code: 516. DB::Exception: default: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)"


class Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    engine: "chdb.state.sqlitelike.Connection"
    password, lock, settings = "", Lock(), dict[str, str]()

    def do_GET(self) -> None:
        self._answer(200, b"Ok.\n")

    def do_POST(self) -> None:
        body = self._body()
        said = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        kind = self.headers.get("content-type", "")
        if kind.startswith("multipart/form-data"):
            for part in (
                BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body).iter_parts()
            ):
                name = part.get_param("name", header="content-disposition")
                said[name] = part.get_payload(decode=True).decode()
            body = b""
        if self.headers.get("content-encoding") == "lz4":
            body = lz4.frame.decompress(body)
        if self._secret() != self.password:
            return self._answer(403, DENIED)
        try:
            return self._answer(200, self._run(said, body))
        except Exception as error:
            return self._answer(500, str(error).encode())

    def _run(self, said: dict[str, str], body: bytes) -> bytes:
        binds = {name.removeprefix("param_"): value for name, value in said.items() if name.startswith("param_")}
        with self.lock:
            for name, value in said.items():
                plain = name not in TRANSPORT and not name.startswith("param_") and SETTING.fullmatch(name)
                if plain and self.settings.get(name) != value:
                    self.engine.query(f"set {name} = '{value}'")
                    self.settings[name] = value
            if told := INSERT.match(body):
                with tempfile.NamedTemporaryFile() as block:
                    block.write(body[told.end() :])
                    block.flush()
                    self.engine.query(f"{told[1].decode()} from infile '{block.name}' format Native", params=binds)
                return b""
            query = said.get("query") or body.decode()
            return bytes(self.engine.query(query, "TabSeparated", params=binds).bytes() or b"")

    def _body(self) -> bytes:
        if self.headers.get("transfer-encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("content-length") or 0))
        pieces = []
        while size := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def _secret(self) -> str:
        given = self.headers.get("authorization", "")
        if given.startswith("Basic "):
            return b64decode(given[6:]).decode().partition(":")[2]
        return self.headers.get("x-clickhouse-key", "")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        if status != 200:
            self.send_header("X-ClickHouse-Exception-Code", "1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def main(port: int, folder: str) -> None:
    Asked.engine, Asked.password = chdb.connect(folder), os.environ.get("PASSWORD", "")
    server = ThreadingHTTPServer(("127.0.0.1", port), Asked)
    server.daemon_threads = True
    print("open", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
