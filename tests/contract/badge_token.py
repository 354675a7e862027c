"""A second, independent reader of badge tokens, written from the contract's words."""

import base64
import struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

BODY = struct.Struct(">BBHIQH")
SIGNATURE = 64


def read(token: str) -> dict[str, int]:
    """The fields of a token. Raises ValueError when it is not a token at all."""
    body, _ = _halves(token)
    names = ("version", "purpose", "key", "event", "serial", "category")
    return dict(zip(names, BODY.unpack(body), strict=True))


def verify(token: str, keys: dict[str, str]) -> dict[str, int]:
    """The fields of a genuine token. `keys` as in the roster; raises InvalidSignature, KeyError."""
    body, signature = _halves(token)
    fields = read(token)
    key = keys[str(fields["key"])]
    raw = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
    Ed25519PublicKey.from_public_bytes(raw).verify(signature, body)
    return fields


def _halves(token: str) -> tuple[bytes, bytes]:
    if not (token.isascii() and token.isdigit() and not token.startswith("0")):
        raise ValueError("not decimal digits")
    raw = int(token).to_bytes((int(token).bit_length() + 7) // 8, "big")
    if len(raw) != 1 + BODY.size + SIGNATURE or raw[0] != 1:
        raise ValueError("not the length of a token")
    return raw[1 : 1 + BODY.size], raw[1 + BODY.size :]
