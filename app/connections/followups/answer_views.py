"""The party's page that answers without a password, and the hub's list of questions."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for

from app.connections.followups import answer_queries as queries
from app.connections.followups import asked, letters
from app.connections.followups.blueprint import bp
from app.connections.followups.forms import AnswerForm
from app.connections.followups.models import FollowUp
from app.connections.followups.page import ABOUT_ANSWERS
from app.connections.followups.words import ANSWERS
from app.connections.presence.words import SIDES
from app.core import access, limits, lists, sheets, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _, date_text


@bp.route("/follow-up/<token>", methods=["GET", "POST"])
@access.link(letters.PURPOSE)
def follow_up(token: str) -> Any:
    """A party says what came of its meeting. Opening the link shows; sending acts."""
    row = letters.find(token) or abort(404)
    form = AnswerForm()
    if form.submitted():
        limits.check("follow_up", "30/hour", row.code)
        try:
            asked.answer(row, form.given())
            return web.see_other(url_for(".follow_up", token=token, lang=request.args.get("lang")))
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template(
        "connections/followup/answer.html",
        row=row,
        meeting=row.connection.meeting,
        other=letters.other_side(row),
        form=form,
        **ABOUT_ANSWERS,
    )
    return page, 422 if form.errors or getattr(form, "form_errors", None) else 200


@bp.get("/hubs/<hub>/follow-ups")
@access.hub_role(Role.VIEWER)
def questions(hub: str) -> Any:
    """Who was asked after 3, 6 and 12 months, who answered, who has not."""
    filters = {name: lists.asked(name) for name in ("q", "state", "answer", "months")}
    export = "format" in request.args
    page = lists.listing(
        queries.listed(g.hub, filters), sorts=queries.SORTS, default="-asked", everything=export
    )
    if export:
        return sheets.respond(_columns(), [_row(row) for row in page.items], f"follow-ups-{hub}")
    return render_template(
        "connections/followup/questions.html",
        page=page,
        counts=queries.counts(g.hub),
        **ABOUT_ANSWERS,
    )


def _columns() -> list[str]:
    who = [_("Need"), _("Need side"), _("Technology side"), _("Side asked"), _("Contact person")]
    return [
        *who,
        _("Months after"),
        _("Asked by letter on"),
        _("Answer"),
        _("Answered on"),
        _("Note"),
    ]


def _row(row: FollowUp) -> list[Any]:
    meeting = row.connection.meeting
    return [
        meeting.need.title,
        meeting.demand.name,
        meeting.supply.name if meeting.supply else meeting.offer,
        str(SIDES[row.contact.side]),
        row.contact.name,
        row.months,
        date_text(row.asked_at),
        str(ANSWERS[row.answer]) if row.answer else "",
        date_text(row.answered_at) if row.answered_at else "",
        row.note,
    ]


@bp.post("/hubs/<hub>/follow-ups/<code>/seen")
@access.hub_role(Role.ORGANISER)
def answer_seen(hub: str, code: str) -> Any:
    """The hub has seen to an answer."""
    row = queries.by_code(g.hub, code) or abort(404)
    try:
        asked.handle(row)
        web.done(_("The answer is seen to."))
    except Refused as refusal:
        web.refused(refusal)
    back = url_for(".one", hub=hub, code=row.connection.code)
    return web.see_other(web.local_path(request.form.get("back"), back))
