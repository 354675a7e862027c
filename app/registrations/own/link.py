"""The link by which a person manages a registration: `/r/<code>-<signature>`.

Nothing in the database opens it: the signature needs the installation's secret key and the
registration's nonce, and the nonce changes when the address changes or the person is erased.
It is the same whenever it is made, so that a repeated request gets the same answer.
"""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app
from itsdangerous import Signer
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import ids
from app.core.db import db
from app.core.web import outside
from app.registrations.models import Category, Registration

PURPOSE = "ketnoi.registration"


def _signature(code: str, nonce: str) -> str:
    signer = Signer(current_app.config["SECRET_KEY"], salt=PURPOSE, digest_method=hashlib.sha256)
    return signer.get_signature(f"{code}.{nonce}").decode()


def token_of(code: str, nonce: str) -> str:
    return f"{code}-{_signature(code, nonce)}"


def find(token: str) -> Registration | None:
    """The registration a link opens, with its category and event; None when it opens none."""
    code, dash, signature = token.partition("-")
    if not dash or len(token) > 80 or not signature.isascii():
        return None
    registration = db.session.scalar(
        select(Registration)
        .where(Registration.code == code, Registration.erased_at.is_(None))
        .options(joinedload(Registration.category).joinedload(Category.event))
    )
    if registration is None:
        return None
    wanted = _signature(registration.code, registration.link_nonce)
    return registration if hmac.compare_digest(signature, wanted) else None


def address_of(registration: Registration) -> str:
    """The link of a registration, absolute."""
    return outside(f"/r/{token_of(registration.code, registration.link_nonce)}")


def rotate(registration: Registration) -> None:
    """Let the link in use open nothing any more."""
    registration.link_nonce = ids.code(26)
