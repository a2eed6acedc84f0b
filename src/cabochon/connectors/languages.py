"""Language tags out of what survey tools write: EN, fr_ch, Qualtrics' ZH-S."""

import re

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?")
_OWN = {"zh-s": "zh-Hans", "zh-t": "zh-Hant", "zh-cn": "zh-CN", "es-es": "es-ES", "pt-br": "pt-BR", "en-gb": "en-GB"}


def tag_of(text: str) -> str:
    """A well-formed tag, or "" for what is none: a language is worth keeping, not worth refusing an answer for."""
    tag = text.strip().replace("_", "-").lower()
    tag = _OWN.get(tag, tag)
    return tag if _TAG.fullmatch(tag) else ""
