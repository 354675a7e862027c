"""Mails of this package."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from app.accounts import actions
from app.accounts.models import User
from app.core import jobs, links, mail
from app.core.db import db


@jobs.task("accounts.send_reset")
def send_reset(user_id: int, kind: str, key: str | None = None) -> dict[str, Any] | None:
    """A link to choose a password, good for 2 hours (an invitation: 7 days)."""
    user = db.session.get(User, user_id)
    if user is None:
        return None
    purpose = "invitation" if kind == "invitation" else "reset"
    token = links.sign(purpose, actions.reset_payload(user))
    base = current_app.config["KETNOI"].base_url
    with current_app.test_request_context(base_url=base):
        link = url_for("accounts.reset", purpose=purpose, token=token, _external=True)
    mail.send(
        to=user.email,
        template=f"accounts/mail/{kind}",
        key=key or f"{kind}:{token}",
        name=user.name,
        link=link,
    )
    return None
