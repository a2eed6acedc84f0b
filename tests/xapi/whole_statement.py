"""A statement that uses every part of the grammar, and a way to change one place of it."""

import json

ID = "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"
GONE = object()
ANN = {"mbox": "mailto:ann@example.com"}
TEAM = {"objectType": "Group", "member": [ANN]}
SUB = {
    "objectType": "SubStatement",
    "actor": ANN,
    "verb": {"id": "https://example.com/verbs/planned"},
    "object": {"id": "https://example.com/visit"},
    "result": {"success": True},
    "context": {"language": "en", "contextActivities": {"parent": {"id": "https://example.com/p"}}},
    "timestamp": "2026-03-01T09:30:00Z",
}
FILE = {
    "usageType": "https://example.com/usage",
    "display": {"en": "a picture"},
    "description": {"en": "of a strap"},
    "contentType": "text/plain; charset=ascii",
    "length": 27,
    "sha2": "495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a",
    "fileUrl": "https://example.com/file.txt",
}
WHOLE = {
    "id": ID,
    "actor": {"objectType": "Agent", "name": "Ann", "account": {"homePage": "https://example.com", "name": "ann"}},
    "verb": {"id": "https://example.com/verbs/observed", "display": {"en-US": "observed", "ja": "観察"}},
    "object": {
        "objectType": "Activity",
        "id": "https://example.com/quiz",
        "definition": {
            "name": {"en": "Quiz"},
            "description": {"fr-CA": "Un quiz"},
            "type": "https://example.com/types/quiz",
            "moreInfo": "https://example.com/more",
            "interactionType": "choice",
            "correctResponsesPattern": ["a[,]b"],
            "choices": [{"id": "a", "description": {"en": "A"}}, {"id": "b"}],
            "extensions": {"https://example.com/x": None},
        },
    },
    "result": {
        "score": {"scaled": 0.5, "raw": 5, "min": 0, "max": 10.0},
        "success": True,
        "completion": False,
        "response": "",
        "duration": "PT4H35M59.14S",
        "extensions": {"https://example.com/x": {"deep": [None, "", {}]}},
    },
    "context": {
        "registration": ID,
        "instructor": ANN,
        "team": TEAM,
        "contextActivities": {"parent": {"id": "https://example.com/p"}, "other": []},
        "revision": "1",
        "platform": "floor",
        "language": "zh-Hant",
        "statement": {"objectType": "StatementRef", "id": ID},
        "extensions": {},
    },
    "timestamp": "2026-03-01T09:30:00.123+01:00",
    "stored": "2026-03-01T09:30:00Z",
    "authority": ANN,
    "version": "1.0.0",
    "attachments": [FILE],
}


def changed(pointer, value, whole=WHOLE):
    """The whole statement with one place set, or taken out."""
    out = owner = json.loads(json.dumps(whole))
    *path, last = (step.replace("~1", "/") for step in pointer.split("/")[1:])
    for step in path:
        owner = owner[int(step) if isinstance(owner, list) else step]
    if value is GONE:
        del owner[last]
    else:
        owner[int(last) if isinstance(owner, list) else last] = value
    return out
