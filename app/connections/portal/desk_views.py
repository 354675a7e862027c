"""The portal at the organisers' desk: opening it, its rules, acting for a participant."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, url_for

from app.connections.portal import arranging, desk_forms, desk_queries, links, queries
from app.connections.portal.blueprint import bp
from app.connections.portal.models import MeetingRules, Pair, Profile
from app.core import access, lists, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _


@bp.route("/events/<slug>/desk/portal", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def desk(slug: str) -> Any:
    """The rules for asking, and everybody who has a profile."""
    rules = queries.rules_of(g.event.id)
    form = desk_forms.RulesForm(obj=rules or MeetingRules(is_open=False, most_open=8,
                                                          answer_days=5))  # fmt: skip
    if form.submitted():
        try:
            arranging.set_rules(g.event, _rules(form))
            web.done(_("Saved."))
            return web.see_other(url_for(".desk", slug=slug))
        except Refused as refusal:
            form.refuse(refusal)
    page = lists.listing(
        desk_queries.listed(g.event, lists.asked("q")),
        sorts=queries.SORTS,
        default="name",
        scalars=False,
    )
    shown = render_template("connections/portal/desk.html", form=form, page=page, rules=rules)
    return shown, 422 if form.errors else 200


def _rules(form: desk_forms.RulesForm) -> arranging.Rules:
    return arranging.Rules(
        is_open=bool(form.is_open.data),
        most_open=form.most_open.data or 8,
        answer_days=form.answer_days.data or 5,
        least=form.least.data,
        most=form.most.data,
    )


def _profile(code: str) -> Profile:
    return desk_queries.profile(g.event, code) or abort(404)


@bp.get("/events/<slug>/desk/portal/<code>/act")
@access.event_role(Role.ORGANISER)
def act_for(slug: str, code: str) -> Any:
    """Open somebody's portal to act for them: it says so, and so does their history."""
    person = _profile(code).registration
    return web.see_other(url_for(".home", token=links.token_for_office(person)))


@bp.route("/events/<slug>/desk/portal/<code>", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def speaker(slug: str, code: str) -> Any:
    """For whom a participant speaks."""
    row = _profile(code)
    known = row.organisation.code if row.speaks and row.organisation else ""
    form = desk_forms.SpeakerForm(desk_queries.firms(g.event), data={"firm": known})
    if form.submitted():
        firm = desk_queries.firm(g.event, form.firm.data)
        arranging.set_speaker(row, firm.id if firm else None)
        web.done(_("Saved."))
        return web.see_other(url_for(".desk", slug=slug))
    shown = render_template("connections/portal/speaker.html", form=form, row=row)
    return shown, 422 if form.errors else 200


# ------------------------------------------------------------------ pairs and numbers
@bp.get("/events/<slug>/desk/portal-rules")
@access.event_role(Role.ORGANISER)
def pairs(slug: str) -> Any:
    """Who must or must never meet, how many meetings whom, and who has too few."""
    return _pairs_page()


def _pairs_page(
    pair: desk_forms.PairForm | None = None, limit: desk_forms.LimitForm | None = None
) -> Any:
    firms = desk_queries.firms(g.event)
    rules, limits = queries.rules_of(g.event.id), desk_queries.limits(g.event)
    least = {row.organisation_id: row.least for row in limits}
    usual = rules.least if rules else None
    few = [
        (firm, number, wanted)
        for firm, number in desk_queries.accepted_by_firm(g.event)
        if (wanted := least.get(firm.id, usual)) and number < wanted
    ]
    shown = render_template(
        "connections/portal/pairs.html",
        pair=pair or desk_forms.PairForm(firms, formdata=None),
        limit=limit or desk_forms.LimitForm(firms, formdata=None),
        rows=desk_queries.pair_rules(g.event),
        limits=limits,
        few=few,
        words=desk_forms.PAIRS,
    )
    return shown, 422 if pair or limit else 200


@bp.post("/events/<slug>/desk/portal-rules/pairs")
@access.event_role(Role.ORGANISER)
def say_pair(slug: str) -> Any:
    """Say that two organisations must meet, or never."""
    form = desk_forms.PairForm(desk_queries.firms(g.event))
    if not form.submitted():
        return _pairs_page(pair=form)
    one = desk_queries.firm(g.event, form.one.data) or abort(404)
    other = desk_queries.firm(g.event, form.other.data) or abort(404)
    try:
        arranging.say(g.event, one.id, other.id, Pair(form.kind.data))
    except Refused as refusal:
        form.refuse(refusal)
        return _pairs_page(pair=form)
    web.done(_("Saved."))
    return web.see_other(url_for(".pairs", slug=slug))


@bp.post("/events/<slug>/desk/portal-rules/pairs/<int:number>/drop")
@access.event_role(Role.ORGANISER)
def drop_pair(slug: str, number: int) -> Any:
    """Say nothing of two organisations any more."""
    arranging.drop(g.event, desk_queries.pair_rule(g.event, number) or abort(404))
    web.done(_("The rule is dropped."))
    return web.see_other(url_for(".pairs", slug=slug))


@bp.post("/events/<slug>/desk/portal-rules/limits")
@access.event_role(Role.ORGANISER)
def set_limit(slug: str) -> Any:
    """Other numbers of meetings for one organisation."""
    form = desk_forms.LimitForm(desk_queries.firms(g.event))
    if not form.submitted():
        return _pairs_page(limit=form)
    firm = desk_queries.firm(g.event, form.firm.data) or abort(404)
    try:
        arranging.set_limit(g.event, firm.id, form.least.data, form.most.data)
    except Refused as refusal:
        form.refuse(refusal)
        return _pairs_page(limit=form)
    web.done(_("Saved."))
    return web.see_other(url_for(".pairs", slug=slug))
