"""What the fields of rows are called in the report of what is held of a person, and the words that stand in them."""

from ...languages import mark

LABELS = mark({
    "when": "when", "boutique": "boutique", "source": "source", "kind": "kind", "kept_since": "kept since",
    "associate": "associate", "what": "what", "product_line": "product line", "seconds": "seconds", "marks": "marks",
    "welcome": "welcome", "discovery": "discovery", "reasons": "reasons", "try_on": "try on",
    "accessory": "accessory", "care_plan": "care plan", "next_step": "next step", "observer": "observer",
    "started": "started", "checklist": "checklist", "behaviour": "behaviour", "job_role": "job role", "by": "by",
    "action": "action", "owner": "owner", "due": "due", "module": "module", "skill": "skill", "language": "language",
    "note": "note", "version": "version", "attempt": "attempt", "item": "item", "business_day": "business day",
    "currency": "currency", "lines": "lines", "sale_type": "sale type", "sellers": "sellers", "cashier": "cashier",
    "segment": "segment", "wordings": "wordings", "scaled": "scaled", "success": "success", "minutes": "minutes",
    "signal": "signal", "day": "day", "starts": "starts", "ends": "ends", "appointment": "appointment",
    "text": "text", "raw": "raw", "low": "low", "high": "high", "question": "question", "channel": "channel",
    "picked": "picked", "receipt": "receipt", "coach": "coach", "form": "form", "positives": "positives",
    "improvement": "improvement", "next_time": "next time", "since": "since", "until": "until", "episode": "episode",
    "tip": "tip", "at": "at", "table": "table", "rows": "rows", "leader": "leader", "focus": "focus",
    "present": "present", "practised": "practised", "who": "who", "subject": "subject", "measure": "measure",
    "look": "look", "number": "number", "inputs": "inputs", "told": "told", "figures": "figures",
    "procedure": "procedure", "comment": "comment", "visit": "visit", "bright_spot": "bright spot", "name": "name",
    "follows": "follows", "login": "login", "role": "role", "expires": "expires", "visited": "visited",
    "reason": "reason", "about": "about", "plan": "plan", "regions": "regions", "group": "group", "code": "code",
    "target": "target", "tag": "tag", "title": "title", "boutiques": "boutiques", "answer": "answer",
    "service": "service", "path": "path", "revision": "revision", "found": "found", "rater": "rater", "clip": "clip",
    "hired": "hired", "left": "left", "decision": "decision", "aid": "aid", "round": "round", "digest": "digest",
    "doors": "doors", "held_back": "held back", "outcome": "outcome", "phrase": "phrase",
    "baseline_since": "baseline since", "baseline_until": "baseline until", "brand": "brand",
    "picked_since": "picked since", "picked_until": "picked until", "taken_back": "taken back", "from": "from",
    "has_password": "has password", "page": "page", "disabled": "disabled", "created": "created", "seen": "seen",
    "changed": "changed", "activity": "activity", "type": "type", "content": "content", "answered": "answered",
    "asked": "asked", "withdrawn": "withdrawn", "reviewed": "reviewed", "state": "state", "audience": "audience",
    "device": "device", "ended": "ended", "month": "month", "week": "week", "step": "step", "unit": "unit",
    "package": "package", "cancelled": "cancelled",
})  # fmt: skip
VALUES = mark({
    "you": "you", "a colleague": "a colleague", "yes": "yes", "partly": "partly", "not_yet": "not yet",
    "not_applicable": "not applicable", "watch": "watch", "jewelry": "jewelry", "advisor": "advisor",
    "manager": "manager", "stock": "stock", "cashier": "cashier", "local": "local", "traveller": "traveller",
    "dropped": "dropped", "practised": "practised", "verified": "verified", "tried": "tried",
    "completed": "completed", "launched": "launched",
})  # fmt: skip
