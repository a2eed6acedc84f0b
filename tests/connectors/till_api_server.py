"""A till's API on this machine: answers by path, and notes what it was asked. And a house that may ask it."""

import json
import threading
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cabochon.house import House
from cabochon.settings import load


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get("Authorization")))
        status = self.server.faults.pop(0) if self.server.faults else 200
        found = self.server.answers.get(self.path)
        body = json.dumps(found).encode() if status == 200 and found is not None else b"{}"
        self.send_response(status if found is not None or status != 200 else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def api():
    """answers: path -> JSON. faults: statuses that are given first, one a question. asked: (path, Authorization)."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    server.answers, server.faults, server.asked = {}, [], []
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def house_with(folder, clock, connector, mapping):
    """A house with one door and the connection `till`, whose secret is seekrit and whose token is t0ken."""
    house = House.open(folder, load(folder, {"CABOCHON_ALLOW_PRIVATE_TARGETS": "true"}), clock=lambda: clock[0])
    try:
        house.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=clock[0])
        row = house.connections.add("till", connector=connector, secret="seekrit", mapping=mapping)
        token(house, row, "t0ken")
        yield house
    finally:
        house.close()


def token(house, row, text):
    house.connections.keep(replace(row, credential=house.connections.sealed_credential(row.id, text)), "gave a token")
