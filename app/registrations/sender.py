"""Where a consent or a refusal came from: network and address, kept as keyed hashes only."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app

from app.core import limits


def network_hash() -> str:
    """Proof that two consents came from one network, without keeping the address."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, b"network:" + limits.network().encode(), hashlib.sha256).hexdigest()


def address_hash(address: str) -> str:
    """What is kept of an address that wants to hear nothing more."""
    secret = current_app.config["SECRET_KEY"].encode()
    folded = address.strip().casefold().encode()
    return hmac.new(secret, b"address:" + folded, hashlib.sha256).hexdigest()
