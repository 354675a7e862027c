"""The hub's side: what owners were told and answered, the rhythm, answers given by phone."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for

from app.catalogue.labels import DISMISS_REASONS
from app.connections.digests import actions, contents, forms, queries
from app.connections.digests.blueprint import bp
from app.connections.digests.contents import Every, Reply
from app.connections.digests.models import DigestItem
from app.connections.digests.words import EVERY, REASONS, REPLIES, REPLY_TAGS, STATES
from app.core import access, clock, lists, sheets, web
from app.core.access import Role
from app.core.db import db
from app.core.errors import Refused
from app.core.i18n import _, date_text, ngettext
from app.core.outbox import AGAIN

WORDS = {
    "states": STATES,
    "replies": REPLIES,
    "reply_tags": REPLY_TAGS,
    "reasons": REASONS,
    "Reply": Reply,
    "AGAIN": AGAIN,
}


@bp.get("/hubs/<hub>/digests")
@access.hub_role(Role.VIEWER)
def digests(hub: str) -> Any:
    """What the owners of needs were told, and what they answered."""
    filters = {name: lists.asked(name) for name in ("q", "state")}
    export = "format" in request.args
    page = lists.listing(
        queries.listed(g.hub, filters),
        sorts=queries.SORTS,
        default="-told",
        everything=export,
        scalars=False,
    )
    if export:
        return sheets.respond(
            _columns(), [_row(item) for item, *_x in page.items], f"{hub}-digests"
        )
    plan = queries.plan_of(g.hub)
    every = plan.every if plan else Every.OFF
    return render_template(
        "connections/digests/list.html",
        page=page,
        counts=db.session.execute(queries.counts(g.hub.id, *queries.STATES)).mappings().one(),
        waiting=len(queries.candidates(g.hub.id)),
        every=EVERY[every],
        next_day=contents.next_day(every, clock.local(clock.now())),
        form=forms.PlanForm(formdata=None, every=every.value),
        **WORDS,
    )


def _columns() -> list[str]:
    who = [
        _("Need"),
        _("Need side"),
        _("Technology"),
        _("Technology side"),
        _("Told on"),
        _("Told by"),
    ]
    return [*who, _("Answer"), _("Answered on"), _("Why not"), _("In their words")]


def _row(item: DigestItem) -> list[Any]:
    need, technology = item.suggestion.need, item.suggestion.technology
    return [
        need.title,
        item.digest.organisation.name,
        technology.title,
        technology.organisation.name,
        date_text(item.digest.written_at),
        _("phone") if item.digest.by_phone else _("letter"),
        str(REPLIES[item.reply]) if item.reply else "",
        date_text(item.replied_at),
        str(DISMISS_REASONS[item.why]) if item.why else "",
        item.note,
    ]


def _list(hub: str, state: str | None = None) -> Any:
    return web.see_other(url_for(".digests", hub=hub, state=state))


@bp.post("/hubs/<hub>/digests/plan")
@access.hub_role(Role.ORGANISER)
def plan(hub: str) -> Any:
    """How often the hub writes."""
    form = forms.PlanForm()
    if form.submitted():
        actions.plan(g.hub, Every(form.every.data))
        web.done(_("The rhythm is set."))
    return _list(hub)


@bp.post("/hubs/<hub>/digests/now")
@access.hub_role(Role.ORGANISER)
def write_now(hub: str) -> Any:
    """Tell the owners at once of what waits."""
    number = actions.write_now(g.hub)
    if number:
        web.done(ngettext("%(num)s owner is told.", "%(num)s owners are told.", number))
    else:
        web.done(_("Nobody else can be told today: each owner is written to once a day."))
    return _list(hub)


def _item(code: str) -> DigestItem:
    return queries.item_in(g.hub, code) or abort(404)


@bp.route("/hubs/<hub>/digests/<code>", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def take_down(hub: str, code: str) -> Any:
    """Take down what an owner said by phone."""
    item = _item(code)
    digest = item.digest
    silent = bool(digest.address) and actions.is_stopped(digest)
    said = {"reply": item.reply and item.reply.value, "why": item.why and item.why.value}
    form = forms.OfficeForm(**said, note=item.note, silent=silent)
    if form.submitted():
        try:
            actions.answer(item, form.given())
            if digest.address and form.silent.data != silent:
                (actions.stop if form.silent.data else actions.start_again)(digest)
            web.done(_("The answer is taken down."))
            return _list(hub, state=form.reply.data)
        except Refused as refusal:
            form.refuse(refusal)
    need = item.suggestion.need
    page = render_template(
        "connections/digests/take_down.html",
        item=item,
        digest=digest,
        need=need,
        technology=item.suggestion.technology,
        about=queries.Told(item, False),
        form=form,
        **WORDS,
    )
    return page, 422 if form.errors else 200


@bp.post("/hubs/<hub>/digests/<code>/done")
@access.hub_role(Role.ORGANISER)
def handled(hub: str, code: str) -> Any:
    """The hub has acted on an answer."""
    try:
        actions.handle(_item(code))
        web.done(_("The answer is seen to."), url_for(".reopened", hub=hub, code=code))
    except Refused as refusal:
        web.refused(refusal)
    return _list(hub, state="yes")


@bp.post("/hubs/<hub>/digests/<code>/reopen")
@access.hub_role(Role.ORGANISER)
def reopened(hub: str, code: str) -> Any:
    """It was not acted on after all."""
    actions.reopen(_item(code))
    web.done(_("The answer waits again."))
    return _list(hub, state="yes")
