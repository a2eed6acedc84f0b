"""The xAPI Profile as JSON-LD (https://github.com/adlnet/xapi-profiles): concepts, templates, patterns of our kinds."""

from collections.abc import Sequence
from typing import Any

from .codecs import WORD
from .compounds import listed
from .iris import BASE, PROFILE, TYPES
from .kind import Kind, Member, Verb
from .places import CATEGORY, Path, of_context

TYPE_MEANINGS = {
    "receipt": "One transaction of a till.",
    "counter": "A counter at a boutique's door.",
    "action": "Something to try on the floor, that a module suggests.",
    "coaching-action": "Something to do differently on the floor, agreed on in coaching.",
    "feedback": "An associate's answer to an observation or a coaching moment.",
    "entry": "An observation or a coaching moment, as somebody entered it.",
    "result": "What an associate is praised for, where it is no single behaviour.",
    "job-aid": "A page to look something up on while at work.",
    "signal": "One of a few things that happen with a client, logged by who did it or by a system.",
    "till-day": "A day of a till.",
    "booking": "A service a client booked.",
    "enrolment": "A care plan or a warranty a client took.",
    "stock-count": "One count of a zone of a boutique.",
    "exception": "Something out of the ordinary at a till or in stock.",
    "listing": "The add-on articles a boutique lists.",
    "boutique": "A boutique.",
    "shift": "A planned shift of one person.",
    "annotation": "A note that days were out of the ordinary.",
    "subject": "What a decision is about: a module, a measure, a focus.",
    "plan": "A plan whose text was frozen before the fact.",
}
SEALED = Member("sealed", of_context("sealed"), listed(WORD), "JSON pointers of texts kept sealed elsewhere")
GENERATED = "2026-01-01T00:00:00Z"


def profile_of(kinds: Sequence[Kind], home: str) -> dict[str, Any]:
    return {
        "@context": "https://w3id.org/xapi/profiles/context",
        "id": BASE,
        "type": "Profile",
        "conformsTo": "https://w3id.org/xapi/profiles#1.0",
        "prefLabel": {"en": "Cabochon"},
        "definition": {"en": "Coaching and short training in luxury boutiques, and what the shop floor shows of it."},
        "seeAlso": f"{home}/xapi/profile",
        "author": {"type": "Organization", "name": "Cabochon"},
        "versions": [{"id": PROFILE, "generatedAtTime": GENERATED}],
        "concepts": _concepts(kinds),
        "templates": [_template(kind, verb) for kind in kinds for verb in kind.verbs],
        "patterns": _patterns(),
    }


def template_iri(kind: Kind, verb: Verb) -> str:
    return f"{BASE}/templates/{kind.name}-{verb.iri.rsplit('/', 1)[1]}"


def _concept(iri: str, type_: str, label: str, says: str) -> dict[str, Any]:
    return {"id": iri, "type": type_, "inScheme": PROFILE, "prefLabel": {"en": label}, "definition": {"en": says}}


def _concepts(kinds: Sequence[Kind]) -> list[dict[str, Any]]:
    """Only what is ours: terms of other profiles are used by their own addresses."""
    found: dict[str, dict[str, Any]] = {}
    for kind in kinds:
        for verb in kind.verbs:
            if verb.iri.startswith(BASE):
                found.setdefault(verb.iri, _concept(verb.iri, "Verb", verb.display, verb.says))
        for member in (*kind.all, SEALED):
            if "extensions" in member.path:
                place, _, iri = member.path[:3]
                type_ = "ContextExtension" if place == "context" else "ResultExtension"
                concept = _concept(iri, type_, iri.rsplit("/", 1)[1], member.says)
                uses = found.setdefault(iri, concept | {"recommendedVerbs": []})["recommendedVerbs"]
                uses.extend(verb.iri for verb in kind.verbs if verb.iri not in uses)
    for name, says in TYPE_MEANINGS.items():
        found[f"{TYPES}/{name}"] = _concept(f"{TYPES}/{name}", "ActivityType", name, says)
    return list(found.values())


def _template(kind: Kind, verb: Verb) -> dict[str, Any]:
    template: dict[str, Any] = _concept(
        template_iri(kind, verb), "StatementTemplate", f"{kind.name}: {verb.display}", kind.says
    )
    template["verb"] = verb.iri
    rules: list[dict[str, Any]] = [
        {"location": f"{_location(CATEGORY)}[*].id", "presence": "included", "any": [PROFILE]}
    ]
    if len(kind.types) == 1:
        template["objectActivityType"] = kind.types[0]
    else:
        rules.append({"location": "$.object.definition.type", "presence": "included", "any": list(kind.types)})
    for member in kind.all:
        rule = {
            "location": _location(member.path) + ("[*].id" if "contextActivities" in member.path else ""),
            "presence": "included" if kind.required(member) else "recommended",
            "scopeNote": {"en": f"{member.says} ({member.codec.shape})"},
        }
        rules.append(rule)
    return template | {"rules": rules}


def _location(path: Path) -> str:
    return "$" + "".join(f"['{step}']" if "/" in step else f".{step}" for step in path)


def _patterns() -> list[dict[str, Any]]:
    """An attempt at a module: launched, questions practised, then completed and a result; one registration."""

    def pattern(name: str, says: str, primary: bool, **body: Any) -> dict[str, Any]:
        iri = f"{BASE}/patterns/{name}"
        return _concept(iri, "Pattern", name.replace("-", " "), says) | {"primary": primary} | body

    def template(verb: str) -> str:
        return f"{BASE}/templates/learning-{verb}"

    return [
        pattern("practice", "Any number of questions answered.", False, zeroOrMore=template("answered")),
        pattern("completion", "The end may be missing.", False, optional=template("completed")),
        pattern("outcome", "Passed or failed.", False, alternates=[template("passed"), template("failed")]),
        pattern("verdict", "A result may be missing.", False, optional=f"{BASE}/patterns/outcome"),
        pattern(
            "attempt", "One attempt at a module, under one registration.", True,
            sequence=[template("launched"), *(f"{BASE}/patterns/{n}" for n in ("practice", "completion", "verdict"))],
        ),
    ]  # fmt: skip
