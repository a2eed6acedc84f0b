"""What lies ready for browsers: static files, the floor's worker and manifest, health."""

from hashlib import blake2b

import msgspec
from litestar import Response

from ...refusals import Unknown
from ..files import FOR_EVER
from ..page import Answered, Asked, plain
from .checklist import shell

# What the checklist needs to open without a network; fonts in the faces its page uses.
FLOOR = ("css/cabochon.css", "js/floor.js", "js/form.js", "js/leave.js", "js/mend.js", "js/notes.js", "js/outbox.js",
         "img/icon.svg", "fonts/serif-300.woff2", "fonts/sans-400.woff2", "fonts/sans-600.woff2")  # fmt: skip


def static(request: Asked, path: str) -> Answered:
    """GET /static/<version>/<path>: kept by the browser for ever; without the version it asks each time."""
    found = request.app.state.static.find(path.lstrip("/"))
    if found is None:
        raise Unknown("nothing is here")
    file, versioned = found
    taken = {part.split(";")[0].strip() for part in request.headers.get("accept-encoding", "").lower().split(",")}
    coding = next((c for c in ("br", "gzip") if c in taken and c in file.packed), "")
    headers = {"cache-control": FOR_EVER if versioned else "no-cache", "vary": "Accept-Encoding"}
    if coding:
        headers["content-encoding"] = coding
    return Response(file.packed.get(coding, file.body), media_type=file.type, headers=headers)


def health() -> Answered:
    return Response(b"ok", media_type="text/plain")


def worker(request: Asked) -> Answered:
    """GET /floor/sw.js: the worker with its list; its cache is named by what the list holds, the shell included."""
    files = request.app.state.static
    script = files.by_path["js/sw.js"].body.decode()
    listed = [files.address(path) for path in FLOOR if path in files.by_path]
    version = blake2b(files.version.encode() + plain(shell(request)), digest_size=6).hexdigest()
    script = script.replace("__VERSION__", version).replace("__FILES__", msgspec.json.encode(listed).decode())
    return Response(script, media_type="text/javascript", headers={"cache-control": "no-cache"})


def manifest(request: Asked) -> Answered:
    icon = request.app.state.static.address("img/icon.svg")
    said = {
        "name": "Cabochon", "short_name": "Cabochon", "scope": "/floor/", "start_url": "/floor/observe",
        "display": "standalone", "background_color": "#faf8f4", "theme_color": "#faf8f4",
        "icons": [{"src": icon, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }  # fmt: skip
    body = msgspec.json.encode(said)
    return Response(body, media_type="application/manifest+json", headers={"cache-control": "no-cache"})
