"""The report of a hub over a period, and of all hubs side by side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import abort, g, render_template, request, url_for
from flask_login import current_user

from app.accounts.models import Hub
from app.catalogue import vocabulary
from app.core import access, clock, lists
from app.core.access import Role
from app.core.errors import Refused
from app.core.forms import parse_date
from app.core.i18n import _
from app.core.text import collation_key
from app.core.web import done, refused, see_other
from app.reports import actions, breakdowns, charts, periods, queries
from app.reports.blueprint import bp
from app.reports.counting.figures import MAIN, figures_of
from app.reports.files import FORMATS, hub_file
from app.reports.indicators import Figure
from app.reports.pages import records, rows
from app.reports.pages.event import file_response
from app.reports.rules import INDICATORS, OWN_FIGURES, RULES
from app.reports.scope import Scope, before, parts_of
from app.reports.words import value_text

OF_EVENT = (Figure.VISITORS, Figure.SHOWN, Figure.HELD, Figure.CONTRACTS)
DRAWN = (Figure.NEEDS, Figure.HELD)


def _asked_period() -> tuple[date, date, str | None]:
    """The period in the address (this year unless told otherwise), and what is wrong with it."""
    today = clock.today()
    usual = date(today.year, 1, 1), date(today.year, 12, 31)
    if not (lists.asked("from") or lists.asked("to")):
        return *usual, None
    try:
        first = parse_date(lists.asked("from")) if lists.asked("from") else usual[0]
        last = parse_date(lists.asked("to")) if lists.asked("to") else usual[1]
    except ValueError as trouble:
        return *usual, str(trouble)
    if last < first:
        return *usual, _("The period ends before it begins.")
    if last - first > periods.LONGEST:
        return *usual, _("A report covers thirty years at most.")
    return first, last, None


def _period(first: date, last: date) -> dict[str, Any]:
    """A period as the address carries it."""
    return {"from": first.isoformat(), "to": last.isoformat()}


def _addresses(hub: Hub, first: date, last: date) -> Callable[[Figure], str]:
    def address(figure: Figure) -> str:
        return url_for(
            "reports.hub_records",
            hub=hub.slug,
            figure=figure.value,
            **_period(first, last),
        )

    return address


@bp.get("/hubs/<hub>/reports")
@access.hub_role(Role.VIEWER)
def hub_report(hub: str) -> Any:
    """All figures of a hub over a period, beside the period before."""
    first, last, trouble = _asked_period()
    scope = Scope(first, last, g.hub.id)
    fields = breakdowns.by_field(scope)
    fields.rows.sort(key=lambda code: collation_key(vocabulary.field(code)))
    earlier = before(first, last)
    now, then = figures_of([scope, Scope(*earlier, g.hub.id)])
    parts = parts_of(first, last)
    by_part = figures_of([Scope(*part, g.hub.id) for part in parts], [*MAIN, Figure.HELD])
    events = queries.events_of(g.hub, first, last)
    address = _addresses(g.hub, first, last)
    signed = queries.frozen(g.hub.id, scope)
    return render_template(
        "reports/hub.html",
        first=first,
        last=last,
        earlier=earlier,
        trouble=trouble,
        presets=periods.presets(clock.today()),
        short_name=periods.short_name,
        indicators=rows.lines(INDICATORS, now, address, then),
        own=rows.lines(OWN_FIGURES, now, address, then),
        now=now,
        signed=signed,
        differences=rows.differences(signed.figures, now, address) if signed else [],
        parts=parts,
        part_rows=_part_rows(g.hub, parts, by_part),
        drawn=[RULES[figure].label for figure in DRAWN],
        chart=charts.bars(
            [periods.short_name(*part) for part in parts],
            [[int(found[figure] or 0) for found in by_part] for figure in DRAWN],
        ),
        fields=fields,
        field_name=vocabulary.field,
        events=_event_rows(events),
        event_heads=[RULES[figure].label for figure in OF_EVENT],
        signed_off=queries.signed_off(g.hub.id),
        value_text=value_text,
        figure=Figure,
    )


def _part_rows(
    hub: Hub, parts: list[tuple[date, date]], found: list[dict[Figure, Any]]
) -> list[tuple[str, Any, list[tuple[str, str | None]]]]:
    """(code, label, [(text, address) per part]) of the main figures."""
    columns = [
        _cells(figures, _addresses(hub, *part)) for part, figures in zip(parts, found, strict=True)
    ]
    return [
        (RULES[figure].code, RULES[figure].label, [column[place] for column in columns])
        for place, figure in enumerate(MAIN)
    ]


def _event_rows(events: list[Any]) -> list[tuple[Any, list[str]]]:
    found = figures_of(breakdowns.events_with_figures(events), OF_EVENT) if events else []
    return [
        (event, [value_text(figure, figures[figure]) for figure in OF_EVENT])
        for event, figures in zip(events, found, strict=True)
    ]


@bp.get("/hubs/<hub>/reports/figures/<figure>")
@access.hub_role(Role.VIEWER)
def hub_records(hub: str, figure: str) -> Any:
    """The records one figure counts in a period."""
    found = records.figure_or_404(figure)
    first, last, trouble = _asked_period()
    scope = Scope(first, last, g.hub.id)
    return records.page(
        found,
        scope,
        "reports/hub_records.html",
        f"{hub}-{first.isoformat()}",
        first=first,
        last=last,
        trouble=trouble,
        period=_period(first, last),
    )


@bp.get("/hubs/<hub>/reports/report.<kind>")
@access.hub_role(Role.VIEWER)
def hub_download(hub: str, kind: str) -> Any:
    """The report as a paper, a workbook or data."""
    if kind not in FORMATS:
        abort(404)
    first, last, _trouble = _asked_period()
    content = hub_file(g.hub, Scope(first, last, g.hub.id), kind)
    return file_response(content, f"{hub}-{first.isoformat()}-{last.isoformat()}", kind)


def _back_to(first: date, last: date) -> str:
    return url_for("reports.hub_report", hub=g.hub.slug, **_period(first, last))


@bp.post("/hubs/<hub>/reports/freeze")
@access.hub_role(Role.ORGANISER)
def hub_freeze(hub: str) -> Any:
    """Sign the figures of a period off."""
    try:
        first, last = parse_date(request.form["from"]), parse_date(request.form["to"])
    except ValueError:
        abort(400)
    if last < first:
        abort(400)
    try:
        report = actions.freeze(g.hub.id, Scope(first, last, g.hub.id), current_user.id)
        done(
            _("The figures are signed off."),
            url_for("reports.hub_lift", hub=hub, code=report.code),
        )
    except Refused as refusal:
        refused(refusal)
    return see_other(_back_to(first, last))


@bp.post("/hubs/<hub>/reports/lift/<code>")
@access.hub_role(Role.ORGANISER)
def hub_lift(hub: str, code: str) -> Any:
    """Take a sign-off back."""
    report = queries.frozen_by_code(g.hub.id, code)
    if report is None:
        abort(404)
    actions.lift(report)
    done(_("The sign-off is taken back."))
    return see_other(_back_to(report.first, report.last))


@bp.get("/reports")
@access.admin
def all_hubs() -> Any:
    """The main figures hub by hub, with their sum."""
    first, last, trouble = _asked_period()
    hubs = queries.open_hubs(last)
    found = figures_of([Scope(first, last, hub.id) for hub in hubs], MAIN) if hubs else []
    totals = {figure: sum(int(one[figure] or 0) for one in found) for figure in MAIN}
    return render_template(
        "reports/all_hubs.html",
        first=first,
        last=last,
        trouble=trouble,
        presets=periods.presets(clock.today()),
        heads=[(figure, RULES[figure]) for figure in MAIN],
        rows=[
            (hub, _cells(one, _addresses(hub, first, last)))
            for hub, one in zip(hubs, found, strict=True)
        ],
        totals=[value_text(figure, totals[figure]) for figure in MAIN],
        period=_period(first, last),
    )


def _cells(
    figures: dict[Figure, Any], address: Callable[[Figure], str]
) -> list[tuple[str, str | None]]:
    """(text, address of the list) of the main figures; nothing to open where there is none."""
    return [
        (value_text(figure, figures[figure]), address(figure) if figures[figure] else None)
        for figure in MAIN
    ]


@bp.get("/reports/report.<kind>")
@access.admin
def all_hubs_download(kind: str) -> Any:
    """The report of all hubs as a paper, a workbook or data."""
    if kind not in FORMATS:
        abort(404)
    first, last, _trouble = _asked_period()
    content = hub_file(None, Scope(first, last), kind)
    return file_response(content, f"hubs-{first.isoformat()}-{last.isoformat()}", kind)
