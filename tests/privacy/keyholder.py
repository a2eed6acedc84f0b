"""An authenticator in software: makes passkeys and signs with them as one in a phone does, and badly on demand."""

from dataclasses import dataclass, field
from hashlib import sha256
from os import urandom

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Keyholder:
    origin: str = "https://house.example"
    host: str = "house.example"
    verified: bool = True
    count: int = 0
    owner: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: urandom(16))

    def make(self, options, **other):
        self.owner = websafe_decode(options["publicKey"]["user"]["id"])
        data = AttestedCredentialData.create(b"\0" * 16, self.id, ES256.from_cryptography_key(self.key.public_key()))
        auth = AuthenticatorData.create(self._host(), self._flags() | ATTESTED, self.count, bytes(data))
        said = self._client("webauthn.create", options, **other)
        response = {"attestationObject": websafe_encode(AttestationObject.create("none", auth, {})),
                    "clientDataJSON": websafe_encode(said)}  # fmt: skip
        return {**self._named(), "response": response}

    def show(self, options, *, owner=None, **other):
        self.count += 1
        auth = AuthenticatorData.create(self._host(), self._flags(), self.count)
        said = self._client("webauthn.get", options, **other)
        signature = self.key.sign(bytes(auth) + sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        response = {"authenticatorData": websafe_encode(auth), "clientDataJSON": websafe_encode(said),
                    "signature": websafe_encode(signature),
                    "userHandle": websafe_encode(self.owner if owner is None else owner)}  # fmt: skip
        return {**self._named(), "response": response}

    def _named(self):
        name = websafe_encode(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {}}

    def _client(self, what, options, *, origin="", challenge=""):
        asked = challenge or options["publicKey"]["challenge"]
        return CollectedClientData.create(what, asked, origin or self.origin)

    def _host(self):
        return sha256(self.host.encode()).digest()

    def _flags(self):
        return PRESENT | (VERIFIED if self.verified else 0)
