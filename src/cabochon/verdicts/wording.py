"""How a behaviour or module is called where nothing but its key is known."""

from ..programme.playbook import BY_KEY


def name(about: str, named: str = "") -> str:
    """The given name, else the playbook's, else the key, readable."""
    if named:
        return named
    return BY_KEY[about].title if about in BY_KEY else about.replace("_", " ").replace("-", " ").capitalize()
