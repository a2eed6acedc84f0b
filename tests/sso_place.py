"""A house that signs people in through an identity provider, and what a test does with it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

from cabochon.directory.factor_rows import Provisioned
from cabochon.directory.rows import Account
from oidc_liar import CLIENT, SECRET, Liar
from placed import Place
from served import Answer, Browser

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
MINE = ("anna", "bea", "carla")


@contextmanager
def settling(place: Place) -> Iterator[Callable[..., None]]:
    """Settings of the house for one test, oidc_ left out; what was heard of a provider before is forgotten."""
    house, before = place.house, dict(place.house.values)

    def say(*, private: bool = True, **other: Any) -> None:
        house.values.update({  # type: ignore[attr-defined]
            "oidc_client": CLIENT, "oidc_secret": SECRET, "oidc_name": "Maison Aubrac",
            "allow_private_targets": private, **{f"oidc_{name}": value for name, value in other.items()},
        })  # fmt: skip
        house.trust.sso.__init__(house)  # type: ignore[misc]
        house.forwarding.hush()

    for name in MINE:
        house.directory.put(
            Account(id=name, login=f"{name}@maison.example", name=name.title(), role="manager", boutiques=(place.door,))
        )
    yield say
    house.values.clear()  # type: ignore[attr-defined]
    house.values.update(before)  # type: ignore[attr-defined]
    house.trust.sso.__init__(house)  # type: ignore[misc]
    house.forwarding.hush()
    for name in (*MINE, "manager"):
        house.trust.sso.unbind(name, by="test")
        house.directory.delete(Provisioned, name)


def begun(place: Place, browser: Browser | None = None) -> tuple[Browser, str]:
    """A browser that was sent off, and where to."""
    browser = browser or place.browser()
    answer = browser.get("/signin/sso")
    assert answer.status == 303, answer.text
    return browser, answer.headers["location"]


def signed(place: Place, liar: Liar, browser: Browser | None = None) -> tuple[Browser, Answer]:
    """All of it: off, signed in there, and back. The browser, and the house's answer."""
    browser, address = begun(place, browser)
    return browser, browser.get(liar.back(address))


def refused(answer: Answer, words: str, status: int = 401) -> bool:
    assert answer.status == status, answer.text
    assert words[1:] in answer.text  # a sentence begins with a capital letter
    assert "cabochon=" not in answer.headers.get("set-cookie", "")
    return True


def why(place: Place) -> list[str]:
    """Reasons in the audit, newest first."""
    return [note[4] for note in place.house.directory.notes(limit=5) if note[2] == "refused single sign-on"]
