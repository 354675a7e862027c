"""The leader's link: `/d/<code>-<signature>`, as a person's own (`own/link.py`)."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app
from itsdangerous import Signer
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.web import outside
from app.registrations.models import Delegation

PURPOSE = "ketnoi.delegation"


def token_of(delegation: Delegation) -> str:
    return f"{delegation.code}-{_signature(delegation)}"


def _signature(delegation: Delegation) -> str:
    signer = Signer(current_app.config["SECRET_KEY"], salt=PURPOSE, digest_method=hashlib.sha256)
    return signer.get_signature(f"{delegation.code}.{delegation.link_nonce}").decode()


def find(token: str) -> Delegation | None:
    """The delegation a link opens, with its event; None when it opens none."""
    code, dash, signature = token.partition("-")
    if not dash or len(token) > 80 or not signature.isascii():
        return None
    found = db.session.scalar(
        select(Delegation)
        .where(Delegation.code == code, Delegation.erased_at.is_(None))
        .options(joinedload(Delegation.event))
    )
    if found is None or not hmac.compare_digest(signature, _signature(found)):
        return None
    return found


def address_of(delegation: Delegation) -> str:
    return outside(f"/d/{token_of(delegation)}")
