"""The office's page of points: where badges are scanned."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import abort, g, render_template, request, url_for

from app.core import access, lists, sheets, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _
from app.registrations import queries as people
from app.registrations.checkin import queries
from app.registrations.checkin.blueprint import bp
from app.registrations.checkin.office import actions
from app.registrations.checkin.office.forms import PointForm
from app.registrations.checkin.words import KINDS, RULES
from app.registrations.models import Point


@bp.get("/events/<slug>/desk/points")
@access.event_role(Role.VIEWER)
def points(slug: str) -> Any:
    """All points with their hours and how often was scanned there."""
    q, kind = lists.asked("q"), lists.asked("kind")
    page = queries.point_list(g.event.id, q=q, kind=kind, everything="format" in request.args)
    if "format" in request.args:
        return sheets.respond(_columns(), map(_row, page.items), f"points-{slug}")
    counts = Counter(point.kind for point in queries.points(g.event.id))
    names = {one.number: people.category_name(one) for one in people.categories_of(g.event.id)}
    return render_template(
        "registrations/checkin/points.html",
        page=page,
        counts=counts,
        kinds=KINDS,
        rules=RULES,
        names_of=lambda numbers: ", ".join(names.get(number, "–") for number in numbers),
    )


def _columns() -> list[str]:
    return [
        _("Code"),
        _("Name"),
        _("Kind"),
        _("One person may come in"),
        _("Opens at"),
        _("Closes at"),
        _("Scans"),
    ]


def _row(found: tuple[Point, int]) -> list[Any]:
    point, scans = found
    kind, rule = str(KINDS[point.kind]), str(RULES[point.rule])
    return [point.code, point.name, kind, rule, point.opens, point.closes, scans]


@bp.route("/events/<slug>/desk/points/new", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def new_point(slug: str) -> Any:
    """A new point."""
    form = PointForm(g.event)
    if form.submitted():
        try:
            point = actions.add_point(g.event, form.given())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            web.done(_("%(name)s is ready to scan.", name=point.name))
            return web.see_other(url_for(".points", slug=slug))
    return _form_page(form, None)


@bp.route("/events/<slug>/desk/points/<code>", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def edit_point(slug: str, code: str) -> Any:
    """Change a point; its hours change what is said of scans made there."""
    point = _point_or_404(code)
    form = PointForm(g.event, point)
    if form.submitted():
        try:
            version = web.etag_version(form.version.data)
            actions.change_point(g.event, point, form.given(), version)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            web.done(_("%(name)s is saved.", name=point.name))
            return web.see_other(url_for(".points", slug=slug))
    return _form_page(form, point)


@bp.post("/events/<slug>/desk/points/<code>/close")
@access.event_role(Role.ORGANISER)
def close_point(slug: str, code: str) -> Any:
    """Let nobody in there from now on."""
    point = _point_or_404(code)
    actions.close_point(g.event, point)
    web.done(
        _("%(name)s is closed.", name=point.name), url_for(".reopen_point", slug=slug, code=code)
    )
    return web.see_other(url_for(".points", slug=slug))


@bp.post("/events/<slug>/desk/points/<code>/reopen")
@access.event_role(Role.ORGANISER)
def reopen_point(slug: str, code: str) -> Any:
    """Take the closing back."""
    point = _point_or_404(code)
    actions.reopen_point(g.event, point)
    web.done(_("%(name)s is open again.", name=point.name))
    return web.see_other(url_for(".points", slug=slug))


def _form_page(form: PointForm, point: Point | None) -> Any:
    page = render_template("registrations/checkin/point.html", form=form, point=point)
    return page, 422 if form.was_sent else 200


def _point_or_404(code: str) -> Point:
    point = queries.point(g.event.id, code)
    return point if point is not None else abort(404)
