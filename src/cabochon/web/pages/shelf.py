"""What lies ready for browsers: static files, the floor's worker and manifest, health."""

import re
from contextlib import suppress
from hashlib import blake2b

import msgspec
from litestar import Response

from ...languages import LANGUAGES, say, speaking
from ...refusals import Unknown
from ..files import FOR_EVER
from ..page import Answered, Asked, plain
from ..viewer import SignInFirst
from .shells import FORMS, SHELLS

# What a shell's own page does not name: modules that modules import; fonts in the faces a floor page uses.
BESIDE = ("js/form.js", "js/lesson.js", "js/mend.js", "js/names.js", "js/notes.js", "js/noting.js",
          "js/outbox.js", "data/note-rules.json", "js/seal.js", "js/say.js",
          "img/icon.svg", "fonts/serif-300.woff2", "fonts/sans-400.woff2", "fonts/sans-600.woff2")  # fmt: skip
NAMED = re.compile(r'(?:href|src)="(/static/[^"]+)"')


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
    """GET /floor/sw.js: the worker with its lists; its cache is named by what they hold, the shells included."""
    files = request.app.state.static
    shells: dict[str, bytes] = {}
    for name, made in sorted(SHELLS.items()):
        with suppress(SignInFirst):  # one in its reader's language; a worker is only put in place by who is signed in
            shells[name] = plain(made(request))
    listed = {files.address(path) for path in BESIDE if path in files.by_path}
    listed |= {found for body in shells.values() for found in NAMED.findall(body.decode())}
    version = blake2b(files.version.encode() + b"".join(shells.values()), digest_size=6).hexdigest()
    said = {
        "__VERSION__": version, "__OTHER__": "/floor/shell/offline", "__FILES__": _json(sorted(listed)),
        "__SHELLS__": _json({f"/floor/{name}": f"/floor/shell/{name}" for name in FORMS if name in shells}),
        "__WAITS__": _json({language: _waits(language) for language in LANGUAGES}),
    }  # fmt: skip
    script = files.by_path["js/sw.js"].body.decode()
    for name, value in said.items():
        script = script.replace(name, value)
    headers = {"cache-control": "no-cache", "service-worker-allowed": "/floor"}  # "/floor" itself lies above "/floor/"
    return Response(script, media_type="text/javascript", headers=headers)


def _waits(language: str) -> str:
    """What a knock says that could not ask the house for its words."""
    with speaking(language):
        return say("Something is waiting on the floor page.")


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def manifest(request: Asked) -> Answered:
    icon = request.app.state.static.address("img/icon.svg")
    said = {
        "name": "Cabochon", "short_name": "Cabochon", "scope": "/floor", "start_url": "/floor",
        "display": "standalone", "background_color": "#faf8f4", "theme_color": "#faf8f4",
        "icons": [{"src": icon, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }  # fmt: skip
    body = msgspec.json.encode(said)
    return Response(body, media_type="application/manifest+json", headers={"cache-control": "no-cache"})
