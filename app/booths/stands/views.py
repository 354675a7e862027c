"""The floor plan in the event's office: the drawing, the list of booths, one booth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, g, render_template, request, url_for

from app.booths import labels
from app.booths.blueprint import bp
from app.booths.floor import Floor, Hall, floor_of
from app.booths.models import Booth
from app.booths.stands import queries, showing
from app.booths.stands.importing import COLUMNS
from app.core import access, lists, sheets
from app.core.access import Role
from app.core.i18n import _, locale_code

ZOOMS = (1, 2, 3)


def hall_asked(floor: Floor) -> Hall | None:
    """The hall the address names, else that of the booth it names, else the first."""
    halls = {hall.name: hall for hall in floor.halls}
    booth = next((b for b in floor.booths if b.code == lists.asked("booth")), None)
    wanted = lists.asked("hall") or (booth.hall if booth else "")
    return halls.get(wanted) or next(iter(halls.values()), None)


def zoom_asked() -> int:
    """How many times as large the plan is to be."""
    wanted = lists.asked("zoom")
    return int(wanted) if wanted in {str(step) for step in ZOOMS} else 1


@bp.get("/events/<slug>/desk/booths")
@access.event_role(Role.VIEWER)
def plan(slug: str) -> Any:
    """The floor plan: who stands where, one booth's panel, power by row, who has no place."""
    floor = floor_of(g.event)
    hall = hall_asked(floor)
    chosen = next((b for b in floor.booths if b.code == lists.asked("booth")), None)
    told = showing.unplaced(floor)
    return render_template(
        "booths/plan.html",
        floor=floor,
        hall=hall,
        drawing=showing.drawing_of(floor, hall) if hall else None,
        chosen=chosen,
        zoom=zoom_asked(),
        zooms=ZOOMS,
        rows=showing.power_rows(floor, hall) if hall else [],
        power=floor.power_of(hall.booths) if hall else (0.0, 0.0),
        unplaced=told,
        full=showing.cannot_be_more(floor, told),
        showing=showing,
        labels=labels,
        **(panel(floor, chosen) if chosen else {}),
    )


def panel(floor: Floor, booth: Booth) -> dict[str, Any]:
    """What a booth's panel shows: who stands there, what is left, who could come."""
    may_change = access.may(Role.ORGANISER)
    return {
        "standing": floor.inside.get(booth.id, []),
        "faults": showing.faults_in(floor, booth),
        "power_used": floor.power_used(booth),
        "area_used": floor.area_used(booth),
        "candidates": floor.candidates_for(booth) if may_change else [],
    }


@bp.get("/events/<slug>/desk/booths/list")
@access.event_role(Role.VIEWER)
def booths(slug: str) -> Any:
    """Booths as a table: the way for keyboards and phones, and what is exported."""
    found = queries.listed(g.event, *(lists.asked(name) for name in ("q", "hall", "state", "has")))
    page = lists.listing(
        found, sorts=queries.SORTS, default="code", everything="format" in request.args
    )
    floor = floor_of(g.event)
    if "format" in request.args:
        heads = [*COLUMNS, _("Exhibitor"), _("Exhibits"), _("Power used (kW)")]
        rows = (_row(floor, booth) for booth in page.items)
        return sheets.respond(heads, rows, f"{slug}-{_('booths')}")
    return render_template(
        "booths/list.html",
        page=page,
        floor=floor,
        counts=queries.counts(g.event),
        halls=[(hall.name, hall.name) for hall in floor.halls],
        showing=showing,
        labels=labels,
    )


def _row(floor: Floor, booth: Booth) -> Sequence[Any]:
    exhibits = floor.inside.get(booth.id, [])
    return (
        *(getattr(booth, column) for column in COLUMNS),
        showing.name_on(floor, booth),
        "; ".join(exhibit.code for exhibit in exhibits),
        floor.power_used(booth),
    )


@bp.get("/events/<slug>/desk/booths/<code>")
@access.event_role(Role.VIEWER)
def booth(slug: str, code: str) -> Any:
    """One booth on a page of its own."""
    floor = floor_of(g.event)
    found = next((b for b in floor.booths if b.code == code), None) or abort(404)
    return render_template(
        "booths/booth.html",
        floor=floor,
        booth=found,
        showing=showing,
        labels=labels,
        **panel(floor, found),
    )


@bp.get("/events/<slug>/desk/booths/floor-plan.pdf")
@access.event_role(Role.VIEWER)
def office_pdf(slug: str) -> Response:
    """The plan on A3, for the office: drafts too."""
    return pdf_answer(floor_of(g.event))


def pdf_answer(floor: Floor) -> Response:
    from app.booths.stands import paper

    content = paper.floor_plan(floor)
    answer = Response(content, mimetype="application/pdf")
    name = f"{floor.event.slug}-floor-plan-{locale_code()}.pdf"
    answer.headers.set("Content-Disposition", "inline", filename=name)
    return answer


def plan_url(booth_code: str) -> str:
    return url_for("booths.plan", slug=g.event.slug, booth=booth_code) + "#panel"
