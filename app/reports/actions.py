"""Signing reports off, writing into them, setting targets."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select

from app.core import audit, clock, ids
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.models import Event
from app.reports import queries
from app.reports.counting.figures import figures_of
from app.reports.indicators import Figure
from app.reports.models import EventPaper, FrozenReport, Target
from app.reports.scope import Scope


def freeze(hub_id: int, scope: Scope, user_id: int | None) -> FrozenReport:
    """Keep a report's figures as they are now. Raises Refused("frozen_already")."""
    with transaction():
        if queries.frozen(hub_id, scope) is not None:
            raise Refused("frozen_already")
        figures = figures_of([scope])[0]
        report = FrozenReport(
            code=ids.code(16),
            hub_id=hub_id,
            event_id=scope.event_id,
            first=scope.first,
            last=scope.last,
            figures={figure.value: value for figure, value in figures.items()},
            frozen_at=clock.now(),
            user_id=user_id,
        )
        db.session.add(report)
        audit.record("report_frozen", report, hub_id=hub_id)
    return report


def lift(report: FrozenReport) -> None:
    """Take a sign-off back; the figures that were signed stay on record."""
    with transaction():
        db.session.refresh(report, with_for_update=True)
        if report.lifted_at is None:
            report.lifted_at = clock.now()
            audit.record("report_lifted", report, hub_id=report.hub_id)


def write(event: Event, texts: Mapping[str, str], version: int | None) -> EventPaper:
    """Write the parts of an event's report that no figure tells.

    Raises Refused("changed_meanwhile") when somebody saved since `version` was read.
    """
    with transaction():
        found = select(EventPaper).where(EventPaper.event_id == event.id).with_for_update()
        paper = db.session.scalar(found)
        if paper is None:
            paper = EventPaper(event_id=event.id, texts={}, version=0)
            db.session.add(paper)
        if version is not None and version != paper.version:
            raise Refused("changed_meanwhile")
        paper.texts = {key: text for key, text in texts.items() if text}
        paper.version += 1
        audit.record("report_written", paper, hub_id=event.hub_id, parts=sorted(paper.texts))
    return paper


def aim(event: Event, targets: Mapping[Figure, int | None]) -> None:
    """Set what the event is to reach; None takes a target away."""
    with transaction():
        db.session.execute(
            delete(Target).where(Target.event_id == event.id, Target.figure.in_(targets))
        )
        for figure, value in targets.items():
            if value is not None:
                db.session.add(Target(event_id=event.id, figure=figure.value, value=value))
        audit.record("targets_set", event, event_id=event.id, number=len(targets))
