"""The owner's page behind the link in a digest: opening it shows, pressing a button answers."""

from __future__ import annotations

from typing import Any

from flask import abort, make_response, render_template, request, url_for
from flask.blueprints import BlueprintSetupState

from app.connections.digests import actions, links, office_views, queries
from app.connections.digests.blueprint import bp
from app.connections.digests.contents import Reply
from app.connections.digests.forms import OwnerForm
from app.connections.digests.models import Digest
from app.connections.digests.words import REASONS, REPLIES, REPLY_TAGS
from app.core import access, limits, web
from app.core.errors import Refused
from app.core.i18n import _

__all__ = ["bp", "office_views"]


def _opened(token: str) -> Digest:
    """The digest of a link; else a page that says why not."""
    opened = links.read(token)
    if opened.digest is not None and not opened.over:
        return opened.digest
    hub = opened.digest.hub if opened.digest else None
    page = render_template("connections/digests/closed.html", hub=hub, over=opened.over)
    return abort(make_response(page, 410 if opened.over else 404))


def _again(token: str, fragment: str | None = None) -> Any:
    language = request.args.get("lang")
    address = url_for(".digest", token=token, lang=language, _anchor=fragment)
    return web.see_other(address)


@bp.get("/digest/<token>")
@access.link(links.PURPOSE)
def digest(token: str) -> Any:
    """What was found for an owner's needs, with the answers beside each."""
    found = _opened(token)
    return _page(found, token)


def _page(digest: Digest, token: str, form: OwnerForm | None = None, at: str = "") -> Any:
    return render_template(
        "connections/digests/digest.html",
        digest=digest,
        needs=queries.by_needs(queries.told(digest)),
        token=token,
        form=form or OwnerForm(formdata=None),
        at=at,
        replies=REPLIES,
        reply_tags=REPLY_TAGS,
        reasons=REASONS,
        Reply=Reply,
    )


@bp.post("/digest/<token>/<code>")
@access.link(links.PURPOSE)
def answer(token: str, code: str) -> Any:
    """One answer to one suggestion."""
    found = _opened(token)
    limits.check("digest", "120/hour", found.code)
    item = queries.item_of(found, code) or abort(404)
    form = OwnerForm()
    if not form.submitted():
        return _page(found, token, form, code), 422
    try:
        actions.answer(item, form.given())
        web.done(_("Thank you! Your answer is with the hub."))
    except Refused as refusal:
        web.refused(refusal)
    return _again(token, f"s-{code}")


@bp.route("/digest/<token>/stop", methods=["GET", "POST"])
@access.link(links.PURPOSE)
def stop(token: str) -> Any:
    """Shown on GET, done on POST; mail programs send the POST by themselves (RFC 8058)."""
    found = _opened(token)
    if request.method == "POST":
        limits.check("digest", "120/hour", found.code)
        if request.form.get("again"):
            actions.start_again(found)
        else:
            actions.stop(found)
    return render_template(
        "connections/digests/stop.html",
        digest=found,
        token=token,
        stopped=actions.is_stopped(found),
    )


def _no_token_needed(state: BlueprintSetupState) -> None:
    """Mail programs send no cookie and no CSRF token; the link itself is the right to do it."""
    state.app.extensions["csrf"].exempt(stop)


bp.record_once(_no_token_needed)
