"""The kit: what is read, printed and played around the playbook."""

from ...languages import listed, mark, say
from ...privacy.roles import may
from ...privacy.viewer import Viewer
from ...programme import kit
from ...programme.checklists import TITLES
from ...programme.content import LANGUAGES
from ...refusals import Unknown
from ..markdown import render
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of
from .aids import KINDS as ON_FLOOR

JOBS = mark({"advisor": "advisors", "stock": "stock", "cashier": "cashiers", "manager": "managers"})


def show(request: Asked) -> Answered:
    """GET /kit: the documents by kind. ?q= words, ?kind=, ?for= a role."""
    viewer, asked = viewer_of(request), request.query_params
    kind = asked.get("kind", "") if asked.get("kind") in kit.KINDS else ""
    role = asked.get("for", "") if asked.get("for") in kit.ROLES else ""
    words, scripts = asked.get("q", "")[:80].strip(), may(viewer, "calibrate.agree")
    library, closed = request.app.state.house.library, _sees_closed(viewer)
    among = [d for d in library.documents(language=_language(viewer.language), closed=closed)
             if not library.entry(f"document:{d.key}").retired]  # fmt: skip
    shelves = kit.shelves(words=words, kind=kind, role=role, scripts=scripts, among=among)
    pins = request.app.state.house.pinning.roles(among) if may(viewer, "library.edit") else {}
    return page(
        request, "kit.html", shelves=shelves, words=words, kind=kind, role=role, roles=kit.ROLES, scripts=scripts,
        kinds={key: say(title) for key, title in kit.KINDS.items() if scripts or key != "clip"},
        languages={d.key: library.document_languages(d.key) for shelf in shelves for d in shelf.documents},
        waits={d.key for d in among if closed and library.state(f"document:{d.key}") == "unsigned"},
        found=sum(len(shelf.documents) for shelf in shelves),
        pins={key: _jobs(roles) for key, roles in pins.items()},
    )  # fmt: skip


def one(request: Asked, document: str) -> Answered:
    """GET /kit/{document}: one of them, ?language= in another language. Scripts are not for who marks them."""
    viewer = viewer_of(request)
    library, language = request.app.state.house.library, request.query_params.get("language", "") or viewer.language
    found = library.document(document, _language(language), closed=_sees_closed(viewer))
    if found is None or (found.kind == "clip" and not may(viewer, "calibrate.agree")):
        raise Unknown("no document of that name is in the kit")
    others = {code: LANGUAGES.get(code, code) for code in library.document_languages(found.key)}
    pins = None
    if found.kind in ON_FLOOR and may(viewer, "library.edit"):
        pins = request.app.state.house.pinning.roles([found])[found.key]
    return page(
        request, "kit_one.html", document=found, text=render(found.text), kind=say(kit.KINDS[found.kind]),
        titles=TITLES, others=others, state=library.state(f"document:{document}"),
        vouched=library.signing.in_force(f"document:{document}"),
        jobs={role: say(name) for role, name in JOBS.items()}, done="pinned" in request.query_params,
        pins=pins, pinned=_jobs(pins or ()),
    )  # fmt: skip


def pin(request: Asked, body: bytes) -> Answered:
    """POST /kit/pins: for which job roles a document is put first on the floor; unticking takes it back."""
    sent = fields(body, known=("csrf", "document"), lists=("roles",))
    document = str(sent.get("document", ""))
    request.app.state.house.pinning.change(viewer_of(request), document, frozenset(sent.get("roles", ())))
    return to(f"/kit/{document}?pinned#pins")


def _jobs(roles: tuple[str, ...]) -> str:
    return listed([say(JOBS[role]) for role in roles])


def _sees_closed(viewer: Viewer) -> bool:
    """Procedures that nobody has signed yet are for who writes or signs them."""
    return may(viewer, "library.read") or may(viewer, "library.sign")


def _language(code: str) -> str:
    return code.partition("-")[0].lower()
