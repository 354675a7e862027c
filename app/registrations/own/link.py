"""The links by which a person manages a registration: `/r/<code>-<signature>`.

Nothing in the database opens one: the signature needs the installation's secret key and the
registration's nonce, and the nonce changes when the address changes or the person is erased.
It is the same whenever it is made, so that a repeated request gets the same answer.

There are two, and the signature tells which: the one shown to whoever typed the form, and the
one that only letters carry. Once somebody has pressed a button behind the second, the mailbox is
known to be theirs, and the first shows no more than the badge: whoever only typed somebody's
address never sees what that person adds.
"""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app, g, has_request_context
from itsdangerous import Signer
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import ids
from app.core.db import db
from app.core.web import outside
from app.registrations.models import Category, Registration

PURPOSE = "ketnoi.registration"
MAILED = "ketnoi.registration.mailed"


def _signature(code: str, nonce: str, purpose: str = PURPOSE) -> str:
    signer = Signer(current_app.config["SECRET_KEY"], salt=purpose, digest_method=hashlib.sha256)
    return signer.get_signature(f"{code}.{nonce}").decode()


def token_of(code: str, nonce: str) -> str:
    """For whoever signs up, at once."""
    return f"{code}-{_signature(code, nonce)}"


def mailed_token_of(registration: Registration) -> str:
    """For letters alone: that it comes back proves the address."""
    return f"{registration.code}-{_signature(registration.code, registration.link_nonce, MAILED)}"


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
    shown = hmac.compare_digest(signature, _signature(code, registration.link_nonce))
    if not shown and not by_mail(registration, token):
        return None
    if has_request_context():
        g.own_link = (registration.id, token)
    return registration


def by_mail(registration: Registration, token: str) -> bool:
    """Whether this link is the one that only letters carry."""
    return hmac.compare_digest(token, mailed_token_of(registration))


def opens_all(registration: Registration, token: str) -> bool:
    """Whether this link shows more than the badge."""
    return registration.email_confirmed_at is None or by_mail(registration, token)


def token_here(registration: Registration) -> str:
    """The link by which this page was opened, for its links to other pages."""
    found_id, token = g.get("own_link", (None, "")) if has_request_context() else (None, "")
    if found_id == registration.id and by_mail(registration, token):
        return str(token)
    return token_of(registration.code, registration.link_nonce)


def address_of(registration: Registration) -> str:
    """The link of a registration for a letter, absolute."""
    return outside(f"/r/{mailed_token_of(registration)}")


def rotate(registration: Registration) -> None:
    """Let the links in use open nothing any more."""
    registration.link_nonce = ids.code(26)
