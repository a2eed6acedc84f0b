"""How a behaviour or module is called where nothing but its key is known."""

from functools import lru_cache

from ..programme import modules
from ..programme.kit_reading import BASE
from ..programme.playbook import BY_KEY


def name(about: str, named: str = "") -> str:
    """The given name, else the playbook's or the shipped module's, else the key, readable."""
    if named:
        return named
    if about in BY_KEY:
        return BY_KEY[about].title
    return _shipped().get(about) or about.replace("_", " ").replace("-", " ").capitalize()


@lru_cache(maxsize=1)
def _shipped() -> dict[str, str]:
    return {key: one[BASE].title for key, one in modules.starter().items()}
