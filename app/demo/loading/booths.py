"""The floor and what is to stand on it: every technology of the files is an exhibit."""

from __future__ import annotations

from sqlalchemy import select

from app.booths.models import Booth, Exhibit, Exhibitor, ExhibitorState
from app.catalogue.models import Technology
from app.core import clock
from app.core.db import db
from app.demo import sample
from app.demo.sample import Sample, flag
from app.events.models import Event

DEPTH = 1.5  # metres: the area of an exhibit is the width of its booth times this


def load(given: Sample, event: Event) -> None:
    for row in sample.rows("booths"):
        db.session.add(
            Booth(
                event_id=event.id,
                code=row["code"],
                hall=row["hall"],
                zone=row["zone"],
                x=float(row["x"]),
                y=float(row["y"]),
                width=float(row["width"]),
                depth=float(row["depth"]),
                area_m2=float(row["area_m2"]),
                power_kw=float(row["power_kw"]),
                water=flag(row["water"]),
                internet=flag(row["internet"]),
                max_exhibits=int(row["max_exhibits"]),
                shared=flag(row["shared"]),
            )
        )
    with clock.at(given.on(-45, "09:00")):
        _load_exhibits(event)


def _load_exhibits(event: Event) -> None:
    codes = [row["code"] for row in sample.rows("technologies")]
    found = select(Technology).where(Technology.hub_id == event.hub_id, Technology.code.in_(codes))
    exhibitors: dict[int, Exhibitor] = {}
    for technology in db.session.scalars(found.order_by(Technology.code)):
        firm = technology.organisation_id
        if firm not in exhibitors:
            exhibitors[firm] = Exhibitor(
                event_id=event.id,
                organisation_id=firm,
                state=ExhibitorState.APPROVED,
                created_at=clock.now(),
            )
            db.session.add(exhibitors[firm])
        db.session.add(
            Exhibit(
                event_id=event.id,
                exhibitor=exhibitors[firm],
                technology_id=technology.id,
                area_m2=(technology.booth_width_m or 1.0) * DEPTH,
                power_kw=technology.power_kw or 0.0,
                water=technology.needs_water,
                internet=technology.needs_internet,
                created_at=clock.now(),
            )
        )
