"""Walk-up meetings in three taps, and the stand-by list."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for

from app.connections.presence import forms, queries, stand_by, walk_up
from app.connections.presence.blueprint import bp
from app.core import access, lists, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _
from app.core.text import whole
from app.registrations.states import Verdict


@bp.route("/events/<slug>/desk/walk-up", methods=["GET", "POST"])
@access.event_role(Role.STEWARD)
def walk_up_page(slug: str) -> Any:
    """One person, the other person, the table. What was chosen stands in the address."""
    first = walk_up.party(g.event, lists.asked("a"))
    second = walk_up.party(g.event, lists.asked("b"))
    if first is None or second is None:
        return _choose(first or second)
    if not _kept_order() and not walk_up.likely_demand(first, second):
        first, second = second, first
    form = _form(first, second)
    if form.submitted():
        try:
            walk_up.record(
                g.event,
                first,
                second,
                table=whole(form.table.data or ""),
                need_code=form.need.data,
                topic=form.topic.data,
                technology_code=form.technology.data,
            )
            web.done(_("The meeting is recorded as held."))
            return web.see_other(url_for(".tables", slug=slug))
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template(
        "connections/presence/walk_up.html",
        first=first,
        second=second,
        form=form,
        tables=walk_up.free_tables(g.event),
        needs=walk_up.needs_of(first),
        swapped=url_for(".walk_up_page", slug=slug, a=second.key, b=first.key, order="kept"),
        here=url_for(".walk_up_page", slug=slug, a=first.key, b=second.key, order="kept"),
    )
    return page, 422 if form.errors or getattr(form, "form_errors", None) else 200


def _kept_order() -> bool:
    return lists.asked("order") == "kept"


def _form(first: walk_up.Party, second: walk_up.Party) -> forms.WalkUpForm:
    form = forms.WalkUpForm()
    needs = walk_up.needs_of(first)
    form.need.choices = [*((need.code, need.title) for need in needs), ("", _("Another need…"))]
    offers = walk_up.technologies_of(second)
    form.technology.choices = [("", _("Not a certain one")), *((t.code, t.title) for t in offers)]
    if not form.was_sent and needs:
        form.need.data = needs[0].code
    if not form.was_sent and len(offers) == 1:
        form.technology.data = offers[0].code
    return form


def _choose(
    chosen: walk_up.Party | None, form: forms.BadgeForm | None = None, status: int = 200
) -> Any:
    web.allow_camera()
    q = lists.asked("q")
    page = render_template(
        "connections/presence/walk_up_choose.html",
        chosen=chosen,
        q=q,
        found=walk_up.found(g.event, q) if q else [],
        form=form or forms.BadgeForm(formdata=None),
    )
    return page, status


@bp.post("/events/<slug>/desk/walk-up/badge")
@access.event_role(Role.STEWARD)
def walk_up_badge(slug: str) -> Any:
    """A scanned badge chooses the person; on to the next step."""
    form = forms.BadgeForm()
    chosen = walk_up.party(g.event, lists.asked("a"))
    if form.submitted():
        person = queries.by_badge(g.event, form.badge.data or "")
        if not isinstance(person, Verdict):
            key = f"p{person.code}"
            first, second = (chosen.key, key) if chosen else (key, None)
            return web.see_other(url_for(".walk_up_page", slug=slug, a=first, b=second))
        form.refuse(Refused("badge_unknown_here", field="badge"))
    return _choose(chosen, form, 422)


@bp.get("/events/<slug>/desk/stand-by")
@access.event_role(Role.ORGANISER)
def stand_by_list(slug: str) -> Any:
    """Free places in the next slots, and who could take them."""
    return render_template("connections/presence/stand_by.html", free=stand_by.free_places(g.event))


@bp.post("/events/<slug>/desk/stand-by")
@access.event_role(Role.ORGANISER)
def take_stand_by(slug: str) -> Any:
    """One tap: the two get the place, and a letter."""
    code, slot = request.form.get("request", ""), request.form.get("slot", "")
    if not code or not slot:
        abort(400)
    try:
        meeting = stand_by.take(g.event, code[:20], slot[:20])
        web.done(
            _(
                "%(a)s and %(b)s have the place; both are written to.",
                a=meeting.sides[0],
                b=meeting.sides[1],
            )
        )
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(url_for(".stand_by_list", slug=slug))
