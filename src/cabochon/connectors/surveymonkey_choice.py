"""Where a choice of SurveyMonkey stands on its scale: by the survey's own numbers, else words, else weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .documents import Document, listed, text_of
from .headings import plain
from .scores import words


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen. text: its wording, or what was typed in; weight: "" for none. others: all choices of the
    question but "not applicable"; none where the survey could not be asked. na: it is that one."""

    text: str
    weight: str = ""
    others: tuple[Document, ...] = ()
    na: bool = False


def chosen(answer: Document, question: Document | None) -> Choice:
    """
    Args:
        question: as the survey's details have it.
    """
    found = answer.get("choice_metadata")
    metadata: Document = found if isinstance(found, dict) else {}
    text = text_of(answer, "simple_text") or text_of(answer, "text")
    weight = text_of(metadata, "weight")
    offered = (question or {}).get("answers")
    choices = listed(offered, "choices") if isinstance(offered, dict) else []
    one = next((c for c in choices if text_of(c, "id") == text_of(answer, "choice_id")), None)
    if one is None:
        return Choice(text.strip(), weight)
    others = tuple(c for c in choices if not c.get("is_na"))
    return Choice(text_of(one, "text").strip(), text_of(one, "weight") or weight, others, bool(one.get("is_na")))


def told(choice: Choice, settings: Mapping[str, Any]) -> dict[str, str] | None:
    """The cells of a score: score, and low and high where the choices tell them. None: its place cannot be known."""
    if choice.na:
        return {}
    if choice.text in settings["scores"] or not choice.others:
        known = choice.text and (choice.text in settings["scores"] or not choice.weight)
        score = choice.text if known else choice.weight
        return {"score": score} if score else None
    texts = [text_of(one, "text").strip() for one in choice.others]
    weights = [text_of(one, "weight") for one in choice.others]
    if scale := _scale(texts):
        return {"score": choice.text, **scale}
    if len(texts) == 5 and len({words().get(plain(one)) for one in texts} - {None}) == 5:
        return {"score": choice.text, "low": "1", "high": "5"}
    if scale := _scale(weights):
        return {"score": choice.weight, **scale}
    return None


def _scale(found: Sequence[str]) -> dict[str, str] | None:
    """Its ends, where all are numbers and no two the same."""
    try:
        numbers = [float(one) for one in found]
    except ValueError:
        return None
    if len(numbers) < 2 or len(set(numbers)) < len(numbers):
        return None
    return {"low": f"{min(numbers):g}", "high": f"{max(numbers):g}"}
