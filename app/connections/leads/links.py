"""The link by which an exhibitor's phone takes leads: `/leads/<code>-<signature>`.

Nothing in the database opens it: the signature needs the installation's secret key and the
phone's nonce. It is the same whenever it is made, so the organisers can show its code again.
"""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app
from itsdangerous import Signer
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.booths.models import Exhibitor, ExhibitorState
from app.connections.leads.models import LeadPhone
from app.core.db import db
from app.core.web import outside

PURPOSE = "ketnoi.leads"


def token_of(phone: LeadPhone) -> str:
    signer = Signer(current_app.config["SECRET_KEY"], salt=PURPOSE, digest_method=hashlib.sha256)
    return f"{phone.code}-{signer.get_signature(f'{phone.code}.{phone.nonce}').decode()}"


def address_of(phone: LeadPhone) -> str:
    """The link, absolute."""
    return outside(f"/leads/{token_of(phone)}")


def find(token: str) -> LeadPhone | None:
    """The phone a link belongs to, with event and exhibitor; None when it opens nothing."""
    code, dash, _signature = token.partition("-")
    if not dash or len(token) > 80 or not token.isascii():
        return None
    phone = db.session.scalar(
        select(LeadPhone)
        .join(LeadPhone.exhibitor)
        .where(
            LeadPhone.code == code,
            LeadPhone.revoked_at.is_(None),
            Exhibitor.state == ExhibitorState.APPROVED,
        )
        .options(
            joinedload(LeadPhone.event),
            joinedload(LeadPhone.exhibitor).joinedload(Exhibitor.organisation),
        )
    )
    if phone is None:
        return None
    return phone if hmac.compare_digest(token, token_of(phone)) else None
