"""The kit: what is read, printed and played around the playbook."""

from ...privacy.roles import may
from ...programme import kit
from ...programme.checklists import TITLES
from ...programme.content import LANGUAGES
from ...refusals import Unknown
from ..markdown import render
from ..page import Answered, Asked, page
from ..viewer import viewer_of


def show(request: Asked) -> Answered:
    """GET /kit: the documents by kind. ?q= words, ?kind=, ?for= a role."""
    viewer, asked = viewer_of(request), request.query_params
    kind = asked.get("kind", "") if asked.get("kind") in kit.KINDS else ""
    role = asked.get("for", "") if asked.get("for") in kit.ROLES else ""
    words, scripts = asked.get("q", "")[:80].strip(), may(viewer, "calibrate.agree")
    shelves = kit.shelves(words=words, kind=kind, role=role, language=_language(viewer.language), scripts=scripts)
    return page(
        request, "kit.html", shelves=shelves, words=words, kind=kind, role=role, roles=kit.ROLES, scripts=scripts,
        kinds={key: title for key, title in kit.KINDS.items() if scripts or key != "clip"},
        languages={key: kit.languages(key) for key in {d.key for shelf in shelves for d in shelf.documents}},
        count=sum(len(shelf.documents) for shelf in shelves),
    )  # fmt: skip


def one(request: Asked, document: str) -> Answered:
    """GET /kit/{document}: one of them, ?language= in another language. Scripts are not for who marks them."""
    viewer = viewer_of(request)
    found = kit.document(document, _language(request.query_params.get("language", "") or viewer.language))
    if found is None or (found.kind == "clip" and not may(viewer, "calibrate.agree")):
        raise Unknown("no document of that name is in the kit")
    others = {code: LANGUAGES.get(code, code) for code in kit.languages(found.key)}
    return page(
        request, "kit_one.html", document=found, text=render(found.text), kind=kit.KINDS[found.kind], titles=TITLES,
        others=others,
    )  # fmt: skip


def _language(code: str) -> str:
    return code.partition("-")[0].lower()
