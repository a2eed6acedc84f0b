"""The practical ceiling: the same server and the same group commit, without validation, authentication or index keys.

python bench/bare.py FOLDER PORT
"""

import asyncio
import sys
from pathlib import Path
from uuid import uuid4

import msgspec

from cabochon.stream import Entry
from cabochon.stream.sqlite import SQLiteLog
from cabochon.web import Limits, server
from cabochon.web.asgi import Message, Receive, Scope, Send, Web

split = msgspec.json.Decoder(list[msgspec.Raw]).decode


def app(log: SQLiteLog):
    async def keep(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message: Message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        members = [bytes(one) for one in split(body)] if body[:1] == b"[" else [body]
        entries = [
            Entry(id=str(uuid4()), digest=bytes(16), clear=one, authority=b"{}", version="1.0.3") for one in members
        ]
        await asyncio.wrap_future(log.submit(entries))
        said = msgspec.json.encode([e.id for e in entries])
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(said)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": said})

    return keep


if __name__ == "__main__":
    log = SQLiteLog(Path(sys.argv[1]) / "log.db")
    server(Web(app(log), None, lambda: None), host="127.0.0.1", port=int(sys.argv[2]), limits=Limits()).run()
