"""The badge token: what the QR code on a badge says, and how anyone can tell it is genuine.

A token is a decimal number (QR codes pack digits best) of 0x01 ‖ body ‖ Ed25519 signature.
The body is 18 bytes, big-endian `>BBHIQH`: version, purpose, key id, event number, serial,
category number. It holds no personal data. Exactly one spelling of each token is accepted:
a second spelling would let one badge pass as two. `static/js/registrations/token.js` does
the same in the browser; both read `tests/vectors/tokens.json`.
"""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

VERSION = 1
PURPOSE_BADGE = 1

_LAYOUT = struct.Struct(">BBHIQH")
_SIGNATURE_BYTES = 64
_TOKEN_BYTES = _LAYOUT.size + _SIGNATURE_BYTES
_TOKEN_DIGITS = 198
_DIGITS = re.compile(rf"[1-9][0-9]{{{_TOKEN_DIGITS - 1}}}", re.ASCII)


@dataclass(frozen=True, slots=True)
class BadgeToken:
    """What a badge says about itself. All four are numbers that mean nothing to outsiders.

    Ranges: key_id and category 16 bits, event 32 bits, serial 64 bits, all unsigned.
    """

    key_id: int
    event: int
    serial: int
    category: int


def encode(token: BadgeToken, private_key: bytes) -> str:
    """The text of the QR code: 198 digits.

    `private_key` is the raw 32-byte key that belongs to `token.key_id`. Raises ValueError
    when a number does not fit its field.
    """
    try:
        body = _LAYOUT.pack(
            VERSION,
            PURPOSE_BADGE,
            token.key_id,
            token.event,
            token.serial,
            token.category,
        )
    except struct.error as misfit:
        raise ValueError(f"does not fit a badge token: {token}") from misfit
    signature = _private(private_key).sign(body)
    return str(int.from_bytes(b"\x01" + body + signature, "big"))


def split(text: object) -> tuple[bytes, bytes] | None:
    """Body and signature of a well-formed token, not yet verified; None when it is not one.

    The length is looked at before anything else, so that long input costs nothing. The
    pattern is stricter than int(), which also takes spaces, "_", "+" and other scripts.
    """
    if not isinstance(text, str) or len(text) != _TOKEN_DIGITS or not _DIGITS.fullmatch(text):
        return None
    number = int(text)
    if number >> 8 * _TOKEN_BYTES != 1:
        return None
    raw = number.to_bytes(_TOKEN_BYTES + 1, "big")[1:]
    return raw[: _LAYOUT.size], raw[_LAYOUT.size :]


def read(text: object) -> BadgeToken | None:
    """What a well-formed token claims, *not verified*; None when it is not one."""
    parts = split(text)
    if parts is None:
        return None
    version, purpose, *numbers = _LAYOUT.unpack(parts[0])
    if version != VERSION or purpose != PURPOSE_BADGE:
        return None
    return BadgeToken(*numbers)


def verify(text: object, keys: Mapping[int, bytes]) -> BadgeToken | None:
    """The token when it is genuine, else None: malformed, unknown key or bad signature.

    `keys` are raw 32-byte public keys by key id, those of every hub of the installation.
    """
    token = read(text)
    parts = split(text)
    if token is None or parts is None or token.key_id not in keys:
        return None
    body, signature = parts
    try:
        _public(keys[token.key_id]).verify(signature, body)
    except InvalidSignature:
        return None
    return token


def new_private_key() -> bytes:
    """A fresh raw 32-byte signing key."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_key(private_key: bytes) -> bytes:
    """The raw 32-byte public key that belongs to a raw private key."""
    return _private(private_key).public_key().public_bytes_raw()


@lru_cache(maxsize=256)
def _private(raw: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(raw)


@lru_cache(maxsize=256)
def _public(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)
