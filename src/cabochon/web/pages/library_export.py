"""A module as a package for another LMS, or as a web page by itself."""

from ...languages import again, mark, say
from ...programme.content import LANGUAGES
from ...programme.kit_reading import BASE
from ...programme.packing import ordered
from ..bundle import ALL, FORMS, packed
from ..page import Answered, Asked, page

SAYS = mark(
    {
        "cmi5": "For an LMS that plays cmi5. It takes a Tin Can launch too.",
        "web": "A folder of files. By itself it records nothing; with a Tin Can launch in its address it does.",
    }
)


def one(request: Asked, module: str) -> Answered:
    """GET /library/{module}/export: a page to choose; with ?form=cmi5 or web a zip, ?language= one of them or all."""
    asked, state = request.query_params, request.app.state
    if "form" not in asked:
        return _choose(request, module)
    language = asked.get("language", ALL) or ALL
    name, body = packed(state.house, state.look, state.static, module, form=asked["form"], language=language)
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Answered(body, media_type="application/zip", headers=headers)


def _choose(request: Asked, key: str) -> Answered:
    house = request.app.state.house
    module = house.library.module(key)
    return page(
        request, "library_export.html", here="/library", module=module, number=house.library.number(key),
        forms={one: say(name) for one, name in FORMS.items()}, says={one: say(words) for one, words in SAYS.items()},
        languages={one: LANGUAGES.get(one, one) for one in ordered(house.library.languages(key), BASE)},
        warnings=[again(says) for medium in module.media for says in house.media.warnings(medium)],
    )  # fmt: skip
