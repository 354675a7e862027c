"""What the board shows of an event, and how to see cheaply whether it may have changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from app.core import clock
from app.core.db import db
from app.core.i18n import force_locale
from app.events.models import Event
from app.registrations.checkin import figures
from app.registrations.models import Registration, Scan
from app.registrations.queries import categories_of, category_name, days_of, event_name
from app.registrations.states import Status

FEWEST = 5  # smaller groups are not told apart on a public screen


@dataclass(frozen=True)
class Group:
    """A category: how many have come on any day, and how many are expected."""

    name: str
    came: int
    expected: int

    @property
    def few(self) -> bool:
        """So few that a number would point at people."""
        return 0 < self.came < FEWEST


@dataclass(frozen=True)
class Board:
    """Everything on the board. `came` and `expected`: people, over all days; `hours`: from the
    first to the last hour with entries or opening hours: (hour, visits, people in at its end)."""

    name: str
    day: date
    today: figures.Day
    came: int
    expected: int
    groups: list[Group]
    hours: list[tuple[int, int, int | None]]
    days: list[tuple[date, int]]

    @property
    def most(self) -> int:
        return max((visits for _hour, visits, _inside in self.hours), default=0)

    @property
    def most_in_a_day(self) -> int:
        return max((people for _day, people in self.days), default=0)


def changed_by(event_id: int) -> tuple[Any, ...]:
    """Something that differs when a scan or a registration came in: one statement."""
    last = select(Scan.id).where(Scan.event_id == event_id).order_by(Scan.id.desc()).limit(1)
    confirmed = select(func.count()).where(
        Registration.event_id == event_id, Registration.status == Status.CONFIRMED
    )
    row = db.session.execute(select(last.scalar_subquery(), confirmed.scalar_subquery())).one()
    return (*row, clock.today())


def board_of(event: Event) -> Board:
    """The board of the event's day: today, or the nearest of its days."""
    day = min(max(clock.today(event.zone), event.starts_on), event.ends_on)
    today = figures.of_day(event.id, day)
    groups = _groups(event.id)
    by_day = {entry.key: entry.people for entry in today.by_day}
    return Board(
        name=event_name(event),
        day=day,
        today=today,
        came=figures.entries(event.id).people,
        expected=sum(group.expected for group in groups),
        groups=groups,
        hours=_hours(event, today),
        days=[(one, by_day.get(one.isoformat(), 0)) for one in days_of(event)],
    )


def _groups(event_id: int) -> list[Group]:
    came = {entry.key: entry.people for entry in figures.entries_by_category(event_id)}
    counted = (
        select(Registration.category_id, func.count())
        .where(Registration.event_id == event_id, Registration.status == Status.CONFIRMED)
        .group_by(Registration.category_id)
    )
    expected = {row[0]: row[1] for row in db.session.execute(counted)}
    groups = [
        Group(category_name(one), came.get(one.name, 0), expected.get(one.id, 0))
        for one in categories_of(event_id)
    ]
    return [group for group in groups if group.came or group.expected]


def _hours(event: Event, today: figures.Day) -> list[tuple[int, int, int | None]]:
    visits = {entry.key: entry.visits for entry in today.by_hour}
    first = min([int(event.opens_at[:2]), *visits])
    last = max([int(event.closes_at[:2]) - (event.closes_at[3:] == "00"), *visits])
    return [
        (hour, visits.get(hour, 0), today.inside_by_hour.get(hour))
        for hour in range(first, last + 1)
    ]


def draw(event_id: int, locale: str) -> str:
    """The board as HTML in a language, outside of any request."""
    with force_locale(locale):
        board = board_of(db.session.get_one(Event, event_id))
        template = current_app.jinja_env.get_template("registrations/board/_figures.html")
        return template.render(board=board)
