"""What this package tells the ones below: the fair's thread, the desk, the public page, search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import Select, delete, func, select, update

from app.accounts.models import Hub
from app.booths.exhibits import queries
from app.booths.models import Booth, Exhibit, Exhibitor, ExhibitorState
from app.catalogue.models import Organisation, Technology
from app.catalogue.search import says
from app.core import clock, figures, hooks
from app.core.db import db
from app.core.i18n import _, ngettext, number_text
from app.events.kinds import EventKind
from app.events.models import Event

MOST_FOUND = 10
WITH_BOOTHS = {EventKind.TECHMART, EventKind.TECHDEMO, EventKind.TECHCONNECT, EventKind.TECHFEST}


@hooks.organisations_merging.fill
def merging(keep: Organisation, gone: Organisation) -> tuple[()]:
    """Where both exhibit at one event, the one that stays shows what both showed."""
    theirs = {row.event_id: row for row in _exhibitors_of(gone.id)}
    for mine in _exhibitors_of(keep.id):
        if double := theirs.get(mine.event_id):
            moved = update(Exhibit).where(Exhibit.exhibitor_id == double.id)
            db.session.execute(moved.values(exhibitor_id=mine.id))
            hooks.exhibitors_merging.gather(mine, double)
            if double.state is ExhibitorState.APPROVED:  # its booths are promised already
                mine.state, mine.state_note = double.state, double.state_note
            mine.fascia_name = mine.fascia_name or double.fascia_name
            db.session.execute(delete(Exhibitor).where(Exhibitor.id == double.id))
    return ()


def _exhibitors_of(organisation_id: int) -> Sequence[Exhibitor]:
    found = select(Exhibitor).where(Exhibitor.organisation_id == organisation_id)
    return db.session.scalars(found).all()


@figures.event.counted
def counts(event_id: int) -> Select[Any]:
    """Exhibits by state and the number of booths, one row of an event's figures."""
    booths = select(func.count()).where(Booth.event_id == event_id).scalar_subquery()
    by_state: list[Any] = [
        func.count().filter(*which).label(f"exhibits_{state}")
        for state, which in queries.STATES.items()
    ]
    return (
        select(*by_state, booths.label("exhibits_booths"))
        .select_from(Exhibit)
        .join(Exhibit.exhibitor)
        .where(Exhibit.event_id == event_id)
    )


def counts_of(event: Event) -> dict[str, int]:
    """Exhibits by state and the number of booths."""
    found = figures.event.of(event)
    return {state: found[f"exhibits_{state}"] for state in (*queries.STATES, "booths")}


@hooks.thread.fill
def chapter(event: Event) -> Iterator[hooks.Chapter]:
    """Booths on the thread: how many exhibits have a place."""
    counts = counts_of(event)
    total = counts["placed"] + counts["unplaced"]
    if not total and not counts["booths"] and event.kind not in WITH_BOOTHS:
        return
    if total and (not counts["unplaced"] or event.ends_on < clock.today()):
        state = "done"
    else:
        state = "now" if total or counts["booths"] else "ahead"
    figure = ""
    if total:
        placed, whole = number_text(counts["placed"]), number_text(total)
        figure = _("%(placed)s/%(total)s placed", placed=placed, total=whole)
    elif counts["booths"]:
        figure = ngettext("%(num)s booth", "%(num)s booths", counts["booths"])
    url = url_for("booths.plan", slug=event.slug)
    yield hooks.Chapter("booths", _("Booths"), url, state, figure)


@hooks.desk_tasks.fill
def tasks(event: Event) -> Iterator[hooks.DeskTask]:
    """What the floor waits for, the opening day included."""
    if event.starts_on < clock.today():
        return
    counts = counts_of(event)
    if waiting := counts["waiting"]:
        yield hooks.DeskTask(
            title=ngettext(
                "%(num)s exhibit waits for a decision on its exhibitor",
                "%(num)s exhibits wait for a decision on their exhibitor",
                waiting,
            ),
            url=url_for("booths.exhibitors", slug=event.slug, state=ExhibitorState.SUBMITTED.value),
            action=_("Decide"),
            icon="building-store",
            order=22,
        )
    if counts["unplaced"] and counts["booths"]:
        some = counts["placed"]
        yield hooks.DeskTask(
            title=ngettext(
                "%(num)s exhibit has no booth yet",
                "%(num)s exhibits have no booth yet",
                counts["unplaced"],
            ),
            url=url_for("booths.plan" if some else "booths.assign", slug=event.slug),
            action=_("Look") if some else _("Assign"),
            text="" if some else _("A plan is made within a minute; you decide whether it stands."),
            icon="layout-grid",
            order=25,
        )
    elif counts["unplaced"]:
        yield hooks.DeskTask(
            title=_("There are exhibits, and no booths yet"),
            url=url_for("booths.new_rows", slug=event.slug),
            action=_("Make rows of booths"),
            icon="layout-grid",
            order=26,
        )


@hooks.desk_numbers.fill
def numbers(event: Event) -> Iterator[hooks.DeskNumber]:
    """Exhibits with a place."""
    counts = counts_of(event)
    total = counts["placed"] + counts["unplaced"]
    if total:
        yield hooks.DeskNumber(
            label=_("Exhibits placed"),
            value=_("%(used)s of %(whole)s", used=counts["placed"], whole=total),
            url=url_for("booths.exhibits", slug=event.slug),
            note=ngettext("%(num)s booth", "%(num)s booths", counts["booths"]),
            order=30,
        )


@hooks.public_facts.fill
def floor_plan(event: Event) -> Iterator[hooks.PublicFact]:
    """The public page leads to the floor plan once booths are drawn."""
    counts = counts_of(event)
    if counts["booths"]:
        shown = counts["placed"] + counts["unplaced"]
        yield hooks.PublicFact(
            label=_("Floor plan"),
            value=ngettext("%(num)s technology shown", "%(num)s technologies shown", shown)
            if shown
            else ngettext("%(num)s booth", "%(num)s booths", counts["booths"]),
            url=url_for("booths.public_plan", slug=event.slug),
            icon="map-2",
            order=30,
        )


@hooks.find.fill
def find(hub: Hub, words: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Exhibits of the hub's fairs whose technology says the words, the latest fairs first."""
    found = (
        select(Technology.code, Technology.title, Event.slug, Event.name, Booth.code)
        .join(Exhibit, Exhibit.technology_id == Technology.id)
        .join(Event, Event.id == Exhibit.event_id)
        .outerjoin(Booth, Booth.id == Exhibit.booth_id)
        .where(Event.hub_id == hub.id, says(" ".join(words), Technology.folded))
        .order_by(Event.starts_on.desc(), Technology.sort_key, Technology.id)
        .limit(MOST_FOUND)
    )
    for code, title, slug, event, booth in db.session.execute(found):
        place = _("Booth %(code)s", code=booth) if booth else ""
        yield {
            "kind": _("Exhibit"),
            "title": f"{code} · {title}",
            "text": " · ".join(part for part in (place, event) if part),
            "url": url_for("booths.exhibit", slug=slug, code=code),
        }
