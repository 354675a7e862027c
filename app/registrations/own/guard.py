"""Who stands behind a link: the badge is for its holder, all else for who reads the mailbox."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from flask import abort, request, url_for

from app.core import web
from app.core.i18n import COOKIE, force_locale
from app.registrations.models import Registration
from app.registrations.own import actions as own
from app.registrations.own import link

View = Callable[..., Any]


def holder(token: str) -> Registration:
    """The registration for whoever holds one of its links, or 404. Sending something by the link
    of a letter confirms the address; opening it does not (mail programs open links too)."""
    registration = link.find(token)
    if registration is None:
        abort(404)
    if request.method == "POST" and link.by_mail(registration, token):
        own.confirm_email(registration)
    return registration


def owner(token: str) -> Registration:
    """The registration for who may see and change all of it; others are led to the page that
    says which link does."""
    registration = holder(token)
    if not link.opens_all(registration, token):
        abort(web.see_other(url_for("registrations.own_registration", token=token)))
    return registration


def holders(view: View) -> View:
    """Resolve the link or answer 404; speak the person's language unless they chose another."""
    return _resolved(view, holder)


def persons(view: View) -> View:
    """The same for pages that show or change more than the badge."""
    return _resolved(view, owner)


def _resolved(view: View, find: Callable[[str], Registration]) -> View:
    @functools.wraps(view)
    def resolved(token: str, **more: str) -> Any:
        registration = find(token)
        chosen = COOKIE in request.cookies or "lang" in request.args
        with nullcontext() if chosen else force_locale(registration.locale):
            return view(registration, token, **more)

    return resolved
