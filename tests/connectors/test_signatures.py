"""Webhook signatures: what fits is let in, what does not is a 401 that says why."""

import base64
import hashlib
import hmac

import pytest

from cabochon.connectors import signatures
from cabochon.refusals import Refused

BODY = b'{"id": 1}'
OLD, NEW = b"old secret", b"new secret"


def made(secret, prefix=""):
    return prefix + base64.b64encode(hmac.new(secret, BODY, hashlib.sha256).digest()).decode()


both = pytest.mark.parametrize(("verify", "prefix"), [(signatures.shopify, ""), (signatures.typeform, "sha256=")])


@both
def test_either_secret_is_good_while_they_are_rotated(verify, prefix):
    verify(BODY, made(OLD, prefix), [NEW, OLD])
    verify(BODY, made(NEW, prefix), [NEW, OLD])


@both
def test_what_does_not_fit_is_refused(verify, prefix):
    for body, header, secrets in (
        (BODY, None, [NEW]), (BODY, "", [NEW]), (BODY, made(NEW, prefix), []), (BODY, made(NEW, prefix), [OLD]),
        (BODY + b" ", made(NEW, prefix), [NEW]), (BODY, "é", [NEW]), (BODY, made(NEW, "md5="), [NEW]),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            verify(body, header, secrets)
        assert refused.value.status == 401
