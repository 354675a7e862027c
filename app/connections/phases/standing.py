"""Where a fair's meetings stand now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.connections.phases.models import MeetingPlan
from app.connections.phases.phase import (
    Deed,
    Facts,
    Phase,
    Plan,
    Wishes,
    is_late,
    open_to_participants,
    phase_of,
    wishes,
)
from app.core import clock, figures
from app.core.db import db
from app.core.errors import Refused
from app.core.i18n import date_text
from app.events.models import Event


@dataclass(frozen=True, slots=True)
class Standing:
    """The phase now, its dates, and what participants can do."""

    plan: Plan
    phase: Phase
    wishes: Wishes
    late: bool

    @property
    def open(self) -> tuple[Deed, ...]:
        return open_to_participants(self.phase, self.wishes)

    def state(self, phase: Phase) -> str:
        """How a phase stands on the strip: done, now, ahead."""
        order = list(Phase)
        before = order.index(phase) - order.index(self.phase)
        return "now" if not before else ("done" if before < 0 else "ahead")

    def dates(self, phase: Phase) -> tuple[date | None, date | None]:
        """From when to when a phase lasts, as far as that is set."""
        plan = self.plan
        return {
            Phase.PROFILES: (None, plan.wishes_from),
            Phase.WISHES: (plan.wishes_from, plan.wishes_until),
            Phase.PUBLISHED: (plan.publish_on, None),
            Phase.LIVE: (plan.first_day, plan.last_day),
        }.get(phase, (None, None))


def plan_of(event: Event) -> Plan:
    row = db.session.get(MeetingPlan, event.id)
    if row is None:
        return Plan(event.starts_on, event.ends_on)
    return Plan(event.starts_on, event.ends_on, row.wishes_from, row.wishes_until, row.publish_on)


def of(event: Event) -> Standing:
    """From the figures that the event's pages count anyway."""
    counted = figures.event.of(event)
    dates = (counted[name] or None for name in ("wishes_from", "wishes_until", "publish_on"))
    plan, today = (
        Plan(event.starts_on, event.ends_on, *dates),
        clock.local(clock.now(), event.zone).date(),
    )
    facts = Facts(bool(counted["meetings_draft"]), bool(counted["meetings_planned"]))
    return Standing(
        plan, phase_of(plan, facts, today), wishes(plan, today), is_late(plan, facts, today)
    )


def refuse_wishes(event: Event) -> None:
    """For what participants ask themselves. Raises Refused("wishes_ahead" | "wishes_closed")."""
    plan = plan_of(event)
    state = wishes(plan, clock.local(clock.now(), event.zone).date())
    if state is Wishes.AHEAD:
        raise Refused("wishes_ahead", day=date_text(plan.wishes_from))
    if state is Wishes.CLOSED:
        raise Refused("wishes_closed", day=date_text(plan.wishes_until or plan.last_day))
