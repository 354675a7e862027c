"""One request, for an organisation that was asked by letter. The page answers nothing by itself."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for

from app.connections import booths
from app.connections.models import MeetingRequest
from app.connections.portal import actions, faces, links, turns
from app.connections.portal.blueprint import bp
from app.connections.stages import RequestState, Side
from app.connections.words import REQUEST_KINDS, REQUEST_STATES
from app.core import access, clock, web
from app.core.errors import Refused
from app.core.i18n import _


def _opened(token: str) -> tuple[MeetingRequest, Side]:
    return links.request_of(token) or abort(404)


@bp.get("/meet/<token>")
@access.link("meeting-request")
def answer_page(token: str) -> Any:
    """Who asks, why, and the answers."""
    row, side = _opened(token)
    standing = turns.standing(row.state, row.expires_at, clock.now())
    waits = turns.waits_for(row.asked_side, proposed=row.proposal is not None)
    return render_template(
        "connections/portal/answer.html",
        event=row.event,
        at=booths.shown(row, booths.stands_for([row])),
        row=row,
        face=faces.across(row, side),
        standing=standing,
        my_turn=standing is RequestState.REQUESTED and side in waits,
        states=REQUEST_STATES,
        kinds=REQUEST_KINDS,
        token=token,
    )


@bp.post("/meet/<token>/accept")
@access.link("meeting-request")
def answer_yes(token: str) -> Any:
    return _answered(token, accept=True)


@bp.post("/meet/<token>/decline")
@access.link("meeting-request")
def answer_no(token: str) -> Any:
    return _answered(token, accept=False)


@bp.post("/meet/<token>/again")
@access.link("meeting-request")
def answer_again(token: str) -> Any:
    """Take a "no" back."""
    row, side = _opened(token)
    try:
        actions.think_again(row, side)
        web.done(_("It waits for your answer again."))
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(url_for(".answer_page", token=token))


def _answered(token: str, *, accept: bool) -> Any:
    row, side = _opened(token)
    try:
        actions.answer(row, side, accept=accept, booth=request.form.get("booth"))
        if accept:
            web.done(_("Accepted. Now you see how to reach each other."))
        else:
            web.done(_("Declined."), url_for(".answer_again", token=token))
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(url_for(".answer_page", token=token))
