"""Writes tokens.json: badge tokens that must pass and that must not, for Python and JavaScript.

Run from the project's root: python tests/vectors/make_tokens.py. The keys are for tests only.
"""

import hashlib
import json
import random
from base64 import urlsafe_b64encode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.core import tokens

GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
PRIVATE = {kid: hashlib.sha256(f"test key {kid}".encode()).digest() for kid in (1, 2, 500, 65535)}
STRANGER = hashlib.sha256(b"a key nobody knows").digest()


def spelled(body: bytes, signature: bytes, lead: bytes = b"\x01") -> str:
    return str(int.from_bytes(lead + body + signature, "big"))


def signed(body: bytes, private: bytes) -> str:
    return spelled(body, Ed25519PrivateKey.from_private_bytes(private).sign(body))


def genuine(rng: random.Random) -> list[dict]:
    bodies = [
        tokens.BadgeToken(1, 0, 0, 0),
        tokens.BadgeToken(65535, 2**32 - 1, 2**64 - 1, 65535),
    ]
    for _ in range(30):
        key_id = rng.choice(sorted(PRIVATE))
        bodies.append(
            tokens.BadgeToken(key_id, rng.getrandbits(32), rng.getrandbits(63), rng.randint(1, 20))
        )
    return [
        {
            "token": tokens.encode(body, PRIVATE[body.key_id]),
            "key_id": body.key_id,
            "event": body.event,
            "serial": str(body.serial),
            "category": body.category,
        }
        for body in bodies
    ]


def refused(good: list[dict], rng: random.Random) -> list[dict]:
    token = good[5]["token"]
    other = good[6]["token"]
    body, signature = tokens.split(token)
    other_body, other_signature = tokens.split(other)
    s = int.from_bytes(signature[32:], "little") + GROUP_ORDER
    spare = signature[:32] + s.to_bytes(32, "little")
    key_id = good[5]["key_id"]
    cases = {
        "empty": "",
        "one digit short": token[:-1],
        "one digit more": token + "0",
        "leading zero": "0" + token[1:],
        "zero before it": "0" + token,
        "space before it": " " + token,
        "line end after it": token + "\n",
        "line end instead of the last digit": token[:-1] + "\n",
        "plus sign": "+" + token[1:],
        "minus sign": "-" + token[1:],
        "underscore inside": token[:50] + "_" + token[51:],
        "underscore between": token[:50] + "_" + token[50:],
        "arabic-indic digits": token.translate({48 + n: 0x660 + n for n in range(10)}),
        "full-width digits": token.translate({48 + n: 0xFF10 + n for n in range(10)}),
        "one full-width digit": token[:7] + chr(0xFF10 + int(token[7])) + token[8:],
        "letter O for zero": token.replace("0", "O"),
        "hexadecimal": hex(int(token)),
        "floating point": token[:3] + "." + token[4:],
        "too small for its length": "1" + "0" * 197,
        "too large for its length": "9" * 198,
        "other lead byte": spelled(body, signature, b"\x02"),
        "no lead byte": spelled(body, signature, b""),
        "twice": token + token,
        "address before it": "HTTPS://EXAMPLE.ORG/B/" + token,
        "plain words": "Xin chào",
        "body of one, signature of another": spelled(body, other_signature),
        "signature of one, body of another": spelled(other_body, signature),
        "signature first": spelled(signature[:18], body + signature[18:]),
        "signature of zeros": spelled(body, bytes(64)),
        "second spelling of the signature": spelled(body, spare),
        "signed by a stranger": signed(body, STRANGER),
        "signed by another hub's key": signed(body, PRIVATE[1 if key_id != 1 else 2]),
        "unknown key id": signed(b"\x01\x01\x00\x63" + body[4:], STRANGER),
        "version 0": signed(b"\x00" + body[1:], PRIVATE[key_id]),
        "version 2": signed(b"\x02" + body[1:], PRIVATE[key_id]),
        "other purpose": signed(b"\x01\x02" + body[2:], PRIVATE[key_id]),
        "longer body": signed(body + b"\x00", PRIVATE[key_id]),
        "shorter body": signed(body[:-1], PRIVATE[key_id]),
    }
    for _ in range(60):
        bit = rng.randrange(8 * 82)
        cases[f"bit {bit} flipped"] = str(int(token) ^ (1 << bit))
    return [{"why": why, "token": text} for why, text in cases.items()]


def main() -> None:
    rng = random.Random(2026)
    good = genuine(rng)
    keys = {
        str(kid): urlsafe_b64encode(tokens.public_key(raw)).rstrip(b"=").decode()
        for kid, raw in PRIVATE.items()
    }
    cases = {"keys": keys, "genuine": good, "refused": refused(good, rng)}
    Path(__file__).with_name("tokens.json").write_text(
        json.dumps(cases, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
