"""The floor plan for everybody: the drawing, who stands where, and the paper."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, render_template

from app.booths import labels
from app.booths.blueprint import bp
from app.booths.floor import Floor, floor_of, short_name
from app.booths.models import Booth
from app.booths.stands import showing
from app.booths.stands.views import ZOOMS, hall_asked, pdf_answer, zoom_asked
from app.core import access, lists
from app.core.text import collation_key, fold
from app.events import queries as events
from app.events.models import Event


def _event(slug: str) -> Event:
    return events.public_event(slug) or abort(404)


@bp.get("/events/<slug>/floor-plan")
@access.public
def public_plan(slug: str) -> Any:
    """Find an exhibitor or a technology, and the booth where it is shown."""
    event = _event(slug)
    floor = floor_of(event)
    hall = hall_asked(floor)
    q = lists.asked("q")
    matching = _matching(floor, q)
    if not q:
        matching = [booth for booth in matching if hall and booth.hall == hall.name]
    return render_template(
        "booths/public.html",
        event=event,
        floor=floor,
        hall=hall,
        drawing=showing.drawing_of(floor, hall) if hall else None,
        chosen=next((b for b in floor.booths if b.code == lists.asked("booth")), None),
        q=q,
        zoom=zoom_asked(),
        zooms=ZOOMS,
        found=matching,
        marked={booth.code for booth in matching} if q else set(),
        showing=showing,
        labels=labels,
        short_name=short_name,
    )


def _matching(floor: Floor, q: str) -> list[Booth]:
    """Booths where somebody stands, by exhibitor; of a search, those that all its words meet."""
    wanted = lists.words(q)
    found = []
    for booth in floor.booths:
        exhibits = floor.inside.get(booth.id, [])
        said = " ".join(
            [fold(booth.code), *(e.exhibitor.organisation.folded for e in exhibits)]
            + [e.technology.folded for e in exhibits if e.technology.publish_ok]
        )
        if exhibits and all(word in said for word in wanted):
            found.append(booth)
    return sorted(found, key=lambda booth: collation_key(showing.name_on(floor, booth)))


@bp.get("/events/<slug>/floor-plan.pdf")
@access.public
def public_pdf(slug: str) -> Response:
    """The plan on A3 landscape, to print."""
    return pdf_answer(floor_of(_event(slug)))
