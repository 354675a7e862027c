"""Where a consent came from: the sender's network, kept as a keyed hash only."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app

from app.core import limits


def network_hash() -> str:
    """Proof that two consents came from one network, without keeping the address."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, b"network:" + limits.network().encode(), hashlib.sha256).hexdigest()
