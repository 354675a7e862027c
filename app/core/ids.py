"""Names for the outside: random codes that tell nothing and cannot be counted."""

from __future__ import annotations

import hashlib
import re
import secrets

from app.core.text import fold

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford: no i, l, o, u to misread


def code(length: int = 16) -> str:
    """A random code of 5 bits a character; 16 (80 bits) for what a stranger must not guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def secret() -> str:
    """A bearer secret of 256 bits, shown once; store only its digest."""
    return secrets.token_urlsafe(32)


def digest(text: str) -> str:
    """How a secret is stored: SHA-256, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def slug(text: str, max_length: int = 60) -> str:
    """A readable address part: folded words joined by hyphens (may be empty)."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:max_length].strip("-")
