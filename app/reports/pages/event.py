"""The final report of one event."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, g, render_template, url_for
from flask_login import current_user

from app.core import access, clock
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _
from app.core.web import done, etag_version, refused, see_other
from app.registrations.queries import category_name
from app.reports import actions, breakdowns, charts, queries
from app.reports.blueprint import bp
from app.reports.counting.figures import figures_of
from app.reports.files import FORMATS, event_file
from app.reports.forms import PaperForm, TargetForm
from app.reports.indicators import Figure
from app.reports.pages import records, rows
from app.reports.rules import INDICATORS, OWN_FIGURES


def _address(figure: Figure) -> str:
    return url_for("reports.event_records", slug=g.event.slug, figure=figure.value)


@bp.get("/events/<slug>/desk/report")
@access.event_role(Role.VIEWER)
def event_report(slug: str) -> Any:
    """All figures of the event; each opens its list."""
    event = g.event
    scope = queries.scope_of(event)
    earlier = queries.event_before(event)
    scopes = [scope] + ([queries.scope_of(earlier)] if earlier else [])
    figures = figures_of(scopes)
    now, before = figures[0], figures[1] if earlier else None
    targets = queries.targets_of(event)
    signed = queries.frozen(event.hub_id, scope)
    hours = breakdowns.visits_by_hour(scope)
    return render_template(
        "reports/event.html",
        now=now,
        earlier=earlier,
        address=_address,
        indicators=rows.lines(INDICATORS, now, _address, before, targets),
        own=rows.lines(OWN_FIGURES, now, _address, before, targets),
        funnel=rows.funnel(now, _address),
        signed=signed,
        differences=rows.differences(signed.figures, now, _address) if signed else [],
        hours=hours,
        chart=charts.bars(
            [f"{int(hour)}:00" for hour in hours.rows],
            [[hours.at(hour, day) for hour in hours.rows] for day in hours.columns],
        ),
        categories=breakdowns.visits_by_category(scope, category_name),
        people=breakdowns.people_by_category(scope, category_name),
        targets=targets,
        figure=Figure,
    )


@bp.get("/events/<slug>/desk/report/figures/<figure>")
@access.event_role(Role.VIEWER)
def event_records(slug: str, figure: str) -> Any:
    """The records one figure counts."""
    found = records.figure_or_404(figure)
    return records.page(found, queries.scope_of(g.event), "reports/event_records.html", slug)


@bp.get("/events/<slug>/desk/report.<kind>")
@access.event_role(Role.VIEWER)
def event_download(slug: str, kind: str) -> Any:
    """The report as a paper, a workbook or data."""
    if kind not in FORMATS:
        abort(404)
    return file_response(event_file(g.event, kind), f"{slug}-report", kind)


def file_response(content: bytes, name: str, kind: str) -> Response:
    return Response(
        content,
        mimetype=FORMATS[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'},
    )


@bp.post("/events/<slug>/desk/report/freeze")
@access.event_role(Role.ORGANISER)
def event_freeze(slug: str) -> Any:
    """Sign the figures off."""
    try:
        scope = queries.scope_of(g.event)
        report = actions.freeze(g.event.hub_id, scope, current_user.id)
        back = url_for("reports.event_lift", slug=slug, code=report.code)
        done(_("The figures are signed off."), back)
    except Refused as refusal:
        refused(refusal)
    return see_other(url_for("reports.event_report", slug=slug))


@bp.post("/events/<slug>/desk/report/lift/<code>")
@access.event_role(Role.ORGANISER)
def event_lift(slug: str, code: str) -> Any:
    """Take the sign-off back."""
    report = queries.frozen_by_code(g.event.hub_id, code)
    if report is None or report.event_id != g.event.id:
        abort(404)
    actions.lift(report)
    done(_("The sign-off is taken back."))
    return see_other(url_for("reports.event_report", slug=slug))


@bp.route("/events/<slug>/desk/report/text", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def event_text(slug: str) -> Any:
    """What no figure tells: preparation, costs, assessment, proposals, who signs."""
    paper = queries.paper_of(g.event)
    kept = paper.texts if paper else {}
    form = PaperForm(data=kept | {"version": str(paper.version if paper else 0)})
    other: list[tuple[str, str]] = []
    if form.submitted():
        try:
            actions.write(g.event, form.texts(), etag_version(form.version.data))
            done(_("Saved; the PDF carries it."))
            return see_other(url_for("reports.event_report", slug=slug))
        except Refused as refusal:
            form.refuse(refusal)
            saved = queries.paper_of(g.event)
            other = form.differing(saved.texts if saved else {})
            form.version.data = str(saved.version if saved else 0)  # saving again means it
    return render_template("reports/event_text.html", form=form, other=other)


@bp.route("/events/<slug>/desk/report/targets", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def event_targets(slug: str) -> Any:
    """What the event is to reach."""
    form = TargetForm(data=TargetForm.names_of(queries.targets_of(g.event)))
    if form.submitted():
        actions.aim(g.event, form.targets())
        done(_("Targets saved."))
        return see_other(url_for("reports.event_report", slug=slug))
    return render_template("reports/event_targets.html", form=form, today=clock.today())
